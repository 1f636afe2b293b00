"""All of one event: what is said, by whom, how well it is known, and what came before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from dashboard.components.around import leads
from dashboard.components.changes import revised
from dashboard.components.duplicates import also_reported
from dashboard.components.elements import attrs, icon, mark, to_view
from dashboard.components.events import hollow
from dashboard.components.facts import besides, facts
from dashboard.components.sources import source_list
from dashboard.components.terms import term
from dashboard.figures.map.geometry import Viewport
from dashboard.glossary import GLOSSARY
from dashboard.state import View, link
from geodata.event_results import Duplicate, EventDetail, EventRow, Position, Related
from geodata.query.around import Surroundings
from geodata.query.revisions import in_words
from geodata.schema import EVENT_TYPES
from geodata.store.datasets import StoredDataset
from geodata.store.zones import StoredZone
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
    stored: StoredDataset | None,
    *,
    duplicates: Sequence[Duplicate],
    around: Surroundings,
    zones: Sequence[StoredZone] = (),
    there: Viewport | None = None,
) -> list[Component]:
    """The open event, of a data set as it is stored; ``there``: where the map shows it."""
    kind = EVENT_TYPES[event.row.event_type]
    meta = html.Div(
        [
            mark(kind.group, hollow=hollow(event.row)),
            html.Span(
                [
                    f"{kind.label} · {days(event.row.date_start, event.row.date_end)} · ",
                    _dated(event.row),
                ]
            ),
        ],
        className="detail-meta",
    )
    return [
        _nav(view, position),
        meta,
        *_counted_by_machine(stored),
        *_gone(event),
        html.H2(event.row.title, className="detail-title", tabIndex=-1, dir="auto"),
        html.P(event.summary, className="text", dir="auto"),
        facts(view, event, stored, zones, there),
        *source_list(event.sources, contested=event.row.contested),
        *besides(event),
        *also_reported(view, duplicates),
        *_revisions(event),
        *leads(view, event, around),
        *(block for one in related for block in _related(view, one)),
    ]


def _dated(row: EventRow) -> Component | str:
    words = date_precision(row.date_precision)
    return words if row.date_precision == "day" else term("date", words)


def _counted_by_machine(stored: StoredDataset | None) -> list[Component]:
    """That nobody has read the reports behind the event."""
    if stored is None or stored.dataset.kind != "gdelt":
        return []
    return [html.P(GLOSSARY["machine"].means, className="gone")]


def _gone(event: EventDetail) -> list[Component]:
    """Since when the event is no longer in its data set."""
    if not event.removed:
        return []
    said = "No longer in this data set"
    if event.removal:
        file = f" (file {event.removal.file})" if event.removal.file else ""
        said += f" since {day(event.removal.at)}{file}"
    return [html.P(said, className="gone", dir="auto")]


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
        revised(value, html.Span(day(at), className="hint"))
        for at, changes in groupby(event.revisions, key=lambda change: change.at)
        for value in in_words((change.column, change.old, change.new) for change in changes)
    ]
    head = html.Div(
        [
            html.H3(term("revision", "Changed")),
            html.Span(count(len(items), "value"), className="hint"),
        ],
        className="block-head",
    )
    return [head, html.Ul(items, className="revised")]


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
