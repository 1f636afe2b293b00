"""Files that people ask for: written in the background, one at a time, and kept for a while."""

from __future__ import annotations

import logging
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from geodata import writers
from geodata.filters import Filters, sentence
from geodata.store import EventStore
from geodata.writers.about import About

logger = logging.getLogger(__name__)

AT_ONCE: Final = 8
"""How many files may be asked for at a time, the one that is being written among them."""

KEPT: Final = 20
"""How many files are kept; the oldest give way."""

KEPT_SECONDS: Final = 3600
"""How long a file is kept after it was last asked for."""

WAITING: Final = "waiting"
WRITING: Final = "writing"
DONE: Final = "done"
FAILED: Final = "failed"
_OPEN: Final = frozenset({WAITING, WRITING})


class BusyError(Exception):
    """No file can be asked for now; the message is a sentence for a person."""


class _CancelledError(Exception):
    """The file is no longer wanted."""


@dataclass(slots=True)
class Job:
    """A file on its way. ``state`` is waiting, writing, done or failed; ``done`` of ``total``
    events are written. ``about`` is what the file says of itself, once that is counted."""

    token: str
    format: str
    filters: Filters
    link: str
    name: str
    at: datetime
    state: str = WAITING
    done: int = 0
    about: About | None = None
    error: str = ""
    path: Path | None = None
    cancelled: bool = False
    touched: float = field(default_factory=time.monotonic)

    @property
    def total(self) -> int | None:
        """How many events the file will have; ``None`` before they are counted."""
        return self.about.shown if self.about else None


class Exports:
    """Writes files of one store's events.

    ``folder`` holds them and is emptied at the start and at the end; one of the system's own
    when left out. ``keys`` are the data sets whose rows the operator lets be handed on.
    """

    def __init__(
        self, store: EventStore, folder: Path | None = None, keys: Collection[str] = ()
    ) -> None:
        self.store = store
        self.keys = tuple(keys)
        self._folder = folder
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    def start(self, name: str, filters: Filters, link: str) -> Job:
        """Have a file written in a format of ``writers.WRITERS``.

        Raises:
            BusyError: too many files are being written or wait to be.
        """
        self._clear_old()
        now = datetime.now(UTC)
        called = writers.file_name(name, sentence(filters), now)
        job = Job(secrets.token_urlsafe(16), name, filters, link, called, now)
        with self._lock:
            if sum(one.state in _OPEN for one in self._jobs.values()) >= AT_ONCE:
                raise BusyError(f"{AT_ONCE} files are being written already; try again soon.")
            self._jobs[job.token] = job
        self._worker.submit(self._run, job)
        return job

    def get(self, token: str) -> Job | None:
        """The file of a token, if it is still there."""
        job = self._jobs.get(token)
        if job:
            job.touched = time.monotonic()
        return job

    def drop(self, token: str) -> None:
        """Stop writing a file, or clear it away."""
        with self._lock:
            job = self._jobs.pop(token, None)
        if job:
            job.cancelled = True
            if job.path:
                shutil.rmtree(job.path.parent, ignore_errors=True)

    def close(self) -> None:
        """Stop, and clear everything away."""
        for token in list(self._jobs):
            self.drop(token)
        self._worker.shutdown(wait=True, cancel_futures=True)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, job: Job) -> None:
        """Write a file; trouble becomes a sentence, a defect of ours is logged besides."""
        folder = None
        try:
            self._goes_on(job)
            folder = self._place()
            job.path = folder / job.name
            self._write(job, job.path)
            job.touched = time.monotonic()
            job.state = DONE
        except _CancelledError:
            pass
        except writers.RefusedError as error:
            _fail(job, str(error))
        except OSError as error:
            _fail(job, f"The file could not be written: {error.strerror or error}.")
        except Exception:
            if not job.cancelled:  # what goes wrong once its folder is gone is no defect
                logger.exception("A file could not be written")
            _fail(job, "Something went wrong inside Watchline; its log has the details.")
        if folder and (job.cancelled or job.state == FAILED):
            shutil.rmtree(folder, ignore_errors=True)

    def _write(self, job: Job, path: Path) -> None:
        prepared = writers.prepare(
            self.store, job.filters, link=job.link, now=job.at, keys=self.keys
        )
        job.about, job.state = prepared.about, WRITING

        def progress(done: int) -> None:
            self._goes_on(job)
            job.done = done

        writers.save(job.format, prepared, path, progress)

    @staticmethod
    def _goes_on(job: Job) -> None:
        if job.cancelled:
            raise _CancelledError

    def _place(self) -> Path:
        """A new folder for a file."""
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="watchline-", dir=self._folder))

    def _clear_old(self) -> None:
        now = time.monotonic()
        over = sorted(
            (job for job in list(self._jobs.values()) if job.state not in _OPEN),
            key=lambda job: -job.touched,
        )
        for place, job in enumerate(over):
            if place >= KEPT - 1 or now - job.touched > KEPT_SECONDS:
                self.drop(job.token)


def _fail(job: Job, said: str) -> None:
    job.state, job.error = FAILED, said
