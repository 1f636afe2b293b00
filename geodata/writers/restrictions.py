"""Which events may be handed on as rows: those of data sets whose publisher permits it.

Pictures and counts are made of all events. Files and the API give rows, and ACLED's terms of
use do not let its rows be passed on, unless the operator has an agreement that does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final, NamedTuple

from geodata.filters import Filters
from geodata.query.totals import count
from geodata.schema import Dataset
from geodata.store import Snapshot

ALL: Final = "all"
"""Instead of keys of data sets: the operator allows every one."""

_ACLED: Final = "acled"
_NOTHING: Final = ("",)  # the key of no data set


class WithheldEvents(NamedTuple):
    """Events that match and may not be handed on; ``terms`` is why."""

    source: str
    name: str
    events: int
    terms: str


class ReleasableEvents(NamedTuple):
    """The filters narrowed to what may be handed on, and what that leaves out."""

    filters: Filters
    left_out: tuple[WithheldEvents, ...]

    @property
    def events_left_out(self) -> int:
        """How many events they leave out."""
        return sum(one.events for one in self.left_out)


def restricted(dataset: Dataset) -> bool:
    """Whether the rows of a data set may not be handed on, as far as can be told: those of
    ACLED, also where they came in as a table that names ACLED's licence or attribution."""
    named = f"{dataset.licence} {dataset.attribution}".casefold()
    return dataset.kind == _ACLED or _ACLED in named


def allowed(db: Snapshot, filters: Filters, keys: Collection[str] = ()) -> ReleasableEvents:
    """What of the events that match may be handed on as rows.

    ``keys`` are the data sets that the operator allows, or ``all``. Use the filters for rows
    only: their data sets are narrowed, and their words and links are not the reader's.
    """
    if ALL in keys:
        return ReleasableEvents(filters, ())
    known = [stored.dataset for stored in db.datasets()]
    held = [one for one in known if restricted(one) and one.key not in keys]
    left_out = []
    for one in held:
        if not filters.datasets or one.key in filters.datasets:
            events = count(db, replace(filters, datasets=(one.key,)))
            if events:
                left_out.append(WithheldEvents(one.key, one.name, events, one.terms))
    if not left_out:
        return ReleasableEvents(filters, ())
    closed = {one.key for one in held}
    chosen = filters.datasets or tuple(one.key for one in known)
    kept = tuple(sorted(set(chosen) - closed))
    return ReleasableEvents(replace(filters, datasets=kept or _NOTHING), tuple(left_out))
