"""Who, where, how many and how sure: the facts of an event as a list of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs, to_view
from dashboard.components.map_links import show_on_map
from dashboard.components.terms import term
from dashboard.figures.map.geometry import Viewport
from dashboard.state import View, link, with_values
from geodata import regions
from geodata.delegations import Delegation, delegations
from geodata.event_results import EventDetail, EventRow
from geodata.filters import Filters
from geodata.schema import ROLES
from geodata.store.datasets import StoredDataset
from geodata.store.zones import StoredZone
from geodata.text import day, grade, number, period

PLURALS = {
    "initiator": "Initiators",
    "target": "Targets",
    "party": "Parties",
    "mediator": "Mediators",
    "host": "Hosts",
    "subject": "Subjects",
    "witness": "Witnesses",
}


def facts(
    view: View,
    event: EventDetail,
    stored: StoredDataset | None,
    zones: Sequence[StoredZone] = (),
    there: Viewport | None = None,
) -> Component:
    """Delegations by role, venue, the reader's own zones around it, subject, deaths, grade,
    storylines, tags and data set. ``there``: where the map shows the venue."""
    terms: list[tuple[str, str, list[Component | str]]] = []
    for role, sides in delegations(event.actors).items():
        label = ROLES[role] if len(sides) == 1 else PLURALS[role]
        terms.append(("role", label, [_sides(view, sides, role)]))
    terms.append(("venue", "Venue", _venue(view, event, there)))
    if zones:
        terms.append(("zone", "Your zones", _zones(view, zones)))
    if event.about:
        terms.append(("subject", "About", [", ".join(regions.label(code) for code in event.about)]))
    terms.append(("deaths", "Deaths", _deaths(event.row)))
    terms.append(("grade", "Grade", _grade(event.row)))
    if event.storylines:
        terms.append(
            (
                "storyline",
                "Storylines",
                _links(view, event.storylines, "storylines", "All events of"),
            )
        )
    if event.sub_type:
        terms.append(("sub_type", "Source's type", [event.sub_type]))
    if event.tags:
        terms.append(("tags", "Tags", [", ".join(event.tags)]))
    terms.append(("dataset", "Data set", _dataset(event, stored)))
    children: list[Component] = []
    for key, name, value in terms:
        children += [html.Dt(term(key, name)), html.Dd(value, dir="auto")]
    return html.Dl(children, className="facts")


def besides(event: EventDetail) -> list[Component]:
    """What the source says that no fact above holds, in its own words."""
    if not event.details:
        return []
    pairs: list[Component] = []
    for name, value in event.details:
        pairs += [html.Dt(name, dir="auto"), html.Dd(value, dir="auto")]
    return [
        html.Details(
            [
                html.Summary(f"What the source says besides ({len(event.details)})"),
                html.Dl(pairs, className="facts besides"),
            ],
            className="fold",
            open=True,
            **attrs({"data-fold": "besides"}),
        )
    ]


def _dataset(event: EventDetail, stored: StoredDataset | None) -> list[Component | str]:
    """The data set, whom to name for it, and on what terms it may be shown."""
    said: list[Component | str] = [stored.dataset.name if stored else event.row.source]
    hints = [event.row.event_id]
    if stored:
        accessed = f", accessed {day(stored.retrieved_at)}" if stored.retrieved_at else ""
        hints.append(f"{stored.dataset.attribution}{accessed}. Licence: {stored.dataset.licence}")
        hints += [stored.dataset.terms] if stored.dataset.terms else []
        hints += ["This data set is hidden: in no view and no count"] if not stored.shows else []
    return [*said, *(html.Span(hint, className="hint") for hint in hints)]


def _join(parts: Sequence[Component]) -> list[Component | str]:
    joined: list[Component | str] = []
    for index, part in enumerate(parts):
        joined += [", ", part] if index else [part]
    return joined


def _sides(view: View, sides: Sequence[Delegation], role: str) -> Component:
    """Sides with their people under each; a role is said where it is not that of the side."""
    return html.Ul(
        [
            html.Li(
                [
                    *_links(view, [one.name], "actors", "All events with"),
                    *([html.Span(ROLES[one.role], className="hint")] if other else []),
                    *([_sides(view, one.members, one.leading)] if one.members else []),
                ],
                dir="auto",
            )
            for one in sides
            for other in [one.role not in {"", role}]
        ],
        className="sides",
    )


def _links(view: View, names: Sequence[str], facet: str, title: str) -> list[Component | str]:
    """Names that lead to all events of each, whatever is filtered now."""
    return _join(
        [
            to_view(
                name,
                link(
                    replace(
                        view,
                        filters=with_values(Filters(), facet, (name,)),
                        place="",
                        tab="events",
                    )
                ),
                title=f"{title} {name}",
            )
            for name in names
        ]
    )


def _venue(view: View, event: EventDetail, there: Viewport | None) -> list[Component | str]:
    row = event.row
    if row.geo_precision == "none":
        return ["Not known"]
    country = regions.label(row.country) if row.country else ""
    words = row.place if not country or country in row.place else f"{row.place}, {country}"
    precision = regions.precision_words(row.geo_precision, row.place_key)
    said: list[Component | str] = [
        words,
        " ",
        html.Span(term(row.geo_precision, precision), className="hint"),
    ]
    parts = [*([event.admin1] if event.admin1 else []), *event.zones]
    if parts:
        located = ", ".join(regions.label(code) for code in parts)
        said.append(html.Span(f"in {located}", className="hint"))
    if row.geo_precision in ("exact", "town", "admin2") and event.lon is not None:
        said.append(html.Span(f"{event.lat:.4f}, {event.lon:.4f}", className="hint"))
    if there:
        said.append(show_on_map(view, there, row.place, "venue:map"))
    return said


def _zones(view: View, zones: Sequence[StoredZone]) -> list[Component | str]:
    """Names that lead to all events of each, with its days."""
    said: list[Component | str] = []
    # parts of one name and the same days are one zone to a reader
    distinct = {(one.key, one.valid_from, one.valid_to): one for one in zones}
    for index, one in enumerate(distinct.values()):
        chosen = Filters(zones=(one.key,))
        href = link(replace(view, filters=chosen, place="", tab="events"))
        said += [", "] if index else []
        said.append(to_view(one.name, href, title=f"All events in {one.name}"))
        if one.valid_from or one.valid_to:
            said.append(html.Span(f" {period(one.valid_from, one.valid_to)}", className="hint"))
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
    extra: list[Component | str] = (
        ["; an ", term("aggregate", "aggregate"), ", in no sum"] if row.aggregate else []
    )
    return [said, html.Span([words, *extra], className="hint")]


def _grade(row: EventRow) -> list[Component | str]:
    return [
        html.Span(f"{row.reliability}{row.credibility}", className="grade"),
        grade(row.reliability, row.credibility),
    ]
