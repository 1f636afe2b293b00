"""Who, where, how many and how sure: the facts of an event as a list of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.parts import to_view
from dashboard.state import View, link, with_values
from geodata import places
from geodata.filters import Filters
from geodata.schema import ROLES
from geodata.shapes import EventDetail, EventRow
from geodata.text import grade, number

PLURALS = {
    "initiator": "Initiators",
    "target": "Targets",
    "party": "Parties",
    "mediator": "Mediators",
    "host": "Hosts",
    "subject": "Subjects",
    "witness": "Witnesses",
}


def facts(view: View, event: EventDetail, dataset: str) -> Component:
    """Actors by role, venue, subject, deaths, grade, storylines, tags and data set."""
    terms: list[tuple[str, list[Component | str]]] = []
    for role in ROLES:
        names = [name for name, its in event.actors if its == role]
        if names:
            label = ROLES[role] if len(names) == 1 else PLURALS[role]
            terms.append((label, _links(view, names, "actors", "All events with")))
    terms.append(("Venue", _venue(event)))
    if event.about:
        terms.append(("About", [", ".join(places.label(code) for code in event.about)]))
    terms.append(("Deaths", _deaths(event.row)))
    terms.append(("Grade", _grade(event.row)))
    if event.storylines:
        terms.append(("Storylines", _links(view, event.storylines, "storylines", "All events of")))
    if event.sub_type:
        terms.append(("Source's type", [event.sub_type]))
    if event.tags:
        terms.append(("Tags", [", ".join(event.tags)]))
    terms.append(("Data set", [dataset, html.Span(event.row.event_id, className="hint")]))
    children: list[Component] = []
    for name, value in terms:
        children += [html.Dt(name), html.Dd(value, dir="auto")]
    return html.Dl(children, className="facts")


def _join(parts: Sequence[Component]) -> list[Component | str]:
    joined: list[Component | str] = []
    for index, part in enumerate(parts):
        joined += [", ", part] if index else [part]
    return joined


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


def _venue(event: EventDetail) -> list[Component | str]:
    row = event.row
    if row.geo_precision == "none":
        return ["Not known"]
    country = places.label(row.country) if row.country else ""
    words = row.place if not country or country in row.place else f"{row.place}, {country}"
    said: list[Component | str] = [
        words,
        " ",
        html.Span(places.precision_words(row.geo_precision, row.place_key), className="hint"),
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
