"""Feeds whose news tests bring in by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from geodata.schema import EVENT_SCHEMA, Dataset
from geodata.store import Load, Store

WIRE = Dataset("wire", "Wire", "table", "None", "A wire", "")


def wire_event(number: int, **said: Any) -> dict[str, Any]:
    """An event of the wire: talks in Damascus."""
    row = {
        "source": "wire",
        "source_id": f"n{number}",
        "date_start": date(2026, 3, 21),
        "date_end": date(2026, 3, 21),
        "date_precision": "day",
        "event_type": "consultation",
        "title": f"Talks number {number}",
        "summary": "",
        "reliability": "F",
        "credibility": "6",
        "country": "SYR",
        "place": "Damascus",
        "lon": 36.2765,
        "lat": 33.5138,
        "geo_precision": "exact",
        **said,
    }
    return {
        field.name: row.get(field.name, [] if pa.types.is_list(field.type) else None)
        for field in EVENT_SCHEMA
    }


def publish(store: Store, *rows: dict[str, Any], gone: tuple[str, ...] = ()) -> None:
    """Take events of the wire in, as a feed does."""
    table = pa.Table.from_pylist(list(rows), schema=EVENT_SCHEMA)
    store.load(Load(WIRE, "wire.csv", gone=gone), [table])
