"""One answer, one state: whatever is written meanwhile, no answer mixes two versions."""

from __future__ import annotations

import csv
import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.callback_client import LEVANT as MAP_VIEW
from support.callback_client import SCREEN, ask, text
from support.drawings import said
from support.protests import events

from geodata.imports.bundled import LEVANT, read_bundled
from geodata.schema import Dataset
from geodata.store import Store
from watchline.web.app import create_app

WIRE = Dataset("wire", "Wire", "table", "CC0", "Us")
MORE = 1_007
FEW, MANY = 130, 130 + MORE
ROUNDS = 6

Ask = Callable[[Dash, TestClient], str]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with the bundled events and a thousand more that can be hidden."""
    with Store.open(tmp_path / "watchline.duckdb") as opened:
        opened.put_dataset(LEVANT)
        opened.upsert(read_bundled().events)
        opened.put_dataset(WIRE)
        opened.upsert(events(*({"source_id": f"w{n}"} for n in range(MORE)), source="wire"))
        yield opened


@contextmanager
def written_without_pause(store: Store) -> Iterator[None]:
    """Hide and show a data set again and again in another thread."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            store.show(WIRE.key, hidden=True)
            store.show(WIRE.key, hidden=False)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def header(app: Dash, client: TestClient) -> str:
    """Return the numbers of the header."""
    answer = ask(app, client, "summary-tree.tree", {"query.data": ""})
    return "\n".join(text(part) for part in answer.values())


def panel(app: Dash, client: TestClient) -> str:
    """Return the tabs and the head of the list."""
    answer = ask(app, client, "tabs-tree.tree", {"query.data": "", "screen.data": SCREEN})
    return "\n".join(text(answer[name]) for name in ("tabs-tree.tree", "events-head-tree.tree"))


def map_foot(app: Dash, client: TestClient) -> str:
    """Return the sum of the numbers under the map, where every event is counted once."""
    values = {"query.data": "", "map-view.data": MAP_VIEW}
    words = text(ask(app, client, "map-foot-tree.tree", values)["map-foot-tree.tree"])
    parts = r"([\d,]+) (?:on this map|elsewhere|country only|without a place)"
    return str(sum(int(number.replace(",", "")) for number in re.findall(parts, words)))


def picture(_: Dash, client: TestClient) -> str:
    """Return the words of a situation page."""
    answer = client.get("/api/v1/figure.svg?kind=situation&size=page")
    assert answer.status_code == 200, answer.text
    return said(answer.text)


def report(_: Dash, client: TestClient) -> str:
    """Return a report of two sections."""
    sections = [{"name": name, "view": "", "figures": ["map"]} for name in ("One", "Two")]
    asked = {"title": "Report", "format": "html", "from": "", "to": "", "sections": sections}
    answer = client.post("/data/reports", json=asked)
    assert answer.status_code == 200, answer.text
    return re.sub(r"<svg.*?</svg>", lambda svg: said(svg[0]), answer.text, flags=re.DOTALL)


def export(_: Dash, client: TestClient) -> str:
    """Return how many events a file announces, and how many it has."""
    token = client.post("/data/exports?format=csv").json()["id"]
    while (state := client.get(f"/data/exports/{token}").json())["state"] not in {"done", "failed"}:
        time.sleep(0.01)
    file = client.get(f"/data/exports/{token}/file")
    assert file.status_code == 200, file.text
    lines = file.text.removeprefix("\ufeff").splitlines()
    rows = csv.reader(io.StringIO("\n".join(line for line in lines if not line.startswith("#"))))
    return f"{state['total']} events, {len(list(rows)) - 1} events"


def api(_: Dash, client: TestClient) -> str:
    """Return how many events the API counts, and how many rows it gives."""
    answer = client.get("/api/v1/events?limit=10000").json()
    return f"{answer['total']} events, {len(answer['events'])} events"


def counts_of(words: str) -> set[int]:
    """Return which of both totals some words name, but for the size of the bundled set."""
    words = re.sub(r"Levant curated set\W{0,9}130", "", words)
    numbers = {int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", words) if one != ","}
    return numbers & {FEW, MANY}


@pytest.mark.parametrize("answer", [header, panel, map_foot, picture, report, export, api])
def test_no_answer_mixes_two_states(store: Store, answer: Ask):
    """Every number in an answer is of before a write, or every number is of after it."""
    app: Any = create_app(store)
    client = TestClient(app.server, base_url="http://localhost")
    with written_without_pause(store):
        found = [counts_of(answer(app, client)) for _ in range(ROUNDS)]
    app.server.state.exports.close()
    assert all(len(one) == 1 for one in found), found
