"""Files that wait to be imported: what becomes of them, one after the other, in the background."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from test_importing import ASKS, NATIVE, TABLE, curated

from geodata import importing, query
from geodata.bundled import LEVANT, read_bundled
from geodata.filters import Filters
from geodata.intake import AT_ONCE, Intake, IntakeError, Job
from geodata.readers.mapping import answered
from geodata.schema import Dataset
from geodata.store import EventStore, StoreError

OURS = Dataset("ours", "Ours", "table", "CC0", "Us")
PATIENCE = 30.0


@pytest.fixture
def own() -> Iterator[EventStore]:
    """Return a store in memory that holds the bundled set."""
    with EventStore.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


@pytest.fixture
def intake(own: EventStore, tmp_path: Path) -> Iterator[Intake]:
    """Return where files wait for that store."""
    intake = Intake(own, tmp_path / "incoming")
    yield intake
    intake.close()


def hand_in(intake: Intake, content: str, name: str = "team.csv") -> Job:
    """Receive a file and have it read."""
    job = intake.receive(name)
    job.path.write_text(content, encoding="utf-8")
    intake.read(job)
    return job


def wait(job: Job, *phases: str) -> None:
    """Wait until a file is in one of some phases."""
    end = time.monotonic() + PATIENCE
    while job.phase not in phases:
        assert time.monotonic() < end, (job.phase, job.error)
        time.sleep(0.005)


class Held:
    """A step that waits until it is let go; it says when it has begun."""

    def __init__(self, step: Callable[..., Any]) -> None:
        self._step = step
        self.begun = threading.Event()
        self.free = threading.Event()
        self.calls = 0

    def __call__(self, *args: Any, **said: Any) -> Any:
        self.calls += 1
        self.begun.set()
        assert self.free.wait(PATIENCE)
        return self._step(*args, **said)


def hold(monkeypatch: pytest.MonkeyPatch, name: str) -> Held:
    """Hold a step of importing."""
    held = Held(getattr(importing, name))
    monkeypatch.setattr(importing, name, held)
    return held


def test_a_file_is_read_checked_and_imported(
    intake: Intake, own: EventStore, monkeypatch: pytest.MonkeyPatch
):
    """Its phases follow one another; the store changes in the last step only."""
    before, held = own.version, hold(monkeypatch, "commit")
    job = intake.receive("team.csv")
    assert (job.phase, job.file) == ("receiving", "team.csv")
    job.path.write_text(TABLE)
    intake.read(job)
    wait(job, "checked")
    assert job.checked is not None
    assert (job.checked.staged.taken, own.version) == (3, before)
    at = datetime(2025, 8, 1, tzinfo=UTC)
    intake.take(job, OURS, missing="days", retrieved_at=at)
    assert job.phase == "importing"
    held.free.set()
    wait(job, "done")
    assert job.imported is not None
    assert (job.imported.added, job.done, job.rows) == (3, 1.0, 3)
    assert query.count(own, Filters(datasets=("ours",))) == 3
    intake.take(job, OURS, missing="days", retrieved_at=at)
    assert held.calls == 1  # a second press of the button does nothing


def test_a_file_with_open_questions_asks_first(intake: Intake):
    """It is read when they are answered."""
    job = hand_in(intake, ASKS)
    wait(job, "asking")
    assert job.checked is None
    assert job.mapping is not None
    mapping = answered(answered(job.mapping, "date_order", "dmy"), "types", "protest")
    intake.read(job, kind="table", mapping=mapping)
    wait(job, "checked")
    assert job.checked is not None
    assert job.checked.staged.taken == 2


def test_columns_known_from_before_ask_nothing(intake: Intake, own: EventStore):
    """The answers of the first file are those of the second."""
    first = hand_in(intake, ASKS)
    wait(first, "asking")
    assert first.mapping is not None
    mapping = answered(answered(first.mapping, "date_order", "dmy"), "types", "protest")
    intake.read(first, kind="table", mapping=mapping)
    wait(first, "checked")
    intake.take(first, OURS, missing="days", retrieved_at=None)
    wait(first, "done")
    second = hand_in(intake, ASKS.replace("uno", "tres"))
    wait(second, "checked", "asking")
    assert second.phase == "checked"
    assert own.datasets()


def test_a_second_reading_overrides_the_first(intake: Intake, monkeypatch: pytest.MonkeyPatch):
    """What the first finds when it is over counts no more, not even its failure."""
    held = hold(monkeypatch, "check")
    job = hand_in(intake, NATIVE)
    assert held.begun.wait(PATIENCE)
    intake.read(job, kind="table")
    assert job.phase == "reading"
    held.free.set()
    wait(job, "checked", "failed")
    assert job.found is not None
    assert (job.phase, job.found.kind) == ("checked", "table")
    assert job.checked is not None
    assert job.checked.found.kind == "table"


def test_a_failure_of_an_overridden_reading_is_nobodys(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
):
    """The second reading goes on and is the one that is shown."""
    whole = importing.check
    begun, free = threading.Event(), threading.Event()

    def failing(*args: Any, **said: Any) -> Any:
        if begun.is_set():
            return whole(*args, **said)
        begun.set()
        assert free.wait(PATIENCE)
        raise StoreError("The first reading failed.")

    monkeypatch.setattr(importing, "check", failing)
    job = hand_in(intake, TABLE)
    assert begun.wait(PATIENCE)
    intake.read(job)
    seen: list[str] = []
    free.set()
    while job.phase != "checked":
        seen.append(job.phase)
        time.sleep(0.001)
    assert set(seen) <= {"reading"}
    assert job.error == ""


def test_a_file_may_be_dropped_while_it_is_read(intake: Intake, monkeypatch: pytest.MonkeyPatch):
    """It is forgotten, nothing of it stays on disk, and the next one is read."""
    held = hold(monkeypatch, "check")
    job = hand_in(intake, TABLE)
    assert held.begun.wait(PATIENCE)
    intake.drop(job.token)
    held.free.set()
    assert intake.get(job.token) is None
    following = hand_in(intake, TABLE)
    wait(following, "checked")
    assert not job.folder.exists()


def test_what_a_dropped_reading_still_wrote_goes_too(
    intake: Intake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """A reading that is given up may write once more and then miss its folder: the folder goes
    again, and the log does not speak of a defect."""
    whole = importing.check
    begun, free = threading.Event(), threading.Event()

    def writing(*args: Any, **said: Any) -> Any:
        if begun.is_set():
            return whole(*args, **said)
        begun.set()
        assert free.wait(PATIENCE)
        job.folder.mkdir(exist_ok=True)
        (job.folder / "late").write_text("late")
        raise RuntimeError("there is no such folder any more")

    monkeypatch.setattr(importing, "check", writing)
    job = hand_in(intake, TABLE)
    assert begun.wait(PATIENCE)
    intake.drop(job.token)
    free.set()
    wait(hand_in(intake, TABLE), "checked")
    assert not job.folder.exists()
    assert not caplog.records


def test_a_file_dropped_while_it_is_imported_is_not_imported(
    intake: Intake, own: EventStore, monkeypatch: pytest.MonkeyPatch
):
    """The server stops: all or nothing, and the store is not held up."""
    job = hand_in(intake, TABLE)
    wait(job, "checked")
    before = curated(own)
    written = threading.Event()
    free = threading.Event()
    whole = importing.commit

    def slow(*args: Any, progress: Callable[[int], None], **said: Any) -> Any:
        def after(count: int) -> None:
            written.set()
            assert free.wait(PATIENCE)
            progress(count)

        return whole(*args, progress=after, **said)

    monkeypatch.setattr(importing, "commit", slow)
    intake.take(job, OURS, missing="days", retrieved_at=None)
    assert written.wait(PATIENCE)
    threading.Timer(0.1, free.set).start()
    intake.close()
    assert [one.dataset.source for one in own.datasets()] == ["levant"]
    assert curated(own) == before


def test_a_file_being_imported_is_not_read_again(
    intake: Intake, own: EventStore, monkeypatch: pytest.MonkeyPatch
):
    """Another tab's question comes too late; the import goes on."""
    held = hold(monkeypatch, "commit")
    job = hand_in(intake, TABLE)
    wait(job, "checked")
    intake.take(job, OURS, missing="days", retrieved_at=None)
    intake.read(job, kind="native")
    assert job.phase == "importing"
    held.free.set()
    wait(job, "done")
    assert query.count(own, Filters(datasets=("ours",))) == 3


def test_two_files_are_imported_one_after_the_other(
    intake: Intake, own: EventStore, monkeypatch: pytest.MonkeyPatch
):
    """The second waits for the first, and both are there in the end."""
    held = hold(monkeypatch, "check")
    first, second = hand_in(intake, TABLE), hand_in(intake, NATIVE, "mine.csv")
    assert held.begun.wait(PATIENCE)
    time.sleep(0.05)
    assert held.calls == 1
    held.free.set()
    wait(first, "checked")
    wait(second, "checked")
    intake.take(first, OURS, missing="days", retrieved_at=None)
    mine = Dataset("mine", "Mine", "native", "CC0", "Us")
    intake.take(second, mine, missing="days", retrieved_at=None)
    wait(second, "done")
    assert first.phase == "done"
    assert {one.dataset.source: one.events for one in own.datasets()} == {
        "levant": 130,
        "ours": 3,
        "mine": 2,
    }


def test_only_so_many_files_may_wait(intake: Intake):
    """One more is turned away in words, until another has gone."""
    jobs = [intake.receive("a.csv") for _ in range(AT_ONCE)]
    with pytest.raises(IntakeError, match="20 files wait"):
        intake.receive("b.csv")
    intake.drop(jobs[0].token)
    assert intake.receive("b.csv").phase == "receiving"


def test_a_file_that_nobody_asks_for_makes_room(intake: Intake):
    """After six hours; one that is asked for stays."""
    forgotten, wanted = intake.receive("a.csv"), intake.receive("b.csv")
    forgotten.touched -= 7 * 3600
    wanted.touched -= 7 * 3600
    assert intake.get(wanted.token) is wanted
    intake.receive("c.csv")
    assert intake.get(forgotten.token) is None
    assert not forgotten.folder.exists()
    assert wanted.folder.exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("The events were not stored: the disk is full."), "the disk is full."),
        (OSError(28, "No space left on device", "/srv/x"), "No space left on device."),
    ],
)
def test_a_store_that_fails_is_one_sentence(
    intake: Intake, own: EventStore, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
):
    """It names no file of the server, and the next file can be imported."""

    def failing(*_args: Any, **_said: Any) -> Any:
        raise error

    job = hand_in(intake, TABLE)
    wait(job, "checked")
    with monkeypatch.context() as patched:
        patched.setattr(own, "load", failing)
        intake.take(job, OURS, missing="days", retrieved_at=None)
        wait(job, "failed")
    assert job.error.startswith("The ")
    assert job.error.endswith(said)
    assert "/srv" not in job.error
    again = hand_in(intake, TABLE)
    wait(again, "checked")
    intake.take(again, OURS, missing="days", retrieved_at=None)
    wait(again, "done")


def test_a_defect_is_logged_and_said(
    intake: Intake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """The person learns where to look, the log has the traceback."""

    def broken(*_args: Any, **_said: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "check", broken)
    with caplog.at_level(logging.ERROR):
        job = hand_in(intake, TABLE)
        wait(job, "failed")
    assert "its log has the details" in job.error
    assert "ZeroDivisionError" in caplog.text


def test_what_an_earlier_run_left_behind_is_cleared_away(own: EventStore, tmp_path: Path):
    """The folder is empty after the start, whatever was in it."""
    old = tmp_path / "incoming" / "token"
    old.mkdir(parents=True)
    (old / "upload").write_text("half a fi")
    intake = Intake(own, tmp_path / "incoming")
    assert not list(tmp_path.rglob("*"))
    intake.close()


def test_nothing_is_left_when_the_server_stops(own: EventStore, tmp_path: Path):
    """Files that wait are dropped with it."""
    intake = Intake(own, tmp_path / "incoming")
    wait(hand_in(intake, TABLE), "checked")
    intake.close()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_written_is_said(own: EventStore, tmp_path: Path):
    """Handing in fails in words, and nothing waits."""
    (tmp_path / "incoming").write_text("a file stands there")
    intake = Intake(own, tmp_path / "incoming" / "below")
    for _ in range(AT_ONCE + 1):
        with pytest.raises(IntakeError, match=r"cannot be kept: .+\."):
            intake.receive("a.csv")
    intake.close()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\team.csv", "team.csv"),
        ("/", "file"),
        ("", "file"),
        ("..", "file"),
        ('a "b".csv', 'a "b".csv'),
        ("a\r\nSet-Cookie: x\x00.csv", "a Set-Cookie: x .csv"),
        ("احتجاجات حمص.csv", "احتجاجات حمص.csv"),
        ("evil\u202evsc.exe", "evil vsc.exe"),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_file_is_called_by_its_own_name_only(intake: Intake, sent: str, kept: str):
    """No folders, control characters or turned reading order; it lies under another name."""
    job = intake.receive(sent)
    assert job.file == kept
    assert job.path.parent == job.folder
    assert job.path.name == "upload"
