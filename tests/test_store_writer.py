"""One writer: what is written waits for its turn, and nobody who only reads waits for it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa
import pytest
from fastapi.testclient import TestClient
from support.callback_client import SCREEN, ask, text

from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.uploads import Uploads
from geodata.schema import Dataset
from geodata.store import Load, Store, StoreError, datasets, duplicates
from watchline.web.app import create_app

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0
EVENTS = read_bundled().events
SETS = [Dataset(f"set{number}", f"Set {number}", "table", "CC0", "Us") for number in range(6)]


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store in memory with the bundled events and six data sets without any."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(EVENTS)
        for dataset in SETS:
            store.put_dataset(dataset)
        yield store


class Import:
    """An import whose transaction is open until it is let go."""

    def __init__(self, store: Store) -> None:
        self.begun, self.free = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=store.load, args=(Load(LEVANT), self._batches()))

    def _batches(self) -> Iterator[pa.Table]:
        yield EVENTS.slice(0, 100)
        self.begun.set()
        assert self.free.wait(PATIENCE)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self.begun.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self.free.set()
        self._thread.join(PATIENCE)


def test_a_count_is_answered_while_data_sets_are_hidden_during_an_import(
    own: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Six people hide a data set each; their answers wait for the import, and nobody else
    does; then all six are hidden."""
    uploads = Uploads(own, tmp_path / "incoming")
    app = create_app(own, uploads)
    waiting = threading.Semaphore(0)
    submit = own.submit

    def submitted(function: Callable[[], Any]) -> Any:
        waiting.release()
        return submit(function)

    monkeypatch.setattr(own, "submit", submitted)
    with TestClient(app.server) as client, ThreadPoolExecutor(7) as people:

        def hide(source: str) -> str:
            asked = {"data-ask.data": {"act": "hide", "source": source}}
            answer = ask(app, client, "data-view.data", asked, "data-ask.data")
            return text(answer["data-body-tree.tree"])

        def count() -> str:
            values = {"query.data": "type=battle", "screen.data": SCREEN}
            return text(ask(app, client, "summary-tree.tree", values)["summary-tree.tree"])

        with Import(own):
            hiding = [people.submit(hide, dataset.key) for dataset in SETS]
            for _ in SETS:
                assert waiting.acquire(timeout=PATIENCE)
            assert "11 events" in people.submit(count).result(PATIENCE)
            assert not any(one.done() for one in hiding)
        said = [one.result(PATIENCE) for one in hiding]
    assert all("Set 5" in words for words in said)
    assert {one.dataset.key for one in own.datasets() if one.hidden} == {
        dataset.key for dataset in SETS
    }
    uploads.close()


def test_a_change_that_fails_is_said_in_the_dialog(
    own: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A person reads why a data set is not hidden, over the list as it is."""
    uploads = Uploads(own, tmp_path / "incoming")
    app = create_app(own, uploads)
    monkeypatch.setattr(datasets, "set_shown", _full)
    asked = {"data-ask.data": {"act": "hide", "source": "set0"}}
    answer = ask(app, TestClient(app.server), "data-view.data", asked, "data-ask.data")
    said = text(answer["data-body-tree.tree"])
    assert "The data sets were not stored: the disk is full" in said
    assert "Set 0" in said
    uploads.close()


def _full(*_args: object, **_named: object) -> None:
    raise duckdb.IOException("the disk is full")


@pytest.mark.parametrize(
    ("step", "write"),
    [
        ("put", lambda store: store.put_dataset(Dataset("new", "New", "table", "CC0", "Us"))),
        ("set_shown", lambda store: store.show("set0", hidden=True)),
        ("purge", lambda store: store.purge()),
    ],
)
def test_a_failure_to_write_is_one_kind_of_error(
    own: Store, monkeypatch: pytest.MonkeyPatch, step: str, write: Callable[[Store], None]
):
    """Whatever was being written of data sets: a sentence, and the store as it was."""
    own.show("set1", deleted=True)
    before = own.datasets(), own.version
    with monkeypatch.context() as patch:
        patch.setattr(datasets, step, _full)
        with pytest.raises(StoreError, match="The data sets were not stored: the disk is full"):
            write(own)
    assert (own.datasets(), own.version) == before
    write(own)
    assert own.version == before[1] + 1


def test_an_interrupt_in_a_write_leaves_the_store_usable(
    own: Store, monkeypatch: pytest.MonkeyPatch
):
    """Even of the kind that ends programs: nothing of it is written, and the next write is."""
    version = own.version

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(duplicates, "flag", interrupted)
        with pytest.raises(KeyboardInterrupt):
            own.load(Load(SETS[0]), [EVENTS.slice(0, 10)])
    assert own.version == version
    own.show("set0", hidden=True)
    assert own.version == version + 1


class FailsToCommit:
    """A connection whose next commit ends as it is told to."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.fault: BaseException | None = None

    def commit(self) -> None:
        fault, self.fault = self.fault, None
        if isinstance(fault, duckdb.Error):
            self._connection.rollback()  # as DuckDB does when a commit fails
        if fault:
            raise fault
        self._connection.commit()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (KeyboardInterrupt("stop"), KeyboardInterrupt),
        (duckdb.IOException("no room, stop"), StoreError),
    ],
    ids=["interrupt", "full"],
)
def test_a_commit_that_fails_leaves_the_store_usable(
    tmp_path: Path, fault: BaseException, raised: type[BaseException]
):
    """The reason is told, not that there is nothing to take back; the next write is stored."""
    Store.open(tmp_path / "store.duckdb").close()
    connection: Any = FailsToCommit(duckdb.connect(tmp_path / "store.duckdb"))
    with Store(connection) as store:
        connection.fault = fault
        with pytest.raises(raised, match="stop"):
            store.put_dataset(SETS[0])
        assert (store.version, store.datasets()) == (0, ())
        store.put_dataset(SETS[1])
        assert [one.dataset for one in store.datasets()] == [SETS[1]]


INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Load, Store

events = read_bundled().events

def batches():
    yield events
    os.kill(os.getpid(), signal.SIGINT)
    while True:
        yield events.slice(0, 0)

with Store.open(Path(sys.argv[1])) as store:
    store.load(Load(LEVANT), batches())
"""


def test_ctrl_c_stops_an_import(tmp_path: Path):
    """At once, though it has no end; nothing of it is stored."""
    path = tmp_path / "store.duckdb"
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(path)],
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE * 2,
        check=False,
    )
    assert done.returncode in {1, -signal.SIGINT}
    assert b"KeyboardInterrupt" in done.stderr
    with Store.open(path) as store:
        assert (store.version, store.datasets()) == (0, ())


def test_what_changes_the_store_is_told(own: Store):
    """After each write that changed something, with the new version, until that is ended."""
    told: list[int] = []
    end = own.on_change(lambda: told.append(own.version))
    version = own.version
    own.show("set0", hidden=True)
    own.put_dataset(SETS[1])  # as it was
    own.keep_mapping("a|b", "")
    own.upsert(EVENTS)  # as they were
    own.show("set0", hidden=False)
    assert told == [version + 1, version + 2]
    end()
    end()
    own.show("set0", hidden=True)
    assert told == [version + 1, version + 2]


def test_a_listener_that_fails_keeps_nothing_from_being_written(
    own: Store, caplog: pytest.LogCaptureFixture
):
    """The log has its defect, and the others are told."""
    told: list[int] = []

    def broken() -> None:
        raise ZeroDivisionError

    own.on_change(broken)
    own.on_change(lambda: told.append(own.version))
    own.show("set0", hidden=True)
    assert told == [own.version]
    assert "ZeroDivisionError" in caplog.text


def test_what_is_handed_in_is_written_in_order(own: Store):
    """Several writes as one piece, with nothing of others between, after those before."""

    def rename() -> None:
        (stored,) = [one for one in own.datasets() if one.dataset.key == "set0"]
        own.put_dataset(replace(stored.dataset, name=f"{stored.dataset.name}!"))

    with Import(own):
        waiting = [own.submit(rename) for _ in range(3)]
    for one in waiting:
        one.result(PATIENCE)
    assert "Set 0!!!" in [one.dataset.name for one in own.datasets()]


def test_a_closed_store_says_so(own: Store):
    """To whoever comes to read or to write; closing again is nothing."""
    own.close()
    own.close()
    for use in (own.datasets, own.purge, lambda: own.submit(own.purge)):
        with pytest.raises(StoreError, match="The store is closed"):
            use()


def test_closing_waits_for_what_is_written(tmp_path: Path):
    """What was handed in before is stored."""
    store = Store.open(tmp_path / "store.duckdb")
    writing = [store.submit(lambda one=one: store.put_dataset(one)) for one in SETS]
    store.close()
    assert all(one.done() for one in writing)
    with Store.open(tmp_path / "store.duckdb") as again:
        assert len(again.datasets()) == len(SETS)


def test_readers_and_the_end_of_a_store_do_not_harm_each_other(tmp_path: Path):
    """Those who read while it is closed have their answer or hear that it is closed; then the
    file is free."""
    path = tmp_path / "store.duckdb"
    for _ in range(10):
        store = Store.open(path)
        store.put_dataset(SETS[0])
        reading = threading.Barrier(5)

        def read(store: Store = store, reading: threading.Barrier = reading) -> str:
            reading.wait(PATIENCE)
            try:
                while True:
                    assert len(store.datasets()) == 1
            except StoreError as error:
                return str(error)

        with ThreadPoolExecutor(4) as people:
            answers = [people.submit(read) for _ in range(4)]
            reading.wait(PATIENCE)
            store.close()
            assert {one.result(PATIENCE) for one in answers} == {"The store is closed."}
