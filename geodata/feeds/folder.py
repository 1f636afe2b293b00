"""A watched folder: whatever file is put into it is imported, or put aside with the reason."""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
from pathlib import Path
from typing import Final, NamedTuple

from geodata.feeds.files import described, read_file
from geodata.feeds.status import Delivery, DeliveryCount, PollOutcome, Visit
from geodata.http.errors import FetchError
from geodata.imports import files
from geodata.imports.files import ZONES, CheckedFile
from geodata.schema import Dataset
from geodata.text import count, number

DONE: Final = "done"
REJECTED: Final = "rejected"
REPORT: Final = ".report.txt"

_PARTIAL: Final = (
    ".part",
    ".partial",
    ".tmp",
    ".crdownload",
    ".download",
    ".filepart",
    ".swp",
    "~",
)
_KEPT: Final = "sizes"
_NAME_LIMIT: Final = 100


class _Mark(NamedTuple):
    """By what a file is known to be as it was."""

    size: int
    changed: int


def poll(visit: Visit) -> PollOutcome:
    """Import every file that has not changed since the last look, by name.

    Raises:
        FetchError: the folder cannot be read, or a file neither be copied nor put away.
    """
    inbox = visit.feed.folder
    if inbox is None or not inbox.is_dir():
        raise FetchError(f"there is no folder {inbox}")
    try:
        now = _files(inbox)
        before: dict[str, _Mark] = visit.memory.get(_KEPT, {})
        visit.memory[_KEPT] = now
        ready = [name for name in sorted(now) if before.get(name) == now[name]]
        if visit.trial:
            return PollOutcome(f"{count(len(now), 'file')} waiting." if now else "")
        for name in ready:
            _take(visit, inbox / name, now[name])
    except OSError as error:
        raise FetchError(f"in the folder {inbox}: {error.strerror or error}") from None
    waiting = len(now) - len(ready)
    return PollOutcome(f"{count(waiting, 'file')} waiting until complete." if waiting else "")


def _files(inbox: Path) -> dict[str, _Mark]:
    """The files that are meant for us; links lead anywhere and are left alone."""
    found: dict[str, _Mark] = {}
    with os.scandir(inbox) as entries:
        for entry in entries:
            name = entry.name.lower()
            if name.startswith((".", "~")) or name.endswith(_PARTIAL):
                continue
            try:
                if entry.is_file(follow_symlinks=False):
                    at = entry.stat(follow_symlinks=False)
                    found[entry.name] = _Mark(at.st_size, at.st_mtime_ns)
            except FileNotFoundError:
                continue  # it was there a moment ago
    return found


def _take(visit: Visit, path: Path, mark: _Mark) -> None:
    """Import one file and put it away with a report."""
    file = path.name.encode("utf-8", "replace").decode()
    shutil.rmtree(visit.folder)
    visit.folder.mkdir()
    copy = visit.folder / "file"
    try:
        _copy(path, copy, visit.feed.size_limit)
        checked = read_file(
            copy,
            visit.folder,
            file,
            mapping=visit.setting["mapping"],
            remembered=visit.remembered,
        )
    except FetchError as trouble:
        _put_away(path, mark, REJECTED, f"{file} was not imported: {trouble.reason}.\n")
        return
    dataset = _dataset(visit, checked)
    cursor = {"file": file, "sha256": checked.sha256}
    if cursor == visit.cursor:  # a crash came between taking it in and putting it away
        taken = DeliveryCount()
    else:
        taken = visit.take(
            Delivery(
                cursor,
                checked.staged,
                missing=visit.setting["missing"],
                checked=checked,
                dataset=dataset,
            )
        )
    _put_away(path, mark, DONE, _report(checked, dataset, taken))


def _copy(path: Path, copy: Path, limit: int) -> None:
    """Copy a file, so that nobody changes it while it is read.

    Raises:
        FetchError: it is no plain file, or too large.
    """
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise FetchError(f"the file could not be read: {error.strerror}") from None
    with os.fdopen(opened, "rb") as source:
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode):
            raise FetchError("it is no plain file")
        if found.st_size > limit:
            raise FetchError(f"it is larger than {limit / 1e6:,.0f} MB (size_limit)")
        with copy.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)


def _dataset(visit: Visit, checked: CheckedFile) -> Dataset:
    """Where a file goes: the feed's data set, which is of the kind of its first file; one more
    for each other kind; and for zones one for each file, as newer zones replace the older."""
    feed, found = visit.feed, checked.found
    said = described(feed.dataset, found)
    if found.kind == ZONES:
        name = files.name_for(found.file)
        key = files.key_for(f"{feed.key}-{name}", ())
        return dataclasses.replace(said, key=key, name=f"{feed.name}: {name}")
    if visit.kind_of(feed.key) in {"", found.kind}:
        return said
    return dataclasses.replace(
        said, key=f"{feed.key}-{found.kind}", name=f"{feed.name}: {found.label}"
    )


def _report(checked: CheckedFile, dataset: Dataset, taken: DeliveryCount) -> str:
    """What became of a file, for the one who put it there."""
    staged = checked.staged
    taken_rows = f"{number(staged.taken)} of {number(staged.rows)} rows were taken"
    done = f"{number(taken.added)} new, {number(taken.revised)} revised"
    lines = [
        f"{staged.file}: imported as {checked.found.label} into {dataset.name} ({dataset.key}).",
        f"{taken_rows}: {done}, {number(taken.removed)} removed.",
    ]
    lines += [f"Note: {note.text}" for note in staged.notes]
    if staged.rejected:
        lines.append(f"{count(staged.rejected, 'row')} could not be taken:")
        lines += [f"  row {number(fault.row)}: {fault.reason}" for fault in staged.faults]
    return "\n".join(lines) + "\n"


def _put_away(path: Path, mark: _Mark, where: str, report: str) -> None:
    """Move a file, beside a report; a file of the same name is not overwritten.

    Raises:
        FetchError: the folder for it is a link, which may lead anywhere.
    """
    found = path.lstat()
    if mark != (found.st_size, found.st_mtime_ns):
        return  # another was put in its place, whose turn comes
    folder = path.parent / where
    if folder.is_symlink():
        raise FetchError(f"{folder} is a link: files are only moved within the folder")
    folder.mkdir(exist_ok=True)
    target, times = folder / path.name, 1
    while target.exists() or target.is_symlink():
        times += 1
        target = folder / f"{path.stem}-{times}{path.suffix}"
    beside = target.with_name(target.name[:_NAME_LIMIT] + REPORT)
    beside.write_text(report, encoding="utf-8", errors="replace")
    path.rename(target)
