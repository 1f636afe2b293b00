"""Files that people hand in: received into a folder, checked, and imported, one at a time.

Everything about a file stays in a folder of its own until it is imported or dropped; what a
crash leaves behind is cleared away at the next start.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from geodata import importing
from geodata.importing import Checked, Found
from geodata.readers.cells import unseen
from geodata.readers.mapping import TableMapping
from geodata.schema import Dataset
from geodata.store import EventStore, Import, StoreError

logger = logging.getLogger(__name__)

SIZE_LIMIT: Final = 2_000_000_000
"""Largest file that is received, in bytes, unless the operator says otherwise."""

KEPT_SECONDS: Final = 6 * 3600
"""How long a file waits for a decision."""

AT_ONCE: Final = 20
"""How many files may wait at a time."""

_UPLOAD: Final = "upload"
_NAME_LIMIT: Final = 200


class IntakeError(Exception):
    """A file cannot be received; the message is one sentence for a person."""


class _OverriddenError(Exception):
    """Reading stops because it is asked for differently, or not at all."""


@dataclass(slots=True)
class Job:
    """A file on its way. ``phase`` is receiving, reading, asking (questions are open), checked,
    importing, done or failed; ``done`` is the part of the phase that is over, 0 to 1."""

    token: str
    folder: Path
    file: str
    phase: str = "receiving"
    done: float = 0.0
    rows: int = 0
    found: Found | None = None
    mapping: TableMapping | None = None
    checked: Checked | None = None
    imported: Import | None = None
    dataset: Dataset | None = None
    error: str = ""
    asked: int = 0
    left_open: set[str] = field(default_factory=set)
    touched: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> Path:
        """Where the file is received."""
        return self.folder / _UPLOAD


class As(NamedTuple):
    """As what a file is to be read: its kind and sheet, the reference system of zones, the
    mapping of a table; empty for what the file itself says."""

    kind: str
    sheet: str
    crs: str
    mapping: TableMapping | None


class Intake:
    """Receives, checks and imports files for one store."""

    def __init__(self, store: EventStore, folder: Path, limit: int = SIZE_LIMIT) -> None:
        self.store = store
        self.limit = limit
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake")
        shutil.rmtree(folder, ignore_errors=True)

    def receive(self, file: str) -> Job:
        """A place for a file of this name.

        Raises:
            IntakeError: too many files wait already, or the folder cannot be written.
        """
        self._clear_old()
        with self._lock:
            if len(self._jobs) >= AT_ONCE:
                raise IntakeError(
                    f"{AT_ONCE} files wait to be imported already; try again in a while."
                )
            token = secrets.token_urlsafe(16)
            job = Job(token, self._folder / token, _called(file))
            self._jobs[token] = job
        try:
            job.folder.mkdir(parents=True)
        except OSError as error:
            self.drop(token)
            raise IntakeError(f"The file cannot be kept: {error.strerror}.") from error
        return job

    def get(self, token: str) -> Job | None:
        """The file of a token, if it is still there."""
        job = self._jobs.get(token)
        if job:
            job.touched = time.monotonic()
        return job

    def drop(self, token: str) -> None:
        """Forget a file and clear its folder away; if it is being imported, nothing of it is."""
        with self._lock:
            job = self._jobs.pop(token, None)
        if job:
            job.asked += 1
            shutil.rmtree(job.folder, ignore_errors=True)

    def close(self) -> None:
        """Drop everything."""
        for token in list(self._jobs):
            self.drop(token)
        self._worker.shutdown(wait=True, cancel_futures=True)

    def read(
        self,
        job: Job,
        *,
        kind: str = "",
        sheet: str = "",
        crs: str = "",
        mapping: TableMapping | None = None,
    ) -> None:
        """Find out in the background what a file holds; an earlier reading is given up."""
        with self._lock:
            if job.phase == "importing":
                return
            job.asked += 1
            job.phase, job.done, job.rows, job.error = "reading", 0.0, 0, ""
            job.checked = None
            asked = job.asked
        self._worker.submit(
            self._safely, job, asked, lambda: self._read(job, asked, As(kind, sheet, crs, mapping))
        )

    def take(
        self, job: Job, dataset: Dataset, *, missing: str, retrieved_at: datetime | None
    ) -> None:
        """Import a checked file in the background."""
        with self._lock:
            if job.phase != "checked" or job.checked is None:
                return
            job.asked += 1
            job.phase, job.done = "importing", 0.0
            job.dataset = dataset
            asked, checked = job.asked, job.checked

        def progress(count: int) -> None:
            if asked != job.asked:
                raise _OverriddenError
            _note(job, count / max(checked.staged.taken, 1), count)

        def run() -> None:
            job.imported = importing.commit(
                self.store,
                checked,
                dataset,
                missing=missing,
                retrieved_at=retrieved_at,
                progress=progress,
            )
            job.phase = "done"

        self._worker.submit(self._safely, job, asked, run)

    def _read(self, job: Job, asked: int, said: As) -> None:
        mapping = said.mapping
        found = importing.identify(
            job.path,
            file=job.file,
            kind=said.kind,
            sheet=said.sheet,
            crs=said.crs,
            given=mapping,
        )
        if mapping is not None and found.guess:
            mapping = found.guess.mapping
        chosen = mapping or importing.remembered(self.store, found)
        if asked != job.asked:
            return
        job.found = found
        job.mapping = chosen or (found.guess.mapping if found.guess else None)
        # what a person has left open once is not asked again: such rows are refused
        fresh = {question.field for question in found.questions} - job.left_open
        if found.zones and found.zones.question:
            job.phase = "asking"
            return
        if fresh and (chosen is None or mapping is not None):
            job.left_open |= fresh
            job.phase = "asking"
            return

        def progress(done: float, rows: int) -> None:
            if asked != job.asked:
                raise _OverriddenError
            _note(job, done, rows)

        checked = importing.check(found, job.folder, chosen=chosen, progress=progress)
        if asked == job.asked:
            job.checked, job.phase = checked, "checked"

    def _safely(self, job: Job, asked: int, run: Callable[[], None]) -> None:
        """Trouble becomes a sentence of the job; a defect of ours is logged besides."""
        try:
            if asked == job.asked:
                run()
        except _OverriddenError:
            return
        except StoreError as error:
            _fail(job, asked, str(error))
        except OSError as error:
            _fail(job, asked, f"The file could not be read or kept: {error.strerror or error}.")
        except Exception:
            # a file that was dropped meanwhile has lost its folder: that is no defect
            if asked == job.asked:
                logger.exception("A file could not be imported")
                _fail(job, asked, "Something went wrong inside Watchline; its log has the details.")
        finally:
            if self._jobs.get(job.token) is not job:
                # dropped while this was at work, which may have written once more
                shutil.rmtree(job.folder, ignore_errors=True)

    def _clear_old(self) -> None:
        now = time.monotonic()
        for job in list(self._jobs.values()):
            if now - job.touched > KEPT_SECONDS and job.phase not in {"reading", "importing"}:
                self.drop(job.token)


def _called(file: str) -> str:
    """The name of a file without folders, fit to be shown."""
    name = re.split(r"[/\\]", file)[-1]
    seen = "".join(" " if unseen(sign) else sign for sign in name)
    return " ".join(seen.split())[:_NAME_LIMIT].strip(". ") or "file"


def _fail(job: Job, asked: int, said: str) -> None:
    if asked == job.asked:
        job.phase, job.error = "failed", said


def _note(job: Job, done: float, rows: int) -> None:
    job.done, job.rows = done, rows
