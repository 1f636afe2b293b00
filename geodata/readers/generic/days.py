"""Days as people write them in tables, read exactly or not at all.

Nothing is guessed: 03/04/2025 is a day only when it is known whether the day or the month
comes first, and two figures of a year are no year.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from geodata.readers.generic.folding import is_unknown, western
from geodata.readers.sheet import CellError

ORDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "not known, or not needed",
        "dmy": "day, month, year",
        "mdy": "month, day, year",
        "ymd": "year, month, day",
    }
)
"""The orders in which the numbers of a day can stand."""

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2100
SERIALS: Final = (20_000, 60_000)
"""Numbers of days that a spreadsheet may mean as a day: 3 Oct 1954 to 7 Apr 2064."""

_SERIAL_ZERO: Final = date(1899, 12, 30)
_MONTH_NAMES: Final = (
    "january jan janvier janv enero ene januar ocak oca يناير كانون_الثاني",
    "february feb février fevrier fevr févr febrero februar şubat subat فبراير شباط",
    "march mar mars marzo märz maerz mrz mart مارس آذار اذار",
    "april apr avril avr abril abr nisan nis أبريل ابريل نيسان",
    "may mai mayo mayıs mayis مايو أيار ايار",
    "june jun juin junio juni haziran haz يونيو حزيران",
    "july jul juillet juil julio juli temmuz tem يوليو تموز",
    "august aug août aout agosto ago ağustos agustos ağu أغسطس اغسطس آب اب",
    "september sep sept septembre septiembre eylül eylul eyl سبتمبر أيلول ايلول",
    "october oct octobre octubre oktober okt ekim eki أكتوبر اكتوبر تشرين_الأول تشرين_الاول",
    "november nov novembre noviembre kasım kasim kas نوفمبر تشرين_الثاني",
    "december dec décembre déc diciembre dic dezember dez aralık ara ديسمبر كانون_الأول",
)
_MONTHS: Final[Mapping[str, int]] = MappingProxyType(
    {
        name.replace("_", " "): number
        for number, names in enumerate(_MONTH_NAMES, 1)
        for name in names.split()
    }
)

_TIME: Final = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?)?"
_WORD: Final = r"([^\W\d_]+(?: [^\W\d_]+)?)\.?"
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?",
    re.IGNORECASE,
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _TIME
)
_COMPACT: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_YEAR: Final = re.compile(r"\d{4}")
_WEEK: Final = re.compile(r"(\d{4})-?[Ww](\d\d)")
_NUMBERS: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME)
_SHORT_YEAR: Final = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d\d" + _TIME)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_WEEKDAY: Final = r"(?:[^\W\d_]{2,10}\.?,? )?"
_DAY_WORD: Final = re.compile(
    _WEEKDAY + r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[ -]" + _WORD + r",?[ -](\d{4})"
)
_WORD_DAY: Final = re.compile(_WEEKDAY + _WORD + r" (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_WORD_YEAR: Final = re.compile(_WORD + r",?[ -](\d{4})")

EXPECTED: Final = "expected a day such as 2025-07-16 or 16 July 2025, a month or a year"
_WHICH_FIRST: Final = (
    "day and month cannot be told apart and are not guessed: say in the mapping which comes first"
)


class DateRange(NamedTuple):
    """The first and the last day that a text can mean, and how well they are known.

    ``moved`` says that a time with a zone was converted, and that the day is the one of UTC.
    """

    first: date
    last: date
    precision: str = "day"
    moved: bool = False


def parse(text: str, order: str = "", *, serial: bool = False) -> DateRange:
    """The day, week, month or year that a text says.

    Args:
        text: without blanks at its ends.
        order: one of ``ORDERS``, for days written in numbers with the year last.
        serial: whether numbers from 20,000 to 60,000 are days as spreadsheets count them.

    Raises:
        CellError: it says none, or could mean two days.
    """
    text = " ".join(western(text).split())
    try:
        found = _parse(text, order, serial=serial)
    except (ValueError, OverflowError) as error:
        if isinstance(error, CellError):
            raise
        raise CellError("there is no such day") from None
    if found is None:
        raise CellError(EXPECTED)
    if found.first.year < FIRST_YEAR or found.last.year > LAST_YEAR:
        raise CellError(f"days from {FIRST_YEAR} to {LAST_YEAR} are taken")
    return found


def _parse(text: str, order: str, *, serial: bool) -> DateRange | None:
    if _ISO.fullmatch(text):
        return _one(date.fromisoformat(text))
    if found := _MOMENT.fullmatch(text):
        return _moment(*found.groups())
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _one(date(int(found["year"]), int(found["month"]), int(found["day"])))
    if found := _NUMBERS.fullmatch(text):
        return _ordered(int(found[1]), int(found[3]), int(found[4]), order)
    if serial and _SERIAL.fullmatch(text) and SERIALS[0] <= float(text) <= SERIALS[1]:
        return _one(_SERIAL_ZERO + timedelta(days=int(float(text))))
    if _SHORT_YEAR.fullmatch(text):
        raise CellError("write the year with four figures")
    return _vague(text) or _named(text.casefold())


def _moment(day: str, time: str, zone: str | None) -> DateRange:
    """The day of a moment, in UTC where it says its zone."""
    offset = "+00:00" if (zone or "").upper() in {"Z", "UTC", "GMT"} else zone or ""
    moment = datetime.fromisoformat(f"{day}T{time.replace(',', '.')}{offset}")
    if moment.tzinfo is None:
        return _one(moment.date())
    away = bool(moment.utcoffset())
    found = moment.astimezone(UTC).date()
    return DateRange(found, found, moved=away)


def _ordered(one: int, two: int, year: int, order: str) -> DateRange:
    if order not in {"dmy", "mdy"}:
        raise CellError("the mapping says that the year comes first" if order else _WHICH_FIRST)
    day, month = (one, two) if order == "dmy" else (two, one)
    try:
        return _one(date(year, month, day))
    except ValueError:
        said = "day" if order == "dmy" else "month"
        raise CellError(f"there is no such day when the {said} comes first") from None


def _vague(text: str) -> DateRange | None:
    """A year, a month or a week in numbers."""
    if _YEAR.fullmatch(text):
        return DateRange(date(int(text), 1, 1), date(int(text), 12, 31), "year")
    if found := _YEAR_MONTH.fullmatch(text):
        return month(int(found[1]), int(found[2]))
    if found := _MONTH_YEAR.fullmatch(text):
        return month(int(found[2]), int(found[1]))
    if found := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return DateRange(monday, monday + timedelta(days=6), "week")
    return None


def _named(text: str) -> DateRange | None:
    """A day or a month with the name of the month."""
    text = text.replace(" of ", " ").replace(" de ", " ")
    if found := _DAY_WORD.fullmatch(text):
        day, name, year = found.groups()
    elif found := _WORD_DAY.fullmatch(text):
        name, day, year = found.groups()
    elif found := _WORD_YEAR.fullmatch(text):
        day, name, year = "", found[1], found[2]
    else:
        return None
    if name not in _MONTHS:
        return None
    return (
        _one(date(int(year), _MONTHS[name], int(day))) if day else month(int(year), _MONTHS[name])
    )


def _one(day: date) -> DateRange:
    return DateRange(day, day)


def month(year: int, number: int) -> DateRange:
    """A whole month.

    Raises:
        ValueError: there is none of this number.
    """
    first = date(year, number, 1)
    return DateRange(first, first.replace(day=calendar.monthrange(year, number)[1]), "month")


def parse_parts(year: str, month_: str = "", day: str = "") -> DateRange | None:
    """A day from three cells. An empty month or day, or 0, is not known; no year is no day.

    Raises:
        CellError: they are no numbers or name no day.
    """
    numbers = [_number(text) for text in (year, month_, day)]
    if not numbers[0]:
        if any(numbers):
            raise CellError("the year is missing")
        return None
    text = f"{numbers[0]:04}"
    for number in numbers[1:]:
        if not number:
            break
        text += f"-{number:02}"
    if numbers[2] and not numbers[1]:
        raise CellError("there is a day and no month")
    return parse(text)


def _number(text: str) -> int:
    bare = western(text).strip().removesuffix(".0")
    if is_unknown(bare):
        return 0
    if bare.isascii() and bare.isdigit() and len(bare) <= len("2025"):
        return int(bare)
    return _MONTHS.get(bare.casefold().rstrip("."), 0) or _refuse()


def _refuse() -> int:
    raise CellError("expected a year, a month and a day as numbers")


def numbers(text: str) -> tuple[int, int] | None:
    """The first two numbers of a day whose order has to be known; else None."""
    found = _NUMBERS.fullmatch(" ".join(western(text).split()))
    return (int(found[1]), int(found[3])) if found else None


def looks_dated(text: str) -> bool:
    """Whether a text is a day in whatever order."""
    for order in ("dmy", "mdy"):
        try:
            parse(text, order)
        except CellError:
            continue
        return True
    return False
