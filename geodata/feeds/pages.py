"""Answers of an API that come page by page: kept as files, then read as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from geodata.feeds.state import Visit
from geodata.feeds.trouble import Trouble
from geodata.readers import READERS
from geodata.readers.table_file import open_table, whole
from geodata.schema import Batch, Rejected
from geodata.staging import Staged, stage

PAGES: Final = 5_000


class Page(NamedTuple):
    """One answer: its rows as JSON, and the file that it is in."""

    rows: list[dict[str, Any]]
    path: Path


def rows_of(answer: Any, name: str, host: str) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """The rows that an answer holds under a name.

    Raises:
        Trouble: there are none, or not such ones.
    """
    rows = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Trouble(f"{host} answered in a form that is not known: it has no list “{name}”")
    return rows


def page_path(visit: Visit, number: int) -> Path:
    """Where an answer is kept.

    Raises:
        Trouble: there are more than can be right.
    """
    if number > PAGES:
        raise Trouble(f"there are more than {PAGES:,} pages: ask for less, by country or day")
    return visit.folder / f"page-{number:05}.json"


def staged(visit: Visit, kind: str, paths: list[Path]) -> Staged:
    """Pages read by the reader of their source, as one file."""
    return stage(_batches(visit, kind, paths), visit.folder, visit.feed.key)


def _batches(visit: Visit, kind: str, paths: list[Path]) -> Iterator[Batch]:
    for path in paths:
        table = open_table(path, name=f"{visit.feed.key}, {path.stem}")
        if isinstance(table, Rejected):
            yield from whole(table)
        else:
            yield from READERS[kind].read(table, visit.feed.key)
