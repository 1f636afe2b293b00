"""A replay: the bundled events come in again, by a real feed, and nothing of it stays."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
import tomli_w
from conftest import served
from dash import Dash
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect
from support.answers import all_records
from support.axe import violations
from support.callback_client import ask, text
from support.page import Wait, open_page
from support.processes import COMMAND, PATIENCE, ROOT, SLOW_WRITE, refused, serving, start, stop

from dashboard.components.watches import shared
from geodata.feeds.config import load as load_feeds
from geodata.feeds.poller import Poller
from geodata.feeds.replay import BEGIN, DAY_SECONDS, FEEDS, INBOX, KEY, WATCHES, Replay
from geodata.filters import Filters
from geodata.store import Store
from geodata.watches.config import load as load_watches
from watchline.web.app import create_app

AT_ONCE = 1_000_000.0
EVENTS = 130

# a busy machine is not forced to end within three seconds
UNHURRIED = f"""
from watchline.web import shutdown
shutdown.STOP_SECONDS = 60.0
{COMMAND}"""


class Played:
    """A store with the feed of a replay, whose folder is looked at by hand."""

    def __init__(self, folder: Path, **said: Any) -> None:
        (folder / INBOX).mkdir(parents=True)
        (folder / "feeds.toml").write_text(tomli_w.dumps(FEEDS), encoding="utf-8")
        (folder / "watches.toml").write_text(tomli_w.dumps(WATCHES), encoding="utf-8")
        self.store = Store.open(None)
        self.poller = Poller(self.store, load_feeds(folder / "feeds.toml"), folder / "feeds")
        self.replay = Replay(folder / INBOX, **{"speed": AT_ONCE, **said})
        self.replay.put_first()
        self.look()
        self.watches = load_watches(folder / "watches.toml")
        self.app: Dash = create_app(self.store, watches=self.watches, replayed=self.replay.events)
        self.client = TestClient(self.app.server)

    def look(self) -> None:
        """Have the feed take what is in the folder."""
        assert [self.poller.poll_now(KEY).last_error for _ in range(2)] == ["", ""]

    def play(self) -> None:
        """Play all that is left."""
        ended = threading.Event()
        self.replay.start(lambda: True, ended.set)
        assert ended.wait(PATIENCE / 2)
        self.look()

    def watched(self) -> str:
        """What the page tells a reader who has made no watch."""
        (watch,) = json.loads(shared(self.watches))
        asked = {"watches": [{**watch, "shared": True, "since": 1}]}
        told = ask(
            self.app, self.client, "watch-told.data", {"watch-ask.data": asked}, "watch-ask.data"
        )
        return text(told["watches-tree.tree"])

    def band(self) -> str:
        """How far it has come, as the page says it."""
        told = ask(self.app, self.client, "replay-tree.tree", {}, "live.data")
        return text(told["replay-tree.tree"])


def facts(store: Store) -> dict[str, dict[str, Any]]:
    """What is known of each event, without which data set it is of and when it came in."""
    rows = [row for part in all_records(store, Filters()) for row in part.to_pylist()]
    apart = ("source", "event_id", "retrieved_at", "updated_at")
    return {
        row["source_id"]: {name: row[name] for name in row if name not in apart} for row in rows
    }


def test_in_the_end_it_is_the_bundled_set(tmp_path: Path, store: Store):
    """Every event once, with its own days and all its sources."""
    played = Played(tmp_path, begin=date(2026, 1, 1))
    played.play()
    assert len(facts(played.store)) == EVENTS
    assert facts(played.store) == facts(store)
    (only,) = played.store.datasets()
    assert (only.dataset.key, only.dataset.name, only.events) == (
        KEY,
        "Replay of the Levant set",
        EVENTS,
    )
    assert (only.dataset.licence, only.rejected) == ("CC BY 4.0", 0)


def test_fifty_years_hold_nobody_up(tmp_path: Path):
    """The next event is a few days away at most, whatever its date."""
    replay = Replay(tmp_path, 1_000.0, begin=date(1974, 6, 1))
    ended = threading.Event()
    replay.start(lambda: True, ended.set)
    # the years alone would take longer
    assert ended.wait((date(2024, 12, 8) - date(1974, 6, 1)).days * DAY_SECONDS / 1_000)
    assert len(list(tmp_path.glob("*.csv"))) > 100


def test_the_page_is_not_empty_at_first_and_says_how_far_it_is(tmp_path: Path):
    """Months are there already; when all are in, it says so."""
    played = Played(tmp_path)
    before = len(facts(played.store))
    assert 20 < before < EVENTS / 2
    assert played.band().startswith(f"{before} of {EVENTS} events, up to 30 Jun 2025")
    later = Played(tmp_path / "later", begin=date(2026, 3, 1))
    later.play()
    assert later.band() == f"It is over: all {EVENTS} events are in."


def test_the_watch_fires_soon(tmp_path: Path):
    """A fortnight after it begins, counted from the day that the replay has reached."""
    assert "More than usual" not in Played(tmp_path / "a").watched()
    later = Played(tmp_path / "b", begin=date(2025, 7, 20))
    assert (date(2025, 7, 20) - BEGIN).days < 16
    said = later.watched()
    assert "1 at its threshold" in said
    assert "More than usual in 30 days" in said
    assert "13 in the last 30 days, 0 in the 30 before." in said
    assert "For every reader" in said


def test_the_page_says_for_good_that_it_is_a_replay(tmp_path: Path, client: TestClient):
    """In a band that cannot be closed, and in the title of the tab; any other page does not."""
    played = Played(tmp_path)
    page = played.client.get("/_dash-layout").text
    assert "as if they were news, into a temporary store" in page
    assert "<title>Replay · Watchline</title>" in played.client.get("/").text
    assert "temporary store" not in client.get("/_dash-layout").text
    assert "<title>Watchline</title>" in client.get("/").text


def test_periods_end_with_the_newest_event(tmp_path: Path):
    """The last days before today would be empty, although a feed brings the events."""
    played = Played(tmp_path)
    rail = ask(played.app, played.client, "presets-tree.tree", {"query.data": ""})
    assert "30 days to the newest event" in text(rail["presets-tree.tree"])


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("--replay", "--data", "real"), {}, "leave out --data."),
        (("--replay",), {"WATCHLINE_DATA": "real"}, "leave out WATCHLINE_DATA."),
        (("--replay", "--feeds", "feeds.toml"), {}, "leave out --feeds."),
        (("--replay", "--watches", "watches.toml"), {}, "leave out --watches."),
        (("--replay", "--reload"), {}, "leave out --reload."),
        (("--speed", "2"), {}, "it needs --replay."),
    ],
)
def test_it_is_never_mixed_with_real_data(
    arguments: tuple[str, ...], environment: dict[str, str], said: str
):
    """What is meant for real data is refused in one sentence, before anything is opened."""
    assert refused("serve", "--port", "0", *arguments, **environment).endswith(f"{said}\n")


def listing(folder: Path) -> list[tuple[str, int]]:
    """What lies in a folder, and when it was changed."""
    return sorted((str(one), one.stat().st_mtime_ns) for one in folder.rglob("*"))


def test_nothing_of_it_stays(tmp_path: Path):
    """It begins when a page listens, and its folder goes when it is stopped, in the middle of
    an import too; the data folder is as it was."""
    real = listing(ROOT / "watchline-data")
    with replaying(tmp_path) as (process, url):
        assert process.stdout is not None
        with httpx2.Client(base_url=url, timeout=PATIENCE) as http:
            before = _events(http)
            with http.stream("GET", "/live"):
                assert "The replay is over" in process.stdout.readline()
            end = time.monotonic() + PATIENCE
            while _events(http) == before:
                assert time.monotonic() < end
        assert len(list(tmp_path.iterdir())) == 1
        stop(process)
    assert list(tmp_path.iterdir()) == []
    assert listing(ROOT / "watchline-data") == real


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_its_folder_goes_however_it_ends(tmp_path: Path, number: signal.Signals):
    """By Ctrl+C, and when the terminal is closed."""
    with replaying(tmp_path, UNHURRIED) as (process, _):
        process.send_signal(number)
        out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "Stopped.\n")
    assert list(tmp_path.iterdir()) == []


def test_its_folder_goes_when_not_all_ends_in_time(tmp_path: Path):
    """A write that goes on is cut, as in any server, and the folder is removed before."""
    with replaying(tmp_path, SLOW_WRITE) as (process, url):
        assert process.stdout is not None
        with httpx2.Client(base_url=url, timeout=PATIENCE) as http, http.stream("GET", "/live"):
            assert "in the middle\n" in {process.stdout.readline(), process.stdout.readline()}
            process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert "Stopped before all was finished" in err
    assert list(tmp_path.iterdir()) == []


@contextmanager
def replaying(folder: Path, program: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a replay with its own folder in this one, as fast as it goes; its address too."""
    serve = ("serve", "--replay", "--speed", str(AT_ONCE), "--port", "0")
    with start(*serve, program=program, TMPDIR=str(folder)) as process:
        url = serving(process)
        assert process.stdout is not None
        assert "temporary store" in process.stdout.readline()
        yield process, url


def _events(http: httpx2.Client) -> int:
    (only,) = http.get("/api/v1/datasets").json()["datasets"]
    return int(only["events"])


# ---- in a browser ------------------------------------------------------------------------------


@pytest.fixture
def played(tmp_path: Path) -> Played:
    """Return a replay that has begun."""
    return Played(tmp_path)


@pytest.fixture
def url(played: Played) -> Iterator[str]:
    """Serve it, and return the address."""
    watches, events = played.watches, played.replay.events
    with served(played.store, played.poller.status, watches=watches, replayed=events) as address:
        yield address


@pytest.mark.browser
def test_a_newcomer_sees_it_live(
    page: Page, url: str, played: Played, wait_until: Wait, tmp_path: Path
):
    """Without setting anything up: the badge, the pill, how far it is, and a watch that fires."""
    open_page(page, url, wait_until)
    watches = page.locator("#watches")
    expect(watches.get_by_role("link", name="Sweida")).to_be_visible()
    expect(watches).to_contain_text("0 in the last 30 days")
    Replay(tmp_path / INBOX, AT_ONCE, begin=date(2025, 7, 20)).put_first()
    played.look()
    expect(watches).to_contain_text("More than usual in 30 days")
    expect(watches.get_by_role("link", name="Sweida")).to_contain_text("new")
    expect(page.locator("#new-pill")).to_contain_text("new")
    expect(page.locator(".replay")).to_contain_text("up to 19 Jul 2025")
    expect(page.locator("#status-button")).to_contain_text("Live")
    expect(page).to_have_title(re.compile(r"\(\d+\) Replay · Watchline"))
    assert [one for one in violations(page) if ".replay" in one] == []
