"""A store whose file is damaged, deleted or full: told in one sentence, and nothing is lost."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from support.answers import reads
from support.processes import PATIENCE, ROOT
from support.protests import OURS, events

from geodata import query
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.data_folder import STORE_NAME
from geodata.store import Store, StoreError
from geodata.store.backup import backup, restore
from geodata.store.damage import log_of
from geodata.store.verify import verify
from watchline.web.app import create_app

HEADERS = 12_288
"""Bytes of a file of DuckDB before its first block."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a store with the bundled events."""
    path = tmp_path_factory.mktemp("store") / STORE_NAME
    filled(path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a store may be."""
    return tmp_path / STORE_NAME


def filled(path: Path) -> None:
    with Store.open(path) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)


def flipped(whole: bytes, number: int, start: int, end: int | None = None) -> bytes:
    """The file with some bytes changed."""
    draw, content = np.random.default_rng(7), bytearray(whole)
    for _ in range(number):
        content[draw.integers(start, end or len(whole))] ^= 0xFF
    return bytes(content)


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "zeroed": (lambda whole: b"\0" * len(whole), "is no store of Watchline, or its beginning"),
    "cut to nothing": (lambda _: b"", "is empty"),
    "cut in its header": (lambda whole: whole[:100], "is damaged"),
    "cut after its header": (lambda whole: whole[:HEADERS], "is damaged"),
    "cut in the middle": (lambda whole: whole[: len(whole) // 2], "is damaged"),
    "flipped in its header": (lambda whole: flipped(whole, 20, 4096, HEADERS), "is damaged"),
    "flipped everywhere": (lambda whole: flipped(whole, 2000, HEADERS), "is damaged"),
    "zeroed in the middle": (
        lambda whole: whole[:HEADERS] + bytes(len(whole) - HEADERS),
        "is damaged",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_told_and_the_file_left_as_it_is(path: Path, whole: bytes, name: str):
    """Never as a store that another process has, or as an empty one."""
    damage, why = DAMAGE[name]
    path.write_bytes(damage(whole))
    with pytest.raises(StoreError, match=why) as refused:
        Store.open(path)
    assert str(refused.value).count(". ") == 0
    assert path.read_bytes() == damage(whole)


LOGS: dict[str, Callable[[bytes], bytes]] = {
    "zeroed": lambda log: bytes(len(log)),
    "flipped": lambda log: flipped(log, 1, 4000, 20_000),
    "something else": lambda log: b"x" * len(log),
}


@pytest.mark.parametrize("name", [None, *LOGS])
def test_a_log_that_is_left_behind_is_taken_in_or_told(path: Path, tmp_path: Path, name: str):
    """What a killed process had written last is not passed over where it cannot be read."""
    filled(path)
    killed = tmp_path / "killed.duckdb"
    with Store.open(path) as store:
        for number in range(20):
            store.upsert(events({"source_id": f"e{number}"}))
        killed.write_bytes(path.read_bytes())
        log = log_of(path).read_bytes()
    log_of(killed).write_bytes(LOGS[name](log) if name else log)
    if name is None:
        with Store.open(killed) as store:
            assert reads(store, query.count, Filters()) == 150
        return
    with pytest.raises(StoreError, match="cannot be read from its log"):
        Store.open(killed)


def health(store: Store) -> int:
    return TestClient(create_app(store).server).get("/healthz").status_code


def look_at_all(store: Store) -> None:
    """Ask for every event."""
    for row in reads(store, query.page, Filters(), limit=200).rows:
        reads(store, query.event, row.event_id)


def test_a_store_damaged_while_it_is_used_is_told_and_no_longer_well(path: Path, whole: bytes):
    """The answer says so, and so does the health."""
    path.write_bytes(whole)
    with Store.open(path) as store:
        assert health(store) == 200
        with path.open("r+b") as file:
            file.seek(HEADERS)
            file.write(bytes(len(whole) - HEADERS))
        with pytest.raises(StoreError, match="is damaged"):
            look_at_all(store)
        assert "is damaged" in store.trouble
        assert health(store) == 503


def test_what_is_written_into_a_deleted_file_is_refused_and_not_lost(path: Path):
    """Whoever hands something in is told, at once, and the health follows."""
    filled(path)
    with Store.open(path) as store:
        path.unlink()
        with pytest.raises(StoreError, match="was deleted or replaced while"):
            store.upsert(events({"source_id": "a"}))
        assert health(store) == 503


FULL = """
import resource, sys
from pathlib import Path
from geodata.store import Store, StoreError
sys.path.insert(0, "tests")
from support.protests import OURS, events

path = Path(sys.argv[1])
many = events(*({"source_id": f"e{n}", "title": f"{n} " * 50} for n in range(20_000)))
with Store.open(path) as store:
    # no file of this process may grow beyond this any more
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 300_000,) * 2)
    try:
        store.upsert(many)
    except StoreError as error:
        print(error)
"""


def test_a_full_disk_is_told_and_leaves_the_store_as_it_was(path: Path):
    """The reason is the disk, and not what became of the transaction."""
    filled(path)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 4,
        check=False,
    )
    assert "The events were not stored" in done.stdout, done
    assert "rollback" not in done.stdout
    with Store.open(path) as store:
        assert reads(store, query.count, Filters()) == 130
        assert reads(store, verify) == ()


def test_a_copy_made_while_others_write_is_whole(path: Path, tmp_path: Path):
    """It holds a state that was there, and its tables fit together."""
    filled(path)
    ended = threading.Event()
    with Store.open(path) as store:
        store.put_dataset(OURS)

        def write() -> None:
            for number in range(10_000):
                if ended.is_set():
                    break
                store.upsert(events({"source_id": f"w{number}"}, {"source_id": f"x{number}"}))

        writing = threading.Thread(target=write)
        writing.start()
        try:
            for number in range(5):
                with store.read() as db:
                    before = query.count(db, Filters())
                    backup(store, tmp_path / f"copy{number}.duckdb")
                    with Store.open(tmp_path / f"copy{number}.duckdb") as copy:
                        after = reads(copy, query.count, Filters())
                        assert after >= before
                        assert after % 2 == 0
                        assert reads(copy, verify) == ()
        finally:
            ended.set()
            writing.join()


def test_a_store_is_put_back_and_the_damaged_one_kept(path: Path, whole: bytes, tmp_path: Path):
    """Both are there afterwards; a copy that is damaged itself changes nothing."""
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(whole)
    broken = flipped(whole, 2000, HEADERS)
    path.write_bytes(broken)
    aside = restore(copy, path)
    assert aside is not None
    assert aside.read_bytes() == broken
    with Store.open(path) as store:
        assert reads(store, query.count, Filters()) == 130
        with pytest.raises(StoreError, match=f"^The store {re.escape(str(aside))} is damaged"):
            restore(aside, path)
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(
        [path.name, copy.name, aside.name]
    )


def test_a_store_in_use_is_not_replaced(path: Path, whole: bytes, tmp_path: Path):
    """Whoever uses it would go on writing into a file that nobody sees."""
    path.write_bytes(whole)
    (tmp_path / "copy.duckdb").write_bytes(whole)
    attempt = (
        "import sys; from pathlib import Path; from geodata.store.backup import restore\n"
        "from geodata.store import StoreError\n"
        "try: restore(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except StoreError as error: print(error)"
    )
    with Store.open(path):
        done = subprocess.run(
            [sys.executable, "-c", attempt, str(tmp_path / "copy.duckdb"), str(path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    assert "is in use by another process" in done.stdout
    assert path.read_bytes() == whole


def test_tables_that_do_not_fit_together_are_told(path: Path):
    """Which, and how many rows."""
    filled(path)
    with Store.open(path) as store:
        assert reads(store, verify) == ()
        store.writer.run(lambda: _spoil(store))
        assert reads(store, verify) == (
            "Rows of the table event_actor belong to no event (7 cases).",
        )


def _spoil(store: Store) -> None:
    with store.writer.transaction("rows") as con:
        con.execute(
            "INSERT INTO event_actor BY NAME SELECT * REPLACE (-1 AS number) FROM event_actor"
            " LIMIT 7"
        )
