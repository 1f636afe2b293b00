"""Files on their way in or out: each by a token that nobody guesses, in a folder of its own."""

from __future__ import annotations

import copy
import logging
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from geodata.jobs import CancelledError, Job, JobRunner

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class FileJob:
    """A file in a folder under ``root``, and what is being done with it. ``error`` is why that
    failed, for a person."""

    root: Path
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    job: Job[None] | None = None
    error: str = ""
    touched: float = field(default_factory=time.monotonic)

    @property
    def folder(self) -> Path:
        """The folder of this file alone."""
        return self.root / self.token

    @property
    def is_busy(self) -> bool:
        """Whether something is being done with it or is about to be."""
        return self.job is not None and self.job.is_open


F = TypeVar("F", bound=FileJob)


class FileJobs(Generic[F]):
    """Keeps files for a while. Everything here may touch the disk: not for an event loop.

    Args:
        runner: does the work.
        folder: holds the files; emptied at the start, and gone after ``close``. One of the
            system's own when left out.
        seconds: how long a file is kept after it was last asked for.
        expected: errors whose message is a sentence for a person.
    """

    def __init__(
        self,
        runner: JobRunner,
        folder: Path | None,
        seconds: float,
        expected: tuple[type[Exception], ...],
    ) -> None:
        self._runner, self._expected = runner, expected
        self.seconds = seconds
        self.folder = folder or Path(tempfile.gettempdir(), f"watchline-{secrets.token_hex(16)}")
        self._files: dict[str, F] = {}
        self._lock = threading.Lock()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tokens(self) -> tuple[str, ...]:
        """The tokens of all files, in the order in which they came."""
        return tuple(self._files)

    def get(self, token: str) -> F | None:
        """The file of a token, if it is still there."""
        file = self._files.get(token)
        if file:
            file.touched = time.monotonic()
        return file

    def seen(self, token: str) -> F | None:
        """The file of a token as it stands now: the copy stays while the work goes on."""
        with self._lock:
            file = self.get(token)
            return copy.copy(file) if file else None

    def drop(self, token: str) -> None:
        """Stop what is being done with a file, and clear it away."""
        with self._lock:
            file = self._files.pop(token, None)
        if file:
            if file.job:
                file.job.cancel()
            shutil.rmtree(file.folder, ignore_errors=True)

    def drop_old(self) -> None:
        """Clear away what nobody has asked for in a while."""
        now = time.monotonic()
        for file in list(self._files.values()):
            if now - file.touched > self.seconds and not file.is_busy:
                self.drop(file.token)

    def close(self) -> None:
        """Drop everything."""
        for token in self.tokens():
            self.drop(token)
        self._runner.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _work_on(self, file: F, work: Callable[[Job[None]], None]) -> None:
        """Have something done with a file in place of what was being done. Holds the lock.

        Raises:
            BusyError: too much is under way.
        """
        if file.job:
            file.job.cancel()
        file.error = ""
        file.job = self._runner.submit(lambda job: self._safely(file, job, work))

    def _safely(self, file: F, job: Job[None], work: Callable[[Job[None]], None]) -> None:
        """Trouble becomes a sentence of the file; a defect of ours is logged besides."""
        reason = ""
        try:
            work(job)
        except CancelledError:
            raise
        except self._expected as error:
            reason = str(error)
            raise
        except OSError as error:
            reason = f"The file could not be read or written: {error.strerror or error}."
            raise
        except Exception:
            # what was dropped meanwhile has lost its folder: that is no defect
            if not job.is_cancelled:
                logger.exception("%s: a job failed", self._runner.name)
            reason = "Something went wrong inside Watchline; its log has the details."
            raise
        finally:
            with self._lock:
                if not job.is_cancelled:
                    file.error = reason
                is_dropped = self._files.get(file.token) is not file
            if is_dropped:  # while this was at work, which may have written once more
                shutil.rmtree(file.folder, ignore_errors=True)
