"""How long every callback takes from request to answer, and how large the answer is.

The store's results are dropped before each request, so that nothing is answered from memory.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from fastapi.testclient import TestClient
from support.callback_client import LEVANT, SCREEN, request

from dashboard import ids
from dashboard.state import View, write
from geodata.filters import Filters
from geodata.query.cache import forget
from geodata.store import Store
from watchline.web.app import create_app


class Asked(NamedTuple):
    """A callback by one of its outputs, and what is added to the view for it."""

    output: str
    view: dict[str, Any]


CALLBACKS = {
    "words in the header": Asked(f"{ids.tree(ids.SUMMARY)}.tree", {}),
    "dates": Asked(f"{ids.DATES}.value", {}),
    "filter rail": Asked(f"{ids.tree(ids.PRESETS)}.tree", {}),
    "more actors": Asked(f"{ids.tree(ids.ACTOR_MORE)}.tree", {}),
    "map": Asked(f"{ids.MAP}.figure", {}),
    "sum under the map": Asked(f"{ids.tree(ids.MAP_FOOT)}.tree", {}),
    "timeline by storyline": Asked(f"{ids.TIMELINE}.figure", {}),
    "timeline by actor": Asked(f"{ids.TIMELINE}.figure", {"lanes": "actor"}),
    "list": Asked(f"{ids.tree(ids.TABS)}.tree", {}),
    "table": Asked(f"{ids.tree(ids.TABLE_ROWS)}.tree", {"view": "table", "sort": "-deaths"}),
    "actors": Asked(f"{ids.tree(ids.TABS)}.tree", {"tab": "actors"}),
    "regions": Asked(f"{ids.tree(ids.TABS)}.tree", {"tab": "regions"}),
}


class Taken(NamedTuple):
    """Milliseconds and compressed kilobytes of each answer."""

    milliseconds: list[float]
    kilobytes: list[float]


def measure(store: Store, filters: Sequence[Filters]) -> dict[str, Taken]:
    """Every callback for each of the filters."""
    app = create_app(store)
    client = TestClient(app.server)
    taken: dict[str, Taken] = {}
    for name, (output, more) in CALLBACKS.items():
        rows = Taken([], [])
        for state in filters:
            values = {
                "query.data": write(View(filters=state, **more)),
                "screen.data": SCREEN,
                "map-view.data": LEVANT,
            }
            forget(store)
            began = time.perf_counter()
            answer = request(app, client, output, values)
            rows.milliseconds.append((time.perf_counter() - began) * 1000)
            if not answer.is_success:
                raise RuntimeError(f"{name}: {answer.status_code} {answer.text[:200]}")
            rows.kilobytes.append(len(gzip.compress(answer.content, 6)) / 1000)
        taken[name] = rows
    return taken
