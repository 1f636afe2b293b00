"""Answers of an API that come page by page: kept as files, then read as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from geodata.feeds.status import Visit
from geodata.http.errors import FetchError
from geodata.imports.stage import StagedFile, stage
from geodata.readers.batches import rejected_file
from geodata.readers.formats.detect import open_table
from geodata.readers.registry import READERS
from geodata.schema import Batch, Rejected

PAGES: Final = 5_000


class FeedPage(NamedTuple):
    """One answer: its rows as JSON, and the file that it is in."""

    rows: list[dict[str, Any]]
    path: Path


def rows_of(answer: Any, name: str, host: str) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """The rows that an answer holds under a name.

    Raises:
        FetchError: there are none, or not such ones.
    """
    rows = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FetchError(f"{host} answered in a form that is not known: it has no list “{name}”")
    return rows


def page_path(visit: Visit, number: int) -> Path:
    """Where an answer is kept.

    Raises:
        FetchError: there are more than can be right.
    """
    if number > PAGES:
        raise FetchError(f"there are more than {PAGES:,} pages: ask for less, by country or day")
    return visit.folder / f"page-{number:05}.json"


def staged(visit: Visit, kind: str, paths: list[Path]) -> StagedFile:
    """Pages read by the reader of their source, as one file."""
    return stage(_batches(visit, kind, paths), visit.folder, visit.feed.key)


def _batches(visit: Visit, kind: str, paths: list[Path]) -> Iterator[Batch]:
    for path in paths:
        table = open_table(path, name=f"{visit.feed.key}, {path.stem}")
        if isinstance(table, Rejected):
            yield from rejected_file(table)
        else:
            yield from READERS[kind].read(table, visit.feed.key)
