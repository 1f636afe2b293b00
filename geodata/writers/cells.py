"""Events as the cells of a table: the columns of the native format, lists in one cell each.

``docs/data-format.md`` says how; ``geodata.readers.native`` reads it back.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers import citations
from geodata.readers.marks import FORMULA
from geodata.readers.native import EVENT_COLUMNS, FURTHER_COLUMNS
from geodata.writers.provenance import Provenance

COLUMNS: Final = (*EVENT_COLUMNS, *FURTHER_COLUMNS)
SOURCE_COLUMNS: Final = citations.COLUMNS

_PLAIN: Final = (
    *("date_start", "date_end", "date_precision", "event_type", "sub_type", "title", "summary"),
    *("place", "lon", "lat", "geo_precision", "country", "admin1"),
    *("fatalities_low", "fatalities_best", "fatalities_high", "reliability", "credibility"),
)
_SECONDS: Final = pa.timestamp("s", tz="UTC")
_LISTS: Final = ("zones", "about", "storylines", "tags")
_BARRED: Final = {
    "actors": ("name", "role"),
    "details": ("name", "value"),
    "sources": citations.IN_A_CELL,
}


def ids(table: pa.Table, about: Provenance) -> pa.Array:
    """The ids of events in a file: their own, with the key of the data set before it where
    there are several sets, as two of them may use the same."""
    name = "source_id" if len(about.datasets) < 2 else "event_id"  # noqa: PLR2004 - one set
    return table.column(name).combine_chunks()


def cells(table: pa.Table, about: Provenance) -> pa.Table:
    """Events (``query.RECORD_SCHEMA``) by ``COLUMNS``: days, numbers and text; null is empty."""
    credit = {one.source: one.credit for one in about.datasets}
    sources = table.column("source").combine_chunks()
    found = {name: table.column(name) for name in _PLAIN}
    found |= {name: _list(table.column(name)) for name in _LISTS}
    found |= {name: _barred(table.column(name), parts) for name, parts in _BARRED.items()}
    found["id"] = ids(table, about)
    found["dataset"] = sources
    found["attribution"] = pa.array([credit.get(one) for one in sources.to_pylist()], pa.string())
    for name in ("retrieved_at", "updated_at"):
        whole = pc.floor_temporal(table.column(name), unit="second").cast(_SECONDS)
        found[name] = pc.strftime(whole, "%Y-%m-%dT%H:%M:%SZ")
    return pa.table({name: found[name] for name in COLUMNS})


def source_cells(table: pa.Table, about: Provenance) -> pa.Table:
    """The sources of events by ``SOURCE_COLUMNS``, a row each."""
    lists = table.column("sources").combine_chunks()
    flat = pc.list_flatten(lists)
    found = {name: pc.struct_field(flat, name) for name in SOURCE_COLUMNS if name != "event_id"}
    found["event_id"] = ids(table, about).take(pc.list_parent_indices(lists))
    return pa.table({name: found[name] for name in SOURCE_COLUMNS})


def guarded(table: pa.Table) -> pa.Table:
    """The same with an apostrophe wherever a spreadsheet would begin a formula."""
    columns = [
        pc.replace_substring_regex(column, FORMULA, r"\1\2'\3\4")
        if pa.types.is_string(column.type)
        else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def degrees(column: pa.ChunkedArray) -> pa.Array:
    """Degrees as text with a decimal point and never an exponent; null is empty."""
    return pa.array(
        [
            None if value is None else np.format_float_positional(value, precision=20, trim="-")
            for value in column.to_pylist()
        ],
        pa.string(),
    )


def _escaped(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(values, r"([;|\\])", r"\\\1")


def _list(column: pa.ChunkedArray) -> pa.Array:
    lists = column.combine_chunks()
    return _joined(lists, _escaped(pc.list_flatten(lists)))


def _barred(column: pa.ChunkedArray, parts: tuple[str, ...]) -> pa.Array:
    """Lists of several parts each: ``name|role;name|role``."""
    lists = column.combine_chunks()
    flat = pc.list_flatten(lists)
    texts = [
        _escaped(pc.fill_null(pc.struct_field(flat, part).cast(pa.string()), "")) for part in parts
    ]
    joined = pc.binary_join_element_wise(*texts, "|")
    if len(parts) == len(citations.IN_A_CELL):
        # most sources have no note, and a reader of the cell no use for the bars before it
        joined = pc.replace_substring_regex(joined, r"([^\\|])\|+$", r"\1")
    return _joined(lists, joined)


def _joined(lists: pa.Array, values: pa.Array) -> pa.Array:
    """Values of one text each, in place of those of the lists, as one text a list."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    rebuilt = pa.ListArray.from_arrays(offsets, values)
    text = pc.binary_join(rebuilt, ";")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
