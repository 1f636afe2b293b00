"""What the page sends with every question."""

from __future__ import annotations

from typing import Any

from support.callback_client import LEVANT, SCREEN


def page_values(query: str, **more: Any) -> dict[str, Any]:
    """The inputs and states of a browser that stands on a view."""
    return {
        "query.data": query,
        "address.data": query,
        "screen.data": SCREEN,
        "map-view.data": LEVANT,
    } | more
