"""What every answer says of itself: its filters, and the data sets that it rests on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from api.asked import Asked
from api.models import Credit
from geodata.store import EventStore, StoredDataset
from geodata.writers.about import About, about


def told(store: EventStore, asked: Asked) -> About:
    """What is to be said of the events asked for; as in files and under pictures."""
    return about(store, asked.filters, link=asked.link, now=datetime.now(UTC))


def said(store: EventStore, asked: Asked, found: About | None = None) -> dict[str, Any]:
    """The fields of ``models.Answer``; ``found`` is what was ``told``, where it was already."""
    found = found or told(store, asked)
    shown = {one.dataset.source: one for one in store.datasets()}
    return {
        "filters": found.filters,
        "link": found.link,
        "attribution": [credit(shown[one.source]) for one in found.datasets],
    }


def credit(stored: StoredDataset) -> Credit:
    """Whom to name for a data set, and on what terms it may be shown."""
    one = stored.dataset
    return Credit(
        source=one.source,
        name=one.name,
        licence=one.licence,
        attribution=one.attribution,
        url=one.url,
        terms=one.terms,
        as_of=stored.retrieved_at or stored.read_at,
    )
