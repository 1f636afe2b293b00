"""What is known of a feed while it is read, and between two readings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from geodata.feeds.config import Feed
from geodata.http.client import Client
from geodata.imports.files import CheckedFile, IdentifiedFile
from geodata.imports.stage import StagedFile
from geodata.readers.generic.mapping import TableMapping
from geodata.schema import Dataset

TRIAL_ROWS: Final = 5
"""Rows that are asked for when a feed is only tried."""

_SETTINGS: Final = "settings"


class Delivery(NamedTuple):
    """Events that were read and are to be taken in, all in one transaction with the cursor:
    where the feed goes on after them. ``gone`` are ids that its publisher has deleted;
    ``missing`` is as in ``store.Load``. ``checked`` is of a file read by ``importing``, which
    may have a ``dataset`` of its own."""

    cursor: Mapping[str, Any]
    staged: StagedFile | None = None
    sha256: str = ""
    gone: tuple[str, ...] = ()
    missing: str = "keep"
    checked: CheckedFile | None = None
    dataset: Dataset | None = None


class PollOutcome(NamedTuple):
    """How a reading went: a remark for the person who runs the feed, and whether more is
    there already and is read soon."""

    note: str = ""
    more: bool = False


class DeliveryCount(NamedTuple):
    """What taking a delivery in did to the store."""

    added: int = 0
    revised: int = 0
    removed: int = 0


@dataclass(slots=True)
class Visit:
    """One reading of a feed.

    Attributes:
        folder: an empty folder of its own, to keep answers in while they are read.
        cursor: where the last one ended; empty at first.
        memory: what the process keeps of the feed between readings, such as access tokens.
        take: takes a delivery in.
        remembered: the mapping that tables of these columns were imported with.
        kind_of: the kind of a data set of the store by its key, empty for none.
        now: when it began, in UTC.
        trial: whether it is only tried: little is fetched, nothing is moved.
    """

    feed: Feed
    client: Client
    folder: Path
    cursor: dict[str, Any]
    memory: dict[str, Any]
    take: Callable[[Delivery], DeliveryCount]
    remembered: Callable[[IdentifiedFile], TableMapping | None] = lambda _found: None
    kind_of: Callable[[str], str] = lambda _key: ""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    trial: bool = False

    @property
    def setting(self) -> Mapping[str, Any]:
        """What is set for the feed."""
        return self.feed.settings


class Poll(Protocol):
    """Reads a feed once."""

    def __call__(self, visit: Visit) -> PollOutcome:
        """Fetch what is new and hand it to ``visit.take``.

        Raises:
            FetchError: it could not be read; what was taken before stays.
            StoreError: the store could not take it.
        """
        ...


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """How a feed stands; times are UTC, ``None`` for never.

    ``last_error`` is one sentence in plain words, empty when the last attempt went well;
    ``note`` is what else should be known. ``events`` is how many its data sets have, ``age``
    how long ago it was last read successfully, with or without news.
    """

    key: str
    name: str
    kind: str
    dataset: str
    every: float
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    next_attempt: datetime | None = None
    last_error: str = ""
    note: str = ""
    failures: int = 0
    events: int = 0
    age: timedelta | None = None
    busy: bool = False


LATE: Final = 2.5
"""A feed is late when so many of its usual waits have passed since it was last read ..."""

GRACE: Final = timedelta(minutes=2)
"""... and so much more."""


def is_late(feed: FeedStatus, now: datetime | None = None) -> bool:
    """Whether a feed has fallen behind: it was not read for two and a half of its usual waits
    and two minutes, or has failed ever since it was first tried. The badge, ``/healthz`` and
    ``/metrics`` all ask this. ``now`` is in UTC; when left out, ``feed.age`` tells."""
    if feed.last_success is None and feed.age is None:
        return bool(feed.last_attempt)
    age = now - feed.last_success if now and feed.last_success else feed.age
    return age is not None and age > timedelta(seconds=LATE * feed.every) + GRACE


def settings_mark(feed: Feed) -> str:
    """A mark of all that decides what a feed gives: with other settings it begins anew."""
    said = json.dumps([feed.kind, feed.url, dict(feed.settings)], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def to_text(feed: Feed, cursor: Mapping[str, Any]) -> str:
    """A cursor as it is kept."""
    return json.dumps({_SETTINGS: settings_mark(feed), **cursor}, sort_keys=True)


def from_text(feed: Feed, text: str) -> dict[str, Any]:
    """A cursor that was kept; empty when the feed has changed since."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    if not isinstance(found, dict) or found.pop(_SETTINGS, "") != settings_mark(feed):
        return {}
    return found
