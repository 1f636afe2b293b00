"""Links of the timeline: to the days of a bar, to the events of a lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs, unseen
from dashboard.figures.timeline.axis import TimelineFrame
from dashboard.figures.timeline.lanes import LaneBand
from dashboard.state import View, link, with_filters, with_values
from geodata.query.dimensions import BY
from geodata.results import Lane
from geodata.schema import EVENT_TYPES
from geodata.text import count

BESIDE_PX: Final = 4
"""Between a lane's name and the axis."""
_ALL: Final = {
    "storyline": "all storylines",
    "actor": "all actors",
    "type": "all types",
    "region": "all regions",
}


def only_days(view: View, first: date, last: date) -> str:
    """The address of the view with these days only."""
    days = replace(view.filters, date_from=first, date_to=last, recent="")
    return link(with_filters(view, days))


def only_lane(view: View, by: str, lane: Lane) -> tuple[str, bool]:
    """The address of the view with the events of one lane only, or, when it shows no others,
    without that choice; and whether that is so. ``by``: what a lane is."""
    facet = BY[by].facet
    values: tuple[str, ...] = (lane.key,)
    if by == "type":  # whose lanes are groups
        values = tuple(name for name, kind in EVENT_TYPES.items() if kind.group == lane.key)
    chosen = set(getattr(view.filters, facet)) == set(values)
    filters = with_values(view.filters, facet, () if chosen else values)
    if by == "actor":
        filters = replace(filters, all_actors=False)
    return link(with_filters(view, filters)), chosen


def lane_links(
    view: View, by: str, placed: Sequence[LaneBand], frame: TimelineFrame
) -> list[Component]:
    """A link over the name of each lane, which the figure draws."""
    return [_over(view, by, band, frame) for band in placed]


def _over(view: View, by: str, band: LaneBand, frame: TimelineFrame) -> Component:
    href, chosen = only_lane(view, by, band.lane)
    click = _ALL[by] if chosen else f"only {band.lane.label}"
    box = {
        "top": f"{band.top:.1f}px",
        "height": f"{band.bottom - band.top:.1f}px",
        "width": f"{frame.edge - BESIDE_PX}px",
    }
    return html.A(
        unseen(f"{band.lane.label}: {count(band.lane.events, 'event')}"),
        href=href,
        title=f"{band.lane.label}. Click: {click}",
        style=box,
        **attrs(
            {"aria-current": "true" if chosen else "false", "data-key": f"lane:{band.lane.key}"}
        ),
    )
