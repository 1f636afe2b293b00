"""Any table of events, read with a mapping that says which column holds what.

``docs/sources/table.md`` says it for people: fields, forms of dates, coordinates and numbers,
and what is refused.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata import regions
from geodata.readers.batches import batches, rejected_file
from geodata.readers.cells import NAME_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, shown
from geodata.readers.generic import hxl
from geodata.readers.generic import text as mapped_words
from geodata.readers.generic.dates import when
from geodata.readers.generic.fields import FIELDS
from geodata.readers.generic.mapping import TableMapping, check
from geodata.readers.generic.place import whereabouts
from geodata.readers.generic.sources import sources
from geodata.readers.rows import Part, Rows, Table, refused
from geodata.readers.sheet import Sheet, joined
from geodata.readers.terms import Terms
from geodata.schema import EVENT_SCHEMA, EVENT_TYPES, Batch, Note

LABEL: Final = "Table with columns of its own"
ABOUT: Final = Terms(licence="not stated", attribution="not stated")

DETAILS_LIMIT: Final = 20
"""How many columns without a field are kept as details."""

_DETAIL_LENGTH: Final = 500
_NAMED: Final = 5  # columns named in a note
_NOTHING: Final = pa.scalar(None, pa.string())


def read(
    table: Table, mapping: TableMapping, dataset: str, *, retrieved_at: datetime | None = None
) -> Iterator[Batch]:
    """The events of a table.

    Args:
        table: rows of any file; a row of HXL tags on top is no event and is noted.
        mapping: which column fills which field, see ``mapping.TableMapping``. Columns without a
            field are kept as details, the first 20 of them.
        dataset: the value of the column ``source`` of every event.
        retrieved_at: when the file was fetched, with a time zone; ``None`` for unknown.

    Yields:
        At least one batch. Every row is in it, as an event or among the rejected. A mapping
        that does not fit the table refuses the file as a whole, in row 1. Days are UTC,
        coordinates degrees WGS84, deaths persons.
    """
    if wrong := check(mapping, table.names):
        yield from rejected_file(refused(table.file, "; ".join(wrong)))
        return
    used = {*mapping.columns.values(), *mapping.leave_out}
    others = [name for name in table.names if name not in used]
    notes = list(table.notes)
    if left := others[DETAILS_LIMIT:]:
        said = ", ".join(f"“{shown(name)}”" for name in left[:_NAMED])
        text = f"{len(left):,} columns beyond {DETAILS_LIMIT} without a field are not kept: {said}"
        notes.append(Note(table.file, 0, text + (" …" if len(left) > _NAMED else "")))
    untagged = dataclasses.replace(table, notes=tuple(notes), parts=lambda: _without_tags(table))
    details = tuple(others[:DETAILS_LIMIT])
    yield from batches(
        untagged, lambda sheet: _batch(sheet, mapping, details, dataset, retrieved_at)
    )


def _without_tags(table: Table) -> Iterator[Part]:
    """The parts of a table without a row of HXL tags and what stands above it."""
    first = True
    for part in table.parts():
        if first and isinstance(part, Rows) and len(part.lines):
            first = False
            at = hxl.tag_row(part)
            if at is not None:
                line = int(part.lines[at])
                text = "a row of HXL tags, no event"
                if at:
                    text += f"; the {at:,} above it are headings and no events either"
                yield Note(table.file, line, text)
                part = Rows(  # noqa: PLW2901 - the same part without its head
                    part.lines[at + 1 :],
                    {name: values[at + 1 :] for name, values in part.values.items()},
                    part.done,
                )
        yield part


def _batch(
    sheet: Sheet,
    mapping: TableMapping,
    details: tuple[str, ...],
    dataset: str,
    retrieved_at: datetime | None,
) -> Batch:
    """The rows of one part as events."""
    if not len(sheet):
        return Batch(EVENT_SCHEMA.empty_table(), (), done=sheet.rows.done)
    where = whereabouts(sheet, mapping)
    columns: dict[str, Any] = {
        **when(sheet, mapping),
        **mapped_words.types(sheet, mapping),
        "actors": mapped_words.actors(sheet, mapping),
        **where.columns,
        **mapped_words.deaths(sheet, mapping),
        **mapped_words.grades(sheet, mapping),
        "source_id": _ids(sheet, mapping),
        "details": _details(sheet, details, where.unplaced),
        "retrieved_at": retrieved_at,
    }
    if column := mapping.columns.get("summary"):
        columns["summary"] = sheet.text(column, SUMMARY_LIMIT, lines=True)
    columns["title"] = _titles(sheet, mapping, columns)
    optional = {
        "storylines": mapped_words.lists(sheet, mapping, "storylines"),
        "tags": mapped_words.lists(sheet, mapping, "tags"),
        "sources": sources(sheet, mapping),
    }
    columns |= {name: found for name, found in optional.items() if found is not None}
    return sheet.batch(dataset, columns)


def _ids(sheet: Sheet, mapping: TableMapping) -> pa.StringArray:
    """The ids of the table; where no column has any, a hash of all that is mapped.

    The same content has the same id at every import, whatever the order of columns and rows.
    """
    if column := mapping.columns.get("id"):
        long = pc.greater(pc.utf8_length(sheet.raw(column)), NAME_LIMIT)
        sheet.refuse(long, column, f"an id has at most {NAME_LIMIT} characters")
        return sheet.text(column, NAME_LIMIT + 1, required=True)
    said = []
    for field in FIELDS:
        if column := mapping.columns.get(field):
            text = sheet.raw(column)
            named = pc.binary_join_element_wise(field, text, "\x1f")
            said.append(pc.if_else(pc.equal(text, ""), _NOTHING, named))
    contents = joined(said, "\x1e").to_pylist()
    return pa.array([_hash(content or "") for content in contents], pa.string())


def _hash(content: str) -> str:
    return hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=10).hexdigest()


def _titles(sheet: Sheet, mapping: TableMapping, columns: dict[str, Any]) -> pa.StringArray:
    """The titles of the table; where there is none, one made from type, place and actors."""
    column = mapping.columns.get("title")
    stated = sheet.text(column, TITLE_LIMIT) if column else pa.nulls(len(sheet), pa.string())
    missing = pc.is_null(stated)
    if not pc.any(missing).as_py():
        return stated
    sheet.note(missing, "no title: made from the type, the place and the actors")
    made = joined([_what(sheet, columns), _where(sheet, columns)], ", ")
    actors = columns["actors"]
    if actors.null_count:
        actors = actors.fill_null([])
    names = pa.ListArray.from_arrays(actors.offsets, actors.values.field("name"))
    who = pc.binary_join(names, ", ")
    who = pc.if_else(pc.equal(who, ""), _NOTHING, who)
    made = joined([made, who], ": ")
    long = pc.greater(pc.utf8_length(made), TITLE_LIMIT)
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(made, 0, TITLE_LIMIT - 1), "…", "")
    return pc.coalesce(stated, pc.if_else(long, cut, made))


def _what(sheet: Sheet, columns: dict[str, Any]) -> pa.StringArray:
    """The type of each row in words, its own where it has some."""
    kinds = columns["event_type"]
    if isinstance(kinds, str):
        kinds = pa.repeat(pa.scalar(kinds, pa.string()), len(sheet))
    labels = pa.array([kind.label for kind in EVENT_TYPES.values()], pa.string())
    plain = labels.take(pc.index_in(kinds, pa.array(list(EVENT_TYPES), pa.string())))
    own = columns["sub_type"]
    return plain if own is None else pc.coalesce(own, plain)


def _where(sheet: Sheet, columns: dict[str, Any]) -> pa.StringArray:
    """The place of each row in words, else its governorate or country."""
    found = [columns[name] for name in ("admin1", "country")]
    labels = [_labels(codes) for codes in found]
    place = columns["place"]
    if place is None:
        place = pa.nulls(len(sheet), pa.string())
    return pc.coalesce(place, *labels)


def _labels(codes: pa.StringArray) -> pa.StringArray:
    coded = codes.dictionary_encode()
    names = [regions.label(code) for code in coded.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(coded.indices)


def _details(
    sheet: Sheet, columns: tuple[str, ...], unplaced: dict[str, pa.StringArray]
) -> pa.ListArray:
    """What columns without a field say, and regions that have no code, by column name."""
    cells = {column: text.fill_null("") for column, text in unplaced.items()}
    cells |= {column: sheet.raw(column) for column in columns}
    # a sheet of its own: what is wrong with a detail does not cost the row
    besides = Sheet(sheet.file, Rows(sheet.rows.lines, cells, sheet.rows.done))
    found = besides.details({column: column for column in cells}, _DETAIL_LENGTH)
    sheet.notes.extend(besides.notes)
    return found
