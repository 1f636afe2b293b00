"""Types, actors, deaths, lists and grades of the rows of a table, as a mapping says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.folding import fold
from geodata.readers.cells import LIST_LIMIT, NAME_LIMIT, nearest, shown
from geodata.readers.generic import deaths as counts
from geodata.readers.generic import event_types
from geodata.readers.generic.fields import ROLES_OF
from geodata.readers.generic.folding import is_unknown, items
from geodata.readers.generic.mapping import TableMapping
from geodata.readers.sheet import CellError, Sheet
from geodata.schema import ACTOR_TYPE, CREDIBILITY, EVENT_TYPES, RELIABILITY, ROLES

_DEATHS: Final = pa.struct([("low", pa.int32()), ("best", pa.int32()), ("high", pa.int32())])
_TOLLS: Final = ("low", "best", "high")
_ACTORS: Final = pa.list_(ACTOR_TYPE)


def types(sheet: Sheet, mapping: TableMapping) -> dict[str, Any]:
    """``event_type`` of each row; ``sub_type`` keeps the word of the table where it is not
    the name of that type."""
    column, default = mapping.columns.get("event_type"), mapping.default_type
    sub = mapping.columns.get("sub_type")
    kept = sheet.text(sub, NAME_LIMIT) if sub else None
    if not column:
        return {"event_type": default, "sub_type": kept}
    kind = type_of(mapping)

    def parse(text: str) -> str | None:
        if found := kind(text):
            return found
        if default:
            return None
        raise CellError("no event type for this word: give it one in the mapping")

    found = sheet.parsed(column, parse, pa.string(), required=not default)
    if default:
        label = EVENT_TYPES[default].label
        sheet.note(pc.is_null(found), f"no event type for {column}: taken as {label}")
        found = found.fill_null(default)
    if kept is None:
        kept = _own_words(sheet, column, found)
    return {"event_type": found, "sub_type": kept}


def type_of(mapping: TableMapping) -> Callable[[str], str]:
    """What gives the event type of a word; empty when there is none."""
    mapped = {fold(word): kind for word, kind in mapping.types.items() if kind}
    exact = {word.casefold(): kind for word, kind in mapping.types.items() if kind}
    return lambda text: (
        exact.get(text.casefold()) or mapped.get(fold(text), "") or event_types.known(text)
    )


def _own_words(sheet: Sheet, column: str, kinds: pa.StringArray) -> pa.StringArray:
    """The words of the table that are not just the name of the type."""
    text = sheet.text(column, NAME_LIMIT)
    coded = pc.binary_join_element_wise(
        text.fill_null(""), kinds.fill_null(""), "\x1f"
    ).dictionary_encode()
    kept: list[str | None] = []
    for pair in coded.dictionary.to_pylist():
        word, _, kind = pair.rpartition("\x1f")
        plain = not word or not kind or event_types.own(word, kind)
        kept.append(None if plain else word)
    return pa.array(kept, pa.string()).take(coded.indices)


def actors(sheet: Sheet, mapping: TableMapping) -> pa.ListArray:
    """Who took part in each row, each once, with the role of the field it stands in first."""
    found = [
        _named(sheet, mapping.columns[field], field, mapping.separator)
        for field in ROLES_OF
        if field in mapping.columns
    ]
    if not found:
        return pa.repeat(pa.scalar([], _ACTORS), len(sheet))
    merged = found[0] if len(found) == 1 else _merged(found)
    many = pc.greater(pc.list_value_length(merged), LIST_LIMIT)
    sheet.refuse_rows(many, f"there are more than {LIST_LIMIT} actors")
    return merged


def _named(sheet: Sheet, column: str, field: str, separator: str) -> pa.ListArray:
    """The actors of one column."""

    def parse(cell: str) -> list[dict[str, str]]:
        found: dict[str, str] = {}
        for item in items(cell, separator):
            name, role = _actor(item, field)
            if name:
                found.setdefault(name, role)
        return [{"name": name, "role": role} for name, role in found.items()]

    return sheet.combined([column], parse, _ACTORS).fill_null([])


def _merged(lists: list[pa.ListArray]) -> pa.ListArray:
    """Lists of actors side by side, a name only where it stands first."""
    lengths = [np.asarray(pc.list_value_length(one)) for one in lists]
    rows = np.concatenate([np.repeat(np.arange(len(one)), one) for one in lengths])
    order = np.argsort(rows, kind="stable")
    flat = pa.concat_arrays([one.flatten() for one in lists]).take(pa.array(order))
    names = pc.struct_field(flat, "name").dictionary_encode()
    key = rows[order] * (len(names.dictionary) + 1) + np.asarray(names.indices)
    kept = np.sort(np.unique(key, return_index=True)[1])
    counts_ = np.bincount(rows[order][kept], minlength=len(lists[0]))
    ends = np.concatenate([[0], np.cumsum(counts_)])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), flat.take(pa.array(kept)))


def _actor(item: str, field: str) -> tuple[str, str]:
    """The name and role of one actor; no name for one that is not known."""
    name, bar, said = item, "", ""
    if field == "actors" and "|" in item:
        name, bar, said = item.partition("|")
    name, role = name.strip(), said.strip().casefold()
    if bar and role not in {"", *ROLES}:
        raise CellError(
            f"the role “{shown(role)}” is not known; expected one of {', '.join(ROLES)}"
            f"{nearest(role, ROLES)}"
        )
    if is_unknown(name):
        return "", ""
    if len(name) > NAME_LIMIT:
        raise CellError(f"the name of an actor is longer than {NAME_LIMIT} characters")
    return name, role or ROLES_OF[field]


def deaths(sheet: Sheet, mapping: TableMapping) -> dict[str, pa.Array]:
    """``fatalities_low``, ``_best`` and ``_high``, persons; null for not known.

    A range in the column of the prevailing number fills the others where they say nothing.
    """
    found = {toll: pa.nulls(len(sheet), pa.int32()) for toll in _TOLLS}
    columns = {toll: mapping.columns.get(f"fatalities_{toll}", "") for toll in _TOLLS}
    for toll in ("low", "high"):
        if columns[toll]:
            found[toll] = sheet.parsed(columns[toll], counts.number, pa.int32())
    if columns["best"]:
        said = sheet.parsed(columns["best"], lambda text: counts.deaths(text)._asdict(), _DEATHS)
        for toll in _TOLLS:
            found[toll] = pc.coalesce(found[toll], pc.struct_field(said, toll))
    for low, high in (*pairwise(_TOLLS), ("low", "high")):
        column = columns[high] or columns["best"] or columns["low"]
        if column:
            mask = pc.greater(found[low], found[high])
            sheet.refuse(mask, column, "the lowest number is not the lowest, or best not between")
    return {f"fatalities_{toll}": numbers for toll, numbers in found.items()}


def grades(sheet: Sheet, mapping: TableMapping) -> dict[str, pa.Array]:
    """``reliability`` and ``credibility`` of each row; what is not stated is left out."""
    words = {"reliability": RELIABILITY, "credibility": CREDIBILITY}
    return {
        field: sheet.parsed(mapping.columns[field], _grade(known), pa.string())
        for field, known in words.items()
        if field in mapping.columns
    }


def _grade(words: Mapping[str, str]) -> Callable[[str], str | None]:
    def parse(text: str) -> str | None:
        if text.upper() in words:
            return text.upper()
        if is_unknown(text):
            return None
        raise CellError(f"expected one of {', '.join(words)}, or nothing")

    return parse


def lists(sheet: Sheet, mapping: TableMapping, field: str) -> pa.ListArray | None:
    """Items of a field, each once; None when no column fills it."""
    column = mapping.columns.get(field)
    if not column:
        return None

    def parse(text: str) -> list[str]:
        found = dict.fromkeys(items(text, mapping.separator))
        if len(found) > LIST_LIMIT:
            raise CellError(f"{len(found):,} items; at most {LIST_LIMIT} are taken")
        if any(len(item) > NAME_LIMIT for item in found):
            raise CellError(f"an item is longer than {NAME_LIMIT} characters")
        return list(found)

    return sheet.combined([column], parse, pa.list_(pa.string())).fill_null([])
