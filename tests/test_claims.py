"""Who says what of deaths: each source with its own number, and with none where it has none."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from dash import Dash
from docx import Document
from fastapi.testclient import TestClient
from hypothesis import given
from support import naive_query, protests
from support.answers import reads
from support.callback_client import ask, every, text
from support.page_values import page_values
from support.random_filters import NAIVE, filters, many
from support.report_requests import SWEIDA, built

from dashboard.components.claims import who_says_what
from dashboard.components.sources import source_list
from dashboard.components.tree import plain
from dashboard.state import View
from geodata import query
from geodata.event_results import Source
from geodata.filters import Filters
from geodata.query.claims import Claims
from geodata.schema import Dataset
from geodata.store import Store
from geodata.text import claimed

WEEK = "levant:2025-07-13-sweida-week-of-violence"
JULY = Filters(regions=("SYR-Sweida",), date_from=date(2025, 7, 1), date_to=date(2025, 7, 31))


def cell_texts(tree: Any) -> list[list[str]]:
    """The rows of tables as the words of their cells."""
    if isinstance(tree, str | dict):
        return []
    if len(tree) > 1 and tree[0] == "tr":
        return [[text(cell) for cell in tree[2:]]]
    return [row for one in tree for row in cell_texts(one)]


def test_a_number_is_said_as_it_was_stated() -> None:
    """One number, a range, an open one; none is no zero."""
    assert claimed(426, 426) == "426"
    assert claimed(30, 89) == "30–89"
    assert claimed(1_000, None) == "at least 1,000"
    assert claimed(None, 20) == "at most 20"
    assert claimed(0, 0) == "0"
    assert claimed(None, None) == "no number"


@many
@given(chosen=filters())
def test_the_events_on_which_numbers_differ_are_those_of_a_naive_reading(
    either_store: Store, chosen: Filters
) -> None:
    """Aggregates that state deaths and events with a range, and all of their sources."""
    expected = {
        event.event_id: len(event.given["sources"])
        for event in naive_query.matching(NAIVE, chosen)
        if event.deaths
        and ("aggregate" in event.given["tags"] or event.deaths[0] < event.deaths[-1])
    }
    found = reads(either_store, query.claims, chosen, 100)
    assert {one.event.event_id: len(one.sources) for one in found.events} == expected
    assert found.total == len(expected)
    days = [one.event.date_start for one in found.events]
    assert days == sorted(days)


def test_each_source_of_the_week_of_violence_has_its_own_number(store: Store) -> None:
    """By the day of publication, with nothing where a source states none."""
    found = reads(store, query.claims, JULY, 10)
    (week,) = [one for one in found.events if one.event.event_id == WEEK]
    assert [(s.publisher, s.fatalities_low, s.fatalities_high) for s in week.sources] == [
        ("Shafaq News", 718, 718),
        ("The National", 1000, None),
        ("TRT World & agencies", 426, 426),
        ("United Nations", None, None),
        ("Evrim Agaci (citing AP, France 24)", 2000, None),
        ("ABNA", 2026, 2026),
    ]


def test_of_many_events_aggregates_and_the_widest_ranges_come_first(store: Store) -> None:
    """And how many there are in all is known."""
    found = reads(store, query.claims, Filters(), 2)
    assert [one.event.title[:8] for one in found.events] == ["Fighting", "Week of "]
    assert found.total == reads(store, query.claims, Filters(), 100).total > 2


def test_the_sum_over_the_list_opens_to_who_says_what(app: Dash, client: TestClient) -> None:
    """31–92 stands beside the claims of 426 to 2,026, each under the name of who published it."""
    head = ask(app, client, "tabs-tree.tree", page_values(SWEIDA))["events-head-tree.tree"]
    words = text(head)
    assert "Deaths reported: 31–92" in words
    assert "An aggregate in view states 426–2,026" in words.split("Who says what")[0]
    rows = cell_texts(head)
    assert ["426", "10 Aug 2025"] in [row[1:] for row in rows]
    assert ["at least 1,000", "3 Aug 2025"] in [row[1:] for row in rows]
    assert ["no number", "10 Aug 2025"] in [
        row[1:] for row in rows if row[0].startswith("United Nations")
    ]
    assert any("426–2,026 dead · aggregate, in no sum" in row[0] for row in rows)
    assert {link["rel"] for link in every(head, target="_blank")} == {"noopener noreferrer"}


def test_nothing_is_said_of_deaths_where_no_event_states_any(app: Dash, client: TestClient) -> None:
    """A list of talks has no line about deaths."""
    values = page_values("type=consultation")
    head = text(ask(app, client, "tabs-tree.tree", values)["events-head-tree.tree"])
    assert "Deaths" not in head
    assert "Newest first" in head


def test_an_open_event_says_what_each_source_states(app: Dash, client: TestClient) -> None:
    """Under its name and date; talks, of which no source states any, have no such line."""
    shown = text(
        ask(app, client, "tabs-tree.tree", page_values(f"event={WEEK}"))["detail-tree.tree"]
    )
    assert "10 Aug 2025 · enDeaths: 426426 dead per SNHR" in shown
    assert "Deaths: no number" in shown
    talks = "event=levant:2026-01-05-paris-fifth-round"
    shown = text(ask(app, client, "tabs-tree.tree", page_values(talks))["detail-tree.tree"])
    assert "Deaths: no number" not in shown


def test_a_range_without_names_is_said_to_be_one() -> None:
    """A data set that gives a range and sources does not say who gave which end."""
    source = {"publisher": "A daily", "url": "https://a.example/"}
    ranged = {"source_id": "a", "fatalities_low": 2, "fatalities_high": 9, "sources": [source]}
    with Store.open(None) as own:
        own.put_dataset(protests.OURS)
        own.upsert(protests.events(ranged, {"source_id": "b", "fatalities_best": 3}))
        (one,) = reads(own, query.claims, Filters(), 10).events
        assert one.sources == (Source("A daily", "", "https://a.example/", None, "", ""),)
        said = built(own, {"sections": [{"view": "", "figures": []}]}, "html").decode()
    under = [("Deaths reported: 5–12", True), (" in 2 events that state them.", False)]
    shown = cell_texts(plain(who_says_what(View(), under, Claims((one,), 1))))
    assert [row for row in shown if len(row) > 1] == []
    assert shown[0][0].endswith("2–9 dead · the range only, no numbers by source")
    sheet = text(plain(source_list(one.sources, contested=one.event.contested)))
    assert "the data has the range, and not who gave which end" in sheet
    assert "no number" not in sheet
    assert "the data has the range, and not who gave which end." in said


def test_programs_get_the_same_claims(client: TestClient, store: Store) -> None:
    """Null for no number, and whether the data says who gave which."""
    told = client.get(f"/api/v1/claims?{SWEIDA}").json()
    assert told["total"] == len(told["events"]) == reads(store, query.claims, JULY, 99).total
    (week,) = [one for one in told["events"] if one["event_id"] == WEEK]
    assert week["aggregate"]
    assert week["recorded"]
    assert [one["fatalities_low"] for one in week["sources"]] == [718, 1000, 426, None, 2000, 2026]
    assert week["sources"][4]["title"] is None
    assert client.get(f"/api/v1/claims?{SWEIDA}&limit=1").json()["total"] == told["total"]
    events = client.get(f"/api/v1/events?{SWEIDA}&limit=100").json()["events"]
    (same,) = [one for one in events if one["event_id"] == WEEK]
    assert {s["publisher"]: s["fatalities_high"] for s in same["sources"]}["ABNA"] == 2026


def test_claims_of_rows_that_may_not_be_handed_on_are_left_out() -> None:
    """ACLED's terms hold for its claims as for its rows, in a report too."""
    acled = Dataset("acled", "ACLED", "acled", "ACLED terms", "ACLED", terms="Ask.")
    row = {"source_id": "a", "title": "Secret row", "fatalities_low": 2, "fatalities_high": 9}
    with Store.open(None) as own:
        own.put_dataset(acled)
        own.upsert(protests.events(row, source="acled"))
        assert reads(own, query.claims, Filters(), 10).total == 1
        said = built(own, {"sections": [{"view": "", "figures": []}]}, "html").decode()
    assert "Who says what" not in said
    assert "Secret row" not in said


def test_a_report_has_the_table_with_its_sources_numbered(store: Store) -> None:
    """In Word as a table, on a web page too; each row cites the report that it quotes."""
    plan = {"sections": [{"view": SWEIDA, "figures": []}]}
    word = Document(io.BytesIO(built(store, plan, "docx")))
    (table,) = [one for one in word.tables if one.rows[0].cells[0].text == "Source"]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["Source", "Deaths", "Published"]
    assert ["426", "10 Aug 2025"] in [row[1:] for row in rows]
    assert ["no number", "10 Aug 2025"] in [row[1:] for row in rows if row[0] == "United Nations"]
    page = built(store, plan, "html").decode()
    assert '<td data-head="Deaths">at least 1,000</td>' in page
    assert page.index("Who says what") < page.index("Main events")
