"""The tooltip of one event: the same on the map and in the timeline."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Final

from geodata import text
from geodata.results import EventMark
from geodata.schema import GROUP_LABELS

LETTERS: Final = 40
"""In a line: as many as a phone has room for."""


def plain_lines(words: str, most: int) -> list[str]:
    """Words as plain text in at most so many lines; what is left out ends in an ellipsis."""
    lines = wrap(words, LETTERS, max_lines=most, placeholder=" …", break_on_hyphens=False)
    return [escape(line, quote=False) for line in lines]


def one_line(words: str) -> str:
    """The same in one line, empty for no words."""
    return "".join(plain_lines(words, 1))


def days_line(event: EventMark) -> str:
    """The days, no more exactly than they are known, and how exactly that is."""
    days = text.dated(event.first, event.last, event.date_precision)
    return f"{days}, {text.date_precision(event.date_precision)}"


def deaths_line(event: EventMark) -> str:
    """What kind of event it is, and the range of reported deaths or that none is known."""
    deaths = text.deaths(*event.deaths)
    return f"{GROUP_LABELS[event.group]} · {deaths[0].lower()}{deaths[1:]}"
