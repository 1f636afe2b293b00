"""What is asked of the events: one value that the URL, the SQL and the English share.

``filter_facets.FACETS`` lists the facets, each with its name in a link, its SQL and its
English. What cannot be read from a link is left out, with a notice for the reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from dateutil.relativedelta import relativedelta

from geodata import filter_url
from geodata.filter_facets import FACETS

NO_FILTER = "no filter"


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
    parts; ``all_actors``: all of them instead of any. ``area``: a ring of (lon, lat),
    degrees WGS84, around drawn positions.
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
    types: tuple[str, ...] = ()
    storylines: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    geo_precisions: tuple[str, ...] = ()
    date_precisions: tuple[str, ...] = ()
    reliability: tuple[str, ...] = ()
    credibility: tuple[str, ...] = ()
    deaths: tuple[str, ...] = ()
    area: tuple[tuple[float, float], ...] = ()
    zones: tuple[str, ...] = ()


def setting(filters: Filters) -> Filters:
    """The choice that decides what there is to choose and in what order: the data sets.

    Other choices change counts and not the places of things.
    """
    return Filters(datasets=filters.datasets)


class Phrase(NamedTuple):
    """A filter in words: one chip, and the filters that remain when it is removed."""

    facet: str
    label: str
    value: str
    without: Filters


PARAMETERS: Final = tuple(name for facet in FACETS for name in facet.params)
"""The names that a link's query string may use for filters."""


def lately(filters: Filters, recent: str, today: date) -> Filters:
    """The filters with the last days or months up to ``today``, it included: ``7d``, ``12m``."""
    amount, unit = int(recent[:-1]), recent[-1]
    before = relativedelta(months=amount) if unit == "m" else timedelta(days=amount)
    first = today - before + timedelta(days=1)
    return replace(filters, date_from=first, date_to=today, recent=recent)


def parse(
    pairs: Iterable[tuple[str, str]], today: date | None = None
) -> tuple[Filters, tuple[str, ...]]:
    """The filters of a link, and a sentence on each part of it that could not be read.

    Parameters that are no facet's are left to others, without a notice. ``today`` is the day
    in UTC from which a link's last days are counted; the present one when left out.
    """
    values: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        values[name].append(value)
    notices = filter_url.Notices()
    filters = Filters()
    for facet in FACETS:
        filters = replace(filters, **facet.read(values, notices))
    if filters.recent:
        filters = lately(filters, filters.recent, today or datetime.now(UTC).date())
    return filters, tuple(notices)


def to_pairs(filters: Filters) -> tuple[tuple[str, str], ...]:
    """The filters as parameters of a link, always in the same order."""
    tidy = normalised(filters)
    return tuple(pair for facet in FACETS for pair in facet.write(tidy))


def normalised(filters: Filters) -> Filters:
    """The same choice written one way: values sorted, each once, whole groups as types."""
    several: dict[str, Any] = {
        name: tuple(sorted(set(getattr(filters, name)))) for name in _SEVERAL
    }
    return replace(
        filters,
        text=filter_url.clean(filters.text),
        area=filter_url.tidy(filters.area),
        **several,
    )


def words(filters: Filters) -> tuple[Phrase, ...]:
    """Every chosen value as a chip; the dates are one."""
    return tuple(
        Phrase(facet.name, facet.label, value, without)
        for facet in FACETS
        if facet.chosen(filters)
        for value, without in facet.chips(filters)
    )


def sentence(filters: Filters) -> str:
    """All filters in one line, for the header and for captions."""
    said = [facet.sentence(filters) for facet in FACETS if facet.chosen(filters)]
    return " · ".join(said) or NO_FILTER


_SEVERAL = (
    "regions",
    "zones",
    "actors",
    "types",
    "storylines",
    "datasets",
    "geo_precisions",
    "date_precisions",
    "reliability",
    "credibility",
    "deaths",
)
