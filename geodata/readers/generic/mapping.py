"""A mapping: which column of a table fills which field of an event, and how it is written.

A mapping can be kept as a small TOML file and used again for tables of the same columns;
``docs/sources/table.md`` describes the file.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import tomli_w

from geodata.folding import fold
from geodata.readers.cells import nearest, shown
from geodata.readers.generic.coordinates import PAIR_ORDERS
from geodata.readers.generic.days import ORDERS
from geodata.readers.generic.fields import FIELDS
from geodata.schema import EVENT_TYPES

SEPARATORS: Final[Mapping[str, str]] = MappingProxyType(
    {";": "semicolons", ",": "commas", "|": "bars", "/": "slashes"}
)
"""The signs that can part the items of a list."""

POINT_PRECISIONS: Final = ("exact", "town", "admin2", "admin1")
"""What can be said of points when no column does."""

_HEAD: Final = """\
# Watchline: how to read a table of events. The fields are those of docs/sources/table.md.
# [columns] field = "name of the column"     [types] "word in the table" = "event type"
"""
_LINE: Final = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How a table is read.

    Attributes:
        columns: the column of each field; ``fields.FIELDS`` has the fields.
        date_order: what comes first in days such as 03/04/2025, one of ``days.ORDERS``.
        date_serial: whether numbers such as 45853 are days as spreadsheets count them.
        decimal_comma: whether decimals stand behind a comma, as in 36,29128.
        lonlat: the order of two coordinates in one column, one of ``degrees.PAIR_ORDERS``.
        swapped: whether the columns of longitude and latitude hold one another's values.
        types: the event type of each word in the table, any case.
        default_type: the event type where there is no word or none that is known; empty to
            refuse such rows.
        geo_precision: how well points are known when no column says so.
        separator: the sign between the items of a list.
        leave_out: columns that are not kept, not even as details.
    """

    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    date_order: str = ""
    date_serial: bool = False
    decimal_comma: bool = False
    lonlat: str = ""
    swapped: bool = False
    types: Mapping[str, str] = dataclasses.field(default_factory=dict)
    default_type: str = ""
    geo_precision: str = "town"
    separator: str = ";"
    leave_out: tuple[str, ...] = ()


_WORDS: Final[Mapping[str, Iterable[str]]] = {
    "date_order": tuple(ORDERS),
    "lonlat": tuple(PAIR_ORDERS),
    "default_type": ("", *EVENT_TYPES),
    "geo_precision": POINT_PRECISIONS,
    "separator": tuple(SEPARATORS),
}


def check(mapping: TableMapping, names: Iterable[str]) -> tuple[str, ...]:
    """What is wrong with a mapping for a table of these columns, a sentence each."""
    names = tuple(names)
    columns = mapping.columns
    said = [
        f"there is no field “{shown(field)}”{nearest(field, tuple(FIELDS))}"
        for field in columns
        if field not in FIELDS
    ]
    said += [
        f"the table has no column “{shown(column)}” ({FIELDS[field].label}){nearest(column, names)}"
        for field, column in columns.items()
        if field in FIELDS and column not in names
    ]
    said += [
        f"the table has no column “{shown(column)}” to leave out{nearest(column, names)}"
        for column in mapping.leave_out
        if column not in names
    ]
    if "date_start" not in columns and "year" not in columns:
        said.append("no column is chosen for the date")
    if "day" in columns and "month" not in columns:
        said.append("a column is chosen for the day of the month and none for the month")
    if ("lon" in columns) != ("lat" in columns):
        missing = "latitude" if "lon" in columns else "longitude"
        said.append(f"no column is chosen for the {missing}: longitude and latitude go together")
    if "event_type" not in columns and not mapping.default_type:
        said.append("no column is chosen for the type of event, and no type for all rows")
    return (*said, *_wrong_words(mapping))


def _wrong_words(mapping: TableMapping) -> list[str]:
    said = [
        f"{name} is “{shown(getattr(mapping, name))}”: expected one of {_listed(words)}"
        for name, words in _WORDS.items()
        if getattr(mapping, name) not in words
    ]
    return said + [
        f"“{shown(word)}” is mapped to “{shown(kind)}”, which is no event type"
        f"{nearest(kind, tuple(EVENT_TYPES))}"
        for word, kind in mapping.types.items()
        if kind and kind not in EVENT_TYPES
    ]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def answered(mapping: TableMapping, field: str, value: str) -> TableMapping:
    """A mapping with the answer to a question of ``guess.Guess`` put in.

    ``field`` is the question's: an attribute of the mapping, ``columns.`` or ``types.`` with
    a name behind. An empty value takes a column or a type away. ``types`` alone is the type
    of all words that are not mapped.
    """
    field = "default_type" if field == "types" else field
    part, _, name = field.partition(".")
    if name and part in {"columns", "types"}:
        kept = {key: old for key, old in getattr(mapping, part).items() if key != name}
        return _with(mapping, part, kept | ({name: value} if value else {}))
    if isinstance(getattr(mapping, field), bool):
        return _with(mapping, field, value == "yes")
    return _with(mapping, field, value)


def _with(mapping: TableMapping, field: str, value: object) -> TableMapping:
    changes: dict[str, Any] = {field: value}
    return dataclasses.replace(mapping, **changes)


def signature(names: Iterable[str]) -> str:
    """What tables of the same columns have in common, to find a mapping again.

    Order, case, accents and punctuation of the names do not count, as columns are found by
    name; a column more or less does.
    """
    folded = sorted(fold(name) or name for name in names)
    return hashlib.sha256("\x1f".join(folded).encode("utf-8", "replace")).hexdigest()[:16]


def fitted(mapping: TableMapping, names: Iterable[str]) -> TableMapping:
    """A remembered mapping with its columns called as in a table of the same signature."""
    called = {fold(name) or name: name for name in names}
    names = set(called.values())

    def now(column: str) -> str:
        return column if column in names else called.get(fold(column) or column, column)

    columns = {field: now(column) for field, column in mapping.columns.items()}
    left_out = tuple(now(column) for column in mapping.leave_out)
    return dataclasses.replace(mapping, columns=columns, leave_out=left_out)


def to_toml(mapping: TableMapping) -> str:
    """A mapping as the text of a TOML file; settings that are as usual are left out."""
    usual = TableMapping()
    settings: dict[str, Any] = {
        field.name: getattr(mapping, field.name)
        for field in dataclasses.fields(mapping)
        if field.name not in {"columns", "types"}
        and getattr(mapping, field.name) != getattr(usual, field.name)
    }
    tables = {"columns": dict(mapping.columns), "types": dict(mapping.types)}
    return _HEAD + tomli_w.dumps(
        settings | {name: table for name, table in tables.items() if table}
    )


def from_toml(text: str) -> TableMapping | str:
    """The mapping of a TOML file, or a sentence on what is wrong and in which line."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        where = line[1] if line else len(text.splitlines())
        return f"line {where}: this is no TOML: {str(error).partition(' (at')[0]}"
    except (RecursionError, ValueError):  # deep nesting; numbers of thousands of figures
        return "line 1: this is no mapping"
    fields = {field.name: getattr(TableMapping(), field.name) for field in _fields()}
    read: dict[str, Any] = {}
    for name, value in found.items():
        if name not in fields:
            return (
                f"{_line(text, name)}: “{shown(name)}” is no setting{nearest(name, tuple(fields))}"
            )
        if reason := _wrong_kind(fields[name], value):
            return f"{_line(text, name)}: {name} {reason}"
        read[name] = tuple(value) if isinstance(value, list) else value
    mapping = TableMapping(**read)
    for name in mapping.columns:
        if name not in FIELDS:
            hint = nearest(name, tuple(FIELDS))
            return f"{_line(text, name)}: there is no field “{shown(name)}”{hint}"
    return mapping


def _fields() -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(TableMapping)


def _wrong_kind(usual: object, value: object) -> str:
    """Why a value cannot stand where the usual one does; empty when it can."""
    if isinstance(usual, bool):
        return "" if isinstance(value, bool) else "is true or false"
    if isinstance(usual, str):
        return "" if isinstance(value, str) else "is a text in quotation marks"
    if isinstance(usual, tuple):
        fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return "" if fits else "is a list of texts"
    fits = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return "" if fits else "is a table of texts"


def _line(text: str, name: str) -> str:
    """Where a name stands in the text of a TOML file."""
    pattern = re.compile(rf"\s*\[?\s*[\"']?{re.escape(name)}[\"']?\s*[\]=.]")
    lines = text.splitlines()
    number = next((at for at, line in enumerate(lines, 1) if pattern.match(line)), 1)
    return f"line {number}"
