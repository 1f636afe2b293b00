"""Days, numbers and precision in words, the same on the page, in pictures and in files.

Months are named here and not by the locale, so that a picture made on a server in any
country reads the same. Days are UTC calendar days; both ends of a range are included.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from geodata.schema import CREDIBILITY, DATE_PRECISIONS, GROUP_LABELS, GROUPS, RELIABILITY

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
PERHAPS_WITHIN: Final = "more, known to a governorate or country only, may lie within the distance"
"""Of events that a circle leaves out, after how many there are."""
NOT_RECORDED: Final = (
    "No source has a number of its own: the data has the range, and not who gave which end."
)
"""Of an event on which numbers differ and none is one source's own."""
WEEKDAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday"),
    *("Friday", "Saturday", "Sunday"),
)


def day(value: date) -> str:
    """``21 Mar 2025``."""
    return f"{value.day} {month_short(value)} {value.year}"


def day_month(value: date) -> str:
    """``21 Mar``."""
    return f"{value.day} {month_short(value)}"


def month_short(value: date) -> str:
    """``Mar``."""
    return MONTHS[value.month - 1][:3]


def month(value: date) -> str:
    """``March 2025``."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def weekday_short(value: date) -> str:
    """``Fri``."""
    return WEEKDAYS[value.weekday()][:3]


def days(first: date, last: date) -> str:
    """A range without repeating what both ends share: ``5–6 Jan 2026``,
    ``28 Jul – 3 Aug 2025``, ``21 Mar 2025 – 20 Mar 2026``; one day as :func:`day`."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{day_month(first)} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def period(first: date | None, last: date | None) -> str:
    """A choice of dates in words, either end open: ``from 21 Mar 2025``, ``all dates``."""
    if first and last:
        return days(first, last)
    if first:
        return f"from {day(first)}"
    if last:
        return f"until {day(last)}"
    return "all dates"


def dated(first: date, last: date, precision: str) -> str:
    """The days an event may cover, no more exactly than they are known.

    ``first``/``last`` are as widened by the precision: ``5–6 Jan 2026``,
    ``week of 14 Jul 2025``, ``May 2025``, ``2025``.
    """
    if precision == "month":
        if (first.year, first.month) == (last.year, last.month):
            return month(first)
        return f"{month(first)} – {month(last)}"
    if precision == "year":
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    monday = first - timedelta(days=first.weekday())
    if precision == "week" and last <= monday + timedelta(days=6):
        return f"week of {day(monday)}"
    return days(first, last)


def date_precision(precision: str) -> str:
    """``dated to the week``; a word not of the schema comes back unchanged."""
    return DATE_PRECISIONS.get(precision, precision)


def bucket(unit: str, start: date) -> str:
    """A bar of the histogram: ``week of 14 Jul 2025, Monday to Sunday``, ``July 2025``."""
    if unit == "week":
        return f"week of {day(start)}, Monday to Sunday"
    if unit == "month":
        return month(start)
    if unit == "quarter":
        return f"{month_short(start)}–{MONTHS[start.month + 1][:3]} {start.year}"
    if unit == "decade":
        return f"{start.year}–{start.year + 9}"
    if unit == "year":
        return str(start.year)
    return f"{WEEKDAYS[start.weekday()]} {day(start)}"


def number(value: int) -> str:
    """``1,234``."""
    return f"{value:,}"


def count(value: int, noun: str, plural: str = "") -> str:
    """``1 event``, ``1,234 events``."""
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"


def groups(counts: Sequence[int]) -> tuple[str, ...]:
    """``Violence 2`` and so on for the groups that have any, in stacking order."""
    return tuple(
        f"{GROUP_LABELS[group]} {value:,}"
        for group, value in zip(GROUPS, counts, strict=True)
        if value
    )


def deaths(low: int | None, best: int | None, high: int | None) -> str:
    """``4 dead``, ``4–7 dead``, ``Deaths not known``; a range before a best figure."""
    known = [value for value in (low, best, high) if value is not None]
    if not known:
        return "Deaths not known"
    least, most = min(known), max(known)
    return f"{least:,} dead" if least == most else f"{least:,}–{most:,} dead"


def claimed(low: int | None, high: int | None) -> str:
    """Deaths as one source states them: ``426``, ``30–89``, ``at least 1,000``, ``no number``."""
    if low is not None and high is not None:
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"
    if low is not None:
        return f"at least {low:,}"
    return "no number" if high is None else f"at most {high:,}"


def grade(reliability: str, credibility: str) -> str:
    """An Admiralty grade in words: ``Usually reliable source; confirmed by other sources``."""
    return f"{RELIABILITY[reliability]}; {CREDIBILITY[credibility]}"


def short_place(name: str) -> str:
    """The part of a place's name that a map or a line of text has room for:
    ``Koya (Kuwayya), Yarmouk Basin`` is ``Koya``."""
    first, _, rest = name.partition(", ")
    if first == "UN Headquarters" and rest:
        return rest
    return first.partition(" (")[0]
