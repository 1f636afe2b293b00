"""The small parts that the page is made of: links that carry a view, rows, marks, sections.

Every control that changes the view is a link with the address it leads to, so that it
works with the keyboard, opens in a new tab, and can be copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from dash import html
from dash.development.base_component import Component

from geodata.text import number

Children = Sequence[Component | str] | Component | str


def attrs(values: Mapping[str, str]) -> dict[str, Any]:
    """Attributes with a dash in their name, ``aria-*`` and ``data-*``, to be unpacked."""
    return dict(values)


def icon(name: str) -> Component:
    """A line icon drawn by the style sheet; hidden from screen readers."""
    return html.Span(className=f"icon icon-{name}", **attrs({"aria-hidden": "true"}))


def mark(group: str, *, hollow: bool = False) -> Component:
    """The shape of an event group in its colour, as on the map."""
    shape = "mark hollow" if hollow else "mark"
    return html.Span(className=f"{shape} mark-{group}", **attrs({"aria-hidden": "true"}))


def unseen(text: str) -> Component:
    """Text for screen readers only."""
    return html.Span(text, className="unseen")


def to_view(
    children: Children, href: str, *, key: str = "", css: str = "", title: str = ""
) -> Component:
    """A link to another view of this page. ``key`` keeps the focus when the page redraws."""
    extra = attrs({"data-key": key} if key else {})
    return html.A(children, href=href, className=css, title=title or None, **extra)


def check_row(
    label: str, events: int, href: str, *, key: str, chosen: bool = False, level: int = 0
) -> Component:
    """A value of a facet: a box, its name and the count that choosing it would give."""
    css = f"row level-{level}" + (" chosen" if chosen else "") + ("" if events else " none")
    return html.A(
        [
            html.Span(label, className="row-label", dir="auto"),
            html.Span(number(events), className="row-count"),
            unseen(" event" if events == 1 else " events"),
        ],
        href=href,
        role="checkbox",
        className=css,
        title=label,
        **attrs({"aria-checked": "true" if chosen else "false", "data-key": key}),
    )


def scrolled(children: Sequence[Component], label: str = "Table") -> Component:
    """A part that scrolls by itself and can be reached with the keyboard, by its label."""
    return html.Div(
        list(children),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **attrs({"aria-label": label}),
    )


def sort_head(name: str, direction: str = "none", css: str = "", **more: str) -> Component:
    """The head of a column to sort by: a button in a cell that says the present order.

    ``direction``: ascending, descending or none. ``more``: attributes of the button.
    """
    button = html.Button(name, type="button", className="sort", **attrs(more))
    return html.Th(button, scope="col", className=css or None, **attrs({"aria-sort": direction}))


UNKNOWN: Final = "not known"


class Cell(NamedTuple):
    """A cell with the value that it is sorted by, where its words do not tell; an empty one is
    not known and comes last either way."""

    content: Children
    value: str


def deaths_cell(low: int | None, high: int | None, *, events: bool = True) -> Cell:
    """A range of deaths, persons; empty where there are no ``events`` to know them of."""
    if low is None or high is None:
        return Cell(UNKNOWN if events else "", "")
    return Cell(number(low) if low == high else f"{number(low)}–{number(high)}", str(high))


def _cell(given: Children | Cell, *, head: bool = False) -> Component:
    content, value = given if isinstance(given, Cell) else (given, None)
    extra = {} if value is None else {"data-value": value}
    if head:
        return html.Th(content, scope="row", **attrs(extra))
    words = isinstance(content, str) and not (content[:1].isdigit() or content.startswith("-"))
    return html.Td(content, className="text" if words and not extra else "", **attrs(extra))


def table(
    header: Sequence[str], rows: Sequence[Sequence[Children | Cell]], caption: str
) -> Component:
    """The equivalent of a figure for those who do not see it. The browser sorts it by the column
    whose head is pressed (``assets/table-sort.js``)."""
    head = html.Thead(html.Tr([sort_head(name) for name in header]))
    body = html.Tbody(
        [html.Tr([_cell(row[0], head=True), *(_cell(cell) for cell in row[1:])]) for row in rows]
    )
    sortable = attrs({"data-sortable": ""})
    return html.Table([html.Caption(caption), head, body], className="table", **sortable)
