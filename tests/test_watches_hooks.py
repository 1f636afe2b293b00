"""Webhooks: what another program is told, against a real server that does what servers do."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.answers import reads
from support.atom import armed
from support.feed_server import QUICK, Answer, Asked, Server, serving, wait_for
from support.live_feeds import publish, wire_event
from support.webhooks import PACE, read_watch, settings
from typer.testing import CliRunner

from geodata import query
from geodata.feeds.config import FeedsError
from geodata.store import Store
from geodata.watches.config import load
from geodata.watches.progress import read
from geodata.watches.webhooks import RetryTimes, Webhooks
from watchline.cli.build import ServerSettings, build
from watchline.cli.errors import CommandError
from watchline.cli.main import main

ROOT = Path(__file__).parent.parent
SECRET = "a long secret of the test"  # noqa: S105 - a test's


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the secret as an operator does."""
    monkeypatch.setenv("HOOK_SECRET", SECRET)


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server of this machine that takes what it is told."""
    with serving() as server:
        server.routes["/hook"] = Answer("taken", type="text/html")
        yield server


@pytest.fixture
def own(store: Store) -> Iterator[Store]:
    """Return a store of its own with one event of the wire."""
    del store
    own = Store.open(None)
    publish(own, wire_event(0))
    yield own
    own.close()


Begin = Callable[..., Webhooks]


@pytest.fixture
def begin(own: Store, server: Server, tmp_path: Path) -> Iterator[Begin]:
    """Return a function that starts the webhook; all are stopped at the end."""
    started: list[Webhooks] = []

    def run(more: str = "", pace: RetryTimes = PACE, **said: Any) -> Webhooks:
        link = said.pop("link", "?region=SYR")
        watch = read_watch(tmp_path, settings(server.url, more, link))
        hooks = Webhooks(own, [watch], tmp_path / "watches", pace=pace, **said)
        hooks.start()
        # where it begins is written down at once
        wait_for((tmp_path / "watches" / "syria.json").exists)
        started.append(hooks)
        return hooks

    yield run
    for hooks in started:
        hooks.stop()


def told(server: Server, count: int, seconds: float = 20) -> list[dict[str, Any]]:
    """What the server was told, once it is so much; each with a signature that holds."""
    wait_for(lambda: len(server.asked) >= count, seconds)
    return [body_of(asked) for asked in server.asked]


def body_of(asked: Asked) -> dict[str, Any]:
    """The body of a delivery, checked as the documentation says."""
    assert asked.method == "POST"
    parts = dict(part.split("=") for part in asked.headers["watchline-signature"].split(","))
    signed = f"{parts['t']}.{asked.body}".encode()
    assert parts["v1"] == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert abs(time.time() - int(parts["t"])) < 60
    found: dict[str, Any] = json.loads(asked.body)
    assert found["delivery"] == asked.headers["watchline-delivery"]
    return found


def settled(hooks: Webhooks) -> None:
    """Wait until nothing is to be delivered."""
    wait_for(lambda: not hooks.status()[0].waiting)


# ---- what is told ------------------------------------------------------------------------------


def test_a_change_is_told_without_looking_for_it(begin: Begin, own: Store, server: Server):
    """A webhook that would look by itself in an hour only is woken by the change, and stops at
    once when the server does."""
    hooks = begin(pace=replace(PACE, look=3600))
    publish(own, wire_event(1))
    told(server, 1)
    settled(hooks)
    publish(own, wire_event(2))
    told(server, 2)
    hooks.stop()
    assert "watch syria" not in [thread.name for thread in threading.enumerate()]


def test_events_that_come_in_are_told_once(begin: Begin, own: Store, server: Server):
    """One delivery of a change, with what is known of the event; not what was there before,
    and not what does not match."""
    hooks = begin()
    publish(own, wire_event(1, fatalities_low=4), wire_event(2, country="LBN", lon=35.5, lat=33.89))
    (said,) = told(server, 1)
    assert (said["kind"], said["new"], said["watch"]["name"]) == ("events", 1, "Syria")
    assert said["watch"]["link"] == "?region=SYR"
    (event,) = said["events"]
    assert (event["id"], event["deaths"]) == ("wire:n1", {"low": 4, "best": None, "high": None})
    assert event["link"] == "?region=SYR&event=wire:n1"
    settled(hooks)
    publish(own, wire_event(3, country="LBN", lon=35.5, lat=33.89))
    publish(own, wire_event(1, title="Revised"))
    time.sleep(0.5)
    assert len(server.asked) == 1
    publish(own, wire_event(4))
    assert told(server, 2)[1]["delivery"] != said["delivery"]


def test_changes_that_come_together_are_told_together(begin: Begin, own: Store, server: Server):
    """Ten imports within a moment are fewer deliveries, with every event once."""
    begin(pace=replace(PACE, gather=1.5))
    for number in range(1, 11):
        publish(own, wire_event(number))
    wait_for(lambda: sum(json.loads(one.body)["new"] for one in server.asked) == 10)
    assert len(server.asked) < 6


def test_a_link_of_the_page_gives_whole_addresses(begin: Begin, own: Store, server: Server):
    """Copied from the page as it stands there, with what is selected."""
    begin(link="https://watch.example/?region=SYR&event=wire:n0&map=1,2,3")
    publish(own, wire_event(1))
    (said,) = told(server, 1)
    assert said["watch"]["link"] == "https://watch.example/?region=SYR"
    assert said["events"][0]["link"] == "https://watch.example/?region=SYR&event=wire:n1"


def test_a_hundred_events_are_listed_and_the_rest_counted(begin: Begin, own: Store, server: Server):
    """A large import is one delivery of a bearable size."""
    begin()
    publish(own, *(wire_event(number) for number in range(1, 251)))
    (said,) = told(server, 1)
    assert (said["new"], len(said["events"]), said["not_listed"]) == (250, 100, 150)


def test_events_that_may_not_be_handed_on_are_counted(begin: Begin, own: Store, server: Server):
    """ACLED's rows stay here; how many there are is told, with the terms."""
    begin()
    armed(own, 1, 2)
    (said,) = told(server, 1)
    assert (said["new"], said["events"], said["not_listed"]) == (2, [], 2)
    (one,) = said["data_sets"]
    assert (one["key"], one["new"], one["listed"]) == ("armed", 2, False)
    assert "Secret clash" not in server.asked[0].body


def test_a_threshold_is_told_once_when_it_is_reached(begin: Begin, own: Store, server: Server):
    """Not before, and not again while it stays reached."""
    hooks = begin('threshold = "at least 3 in 7 days"')
    today = datetime.now(UTC).date()

    def now(*numbers: int) -> None:
        events = [wire_event(one, date_start=today, date_end=today) for one in numbers]
        publish(own, *events)

    now(1, 2)
    time.sleep(0.4)
    assert server.asked == []
    now(3)
    (said,) = told(server, 1)
    assert said["threshold"]["words"] == "3 in the last 7 days, 0 in the 7 before"
    settled(hooks)
    now(4)
    time.sleep(0.4)
    assert len(server.asked) == 1


# ---- what goes wrong -------------------------------------------------------------------------


def test_a_server_in_trouble_is_tried_again(begin: Begin, own: Store, server: Server):
    """After 500s and answers that never come the same delivery arrives, and only then is the
    next one made; meanwhile the status says why, without the secret."""
    answers = [Answer("no", 500), Answer("x" * 40, drip=0.3, length=False, status=503)]
    server.routes["/hook"] = lambda _: answers.pop(0) if answers else Answer("ok")
    hooks = begin(pace=replace(PACE, first=0.3))
    publish(own, wire_event(1))
    wait_for(lambda: hooks.status()[0].failures == 1)
    assert "status 500" in hooks.status()[0].last_error
    publish(own, wire_event(2))
    first, second, third, fourth = told(server, 4)
    assert first["delivery"] == second["delivery"] == third["delivery"]
    assert (third["new"], fourth["new"]) == (1, 1)
    settled(hooks)
    (status,) = hooks.status()
    assert (status.failures, status.last_error) == (0, "")


def test_a_server_that_hangs_is_given_up_waiting_for(begin: Begin, own: Store, server: Server):
    """A time-out is a failed attempt like any other."""
    waits = [True]

    def answer(_: Asked) -> Answer:
        if waits:
            waits.pop()
            server.closing.wait(1.0)
        return Answer("ok")

    server.routes["/hook"] = answer
    hooks = begin()
    publish(own, wire_event(1))
    wait_for(lambda: bool(hooks.status()[0].last_error))
    assert "stopped answering" in hooks.status()[0].last_error
    told(server, 2)
    settled(hooks)


def test_what_is_never_taken_is_given_up_and_counted(begin: Begin, own: Store, server: Server):
    """After the time that is documented; the next delivery says how many were lost."""
    server.routes["/hook"] = Answer("no", 500)
    hooks = begin(pace=replace(PACE, give_up=0.2))
    publish(own, wire_event(1), wire_event(2))
    wait_for(lambda: hooks.status()[0].given_up == 2)
    settled(hooks)
    server.routes["/hook"] = Answer("ok")
    server.asked.clear()
    publish(own, wire_event(3))
    (said,) = told(server, 1)
    assert (said["new"], said["given_up"]) == (1, 2)
    settled(hooks)
    assert hooks.status()[0].given_up == 0


def test_a_redirect_is_not_followed(begin: Begin, own: Store, server: Server):
    """What is told goes to the address that the operator named, and nowhere else."""
    server.routes["/hook"] = Answer("", 307, headers={"Location": f"{server.url}/other"})
    hooks = begin()
    publish(own, wire_event(1))
    wait_for(lambda: bool(hooks.status()[0].last_error))
    assert "redirects" in hooks.status()[0].last_error
    assert set(server.paths()) == {"/hook"}


def test_a_private_address_is_refused_unless_it_is_allowed(
    own: Store, server: Server, tmp_path: Path
):
    """A watch cannot be used to reach into the operator's own network by mistake."""
    watch = read_watch(tmp_path, settings(server.url).replace('["127.0.0.1"]', "[]"))
    hooks = Webhooks(own, [watch], tmp_path / "watches", pace=PACE)
    hooks.start()
    wait_for((tmp_path / "watches" / "syria.json").exists)
    publish(own, wire_event(1))
    wait_for(lambda: bool(hooks.status()[0].last_error))
    hooks.stop()
    assert "private network" in hooks.status()[0].last_error
    assert server.asked == []


# ---- restarts --------------------------------------------------------------------------------


def test_a_restart_neither_loses_nor_repeats(
    begin: Begin, own: Store, server: Server, tmp_path: Path
):
    """What came in while it was down is told; what was told is not told again."""
    hooks = begin()
    publish(own, wire_event(1))
    told(server, 1)
    settled(hooks)
    hooks.stop()
    publish(own, wire_event(2))
    hooks = begin()
    first, second = told(server, 2)
    assert [first["events"][0]["id"], second["events"][0]["id"]] == ["wire:n1", "wire:n2"]
    settled(hooks)
    hooks.stop()
    begin()
    time.sleep(0.4)
    assert len(server.asked) == 2
    kept = read(tmp_path / "watches" / "syria.json")
    assert kept
    assert kept.after == reads(own, query.newest_import)


def test_another_filter_begins_with_what_comes_in_then(begin: Begin, own: Store, server: Server):
    """A changed watch does not tell the past; neither does a broken file of its state."""
    begin().stop()
    publish(own, wire_event(1))
    begin(link="?data=wire").stop()
    time.sleep(0.3)
    assert server.asked == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"after": "x"}', "\0\0\0"])
def test_a_damaged_state_is_begun_anew(
    begin: Begin, own: Store, server: Server, tmp_path: Path, text: str
):
    """It goes on with what comes in, and works."""
    (tmp_path / "watches").mkdir()
    (tmp_path / "watches" / "syria.json").write_text(text)
    begin()
    time.sleep(0.2)
    publish(own, wire_event(1))
    (said,) = told(server, 1)
    assert said["events"][0]["id"] == "wire:n1"


KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, "tests")
from support.webhooks import PACE, read_watch, settings
from support.live_feeds import publish, wire_event
from geodata.store import Store
from geodata.watches.webhooks import Webhooks
folder, url = Path(sys.argv[1]), sys.argv[2]
store = Store.open(folder / "store.duckdb")
publish(store, wire_event(0))
hooks = Webhooks(store, [read_watch(folder, settings(url))], folder / "watches", pace=PACE)
hooks.start()
while not (folder / "watches" / "syria.json").exists():
    time.sleep(0.01)
publish(store, wire_event(1))
time.sleep(60)
"""


def test_a_delivery_that_was_killed_in_the_middle_is_sent_again(server: Server, tmp_path: Path):
    """The server process is killed while it waits for the answer: after the next start the
    same delivery comes again, under its id, and no other."""
    child: list[subprocess.Popen[bytes]] = []

    def kill(_: Asked) -> Answer:
        if child:
            os.kill(child.pop().pid, signal.SIGKILL)
        return Answer("ok")

    server.routes["/hook"] = kill
    command = [sys.executable, "-c", KILLED, str(tmp_path), server.url]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(command, cwd=ROOT, env=env)
    child.append(running)
    told(server, 1, 60)
    assert running.wait(timeout=20) == -signal.SIGKILL
    with Store.open(tmp_path / "store.duckdb") as store:
        watch = read_watch(tmp_path, settings(server.url))
        hooks = Webhooks(store, [watch], tmp_path / "watches", pace=PACE)
        hooks.start()
        first, second = told(server, 2)
        settled(hooks)
        time.sleep(0.3)
        hooks.stop()
    assert len(server.asked) == 2
    assert first["delivery"] == second["delivery"]
    assert first["events"] == second["events"]


def test_stopping_does_not_wait_for_a_slow_server(begin: Begin, own: Store, server: Server):
    """Within three seconds, whatever the other side does."""

    def slow(_: Asked) -> Answer:
        server.closing.wait(10)
        return Answer("ok")

    server.routes["/hook"] = slow
    hooks = begin(pace=replace(PACE, times=replace(QUICK, read=9, total=9)))
    publish(own, wire_event(1))
    wait_for(lambda: bool(server.asked))
    began = time.monotonic()
    hooks.stop()
    assert time.monotonic() - began < 3


# ---- watches.toml ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (('key = "syria"', 'key = "Syria!"'), 2, "expected small letters"),
        (("?region=SYR", "?region=XX"), 4, 'Region "XX" in the link is not known'),
        (("?region=SYR", "?reigon=SYR"), 4, '"reigon" in the link is not known'),
        (("http://hook.example", "ftp://hook.example"), 5, "url is no address"),
        (('"HOOK_SECRET"', '"NO_SUCH_VARIABLE"'), 6, "NO_SUCH_VARIABLE is not set"),
        (('"HOOK_SECRET"', '"SHORT_SECRET"'), 6, "shorter than 16 characters"),
        (("secret_env", "secret"), 6, "secrets do not belong into this file"),
        (('allow_private = ["127.0.0.1"]', "allow_private = 5"), 7, "is a list of texts"),
        (("\n\n", '\nthreshold = "often"\n'), 8, "threshold is “often”: expected"),
        (("\n\n", '\nthresold = "x"\n'), 8, "is no setting of a watch"),
    ],
)
def test_a_mistake_is_said_with_its_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: tuple[str, str],
    line: int,
    reason: str,
):
    """What is wrong and where, before anything starts."""
    monkeypatch.setenv("SHORT_SECRET", "short")
    text = settings("http://hook.example").replace(*change)
    with pytest.raises(FeedsError) as caught:
        read_watch(tmp_path, text)
    said = [one for one in caught.value.sentences if reason in one]
    assert said, caught.value.sentences
    assert f"line {line}:" in said[0]
    assert SECRET not in str(caught.value)


IN_PAGE = '[[watch]]\nkey = "south"\nlink = "?region=SYR-Sweida"\npage = true\n'


def test_a_watch_may_stand_in_the_page_alone(tmp_path: Path):
    """Then it needs neither an address nor a secret, and no program is told."""
    assert read_watch(tmp_path, IN_PAGE).page
    code, said = run("watches", "check", "--data", str(tmp_path))
    assert code == 0
    assert "south: stands in the page, and no program is told." in said


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (IN_PAGE.replace("true", "false"), 1, "needs url, the address that is told, or page"),
        (IN_PAGE.replace("true", '"yes"'), 4, "page is true or false"),
        (IN_PAGE + 'url = "http://hook.example"\n', 5, "a watch with url needs secret_env"),
    ],
)
def test_a_watch_that_nobody_is_told_of_is_refused(
    tmp_path: Path, text: str, line: int, reason: str
):
    """By its line, and what it lacks."""
    with pytest.raises(FeedsError, match=f"line {line}: .*{reason}"):
        read_watch(tmp_path, text)


def test_at_most_twenty_watches_stand_in_the_page(tmp_path: Path):
    """The page counts each of them for every reader."""
    path = tmp_path / "watches.toml"
    path.write_text("".join(IN_PAGE.replace("south", f"s{i}") for i in range(21)))
    with pytest.raises(FeedsError, match="line 84: at most 20 watches stand in the page"):
        load(path)


def test_two_watches_of_one_key_are_refused(tmp_path: Path):
    """Their states would be one file."""
    with pytest.raises(FeedsError, match="line 10: the watch in line 1 has the key"):
        read_watch(tmp_path, settings("http://hook.example") * 2)


def test_days_that_count_back_move_on(tmp_path: Path):
    """A watch on the last days watches other days tomorrow."""
    watch = read_watch(tmp_path, settings("http://hook.example", link="?from=-7d"))
    today = datetime.now(UTC).date()
    assert watch.filters.date_from in {today - timedelta(days=6), today - timedelta(days=5)}


# ---- the command -----------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str]:
    """Run `watchline` as a person does; its exit code and what it said."""
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


def test_watches_are_checked_with_a_signed_trial(server: Server, tmp_path: Path):
    """The command says who takes it and who does not, and what they would be told."""
    path = tmp_path / "watches.toml"
    other = settings(server.url).replace("/hook", "/nothing").replace('"syria"', '"other"')
    path.write_text(settings(server.url) + other, encoding="utf-8")
    code, said = run("watches", "check", "--data", str(tmp_path))
    assert code == 1
    assert "syria: takes it. Filters: Syria, as venue or subject. Told: every event" in said
    assert "other: 127.0.0.1: there is nothing at this address (status 404)." in said
    trial = body_of(server.asked[0])
    assert (trial["kind"], trial["new"]) == ("test", 0)
    assert SECRET not in said


def test_a_mistake_in_the_list_keeps_the_server_from_starting(tmp_path: Path):
    """With its line, before the store is opened."""
    (tmp_path / "watches.toml").write_text("[[watch]]\nkey = 5\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 2: key is a text in quotation marks"):
        build(ServerSettings("127.0.0.1", 0, str(tmp_path)))
    assert not (tmp_path / "watchline.duckdb").exists()


def test_a_list_that_is_named_has_to_be_there(tmp_path: Path):
    """A mistyped name is no empty list."""
    named = str(tmp_path / "none.toml")
    with pytest.raises(CommandError, match=r"none\.toml cannot be read"):
        build(ServerSettings("127.0.0.1", 0, str(tmp_path), watches=named))
