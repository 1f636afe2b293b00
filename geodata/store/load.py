"""What is said of a file that is taken into a store, and of what that did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from geodata.schema import Dataset


class UpsertCount(NamedTuple):
    """What an upsert did: new events, events that differed, events already there as they are."""

    added: int
    revised: int
    unchanged: int


MISSING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "keep": "keep them",
        "days": "remove those in the days that the file covers",
        "all": "remove them",
    }
)
"""What can become of events that a data set has and a newer file of it has not."""


class Load(NamedTuple):
    """A file that was read: whose data it is, what it is called, its SHA-256, when it was
    fetched from its publisher, and how many of its rows were taken and not.

    ``missing`` is what becomes of events that the data set has and the file has not, one of
    ``MISSING``; ``gone`` are ids of events that their publisher has deleted. ``cursor`` is the
    key of the feed it comes from, and where that goes on after it.
    """

    dataset: Dataset
    file: str = ""
    sha256: str = ""
    retrieved_at: datetime | None = None
    taken: int = 0
    rejected: int = 0
    missing: str = "keep"
    gone: Sequence[str] = ()
    cursor: tuple[str, str] | None = None
