"""Files that people ask for: written in the background, one at a time, and kept for a while."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from geodata import writers
from geodata.file_jobs import FileJob, FileJobs
from geodata.filters import Filters, sentence
from geodata.jobs import BusyError, Job, JobRunner, JobState
from geodata.store import Store, StoreError
from geodata.writers.provenance import Provenance

AT_ONCE: Final = 8
"""How many files may be asked for at a time, the one that is being written among them."""

KEPT: Final = 20
"""How many files are kept; the oldest give way."""

KEPT_SECONDS: Final = 3600
"""How long a file is kept after it was last asked for."""


@dataclass(slots=True, kw_only=True)
class Export(FileJob):
    """A file on its way out; ``done`` of ``total`` events are written. ``about`` is what the
    file says of itself, once that is counted; ``size`` is in bytes, once it is whole."""

    format: str
    filters: Filters
    link: str
    name: str
    at: datetime
    done: int = 0
    size: int | None = None
    about: Provenance | None = None

    @property
    def state(self) -> JobState:
        """How it stands."""
        return self.job.state if self.job else JobState.WAITING

    @property
    def path(self) -> Path:
        """Where the file is written."""
        return self.folder / self.name

    @property
    def total(self) -> int | None:
        """How many events the file will have; ``None`` before they are counted."""
        return self.about.shown if self.about else None


class Exports(FileJobs[Export]):
    """Writes files of one store's events.

    ``folder`` holds them, as ``FileJobs`` says. ``keys`` are the data sets whose rows the
    operator lets be handed on.
    """

    def __init__(
        self, store: Store, folder: Path | None = None, keys: Collection[str] = ()
    ) -> None:
        runner = JobRunner("files", threads=1, most=AT_ONCE)
        super().__init__(runner, folder, KEPT_SECONDS, (writers.RefusedError, StoreError))
        self.store = store
        self.keys = tuple(keys)

    def start(self, name: str, filters: Filters, link: str) -> Export:
        """Have a file written in a format of ``writers.WRITERS``.

        Raises:
            BusyError: too many files are being written or wait to be.
        """
        self.drop_old()
        now = datetime.now(UTC)
        called = writers.file_name(name, sentence(filters), now)
        export = Export(
            root=self.folder, format=name, filters=filters, link=link, name=called, at=now
        )
        with self._lock:
            self._files[export.token] = export
            try:
                self._work_on(export, partial(self._write, export))
            except BusyError:
                del self._files[export.token]
                raise
        return export

    def drop_old(self) -> None:
        """Clear away what nobody has asked for in a while, and the oldest beyond a number."""
        super().drop_old()
        ended = [export for export in list(self._files.values()) if not export.is_busy]
        ended.sort(key=lambda export: export.touched, reverse=True)
        for export in ended[KEPT - 1 :]:
            self.drop(export.token)

    def _write(self, export: Export, job: Job[None]) -> None:
        def progress(done: int) -> None:
            job.check()
            export.done = done

        job.check()
        export.folder.mkdir(mode=0o700, parents=True)
        with self.store.read() as db:
            prepared = writers.prepare(
                db, export.filters, link=export.link, now=export.at, keys=self.keys
            )
            export.about = prepared.about
            writers.save(export.format, prepared, export.path, progress)
        export.size = export.path.stat().st_size
        self.get(export.token)  # from now on it is kept for a while
