"""The table of events: every event of the selection, in any order, page by page."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from dash import Dash
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from support import naive_query
from support.callback_client import ask, every, request, text
from support.page_values import page_values
from support.random_filters import NAIVE, filters, many

from geodata import query, regions
from geodata.event_results import TableRow
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.query import SORTS
from geodata.schema import EVENT_TYPES
from geodata.store import Store
from geodata.writers.cells import guarded
from watchline.api.settings import ApiSettings
from watchline.web.app import create_app

ROWS = "event-table-rows-tree.tree"
Key = Callable[[TableRow], Any]


def _plain(words: str) -> str | None:
    parts = unicodedata.normalize("NFKD", words)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).lower() or None


def _deaths(row: TableRow) -> list[int]:
    event = row.event
    figures = (event.fatalities_low, event.fatalities_best, event.fatalities_high)
    return [figure for figure in figures if figure is not None]


def _label(code: str) -> str | None:
    return regions.label(code).casefold() if code else None


KEYS: dict[str, Sequence[Key]] = {
    "date": [lambda row: row.event.date_start],
    "type": [lambda row: EVENT_TYPES[row.event.event_type].label],
    "title": [lambda row: _plain(row.event.title)],
    "place": [
        lambda row: _plain(row.event.place) if row.event.geo_precision != "none" else None,
    ],
    "region": [lambda row: _label(row.event.country), lambda row: _label(row.admin1)],
    "deaths": [
        lambda row: max(_deaths(row), default=None),
        lambda row: min(_deaths(row), default=None),
    ],
    "best": [lambda row: row.event.fatalities_best],
    "sources": [lambda row: row.event.sources],
    "grade": [
        lambda row: row.event.reliability if row.event.reliability != "F" else None,
        lambda row: row.event.credibility if row.event.credibility != "6" else None,
    ],
    "dataset": [lambda row: row.event.source],
    "changed": [lambda row: row.updated_at],
}


def _in_order(rows: Sequence[TableRow], keys: Sequence[Key], *, descending: bool) -> list[TableRow]:
    """Rows by what they show: what is not known last, what is alike as before."""
    ordered = list(rows)
    for key in reversed(keys):
        known = [row for row in ordered if key(row) is not None]
        known.sort(key=key, reverse=descending)
        ordered = known + [row for row in ordered if key(row) is None]
    return ordered


def test_every_order_is_known_to_the_tests():
    """A column to sort by that is added is held against a naive order too."""
    assert KEYS.keys() == SORTS.keys()


@many
@given(
    chosen=filters(),
    name=st.sampled_from(sorted(SORTS)),
    descending=st.booleans(),
    size=st.integers(9, 140),
)
def test_all_pages_together_are_the_selection_in_order(
    either_store: Store, chosen: Filters, name: str, *, descending: bool, size: int
) -> None:
    """No event stands twice, none is lost, and what is not known comes last either way."""
    sort = f"-{name}" if descending else name
    rows: list[TableRow] = []
    with either_store.read() as db:
        newest_first = [row.event_id for row in query.page(db, chosen, limit=500).rows]
        pages = 1
        while pages * size - size < max(1, len(newest_first)):
            page = query.event_table(db, chosen, sort, page=pages, size=size)
            assert page.total == len(newest_first)
            assert page.first == (len(rows) + 1 if page.rows else 0)
            rows += page.rows
            pages += 1
        beyond = query.event_table(db, chosen, sort, page=pages + 7, size=size)
    assert beyond.page == beyond.pages == pages - 1
    ids = {event.event_id for event in naive_query.matching(NAIVE, chosen)}
    assert len(rows) == len(ids)
    assert {row.event.event_id for row in rows} == ids
    listed = sorted(rows, key=lambda row: newest_first.index(row.event.event_id))
    assert rows == _in_order(listed, KEYS[name], descending=descending)


@many
@given(chosen=filters())
def test_deaths_of_all_years_add_up(either_store: Store, chosen: Filters) -> None:
    """What the table behind the timeline says of deaths is the sum that the page states."""
    undated = replace(chosen, date_from=None, date_to=None)
    with either_store.read() as db:
        totals = query.totals(db, undated)
        if totals.first is None or totals.last is None:
            return
        years = query.deaths_in_time(db, chosen, totals.first, totals.last, "year")
        weeks = query.deaths_in_time(db, chosen, totals.first, totals.last, "week")
    for found in (years, weeks):
        sums = tuple(sum(ends) for ends in zip(*found.values(), strict=True)) or (None, None)
        assert sums == (totals.deaths_low, totals.deaths_high)


def _asked(app: Dash, client: TestClient, link: str) -> dict[str, Any]:
    return ask(app, client, ROWS, page_values(link))


def _lines(tree: Any) -> list[list[str]]:
    """The words of the rows, cell by cell."""
    rows = [one["children"] for one in every(tree) if str(one.get("data-key", "")).startswith("t")]
    return [[text(cell) for cell in row] for row in rows]


def test_the_table_says_which_rows_of_how_many(app: Dash, client: TestClient):
    """The head counts the selection and leads to the other pages."""
    first = _asked(app, client, "view=table")
    assert "1–80 of 130 events" in text(first["event-table-head-tree.tree"])
    (following,) = every(first["event-table-head-tree.tree"], **{"data-key": "page:next"})
    second = _asked(app, client, following["href"].removeprefix("?"))
    assert "81–130 of 130 events" in text(second["event-table-head-tree.tree"])
    both = [*_lines(first[ROWS]), *_lines(second[ROWS])]
    assert len({tuple(line) for line in both}) == 130


def test_a_page_is_small(app: Dash, client: TestClient):
    """A page of the table is at most 60 kB, before it is packed."""
    answer = request(app, client, ROWS, page_values("view=table&sort=title"))
    assert len(answer.content) <= 60_000


def test_the_link_sorts_and_the_head_says_how(app: Dash, client: TestClient):
    """The sorted column is named to a screen reader; its button turns the order around."""
    tree = _asked(app, client, "view=table&sort=-deaths&columns=title,deaths")[ROWS]
    (head,) = every(tree, **{"aria-sort": "descending"})
    assert text(head["children"]) == "Deaths"
    assert [one["data-sort"] for one in every(head["children"], type="button")] == ["deaths"]
    deaths = [line[-1] for line in _lines(tree)]
    assert deaths[0] == "426–2,026"
    assert deaths[-1] == "not known"
    assert "" not in deaths


def test_columns_are_chosen_in_the_link(app: Dash, client: TestClient):
    """The table has the columns of the link, and the menu says which and leads to others."""
    answer = _asked(app, client, "view=table&columns=id,title")
    assert [text(one["children"]) for one in every(answer[ROWS], scope="col")] == ["Event", "Id"]
    menu = answer["event-table-columns-tree.tree"]
    on = every(menu, **{"aria-checked": "true"})
    assert [text(one["children"]) for one in on] == ["Id"]
    (deaths,) = every(menu, **{"data-key": "column:deaths"})
    assert "columns=title,deaths,id" in deaths["href"]


def test_a_mark_of_the_map_keeps_the_table_to_its_events(app: Dash, client: TestClient, store):
    """With a place chosen, the table has the events of its mark and says so."""
    with store.read() as db:
        mark = max(query.places(db, Filters()).rows, key=lambda one: sum(one.counts))
    answer = _asked(app, client, f"view=table&place={mark.key}")
    assert len(_lines(answer[ROWS])) == sum(mark.counts)
    assert "Only what is drawn at this mark" in text(answer["event-table-head-tree.tree"])


def test_nothing_found_says_what_to_loosen(app: Dash, client: TestClient):
    """An empty table is no blank, and offers the way out of its filters."""
    tree = _asked(app, client, "view=table&q=nothing+is+called+so")[ROWS]
    assert "Clear all filters" in text(tree)


def test_the_map_costs_no_table(app: Dash, client: TestClient):
    """Where the map is shown, no row is sent."""
    assert _asked(app, client, "region=SYR")[ROWS] == []


@pytest.fixture
def closed() -> Iterator[Store]:
    """Return the events in a store, as if ACLED were to be named for them."""
    store = Store.open(None)
    store.put_dataset(replace(LEVANT, licence="ACLED terms"))
    store.upsert(read_bundled().events)
    yield store
    store.close()


@pytest.mark.parametrize(("raw", "withheld"), [((), 80), (("levant",), 0), (("all",), 0)])
def test_rows_that_may_not_be_passed_on_are_marked(
    closed: Store, raw: tuple[str, ...], withheld: int
):
    """They are shown, but stay out of what is copied, unless the operator allows it."""
    app = create_app(closed, api=ApiSettings(raw=raw))
    tree = _asked(app, TestClient(app.server), "view=table")[ROWS]
    assert len(_lines(tree)) == 80
    assert len(every(tree, **{"data-withheld": ""})) == withheld
    assert ("stay out of what is copied" in text(tree)) is bool(withheld)


def test_copies_and_files_guard_alike():
    """The browser's rule for formulas is tested by the same cases (tables.test.mjs)."""
    cases = json.loads((Path(__file__).parent / "javascript" / "formulas.json").read_text("utf-8"))
    column = pa.chunked_array([[given for given, _ in cases]])
    found = guarded(pa.table({"title": column})).column("title").to_pylist()
    assert found == [safe for _, safe in cases]
