"""Reading filters from a link: what cannot be read is left out, with a notice.

A link is made by people, mail programs and other software: nothing in it may raise an
error, and nothing may be dropped without a word.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Final

MAX_VALUES: Final = 50
MAX_TEXT: Final = 200
MAX_KEY: Final = 300
"""Of a zone: its name with the key of its data set before it."""
MAX_WORDS: Final = 12
MAX_CORNERS: Final = 500
MOST_DAYS: Final = 3_650
MOST_MONTHS: Final = 120
SHOWN: Final = 40
"""How much of a wrong value a notice repeats."""

Ring = tuple[tuple[float, float], ...]


class Notices(list[str]):
    """Sentences on what was left out."""

    def ignored(self, what: str, value: str, why: str) -> None:
        """Such as: Region "XX" in the link is not known and was ignored."""
        short = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
        self.append(f'{what} "{short}" in the link {why} and was ignored.')


def clean(text: str) -> str:
    """Text without control characters, runs of white space as one blank."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def first(values: Sequence[str], what: str, notices: Notices) -> str:
    """The value of a parameter that stands once; empty when it is not there."""
    if len(values) > 1:
        notices.append(f"{what} stands more than once in the link; only the first was used.")
    return values[0] if values else ""


def text(values: Sequence[str], notices: Notices) -> str:
    """The search text."""
    found = clean(first(values, "Search text", notices))
    if len(found) > MAX_TEXT or len(found.split()) > MAX_WORDS:
        notices.append(
            f"The search text in the link is longer than {MAX_TEXT} characters or"
            f" {MAX_WORDS} words and was ignored."
        )
        return ""
    return found


def day(values: Sequence[str], notices: Notices) -> date | None:
    """A day as YYYY-MM-DD."""
    found = first(values, "A date", notices).strip()
    if not found:
        return None
    try:
        read = date.fromisoformat(found)
    except ValueError:
        read = None
    if read is None or read.isoformat() != found:
        notices.ignored("Date", clean(found), "is not a date")
        return None
    return read


def days(
    start: Sequence[str], end: Sequence[str], notices: Notices
) -> tuple[date | None, date | None]:
    """The first and the last day, both included."""
    begin, finish = day(start, notices), day(end, notices)
    if begin is not None and finish is not None and begin > finish:
        notices.append("The dates in the link end before they begin and were ignored.")
        return None, None
    return begin, finish


def recent(values: Sequence[str]) -> str:
    """A period that ends today, ``-7d`` or ``-12m``, without its sign; empty for all else."""
    found = _RECENT.fullmatch(values[0].strip()) if values else None
    if not found:
        return ""
    most = MOST_DAYS if found[2] == "d" else MOST_MONTHS
    return found[1] + found[2] if int(found[1]) <= most else ""


_RECENT: Final = re.compile(r"-([1-9][0-9]{0,3})([dm])")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z")


def moment(values: Sequence[str], notices: Notices) -> datetime | None:
    """A minute in UTC as 2026-11-20T14:05Z."""
    found = first(values, "A moment", notices).strip()
    if not found:
        return None
    try:
        if _MOMENT.fullmatch(found):
            return datetime.fromisoformat(found).astimezone(UTC)
    except ValueError:
        pass
    notices.ignored("Moment", clean(found), "is not a time in UTC, as 2026-11-20T14:05Z")
    return None


def choices(
    values: Sequence[str],
    what: str,
    read: Callable[[str], tuple[str, ...]],
    notices: Notices,
    longest: int = MAX_TEXT,
) -> tuple[str, ...]:
    """The known values of a facet, sorted, each once. ``read`` gives nothing for others."""
    if len(values) > MAX_VALUES:
        notices.append(
            f"The link gives {len(values)} values for {what.lower()};"
            f" only the first {MAX_VALUES} were used."
        )
    found: set[str] = set()
    for value in map(clean, values[:MAX_VALUES]):
        known = read(value)
        if value and len(value) <= longest and known:
            found.update(known)
        elif value:
            too_long = len(value) > longest
            notices.ignored(what, value, "is too long" if too_long else "is not known")
    return tuple(sorted(found))


def switch(values: Sequence[str], on: str, off: str, what: str, notices: Notices) -> bool:
    """A choice between two words, ``off`` being the usual one."""
    found = clean(first(values, what, notices))
    if found not in {on, off, ""}:
        notices.ignored(what, found, "is not known")
    return found == on


def ring(values: Sequence[str], notices: Notices) -> Ring:
    """``lon lat,lon lat,…`` in degrees; at least three corners."""
    found = first(values, "An area", notices).strip()
    if not found:
        return ()
    corners = found.split(",")
    if len(corners) > MAX_CORNERS:
        notices.append(f"The area in the link has more than {MAX_CORNERS} corners and was ignored.")
        return ()
    try:
        points = tuple(_corner(corner) for corner in corners)
    except ValueError:
        notices.ignored("Area", clean(found), "is not a list of places (lon lat,lon lat,…)")
        return ()
    closed = tidy(points)
    if not closed:
        notices.append("The area in the link has fewer than three corners and was ignored.")
    return closed


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


def _corner(corner: str) -> tuple[float, float]:
    lon, lat = (float(part) for part in corner.split())
    # not a number fails both comparisons
    if not (math.fabs(lon) <= 180 and math.fabs(lat) <= 90):  # noqa: PLR2004 - degrees
        raise ValueError(corner)
    return lon, lat
