"""A choice of events: the one value that the link, the SQL and the English share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from geodata import actors
from geodata.circles import Circle


@dataclass(frozen=True, slots=True)
class Filters:
    """A choice of events. Empty facets do not restrict; values within one facet are *or*.

    ``text``: words, each of which occurs in title, summary, place or an actor's name.
    ``date_from``/``date_to``: UTC days, both included; an event matches when any of its
    days, as widened by its precision, falls inside. ``recent``: they are the last days or
    months up to today, ``7d`` or ``12m``, and a link says so instead of the days; made by
    ``lately``. ``added_since``: a minute in UTC; came into the store then or later.
    ``regions``: codes; a region includes its parts. ``venue_only``: count where it
    happened and not what it is about. ``actors``: canonical names, each including its
    parts; ``all_actors``: all of them instead of any; ``participants_only``: count those
    that take part, and not whom an event is about (the role subject). ``area``: a ring of
    (lon, lat), degrees WGS84, around drawn positions. ``near``: within so many kilometres of
    a place; an event that is known to a region only is not known to be there, and does not
    match.
    ``zones``: keys (``source:name``); an event matches in a zone's area, on its days.
    """

    text: str = ""
    date_from: date | None = None
    date_to: date | None = None
    recent: str = ""
    added_since: datetime | None = None
    regions: tuple[str, ...] = ()
    venue_only: bool = False
    actors: tuple[str, ...] = ()
    all_actors: bool = False
    participants_only: bool = False
    types: tuple[str, ...] = ()
    storylines: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    geo_precisions: tuple[str, ...] = ()
    date_precisions: tuple[str, ...] = ()
    reliability: tuple[str, ...] = ()
    credibility: tuple[str, ...] = ()
    deaths: tuple[str, ...] = ()
    area: tuple[tuple[float, float], ...] = ()
    near: Circle | None = None
    zones: tuple[str, ...] = ()

    @property
    def outlines(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The lines around what is chosen on the map, as corners (lon, lat), not closed."""
        drawn = (self.area, self.near.ring() if self.near else ())
        return tuple(ring for ring in drawn if ring)


def dataset_scope(filters: Filters) -> Filters:
    """Return only the data-set filter: it decides which values can be chosen, and their order.

    Other choices change counts and not the places of things.
    """
    return Filters(datasets=filters.datasets)


def together(filters: Filters, a: str, b: str) -> Filters:
    """The filters with two actors of which both have to be there.

    Actors that had to be there stay, unless one of the two is a part of theirs. Several of which
    any is enough cannot be asked for beside the two and go: then, where neither of the two is one
    of them or a part of one, there may be more events than the two share under ``filters``.
    """
    implied = {*actors.ancestors(a), *actors.ancestors(b)}
    needed = filters.actors if filters.all_actors or len(filters.actors) == 1 else ()
    names = dict.fromkeys([*(name for name in needed if name not in implied), a, b])
    return replace(filters, actors=tuple(names), all_actors=True)


def lately(filters: Filters, recent: str, today: date) -> Filters:
    """The filters with the last days or months up to ``today``, it included: ``7d``, ``12m``."""
    amount, unit = int(recent[:-1]), recent[-1]
    before = relativedelta(months=amount) if unit == "m" else timedelta(days=amount)
    first = today - before + timedelta(days=1)
    return replace(filters, date_from=first, date_to=today, recent=recent)
