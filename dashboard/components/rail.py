"""The filter rail: every value with the count that choosing it would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component
from dateutil.relativedelta import relativedelta

from dashboard.components.parts import attrs, check_row, icon, mark, to_view, unseen
from dashboard.state import View, link, toggled, with_filters, with_values
from geodata import actors, places
from geodata.filters import Filters
from geodata.schema import EVENT_TYPES, GROUPS
from geodata.shapes import Facets, FacetValue, Span
from geodata.text import count, number

COUNTRIES_SHOWN = 3
PARTS_SHOWN = 5
ACTORS_SHOWN = 4
ACTORS_FOUND = 40


def _to(view: View, filters: Filters) -> str:
    return link(with_filters(view, filters))


def presets(view: View, span: Span | None) -> list[Component]:
    """Periods counted back from the newest event, so that a link keeps its meaning."""
    if span is None:
        return []
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
        current = dates == chosen
        matched = matched or current
        filters = replace(view.filters, date_from=dates[0], date_to=dates[1])
        css = "chosen" if current else ""
        made.append(
            to_view(
                [label, unseen(f": {title}")], _to(view, filters), key=f"preset:{label}", css=css
            )
        )
    custom = html.Button(
        "Custom", id="pick-dates", type="button", className="" if matched else "chosen"
    )
    return [*made, custom]


def region_rows(view: View, facets: Facets) -> list[Component]:
    """Countries, each with its governorates and zones folded under it."""
    children: dict[str, list[FacetValue]] = {}
    for value in facets.regions:
        children.setdefault(value.parent, []).append(value)
    countries = children.get("", [])
    chosen = set(view.filters.regions)

    def is_open(value: FacetValue) -> bool:
        parts = children.get(value.key, [])
        return bool(chosen & {part.key for part in parts})

    def wanted(value: FacetValue) -> bool:
        return value.key in chosen or is_open(value)

    first = [value for value in countries[:COUNTRIES_SHOWN] if not wanted(value)]
    shown = [value for value in countries if wanted(value) or value in first]
    rest = [value for value in countries if value not in shown]
    trees = [
        _tree(view, value, children.get(value.key, []), opened=is_open(value) or index == 0)
        for index, value in enumerate(shown)
    ]
    if rest:
        more = [_tree(view, value, children.get(value.key, []), opened=False) for value in rest]
        trees.append(_fold(f"{len(rest)} more countries", more, "countries"))
    scope = _switch(
        ("venue or subject", replace(view.filters, venue_only=False)),
        ("venue only", replace(view.filters, venue_only=True)),
        second=view.filters.venue_only,
        view=view,
        key="scope",
    )
    return _open_section("Regions", scope, trees)


def _open_section(
    title: str, hint: Component | str, children: Sequence[Component]
) -> list[Component]:
    head = html.Div([html.H2(title), html.Span(hint, className="hint")], className="section-head")
    return [head, *children]


def _switch(
    first: tuple[str, Filters],
    other: tuple[str, Filters],
    *,
    second: bool,
    view: View,
    key: str,
) -> Component:
    """Two words of which one holds: the other is a link to it."""
    parts: list[Component | str] = []
    for index, (label, filters) in enumerate((first, other)):
        if index:
            parts.append(" / ")
        if second == bool(index):
            parts.append(html.B(label))
        else:
            parts.append(to_view(label, _to(view, filters), key=f"switch:{key}", css="underlined"))
    return html.Span(parts, className="switch")


def _tree(view: View, value: FacetValue, parts: Sequence[FacetValue], *, opened: bool) -> Component:
    rows: list[Component] = [_region_row(view, value)]
    if parts:
        inner = _part_rows(view, parts)
        summary = html.Summary(
            [icon("chevron"), unseen(f"Parts of {value.label}")], title=f"Parts of {value.label}"
        )
        fold = html.Details(
            [summary, *inner], open=opened, **attrs({"data-fold": f"region:{value.key}"})
        )
        rows.insert(0, fold)
    return html.Div(rows, className="tree")


def _part_rows(view: View, parts: Sequence[FacetValue]) -> list[Component]:
    """The most frequent governorates, the zones, and the other governorates folded."""
    chosen = view.filters.regions
    governorates = [part for part in parts if "-" in part.key]
    first = [part for part in governorates[:PARTS_SHOWN] if part.key not in chosen]
    shown = [part for part in governorates if part in first or part.key in chosen]
    rest = [part for part in governorates if part not in shown]
    zones = [part for part in parts if part not in governorates]
    rows = [_region_row(view, part) for part in (*shown, *zones)]
    if rest:
        more = [_region_row(view, part) for part in rest]
        rows.append(_fold(f"{len(rest)} more", more, f"parts:{parts[0].parent}"))
    return rows


def _region_row(view: View, value: FacetValue) -> Component:
    chosen = value.key in view.filters.regions
    regions = toggled(view.filters.regions, value.key)
    if not chosen:
        related = set(places.ancestors(value.key)) | {
            code for code in regions if value.key in places.ancestors(code)
        }
        regions = tuple(code for code in regions if code not in related)
    filters = replace(view.filters, regions=regions)
    return check_row(
        value.label, value.events, _to(view, filters), key=f"region:{value.key}", chosen=chosen
    )


def _fold(
    title: str | Sequence[Component | str], children: Sequence[Component], key: str, hint: str = ""
) -> Component:
    words = [title] if isinstance(title, str) else list(title)
    return html.Details(
        [
            html.Summary([icon("chevron"), html.Span(words), html.Span(hint, className="hint")]),
            *children,
        ],
        className="fold",
        **attrs({"data-fold": key}),
    )


def _facet_rows(
    view: View, values: Iterable[FacetValue], field: str, prefix: str
) -> list[Component]:
    chosen: tuple[str, ...] = getattr(view.filters, field)
    return [
        check_row(
            value.label,
            value.events,
            _to(view, with_values(view.filters, field, toggled(chosen, value.key))),
            key=f"{prefix}:{value.key}",
            chosen=value.key in chosen,
        )
        for value in values
    ]


def actor_head(view: View) -> list[Component]:
    """The heading of the actors, and whether any or all of the chosen have to be there."""
    switch = _switch(
        ("any", replace(view.filters, all_actors=False)),
        ("all", replace(view.filters, all_actors=True)),
        second=view.filters.all_actors,
        view=view,
        key="match",
    )
    return [html.H2("Actors"), html.Span(switch, className="hint")]


def actor_rows(view: View, facets: Facets) -> list[Component]:
    """The most frequent actors and the chosen ones, with what a choice includes."""
    chosen = view.filters.actors
    first = facets.actors[:ACTORS_SHOWN]
    extra = [value for value in facets.actors if value.key in chosen and value not in first]
    known = {value.key for value in facets.actors}
    unknown = [FacetValue(name, name, "", 0, 0) for name in chosen if name not in known]
    rows = _facet_rows(view, [*first, *extra, *unknown], "actors", "actor")
    included = [name for actor in chosen for name in actors.parts(actor) if name in known]
    if included:
        rows.append(
            _fold(f"Including {count(len(included), 'part')}", [html.P(_names(included))], "parts")
        )
    return rows


def _names(names: Sequence[str]) -> str:
    return ", ".join(names)


def actor_more_label(facets: Facets) -> list[Component]:
    """The fold of the less frequent actors."""
    rest = max(0, len(facets.actors) - ACTORS_SHOWN)
    return [icon("chevron"), html.Span(f"Search {number(rest)} more")]


def actor_more(view: View, facets: Facets, typed: str) -> list[Component]:
    """The actors whose name holds what is typed; nothing typed: the most frequent others."""
    text = typed.strip().casefold()
    if not text:
        rest = facets.actors[ACTORS_SHOWN : ACTORS_SHOWN + ACTORS_FOUND]
        return _facet_rows(view, rest, "actors", "more-actor")
    canonical = actors.canonical(typed.strip())
    found = [
        value for value in facets.actors if text in value.label.casefold() or value.key == canonical
    ]
    if not found:
        return [html.P(f"No actor is called “{typed.strip()}”.", className="hint")]
    return _facet_rows(view, found[:ACTORS_FOUND], "actors", "found-actor")


def type_chips(view: View, facets: Facets) -> list[Component]:
    """The six groups as chips that are also the legend, and their eleven types folded."""
    values = {value.key: value for value in facets.types}
    chosen = set(view.filters.types)
    chips = [_group_chip(view, values[group], chosen) for group in CHIP_ORDER]
    singles = [value for value in facets.types if value.key in EVENT_TYPES]
    order = {word: index for index, word in enumerate(EVENT_TYPES)}
    singles.sort(key=lambda value: order[value.key])
    rows = _facet_rows(view, singles, "types", "type")
    head = html.Div(
        [html.H2("Types"), html.Span("11 types in 6 groups", className="hint")],
        className="section-head",
    )
    return [head, html.Div(chips, className="group-chips"), _fold("Single types", rows, "types")]


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
        href=_to(view, filters),
        role="checkbox",
        className="group-chip" + (" chosen" if on else "") + (" off" if off else ""),
        **attrs({"aria-checked": "true" if on else "false", "data-key": f"group:{value.key}"}),
    )


def storyline_rows(view: View, facets: Facets) -> list[Component]:
    """The storylines that the events belong to."""
    rows = _facet_rows(view, facets.storylines[:6], "storylines", "storyline")
    rest = facets.storylines[6:]
    if rest:
        more = _facet_rows(view, rest[:40], "storylines", "storyline")
        rows.append(_fold(f"{len(rest)} more storylines", more, "storylines"))
    return _open_section("Storylines", "", rows)


MORE = (
    ("Data set", "datasets"),
    ("Precision of the place", "geo_precisions"),
    ("Precision of the date", "date_precisions"),
    ("Reliability of the source", "reliability"),
    ("Credibility of the information", "credibility"),
    ("Deaths", "deaths"),
)


def more_rows(view: View, facets: Facets) -> list[Component]:
    """The facets that are needed less often, folded."""
    children: list[Component] = []
    for title, field in MORE:
        values = [value for value in getattr(facets, field) if value.total or value.events]
        if values:
            children += [html.H3(title), *_facet_rows(view, values, field, field)]
    fold = _fold([html.B("More")], children, "more", "data set, precision, grade, deaths")
    return [fold]
