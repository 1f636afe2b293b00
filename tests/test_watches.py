"""Watches: what is counted for them, and when they speak up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import comb
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.answers import reads
from support.callback_client import ask, every, text
from support.live_feeds import publish, wire_event

from geodata import query
from geodata.filters import Filters, parse
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.query.arrivals import arrivals
from geodata.query.watch_counts import ShortDataset, SpanCounts, spans
from geodata.store import Store
from geodata.watches.rule import (
    WatchRule,
    by_chance,
    counted,
    crossed,
    left_out,
    more_than_usual,
    rule_of,
)
from watchline.web.app import create_app

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)
WIRE = Filters(datasets=("wire",))


def on(days_ago: int, number: int, **said: Any) -> dict[str, Any]:
    """An event of the wire so many days before today."""
    day = TODAY - timedelta(days=days_ago)
    return wire_event(number, **{"date_start": day, "date_end": day, **said})


def old(number: int, count: int = 40) -> list[dict[str, Any]]:
    """Events of long ago, so that the wire reaches back."""
    return [on(200 + at, number + at) for at in range(count)]


@pytest.fixture
def own(store: Store) -> Iterator[Store]:
    """Return a store of its own with the bundled events."""
    del store  # the shared one is only read
    own = Store.open(None)
    own.put_dataset(LEVANT)
    own.upsert(read_bundled().events)
    yield own
    own.close()


# ---- the rule --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "before", "chance"),
    [(7, 0, 1 / 128), (5, 0, 1 / 32), (14, 3, 0.0063629), (10, 10, 0.5880985), (0, 0, 1.0)],
)
def test_chance_is_that_of_a_fair_coin(last: int, before: int, chance: float):
    """Known values of the binomial with p = 1/2."""
    assert by_chance(last, before) == pytest.approx(chance, rel=1e-4)


def test_chance_agrees_with_the_sum_of_all_terms():
    """Against whole numbers, for every pair of small counts."""
    for last in range(30):
        for before in range(30):
            events = last + before
            exact = sum(comb(events, at) for at in range(last, events + 1)) / 2**events
            assert by_chance(last, before) == pytest.approx(exact, rel=1e-9)


def test_chance_of_large_counts_is_found_at_once():
    """Millions of events make no sum of millions of terms."""
    assert by_chance(5_000_000, 5_000_000) == pytest.approx(0.5, abs=1e-3)
    assert by_chance(50_100_000, 50_000_000) < 1e-20


@pytest.mark.parametrize(
    ("last", "before", "more"),
    [
        (3, 0, False),  # a small number
        (6, 0, False),  # 1 in 64
        (7, 0, True),
        (8, 3, False),  # five more, by chance 1 in 9
        (14, 3, True),
        (3, 14, False),
        (0, 0, False),
        (10_300, 10_000, False),  # sure to be more, and hardly more
        (13_000, 10_000, True),
    ],
)
def test_more_than_usual_needs_more_than_a_small_number(last: int, before: int, *, more: bool):
    """Five more at least, a quarter more at least, and not by chance."""
    assert more_than_usual(last, before) is more


@pytest.mark.parametrize(
    ("before", "least"), [(0, 7), (3, 14), (10, 25), (100, 137), (1_000, 1_250)]
)
def test_the_documented_numbers_are_the_first_that_are_more(before: int, least: int):
    """The table of docs/watches.md."""
    assert more_than_usual(least, before)
    assert not more_than_usual(least - 1, before)
    assert f"| {before:,} | {least:,} |" in (ROOT / "docs" / "watches.md").read_text()


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("", WatchRule()),
        ("more-7", WatchRule("more", 7)),
        ("least-20-30", WatchRule("least", 30, 20)),
        ("more than usual in 30 days", WatchRule("more", 30)),
        ("at least 1,000 in 7 days", WatchRule("least", 7, 1000)),
        ("more-8", None),
        ("least-0-7", None),
        ("least--5-7", None),
        ("often", None),
    ],
)
def test_a_rule_is_read_or_refused(said: str, rule: WatchRule | None):
    """One word or plain words; only spans and numbers that there are."""
    assert rule_of(said) == rule
    if rule:
        assert rule_of(rule.text) == rule_of(rule.words()) == rule


def test_the_words_name_both_numbers():
    """No percentage; what is left out is said."""
    found = SpanCounts(7, 14, 3, 2, (ShortDataset("Wire", date(2026, 11, 20), 4, 0),))
    assert counted(found) == "14 in the last 7 days, 3 in the 7 before"
    assert left_out(found) == (
        "Not counted: 2 events dated to a week, month or year.",
        "Wire begins on 20 Nov 2026, so its 4 events cannot be compared.",
    )


# ---- counting ----------------------------------------------------------------------------------


def test_events_are_counted_by_day_in_two_spans(own: Store):
    """Today and six days back, the seven before those, and nothing beside."""
    days = [0, 6, 7, 13, 14, -1]
    publish(own, *old(100), *(on(ago, number) for number, ago in enumerate(days)))
    found = reads(own, spans, WIRE, 7, TODAY)
    assert (found.last, found.before, found.less_exact, found.young) == (2, 2, 0, ())


def test_an_event_dated_to_a_month_is_not_counted_and_said(own: Store):
    """It may lie in either span."""
    month = {
        "date_start": date(2026, 11, 1),
        "date_end": date(2026, 11, 30),
        "date_precision": "month",
    }
    publish(own, *old(100), on(1, 1), wire_event(2, **month))
    found = reads(own, spans, WIRE, 7, TODAY)
    assert (found.last, found.before, found.less_exact) == (1, 0, 1)


def test_the_dates_of_the_filters_are_left_aside(own: Store):
    """A watch on a year of long ago compares what is now."""
    publish(own, *old(100), on(1, 1))
    filters, _ = parse([("data", "wire"), ("from", "2020-01-01"), ("to", "2020-12-31")])
    assert reads(own, spans, filters, 7, TODAY).last == 1


def test_a_data_set_that_has_just_begun_is_not_compared(own: Store):
    """Its first week is not more than usual, but a threshold by number counts it."""
    publish(own, *(on(at % 3, at) for at in range(40)))
    found = reads(own, spans, WIRE, 7, TODAY)
    assert found.last == 40
    assert found.compared == (0, 0)
    assert [one.name for one in found.young] == ["Wire"]
    assert not crossed(WatchRule("more", 7), found)
    assert crossed(WatchRule("least", 7, 40), found)
    assert not crossed(WatchRule("least", 7, 41), found)


def test_more_of_a_set_that_reaches_back_is_told(own: Store):
    """Fourteen after three."""
    publish(own, *old(100, 200), *(on(1, at) for at in range(14)))
    publish(own, *(on(8, 20 + at) for at in range(3)))
    assert crossed(WatchRule("more", 7), reads(own, spans, WIRE, 7, TODAY))


def test_arrivals_come_newest_first_and_keep_to_the_filters(own: Store):
    """What came in last stands first; what another data set brought is not there."""
    publish(own, on(1, 1))
    publish(own, on(300, 2))
    found = reads(own, arrivals, WIRE)
    assert [one.event_id for one in found.rows] == ["wire:n2", "wire:n1"]
    assert (found.total, found.by_source) == (2, (("wire", 2),))
    newest = reads(own, query.newest_import)
    assert reads(own, arrivals, WIRE, newest - 1).total == 1
    assert reads(own, arrivals, WIRE, 0, newest - 1).rows[0].event_id == "wire:n1"
    assert reads(own, arrivals, WIRE, newest).total == 0
    assert reads(own, arrivals, Filters(), listed=("wire",)).by_source[0][0] == "levant"
    assert {one.source for one in reads(own, arrivals, Filters(), listed=("wire",)).rows} == {
        "wire"
    }


# ---- what the page is told ---------------------------------------------------------------------


@pytest.fixture
def site(own: Store) -> Iterator[tuple[Dash, TestClient]]:
    """Return a page on a store of its own."""
    app = create_app(own)
    with TestClient(app.server) as client:
        yield app, client


def tell(site: tuple[Dash, TestClient], own: Store, *watches: Any, **said: Any) -> Any:
    """What the callback answers on watches."""
    asked = {
        "n": 1,
        "store": reads(own, query.identity),
        "here": "",
        "watches": list(watches),
        **said,
    }
    return ask(*site, "watch-told.data", {"watch-ask.data": asked}, "watch-ask.data")


def watch(query_string: str, since: Any = 0, **said: Any) -> dict[str, Any]:
    """A watch as the browser keeps it."""
    return {"id": "one", "name": "Mine", "query": query_string, "since": since, "rule": "", **said}


def test_a_watch_counts_what_came_in_since_it_was_looked_at(
    site: tuple[Dash, TestClient], own: Store
):
    """By its own filters, whatever the page shows; the number stands in the rail."""
    since = reads(own, query.newest_import)
    publish(
        own,
        on(1, 1),
        on(1, 2, title="Elsewhere", country="LBN", place="Beirut", lon=35.5, lat=33.89),
    )
    answer = tell(
        site, own, watch("region=LBN&data=wire", since), watch("data=wire", since, id="two")
    )
    told = answer["watch-told.data"]
    assert {one: said["new"] for one, said in told["watches"].items()} == {"one": 1, "two": 2}
    assert told["import"] == reads(own, query.newest_import)
    tree = answer["watches-tree.tree"]
    assert "2 · 3 new" in text(tree)
    (link,) = every(tree, **{"data-watch": "one"})
    assert link["href"] == "?region=LBN&data=wire"
    assert text(link["children"]) == "Mine1 new"


def test_another_store_begins_with_nothing_new(site: tuple[Dash, TestClient], own: Store):
    """Numbers of imports of another store mean nothing here."""
    publish(own, on(1, 1))
    told = tell(site, own, watch("data=wire"), store="another")["watch-told.data"]
    assert told["watches"]["one"]["new"] == 0
    assert told["store"] == reads(own, query.identity)


def test_a_threshold_is_said_in_words(site: tuple[Dash, TestClient], own: Store):
    """At its threshold, with both numbers, in the list and for a notification."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    publish(own, *(wire_event(at, date_start=yesterday, date_end=yesterday) for at in range(20)))
    answer = tell(site, own, watch("data=wire", rule="least-15-7"))
    said = text(answer["watches-tree.tree"])
    assert "1 · 20 new · 1 at its threshold" in said
    assert "20 in the last 7 days, 0 in the 7 before" in said
    assert "At least 15 in 7 days" in said
    told = answer["watch-told.data"]["watches"]["one"]
    assert told["speaksUp"]
    assert told["says"].startswith("at least 15 in 7 days: ")


@pytest.mark.parametrize(
    "asked",
    [
        None,
        [],
        {"watches": "none"},
        {"watches": [None, 1, "x", {"id": 5}, {"id": "<b>"}, {"id": "a" * 50}]},
    ],
)
def test_nonsense_is_counted_as_no_watch(site: tuple[Dash, TestClient], asked: Any):
    """Whatever stands in the browser's storage or in a request, the answer is an empty list."""
    answer = ask(*site, "watch-told.data", {"watch-ask.data": asked}, "watch-ask.data")
    assert answer["watch-told.data"]["watches"] == {}
    assert "none yet" in text(answer["watches-tree.tree"])


def test_hostile_values_of_a_watch_do_no_harm(site: tuple[Dash, TestClient], own: Store):
    """Names are text, links are made anew from the filters, wrong numbers count as now."""
    bad = watch(
        "region=XX&q=<script>&evil=javascript:1",
        10**30,
        name="<img src=x onerror=alert(1)>" * 20,
        rule="more-9999",
    )
    many = [watch("", id=f"w{at}") for at in range(50)]
    answer = tell(site, own, bad, *many)
    told = answer["watch-told.data"]["watches"]
    assert len(told) == 20
    assert told["one"]["new"] == 0
    (link,) = every(answer["watches-tree.tree"], **{"data-watch": "one"})
    assert link["href"] == "?q=%3Cscript%3E"
    assert "cannot be read any more" in text(answer["watches-tree.tree"])


def test_the_dialog_proposes_a_name_from_the_filters(site: tuple[Dash, TestClient]):
    """In words; the filters alone are kept, without what is selected."""
    asked = {"query": "region=SYR&type=violence&event=levant:1&map=1,2,3"}
    answer = ask(*site, "watch-form-tree.tree", {"watch-edit.data": asked}, "watch-edit.data")
    (name,) = every(answer["watch-form-tree.tree"], name="name")
    assert name["defaultValue"] == "Syria · Violence"
    (kept,) = every(answer["watch-form-tree.tree"], name="query")
    assert kept["defaultValue"] == "region=SYR&type=violence"
    copies = every(answer["watch-form-tree.tree"], **{"data-watch-act": "copy"})
    assert [one["data-address"] for one in copies] == [
        "?region=SYR&type=violence",
        "/watch.atom?region=SYR&type=violence",
    ]
    assert not every(answer["watch-form-tree.tree"], **{"data-watch-act": "delete"})


def test_a_full_browser_is_told_so(site: tuple[Dash, TestClient]):
    """Twenty are kept at most."""
    answer = ask(
        *site, "watch-form-tree.tree", {"watch-edit.data": {"full": True}}, "watch-edit.data"
    )
    assert "keeps 20 watches already" in text(answer["watch-form-tree.tree"])
