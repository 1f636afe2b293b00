"""What picture is asked for: a view of the page, which of its figures, and how it is to look.

It travels as a query string: the page's own parameters, and a few more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, cast, get_args
from urllib.parse import parse_qsl, quote, urlencode

from dashboard import state
from dashboard.figures import geo
from dashboard.pictures import sizes
from dashboard.pictures.sizes import SIZES, Size
from dashboard.state import View

Kind = Literal["situation", "map", "timeline", "actors", "dyads", "regions"]
Look = Literal["light", "dark", "print"]

KINDS: Final[Mapping[str, str]] = {
    "situation": "Situation page",
    "map": "Map",
    "timeline": "Timeline",
    "actors": "Actors",
    "dyads": "Who with whom",
    "regions": "Regions",
}
LOOKS: Final[Mapping[str, str]] = {"light": "Light", "dark": "Dark", "print": "Print"}
PARAMETERS: Final = ("kind", "size", "theme", "scale", "title", "subtitle", "extent")
SCALES: Final = (1, 2, 3)
MAX_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """One picture. An empty title or subtitle is the one that follows from the filters.

    ``scale`` multiplies the px of a PNG. ``extent`` is the part of the world that the map
    shows, degrees WGS84; without one it is the part where the events are.
    """

    view: View = field(default_factory=View)
    kind: Kind = "situation"
    size: Size = SIZES["slide"]
    theme: Look = "light"
    scale: int = 1
    title: str = ""
    subtitle: str = ""
    extent: geo.Bounds | None = None


def read(search: str) -> tuple[Ask, tuple[str, ...]]:
    """Parse a query string, with or without its ``?``.

    Never raises: what cannot be read is left out, and a sentence says so.
    """
    pairs = parse_qsl(search.removeprefix("?"), keep_blank_values=False)
    own = dict(pair for pair in pairs if pair[0] in PARAMETERS)
    rest = [pair for pair in pairs if pair[0] not in PARAMETERS]
    view, notices = state.read(urlencode(rest))
    said = list(notices)
    kind = cast("Kind", _word(own, "kind", get_args(Kind), said))
    size = sizes.read(own.get("size", "slide"), tall=kind == "situation")
    if size is None:
        said.append(
            f'The size "{own["size"][:40]}" is not one of {", ".join(SIZES)}, nor one such as'
            " 1200x800px or 120x80mm."
        )
    return (
        Ask(
            view=view,
            kind=kind,
            size=size or SIZES["slide"],
            theme=cast("Look", _word(own, "theme", get_args(Look), said)),
            scale=int(_word(own, "scale", tuple(map(str, SCALES)), said)),
            title=_line(own.get("title", "")),
            subtitle=_line(own.get("subtitle", "")),
            extent=_extent(own.get("extent", ""), said),
        ),
        tuple(said),
    )


def _word(own: Mapping[str, str], name: str, allowed: Sequence[str], said: list[str]) -> str:
    value = own.get(name, allowed[0])
    if value in allowed:
        return value
    said.append(f'"{value[:40]}" is not one of {", ".join(allowed)}; {name} was ignored.')
    return allowed[0]


def _line(words: str) -> str:
    return " ".join(words.split())[:MAX_TITLE]


def _extent(words: str, said: list[str]) -> geo.Bounds | None:
    if not words:
        return None
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError:
        west = south = east = north = 0.0
    box = geo.Bounds(west, south, east, north)
    inside = -180 <= west < east <= 180 and -geo.MAX_LAT <= south < north <= geo.MAX_LAT  # noqa: PLR2004 - the world
    if inside:
        return box
    said.append("The extent is not west,south,east,north in degrees; it was ignored.")
    return None


def write(ask: Ask) -> str:
    """The query string of a picture, without ``?``; defaults are left out."""
    plain = Ask()
    own = {
        name: str(getattr(ask, name))
        for name in ("kind", "theme", "scale", "title", "subtitle")
        if getattr(ask, name) != getattr(plain, name)
    }
    if ask.size != plain.size:
        own["size"] = ask.size.key
    if ask.extent:
        own["extent"] = ",".join(f"{side:.4f}" for side in ask.extent)
    parts = [state.write(ask.view), urlencode(own, safe=",:", quote_via=quote)]
    return "&".join(part for part in parts if part)


def page(ask: Ask) -> View:
    """The view of the page that a picture shows, for its link."""
    return replace(ask.view, event="", place="", tab="")
