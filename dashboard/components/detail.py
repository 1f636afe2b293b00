"""All of one event: what is said, by whom, how well it is known, and what came before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.events import hollow
from dashboard.components.facts import facts
from dashboard.components.parts import attrs, icon, mark, to_view
from dashboard.components.sources import source_list
from dashboard.state import View, link
from geodata.schema import EVENT_TYPES
from geodata.shapes import EventDetail, EventRow, Position, Related
from geodata.text import count, date_precision, day, day_month, days, number


def nothing() -> list[Component]:
    """No event is selected."""
    return [
        html.Div(
            [
                html.H2("No event is selected"),
                html.P("Choose one in the list, on the map or in the timeline."),
            ],
            className="empty",
        )
    ]


def missing(view: View) -> list[Component]:
    """The link names an event that is not in the store."""
    back = to_view("Back to the events", link(replace(view, event="", tab="")), css="button")
    return [
        html.Div(
            [
                html.H2("This event is not here"),
                html.P(f"No loaded data set has an event “{view.event[:120]}”."),
                back,
            ],
            className="empty",
        )
    ]


def detail(
    view: View,
    event: EventDetail,
    position: Position,
    related: Sequence[Related],
    dataset: str,
) -> list[Component]:
    """The open event."""
    kind = EVENT_TYPES[event.row.event_type]
    meta = html.Div(
        [
            mark(kind.group, hollow=hollow(event.row)),
            html.Span(
                f"{kind.label} · {days(event.row.date_start, event.row.date_end)} · "
                f"{date_precision(event.row.date_precision)}"
            ),
        ],
        className="detail-meta",
    )
    return [
        _nav(view, position),
        meta,
        html.H2(event.row.title, className="detail-title", tabIndex=-1, dir="auto"),
        html.P(event.summary, className="text", dir="auto"),
        facts(view, event, dataset),
        *source_list(event.sources),
        *_revisions(event),
        *(block for one in related for block in _related(view, one)),
    ]


def _nav(view: View, position: Position) -> Component:
    back = to_view(
        [icon("back"), " Events"],
        link(replace(view, event="", tab="")),
        key=f"e:{view.event}",
        css="underlined",
    )
    if not position.number:
        return html.Div(
            [back, html.Span("Not among the filtered events", className="hint")],
            className="detail-nav",
        )
    steps: list[Component | str] = [f"{number(position.number)} of {number(position.total)}"]
    for name, target, words in (
        ("previous", position.previous, "The event above it, newer"),
        ("next", position.following, "The event below it, older"),
    ):
        if target:
            arrow = icon("up-arrow" if name == "previous" else "down-arrow")
            steps.append(
                html.A(
                    arrow,
                    href=link(replace(view, event=target)),
                    className="step",
                    title=words,
                    **attrs({"aria-label": words, "data-step": name, "data-key": f"step:{name}"}),
                )
            )
    return html.Div([back, html.Span(steps, className="steps")], className="detail-nav")


def _revisions(event: EventDetail) -> list[Component]:
    if not event.revisions:
        return []
    items = [
        html.Li(f"{change.column}: “{change.old}” became “{change.new}” on {day(change.at.date())}")
        for change in event.revisions
    ]
    head = html.Div(
        [html.H3("Changed"), html.Span(count(len(items), "value"), className="hint")],
        className="block-head",
    )
    return [head, html.Ul(items, className="sources")]


def _related(view: View, one: Related) -> list[Component]:
    made: list[Component] = []
    for words, events, total in (
        ("before", one.before, one.before_total),
        ("after", one.after, one.after_total),
    ):
        if not events:
            continue
        hint = f"{number(total)} · filters set aside"
        head = html.Div(
            [html.H3(f"{one.storyline}, {words}"), html.Span(hint, className="hint")],
            className="block-head",
        )
        made += [head, html.Div([_relative(view, row) for row in events], className="related")]
    return made


def _relative(view: View, row: EventRow) -> Component:
    return html.A(
        [
            html.Span(
                day_month(row.date_start) + ("" if row.date_precision == "day" else " ±"),
                title=f"{day(row.date_start)}, {date_precision(row.date_precision)}",
            ),
            mark(EVENT_TYPES[row.event_type].group, hollow=hollow(row)),
            html.Span(row.title, dir="auto"),
        ],
        href=link(replace(view, event=row.event_id, tab="")),
        **attrs(
            {
                "data-event": row.event_id,
                "data-place": row.place_key,
                "data-key": f"related:{row.event_id}",
            }
        ),
    )
