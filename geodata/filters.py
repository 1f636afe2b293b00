"""What is asked of the events: one value that the URL, the SQL and the English share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Filters:
    """A choice of events. Empty facets do not restrict; values within one facet are *or*.

    ``date_from``/``date_to``: UTC days, both included; an event matches when any of its
    days, as widened by its precision, falls inside. ``regions``: codes; a region includes
    its parts. ``venue_only``: count where it happened and not what it is about.
    ``actors``: canonical names, each including its parts; ``all_actors``: all of them
    instead of any. ``area``: a ring of (lon, lat), degrees WGS84, around drawn positions.
    """

    text: str = ""
    date_from: date | None = None
    date_to: date | None = None
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
