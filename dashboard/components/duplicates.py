"""Events of other data sets that may be the open one, and that totals may count them twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs, mark
from dashboard.components.events import hollow, place_words
from dashboard.components.terms import term
from dashboard.glossary import FLAGGED
from dashboard.state import View, link
from geodata.event_results import Duplicate
from geodata.schema import EVENT_TYPES
from geodata.text import count, date_precision, day, day_month, number

SHOWN: Final = 10


def also_reported(view: View, duplicates: Sequence[Duplicate]) -> list[Component]:
    """The events that may be the open one, nearest first; nothing when there are none."""
    if not duplicates:
        return []
    said = FLAGGED
    more = len(duplicates) - SHOWN
    if more > 0:
        said += f" The nearest {SHOWN} are listed; {number(more)} more are flagged."
    head = html.Div(
        [
            html.H3(term("duplicate")),
            html.Span(count(len(duplicates), "event"), className="hint"),
        ],
        className="block-head",
    )
    lines = [_line(view, one) for one in duplicates[:SHOWN]]
    return [head, html.P(said, className="hint"), html.Div(lines, className="related")]


def counted_twice(datasets: int, flagged: int) -> str:
    """What totals over several data sets may be: more than there were incidents."""
    events = f"{count(flagged, 'event')} flagged" if flagged else "no event flagged"
    return f"from {datasets} data sets, which may count an incident more than once ({events})"


def _line(view: View, one: Duplicate) -> Component:
    row = one.event
    parts = [one.dataset, place_words(row), _away(one)]
    if one.days:
        parts.append(count(one.days, "day") + " apart")
    return html.A(
        [
            html.Span(
                day_month(row.date_start) + ("" if row.date_precision == "day" else " ±"),
                title=f"{day(row.date_start)}, {date_precision(row.date_precision)}",
            ),
            mark(EVENT_TYPES[row.event_type].group, hollow=hollow(row)),
            html.Div(
                [
                    html.Div(row.title, dir="auto"),
                    html.Div(" · ".join(filter(None, parts)), className="hint", dir="auto"),
                ]
            ),
        ],
        href=link(replace(view, event=row.event_id, tab="")),
        **attrs(
            {
                "data-event": row.event_id,
                "data-place": row.place_key,
                "data-key": f"duplicate:{row.event_id}",
            }
        ),
    )


def _away(one: Duplicate) -> str:
    """How far it is from the open event, no more exactly than towns are known."""
    if one.km is None:
        return "same region"
    if one.km < 1:
        return "less than 1 km away"
    return f"{one.km:.0f} km away"
