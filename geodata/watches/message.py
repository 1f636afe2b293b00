"""What another program is told: the body of a delivery, and the signature it is known by."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any, Final, NamedTuple

from geodata.filters import sentence
from geodata.query.arrivals import Arrival, arrivals
from geodata.query.watch_counts import SpanCounts
from geodata.store import Snapshot
from geodata.watches.atom import closed_sets
from geodata.watches.config import Watch
from geodata.watches.links import page_of, query_of
from geodata.watches.rule import counted

MOST: Final = 100
SIGNATURE: Final = "Watchline-Signature"
DELIVERY: Final = "Watchline-Delivery"

Json = dict[str, Any]


class ImportRange(NamedTuple):
    """Of which imports a delivery tells: those after one number, up to another."""

    after: int
    up_to: int


def body(
    db: Snapshot,
    watch: Watch,
    reach: ImportRange,
    delivery: str,
    *,
    found: SpanCounts | None = None,
    given_up: int = 0,
    open_sets: Collection[str] = (),
) -> bytes:
    """The events that came in, as JSON. ``found`` is what the threshold counted; ``given_up``
    how many events earlier deliveries told of that were never taken."""
    filters = watch.filters
    known = {one.dataset.key: one.dataset for one in db.datasets()}
    closed = closed_sets(known.values(), open_sets)
    listed = tuple(sorted(set(known) - set(closed)))
    came = arrivals(db, filters, reach.after, reach.up_to, listed=listed, most=MOST)
    sets = [
        {
            "key": source,
            "name": known[source].name,
            "new": events,
            "listed": source not in closed,
            "licence": known[source].licence,
            "attribution": known[source].attribution,
            "terms": known[source].terms,
        }
        for source, events in came.by_source
    ]
    said = {
        "kind": "events",
        "delivery": delivery,
        "watch": _watch(watch),
        "imports": {"after": reach.after, "up_to": reach.up_to},
        "new": came.total,
        "data_sets": sets,
        "events": [_event(one, watch) for one in came.rows],
        "not_listed": came.total - len(came.rows),
        "threshold": _threshold(watch, found),
        "given_up": given_up,
    }
    return _packed(said)


def trial(watch: Watch, delivery: str) -> bytes:
    """A body that tells of nothing, to try whether it is taken."""
    return _packed({"kind": "test", "delivery": delivery, "watch": _watch(watch), "new": 0})


def headers(content: bytes, delivery: str, secret: str, at: datetime) -> dict[str, str]:
    """The headers of an attempt to deliver: its id, its time and its signature."""
    seconds = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        DELIVERY: delivery,
        SIGNATURE: f"t={seconds},v1={signed(content, secret, seconds)}",
        "User-Agent": f"Watchline/{version('watchline')}",
    }


def signed(content: bytes, secret: str, seconds: int) -> str:
    """HMAC-SHA256 over the time, a full stop and the body, in hexadecimal figures."""
    return hmac.new(secret.encode(), f"{seconds}.".encode() + content, hashlib.sha256).hexdigest()


def _packed(said: Json) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _watch(watch: Watch) -> Json:
    filters = watch.filters
    return {
        "key": watch.key,
        "name": watch.name,
        "filters": sentence(filters),
        "link": page_of(watch.base, filters) if watch.base else f"?{query_of(filters)}",
    }


def _threshold(watch: Watch, found: SpanCounts | None) -> Json | None:
    if found is None:
        return None
    return {
        "rule": watch.rule.words(),
        "days": found.days,
        "last": found.last,
        "before": found.before,
        "words": counted(found),
    }


def _event(one: Arrival, watch: Watch) -> Json:
    low, best, high = one.deaths
    open_at = page_of(watch.base, watch.filters, one.event_id)
    return {
        "id": one.event_id,
        "data_set": one.source,
        "added_at": _moment(one.came_at),
        "updated_at": _moment(one.updated_at),
        "type": one.event_type,
        "title": one.title,
        "summary": one.summary,
        "first_day": _day(one.first_day),
        "last_day": _day(one.last_day),
        "date_precision": one.date_precision,
        "place": one.place or None,
        "country": one.country or None,
        "geo_precision": one.geo_precision,
        "deaths": {"low": low, "best": best, "high": high},
        "aggregate": one.aggregate,
        "reliability": one.reliability,
        "credibility": one.credibility,
        "sources": [
            {
                "publisher": source.publisher,
                "title": source.title,
                "url": source.url,
                "published": _day(source.published),
            }
            for source in one.sources
        ],
        "link": open_at if watch.base else f"?{query_of(watch.filters, one.event_id)}",
    }


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
