"""What picture is asked for: a view of the page, which of its figures, and how it is to look.

It travels as a query string: the page's own parameters, and a few more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, cast, get_args
from urllib.parse import parse_qsl, quote, urlencode

from dashboard import state
from dashboard.figures.map import geometry
from dashboard.pictures import elements, sizes
from dashboard.pictures.elements import USUALLY_LEFT_OUT, ElementName
from dashboard.pictures.sizes import SIZES, Size
from dashboard.state import View
from geodata.filters import Notice
from geodata.filters.url import SHOWN

Kind = Literal["situation", "map", "timeline", "actors", "matrix", "dyads", "regions"]
Look = Literal["light", "dark", "print"]

KINDS: Final[Mapping[str, str]] = {
    "situation": "Situation page",
    "map": "Map",
    "timeline": "Timeline",
    "actors": "Actors",
    "matrix": "Who with whom",
    "dyads": "Pairs of actors",
    "regions": "Regions",
}
LOOKS: Final[Mapping[str, str]] = {"light": "Light", "dark": "Dark", "print": "Print"}
PARAMETERS: Final = ("kind", "size", "theme", "scale", "title", "subtitle", "extent", "without")
SCALES: Final = (1, 2, 3)
MAX_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """One picture. An empty title or subtitle is the one that follows from the filters.

    ``scale`` multiplies the px of a PNG. ``extent`` is the part of the world that the map
    shows, degrees WGS84; without one it is the part where the events are. ``without`` are the
    elements that are left out.
    """

    view: View = field(default_factory=View)
    kind: Kind = "situation"
    size: Size = SIZES["slide"]
    theme: Look = "light"
    scale: int = 1
    title: str = ""
    subtitle: str = ""
    extent: geometry.Bounds | None = None
    without: frozenset[ElementName] = USUALLY_LEFT_OUT

    def shows(self, element: ElementName) -> bool:
        """Whether an element is on the picture."""
        return element not in self.without


def read(search: str) -> tuple[PictureRequest, tuple[Notice, ...]]:
    """Parse a query string, with or without its ``?``.

    Never raises: what cannot be read is left out, and a notice says so.
    """
    pairs = parse_qsl(search.removeprefix("?"), keep_blank_values=False)
    own = dict(pair for pair in pairs if pair[0] in PARAMETERS)
    rest = [pair for pair in pairs if pair[0] not in PARAMETERS]
    view, view_notices = state.read(urlencode(rest))
    notices = list(view_notices)
    kind = cast("Kind", _word(own, "kind", get_args(Kind), notices))
    size = sizes.read(own.get("size", "slide"), tall=kind == "situation")
    if kind == "situation" and own.get("size") == "half-page":
        size = None
        problem = "A situation page takes a whole page: ask for size=page, or for another figure"
        notices.append(Notice(("size", "kind"), problem))
    elif size is None:
        problem = (
            f'The size "{own["size"][:SHOWN]}" is not one of {", ".join(SIZES)}, nor one such as'
            " 1200x800px or 120x80mm"
        )
        notices.append(Notice(("size",), problem))
    return (
        PictureRequest(
            view=view,
            kind=kind,
            size=size or SIZES["slide"],
            theme=cast("Look", _word(own, "theme", get_args(Look), notices)),
            scale=int(_word(own, "scale", tuple(map(str, SCALES)), notices)),
            title=_line(own.get("title", "")),
            subtitle=_line(own.get("subtitle", "")),
            extent=_extent(own.get("extent", ""), notices),
            without=_without(own.get("without", ""), notices),
        ),
        tuple(notices),
    )


def _word(own: Mapping[str, str], name: str, allowed: Sequence[str], notices: list[Notice]) -> str:
    value = own.get(name, allowed[0])
    if value in allowed:
        return value
    problem = f'"{value[:SHOWN]}" is not one of {", ".join(allowed)}'
    notices.append(Notice((name,), problem, f"; {name} was ignored"))
    return allowed[0]


def _without(words: str, notices: list[Notice]) -> frozenset[ElementName]:
    if not words:
        return USUALLY_LEFT_OUT
    without, problem = elements.read(words)
    if problem:
        notices.append(Notice(("without",), problem, "; without was ignored"))
    return without


def _line(words: str) -> str:
    return " ".join(words.split())[:MAX_TITLE]


def _extent(words: str, notices: list[Notice]) -> geometry.Bounds | None:
    if not words:
        return None
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError:
        west = south = east = north = 0.0
    box = geometry.Bounds(west, south, east, north)
    inside = -180 <= west < east <= 180 and -geometry.MAX_LAT <= south < north <= geometry.MAX_LAT  # noqa: PLR2004 - the world
    if inside:
        return box
    problem = "The extent is not west,south,east,north in degrees"
    notices.append(Notice(("extent",), problem, "; it was ignored"))
    return None


def write(ask: PictureRequest) -> str:
    """The query string of a picture, without ``?``; defaults are left out."""
    plain = PictureRequest()
    own = {
        name: str(getattr(ask, name))
        for name in ("kind", "theme", "scale", "title", "subtitle")
        if getattr(ask, name) != getattr(plain, name)
    }
    if ask.size != plain.size:
        own["size"] = ask.size.key
    if ask.extent:
        own["extent"] = ",".join(f"{side:.4f}" for side in ask.extent)
    if ask.without != plain.without:
        own["without"] = elements.write(ask.without)
    parts = [state.write(ask.view), urlencode(own, safe=",:", quote_via=quote)]
    return "&".join(part for part in parts if part)


def page(ask: PictureRequest) -> View:
    """The view of the page that a picture shows, for its link."""
    return replace(ask.view, event="", place="", tab="", view="", page=1)
