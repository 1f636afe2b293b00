"""Reading filters from a link: what cannot be read is left out, with a notice.

A link is made by people, mail programs and other software: nothing in it may raise an
error, and nothing may be dropped without a word.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Final

from geodata.circles import Circle
from geodata.filters.notices import Notice

MAX_VALUES: Final = 50
MAX_TEXT: Final = 200
MAX_KEY: Final = 300
"""Of a zone: its name with the key of its data set before it."""
MAX_WORDS: Final = 12
MAX_CORNERS: Final = 500
MOST_DAYS: Final = 3_650
MOST_MONTHS: Final = 120
LEAST_KM: Final = 0.1
MOST_KM: Final = 20_000.0
"""Of a circle: half of the way around the Earth is 20,015 km."""
SHOWN: Final = 40
"""How much of a wrong value a notice repeats."""

IGNORED: Final = " and was ignored"
FIRST_USED: Final = "; only the first was used"
_RECENT: Final = re.compile(r"-([1-9][0-9]{0,3})([dm])")
_NUMBER: Final = r"(-?[0-9]{1,5}(?:\.[0-9]{1,15})?)"
_CIRCLE: Final = re.compile(rf"{_NUMBER} ?, ?{_NUMBER} ?, ?{_NUMBER} ?(?:km)?")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z")

Ring = tuple[tuple[float, float], ...]


class LinkReader:
    """The parameters of a link by name. ``notices`` collects what could not be read."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.notices: list[Notice] = []
        self._values: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            self._values[name].append(value)

    def has(self, name: str) -> bool:
        """Whether the parameter is in the link."""
        return bool(self._values[name])

    def note(self, names: tuple[str, ...], problem: str, consequence: str = IGNORED) -> None:
        """Add a notice on these parameters."""
        self.notices.append(Notice(names, problem, consequence))

    def first(self, name: str, label: str) -> str:
        """The value of a parameter that stands once; empty when it is not there."""
        values = self._values[name]
        if len(values) > 1:
            self.note((name,), f"{label} stands more than once in the link", FIRST_USED)
        return values[0] if values else ""

    def text(self, name: str) -> str:
        """The search text."""
        words = clean(self.first(name, "Search text"))
        if len(words) <= MAX_TEXT and len(words.split()) <= MAX_WORDS:
            return words
        self.note(
            (name,),
            f"The search text in the link is longer than {MAX_TEXT} characters or"
            f" {MAX_WORDS} words",
        )
        return ""

    def day(self, name: str) -> date | None:
        """A day as YYYY-MM-DD."""
        text = self.first(name, "A date").strip()
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            self._wrong(name, "Date", clean(text), "is not a date")
            return None
        return day

    def days(self, start: str, end: str) -> tuple[date | None, date | None]:
        """The first and the last day, both included."""
        first, last = self.day(start), self.day(end)
        if first is not None and last is not None and first > last:
            self.note(
                (start, end),
                "The dates in the link end before they begin",
                " and were ignored",
            )
            return None, None
        return first, last

    def recent(self, start: str, end: str) -> str:
        """A period that ends today, ``-7d`` or ``-12m``, without its sign; empty for all else."""
        match = _RECENT.fullmatch(next(iter(self._values[start]), "").strip())
        if not match or int(match[1]) > (MOST_DAYS if match[2] == "d" else MOST_MONTHS):
            return ""
        self.first(start, "A date")
        if self.has(end):
            self.note(
                (start, end),
                "The dates in the link count back from today and have no other end",
                f'; "{end}" was ignored',
            )
        return match[1] + match[2]

    def moment(self, name: str) -> datetime | None:
        """A minute in UTC as 2026-11-20T14:05Z."""
        text = self.first(name, "A moment").strip()
        if not text:
            return None
        try:
            if _MOMENT.fullmatch(text):
                return datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            pass
        self._wrong(name, "Moment", clean(text), "is not a time in UTC, as 2026-11-20T14:05Z")
        return None

    def choices(
        self, name: str, label: str, read: Callable[[str], tuple[str, ...]], longest: int
    ) -> tuple[str, ...]:
        """The known values of a facet, sorted, each once. ``read`` gives nothing for others."""
        values = self._values[name]
        if len(values) > MAX_VALUES:
            self.note(
                (name,),
                f"The link gives {len(values)} values for {label.lower()}",
                f"; only the first {MAX_VALUES} were used",
            )
        chosen: set[str] = set()
        for value in filter(None, map(clean, values[:MAX_VALUES])):
            if len(value) > longest:
                self._wrong(name, label, value, "is too long")
            elif known := read(value):
                chosen.update(known)
            else:
                self._wrong(name, label, value, "is not known")
        return tuple(sorted(chosen))

    def switch(self, name: str, label: str, on: str, off: str) -> bool:
        """A choice between two words, ``off`` being the usual one."""
        value = clean(self.first(name, label))
        if value not in {on, off, ""}:
            self._wrong(name, label, value, "is not known")
        return value == on

    def ring(self, name: str) -> Ring:
        """``lon lat,lon lat,…`` in degrees; at least three corners."""
        text = self.first(name, "An area").strip()
        if not text:
            return ()
        corners = text.split(",")
        if len(corners) > MAX_CORNERS:
            self.note((name,), f"The area in the link has more than {MAX_CORNERS} corners")
            return ()
        try:
            points = tuple(_corner(corner) for corner in corners)
        except ValueError:
            why = "is not a list of places (lon lat,lon lat,…)"
            self._wrong(name, "Area", clean(text), why)
            return ()
        ring = tidy(points)
        if not ring:
            self.note((name,), "The area in the link has fewer than three corners")
        return ring

    def circle(self, name: str) -> Circle | None:
        """``lat,lon,50km`` in degrees."""
        text = clean(self.first(name, "A circle"))
        if not text:
            return None
        if found := _CIRCLE.fullmatch(text):
            lat, lon, km = map(float, found.groups())
            if abs(lat) <= 90 and abs(lon) <= 180 and LEAST_KM <= km <= MOST_KM:  # noqa: PLR2004
                return tidy_circle(Circle(lat, lon, km))
        self._wrong(name, "Circle", text, "is not a place with a distance (lat,lon,50km)")
        return None

    def _wrong(self, name: str, label: str, value: str, why: str) -> None:
        """Such as: Region "XX" in the link is not known and was ignored."""
        short = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
        self.note((name,), f'{label} "{short}" in the link {why}')


def clean(text: str) -> str:
    """Text without control characters, runs of white space as one blank."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def tidy(points: Ring) -> Ring:
    """A ring rounded to 4 decimals (11 m), no corner twice running, the end not repeated;
    nothing when fewer than three corners are left."""
    # adding 0.0 turns -0.0 into 0.0, so that equal rings are written alike
    rounded = [(round(lon, 4) + 0.0, round(lat, 4) + 0.0) for lon, lat in points]
    kept = [corner for corner, _ in itertools.groupby(rounded)]
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept) if len(set(kept)) >= 3 else ()  # noqa: PLR2004 - a triangle


def written(points: Ring) -> str:
    """A ring as it stands in a link."""
    return ",".join(f"{lon:.4f} {lat:.4f}" for lon, lat in points)


def tidy_circle(circle: Circle) -> Circle:
    """A circle rounded to 4 decimals (11 m) and a tenth of a kilometre."""
    return Circle(
        round(circle.lat, 4) + 0.0, round(circle.lon, 4) + 0.0, max(LEAST_KM, round(circle.km, 1))
    )


def plain_number(value: float) -> str:
    """Degrees or kilometres without superfluous zeros: ``32.71``, ``50``."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _corner(corner: str) -> tuple[float, float]:
    lon, lat = (float(part) for part in corner.split())
    # not a number fails both comparisons
    if not (math.fabs(lon) <= 180 and math.fabs(lat) <= 90):  # noqa: PLR2004 - degrees
        raise ValueError(corner)
    return lon, lat
