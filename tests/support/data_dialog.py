"""The dialog for data, asked as the browser asks it."""

from __future__ import annotations

import time
from typing import Any

from dash import Dash
from fastapi.testclient import TestClient

from geodata.imports.uploads import Uploads
from geodata.store import Store
from support.callback_client import SCREEN, ask, every, text

PATIENCE = 30.0


class Dialog:
    """The dialog of one page, asked as the browser does, with what it shows."""

    def __init__(self, app: Dash, uploads: Uploads | None, store: Store) -> None:
        self.app, self.uploads, self.store = app, uploads, store
        self.client = TestClient(app.server)
        self.view: Any = None
        self.body: Any = []
        self.changed: list[int] = []
        self.ticks = False

    def ask(self, act: str, **said: Any) -> Dialog:
        """Ask for something; the answer is kept."""
        return self._answered({"data-ask.data": {"act": act, **said}}, "data-ask.data")

    def tick(self) -> Dialog:
        """Let the time go by once."""
        return self._answered({"data-tick.n_intervals": 1}, "data-tick.n_intervals")

    def _answered(self, values: dict[str, Any], changed: str) -> Dialog:
        values = {"data-view.data": self.view, **values}
        answer = ask(self.app, self.client, "data-view.data", values, changed)
        self.view = answer["data-view.data"]
        self.body = answer.get("data-body-tree.tree", self.body)
        self.ticks = not answer["data-tick.disabled"]
        if "data-changed.data" in answer:
            self.changed.append(answer["data-changed.data"])
        return self

    def hand_in(self, content: str | bytes, name: str = "team.csv") -> str:
        """Hand a file in and look at it; its token."""
        answer = self.client.post(
            "/data/files",
            params={"name": name},
            content=content.encode() if isinstance(content, str) else content,
            headers={"x-watchline": "page"},
        )
        token: str = answer.json()["token"]
        self.ask("look", token=token)
        return token

    def settled(self) -> Dialog:
        """Let the time go by until nothing is read or imported."""
        end = time.monotonic() + PATIENCE
        while self.ticks:
            assert time.monotonic() < end, self.words
            time.sleep(0.01)
            self.tick()
        return self

    @property
    def words(self) -> str:
        """What there is to read."""
        return text(self.body)

    @property
    def acts(self) -> list[tuple[str, str]]:
        """What can be asked for, and of which data set."""
        return [
            (one["data-act"], one.get("data-source", ""))
            for one in every(self.body)
            if "data-act" in one
        ]

    def form(self, **changes: Any) -> dict[str, Any]:
        """What the form holds when nothing is put in but the changes."""
        found: dict[str, Any] = {}
        for one in every(self.body):
            if "name" in one:
                usual = one.get("defaultValue", "")
                found[one["name"]] = one.get("defaultChecked", usual)
        assert set(changes) <= set(found), set(changes) - set(found)
        return found | changes

    def summary(self, query_string: str = "") -> str:
        """What the page's head says, asked anew."""
        values = {"query.data": query_string, "screen.data": SCREEN}
        answer = ask(self.app, self.client, "summary-tree.tree", values)
        return text(answer["summary-tree.tree"])
