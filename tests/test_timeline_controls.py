"""The controls of the timeline: each is a link, and what it leads to is drawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.callback_client import ask, every, text
from support.page_values import page_values

from dashboard import ids
from dashboard.components.timeline_controls import timeline_controls
from dashboard.components.tree import plain
from dashboard.state import View, read
from geodata.filters import Filters
from geodata.results import Span

D = date
CONTROLS = f"{ids.LANES_BY}-tree.tree"
YEARS = Span(D(1989, 1, 1), D(2023, 12, 31), D(1989, 1, 1), 0)


def drawn(app: Dash, client: TestClient, search: str) -> dict[str, Any]:
    return ask(app, client, f"{ids.TIMELINE}.figure", page_values(search))


def links(view: View, span: Span | None = YEARS, bucket: str = "month") -> dict[str, Any]:
    """The links by their keys."""
    tree = plain(timeline_controls(view, span, bucket))
    return {one["data-key"]: one for one in every(tree) if one.get("href")}


def test_lines_are_ticks_that_are_kept_in_the_link(app: Dash, client: TestClient):
    """A second click takes a line away; the heading says in words what is drawn."""
    made = links(View(curves=("mean",)))
    assert made["curves:mean"]["aria-checked"] == "true"
    assert read(made["curves:mean"]["href"])[0].curves == ()
    assert read(made["curves:sum"]["href"])[0].curves == ("mean", "sum")
    assert text(made["curves:mean"]["children"]) == "12-month mean"
    answer = drawn(app, client, "curves=mean,sum")
    assert "4-week mean" in text(answer[f"{ids.TIMELINE_HEAD}-tree.tree"])
    lines = [one for one in answer["timeline.figure"]["data"] if one.get("mode") == "lines"]
    assert len([one for one in lines if not one.get("fill")]) == 3


def test_the_scale_of_lanes_is_a_choice_of_two():
    """The one in force is marked."""
    made = links(View(lane_scale="one"))
    assert made["scale:one"]["aria-current"] == "true"
    assert read(made["scale:each"]["href"])[0].lane_scale == "each"


def test_one_year_ten_years_and_all_where_there_are_as_many():
    """They end where the reader looks, never pass the data, and lead back when chosen."""
    shown = {key: read(one["href"])[0].time for key, one in links(View()).items()}
    assert shown["time:1 y"] == (D(2023, 1, 1), D(2023, 12, 31))
    assert shown["time:10 y"] == (D(2014, 1, 1), D(2023, 12, 31))
    assert shown["time:All"] is None
    first = View(filters=Filters(date_to=D(1989, 2, 1)))
    made = links(first)
    assert read(made["time:1 y"]["href"])[0].time == (D(1989, 1, 1), D(1989, 12, 31))
    assert read(made["time:All"]["href"])[0].time == (YEARS.first, YEARS.last)
    again = links(View(time=(D(2023, 1, 1), D(2023, 12, 31))))
    assert again["time:1 y"]["aria-current"] == "true"
    assert read(again["time:1 y"]["href"])[0].time is None
    short = Span(D(2023, 1, 1), D(2023, 6, 1), D(2023, 1, 1), 0)
    assert not [key for key in links(View(), short) if key.startswith("time")]
    assert not [key for key in links(View(), None) if key.startswith("time")]


@pytest.mark.parametrize("search", ["", "time=2025-07-01,2025-07-31", "from=2025-07-01"])
def test_the_days_that_are_shown_are_those_of_the_link(app: Dash, client: TestClient, search: str):
    """What is looked at changes no number but what is drawn: lanes count what they counted."""
    meta = drawn(app, client, search)["timeline.figure"]["layout"]["meta"]
    assert meta["data"] == ["1974-05-31", "2026-03-20"]
    if "time" in search:
        assert (meta["first"], meta["last"], meta["bucket"]) == ("2025-07-01", "2025-07-31", "day")
    else:
        assert meta["last"] >= "2026-03-20"


def test_lanes_without_events_leave_the_figure_and_are_counted(app: Dash, client: TestClient):
    """The heading says how many."""
    answer = drawn(app, client, "storyline=Paris+talks&type=violence")
    head = text(answer[f"{ids.TIMELINE_HEAD}-tree.tree"])
    lanes = every(answer[f"{ids.LANE_LINKS}-tree.tree"], **{"aria-current": "false"})
    assert len(lanes) < 5
    assert "without events left out" in head
