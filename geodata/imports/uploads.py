"""Files that people hand in: received into a folder, checked, and imported, one at a time.

Everything about a file stays in a folder of its own until it is imported or dropped; what a
crash leaves behind is cleared away at the next start.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Literal

from geodata.file_jobs import FileJob, FileJobs
from geodata.imports import files
from geodata.imports.files import CheckedFile, IdentifiedFile
from geodata.jobs import BusyError, Job, JobRunner
from geodata.readers.cells import unseen
from geodata.readers.generic.mapping import TableMapping
from geodata.schema import Dataset
from geodata.store import ImportRecord, Store, StoreError

SIZE_LIMIT: Final = 2_000_000_000
"""Largest file that is received, in bytes, unless the operator says otherwise."""

KEPT_SECONDS: Final = 6 * 3600
"""How long a file waits for a decision."""

AT_ONCE: Final = 20
"""How many files may wait at a time."""

_UPLOAD: Final = "upload"
_NAME_LIMIT: Final = 200

Phase = Literal["receiving", "reading", "asking", "checked", "importing", "done", "failed"]
"""What is happening to a file; ``asking`` is that questions are open."""


@dataclass(slots=True, kw_only=True)
class Upload(FileJob):
    """A file on its way in; ``done`` is the part of the step that is over, 0 to 1."""

    file: str
    step: Phase = "receiving"
    done: float = 0.0
    rows: int = 0
    found: IdentifiedFile | None = None
    mapping: TableMapping | None = None
    checked: CheckedFile | None = None
    imported: ImportRecord | None = None
    dataset: Dataset | None = None
    left_open: set[str] = field(default_factory=set)

    @property
    def path(self) -> Path:
        """Where the file is received."""
        return self.folder / _UPLOAD

    @property
    def phase(self) -> Phase:
        """What is happening to it, or that it failed."""
        return "failed" if self.error else self.step


class Uploads(FileJobs[Upload]):
    """Receives, checks and imports files for one store."""

    def __init__(self, store: Store, folder: Path, limit: int = SIZE_LIMIT) -> None:
        # one that was given up holds a place until it ends
        runner = JobRunner("uploads", threads=1, most=AT_ONCE + 1)
        super().__init__(runner, folder, KEPT_SECONDS, (StoreError,))
        self.store = store
        self.limit = limit

    def receive(self, file: str) -> Upload:
        """A place for a file of this name.

        Raises:
            BusyError: too many files wait already.
            OSError: the folder cannot be written.
        """
        self.drop_old()
        upload = Upload(root=self.folder, file=_called(file))
        with self._lock:
            if len(self._files) >= AT_ONCE:
                raise BusyError(
                    f"{AT_ONCE} files wait to be imported already; try again in a while."
                )
            upload.folder.mkdir(parents=True)
            self._files[upload.token] = upload
        return upload

    def read(
        self,
        upload: Upload,
        *,
        kind: str = "",
        sheet: str = "",
        crs: str = "",
        mapping: TableMapping | None = None,
    ) -> None:
        """Find out in the background what a file holds; an earlier reading is given up."""
        with self._lock:
            if upload.phase == "importing":
                return
            self._begin(upload, "reading")
            upload.checked = None
            identify = partial(files.identify, upload.path, file=upload.file, given=mapping)
            identify = partial(identify, kind=kind, sheet=sheet, crs=crs)
            self._work_on(upload, partial(self._read, upload, identify, mapping))

    def take(
        self, upload: Upload, dataset: Dataset, *, missing: str, retrieved_at: datetime | None
    ) -> None:
        """Import a checked file in the background."""
        with self._lock:
            checked = upload.checked
            if upload.phase != "checked" or checked is None:
                return
            self._begin(upload, "importing")
            upload.dataset = dataset

            def work(job: Job[None]) -> None:
                def progress(count: int) -> None:
                    job.check()
                    upload.done, upload.rows = count / max(checked.staged.taken, 1), count

                job.check()
                upload.imported = files.commit(
                    self.store,
                    checked,
                    dataset,
                    missing=missing,
                    retrieved_at=retrieved_at,
                    progress=progress,
                )
                upload.step = "done"

            self._work_on(upload, work)

    @staticmethod
    def _begin(upload: Upload, step: Phase) -> None:
        upload.step, upload.done, upload.rows, upload.error = step, 0.0, 0, ""

    def _read(
        self,
        upload: Upload,
        identify: Callable[[], IdentifiedFile],
        mapping: TableMapping | None,
        job: Job[None],
    ) -> None:
        job.check()
        found = identify()
        if mapping is not None and found.guess:
            mapping = found.guess.mapping
        chosen = mapping or files.remembered(self.store, found)
        with self._lock:
            job.check()
            upload.found = found
            upload.mapping = chosen or (found.guess.mapping if found.guess else None)
            # what a person has left open once is not asked again: such rows are refused
            fresh = {question.field for question in found.questions} - upload.left_open
            asks = fresh and (chosen is None or mapping is not None)
            if asks:
                upload.left_open |= fresh
            if asks or (found.zones and found.zones.question):
                upload.step = "asking"
                return

        def progress(done: float, rows: int) -> None:
            job.check()
            upload.done, upload.rows = done, rows

        checked = files.check(found, upload.folder, chosen=chosen, progress=progress)
        with self._lock:
            job.check()
            upload.checked, upload.step = checked, "checked"


def _called(file: str) -> str:
    """The name of a file without folders, fit to be shown."""
    name = re.split(r"[/\\]", file)[-1]
    seen = "".join(" " if unseen(sign) else sign for sign in name)
    return " ".join(seen.split())[:_NAME_LIMIT].strip(". ") or "file"
