"""What a report is to hold: a title, a period, and sections of figures, each for some filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, cast

from dashboard import state
from dashboard.pictures.request import KINDS, Kind
from dashboard.state import View
from geodata.filters import parse
from watchline.reports.text import line

MAX_SECTIONS: Final = 12
MAX_TITLE: Final = 200
MAX_NAME: Final = 120
_SHOWN: Final = 40
_KEYS: Final = frozenset({"title", "from", "to", "sections"})
_SECTION_KEYS: Final = frozenset({"name", "view", "figures"})

Period = tuple[date | None, date | None]
"""First and last day, UTC, both included; an open end is ``None``."""


@dataclass(frozen=True, slots=True)
class Section:
    """The events of a view: what is said of them, and the figures that are drawn of them.

    An empty name is the title that follows from the filters.
    """

    name: str = ""
    view: View = field(default_factory=View)
    figures: tuple[Kind, ...] = ("map", "timeline")


@dataclass(frozen=True, slots=True)
class Report:
    """Sections under a title. A period replaces the dates of every section."""

    title: str = ""
    sections: tuple[Section, ...] = (Section(),)
    period: Period | None = None

    def views(self) -> tuple[View, ...]:
        """The view of each section with the dates that hold for it, as days: the last seven
        days are those they are now."""
        return tuple(self._dated(section.view) for section in self.sections)

    def _dated(self, view: View) -> View:
        filters = replace(view.filters, recent="")
        if self.period:
            filters = replace(filters, date_from=self.period[0], date_to=self.period[1])
        return replace(view, filters=filters, event="", place="", tab="", map=None)


def read(said: object, today: date | None = None) -> tuple[Report, tuple[str, ...]]:
    """A report from what JSON gives.

    Takes ``{"title": …, "from": …, "to": …, "sections": [{"name": …, "view": …, "figures":
    [...]}]}``; the dates are as in a link (``2025-07-01``; ``from`` alone may be ``-7d``), a view
    is a link or its query string. Never raises: what cannot be read is left out, and a sentence
    says so.
    """
    if not isinstance(said, Mapping):
        return Report(), ("The report is not an object with title and sections.",)
    notices = _strange(said, _KEYS, "The report")
    period = _period(said, today, notices)
    given = said.get("sections") or []
    if not isinstance(given, Sequence) or isinstance(given, str):
        notices.append("The sections of the report are not a list and were ignored.")
        given = []
    if len(given) > MAX_SECTIONS:
        notices.append(f"A report holds {MAX_SECTIONS} sections; those after them were left out.")
    sections = [_section(one, at, notices) for at, one in enumerate(given[:MAX_SECTIONS], 1)]
    title = line(_text(said, "title", "The title of the report", notices), MAX_TITLE)
    return Report(title, tuple(filter(None, sections)) or (Section(),), period), tuple(notices)


def write(report: Report) -> dict[str, Any]:
    """A report as ``read`` takes it."""
    first, last = report.period or (None, None)
    said: dict[str, Any] = {"title": report.title}
    if first:
        said["from"] = first.isoformat()
    if last:
        said["to"] = last.isoformat()
    said["sections"] = [
        {"name": one.name, "view": state.write(one.view), "figures": list(one.figures)}
        for one in report.sections
    ]
    return said


def query(view: str) -> str:
    """The query string of a link, or what is one already."""
    before, mark, after = view.partition("#")[0].partition("?")
    return after if mark else "" if "://" in before else before


def _strange(said: Mapping[Any, Any], known: frozenset[str], what: str) -> list[str]:
    strange = sorted(line(name, _SHOWN) for name in said if name not in known)
    return [f'{what} says "{name}", which is not known and was ignored.' for name in strange[:5]]


def _text(said: Mapping[Any, Any], name: str, what: str, notices: list[str]) -> str:
    value = said.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    notices.append(f"{what} is not a text and was ignored.")
    return ""


def _period(said: Mapping[Any, Any], today: date | None, notices: list[str]) -> Period | None:
    pairs = [
        (name, value)
        for name in ("from", "to")
        if (value := _text(said, name, f'The date "{name}" of the report', notices))
    ]
    filters, trouble = parse(pairs, today)
    notices += trouble
    days = (filters.date_from, filters.date_to)
    return days if any(days) else None


def _section(said: object, at: int, notices: list[str]) -> Section | None:
    what = f"Section {at}"
    if not isinstance(said, Mapping):
        notices.append(f"{what} is not an object with name, view and figures; it was left out.")
        return None
    notices += _strange(said, _SECTION_KEYS, what)
    view, trouble = state.read(query(_text(said, "view", f"The view of section {at}", notices)))
    notices += [f"{what}: {sentence}" for sentence in trouble]
    name = line(_text(said, "name", f"The name of section {at}", notices), MAX_NAME)
    figures = said.get("figures", list(Section().figures))
    if not isinstance(figures, Sequence) or isinstance(figures, str):
        notices.append(f"{what}: the figures are not a list and were ignored.")
        figures = []
    known = []
    for figure in figures[: 2 * len(KINDS)]:
        if isinstance(figure, str) and figure in KINDS:
            known.append(cast("Kind", figure))
        else:
            notices.append(
                f'{what}: the figure "{line(figure, _SHOWN)}" is not one of {", ".join(KINDS)}.'
            )
    return Section(name, view, tuple(dict.fromkeys(known)))
