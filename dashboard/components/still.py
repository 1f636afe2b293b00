"""Content without components: what callbacks put on the page, drawn in one piece.

Dash gives every component a place in its browser store, and tells each of them about each new
one. A list of a hundred events is over a thousand components, and the page stood still for
seconds. Rows, chips and tables have no callbacks of their own, so they can be handed to the
browser as one component that holds the tree and draws it with React (``assets/still.js``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component


class Still(Component):
    """A tree of ``dash.html`` components and strings, without an element of its own.

    ``content`` is the tree, a list. Nothing inside can be the input or output of a callback.
    """

    _namespace = "watchline"
    _type = "Still"
    _children_props: list[str] = []  # noqa: RUF012  # as Dash declares it
    _prop_names = ["content"]  # noqa: RUF012
    _valid_wildcard_attributes: list[str] = []  # noqa: RUF012
    available_wildcard_properties: list[str] = []  # noqa: RUF012

    def __init__(self, content: Sequence[Any]) -> None:
        self.available_properties = self._prop_names
        super().__init__(content=list(content))


def still(children: Any) -> Any:  # noqa: ANN401 - whatever Dash takes as children
    """Return children as one component; strings and nothing stay as they are."""
    if isinstance(children, list | tuple):
        return Still(children)
    return Still([children]) if isinstance(children, Component) else children
