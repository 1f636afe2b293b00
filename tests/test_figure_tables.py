"""The tables behind the figures."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from dash import Dash
from fastapi.testclient import TestClient
from support.callback_client import ask, every, text
from support.page_values import page_values

from dashboard import ids
from geodata import query
from geodata.filters import Filters
from geodata.store import Store


def _weeks(app: Dash, client: TestClient, link: str) -> dict[str, list[str]]:
    """The rows of the table behind the timeline by their first days, cell by cell."""
    button = f"{ids.TIMELINE_TABLE_BUTTON}.n_clicks"
    tree = ask(app, client, f"{ids.DIALOG}.opened", page_values(link), button)
    bars = every(tree["table-body-tree.tree"], **{"data-sortable": ""})[0]["children"]
    _, _, *rows = next(node for node in bars if node[0] == "tbody")
    return {row[2][1]["data-value"]: [text(cell) for cell in row[2:]] for row in rows}


def test_weeks_without_events_stand_in_the_table_of_the_timeline(app: Dash, client: TestClient):
    """No week is left out: one without events says 0, and nothing of deaths."""
    weeks = _weeks(app, client, "from=2025-03-01&to=2025-10-31&storyline=Sweida")
    days = [date.fromisoformat(start) for start in weeks]
    assert {after - before for before, after in pairwise(days)} == {timedelta(weeks=1)}
    empty = [cells for cells in weeks.values() if cells[1] == "0"]
    assert len(empty) > 3
    assert {tuple(cells[2:]) for cells in empty} == {("0",) * 6 + ("",)}


def test_the_table_of_the_timeline_says_what_is_known_of_deaths(app: Dash, client: TestClient):
    """A range where events state deaths, and that it is not known where none does."""
    weeks = _weeks(app, client, "from=2025-03-01&to=2025-10-31&storyline=Sweida")
    deaths = [cells[-1] for cells in weeks.values() if cells[1] != "0"]
    assert "not known" in deaths
    assert weeks["2025-07-14"][-1][0].isdigit()


def test_the_table_of_the_timeline_ends_with_the_data(app: Dash, client: TestClient, store: Store):
    """Of days that no data set covers nothing is said, neither 0 nor anything else."""
    with store.read() as db:
        last = query.totals(db, Filters()).last
    weeks = _weeks(app, client, "from=2026-01-01&to=2026-12-31")
    assert date.fromisoformat(max(weeks)) <= last
