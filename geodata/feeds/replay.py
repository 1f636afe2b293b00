"""The bundled events played into a watched folder, as if they came in now.

Nothing is forged: each event keeps its days, and what is replayed is when it comes in.
"""

from __future__ import annotations

import csv
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from geodata.atomic import replacing
from geodata.data import DATA
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.readers.citations import IN_A_CELL
from geodata.readers.marks import escaped
from geodata.readers.native import EVENT_COLUMNS

logger = logging.getLogger(__name__)

KEY: Final = "replay"
NAME: Final = "Replay of the Levant set"
INBOX: Final = "inbox"

FEEDS: Final[dict[str, Any]] = {
    "feed": [
        {
            "kind": "folder",
            "key": KEY,
            "name": NAME,
            "folder": INBOX,
            "every": "1 s",
            "licence": LEVANT.licence,
            "attribution": LEVANT.attribution,
        }
    ]
}
"""``feeds.toml`` of a replay: its folder is watched as any operator's."""

WATCHES: Final[dict[str, Any]] = {
    "watch": [
        {
            "key": "sweida",
            "name": "Sweida",
            "link": "?region=SYR-Sweida",
            "threshold": "more than usual in 30 days",
            "page": True,
        }
    ]
}
"""``watches.toml`` of a replay: the violence of July 2025 reaches the threshold."""

BEGIN: Final = date(2025, 7, 5)
"""What ended before this day is there from the beginning; the watch is not far from here."""

LONGEST_GAP: Final = timedelta(days=5)
"""Nobody waits longer for the next event, however far away its day is."""

DAY_SECONDS: Final = 60 * 12 / 365.25
"""Of a day, at a month a minute."""

LOOK_SECONDS: Final = 0.2

Rows = Sequence[dict[str, str]]


class Replay:
    """Puts files of events into a folder, one for each day on which events ended.

    Args:
        inbox: the folder, which a feed of the kind ``folder`` watches.
        speed: months of events a minute.
        begin: from which day on they come in one after the other.

    Attributes:
        events: how many there are in all.
    """

    def __init__(self, inbox: Path, speed: float, *, begin: date = BEGIN) -> None:
        self._inbox, self._speed, self._begin = inbox, speed, begin
        days = _by_day()
        self._before = [row for day, rows in days if day < begin for row in rows]
        self._later = [(day, rows) for day, rows in days if day >= begin]
        self.events = sum(len(rows) for _, rows in days)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def put_first(self) -> None:
        """Put in what is there from the beginning.

        Raises:
            OSError: it cannot be written.
        """
        self._put("before", self._before)

    def start(self, ready: Callable[[], bool], at_end: Callable[[], None]) -> None:
        """Play the others in a thread, once ``ready`` says so; ``at_end`` is called after the
        last of them."""
        self._thread = threading.Thread(
            target=self._run, args=(ready, at_end), name="replay", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End at once; what was put in stays."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self, ready: Callable[[], bool], at_end: Callable[[], None]) -> None:
        while not ready():
            if self._stop.wait(LOOK_SECONDS):
                return
        before = self._begin
        for day, rows in self._later:
            gap = min(day - before, LONGEST_GAP)
            if self._stop.wait(gap.days * DAY_SECONDS / self._speed):
                return
            try:
                self._put(day.isoformat(), rows)
            except OSError as error:
                logger.error("The replay cannot go on: %s", error)  # noqa: TRY400 - no defect
                return
            before = day
        at_end()

    def _put(self, name: str, rows: Rows) -> None:
        with (
            replacing(self._inbox / f"{name}.csv") as part,
            part.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.DictWriter(file, (*EVENT_COLUMNS, "sources"))
            writer.writeheader()
            writer.writerows(rows)


def _by_day() -> list[tuple[date, Rows]]:
    """The rows of the bundled set, with their sources, by the day on which their event ended:
    nobody reports a week before it is over."""
    cited: dict[str, list[str]] = {}
    for row in _rows("sources.csv"):
        cell = "|".join(escaped(row[part]) for part in IN_A_CELL).rstrip("|")
        cited.setdefault(row["event_id"], []).append(cell)
    ended = dict(zip(*map(read_bundled().events.column, ("source_id", "date_end")), strict=True))
    ends = {str(event): day.as_py() for event, day in ended.items()}
    rows = [
        (ends[row["id"]], row | {"sources": ";".join(cited.get(row["id"], ()))})
        for row in _rows("events.csv")
    ]
    rows.sort(key=itemgetter(0))
    return [(day, [row for _, row in group]) for day, group in groupby(rows, itemgetter(0))]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
