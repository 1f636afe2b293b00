"""The parameters of single addresses: pages of a result, the squares of a map, pictures."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from urllib.parse import urlencode

from api.parameters import FILTERS, LAT, LON, LOOKS, Json, described, refusing, text, word
from dashboard.pictures import ask, sizes
from geodata.filter_url import SHOWN
from geodata.query.time import BUCKETS


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


class Parameter(NamedTuple):
    """A parameter of one address: how it is told, and what is wrong with a value, in a
    sentence; nothing where it can be read."""

    said: Json
    fault: Callable[[str], str]


def _of_picture(name: str, said: str, schema: Json, example: object) -> tuple[str, Parameter]:
    _, told = described(name, said, schema, example)

    def fault(value: str) -> str:
        if len(value) > ask.MAX_TITLE:
            return f"The {name} is longer than {ask.MAX_TITLE} characters."
        _, notices = ask.read(urlencode({name: value}))
        return refusing(notices[0]) if notices else ""

    return name, Parameter(told, fault)


def _one_of(what: str, takes: Callable[[str], object]) -> Callable[[str], str]:
    return lambda value: "" if takes(value) else f'"{value[:SHOWN]}" is not {what}.'


def _whole(least: int, most: int) -> Callable[[str], str]:
    def takes(value: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{1,6}", value)) and least <= int(value) <= most

    return _one_of(f"a whole number from {least} to {most:,}", takes)


PICTURE: Final[Mapping[str, Parameter]] = dict(
    (
        _of_picture("kind", "Which figure; the first is usual.", word(*ask.KINDS), "timeline"),
        _of_picture(
            "size",
            f"{', '.join(f'`{name}`' for name in sizes.SIZES)}, or a size such as `1200x800px`,"
            " `120x80mm`. The first is usual.",
            {
                "type": "string",
                "pattern": f"^(?:{'|'.join(sizes.SIZES)}|\\d{{2,4}}x\\d{{2,4}}(?:px|mm))$",
            },
            "page",
        ),
        _of_picture("theme", "Colours; the first is usual.", word(*ask.LOOKS), "print"),
        _of_picture(
            "scale",
            "How many times the px of a PNG.",
            {"type": "integer", "enum": list(ask.SCALES)},
            2,
        ),
        _of_picture(
            "title", "In place of the title that follows from the filters.", text(), "Talks"
        ),
        _of_picture(
            "subtitle", "In place of the filters in words.", text(), "As reported until March"
        ),
        _of_picture(
            "extent",
            "What a map shows: west, south, east, north in degrees; where the events are when left"
            " out.",
            {"type": "string", "pattern": f"^{LON},{LAT},{LON},{LAT}$"},
            "34.3,32,37.8,34",
        ),
    )
)
"""What belongs to pictures."""

OWN: Final[Mapping[str, Parameter]] = {
    "limit": Parameter(
        described(
            "limit",
            f"How many at most; when left out {USUAL_EVENTS:,} events, {USUAL_RANKS} ranks.",
            {"type": "integer", "minimum": 1, "maximum": MOST_EVENTS},
            500,
        )[1],
        _whole(1, MOST_EVENTS),
    ),
    "after": Parameter(
        described(
            "after",
            "Where the page before ended: taken from `next` or the `Link` of its answer.",
            {"type": "string", "pattern": r"^-?\d{1,18}$"},
            "-4294967295",
        )[1],
        _one_of("where a page ended", re.compile("-?[0-9]{1,18}").fullmatch),
    ),
    "bucket": Parameter(
        described(
            "bucket",
            "Width of the bars; as the timeline has it, 800 px wide, when left out.",
            word(*BUCKETS),
            "month",
        )[1],
        _one_of(f"one of {', '.join(BUCKETS)}", BUCKETS.__contains__),
    ),
    "bbox": Parameter(
        described(
            "bbox",
            "West, south, east, north in degrees WGS84: what the squares of a crowded map cover."
            " West beyond east crosses 180°.",
            {"type": "string", "pattern": f"^{LON},{LAT},{LON},{LAT}$"},
            "34.3,32,37.8,34",
        )[1],
        _one_of("a box in degrees: west,south,east,north", bounds),
    ),
    "zoom": Parameter(
        described(
            "zoom",
            "How fine the squares of a crowded map are: about 32 px at this zoom of a web map.",
            {"type": "integer", "minimum": 0, "maximum": MOST_ZOOM, "default": USUAL_ZOOM},
            8,
        )[1],
        _whole(0, MOST_ZOOM),
    ),
    **PICTURE,
}
"""What belongs to some addresses only."""


def components() -> Json:
    """All parameters, by name, for the OpenAPI document."""
    return {**FILTERS, **LOOKS, **{name: one.said for name, one in OWN.items()}}
