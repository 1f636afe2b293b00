"""A process that dies while it imports: the store holds the old state or the new one, whole.

Real processes, killed with SIGKILL: the power fails, the system runs out of memory.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from support.answers import reads, sql
from support.imports import TABLE, curated

from geodata import query
from geodata.filters import Filters
from geodata.imports import files
from geodata.imports.data_folder import INCOMING, STORE_NAME, open_store
from geodata.imports.uploads import Uploads
from geodata.schema import Dataset
from geodata.store import Store

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0
ROWS = 15_000

# `watchline import`, and a process that does what the page does; both die by their own hand
# at a moment that is named: a part of the events written, or a step that is over
DIES = """
import os, signal, sys
from geodata.imports import files, stage
from geodata.store import Store

moment = sys.argv.pop(1)
stage.ROWS_AT_ONCE = 3_000

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def when(step, function):
    def patched(*args, **said):
        if step == moment + " begins":
            die()
        done = function(*args, **said)
        if step == moment:
            die()
        return done
    return patched

commit = files.commit
def dying(store, checked, dataset, *, progress, **said):
    def at(count):
        progress(count)
        if moment[0].isdigit() and count >= float(moment) * checked.staged.taken:
            die()
    return commit(store, checked, dataset, progress=at, **said)

files.commit = dying
files.stage = when("staged", files.stage)
Store.load = when("committed", Store.load)
"""
COMMAND = DIES + "from watchline.cli.main import main\nmain()\n"
SERVER = (
    DIES
    + """
import time
from pathlib import Path
from geodata.imports.data_folder import INCOMING, open_store
from geodata.imports.uploads import Uploads
from geodata.schema import Dataset

folder, file = Path(sys.argv[1]), Path(sys.argv[2])
store = open_store(folder).store
uploads = Uploads(store, folder / INCOMING)
job = uploads.receive(file.name)
job.path.write_bytes(file.read_bytes())
uploads.read(job)
while job.phase == "reading":
    time.sleep(0.01)
uploads.take(job, Dataset("big", "Big", "table", "CC0", "Us"), missing="days", retrieved_at=None)
while job.phase == "importing":
    time.sleep(0.01)
sys.exit(job.error or job.phase)
"""
)


class State(NamedTuple):
    """What a store holds: data sets with their events, imports, and the bundled events."""

    datasets: tuple[tuple[str, int], ...]
    counted: int
    imports: int
    curated: list[object]


def state(folder: Path) -> State:
    """Open the store as the server does and look."""
    with open_store(folder).store as store:
        ((imports,),) = sql(store, "SELECT count(*) FROM import")
        return State(
            tuple(sorted((one.dataset.key, one.events) for one in store.datasets())),
            reads(store, query.count, Filters()),
            imports,
            curated(store),
        )


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that takes some seconds to import."""
    path = tmp_path_factory.mktemp("big") / "big.csv"
    lines = ["Date,Type,Headline,Place,Latitude,Longitude,Deaths,Ref"]
    lines += [
        f"2025-{n % 12 + 1:02}-{n % 28 + 1:02},protest,Event {n},Place {n % 500},"
        f"{30 + n % 700 / 100:.2f},{35 + n % 900 / 100:.2f},{n % 5},{n}"
        for n in range(ROWS)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with the bundled events and three of a team."""
    folder = tmp_path / "data"
    table = tmp_path / "team.csv"
    table.write_text(TABLE)
    with open_store(folder).store as store:
        checked = files.check(files.identify(table), tmp_path)
        files.commit(store, checked, Dataset("team", "Team", "table", "CC0", "Us"))
    return folder


def run(program: str, *arguments: str | Path, data: Path) -> subprocess.Popen[str]:
    """Start a program of ours."""
    return subprocess.Popen(
        [sys.executable, *([] if program == "-m" else ["-c"]), program, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "WATCHLINE_DATA": str(data), "TMPDIR": str(data.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def whole(before: State) -> State:
    """What the store holds when all of the big file is in it."""
    datasets = tuple(sorted([*before.datasets, ("big", ROWS)]))
    return before._replace(
        datasets=datasets, counted=before.counted + ROWS, imports=before.imports + 1
    )


def imports_again(data: Path, big: Path, before: State) -> None:
    """After whatever happened, the import works and gives the whole file."""
    with run("-m", "watchline", "import", big, data=data) as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert f"{ROWS:,} new" in out or f"{ROWS:,} already there" in out
    found = state(data)
    assert found.datasets == whole(before).datasets
    assert found.counted == whole(before).counted
    assert found.curated == before.curated


@pytest.mark.parametrize(
    ("moment", "is_new"),
    [("staged", False), ("0.5", False), ("1.0", False), ("committed", True)],
)
def test_a_process_killed_at_a_moment_leaves_all_or_nothing(
    data: Path, big: Path, moment: str, is_new: bool
):
    """Read, half written, all written but not committed: nothing. Committed: all of it."""
    before = state(data)
    with run(COMMAND, moment, "import", big, data=data) as process:
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGKILL, err
    assert state(data) == (whole(before) if is_new else before)
    if moment == "0.5":
        imports_again(data, big, before)


def test_a_process_killed_at_any_time_leaves_all_or_nothing(data: Path, big: Path):
    """At times that nobody chose, on one store after another: old or new, never between."""
    before = state(data)
    delays = [random.uniform(1.0, 4.0) for _ in range(2)]  # noqa: S311 - no secret
    for delay in delays:
        with run("-m", "watchline", "import", big, data=data) as process:
            try:
                process.communicate(timeout=delay)
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate(timeout=PATIENCE)
        found = state(data)
        assert found._replace(imports=0) in (
            before._replace(imports=0),
            whole(before)._replace(imports=0),
        ), delays
    imports_again(data, big, before)


def test_a_server_killed_while_importing_leaves_nothing_behind(data: Path, big: Path):
    """The file and what was read of it lie in the folder for what comes in; the next start
    clears it away, and the file can be handed in and imported anew."""
    before = state(data)
    with run(SERVER, "0.5", data, big, data=data) as process:
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGKILL, err
    left = {path.name for path in (data / INCOMING).rglob("*") if path.is_file()}
    assert {"upload", "events.parquet"} <= left
    assert state(data) == before
    with Store.open(data / STORE_NAME) as store:
        uploads = Uploads(store, data / INCOMING)
        assert not (data / INCOMING).exists()
        uploads.close()
    with run(SERVER, "never", data, big, data=data) as process:
        _, err = process.communicate(timeout=PATIENCE)
    assert err.strip() == "done"
    assert state(data) == whole(before)
