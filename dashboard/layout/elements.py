"""What the parts of the page are made of: elements that a callback fills, buttons, figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs, icon, unseen
from dashboard.components.tree import Tree

# No button of Plotly's own: each would leave the page's state or call another host.
GRAPH: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "topojsonURL": "/assets/",
    "showTips": False,
    "doubleClick": False,
    "responsive": True,
}

EMPTY: dict[str, Any] = {
    "data": [],
    "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}},
}


def filled(
    element: Callable[..., Component],
    component_id: str,
    *,
    first: Sequence[str] = (),
    **more: Any,  # noqa: ANN401 - attributes
) -> Component:
    """An element whose content a callback writes as a tree."""
    return element(Tree(ids.tree(component_id), list(first)), id=component_id, **more)


def icon_button(name: str, label: str, component_id: str, css: str = "") -> Component:
    """A button with an icon and a name that is read and shown on hovering."""
    return html.Button(
        [icon(name), unseen(label)],
        id=component_id,
        title=label,
        type="button",
        className=f"icon-button {css}".strip(),
    )


def picture_button(kind: str, what: str) -> Component:
    """A button that opens the export dialog with one of the figures."""
    return html.Button(
        [icon("picture"), unseen(f"Picture of {what}")],
        title=f"Picture of {what}",
        type="button",
        className="icon-button",
        **attrs({"data-export": kind}),
    )


def graph(component_id: str, css: str = "", **more: Any) -> Component:  # noqa: ANN401 - config
    """A figure that a callback draws; ``more`` are settings of Plotly."""
    config: Any = {**GRAPH, **more}
    return dcc.Graph(id=component_id, figure=EMPTY, config=config, className=css)


def modal(component_id: str, title: str, size: str, children: Any) -> Component:  # noqa: ANN401 - what Dash takes
    """A dialog over the page, shut at first."""
    dialog: Component = dmc.Modal(
        children,
        id=component_id,
        title=title,
        opened=False,
        size=size,
        closeButtonProps={"aria-label": "Close"},
        overlayProps={"backgroundOpacity": 0.3},
        transitionProps={"duration": 0},
    )
    return dialog
