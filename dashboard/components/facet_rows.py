"""What every facet of the rail is made of: rows, folds, a switch between two words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs, check_row, icon, to_view
from dashboard.state import View, link, toggled, with_filters, with_values
from geodata.filters import Filters
from geodata.filters.english import role
from geodata.results import FacetValue


def to_filters(view: View, filters: Filters) -> str:
    """The address of the view with other filters."""
    return link(with_filters(view, filters))


def headed(
    title: Component | str, hint: Component | str, children: Sequence[Component]
) -> list[Component]:
    """A part of the rail: its heading, a hint beside it, and what stands under it."""
    head = html.Div([html.H2(title), html.Span(hint, className="hint")], className="section-head")
    return [head, *children]


def switch(
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
            parts.append(
                to_view(label, to_filters(view, filters), key=f"switch:{key}", css="underlined")
            )
    return html.Span(parts, className="switch")


def role_switch(view: View, key: str) -> Component:
    """Whether actors count in any role, or only where they take part."""
    return switch(
        (role(participants_only=False), replace(view.filters, participants_only=False)),
        (role(participants_only=True), replace(view.filters, participants_only=True)),
        second=view.filters.participants_only,
        view=view,
        key=key,
    )


def fold(
    title: str | Sequence[Component | str],
    children: Sequence[Component],
    key: str,
    hint: str = "",
    *,
    opened: bool = False,
) -> Component:
    """What is needed less often, folded under a line; ``key`` keeps it open or shut, as it is
    at first or as a person has left it."""
    words = [title] if isinstance(title, str) else list(title)
    return html.Details(
        [
            html.Summary([icon("chevron"), html.Span(words), html.Span(hint, className="hint")]),
            *children,
        ],
        className="fold",
        open=opened or None,
        **attrs({"data-fold": key}),
    )


def facet_rows(
    view: View, values: Iterable[FacetValue], field: str, prefix: str
) -> list[Component]:
    """A box for each value of a facet. ``field`` is its name in ``Filters``."""
    chosen: tuple[str, ...] = getattr(view.filters, field)
    return [
        check_row(
            value.label,
            value.events,
            to_filters(view, with_values(view.filters, field, toggled(chosen, value.key))),
            key=f"{prefix}:{value.key}",
            chosen=value.key in chosen,
        )
        for value in values
    ]
