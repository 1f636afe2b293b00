"""Which column of a table holds the day of the event, and how days are written in it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from geodata import text as words
from geodata.folding import fold
from geodata.readers.cells import shown
from geodata.readers.generic import days
from geodata.readers.generic.column_names import DATE_WORDS
from geodata.readers.generic.guess_result import YES_NO, Choice, Question, Sample
from geodata.readers.generic.mapping import TableMapping, answered

_MOSTLY: Final = 0.9
_LOOKED_AT: Final = 500
_MONTHS_IN_YEAR: Final = 12
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_SERIAL_ZERO: Final = date(1899, 12, 30)
_FIELDS: Final = ("date_start", "date_end", "source_published")


def dates(
    mapping: TableMapping,
    names: Sequence[str],
    sample: Sample,
    questions: list[Question],
    notes: list[str],
) -> TableMapping:
    """The mapping with the column of the date and the order of its numbers, as far as they
    are certain; questions for the rest."""
    mapping = _column(mapping, names, sample, questions, notes)
    columns = [mapping.columns[field] for field in _FIELDS if field in mapping.columns]
    if "date_start" not in mapping.columns and questions:
        # the order is asked with the column: days of all that may be meant
        columns += [choice.value for choice in questions[-1].choices]
    mapping = _order(mapping, columns, sample, questions, notes)
    return _serials(mapping, sample, questions)


def _column(
    mapping: TableMapping,
    names: Sequence[str],
    sample: Sample,
    questions: list[Question],
    notes: list[str],
) -> TableMapping:
    named = mapping.columns.get("date_start")
    if named and (not sample.rows or _dated(sample, named) or _serial_cells(sample, named)):
        return mapping
    if named:
        said = next(iter(sample.counted(named)), "")
        notes.append(
            f"“{shown(named)}” is called like a date and holds none"
            + (f", such as “{shown(said)}”" if said else "")
        )
        mapping = answered(mapping, "columns.date_start", "")
    if "year" in mapping.columns:
        return mapping
    taken = set(mapping.columns.values())
    free = [name for name in names if name not in taken and name != named]
    found = [name for name in free if _may_be_date(sample, name)]
    if len(found) == 1:
        notes.append(f"“{shown(found[0])}” is taken as the date: it alone holds days")
        return answered(mapping, "columns.date_start", found[0])
    text = (
        "Several columns hold days. Which one says when the event happened?"
        if found
        else "No column was found that holds days. Which one says when the event happened?"
    )
    choices = tuple(Choice(name, name) for name in found or names)
    questions.append(Question("columns.date_start", text, choices))
    return mapping


def _dated(sample: Sample, column: str) -> bool:
    """Whether most cells of a column are days, in whatever order."""
    found = list(sample.counted(column))[:_LOOKED_AT]
    return sum(map(days.looks_dated, found)) >= _MOSTLY * len(found) / 2 if found else False


def _may_be_date(sample: Sample, column: str) -> bool:
    """Whether a column holds days by what is in it; mere numbers need a name to be days."""
    found = list(sample.counted(column))[:_LOOKED_AT]
    if not found:
        return False
    called = not DATE_WORDS.isdisjoint(fold(column).split())
    dated = sum(days.looks_dated(text) and (called or not text.isdigit()) for text in found)
    return dated >= _MOSTLY * len(found) or (called and bool(_serial_cells(sample, column)))


def _order(
    mapping: TableMapping,
    columns: Sequence[str],
    sample: Sample,
    questions: list[Question],
    notes: list[str],
) -> TableMapping:
    seen: dict[str, list[str]] = {"dmy": [], "mdy": [], "": []}
    where = ""
    for column in dict.fromkeys(columns):
        for text in sample.counted(column):
            pair = days.numbers(text)
            if pair is None:
                continue
            where = where or column
            day_first, month_first = pair[1] <= _MONTHS_IN_YEAR, pair[0] <= _MONTHS_IN_YEAR
            if day_first or month_first:
                both = day_first and month_first
                seen["" if both else "dmy" if day_first else "mdy"].append(text)
    if not any(seen.values()):
        return mapping
    if bool(seen["dmy"]) != bool(seen["mdy"]):
        order = "dmy" if seen["dmy"] else "mdy"
        first = "day" if order == "dmy" else "month"
        example = shown(seen[order][0])
        notes.append(f"days are written with the {first} first: “{example}” fits no other order")
        return dataclasses.replace(mapping, date_order=order)
    questions.append(_which_first(where, seen))
    return mapping


def _which_first(column: str, seen: dict[str, list[str]]) -> Question:
    example = (seen[""] or seen["dmy"])[0]
    if seen["dmy"]:
        days_first, months_first = seen["dmy"], seen["mdy"]
        text = (
            f"In “{shown(column)}” some days can only be read with the day first, such as"
            f" “{shown(days_first[0])}” ({len(days_first):,} different), and some only with the"
            f" month first, such as “{shown(months_first[0])}” ({len(months_first):,}). Which is"
            " right for the others? Rows that do not fit are refused."
        )
    else:
        text = (
            f"Every day in “{shown(column)}” can be read in two ways, such as “{shown(example)}”."
            " Which comes first?"
        )
    choices = []
    for order, label in (("dmy", "The day"), ("mdy", "The month")):
        try:
            meant = f": {shown(example)} is {words.day(days.parse(example, order).first)}"
        except ValueError:  # this one fits the other order only, or is no day
            meant = ""
        choices.append(Choice(order, f"{label} first{meant}"))
    return Question("date_order", text, tuple(choices))


def _serial_cells(sample: Sample, column: str) -> list[str]:
    low, high = days.SERIALS
    return [
        text
        for text in sample.counted(column)
        if _SERIAL.fullmatch(text) and low <= float(text) <= high
    ]


def _serials(mapping: TableMapping, sample: Sample, questions: list[Question]) -> TableMapping:
    for field in ("date_start", "date_end"):
        column = mapping.columns.get(field, "")
        if column and (found := _serial_cells(sample, column)):
            meant = words.day(_SERIAL_ZERO + timedelta(days=int(float(found[0]))))
            text = (
                f"“{shown(column)}” holds numbers such as {found[0]}. Are they days as spreadsheets"
                f" count them ({found[0]} is {meant})?"
            )
            questions.append(Question("date_serial", text, YES_NO))
            break
    return mapping
