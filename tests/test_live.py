"""What pages are told of changes, and what they make of it."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from conftest import served
from dash import Dash
from fastapi.testclient import TestClient
from support.answers import reads
from support.callback_client import SCREEN, ask, every, text
from support.live_feeds import publish, wire_event

from dashboard.components import live as words
from dashboard.components import rail
from dashboard.components.tree import plain
from dashboard.state import View, read
from geodata import query
from geodata.feeds.status import FeedStatus
from geodata.filters import Filters, lately, parse, sentence, to_pairs
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.results import Span
from geodata.store import Store
from watchline.web import live
from watchline.web.app import create_app

ROOT = Path(__file__).parent.parent
EVENTS = read_bundled().events
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store of its own with the bundled events."""
    store = Store.open(None)
    store.put_dataset(LEVANT)
    store.upsert(EVENTS)
    yield store
    store.close()


class Listener:
    """Listens to a server as a page does, in a thread, and notes when it heard what."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        self.heard: list[tuple[float, str]] = []
        self.lines: list[str] = []
        self.headers: httpx2.Headers | None = None
        self.ended = threading.Event()
        self._asked = headers or {}
        self._url = url
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            with (
                httpx2.Client(timeout=30, trust_env=False) as client,
                client.stream("GET", f"{self._url}/live", headers=self._asked) as answer,
            ):
                self.headers = answer.headers
                for line in answer.iter_lines():
                    self.lines.append(line)
                    if line.startswith("data: "):
                        self.heard.append((time.monotonic(), line.removeprefix("data: ")))
        except httpx2.HTTPError:
            pass
        finally:
            self.ended.set()

    def wait(self, count: int, seconds: float = 10) -> list[str]:
        """What was heard, once it is so much."""
        end = time.monotonic() + seconds
        while len(self.heard) < count:
            assert time.monotonic() < end, (count, self.heard)
            time.sleep(0.01)
        return [said for _, said in self.heard]


def test_a_page_is_told_a_number_at_once_and_after_each_change(own: Store):
    """The stream holds sequence numbers and nothing of the events; another change, another
    number; the answer may not be kept, gathered or packed."""
    with served(own) as url:
        page = Listener(url, {"Accept-Encoding": "br, gzip, zstd"})
        (first,) = page.wait(1)
        publish(own, wire_event(1))
        assert page.wait(2)[1] != first
        assert page.headers is not None
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in page.headers
        assert not [line for line in page.lines if "Talks" in line]
        fields = {line.partition(":")[0] for line in page.lines if line}
        assert fields == {"retry", "id", "data"}


def test_many_changes_are_told_twice_a_second_at_most(own: Store):
    """Fifty changes in a second wake a page two or three times, and it ends with the last."""
    with served(own) as url:
        page = Listener(url)
        page.wait(1)
        for number in range(50):
            publish(own, wire_event(number))
            time.sleep(0.02)
        last = f"-{own.version}"
        end = time.monotonic() + 5
        while not page.heard[-1][1].endswith(last):
            assert time.monotonic() < end
            time.sleep(0.02)
        elapsed = page.heard[-1][0] - page.heard[0][0]
        # the first change comes at once, the others wait
        assert 3 <= len(page.heard) <= 2 + elapsed / live.GAP_SECONDS
        assert len(page.heard) < 50


def test_a_silent_connection_is_kept_alive(own: Store, monkeypatch: pytest.MonkeyPatch):
    """While nothing changes the same number is told again, after a comment."""
    monkeypatch.setattr(live, "KEEP_ALIVE_SECONDS", 0.1)
    with served(own) as url:
        page = Listener(url)
        first, again, *_ = page.wait(3)
        assert first == again
        assert ": alive" in page.lines


def test_where_a_page_left_off_does_not_matter(own: Store):
    """Whatever a browser says it heard last, it is told the number as it is now."""
    with served(own) as url:
        for said in ("", "x-1", "9" * 4000, "../../etc"):
            heard = Listener(url, {"Last-Event-ID": said}).wait(1)
            assert heard[0].endswith(f"-{own.version}")


def test_fifty_pages_each_catch_up(own: Store):
    """Every one of fifty pages hears of a change; they are counted, and counted off again."""
    store_version = own.version
    with served(own) as url:
        pages = [Listener(url) for _ in range(50)]
        for page in pages:
            page.wait(1)
        publish(own, wire_event(1))
        for page in pages:
            assert page.wait(2)[1].endswith(f"-{store_version + 1}")
    for page in pages:
        assert page.ended.wait(5)


def test_after_a_restart_the_number_is_another(own: Store):
    """A page that comes back to a restarted server asks again, even if nothing changed."""
    with served(own) as url:
        (before,) = Listener(url).wait(1)
    with served(own) as url:
        (after,) = Listener(url).wait(1)
    assert before != after


def test_too_many_pages_are_sent_away(own: Store, monkeypatch: pytest.MonkeyPatch):
    """Beyond the limit a page gets 503 and is told to come back; when one leaves, one may come."""
    servers = []
    made = live.LiveStreams

    def limited(store: Store) -> live.LiveStreams:
        servers.append(made(store, most=2))
        return servers[-1]

    monkeypatch.setattr(live, "LiveStreams", limited)
    with served(own) as url, httpx2.Client(trust_env=False) as client:
        first = client.stream("GET", f"{url}/live")
        lines = first.__enter__().iter_lines()
        next(lines)
        Listener(url).wait(1)
        refused = client.get(f"{url}/live")
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "30"
        assert servers[0].clients == 2
        lines.close()
        first.__exit__(None, None, None)
        end = time.monotonic() + 5
        while servers[0].clients > 1:
            assert time.monotonic() < end
            time.sleep(0.02)
        assert Listener(url).wait(1)


def test_asking_for_the_headers_alone_does_not_listen(own: Store):
    """HEAD is answered at once and counts nobody."""
    client = TestClient(create_app(own).server, base_url="http://127.0.0.1")
    answer = client.head("/live")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_it_stops_in_time_with_pages_connected(tmp_path: Path):
    """The streams of `watchline serve` end by themselves at SIGTERM, so that it need not wait for
    them or cut them; it says nothing but that it stopped."""
    command = [sys.executable, "-m", "watchline", "serve", "--port", "0", "--data", str(tmp_path)]
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        said = server.stdout.readline() + server.stdout.readline()
        url = said.split("Open ")[1].strip()
        pages = [Listener(url) for _ in range(5)]
        for page in pages:
            page.wait(1)
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert all(page.ended.wait(5) for page in pages)
        # well before the server would cut them
        assert time.monotonic() - began < 1.9
        _, trouble = server.communicate(timeout=20)
        assert "Traceback" not in trouble
        assert "Cancel" not in trouble
    finally:
        server.kill()
        server.wait()


def test_a_stream_that_stops_wakes_nobody_else(own: Store, awaited):
    """Listening and leaving many times leaves no task and no count behind."""

    async def come_and_go() -> tuple[int, int]:
        one = live.LiveStreams(own)
        for _ in range(20):
            stream = one.messages()
            await anext(stream)
            await anext(stream)
            await stream.aclose()
        await asyncio.sleep(0.2)
        return one.clients, len(asyncio.all_tasks())

    assert awaited(come_and_go()) == (0, 1)


def test_a_stream_sleeps_until_something_happens(
    own: Store, awaited, monkeypatch: pytest.MonkeyPatch
):
    """One that would say nothing for an hour hears of a write in another thread, of none that
    changed nothing, and of the end."""
    monkeypatch.setattr(live, "GAP_SECONDS", 0.0)
    monkeypatch.setattr(live, "KEEP_ALIVE_SECONDS", 3600.0)

    async def listen() -> tuple[str, str, list[str]]:
        one = live.LiveStreams(own)
        stream = one.messages()
        await anext(stream)
        before = await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.to_thread(own.put_dataset, LEVANT)  # as it was
        await asyncio.to_thread(publish, own, wire_event(1))
        after = await waiting
        ending = asyncio.create_task(_rest(stream))
        await asyncio.to_thread(one.stop)
        return before, after, await ending

    before, after, rest = awaited(listen())
    assert before != after
    assert after.endswith(f"-{own.version}\n\n")
    assert rest == []


async def _rest(stream: AsyncIterator[str]) -> list[str]:
    return [message async for message in stream]


# ---- what has come in ------------------------------------------------------------------------


def test_new_events_are_those_added_since_an_import(own: Store):
    """Added events count once each, under the filters; revised ones are counted apart, and
    nothing is new since the newest import."""
    before = reads(own, query.newest_import)
    publish(own, wire_event(1), wire_event(2, place="Homs", lon=36.72, lat=34.73))
    middle = reads(own, query.newest_import)
    publish(own, wire_event(1, title="Talks, corrected"), wire_event(3))
    found = reads(own, query.fresh, Filters(), before)
    assert found.total == 3
    assert set(found.ids) == {"wire:n1", "wire:n2", "wire:n3"}
    assert found.ids[0] == "wire:n3"  # the last to come in
    assert len(found.places) == 2
    assert reads(own, query.fresh, Filters(), middle).ids == ("wire:n3",)
    assert reads(own, query.changed_since, Filters(), middle) == 1
    assert reads(own, query.changed_since, Filters(), before) == 0  # added and revised: added
    assert reads(own, query.fresh, Filters(text="corrected"), before).ids == ("wire:n1",)
    assert reads(own, query.fresh, Filters(), reads(own, query.newest_import)).total == 0


def test_a_new_event_that_was_removed_is_not_new(own: Store):
    """What came and went again is in no list, so it is not counted; its going is a change to
    those who had it."""
    before = reads(own, query.newest_import)
    publish(own, wire_event(1), wire_event(2))
    had = reads(own, query.newest_import)
    publish(own, wire_event(2), gone=("n1",))
    assert reads(own, query.fresh, Filters(), before).ids == ("wire:n2",)
    assert reads(own, query.changed_since, Filters(), had) == 1


def test_hidden_data_sets_bring_nothing_new(own: Store):
    """While a data set is hidden, its new events are neither counted nor named."""
    before = reads(own, query.newest_import)
    publish(own, wire_event(1))
    own.show("wire", hidden=True)
    assert reads(own, query.fresh, Filters(), before).total == 0


def test_many_new_events_are_counted_and_the_newest_named(own: Store):
    """The number is exact; the ids that are sent are bounded."""
    before = reads(own, query.newest_import)
    publish(own, *(wire_event(number) for number in range(700)))
    found = reads(own, query.fresh, Filters(), before)
    assert found.total == 700
    assert len(found.ids) == 500


def test_a_store_is_known_by_its_first_import(own: Store):
    """Two stores are told apart, and one stays the same whatever comes in."""
    mark = reads(own, query.identity)
    publish(own, wire_event(1))
    assert reads(own, query.identity) == mark
    with Store.open(None) as other:
        assert reads(other, query.identity) == ""
        other.upsert(EVENTS)
        assert reads(other, query.identity) not in {"", mark}


# ---- what a page is answered -------------------------------------------------------------------


@pytest.fixture
def site(own: Store) -> tuple[Dash, TestClient]:
    """Return a page on the store of its own, and a client."""
    app = create_app(own, feeds=lambda: ())
    return app, TestClient(app.server)


def told(site: tuple[Dash, TestClient], **values: Any) -> dict[str, Any]:
    """What the page is told of live updates."""
    named = {f"{name.replace('_', '-')}.data": value for name, value in values.items()}
    answer = ask(*site, "live.data", named)["live.data"]
    assert isinstance(answer, dict)
    return answer


def listed(site: tuple[Dash, TestClient], search: str, cursor: Any = None) -> dict[str, Any]:
    """What fills the list."""
    values = {"query.data": search, "screen.data": SCREEN, "more-cursor.data": cursor}
    return ask(*site, "event-list-tree.tree", values)


def test_the_list_stands_until_it_is_asked_for(own: Store, site: tuple[Dash, TestClient]):
    """New data leave the list alone and are counted above it; without a cursor it is new."""
    search = "q=talks"
    first = listed(site, search)
    cursor = first["more-cursor.data"]
    publish(own, wire_event(1))
    again = listed(site, search, cursor)
    assert "event-list-tree.tree" not in again
    assert told(site, query=search, more_cursor=cursor)["events"] == {
        "new": 1,
        "changed": 0,
        "other": True,
    }
    assert "Talks number 1" in text(listed(site, search)["event-list-tree.tree"])


def test_a_list_of_other_filters_is_not_counted(own: Store, site: tuple[Dash, TestClient]):
    """Between a click and its list, nothing is said of the list that goes."""
    cursor = listed(site, "q=talks")["more-cursor.data"]
    publish(own, wire_event(1))
    assert told(site, query="q=paris", more_cursor=cursor)["events"] is None


def test_each_page_counts_under_its_own_filters(own: Store, site: tuple[Dash, TestClient]):
    """The same import is one event to one reader and none to another."""
    kept = {"store": reads(own, query.identity), "since": reads(own, query.newest_import)}
    publish(own, wire_event(1))
    assert told(site, query="region=SYR", live_ask=kept)["total"] == 1
    assert told(site, query="region=ISR", live_ask=kept)["total"] == 0


@pytest.mark.parametrize(
    "kept",
    [
        None,
        {},
        {"store": "another", "since": 0},
        {"since": 0},
        {"store": None, "since": -1},
        {"store": "", "since": "0"},
        {"store": "x", "since": 10**30},
    ],
)
def test_a_first_visit_finds_nothing_new(own: Store, site: tuple[Dash, TestClient], kept: Any):
    """Without numbers of this very store, nothing is new; nonsense is no defect."""
    publish(own, wire_event(1))
    answer = told(site, query="", live_ask=kept)
    assert answer["total"] == 0
    assert answer["since"] == reads(own, query.newest_import)


def test_nonsense_in_the_number_of_this_store_is_no_defect(
    own: Store, site: tuple[Dash, TestClient]
):
    """A number that no import has counts as the newest."""
    for since in (-5, 10**12, True, "1", None, 1.5):
        kept = {"store": reads(own, query.identity), "since": since}
        assert told(site, query="", live_ask=kept)["total"] == 0


def test_what_a_person_types_is_left_alone(site: tuple[Dash, TestClient]):
    """The search field and the dates follow the address, not the data."""
    app, _ = site
    for field in ("search.value", "dates.value"):
        (key,) = [key for key in app.callback_map if field in key]
        assert [one["id"] for one in app.callback_map[key]["inputs"]] == ["address"]


def test_the_map_is_not_drawn_again_for_events_outside_the_filters(
    own: Store, site: tuple[Dash, TestClient]
):
    """An import that changes no mark changes no key: nothing is drawn."""
    values = {"query.data": "region=ISR", "screen.data": SCREEN}
    drawn = ask(*site, "map.figure", values)["map-drawn.data"]
    publish(own, wire_event(1))
    assert ask(*site, "map.figure", values | {"map-drawn.data": drawn}) == {}
    values["query.data"] = ""
    drawn = ask(*site, "map.figure", values)["map-drawn.data"]
    publish(own, wire_event(2))
    assert "map.figure" in ask(*site, "map.figure", values | {"map-drawn.data": drawn})


# ---- links: last days, added since --------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("-1d", date(2026, 11, 22)),
        ("-7d", date(2026, 11, 16)),
        ("-90d", date(2026, 8, 25)),
        ("-1m", date(2026, 10, 23)),
        ("-12m", date(2025, 11, 23)),
    ],
)
def test_last_days_end_today(value: str, first: date):
    """A link that says "the last 7 days" means those of the day on which it is opened, and is
    written the same again."""
    found, said = parse([("from", value)], today=TODAY)
    assert (found.date_from, found.date_to, said) == (first, TODAY, ())
    assert to_pairs(found) == (("from", value),)


def test_last_days_move_on_at_midnight():
    """The same link a day later is a day later."""
    pairs = [("from", "-7d")]
    today, _ = parse(pairs, today=TODAY)
    tomorrow, _ = parse(pairs, today=TODAY + timedelta(days=1))
    assert today != tomorrow
    assert tomorrow.date_from == date(2026, 11, 17)


def test_last_days_are_said_with_their_dates():
    """The chip says both what was chosen and which days that is now."""
    found = lately(Filters(), "7d", TODAY)
    assert sentence(found) == "last 7 days (16–22 Nov 2026)"
    assert sentence(lately(Filters(), "12m", TODAY)) == (
        "last 12 months (23 Nov 2025 – 22 Nov 2026)"
    )


@pytest.mark.parametrize(
    "value",
    ["-0d", "-d", "-7", "7d", "-7D", "--7d", "-07d", "-9999d", "-121m", "-7w", "−7d", "-٧d"],
)
def test_other_ways_to_write_last_days_are_refused(value: str):
    """What is not exactly so is no date, and a notice says so."""
    found, said = parse([("from", value)], today=TODAY)
    assert found == Filters()
    assert len(said) == 1


def test_last_days_have_no_other_end():
    """A last day beside them is left out, with a notice."""
    found, said = parse([("from", "-7d"), ("to", "2026-01-01")], today=TODAY)
    assert found.date_to == TODAY
    assert len(said) == 1


def test_clearing_the_dates_clears_last_days():
    """The chip's cross leaves nothing of them in the link."""
    (chip,) = query_words(lately(Filters(), "7d", TODAY))
    assert to_pairs(chip.without) == ()


def query_words(filters: Filters) -> tuple[Any, ...]:
    """The chips of filters."""
    from geodata.filters import words as chips  # noqa: PLC0415 - the name is taken above

    return chips(filters)


def test_added_since_is_a_minute_in_utc():
    """It is read, said and written to the minute."""
    found, said = parse([("added", "2026-11-20T14:05Z")])
    assert found.added_since == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert not said
    assert sentence(found) == "added since 20 Nov 2026, 14:05 UTC"
    assert to_pairs(found) == (("added", "2026-11-20T14:05Z"),)
    (chip,) = query_words(found)
    assert (chip.label, chip.value) == ("Added", "since 20 Nov 2026, 14:05 UTC")


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-20",
        "2026-11-20T14:05",
        "2026-11-20T14:05+02:00",
        "2026-11-20 14:05Z",
        "2026-13-20T14:05Z",
        "0000-01-01T00:00Z",
        "-7d",
        "x",
    ],
)
def test_other_moments_are_refused(value: str):
    """A moment without its zone, or none at all, is left out with a notice."""
    found, said = parse([("added", value)])
    assert found == Filters()
    assert len(said) == 1


def test_added_since_finds_what_came_in(own: Store, monkeypatch: pytest.MonkeyPatch):
    """By when an event came into the store, not by when it happened; a revision is no news."""
    monkeypatch.setattr("geodata.store.store._now", lambda: NOW.replace(tzinfo=None))
    publish(own, wire_event(1))
    later = NOW + timedelta(hours=1)
    monkeypatch.setattr("geodata.store.store._now", lambda: later.replace(tzinfo=None))
    publish(own, wire_event(1, title="Talks, corrected"), wire_event(2))

    def found(moment: datetime) -> set[str]:
        asked = Filters(added_since=moment, datasets=("wire",))
        return {row.event_id for row in reads(own, query.page, asked).rows}

    assert found(NOW - timedelta(minutes=1)) == {"wire:n1", "wire:n2"}
    assert found(NOW) == {"wire:n1", "wire:n2"}
    assert found(NOW + timedelta(minutes=1)) == {"wire:n2"}
    assert found(later + timedelta(minutes=1)) == set()


# ---- presets and feeds in words ------------------------------------------------------------------


def preset_links(newest: date, *, fed: bool) -> dict[str, str]:
    """The presets and where they lead."""
    span = Span(date(2024, 12, 8), newest, date(2024, 12, 8), 0)
    made = plain(rail.presets(View(), span, TODAY, fed=fed))
    return {
        text(one["children"]).partition(":")[0]: one["href"] for one in every(made) if "href" in one
    }


def test_presets_end_today_where_data_come_in():
    """With feeds, or with events of the last thirty days, they are relative; else they count
    back from the newest event and keep their days."""
    relative = {
        "7 d": "?from=-7d",
        "30 d": "?from=-30d",
        "90 d": "?from=-90d",
        "12 m": "?from=-12m",
    }
    old = date(2026, 3, 20)
    assert preset_links(old, fed=True) == {**relative, "All": "?"}
    assert preset_links(TODAY - timedelta(days=30), fed=False) == {**relative, "All": "?"}
    stood = preset_links(old, fed=False)
    assert list(stood) == ["30 d", "90 d", "12 m", "All"]
    assert stood["30 d"] == "?from=2026-02-19&to=2026-03-20"
    assert preset_links(TODAY + timedelta(days=400), fed=False) != relative


def test_a_relative_preset_is_the_chosen_one():
    """The one that the link names is marked, and no other."""
    view, _ = read("from=-30d")
    today = view.filters.date_to or TODAY
    made = plain(rail.presets(view, Span(today, today, today, 0), today))
    assert [text(one["children"]) for one in every(made, className="chosen")] == [
        "30 d: the last 30 days"
    ]


def feed(**said: Any) -> FeedStatus:
    """A feed that is read every ten minutes and was read two minutes ago."""
    usual: dict[str, Any] = {
        "last_attempt": NOW - timedelta(minutes=2),
        "last_success": NOW - timedelta(minutes=2),
        "next_attempt": NOW + timedelta(minutes=8),
        "events": 1234,
    }
    return FeedStatus("wire", "The wire", "table", "wire", 600.0, **{**usual, **said})


def test_the_badge_goes_by_the_feed_that_was_read_last():
    """One good feed keeps the data fresh; when all are late they are stale; failures count."""
    late = feed(last_success=NOW - timedelta(hours=2), last_error="It does not answer.")
    assert words.summary([], NOW) is None
    assert words.summary([feed(), late], NOW) == {
        "count": 2,
        "read": "2026-11-22T14:03:00+00:00",
        "late": False,
        "failing": 1,
    }
    alone = words.summary([late], NOW)
    assert alone
    assert alone["late"]
    never = words.summary([feed(last_success=None, last_attempt=None)], NOW)
    assert never
    assert (never["read"], never["late"]) == ("", False)


def test_every_feed_is_told_in_plain_words():
    """Its age, its last and next attempt, and what went wrong, beside when."""
    said = text(plain(words.feeds([feed()], NOW)))
    assert "The wire In order" in said
    assert "table · 1,234 events · read every 10 min" in said
    assert "Last read 2 min ago (14:03 UTC)" in said
    assert "next in 8 min (14:13 UTC)" in said
    bad = feed(
        last_success=NOW - timedelta(days=1),
        last_error="The server refused the password.",
        failures=3,
        note="Two items had no place.",
    )
    said = text(plain(words.feeds([bad], NOW)))
    assert "Failed 3 times in a row" in said
    assert "Last read 1 d ago (21 Nov 2026, 14:05 UTC)" in said
    assert "Last error: The server refused the password." in said
    assert "Two items had no place." in said
    assert "Last read never" in text(plain(words.feeds([feed(last_success=None)], NOW)))
    assert words.feeds([], NOW) == []


def test_the_data_dialog_shows_the_feeds(own: Store):
    """They stand above the data sets, which then are not said to be fetched from nowhere."""
    app = create_app(own, feeds=lambda: (feed(last_success=datetime.now(UTC)),))
    shown = ask(
        app, TestClient(app.server), "data-body-tree.tree", {"data-ask.data": {"act": "list"}}
    )
    said = text(shown["data-body-tree.tree"])
    assert "The wire In order" in said
    assert "Nothing is fetched" not in said


def test_the_poller_of_the_server_is_asked(own: Store):
    """Without feeds of its own, the page shows those of the server's poller, set afterwards."""

    class Poller:
        def status(self) -> tuple[FeedStatus, ...]:
            return (feed(),)

    app = create_app(own)
    site = app, TestClient(app.server)
    assert told(site, query="")["feeds"] is None
    app.server.state.poller = Poller()
    assert told(site, query="")["feeds"]["count"] == 1
