"""Asks a callback as the browser would, by a POST, and gives its answer per property."""

from __future__ import annotations

from typing import Any

from dash import Dash
from fastapi.testclient import TestClient

SCREEN = {
    "map_width": 800,
    "map_height": 499,
    "timeline_width": 800,
    "timeline_height": 274,
    "panel_width": 359,
    "small": False,
    "theme": "light",
}
LEVANT = {
    "lon": 36.05,
    "lat": 33.05,
    "zoom": 8.05,
    "bounds": [34.3, 32.0, 37.8, 34.0],
    "width": 800,
    "height": 499,
}


def find(app: Dash, output: str) -> str:
    """Return the key of the callback that writes ``output`` (``id.property``) by itself."""
    keys = [key for key in app.callback_map if output in key.strip(".").split("...")]
    assert len(keys) == 1, (output, keys)
    return keys[0]


def request(
    app: Dash, client: TestClient, output: str, values: dict[str, Any], changed: str = ""
) -> Any:
    """Return the server's response for the callback that writes ``output``.

    ``values`` gives inputs and states by ``id.property``; those not named are ``None``.
    """
    key = find(app, output)
    spec = app.callback_map[key]

    def filled(dependencies: list[dict[str, str]]) -> list[dict[str, Any]]:
        return [
            one | {"value": values.get(f"{one['id']}.{one['property']}")} for one in dependencies
        ]

    pairs = [name.rsplit(".", 1) for name in key.strip(".").split("...")]
    outputs = [{"id": name, "property": prop.split("@")[0]} for name, prop in pairs]
    body = {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": filled(spec["inputs"]),
        "state": filled(spec["state"]),
        "changedPropIds": [changed or "query.data"],
    }
    return client.post("/_dash-update-component", json=body)


def ask(
    app: Dash, client: TestClient, output: str, values: dict[str, Any], changed: str = ""
) -> dict[str, Any]:
    """Return what the callback that writes ``output`` answers: ``{"id.property": value}``."""
    answer = request(app, client, output, values, changed)
    if answer.status_code == 204:
        return {}
    assert answer.status_code == 200, (answer.status_code, answer.text[:2000])
    return {
        f"{name}.{prop}": value
        for name, props in answer.json()["response"].items()
        for prop, value in props.items()
    }


def text(tree: Any) -> str:
    """Return the words of a tree as they are read, without markup."""
    if isinstance(tree, str):
        return tree
    if isinstance(tree, dict):
        return ""
    if _is_node(tree):
        return text(tree[2:])
    return "".join(text(one) for one in tree)


def every(tree: Any, **wanted: Any) -> list[dict[str, Any]]:
    """Return the properties, with the nodes inside as ``children``, of all nodes that match."""
    if isinstance(tree, str | dict):
        return []
    if not _is_node(tree):
        return [found for one in tree for found in every(one, **wanted)]
    _, props, *children = tree
    matches = all(props.get(name) == value for name, value in wanted.items())
    return ([props | {"children": children}] if matches else []) + every(children, **wanted)


def _is_node(tree: Any) -> bool:
    return len(tree) > 1 and isinstance(tree[0], str) and isinstance(tree[1], dict)
