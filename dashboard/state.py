"""The state of the page: the filters, what is selected and how it is looked at.

A ``Viewport`` is what a link carries; two people with the same link see the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, cast
from urllib.parse import parse_qsl, quote, urlencode

from dashboard.figures.map import geometry
from dashboard.figures.map.basemap import Boundaries
from dashboard.figures.timeline.curves import CURVES
from geodata.actors import LEVELS
from geodata.filters import PARAMETERS, Filters, Notice, parse, to_pairs
from geodata.filters.url import IGNORED, SHOWN
from geodata.query.event_table import SORTS

TABS: Final[tuple[str, ...]] = ("events", "detail", "actors", "regions", "changes")
LANES: Final[Mapping[str, str]] = {
    "storyline": "Storyline",
    "actor": "Actor",
    "type": "Type",
    "region": "Region",
}
SCALES: Final[Mapping[str, str]] = {"each": "Each lane its own scale", "one": "One scale for all"}
MODES: Final[Mapping[str, str]] = {
    "places": "Places",
    "density": "Density",
    "regions": "Regions",
}
"""What the map shows of events: a mark a place, or how many there are in each hexagon."""
BOUNDARIES: Final[Mapping[Boundaries, str]] = {"un": "UN position", "defacto": "De facto"}
COLUMNS: Final[Mapping[str, str]] = {
    "date": "Date",
    "type": "Type",
    "title": "Event",
    "place": "Place",
    "region": "Region",
    "actors": "Actors",
    "deaths": "Deaths",
    "best": "Best figure",
    "sources": "Sources",
    "grade": "Grade",
    "subtype": "Source's type",
    "storylines": "Storylines",
    "position": "Latitude, longitude",
    "changed": "Taken in",
    "dataset": "Data set",
    "id": "Id",
}
"""The columns of the table of events in their order, by the names they have in a link."""
SHOWN_COLUMNS: Final = (
    *("date", "type", "title", "place", "region", "actors"),
    *("deaths", "sources", "grade", "dataset"),
)
"""Those that a link without ``columns`` shows."""
NEWEST_FIRST: Final = "-date"
MAX_QUERY: Final = 8_000  # characters; browsers and proxies cut longer addresses


@dataclass(frozen=True, slots=True)
class View:
    """Filters, selection and ways of looking, as carried by a link.

    ``lanes`` is what a lane of the timeline is, ``lane_scale`` a key of ``SCALES``, ``curves`` are
    the lines over its bars, and ``time`` the first and last day that it shows, where not what
    follows from the dates.
    ``level``: who is paired with whom, a word of ``geodata.actors.LEVELS``. ``event`` and
    ``place`` are the selected event and mark. ``tab`` is empty for the tab that follows from the
    selection. ``show`` is a word of ``MODES``, empty for the one that follows from how many places
    there are. ``view`` is ``table`` where the table of events stands in place of the map and the
    timeline; ``sort`` is a key of ``query.SORTS``, with a minus for the highest first, and ``page``
    counts from 1. ``asked`` is the query string that the view was read from, for what is drawn to
    say which state it shows.
    """

    filters: Filters = field(default_factory=Filters)
    event: str = ""
    place: str = ""
    tab: str = ""
    lanes: str = "storyline"
    lane_scale: str = "each"
    curves: tuple[str, ...] = ()
    time: tuple[date, date] | None = None
    level: str = "parties"
    boundaries: Boundaries = "un"
    map: geometry.Viewport | None = None
    show: str = ""
    view: str = ""
    sort: str = NEWEST_FIRST
    page: int = 1
    columns: tuple[str, ...] = SHOWN_COLUMNS
    asked: str = field(default="", compare=False, repr=False)

    @property
    def shown_tab(self) -> str:
        """The tab that stands open: the detail when an event is selected."""
        return self.tab or ("detail" if self.event else "events")


def read(search: str) -> tuple[View, tuple[Notice, ...]]:
    """Parse a query string, with or without its ``?``.

    Never raises: what cannot be read is left out, and a notice says so.
    """
    text = search.removeprefix("?")
    if len(text) > MAX_QUERY:
        too_long = Notice((), "The link is too long to be read", ", so nothing of it was used")
        return View(asked=text), (too_long,)
    pairs = parse_qsl(text, keep_blank_values=False)
    filters, filter_notices = parse(_filter_pairs(pairs))
    own = dict(pairs)
    unknown = sorted({name for name, _ in pairs} - {*_OWN, *PARAMETERS})
    notices = [
        *filter_notices,
        *(
            Notice((name,), f'"{name[:SHOWN]}" in the link is not known', IGNORED)
            for name in unknown
        ),
    ]
    view = View(
        filters=filters,
        event=own.get("event", ""),
        place=own.get("place", ""),
        tab=_word(own, "tab", TABS, "", notices),
        lanes=_word(own, "lanes", tuple(LANES), "storyline", notices),
        lane_scale=_word(own, "lane_scale", tuple(SCALES), "each", notices),
        curves=tuple(
            _listed("curves", own.get("curves", ""), CURVES, "The timeline has no line", notices)
        ),
        time=_time(own.get("time", ""), notices),
        level=_word(own, "level", tuple(LEVELS), "parties", notices),
        boundaries=cast("Boundaries", _word(own, "boundaries", tuple(BOUNDARIES), "un", notices)),
        map=_map_view(own.get("map", ""), notices),
        show=_word(own, "show", tuple(MODES), "", notices),
        view=_word(own, "view", ("table",), "", notices),
        sort=_word(own, "sort", _ORDERS, NEWEST_FIRST, notices),
        page=_page(own.get("page", ""), notices),
        columns=_columns(own.get("columns", ""), notices),
        asked=text,
    )
    return view, tuple(notices)


_OWN: Final = (
    *("event", "place", "tab", "lanes", "lane_scale", "curves", "time", "level"),
    *("boundaries", "map", "show", "view", "sort", "page", "columns"),
)
_ORDERS: Final = tuple(sign + name for name in SORTS for sign in ("", "-"))


def _filter_pairs(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if name not in _OWN]


def _word(
    own: Mapping[str, str], name: str, allowed: Sequence[str], default: str, notices: list[Notice]
) -> str:
    value = own.get(name, default)
    if value == default or value in allowed:
        return value
    problem = f'"{value[:SHOWN]}" in the link is not one of {", ".join(allowed)}'
    notices.append(Notice((name,), problem, "; it was ignored"))
    return default


_WORLD: Final = (180.0, 85.0, 22.0)  # largest longitude, latitude and zoom of a Web-Mercator map


def _map_view(text: str, notices: list[Notice]) -> geometry.Viewport | None:
    if not text:
        return None
    try:
        lat, lon, zoom = (float(part) for part in text.split(","))
    except ValueError:
        lat = lon = zoom = math.nan
    if abs(lon) <= _WORLD[0] and abs(lat) <= _WORLD[1] and 0 <= zoom <= _WORLD[2]:
        return geometry.Viewport(lon, lat, zoom)
    notices.append(Notice(("map",), "The map position in the link could not be read", IGNORED))
    return None


def _time(text: str, notices: list[Notice]) -> tuple[date, date] | None:
    if not text:
        return None
    try:
        first, last = (date.fromisoformat(part) for part in text.split(","))
    except ValueError:
        first, last = date.max, date.min
    if first <= last and re.fullmatch(r"[0-9-]{10},[0-9-]{10}", text):
        return first, last
    problem = "The days that the timeline shows could not be read in the link"
    notices.append(Notice(("time",), problem, IGNORED))
    return None


def _page(text: str, notices: list[Notice]) -> int:
    if not text:
        return 1
    if re.fullmatch(r"[1-9][0-9]{0,8}", text):
        return int(text)
    notices.append(Notice(("page",), f'Page "{text[:SHOWN]}" in the link is not a number', IGNORED))
    return 1


def _columns(text: str, notices: list[Notice]) -> tuple[str, ...]:
    """The named columns in the order of the table; the title is always there."""
    if not text:
        return SHOWN_COLUMNS
    found = _listed("columns", f"title,{text}", COLUMNS, "The table has no column", notices)
    return tuple(found)


def _listed(
    name: str, text: str, known: Iterable[str], problem: str, notices: list[Notice]
) -> list[str]:
    """The known words of a list, in the order of ``known``."""
    named = {word for word in text.split(",") if word}
    unknown = sorted(named.difference(known))
    if unknown:
        listed = ", ".join(f'"{word[:SHOWN]}"' for word in unknown[:3])
        notices.append(Notice((name,), f"{problem} {listed}", IGNORED))
    return [word for word in known if word in named]


def write(view: View) -> str:
    """The query string of a view, without ``?``; defaults are left out."""
    pairs = list(to_pairs(view.filters))
    pairs += [(name, getattr(view, name)) for name in ("event", "place", "tab")]
    pairs.append(("show", view.show))
    pairs.append(("view", view.view))
    pairs.append(("sort", "" if view.sort == NEWEST_FIRST else view.sort))
    pairs.append(("page", "" if view.page == 1 else str(view.page)))
    pairs.append(("columns", "" if view.columns == SHOWN_COLUMNS else ",".join(view.columns)))
    pairs.append(("lanes", "" if view.lanes == "storyline" else view.lanes))
    pairs.append(("lane_scale", "" if view.lane_scale == "each" else view.lane_scale))
    pairs.append(("curves", ",".join(view.curves)))
    pairs.append(("time", ",".join(day.isoformat() for day in view.time or ())))
    pairs.append(("level", "" if view.level == "parties" else view.level))
    pairs.append(("boundaries", "" if view.boundaries == "un" else view.boundaries))
    if view.map is not None:
        pairs.append(("map", f"{view.map.lat:.4f},{view.map.lon:.4f},{view.map.zoom:.2f}"))
    return urlencode([pair for pair in pairs if pair[1]], safe=",:", quote_via=quote)


def link(view: View) -> str:
    """A relative address of a view; the browser keeps the map where it is."""
    return "?" + write(replace(view, map=None))


def link_to_map(view: View, there: geometry.Viewport) -> str:
    """A relative address of a view that moves the map there, and shows it in place of the table."""
    return "?" + write(replace(view, map=there, view=""))


def with_filters(view: View, filters: Filters) -> View:
    """The view with other filters: the selected mark goes, since its events change, and the
    table begins anew."""
    return replace(view, filters=filters, place="", page=1)


def with_values(filters: Filters, facet: str, values: tuple[str, ...]) -> Filters:
    """The filters with other values of one facet, named as the field of ``Filters``."""
    changes: dict[str, Any] = {facet: values}
    return replace(filters, **changes)


def toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Values with one added, or taken out when it was there."""
    if value in values:
        return tuple(other for other in values if other != value)
    return (*values, value)
