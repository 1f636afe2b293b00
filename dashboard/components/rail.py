"""The filter rail: every value with the count that choosing it would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from dash import html
from dash.development.base_component import Component
from dateutil.relativedelta import relativedelta

from dashboard.components.elements import attrs, mark, to_view, unseen
from dashboard.components.facet_rows import facet_rows, fold, headed, to_filters
from dashboard.components.terms import term
from dashboard.state import View
from geodata.filters import Filters, lately
from geodata.filters.facets import CHOICES
from geodata.results import Facets, FacetValue, Span
from geodata.schema import EVENT_TYPES, GROUPS
from geodata.text import number

CURRENT: Final = timedelta(days=30)
"""Data as fresh as this are looked at from today."""


def presets(
    view: View, span: Span | None, today: date | None = None, *, fed: bool = False
) -> list[Component]:
    """Periods to choose. Of data that come in (``fed``), or whose newest event is not long
    ago, they end today, and a link to them moves on with the days; else they are counted back
    from the newest event. ``today`` is the day in UTC."""
    if span is None:
        return []
    today = today or datetime.now(UTC).date()
    if fed or timedelta() <= today - span.last <= CURRENT:
        return _to_today(view, today)
    chosen = (view.filters.date_from, view.filters.date_to)
    last = span.last
    periods: tuple[tuple[str, str, date | None], ...] = (
        ("30 d", "30 days to the newest event", last - timedelta(days=29)),
        ("90 d", "90 days to the newest event", last - timedelta(days=89)),
        ("12 m", "12 months to the newest event", last - relativedelta(years=1, days=-1)),
        ("All", "All dates", None),
    )
    made = []
    matched = False
    for label, title, first in periods:
        dates = (first, last if first else None)
        current = dates == chosen and not view.filters.recent
        matched = matched or current
        filters = replace(view.filters, date_from=dates[0], date_to=dates[1], recent="")
        made.append(_preset(view, filters, label, title, current=current))
    return [*made, _custom(chosen=not matched)]


_RECENT: Final = (
    ("7 d", "7d", "the last 7 days"),
    ("30 d", "30d", "the last 30 days"),
    ("90 d", "90d", "the last 90 days"),
    ("12 m", "12m", "the last 12 months"),
)


def _to_today(view: View, today: date) -> list[Component]:
    chosen = view.filters
    made = [
        _preset(view, lately(chosen, recent, today), label, title, current=chosen.recent == recent)
        for label, recent, title in _RECENT
    ]
    every = replace(chosen, date_from=None, date_to=None, recent="")
    made.append(_preset(view, every, "All", "All dates", current=chosen == every))
    known = {recent for _, recent, _ in _RECENT}
    return [*made, _custom(chosen=chosen != every and chosen.recent not in known)]


def _preset(view: View, filters: Filters, label: str, title: str, *, current: bool) -> Component:
    return to_view(
        [label, unseen(f": {title}")],
        to_filters(view, filters),
        key=f"preset:{label}",
        css="chosen" if current else "",
    )


def _custom(*, chosen: bool) -> Component:
    css = "chosen" if chosen else ""
    return html.Button("Custom", id="pick-dates", type="button", className=css)


def type_chips(view: View, facets: Facets) -> list[Component]:
    """The six groups as chips that are also the legend, and their eleven types folded."""
    values = {value.key: value for value in facets["types"]}
    chosen = set(view.filters.types)
    chips = [_group_chip(view, values[group], chosen) for group in CHIP_ORDER]
    singles = [value for value in facets["types"] if value.key in EVENT_TYPES]
    order = {word: index for index, word in enumerate(EVENT_TYPES)}
    singles.sort(key=lambda value: order[value.key])
    rows = facet_rows(view, singles, "types", "type")
    head = html.Div(
        [html.H2(term("group", "Types")), html.Span("11 types in 6 groups", className="hint")],
        className="section-head",
    )
    return [head, html.Div(chips, className="group-chips"), fold("Single types", rows, "types")]


CHIP_ORDER = ("violence", "diplomacy", "posture", "demonstrations", "politics", "humanitarian")
assert set(CHIP_ORDER) == set(GROUPS)  # noqa: S101 - the two must name the same groups


def _types_of(group: str) -> tuple[str, ...]:
    return tuple(word for word, kind in EVENT_TYPES.items() if kind.group == group)


def _group_chip(view: View, value: FacetValue, chosen: set[str]) -> Component:
    types = _types_of(value.key)
    on = chosen.issuperset(types)
    left = chosen - set(types)
    filters = replace(view.filters, types=tuple(left if on else left | set(types)))
    off = bool(chosen) and not chosen & set(types)
    return html.A(
        [
            mark(value.key, hollow=off),
            html.Span(value.label),
            html.Span(number(value.events), className="row-count"),
            unseen(" events"),
        ],
        href=to_filters(view, filters),
        role="checkbox",
        className="group-chip" + (" chosen" if on else "") + (" off" if off else ""),
        **attrs({"aria-checked": "true" if on else "false", "data-key": f"group:{value.key}"}),
    )


def storyline_rows(view: View, facets: Facets) -> list[Component]:
    """The storylines that the events belong to."""
    rows = facet_rows(view, facets["storylines"][:6], "storylines", "storyline")
    rest = facets["storylines"][6:]
    if rest:
        more = facet_rows(view, rest[:40], "storylines", "storyline")
        rows.append(fold(f"{len(rest)} more storylines", more, "storylines"))
    return headed(term("storyline", "Storylines"), "", rows)


_EXPLAINED: Final = {
    "datasets": "dataset",
    "geo_precisions": "venue",
    "date_precisions": "date",
    "reliability": "grade",
    "credibility": "grade",
    "deaths": "deaths",
}
"""The word of the glossary for headings under "More" that are not plain."""


def more_rows(view: View, facets: Facets) -> list[Component]:
    """The facets that are needed less often, folded."""
    children: list[Component] = []
    for facet in CHOICES:
        values = [value for value in facets[facet.name] if value.total or value.events]
        if facet.heading and values:
            word = _EXPLAINED.get(facet.name)
            children += [
                html.H3(term(word, facet.heading) if word else facet.heading),
                *facet_rows(view, values, facet.name, facet.name),
            ]
    return [fold([html.B("More")], children, "more", "data set, precision, grade, deaths")]
