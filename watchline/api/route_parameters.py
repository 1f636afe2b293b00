"""The parameters of single addresses: pages of a result, the hexagons of a map, pictures."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from urllib.parse import urlencode

from dashboard.pictures import elements, request, sizes
from geodata.buckets import BUCKETS
from geodata.filters.parameters import LAT, LON, Json, Parameter, pattern, text, word
from geodata.filters.url import SHOWN
from watchline.api.parameters import FILTERS, LOOKS, openapi


def bounds(text: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees WGS84; ``None`` when it is no such box."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    inside = math.fabs(west) <= 180 and math.fabs(east) <= 180  # noqa: PLR2004 - degrees
    return (west, south, east, north) if inside and -90 <= south < north <= 90 else None  # noqa: PLR2004 - degrees


MOST_EVENTS: Final = 10_000
USUAL_EVENTS: Final = 1_000
USUAL_RANKS: Final = 100
MOST_ZOOM: Final = 20
USUAL_ZOOM: Final = 4
WORLD: Final = (-180.0, -85.0, 180.0, 85.0)
_BOX: Final = pattern(f"{LON},{LAT},{LON},{LAT}")


class RouteParameter(NamedTuple):
    """A parameter of some addresses. ``fault`` gives what is wrong with a value, as a
    sentence; nothing where it can be read."""

    parameter: Parameter
    fault: Callable[[str], str]


def _one_of(what: str, takes: Callable[[str], object]) -> Callable[[str], str]:
    return lambda value: "" if takes(value) else f'"{value[:SHOWN]}" is not {what}.'


def _integer(least: int, most: int) -> Callable[[str], str]:
    def takes(value: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{1,6}", value)) and least <= int(value) <= most

    return _one_of(f"a whole number from {least} to {most:,}", takes)


def _picture_fault(name: str) -> Callable[[str], str]:
    def fault(value: str) -> str:
        if len(value) > request.MAX_TITLE:
            return f"The {name} is longer than {request.MAX_TITLE} characters."
        # by itself: whether it goes with the others is seen when all are read
        _, notices = request.read(urlencode({"kind": "map", name: value}))
        return notices[0].problem if notices else ""

    return fault


_LISTED: Final = ", ".join(f"`{name}`" for name in elements.ELEMENTS)
_ELEMENT: Final = f"(?:{'|'.join(elements.ELEMENTS)})"
_PICTURE: Final = (
    Parameter("kind", "Which figure; the first is usual.", word(*request.KINDS), "timeline"),
    Parameter(
        "size",
        f"{', '.join(f'`{name}`' for name in sizes.SIZES)}, or a size such as `1200x800px`,"
        " `120x80mm`. The first is usual.",
        pattern(f"(?:{'|'.join(sizes.SIZES)}|\\d{{2,4}}x\\d{{2,4}}(?:px|mm))"),
        "page",
    ),
    Parameter("theme", "Colours; the first is usual.", word(*request.LOOKS), "print"),
    Parameter(
        "scale",
        "How many times the px of a PNG.",
        {"type": "integer", "enum": list(request.SCALES)},
        2,
    ),
    Parameter("title", "In place of the title that follows from the filters.", text(), "Talks"),
    Parameter("subtitle", "In place of the filters in words.", text(), "As reported until March"),
    Parameter(
        "extent",
        "What a map shows: west, south, east, north in degrees; where the events are when left"
        " out.",
        _BOX,
        "34.3,32,37.8,34",
    ),
    Parameter(
        "without",
        f"What is left out, one or more with commas between: {_LISTED}; `{elements.NOTHING}` for"
        f" nothing. Usual: `{elements.write(elements.USUALLY_LEFT_OUT)}`.",
        pattern(f"(?:{elements.NOTHING}|{_ELEMENT}(?:,{_ELEMENT})*)"),
        "empty-lanes,link",
    ),
)
PICTURE: Final[tuple[str, ...]] = tuple(parameter.name for parameter in _PICTURE)
"""The names of the parameters of pictures."""

_OWN: Final = (
    RouteParameter(
        Parameter(
            "limit",
            f"How many at most; when left out {USUAL_EVENTS:,} events, {USUAL_RANKS} ranks.",
            {"type": "integer", "minimum": 1, "maximum": MOST_EVENTS},
            500,
        ),
        _integer(1, MOST_EVENTS),
    ),
    RouteParameter(
        Parameter(
            "after",
            "Where the page before ended: taken from `next` or the `Link` of its answer.",
            pattern(r"-?\d{1,18}"),
            "-4294967295",
        ),
        _one_of("where a page ended", re.compile("-?[0-9]{1,18}").fullmatch),
    ),
    RouteParameter(
        Parameter(
            "bucket",
            "Width of the bars; as the timeline has it, 800 px wide, when left out.",
            word(*BUCKETS),
            "month",
        ),
        _one_of(f"one of {', '.join(BUCKETS)}", BUCKETS.__contains__),
    ),
    RouteParameter(
        Parameter(
            "bbox",
            "West, south, east, north in degrees WGS84: what the hexagons of a crowded map cover."
            " West beyond east crosses 180°.",
            _BOX,
            "34.3,32,37.8,34",
        ),
        _one_of("a box in degrees: west,south,east,north", bounds),
    ),
    RouteParameter(
        Parameter(
            "zoom",
            "How fine the hexagons of a crowded map are: about 12 px at this zoom of a web map.",
            {"type": "integer", "minimum": 0, "maximum": MOST_ZOOM, "default": USUAL_ZOOM},
            8,
        ),
        _integer(0, MOST_ZOOM),
    ),
    *(RouteParameter(parameter, _picture_fault(parameter.name)) for parameter in _PICTURE),
)
OWN: Final[Mapping[str, RouteParameter]] = {own.parameter.name: own for own in _OWN}
"""The parameters of some addresses only, by name."""


def components() -> Json:
    """All parameters, by name, for the OpenAPI document."""
    own = {name: openapi(route.parameter) for name, route in OWN.items()}
    return {**FILTERS, **LOOKS, **own}
