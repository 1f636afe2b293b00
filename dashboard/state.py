"""The state of the page: the filters, what is selected and how it is looked at.

A ``View`` is what a link carries; two people with the same link see the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, cast
from urllib.parse import parse_qsl, quote, urlencode

from dashboard.figures.basemap import Boundaries
from geodata.filters import PARAMETERS, Filters, parse, to_pairs

TABS: Final[tuple[str, ...]] = ("events", "detail", "actors", "regions", "changes")
LANES: Final[Mapping[str, str]] = {
    "storyline": "Storyline",
    "actor": "Actor",
    "type": "Type",
    "region": "Region",
}
BOUNDARIES: Final[Mapping[Boundaries, str]] = {"un": "UN position", "defacto": "De facto"}
MAX_QUERY: Final = 8_000  # characters; browsers and proxies cut longer addresses


class MapView(NamedTuple):
    """Centre of the map in degrees WGS84, and MapLibre's zoom."""

    lon: float
    lat: float
    zoom: float


@dataclass(frozen=True, slots=True)
class View:
    """Filters, selection and ways of looking, as carried by a link.

    ``event`` and ``place`` are the selected event and mark. ``tab`` is empty for the tab
    that follows from the selection.
    """

    filters: Filters = field(default_factory=Filters)
    event: str = ""
    place: str = ""
    tab: str = ""
    lanes: str = "storyline"
    boundaries: Boundaries = "un"
    map: MapView | None = None

    @property
    def shown_tab(self) -> str:
        """The tab that stands open: the detail when an event is selected."""
        return self.tab or ("detail" if self.event else "events")


def read(search: str) -> tuple[View, tuple[str, ...]]:
    """Parse a query string, with or without its ``?``.

    Never raises: what cannot be read is left out, and a sentence says so.
    """
    text = search.removeprefix("?")
    if len(text) > MAX_QUERY:
        return View(), ("The link is too long to be read, so nothing of it was used.",)
    pairs = parse_qsl(text, keep_blank_values=False)
    filters, notices = parse(_filter_pairs(pairs))
    own = dict(pairs)
    said = list(notices)
    strange = sorted({name for name, _ in pairs} - {*_OWN, *PARAMETERS})
    said += [f'"{name[:40]}" in the link is not known and was ignored.' for name in strange]
    view = View(
        filters=filters,
        event=own.get("event", ""),
        place=own.get("place", ""),
        tab=_word(own, "tab", TABS, "", said),
        lanes=_word(own, "lanes", tuple(LANES), "storyline", said),
        boundaries=cast("Boundaries", _word(own, "boundaries", tuple(BOUNDARIES), "un", said)),
        map=_map_view(own.get("map", ""), said),
    )
    return view, tuple(said)


_OWN: Final = ("event", "place", "tab", "lanes", "boundaries", "map")


def _filter_pairs(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if name not in _OWN]


def _word(
    own: Mapping[str, str], name: str, allowed: Sequence[str], default: str, said: list[str]
) -> str:
    value = own.get(name, default)
    if value == default or value in allowed:
        return value
    said.append(f'"{value[:40]}" in the link is not one of {", ".join(allowed)}; it was ignored.')
    return default


_WORLD: Final = (180.0, 85.0, 22.0)  # largest longitude, latitude and zoom of a Web-Mercator map


def _map_view(text: str, said: list[str]) -> MapView | None:
    if not text:
        return None
    try:
        lat, lon, zoom = (float(part) for part in text.split(","))
    except ValueError:
        lat = lon = zoom = math.nan
    if abs(lon) <= _WORLD[0] and abs(lat) <= _WORLD[1] and 0 <= zoom <= _WORLD[2]:
        return MapView(lon, lat, zoom)
    said.append("The map position in the link could not be read and was ignored.")
    return None


def write(view: View) -> str:
    """The query string of a view, without ``?``; defaults are left out."""
    pairs = list(to_pairs(view.filters))
    pairs += [(name, getattr(view, name)) for name in ("event", "place", "tab")]
    pairs.append(("lanes", "" if view.lanes == "storyline" else view.lanes))
    pairs.append(("boundaries", "" if view.boundaries == "un" else view.boundaries))
    if view.map is not None:
        pairs.append(("map", f"{view.map.lat:.4f},{view.map.lon:.4f},{view.map.zoom:.2f}"))
    return urlencode([pair for pair in pairs if pair[1]], safe=",:", quote_via=quote)


def link(view: View) -> str:
    """A relative address of a view; the browser keeps the map where it is."""
    return "?" + write(replace(view, map=None))


def with_filters(view: View, filters: Filters) -> View:
    """The view with other filters: the selected mark goes, since its events change."""
    return replace(view, filters=filters, place="")


def with_values(filters: Filters, facet: str, values: tuple[str, ...]) -> Filters:
    """The filters with other values of one facet, named as the field of ``Filters``."""
    changes: dict[str, Any] = {facet: values}
    return replace(filters, **changes)


def toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """Values with one added, or taken out when it was there."""
    if value in values:
        return tuple(other for other in values if other != value)
    return (*values, value)
