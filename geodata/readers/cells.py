"""One row of a file while it is checked: typed values out, a reason for every fault."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from geodata.readers.marks import parted, unescaped
from geodata.schema import Rejected

NAME_LIMIT: Final = 200
TITLE_LIMIT: Final = 300
SUMMARY_LIMIT: Final = 5_000
LIST_LIMIT: Final = 200
URL_LIMIT: Final = 2_000
NUMBER_LIMIT: Final = 100_000_000
_SHOWN: Final = 80
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE: Final = re.compile(r"\d+", re.ASCII)
_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(\.\d{0,20})?", re.ASCII)
# They turn the reading order of whatever stands behind them on a page.
_TURNS_ORDER: Final = frozenset("\u202a\u202b\u202c\u202d\u202e")


def shown(value: str) -> str:
    """A value fit to stand in a sentence: short, with unseen characters named."""
    cut = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
    return "".join(f"⟨U+{ord(sign):04X}⟩" if unseen(sign) else sign for sign in cut)


def unseen(sign: str) -> bool:
    """Whether a sign is a control character, turns the reading order around, or is none that may
    stand in a text (the noncharacters of Unicode, chapter 23.7)."""
    code = ord(sign)
    noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE  # noqa: PLR2004 - their codes
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in _TURNS_ORDER or noncharacter


def nearest(value: str, words: Collection[str]) -> str:
    """A hint at the known word that a value may have meant, empty when none is close."""
    return _nearest(value, tuple(words))


@functools.lru_cache(maxsize=1024)
def _nearest(value: str, words: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(value[:_SHOWN], words, n=1, cutoff=0.7)
    return f"; did you mean {close[0]}?" if close else ""


class Cells:
    """The cells of one row, blanks at their ends removed, and the faults found in them.

    Every method that returns a value returns ``None`` or nothing when the cell is empty or
    at fault; a fault is added to ``faults``.
    """

    def __init__(self, file: str, line: int, values: Mapping[str, str]) -> None:
        self.file = file
        self.line = line
        self.faults: list[Rejected] = []
        self._values = values

    def raw(self, column: str) -> str:
        """The cell as it stands; empty when the file has no such column."""
        return self._values.get(column, "").strip()

    def refuse(self, column: str, expected: str) -> None:
        """Add a fault of one column: ``<column> is “<value>”: <expected>``."""
        value = self.raw(column)
        said = f"is “{shown(value)}”" if value else "is empty"
        reason = f"{column} {said}: {expected}"
        self.faults.append(Rejected(self.file, self.line, column, shown(value), reason))

    def refuse_row(self, reason: str) -> None:
        """Add a fault of the row as a whole."""
        self.faults.append(Rejected(self.file, self.line, "", "", reason))

    def text(self, column: str, limit: int, *, required: bool = False, lines: bool = False) -> str:
        """Plain text of at most ``limit`` characters; line breaks only with ``lines``."""
        value = self.raw(column)
        if lines:
            value = value.replace("\r\n", "\n")
        if required and not value:
            self.refuse(column, "this column may not be empty")
        elif len(value) > limit:
            self.refuse(column, f"{len(value):,} characters; at most {limit:,} are taken")
        elif not value.isprintable() and any(
            unseen(sign) and not (lines and sign in "\n\t") for sign in value
        ):
            self.refuse(column, "it holds a control character or a line break; remove it")
        else:
            return value
        return ""

    def word(self, column: str, words: Collection[str], default: str = "") -> str:
        """One of the controlled ``words``; ``default`` for an empty cell."""
        value = self.raw(column) or default
        if value in words:
            return value
        self.refuse(column, f"expected one of {', '.join(words)}{nearest(value, words)}")
        return ""

    def day(self, column: str, *, required: bool = False) -> date | None:
        """A calendar day written ``YYYY-MM-DD``."""
        value = self.raw(column)
        if not value and not required:
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            self.refuse(column, "there is no such day")
            return None
        self.refuse(column, "expected a day written year-month-day, such as 2025-07-16")
        return None

    def number(self, column: str) -> int | None:
        """A whole number from 0 to 100 million; an empty cell means not known."""
        value = self.raw(column)
        if not value:
            return None
        if _WHOLE.fullmatch(value) and len(value) < _SHOWN and int(value) <= NUMBER_LIMIT:
            return int(value)
        self.refuse(column, "expected a whole number or nothing")
        return None

    def degrees(self, column: str, limit: float) -> float | None:
        """Degrees WGS84 with a decimal point, from ``-limit`` to ``limit``."""
        value = self.raw(column)
        if not value:
            return None
        if _DEGREES.fullmatch(value) and abs(float(value)) <= limit:
            return float(value)
        self.refuse(column, f"expected degrees from -{limit:g} to {limit:g}, such as 36.29128")
        return None

    def items(self, column: str, limit: int = NAME_LIMIT) -> list[str]:
        """A list separated by ``;``, no item twice, each of at most ``limit`` characters."""
        return [unescaped(item) for item in self.entries(column, limit)]

    def entries(self, column: str, limit: int, *, lines: bool = False) -> list[str]:
        """The same with the items as they stand, to be cut at ``|``."""
        value = self.text(column, limit * LIST_LIMIT, lines=lines)
        found = [item for part in parted(value, ";") if (item := part.strip())]
        if len(found) > LIST_LIMIT:
            self.refuse(column, f"{len(found):,} items; at most {LIST_LIMIT} are taken")
        elif any(len(item) > limit for item in found):
            self.refuse(column, f"an item is longer than {limit} characters")
        elif twice := next((item for item in found if found.count(item) > 1), ""):
            self.refuse(column, f"“{shown(twice)}” stands there twice")
        else:
            return found
        return []

    def web_address(self, column: str) -> str:
        """An absolute http or https address without a user name or blanks."""
        value = self.text(column, URL_LIMIT, required=True)
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname, parts.port  # the port raises when it is no number
        except ValueError:
            parts, host = urlsplit(""), None
        if parts.scheme not in {"http", "https"} or not host:
            self.refuse(column, "expected an address that begins with https:// or http://")
        elif "@" in parts.netloc or any(sign.isspace() for sign in value):
            self.refuse(column, "an address may hold no blanks and no user name")
        else:
            return value
        return ""
