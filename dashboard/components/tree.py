"""Many small elements sent to the browser as one component.

Dash keeps state for every component it is given, and a list of sixty events is a thousand of
them: a filter change then took seconds. ``Tree`` is one component that draws a whole tree
of plain HTML, written down by ``plain``; ``assets/tree.js`` is its other half. It takes text
as text, and only links to this page or to the web.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash.development.base_component import Component

from dashboard.state import View, link

Node = Any  # a string, or [tag, properties, *children]; of ``nodes_for`` the first is the view

_OF_DASH: Final = {"children", "available_properties", "available_wildcard_properties"}

LINKS: Final = ("?", "https://", "http://", "/data/", "/assets/", "/api/")


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


class Element(Component):
    """An element of a form, which ``dash.html`` has none of; only for a ``Tree``.

    Args:
        tag: input, select, option, form or label.
        attributes: by the names that React gives them. The browser keeps what a person has put
            in when the tree is drawn again, unless ``data-key`` is another.
        children: what stands inside.
    """

    # Dash never sees it: ``plain`` writes it down, so that Dash's own set-up has no use
    def __init__(self, tag: str, attributes: Mapping[str, Any], children: Children = None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.inside = children


Children = Sequence[Component | str] | Component | str | float | None


def nodes_for(view: View, children: Children) -> list[Node]:
    """Nodes whose links know the view they were drawn for.

    A link that is clicked after the address has changed then changes only what it is about
    (``assets/links.js``).
    """
    return [{"asked": view.asked, "view": link(view)}, *plain(children)]


def plain(children: Children) -> list[Node]:
    """Components of ``dash.html`` and elements of forms as nodes of a ``Tree``.

    Raises:
        ValueError: a link leads neither to this page, its files nor the web.
    """
    if children is None:
        return []
    if isinstance(children, list | tuple):
        return [node for child in children for node in plain(child)]
    if isinstance(children, Element):
        return [[children.tag, dict(children.attributes), *plain(children.inside)]]
    if isinstance(children, Component):
        return [_node(children)]
    return [str(children)]


def _node(component: Component) -> Node:
    # as Dash's own to_plotly_json, which asks for each of the sixty names that HTML knows
    given = vars(component)
    props = {
        name: value
        for name, value in given.items()
        if name not in _OF_DASH and not name.startswith("_")
    }
    href = props.get("href", "?")
    if not href.startswith(LINKS):
        raise ValueError(f"A link to {href!r} is not allowed.")
    return [component._type.lower(), props, *plain(given.get("children"))]  # noqa: SLF001 - Dash's
