"""A page whose feeds bring what a test says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from geodata.feeds.status import FeedStatus
from geodata.schema import EVENT_SCHEMA, Dataset
from geodata.store import Load, Store

WIRE = Dataset("wire", "Wire", "table", "None", "A wire", "")


DAMASCUS = {"place": "Damascus", "lon": 36.2765, "lat": 33.5138, "geo_precision": "exact"}


def event(number: int, **said: Any) -> dict[str, Any]:
    """An event of the wire, in Damascus on the day after the newest bundled one."""
    day = said.pop("day", date(2026, 3, 21))
    row = {
        "source": "wire",
        "source_id": f"n{number}",
        "date_start": day,
        "date_end": day,
        "date_precision": "day",
        "event_type": "consultation",
        "title": f"Talks number {number}",
        "summary": "",
        "reliability": "F",
        "credibility": "6",
        "country": "SYR",
        "actors": [{"name": "Syria", "role": "party"}],
        **DAMASCUS,
        **said,
    }
    return {
        field.name: row.get(field.name, [] if pa.types.is_list(field.type) else None)
        for field in EVENT_SCHEMA
    }


def publish(store: Store, *rows: dict[str, Any]) -> None:
    """Take events in as a feed does."""
    store.load(Load(WIRE, "wire.csv"), [pa.Table.from_pylist(list(rows), schema=EVENT_SCHEMA)])


class Feeds:
    """A feed that was read some time ago."""

    def __init__(self) -> None:
        self.read = datetime.now(UTC) - timedelta(minutes=2, seconds=10)
        self.error = ""

    def __call__(self) -> tuple[FeedStatus, ...]:
        return (
            FeedStatus(
                key="wire",
                name="The wire",
                kind="table",
                dataset="wire",
                every=300,
                last_attempt=datetime.now(UTC),
                last_success=self.read,
                next_attempt=datetime.now(UTC) + timedelta(minutes=3),
                last_error=self.error,
                failures=1 if self.error else 0,
                events=1,
            ),
        )
