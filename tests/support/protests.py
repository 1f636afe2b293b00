"""Events that tests make up, and the data set they are of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from geodata.schema import EVENT_SCHEMA, Dataset

OURS = Dataset("ours", "Our table", "table", "CC BY 4.0", "Us", terms="Ask first.")


JULY = date(2025, 7, 1)


def events(*rows: dict[str, Any], source: str = "ours") -> pa.Table:
    """Protests in Daraa, with changes."""
    plain = {
        "source": source,
        "date_start": JULY,
        "date_end": JULY,
        "date_precision": "day",
        "event_type": "protest",
        "title": "People gather",
        "summary": "",
        "actors": [{"name": "Civilians", "role": "initiator"}],
        "place": "Daraa",
        "lon": 36.102,
        "lat": 32.619,
        "geo_precision": "town",
        "zones": [],
        "about": [],
        "reliability": "F",
        "credibility": "6",
        "storylines": ["Daraa"],
        "tags": [],
        "details": [{"name": "Our column", "value": "kept"}],
        "sources": [],
    }
    return pa.Table.from_pylist([plain | row for row in rows], schema=EVENT_SCHEMA)
