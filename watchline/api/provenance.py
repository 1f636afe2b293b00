"""What every answer says of itself: its filters, and the data sets that it rests on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from geodata.store import Snapshot, StoredDataset
from geodata.writers.provenance import Provenance, about
from watchline.api.models import Credit
from watchline.api.request import ApiRequest


def told(db: Snapshot, asked: ApiRequest) -> Provenance:
    """What is to be said of the events asked for; as in files and under pictures."""
    return about(db, asked.filters, link=asked.link, now=datetime.now(UTC))


def said(db: Snapshot, asked: ApiRequest, found: Provenance | None = None) -> dict[str, Any]:
    """The fields of ``models.Answer``; ``found`` is what was ``told``, where it was already."""
    found = found or told(db, asked)
    shown = {one.dataset.key: one for one in db.datasets()}
    return {
        "filters": found.filters,
        "link": found.link,
        "attribution": [credit(shown[one.source]) for one in found.datasets],
    }


def credit(stored: StoredDataset) -> Credit:
    """Whom to name for a data set, and on what terms it may be shown."""
    one = stored.dataset
    return Credit(
        source=one.key,
        name=one.name,
        licence=one.licence,
        attribution=one.attribution,
        url=one.url,
        terms=one.terms,
        as_of=stored.retrieved_at or stored.read_at,
    )
