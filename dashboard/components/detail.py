"""All of one event: what is said, by whom, how well it is known, and what came before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.parts import attrs, icon, mark, to_view
from dashboard.state import View, link
from geodata import places
from geodata.filters import Filters
from geodata.schema import EVENT_TYPES, GEO_PRECISIONS, ROLES
from geodata.shapes import EventDetail, EventRow, Position, Related, Source
from geodata.text import count, date_precision, day, day_month, days, grade, number

PLURALS = {
    "initiator": "Initiators",
    "target": "Targets",
    "party": "Parties",
    "mediator": "Mediators",
    "host": "Hosts",
    "subject": "Subjects",
    "witness": "Witnesses",
}


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
            mark(kind.group),
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
        _facts(view, event, dataset),
        *_sources(event.sources),
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


def _facts(view: View, event: EventDetail, dataset: str) -> Component:
    facts: list[tuple[str, list[Component | str]]] = []
    for role in ROLES:
        names = [name for name, its in event.actors if its == role]
        if names:
            label = ROLES[role] if len(names) == 1 else PLURALS[role]
            facts.append((label, _actors(view, names)))
    facts.append(("Venue", _venue(event)))
    if event.about:
        facts.append(("Subject", [", ".join(places.label(code) for code in event.about)]))
    facts.append(("Deaths", _deaths(event.row)))
    facts.append(("Grade", _grade(event.row)))
    if event.storylines:
        facts.append(("Storylines", _storylines(view, event.storylines)))
    if event.sub_type:
        facts.append(("Source's type", [event.sub_type]))
    if event.tags:
        facts.append(("Tags", [", ".join(event.tags)]))
    facts.append(("Data set", [dataset, html.Span(event.row.event_id, className="hint")]))
    children: list[Component] = []
    for name, value in facts:
        children += [html.Dt(name), html.Dd(value, dir="auto")]
    return html.Dl(children, className="facts")


def _join(parts: Sequence[Component]) -> list[Component | str]:
    joined: list[Component | str] = []
    for index, part in enumerate(parts):
        joined += [", ", part] if index else [part]
    return joined


def _actors(view: View, names: Sequence[str]) -> list[Component | str]:
    return _join(
        [
            to_view(
                name,
                link(
                    replace(
                        view, filters=replace(Filters(), actors=(name,)), place="", tab="events"
                    )
                ),
                title=f"All events with {name}",
            )
            for name in names
        ]
    )


def _storylines(view: View, names: Sequence[str]) -> list[Component | str]:
    return _join(
        [
            to_view(
                name,
                link(
                    replace(
                        view, filters=replace(Filters(), storylines=(name,)), place="", tab="events"
                    )
                ),
                title=f"All events of {name}",
            )
            for name in names
        ]
    )


def _venue(event: EventDetail) -> list[Component | str]:
    row = event.row
    if row.geo_precision == "none":
        return ["Not known"]
    country = places.label(row.country) if row.country else ""
    words = row.place if not country or country in row.place else f"{row.place}, {country}"
    said: list[Component | str] = [
        words,
        " ",
        html.Span([GEO_PRECISIONS[row.geo_precision]], className="hint"),
    ]
    parts = [*([event.admin1] if event.admin1 else []), *event.zones]
    if parts:
        located = ", ".join(places.label(code) for code in parts)
        said.append(html.Span(f"in {located}", className="hint"))
    if row.geo_precision in ("exact", "town", "admin2") and event.lon is not None:
        said.append(html.Span(f"{event.lat:.4f}, {event.lon:.4f}", className="hint"))
    return said


def _deaths(row: EventRow) -> list[Component | str]:
    figures = (
        ("low", row.fatalities_low),
        ("best", row.fatalities_best),
        ("high", row.fatalities_high),
    )
    words = ", ".join(f"{name} {'–' if n is None else number(n)}" for name, n in figures)
    known = [n for _, n in figures if n is not None]
    if not known:
        return ["Not known", html.Span(words, className="hint")]
    least, most = min(known), max(known)
    said = number(least) if least == most else f"{number(least)}–{number(most)}"
    extra = "; an aggregate, in no sum" if row.aggregate else ""
    return [said, html.Span(words + extra, className="hint")]


def _grade(row: EventRow) -> list[Component | str]:
    return [
        html.Span(f"{row.reliability}{row.credibility}", className="grade"),
        grade(row.reliability, row.credibility),
    ]


LANGUAGES = {
    "en": "English",
    "ar": "Arabic",
    "he": "Hebrew",
    "fr": "French",
    "tr": "Turkish",
    "de": "German",
    "es": "Spanish",
    "ru": "Russian",
    "fa": "Persian",
    "ku": "Kurdish",
}


def _sources(sources: Sequence[Source]) -> list[Component]:
    languages = sorted({source.language for source in sources if source.language})
    if not sources:
        hint = "none given"
    elif len(languages) == 1:
        name = LANGUAGES.get(languages[0], languages[0])
        hint = f"{len(sources)}, {'all ' if len(sources) > 1 else ''}in {name}"
    else:
        hint = f"{len(sources)}, in {len(languages)} languages" if languages else str(len(sources))
    head = html.Div([html.H3("Sources"), html.Span(hint, className="hint")], className="block-head")
    return [head, html.Ul([_source(source) for source in sources], className="sources")]


def _source(source: Source) -> Component:
    said: list[Component | str] = [source.publisher]
    if source.title:
        said.append(f" · {source.title}")
    anchor: Component = html.Span(said, dir="auto")
    if source.url.startswith(("https://", "http://")):
        anchor = html.A(
            said,
            href=source.url,
            target="_blank",
            rel="noopener noreferrer",
            title=f"{source.url} (opens in a new tab)",
            dir="auto",
        )
    when = day(source.published) if source.published else "no date"
    parts: list[Component] = [
        html.Span(anchor),
        html.Span(f"{when} · {source.language}" if source.language else when, className="hint"),
    ]
    if source.note:
        parts.append(html.Span(source.note, className="note", dir="auto"))
    return html.Li(parts)


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
            html.Span(f"{day_month(row.date_start)}", title=day(row.date_start)),
            mark(EVENT_TYPES[row.event_type].group),
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
