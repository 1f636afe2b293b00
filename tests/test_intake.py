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
from support.answers import reads
from support.imports import ASKS, NATIVE, TABLE, curated
from support.uploads import PATIENCE, hold, wait

from geodata import query
from geodata.filters import Filters
from geodata.imports import files
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.uploads import AT_ONCE, Upload, Uploads
from geodata.jobs import BusyError
from geodata.readers.generic.mapping import answered
from geodata.schema import Dataset
from geodata.store import Store, StoreError

OURS = Dataset("ours", "Ours", "table", "CC0", "Us")


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store in memory that holds the bundled set."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


@pytest.fixture
def uploads(own: Store, tmp_path: Path) -> Iterator[Uploads]:
    """Return where files wait for that store."""
    uploads = Uploads(own, tmp_path / "incoming")
    yield uploads
    uploads.close()


def hand_in(uploads: Uploads, content: str, name: str = "team.csv") -> Upload:
    """Receive a file and have it read."""
    upload = uploads.receive(name)
    upload.path.write_text(content, encoding="utf-8")
    uploads.read(upload)
    return upload


def test_a_file_is_read_checked_and_imported(
    uploads: Uploads, own: Store, monkeypatch: pytest.MonkeyPatch
):
    """Its phases follow one another; the store changes in the last step only."""
    before, held = own.version, hold(monkeypatch, "commit")
    upload = uploads.receive("team.csv")
    assert (upload.phase, upload.file) == ("receiving", "team.csv")
    upload.path.write_text(TABLE)
    uploads.read(upload)
    wait(upload, "checked")
    assert upload.checked is not None
    assert (upload.checked.staged.taken, own.version) == (3, before)
    at = datetime(2025, 8, 1, tzinfo=UTC)
    uploads.take(upload, OURS, missing="days", retrieved_at=at)
    assert upload.phase == "importing"
    held.free.set()
    wait(upload, "done")
    assert upload.imported is not None
    assert (upload.imported.added, upload.done, upload.rows) == (3, 1.0, 3)
    assert reads(own, query.count, Filters(datasets=("ours",))) == 3
    uploads.take(upload, OURS, missing="days", retrieved_at=at)
    assert held.calls == 1  # a second press of the button does nothing


def test_a_file_with_open_questions_asks_first(uploads: Uploads):
    """It is read when they are answered."""
    upload = hand_in(uploads, ASKS)
    wait(upload, "asking")
    assert upload.checked is None
    assert upload.mapping is not None
    mapping = answered(answered(upload.mapping, "date_order", "dmy"), "types", "protest")
    uploads.read(upload, kind="table", mapping=mapping)
    wait(upload, "checked")
    assert upload.checked is not None
    assert upload.checked.staged.taken == 2


def test_columns_known_from_before_ask_nothing(uploads: Uploads, own: Store):
    """The answers of the first file are those of the second."""
    first = hand_in(uploads, ASKS)
    wait(first, "asking")
    assert first.mapping is not None
    mapping = answered(answered(first.mapping, "date_order", "dmy"), "types", "protest")
    uploads.read(first, kind="table", mapping=mapping)
    wait(first, "checked")
    uploads.take(first, OURS, missing="days", retrieved_at=None)
    wait(first, "done")
    second = hand_in(uploads, ASKS.replace("uno", "tres"))
    wait(second, "checked", "asking")
    assert second.phase == "checked"
    assert own.datasets()


def test_a_second_reading_overrides_the_first(uploads: Uploads, monkeypatch: pytest.MonkeyPatch):
    """What the first finds when it is over counts no more, not even its failure."""
    held = hold(monkeypatch, "check")
    upload = hand_in(uploads, NATIVE)
    assert held.begun.wait(PATIENCE)
    uploads.read(upload, kind="table")
    assert upload.phase == "reading"
    held.free.set()
    wait(upload, "checked", "failed")
    assert upload.found is not None
    assert (upload.phase, upload.found.kind) == ("checked", "table")
    assert upload.checked is not None
    assert upload.checked.found.kind == "table"


def test_a_failure_of_an_overridden_reading_is_nobodys(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
):
    """The second reading goes on and is the one that is shown."""
    whole = files.check
    begun, free = threading.Event(), threading.Event()

    def failing(*args: Any, **said: Any) -> Any:
        if begun.is_set():
            return whole(*args, **said)
        begun.set()
        assert free.wait(PATIENCE)
        raise StoreError("The first reading failed.")

    monkeypatch.setattr(files, "check", failing)
    upload = hand_in(uploads, TABLE)
    assert begun.wait(PATIENCE)
    uploads.read(upload)
    seen: list[str] = []
    free.set()
    while upload.phase != "checked":
        seen.append(upload.phase)
        time.sleep(0.001)
    assert set(seen) <= {"reading"}
    assert upload.error == ""


def test_a_file_may_be_dropped_while_it_is_read(uploads: Uploads, monkeypatch: pytest.MonkeyPatch):
    """It is forgotten, nothing of it stays on disk, and the next one is read."""
    held = hold(monkeypatch, "check")
    upload = hand_in(uploads, TABLE)
    assert held.begun.wait(PATIENCE)
    uploads.drop(upload.token)
    held.free.set()
    assert uploads.get(upload.token) is None
    following = hand_in(uploads, TABLE)
    wait(following, "checked")
    assert not upload.folder.exists()


def test_what_a_dropped_reading_still_wrote_goes_too(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """A reading that is given up may write once more and then miss its folder: the folder goes
    again, and the log does not speak of a defect."""
    whole = files.check
    begun, free = threading.Event(), threading.Event()

    def writing(*args: Any, **said: Any) -> Any:
        if begun.is_set():
            return whole(*args, **said)
        begun.set()
        assert free.wait(PATIENCE)
        upload.folder.mkdir(exist_ok=True)
        (upload.folder / "late").write_text("late")
        raise RuntimeError("there is no such folder any more")

    monkeypatch.setattr(files, "check", writing)
    upload = hand_in(uploads, TABLE)
    assert begun.wait(PATIENCE)
    uploads.drop(upload.token)
    free.set()
    wait(hand_in(uploads, TABLE), "checked")
    assert not upload.folder.exists()
    assert not caplog.records


def test_a_file_dropped_while_it_is_imported_is_not_imported(
    uploads: Uploads, own: Store, monkeypatch: pytest.MonkeyPatch
):
    """The server stops: all or nothing, and the store is not held up."""
    upload = hand_in(uploads, TABLE)
    wait(upload, "checked")
    before = curated(own)
    written = threading.Event()
    free = threading.Event()
    whole = files.commit

    def slow(*args: Any, progress: Callable[[int], None], **said: Any) -> Any:
        def after(count: int) -> None:
            written.set()
            assert free.wait(PATIENCE)
            progress(count)

        return whole(*args, progress=after, **said)

    monkeypatch.setattr(files, "commit", slow)
    uploads.take(upload, OURS, missing="days", retrieved_at=None)
    assert written.wait(PATIENCE)
    threading.Timer(0.1, free.set).start()
    uploads.close()
    assert [one.dataset.key for one in own.datasets()] == ["levant"]
    assert curated(own) == before


def test_a_file_being_imported_is_not_read_again(
    uploads: Uploads, own: Store, monkeypatch: pytest.MonkeyPatch
):
    """Another tab's question comes too late; the import goes on."""
    held = hold(monkeypatch, "commit")
    upload = hand_in(uploads, TABLE)
    wait(upload, "checked")
    uploads.take(upload, OURS, missing="days", retrieved_at=None)
    uploads.read(upload, kind="native")
    assert upload.phase == "importing"
    held.free.set()
    wait(upload, "done")
    assert reads(own, query.count, Filters(datasets=("ours",))) == 3


def test_two_files_are_imported_one_after_the_other(
    uploads: Uploads, own: Store, monkeypatch: pytest.MonkeyPatch
):
    """The second waits for the first, and both are there in the end."""
    held = hold(monkeypatch, "check")
    first, second = hand_in(uploads, TABLE), hand_in(uploads, NATIVE, "mine.csv")
    assert held.begun.wait(PATIENCE)
    time.sleep(0.05)
    assert held.calls == 1
    held.free.set()
    wait(first, "checked")
    wait(second, "checked")
    uploads.take(first, OURS, missing="days", retrieved_at=None)
    mine = Dataset("mine", "Mine", "native", "CC0", "Us")
    uploads.take(second, mine, missing="days", retrieved_at=None)
    wait(second, "done")
    assert first.phase == "done"
    assert {one.dataset.key: one.events for one in own.datasets()} == {
        "levant": 130,
        "ours": 3,
        "mine": 2,
    }


def test_only_so_many_files_may_wait(uploads: Uploads):
    """One more is turned away in words, until another has gone."""
    waiting = [uploads.receive("a.csv") for _ in range(AT_ONCE)]
    with pytest.raises(BusyError, match="20 files wait"):
        uploads.receive("b.csv")
    uploads.drop(waiting[0].token)
    assert uploads.receive("b.csv").phase == "receiving"


def test_a_file_that_nobody_asks_for_makes_room(uploads: Uploads):
    """After six hours; one that is asked for stays."""
    forgotten, wanted = uploads.receive("a.csv"), uploads.receive("b.csv")
    forgotten.touched -= 7 * 3600
    wanted.touched -= 7 * 3600
    assert uploads.get(wanted.token) is wanted
    uploads.receive("c.csv")
    assert uploads.get(forgotten.token) is None
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
    uploads: Uploads, own: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
):
    """It names no file of the server, and the next file can be imported."""

    def failing(*_args: Any, **_said: Any) -> Any:
        raise error

    upload = hand_in(uploads, TABLE)
    wait(upload, "checked")
    with monkeypatch.context() as patched:
        patched.setattr(own, "load", failing)
        uploads.take(upload, OURS, missing="days", retrieved_at=None)
        wait(upload, "failed")
    assert upload.error.startswith("The ")
    assert upload.error.endswith(said)
    assert "/srv" not in upload.error
    again = hand_in(uploads, TABLE)
    wait(again, "checked")
    uploads.take(again, OURS, missing="days", retrieved_at=None)
    wait(again, "done")


def test_a_defect_is_logged_and_said(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """The person learns where to look, the log has the traceback."""

    def broken(*_args: Any, **_said: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(files, "check", broken)
    with caplog.at_level(logging.ERROR):
        upload = hand_in(uploads, TABLE)
        wait(upload, "failed")
    assert "its log has the details" in upload.error
    assert "ZeroDivisionError" in caplog.text


def test_what_an_earlier_run_left_behind_is_cleared_away(own: Store, tmp_path: Path):
    """The folder is empty after the start, whatever was in it."""
    old = tmp_path / "incoming" / "token"
    old.mkdir(parents=True)
    (old / "upload").write_text("half a fi")
    uploads = Uploads(own, tmp_path / "incoming")
    assert not list(tmp_path.rglob("*"))
    uploads.close()


def test_nothing_is_left_when_the_server_stops(own: Store, tmp_path: Path):
    """Files that wait are dropped with it."""
    uploads = Uploads(own, tmp_path / "incoming")
    wait(hand_in(uploads, TABLE), "checked")
    uploads.close()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_written_is_said(own: Store, tmp_path: Path):
    """Handing in fails with the system's reason, and nothing waits."""
    (tmp_path / "incoming").write_text("a file stands there")
    uploads = Uploads(own, tmp_path / "incoming" / "below")
    for _ in range(AT_ONCE + 1):
        with pytest.raises(OSError, match=r"Not a directory|File exists"):
            uploads.receive("a.csv")
    uploads.close()


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
def test_a_file_is_called_by_its_own_name_only(uploads: Uploads, sent: str, kept: str):
    """No folders, control characters or turned reading order; it lies under another name."""
    upload = uploads.receive(sent)
    assert upload.file == kept
    assert upload.path.parent == upload.folder
    assert upload.path.name == "upload"
