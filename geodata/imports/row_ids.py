"""The ids of a file while it is read, on disk: which rows have one that another row has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from geodata.schema import Batch

FILE: Final = "ids.duckdb"
_MEMORY: Final = "300MB"
_AT_ONCE: Final = 10_000


class RepeatedId(NamedTuple):
    """A row whose id the row ``first`` has too, in a newer edition or standing before it."""

    id: str
    line: int
    first: int
    newer: bool


class RowIds:
    """Ids with their rows and editions; the memory they take is bounded."""

    def __init__(self, folder: Path) -> None:
        self._con = duckdb.connect(folder / FILE, config={"memory_limit": _MEMORY})
        self._con.execute("CREATE OR REPLACE TABLE given (id VARCHAR, line BIGINT, version BIGINT)")

    def add(self, batch: Batch) -> None:
        """The events of a batch; one without editions has the edition 0."""
        versions = batch.versions
        if versions is None:
            versions = pa.repeat(pa.scalar(0, pa.int64()), len(batch.lines))
        rows = pa.table(
            {
                "id": batch.events.column("source_id"),
                "line": batch.lines,
                "version": pc.fill_null(versions.cast(pa.int64()), 0),
            }
        )
        self._con.register("rows_now", rows)
        self._con.execute("INSERT INTO given SELECT id, line, version FROM rows_now")
        self._con.unregister("rows_now")

    def twice(self) -> Iterator[RepeatedId]:
        """The rows to leave out, by their order in the file: of rows with the same id the
        highest edition stays, of equal ones the first."""
        found = self._con.execute(
            "SELECT id, line, first_line, newer FROM (SELECT id, line,"
            " first_value(line) OVER same AS first_line, row_number() OVER same AS place,"
            " first_value(version) OVER same > version AS newer"
            " FROM given WHERE id IN (SELECT id FROM given GROUP BY id HAVING count(*) > 1)"
            " WINDOW same AS (PARTITION BY id ORDER BY version DESC, line))"
            " WHERE place > 1 ORDER BY line"
        )
        while rows := found.fetchmany(_AT_ONCE):
            yield from (RepeatedId(*row) for row in rows)

    def close(self) -> None:
        """Release the file; it goes with its folder."""
        self._con.close()
