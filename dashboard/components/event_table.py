"""The table of events: a page of its rows, and what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Final, NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboard.captions import subtitle
from dashboard.components.elements import (
    UNKNOWN,
    Cell,
    attrs,
    deaths_cell,
    icon,
    sort_head,
    to_view,
)
from dashboard.components.events import hollow, place_words
from dashboard.components.tree import Element
from dashboard.state import COLUMNS, SHOWN_COLUMNS, View, link
from geodata import regions
from geodata.event_results import EventRow, TablePage, TableRow
from geodata.query.event_table import SORTS
from geodata.schema import EVENT_TYPES
from geodata.text import count, dated, number

HIGHEST_FIRST: Final = frozenset({"date", "deaths", "best", "sources", "changed"})
"""Columns whose head sorts from the highest down when it is first pressed."""

NUMERIC: Final = frozenset({"deaths", "best", "sources"})
EXPLAINED: Final = {
    "deaths": "Persons, from the lowest to the highest figure; sorted by the highest",
    "grade": "Admiralty code: the source A to E, the report 1 to 5; F and 6 are no judgement",
    "changed": "When Watchline last took a change of it",
}
NAMED: Final = 6
"""Actors that a cell names."""


class Datasets(NamedTuple):
    """The names of data sets by key, and those whose rows may not be handed on."""

    names: Mapping[str, str]
    withheld: frozenset[str]


def head(view: View, page: TablePage) -> list[Component]:
    """Which rows of how many, and the way to the others."""
    last = page.first + len(page.rows) - 1
    said = f"{number(page.first)}–{number(last)} of {count(page.total, 'event')}"
    if not page.rows:
        said = "No events"
    return [html.H2(said, **attrs({"aria-live": "polite"})), *_pager(view, page)]


def _pager(view: View, page: TablePage) -> list[Component]:
    if page.pages == 1:
        return []
    steps = (
        ("First", "first", 1, page.page > 1),
        ("Previous", "previous", page.page - 1, page.page > 1),
        ("Next", "next", page.page + 1, page.page < page.pages),
        ("Last", "last", page.pages, page.page < page.pages),
    )
    links: list[Component] = []
    for words, key, target, there in steps:
        if there:
            href = link(replace(view, page=target))
            links.append(to_view(words, href, key=f"page:{key}", css="button"))
        else:
            links.append(html.Span(words, className="button off", **attrs({"aria-hidden": "true"})))
    return [html.Nav(links, className="pager", **attrs({"aria-label": "Pages of the table"}))]


def column_menu(view: View) -> Component:
    """The choice of columns: each a link to the table with it, or without."""
    items = []
    for name, label in COLUMNS.items():
        if name == "title":
            continue
        chosen = name in view.columns
        others = {*view.columns} ^ {name}
        columns = tuple(one for one in COLUMNS if one in others)
        items.append(_box(label, replace(view, columns=columns), f"column:{name}", chosen=chosen))
    usual = to_view(
        "Usual columns", link(replace(view, columns=SHOWN_COLUMNS)), key="column:", css="underlined"
    )
    summary = html.Summary([html.Span("Columns"), icon("down")])
    choices = html.Div([*items, usual], className="menu-items", role="group")
    return html.Details([summary, choices], className="menu", **attrs({"data-fold": "columns"}))


def _box(label: str, view: View, key: str, *, chosen: bool) -> Component:
    return html.A(
        label,
        href=link(view),
        role="checkbox",
        className="row chosen" if chosen else "row",
        **attrs({"aria-checked": "true" if chosen else "false", "data-key": key}),
    )


def back(view: View) -> Component:
    """The way to the map."""
    return to_view(
        [icon("back"), html.Span("Map and timeline")],
        link(replace(view, view="", page=1)),
        key="view:map",
        css="button",
    )


def table(view: View, page: TablePage, datasets: Datasets) -> Component:
    """The rows of a page. A head sorts all events anew, a title opens its event."""
    every = _tick("Select all events on this page", {"data-every": ""})
    heads = [html.Td(every, className="choose"), *(_head(view, name) for name in view.columns)]
    rows = [_row(view, row, datasets) for row in page.rows]
    return html.Table(
        [
            html.Caption("Events that match the filters", className="unseen"),
            html.Thead(html.Tr(heads)),
            html.Tbody(rows),
        ],
        className="table",
    )


def _tick(label: str, extra: Mapping[str, str]) -> Element:
    return Element("input", {"type": "checkbox", "aria-label": label, **extra})


def _head(view: View, name: str) -> Component:
    css = "" if name in NUMERIC else f"text head-{name}"
    if name not in SORTS:
        return html.Th(COLUMNS[name], scope="col", className=css)
    direction = "none"
    following = f"-{name}" if name in HIGHEST_FIRST else name
    if view.sort.removeprefix("-") == name:
        direction = "descending" if view.sort.startswith("-") else "ascending"
        following = name if view.sort.startswith("-") else f"-{name}"
    keys = {"data-sort": following, "data-key": f"s:{name}"}
    keys |= {"title": EXPLAINED[name]} if name in EXPLAINED else {}
    return sort_head(COLUMNS[name], direction, css, **keys)


def _row(view: View, row: TableRow, datasets: Datasets) -> Component:
    name = f"t{row.number}"
    event = row.event
    tick = Element("input", {"type": "checkbox", "aria-labelledby": name})
    cells: list[Component] = [html.Td(tick, className="choose")]
    cells += [
        _title(row, name) if column == "title" else _cell(column, row, datasets)
        for column in view.columns
    ]
    chosen = event.event_id == view.event
    extra = {"data-key": name} | (
        {"data-withheld": ""} if event.source in datasets.withheld else {}
    )
    extra |= {"className": "chosen"} if chosen else {}
    return html.Tr(cells, **attrs(extra))


def _title(row: TableRow, name: str) -> Component:
    event = row.event
    # assets/tree.js knows the view and writes its address: a hundred times it would be long
    opens = html.A(event.title, id=name, dir="auto", **attrs({"data-event": event.event_id}))
    notes = ["subject"] * event.subject_only + ["aggregate"] * event.aggregate
    return html.Th([opens, *(html.Small(f" ({note})") for note in notes)], scope="row")


def _cell(column: str, row: TableRow, datasets: Datasets) -> Component:
    if column == "type":
        kind = EVENT_TYPES[row.event.event_type]
        shape = f"mark mark-{kind.group}" + (" hollow" if hollow(row.event) else "")
        return html.Td([html.I(className=shape), kind.label], className="type")
    if column == "dataset":
        source = row.event.source
        return html.Td(datasets.names.get(source, source))
    cell = CELLS[column](row)
    css = ["n"] * (column in NUMERIC) + ["unknown"] * (cell.content == UNKNOWN)
    extra = {"className": " ".join(css)} if css else {}
    extra |= {"data-copy": cell.value} if cell.value else {}
    return html.Td(cell.content, **attrs(extra))


def _date(row: TableRow) -> Cell:
    event = row.event
    words = dated(row.first_day, row.last_day, event.date_precision)
    one_day = event.date_precision == "day" and event.date_start == event.date_end
    # what a spreadsheet takes for a day is one
    return Cell(words, event.date_start.isoformat() if one_day else "")


def _known(words: str) -> Cell:
    return Cell(words or UNKNOWN, "")


def _place(event: EventRow) -> str:
    return "" if event.geo_precision == "none" else place_words(event)


def _region(row: TableRow) -> str:
    codes = dict.fromkeys(filter(None, (row.event.country, row.admin1)))
    return ", ".join(regions.label(code) for code in codes)


def _actors(row: TableRow) -> str:
    more = len(row.actors) - NAMED
    return "; ".join(row.actors[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _deaths(event: EventRow) -> Cell:
    stated = (event.fatalities_low, event.fatalities_best, event.fatalities_high)
    known = [value for value in stated if value is not None]
    return Cell(deaths_cell(min(known), max(known)).content if known else UNKNOWN, "")


def _position(row: TableRow) -> str:
    if row.lat is None or row.lon is None:
        return ""
    return f"{row.lat:.4f}, {row.lon:.4f}"


CELLS: Final[Mapping[str, Callable[[TableRow], Cell]]] = {
    "date": _date,
    "place": lambda row: _known(_place(row.event)),
    "region": lambda row: _known(_region(row)),
    "actors": lambda row: _known(_actors(row)),
    "deaths": lambda row: _deaths(row.event),
    "best": lambda row: _known(
        "" if row.event.fatalities_best is None else number(row.event.fatalities_best)
    ),
    "sources": lambda row: Cell(number(row.event.sources), ""),
    "grade": lambda row: Cell(f"{row.event.reliability}{row.event.credibility}", ""),
    "subtype": lambda row: Cell(row.sub_type, ""),
    "storylines": lambda row: Cell("; ".join(row.storylines), ""),
    "position": lambda row: _known(_position(row)),
    "changed": lambda row: Cell(f"{row.updated_at.replace(tzinfo=UTC):%Y-%m-%d %H:%M} UTC", ""),
    "id": lambda row: Cell(row.event.event_id, ""),
}
"""What stands in the columns, besides those with more than words in them."""


def foot(view: View, credit: Sequence[str], *, withheld: bool) -> Component:
    """Whose data they are, on what terms; it goes with what is copied, a line each."""
    lines = [subtitle(view.filters), *credit, NOTE]
    said = [html.P(line, dir="auto", **attrs({"data-credit": ""})) for line in lines]
    left_out = [html.P(LEFT_OUT)] if withheld else []
    return html.Div([*said, *left_out], className="hint")


NOTE: Final = "Deaths are persons, from the lowest to the highest figure; days are UTC."
LEFT_OUT: Final = (
    "Rows of data sets whose terms do not let them be passed on stay out of what is copied."
)
