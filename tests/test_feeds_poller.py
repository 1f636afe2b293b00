"""Feeds kept up to date: when they are read, how long is waited, and that a crash loses nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from support.answers import sql
from support.feed_server import (
    QUICK,
    Answer,
    Asked,
    Run,
    Server,
    SetBack,
    feed_of,
    serving,
    wait_for,
)
from support.gdelt_files import EVENT, published
from support.imports import TABLE
from typer.testing import CliRunner

from geodata.feeds.config import Feed
from geodata.feeds.poller import Poller, back_off
from geodata.store import Store
from watchline.cli.build import ServerSettings, build
from watchline.cli.errors import CommandError
from watchline.cli.main import main

ROOT = Path(__file__).parent.parent


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server of this machine."""
    with serving() as server:
        yield server


@pytest.fixture
def own() -> Iterator[Store]:
    """Return an empty store in memory."""
    with Store.open(None) as store:
        yield store


@pytest.fixture
def feed(server: Server, tmp_path: Path) -> Feed:
    """Return a feed of a table, with what is usual."""
    text = (
        f'kind = "table"\nkey = "team"\nurl = "{server.url}/a"\n'
        'allow_private = ["127.0.0.1"]\nevery = "15 min"'
    )
    return feed_of(tmp_path, text)


@pytest.fixture
def made(own: Store, tmp_path: Path) -> Callable[[Feed], Run]:
    """Return a function that makes a feed to be read by hand."""
    return lambda feed: Run(own, tmp_path, feed)


@pytest.fixture
def running(own: Store, tmp_path: Path) -> Iterator[Callable[..., Poller]]:
    """Return a function that starts a poller, which is stopped at the end."""
    pollers: list[Poller] = []

    def start(*feeds: Feed) -> Poller:
        pollers.append(Poller(own, feeds, tmp_path / "fetched", times=QUICK))
        pollers[-1].start()
        return pollers[-1]

    yield start
    for poller in pollers:
        poller.stop()


def test_waiting_grows_with_every_failure():
    """A minute, then twice as long, up to an hour; a tenth more at most by chance."""
    waits = [back_off(failures, 900.0) for failures in range(1, 9)]
    for wait, least in zip(waits, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600], strict=True):
        assert least <= wait <= 1.1 * least
    assert len({back_off(1, 900.0) for _ in range(5)}) > 1
    assert back_off(1, 10.0) < 12
    assert back_off(20, 86_400.0) >= 86_400


def test_the_next_attempt_is_later_after_each_failure(
    own: Store, server: Server, feed: Feed, tmp_path: Path
):
    """And at the usual time after a success; the count begins anew."""
    ours = Run(own, tmp_path, feed)
    server.routes["/a"] = Answer("", 500)
    waits = []
    for number in range(1, 5):
        status = ours.now()
        assert status.failures == number
        assert status.next_attempt is not None
        waits.append((status.next_attempt - ours.clock.now).total_seconds())
    assert waits == sorted(waits)
    assert waits[3] >= 480
    server.routes["/a"] = Answer(TABLE)
    status = ours.now()
    assert (status.failures, status.last_error) == (0, "")
    assert status.next_attempt == ours.clock.now + timedelta(minutes=15)


def test_what_the_other_side_asks_to_wait_is_waited(
    own: Store, server: Server, feed: Feed, tmp_path: Path
):
    """When it is longer than our own waiting."""
    ours = Run(own, tmp_path, feed)
    server.routes["/a"] = Answer("", 429, headers={"Retry-After": "7200"})
    status = ours.now()
    assert status.next_attempt == ours.clock.now + timedelta(hours=2)
    server.routes["/a"] = Answer("", 429, headers={"Retry-After": "1"})
    status = ours.now()
    assert status.next_attempt is not None
    assert status.next_attempt >= ours.clock.now + timedelta(seconds=120)


def test_feeds_are_read_again_and_again(running: Callable[..., Poller], server: Server, feed: Feed):
    """Each in its own time; one that fails or is slow does not hold up another."""
    rows = TABLE.splitlines(keepends=True)
    times = 0

    def growing(_: Asked) -> Answer:
        nonlocal times
        times += 1
        return Answer("".join(rows[: min(times, 3) + 1]))

    server.routes |= {"/a": growing, "/b": Answer("x" * 99, drip=0.1)}
    quick = dataclasses.replace(feed, every=0.05)
    slow = dataclasses.replace(feed, key="slow", url=f"{server.url}/b")
    bad = dataclasses.replace(feed, key="bad", url=f"{server.url}/c", every=0.05)
    poller = running(quick, slow, bad)
    wait_for(lambda: poller.status()[0].events == 3)
    assert [status.key for status in poller.status()] == ["team", "slow", "bad"]
    wait_for(lambda: poller.status()[2].failures >= 2)
    assert "status 404" in poller.status()[2].last_error
    assert poller.status()[1].last_success is None


def test_a_clock_that_is_set_back_holds_no_feed_up(
    own: Store, server: Server, feed: Feed, tmp_path: Path
):
    """A day earlier, it is read as often as before, and was read no less than no time ago."""
    server.routes["/a"] = Answer(TABLE)
    clock = SetBack()
    quick = dataclasses.replace(feed, every=0.05)
    poller = Poller(own, [quick], tmp_path / "fetched", times=QUICK, clock=clock)
    poller.start()
    try:
        wait_for(lambda: len(server.asked) > 1)
        clock.now -= timedelta(days=1)
        age = poller.status()[0].age
        assert age is not None
        assert age >= timedelta()
        before = len(server.asked)
        wait_for(lambda: len(server.asked) > before + 2)
    finally:
        poller.stop()


def test_a_feed_is_never_read_twice_at_a_time(
    running: Callable[..., Poller], server: Server, feed: Feed
):
    """Asking for it by hand waits for the reading that is under way."""
    now, most = 0, 0
    lock = threading.Lock()

    def slow(_: Asked) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.1)
        with lock:
            now -= 1
        return Answer(TABLE)

    server.routes["/a"] = slow
    poller = running(dataclasses.replace(feed, every=0.01))
    threads = [threading.Thread(target=poller.poll_now, args=("team",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked) >= 4
    assert most == 1


@pytest.mark.parametrize("what", ["waiting", "silent", "dripping"])
def test_it_stops_at_once(own: Store, server: Server, feed: Feed, tmp_path: Path, what: str):
    """While it waits for the next time, for an answer, or in the middle of one."""

    def silent(_: Asked) -> Answer:
        server.closing.wait(30)
        return Answer()

    server.routes["/a"] = {
        "waiting": Answer(TABLE),
        "silent": silent,
        "dripping": Answer("x" * 500, drip=0.2),
    }[what]
    poller = Poller(own, [feed], tmp_path / "fetched")
    poller.start()
    wait_for(lambda: len(server.asked) == 1)
    if what == "waiting":
        wait_for(lambda: poller.status()[0].events == 3)
    began = time.monotonic()
    poller.stop()
    assert time.monotonic() - began < 1.5
    assert not any(thread.name == "feed team" for thread in threading.enumerate())
    assert poller.status()[0].last_error == ""


def test_stopping_is_no_failure_and_nothing_is_half_written(
    own: Store, server: Server, feed: Feed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What was being written is given up as a whole, to be fetched again."""
    server.routes["/a"] = Answer(TABLE)
    poller = Poller(own, [feed], tmp_path / "fetched")
    put = own.load

    def stopping(*said: object, **named: object) -> object:
        poller.stop()
        return put(*said, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(own, "load", stopping)
    status = poller.poll_now("team")
    assert (status.last_error, status.events, status.last_attempt) == ("", 0, None)
    assert own.datasets() == ()


def test_a_restart_does_not_ask_sooner_than_needed(
    own: Store, server: Server, feed: Feed, tmp_path: Path, running: Callable[..., Poller]
):
    """After a success it waits for its time; after a failure it tries at once."""
    server.routes["/a"] = Answer(TABLE)
    Poller(own, [feed], tmp_path / "fetched").poll_now("team")
    other = dataclasses.replace(feed, key="other")
    running(feed, other)
    wait_for(lambda: len(server.asked) == 2)
    time.sleep(0.1)
    assert len(server.asked) == 2


def test_a_defect_of_ours_ends_no_feed(
    made: Callable[[Feed], Run],
    feed: Feed,
    server: Server,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    """It is logged without secrets, said in general words, and the feed goes on."""
    monkeypatch.setenv("TEAM_TOKEN", "s3cr3t-t0ken")
    ours = made(dataclasses.replace(feed, secret_env={"token": "TEAM_TOKEN"}))
    server.routes["/a"] = Answer(TABLE)

    def broken(*_: object, **__: object) -> None:
        message = "a header with s3cr3t-t0ken in it"
        raise RuntimeError(message)

    with monkeypatch.context() as now:
        now.setattr("geodata.feeds.table.read_file", broken)
        assert "something went wrong inside Watchline" in ours.now().last_error
    assert "a header with … in it" in caplog.text
    assert "s3cr3t" not in caplog.text
    assert ours.now().last_error == ""


def test_trouble_is_logged_once(
    made: Callable[[Feed], Run], feed: Feed, caplog: pytest.LogCaptureFixture
):
    """The same trouble every minute for a night does not fill the log."""
    caplog.set_level(logging.WARNING)
    ours = made(feed)
    for _ in range(3):
        ours.now()
    assert caplog.text.count("status 404") == 1


def test_the_status_outlives_the_process(own: Store, feed: Feed, server: Server, tmp_path: Path):
    """Who looks after a restart sees when it was last read, and how that went."""
    ours = Run(own, tmp_path, feed)
    server.routes["/a"] = Answer(TABLE)
    before = ours.now()
    ours.again()
    (after,) = ours.poller.status()
    assert dataclasses.replace(after, busy=False) == dataclasses.replace(before, busy=False)


SLOTS = 18
KILLED = """
import dataclasses, sys, time
from pathlib import Path
from geodata.feeds.config import load
from geodata.feeds.poller import Poller
from geodata.store import Store
folder = Path(sys.argv[1])
feeds = [dataclasses.replace(feed, every=0.01) for feed in load(folder / "feeds.toml")]
with Store.open(folder / "store.duckdb") as store:
    poller = Poller(store, feeds, folder / "fetched")
    poller.start()
    print("started", flush=True)
    time.sleep(60)
"""


def slots(server: Server) -> None:
    """Files of GDELT, each of three events, the newest named when asked for."""
    at = datetime(2025, 7, 16)  # noqa: DTZ001 - as in the names of files, UTC
    lists: list[str] = []
    for number in range(SLOTS):
        slot = (at + timedelta(minutes=15 * number)).strftime("%Y%m%d%H%M%S")
        packed = io.BytesIO()
        rows = [{**EVENT, "GLOBALEVENTID": f"{number * 3 + one}"} for one in range(3)]
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr(f"{slot}.export.CSV", published(*rows))
        path = f"/{slot}.export.CSV.zip"
        server.routes[path] = Answer(packed.getvalue(), type="application/zip")
        md5 = hashlib.md5(packed.getvalue(), usedforsecurity=False).hexdigest()
        lists.append(f"{len(packed.getvalue())} {md5} {server.url}{path}\n")
    # at first only the first file is there, so that all others are a gap to be filled
    times = iter(lists[:1])
    server.routes["/lastupdate.txt"] = lambda _: Answer(next(times, lists[-1]), type="text/plain")


def fetched(server: Server, files: int) -> bool:
    """Whether so many files were asked for."""
    return sum(path.endswith("zip") for path in server.paths()) >= files


def test_a_process_that_is_killed_while_it_writes_loses_and_doubles_nothing(
    server: Server, tmp_path: Path
):
    """Killed three times at different moments, it has every event once in the end."""
    slots(server)
    (tmp_path / "feeds.toml").write_text(
        f'[[feed]]\nkind = "gdelt"\nkey = "gdelt"\nurl = "{server.url}"\nat_once = 4\n'
        'allow_private = ["127.0.0.1"]\n'
    )
    last = 0
    for files in (2, 6, 11):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        wait_for(partial(fetched, server, files), 60)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        with Store.open(tmp_path / "store.duckdb") as store:
            rows = sql(store, "SELECT source_id::INT FROM event ORDER BY 1")
            ids = [one for (one,) in rows]
            cursor = json.loads(store.feeds()["gdelt"].cursor) if store.feeds() else {}
        # exactly the events of the files up to the cursor
        done = int(cursor["slot"][8:10]) * 4 + int(cursor["slot"][10:12]) // 15 + 1 if ids else 0
        assert ids == list(range(done * 3))
        assert len(ids) >= last
        last = len(ids)
    with Store.open(tmp_path / "store.duckdb") as store:
        feed = dataclasses.replace(feed_of_file(tmp_path), every=0.0)
        poller = Poller(store, [feed], tmp_path / "fetched")
        while (status := poller.poll_now("gdelt")).note:
            assert status.last_error == ""
        rows = sql(store, "SELECT source_id::INT FROM event ORDER BY 1")
        assert [one for (one,) in rows] == list(range(SLOTS * 3))
        assert sql(store, "SELECT count(*) FROM revision") == [(0,)]


def feed_of_file(folder: Path) -> Feed:
    text = (folder / "feeds.toml").read_text().partition("\n")[2]
    return feed_of(folder, text)


def test_without_a_list_of_feeds_nothing_is_contacted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """No thread is started and no host is looked up."""

    def contact(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("geodata.http.network.lookup", contact)
    monkeypatch.setattr("socket.getaddrinfo", contact)
    served, store, uploads = build(ServerSettings("127.0.0.1", 0, str(tmp_path)))
    try:
        assert served.state.poller.status() == ()
        assert not [one for one in threading.enumerate() if one.name.startswith("feed ")]
    finally:
        assert uploads
        uploads.close()
        store.close()


def test_the_server_reads_the_feeds_of_its_data_folder(server: Server, tmp_path: Path, feed: Feed):
    """They begin with it and are at the hand of the page."""
    server.routes["/a"] = Answer(TABLE)
    served, store, uploads = build(ServerSettings("127.0.0.1", 0, str(tmp_path)))
    try:
        wait_for(lambda: served.state.poller.status()[0].events == 3)
        assert served.state.poller.status()[0].dataset == feed.key
    finally:
        served.state.poller.stop()
        assert uploads
        uploads.close()
        store.close()


def test_the_server_does_not_start_with_a_wrong_list(tmp_path: Path):
    """It says what is wrong and in which line, and writes nothing."""
    (tmp_path / "feeds.toml").write_text("[[feed]]\nkind = 'tabel'\n")
    with pytest.raises(CommandError, match=r"feeds\.toml, line 2: “tabel” is no kind"):
        build(ServerSettings("127.0.0.1", 0, str(tmp_path)))
    with pytest.raises(CommandError, match="No such file"):
        build(ServerSettings("127.0.0.1", 0, str(tmp_path), feeds=str(tmp_path / "no.toml")))
    assert [path.name for path in tmp_path.iterdir()] == ["feeds.toml"]


def checked(*said: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["feeds", "check", *said])
    return result.exit_code, result.output


@pytest.mark.usefixtures("feed")
def test_feeds_are_checked_without_writing(server: Server, tmp_path: Path):
    """A line for each; the folder is as it was."""
    server.routes["/a"] = Answer(TABLE)
    code, said = checked("--data", str(tmp_path))
    assert code == 0
    assert said == (
        "team (table): answers. 3 of 3 rows seen can be taken, 1 Jul 2025 to 3 Jul 2025.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["feeds.toml"]
    server.routes["/a"] = Answer("", 403)
    code, said = checked("--feeds", str(tmp_path / "feeds.toml"))
    assert (code, "team (table): 127.0.0.1 refused the access (status 403)." in said) == (1, True)


def test_checking_looks_at_the_folder_without_taking_anything(tmp_path: Path):
    """Files stay where they are."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.csv").write_text(TABLE)
    feed_of(tmp_path, 'kind = "folder"\nkey = "inbox"\nfolder = "inbox"')
    code, said = checked("--data", str(tmp_path))
    assert (code, "1 file waiting." in said) == (0, True)
    assert (tmp_path / "inbox" / "a.csv").exists()


def test_a_list_that_cannot_be_used_is_said(tmp_path: Path):
    """None at all, a wrong one, an empty one."""
    assert checked("--data", str(tmp_path))[0] == 1
    (tmp_path / "feeds.toml").write_text("[[feed]]\nkind = 1\n")
    code, said = checked("--data", str(tmp_path))
    assert (code, "line 2: “1” is no kind" in said) == (1, True)
    (tmp_path / "feeds.toml").write_text("# none yet\n")
    assert checked("--data", str(tmp_path)) == (0, f"{tmp_path / 'feeds.toml'} names no feeds.\n")
