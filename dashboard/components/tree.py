"""Many small elements sent to the browser as one component.

Dash keeps state for every component it is given, and a list of sixty events is a thousand of
them: a filter change then took seconds. ``Tree`` is one component that draws a whole tree
of plain HTML, written down by ``plain``; ``assets/tree.js`` is its other half. It takes text
as text, and only links to this page or to the web.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash.development.base_component import Component

Node = Any  # a string, or [tag, properties, *children]

LINKS: Final = ("?", "https://", "http://")


class Tree(Component):
    """A tree of plain HTML elements, drawn without an element around it.

    Args:
        id: of the component.
        tree: a list of nodes as ``plain`` writes them.
    """

    _children_props: list[str] = []  # noqa: RUF012 - as Dash declares it
    _base_nodes = ["children"]  # noqa: RUF012 - the same
    _namespace = "watchline_ui"
    _type = "Tree"

    def __init__(self, id: str, tree: list[Node] | None = None) -> None:  # noqa: A002 - Dash's name
        self._prop_names = ["id", "tree"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = ["id", "tree"]
        self.available_wildcard_properties: list[str] = []
        super().__init__(id=id, tree=tree or [])  # type: ignore[no-untyped-call] # Dash's


def plain(children: Sequence[Component | str] | Component | str | float | None) -> list[Node]:
    """Components of ``dash.html`` as nodes of a ``Tree``.

    Raises:
        ValueError: a link leads neither to this page nor to the web.
    """
    if children is None:
        return []
    if isinstance(children, list | tuple):
        return [node for child in children for node in plain(child)]
    if isinstance(children, Component):
        return [_node(children)]
    return [str(children)]


def _node(component: Component) -> Node:
    made = component.to_plotly_json()  # type: ignore[no-untyped-call] # Dash's
    props = {name: value for name, value in made["props"].items() if name != "children"}
    href = props.get("href", "?")
    if not href.startswith(LINKS):
        raise ValueError(f"A link to {href!r} is not allowed.")
    return [made["type"].lower(), props, *plain(made["props"].get("children"))]
