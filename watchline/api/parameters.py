"""The parameters that every address of the API takes: those of a link of the page.

Filters are declared in ``geodata.filters.facets``, and read by the page's own reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dashboard.figures.timeline.curves import CURVES
from dashboard.state import BOUNDARIES, LANES, MODES, SCALES, TABS
from geodata.actors import LEVELS
from geodata.filters.facets import FACETS
from geodata.filters.parameters import Json, Parameter, pattern, word
from geodata.query.event_table import SORTS


def openapi(parameter: Parameter) -> Json:
    """A parameter as an OpenAPI parameter object."""
    return {"in": "query", "required": False, **parameter._asdict()}


FILTERS: Final[Mapping[str, Json]] = {
    parameter.name: openapi(parameter) for facet in FACETS for parameter in facet.parameters
}
"""The parameters that choose events, by name."""

_VIEW: Final = (
    Parameter(
        "event",
        "The event that is open in the page. No effect.",
        {"type": "string"},
        "levant:e0001",
    ),
    Parameter("place", "The mark that is chosen in the page. No effect.", {"type": "string"}, "p1"),
    Parameter("tab", "The tab that is open in the page. No effect.", word(*TABS), "actors"),
    Parameter("lanes", "What the lanes of a timeline are.", word(*LANES), "actor"),
    Parameter(
        "lane_scale",
        "Whether each lane of columns has its own scale or all have one.",
        word(*SCALES),
        "one",
    ),
    Parameter(
        "curves",
        "Lines over the bars of a timeline, with commas between: the mean of the last weeks or"
        " months, the sum so far.",
        pattern(rf"(?:{'|'.join(CURVES)})(?:,(?:{'|'.join(CURVES)}))*"),
        "mean,sum",
    ),
    Parameter(
        "time",
        "First and last day that the timeline of the page shows. No effect.",
        pattern(r"\d{4}-\d{2}-\d{2},\d{4}-\d{2}-\d{2}"),
        "2025-01-01,2025-12-31",
    ),
    Parameter(
        "level",
        "Who is paired with whom: whole actors, organisations, or persons, always of two sides.",
        word(*LEVELS),
        "persons",
    ),
    Parameter("boundaries", "Which view of boundaries a map has.", word(*BOUNDARIES), "un"),
    Parameter(
        "map",
        "Centre and zoom of the map: `lat,lon,zoom`.",
        pattern(r"-?[0-7]?\d(?:\.\d+)?,-?(?:1[0-7])?\d(?:\.\d+)?,1?\d"),
        "33.0500,36.0500,8.00",
    ),
    Parameter(
        "show",
        "What a map shows: places; density, how many events there are in each hexagon; or regions,"
        " how many happened in each. Left out, it is places or density, by how many there are.",
        word(*MODES),
        "density",
    ),
    Parameter("view", "The table in place of the map. No effect.", word("table"), "table"),
    Parameter(
        "sort", "Order of the table. No effect.", pattern(rf"-?(?:{'|'.join(SORTS)})"), "-deaths"
    ),
    Parameter("page", "Page of the table. No effect.", {"type": "integer", "minimum": 1}, 2),
    Parameter(
        "columns",
        "Columns of the table. No effect.",
        pattern(r"[a-z]+(?:,[a-z]+)*"),
        "date,title,deaths",
    ),
)
LOOKS: Final[Mapping[str, Json]] = {parameter.name: openapi(parameter) for parameter in _VIEW}
"""The other parameters of a link of the page, so that one can be used as it is."""


PAGE: Final[tuple[str, ...]] = (*FILTERS, *LOOKS)
"""The names of the parameters that every address takes."""
