"""Columns of any type as text, the way a person would write them in a CSV file."""

from __future__ import annotations

import json
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.rows import FIELD_LIMIT

_EXACT: Final = float(1 << 53)


def text_of(column: pa.Array) -> pa.Array:
    """A column as text, empty for null and NaN.

    Times with a zone are in UTC, marked ``Z``; a time of midnight sharp is a day. Numbers
    without a fraction are whole; lists and structures are JSON.
    """
    kind = column.type
    if isinstance(column, pa.ExtensionArray):
        return text_of(column.storage)
    if pa.types.is_dictionary(kind):
        return _cut(text_of(column.dictionary)).take(column.indices).fill_null("")
    if pa.types.is_floating(kind):
        text = _numbers(column)
    elif pa.types.is_decimal(kind):
        text = _without_zeros(column.cast(pa.string()))
    elif pa.types.is_timestamp(kind):
        known = column if kind.tz is None else column.view(pa.timestamp(kind.unit, "UTC"))
        text = _without_zeros(known.cast(pa.string()))
        text = pc.replace_substring_regex(text, r" 00:00:00Z?$", "")
    elif pa.types.is_time(kind):
        text = _without_zeros(column.cast(pa.string()))
    elif _is_plain(kind):
        text = column.cast(pa.string())
    else:
        text = _by_value(column)
    return _cut(text.fill_null(""))


def is_text(kind: pa.DataType) -> bool:
    """Whether a type is of texts, or of bytes that may be text."""
    types = (pa.types.is_string, pa.types.is_binary)
    large = (pa.types.is_large_string, pa.types.is_large_binary)
    return any(is_one(kind) for is_one in (*types, *large))


def _is_plain(kind: pa.DataType) -> bool:
    """Whether Arrow itself writes a type as it should be."""
    types = (pa.types.is_integer, pa.types.is_boolean, pa.types.is_date, pa.types.is_null)
    return any(is_one(kind) for is_one in types)


def _without_zeros(text: pa.StringArray) -> pa.StringArray:
    """Text of decimals without the zeros, and the sign before them, that say nothing."""
    text = pc.replace_substring_regex(text, r"(\.\d*?)0+(Z?)$", r"\1\2")
    return pc.replace_substring_regex(text, r"\.(Z?)$", r"\1")


def _numbers(column: pa.Array) -> pa.StringArray:
    exact = column.cast(pa.float64())
    whole = pc.and_(pc.equal(exact, pc.floor(exact)), pc.less(pc.abs(exact), _EXACT))
    whole = pc.fill_null(whole, fill_value=False)
    without = pc.if_else(whole, exact, 0.0).cast(pa.int64()).cast(pa.string())
    text = pc.if_else(whole, without, column.cast(pa.string()))
    return pc.if_else(pc.is_null(column, nan_is_null=True), "", text)


def _by_value(column: pa.Array) -> pa.StringArray:
    """Text, which may not be what it claims to be, and all that is nested."""
    if is_text(column.type):
        try:
            return column.cast(pa.binary()).cast(pa.string())
        except pa.ArrowInvalid:  # it is not UTF-8
            column = column.cast(pa.binary())
    return pa.array([_one(value) for value in column.to_pylist()], pa.string())


def _one(value: Any) -> str | None:  # noqa: ANN401 - whatever a file holds
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _cut(text: pa.Array) -> pa.StringArray:
    """Text no longer than a value may be, and a little more, so that it is seen to be cut."""
    if len(text) and (pc.max(pc.binary_length(text)).as_py() or 0) > FIELD_LIMIT:
        text = pc.utf8_slice_codeunits(text, 0, FIELD_LIMIT + 1)
    return text.cast(pa.string())
