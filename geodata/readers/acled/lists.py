"""Lists of a row, made of whole columns: names, each once; sources; details."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.cells import NAME_LIMIT
from geodata.readers.sheet import joined
from geodata.schema import ACTOR_TYPE, EVENT_SCHEMA

BETWEEN: Final = "\x1f"
"""What parts the names of a list; clean text holds none, while a name may hold a semicolon."""


def split(text: pa.StringArray) -> pa.StringArray:
    """A list as ACLED writes it, by semicolons, ready for ``distinct``."""
    return pc.replace_substring(text, ";", BETWEEN)


def distinct(columns: Sequence[pa.StringArray]) -> pa.ListArray:
    """The names of a row, in the order of its columns, each once; longer ones are cut."""
    parts = pc.split_pattern(joined(columns, BETWEEN), BETWEEN)
    row = pc.list_parent_indices(parts)
    name = pc.utf8_trim_whitespace(pc.list_flatten(parts))
    stated = pc.not_equal(name, "")
    row, name = row.filter(stated), name.filter(stated)
    if pc.any(pc.greater(pc.utf8_length(name), NAME_LIMIT)).as_py():
        name = pc.utf8_slice_codeunits(name, 0, NAME_LIMIT)
    coded = name.dictionary_encode()
    rows = row.to_numpy()
    pair = rows * max(len(coded.dictionary), 1) + coded.indices.to_numpy()
    first = np.sort(np.unique(pair, return_index=True)[1])
    counts = np.bincount(rows[first], minlength=len(parts))
    names = coded.dictionary.take(coded.indices.take(pa.array(first)))
    return pa.ListArray.from_arrays(_offsets(counts), names)


def parties(names: pa.ListArray) -> pa.ListArray:
    """Actors without a direction, as ACLED's first and second have none."""
    role = pa.repeat(pa.scalar("party"), len(names.values))
    pairs = pa.StructArray.from_arrays([names.values, role], fields=list(ACTOR_TYPE))
    return pa.ListArray.from_arrays(names.offsets, pairs)


def publishers(names: pa.ListArray) -> pa.ListArray:
    """A source for each publisher, of which ACLED tells nothing but the name."""
    kind = EVENT_SCHEMA.field("sources").type.value_type
    fields = [kind.field(at) for at in range(kind.num_fields)]
    columns = {"publisher": names.values}
    filled = [columns.get(field.name, pa.nulls(len(names.values), field.type)) for field in fields]
    return pa.ListArray.from_arrays(
        names.offsets, pa.StructArray.from_arrays(filled, fields=fields)
    )


def details(labelled: Sequence[tuple[str, pa.StringArray]]) -> pa.ListArray:
    """The values that are stated, with their labels, row by row; there must be one column."""
    stated = np.column_stack([np.asarray(text.is_valid()) for _, text in labelled])
    row, which = np.nonzero(stated)
    values = pa.concat_arrays([text for _, text in labelled])
    value = values.take(pa.array(which * len(stated) + row))
    label = pa.array([label for label, _ in labelled]).take(pa.array(which))
    pairs = pa.StructArray.from_arrays([label, value], ["name", "value"])
    return pa.ListArray.from_arrays(_offsets(stated.sum(axis=1)), pairs)


def _offsets(counts: Any) -> pa.Array:  # noqa: ANN401 - an array of NumPy
    return pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
