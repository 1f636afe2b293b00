"""From events as read to rows of the store: keys, covered days, search text, positions."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata import mercator
from geodata.schema import EVENT_SCHEMA
from geodata.spellings import fold
from geodata.store.locate import locate

_SEPARATOR: Final = "\x1f"
_PLAIN: Final = r"^(?:[!-~–—‘’“”]+(?: [!-~–—‘’“”]+)*)?$"
"""Words of ASCII, and signs that stay as they are, with single blanks."""


def event_key(source: str, source_id: str) -> int:
    """The number of an event: 63 bits of a hash of its data set and its own id."""
    text = f"{source}{_SEPARATOR}{source_id}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1


def rows(events: pa.Table) -> pa.Table:
    """Events in ``EVENT_SCHEMA``, located, with the columns that the store derives.

    Raises:
        pa.ArrowInvalid, KeyError, ValueError: a column is missing or of another type.
    """
    given = events.select(EVENT_SCHEMA.names).cast(EVENT_SCHEMA).combine_chunks()
    located, drawn = locate(given)
    first, last = covered_days(located)
    mx, my = mercator.project(
        np.nan_to_num(drawn.column("at_lon").to_numpy()),
        np.nan_to_num(drawn.column("at_lat").to_numpy()),
    )
    derived = {
        "event_id": pa.array(_keys(located), pa.int64()),
        "first_day": pa.array(first),
        "last_day": pa.array(last),
        "search": _search_text(located),
        "location_key": drawn.column("key"),
        "location_region": drawn.column("region"),
        "location_lon": drawn.column("at_lon"),
        "location_lat": drawn.column("at_lat"),
        "mx": pa.array(mx),
        "my": pa.array(my),
    }
    naive = located.set_column(
        located.schema.get_field_index("retrieved_at"),
        "retrieved_at",
        located.column("retrieved_at").cast(pa.timestamp("us")),
    )
    for name, column in derived.items():
        naive = naive.append_column(name, column)
    return naive


Days = npt.NDArray[np.datetime64]


def covered_days(events: pa.Table) -> tuple[Days, Days]:
    """The days that events may cover: weeks (Monday to Sunday), months and years that
    their dates touch, by ``date_precision``."""
    precision = np.asarray(events.column("date_precision").to_pylist(), dtype=object)
    first = events.column("date_start").to_numpy().astype("datetime64[D]")
    last = events.column("date_end").to_numpy().astype("datetime64[D]")
    for word, unit in (("month", "M"), ("year", "Y")):
        those = precision == word
        first[those] = first[those].astype(f"datetime64[{unit}]").astype("datetime64[D]")
        following = last[those].astype(f"datetime64[{unit}]") + 1
        last[those] = following.astype("datetime64[D]") - 1
    weeks = precision == "week"
    first[weeks] -= _weekday(first[weeks])
    last[weeks] += 6 - _weekday(last[weeks])
    return first, last


def _weekday(days: Days) -> npt.NDArray[np.int64]:
    # day 0, 1 January 1970, was a Thursday; Monday is 0
    return (days.astype(np.int64) + 3) % 7


def _keys(events: pa.Table) -> list[int]:
    sources = events.column("source").to_pylist()
    ids = events.column("source_id").to_pylist()
    return [event_key(source, own) for source, own in zip(sources, ids, strict=True)]


def _search_text(events: pa.Table) -> pa.Array:
    actors = events.column("actors").combine_chunks()
    names = pa.ListArray.from_arrays(
        pc.cast(pc.cumulative_sum(_with_zero(pc.list_value_length(actors))), pa.int32()),
        pc.struct_field(pc.list_flatten(actors), "name"),
    )
    written = [events.column(name) for name in ("title", "summary", "place")]
    parts = [
        pc.if_else(pc.equal(part, ""), None, part)
        for part in (*written, pc.binary_join(names, " "))
    ]
    joined = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
    return folded(joined.combine_chunks())


def folded(texts: pa.Array) -> pa.Array:
    """Texts as ``fold`` has them, with single blanks; few need more than small letters."""
    plain = pc.match_substring_regex(texts, _PLAIN)
    others = texts.filter(pc.invert(plain)).to_pylist()
    said = pa.array([" ".join(fold(text).split()) for text in others], pa.string())
    return pc.replace_with_mask(pc.ascii_lower(texts), pc.invert(plain), said)


def _with_zero(lengths: pa.Array) -> pa.Array:
    return pa.concat_arrays([pa.array([0], lengths.type), lengths])
