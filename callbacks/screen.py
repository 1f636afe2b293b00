"""What the browser says of its screen."""

from __future__ import annotations

from typing import Any

from dashboard.figures.map.framing import MapScreen


def map_screen(screen: dict[str, Any] | None) -> MapScreen:
    """The size of the map; of a desktop page where the browser has not said it yet."""
    said = screen or {}
    return MapScreen(
        said.get("map_width") or 800, said.get("map_height") or 499, bool(said.get("small"))
    )
