"""What is wrong with the file of a store, told in one true sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import duckdb

_RESTORE: Final = "put a backup in its place with `watchline restore`, or move it away"
_UNREADABLE_LOG: Final = (
    "What was written last to the store {path} cannot be read from its log {path}.wal: put a"
    " backup in its place with `watchline restore`, or move the log away to go on without it."
)
_NEWER: Final = "The store {path} was written by a newer version of Watchline; use that one."

# what DuckDB 2.0 says; the words of its messages are all that tells these apart
_IN_USE: Final = (
    ("could not set lock", "conflicting lock"),
    "The store {path} is in use by another process; stop that one first.",
)
_LASTING: Final = (
    (("replaying wal",), _UNREADABLE_LOG),
    (
        (
            "corrupt database file",
            "checksum",
            "could not read enough bytes",
            "failed to deserialize",
            "serialization error",
        ),
        f"The store {{path}} is damaged: a part of it cannot be read; {_RESTORE}.",
    ),
    (
        ("has been invalidated",),
        (
            "The store {path} cannot be used until Watchline is started again: something could"
            " not be written to it, which the log tells."
        ),
    ),
)
_OTHER_VERSION: Final = (("version number", "storage version"), _NEWER)

_LOG_START: Final = b"d\x00be"
"""How a log of DuckDB 2.0 begins: the entry that gives its version."""
_SIGNATURE: Final = (8, b"DUCK")
"""Where in a file of DuckDB, and what, says that it is one."""


def explain(path: Path | None, error: duckdb.Error) -> str:
    """Why a store cannot be opened, read or written any more, and what to do."""
    told = str(error).casefold()
    if path is not None and not in_use(error) and not _is_database(path):
        return f"The file {path} is no store of Watchline, or its beginning is damaged: {_RESTORE}."
    for words, sentence in (_IN_USE, *_LASTING, _OTHER_VERSION):
        if _holds(told, words):
            return sentence.format(path=path)
    return f"The store {path} cannot be used: {str(error).splitlines()[0]}."


def in_use(error: BaseException | None) -> bool:
    """Whether an error says that another process has the store."""
    return isinstance(error, duckdb.Error) and _holds(str(error).casefold(), _IN_USE[0])


def empty(path: Path) -> str:
    """Say that nothing is left of a store."""
    return f"The file {path} is empty and no store any more: {_RESTORE}."


def newer(path: Path | None) -> str:
    """Say that the file is of a later version of this program."""
    return _NEWER.format(path=path)


def foreign(path: Path | None) -> str:
    """Say that the file is a database, and not ours."""
    return f"The file {path} is a database of another program, and no store of Watchline."


def log_of(path: Path) -> Path:
    """Where DuckDB writes what is not in the file itself yet."""
    return path.with_name(f"{path.name}.wal")


def log_trouble(path: Path) -> str:
    """What is wrong with the log of a store that is not open; empty when nothing is.

    DuckDB takes in a log up to where a crash cut it off, tells where it is damaged, and passes
    over one that does not begin as a log does.
    """
    log = log_of(path)
    if not log.exists() or not log.stat().st_size:
        return ""
    with log.open("rb") as file:
        starts = file.read(len(_LOG_START)) == _LOG_START
    return "" if starts else _UNREADABLE_LOG.format(path=path)


def lasting(error: duckdb.Error) -> bool:
    """Whether an error of a query comes from the file, so that the next query fails too."""
    told = str(error).casefold()
    return any(_holds(told, words) for words, _ in _LASTING)


class FileWatch:
    """Tells whether the file of a store is still the one that was opened.

    A file that is deleted or replaced can be read and written as before by who has it open, and
    all of it is lost with the process.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._mark = path and _mark(path)

    def trouble(self) -> str:
        """What happened to it, a sentence; empty when nothing did."""
        if self._path is None or _mark(self._path) == self._mark:
            return ""
        return (
            f"The store {self._path} was deleted or replaced while Watchline was using it:"
            " nothing more is written. Start Watchline again."
        )


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)  # noqa: PTH116 - device and inode
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _is_database(path: Path) -> bool:
    start, signature = _SIGNATURE
    with path.open("rb") as file:
        return file.read(start + len(signature))[start:] == signature
