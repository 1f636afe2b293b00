"""Titles and summaries for GDELT events, which have no words of their own."""

from __future__ import annotations

import re
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.cells import TITLE_LIMIT
from geodata.readers.gdelt import codes
from geodata.readers.sheet import Sheet, joined

_COUNT: Final = re.compile(r"\d{1,9}", re.ASCII)


def each(code: pa.StringArray, word: Any) -> pa.StringArray:  # noqa: ANN401 - a function
    """A word for every code, looked up once; null stays null."""
    coded = code.dictionary_encode()
    words = pa.array([word(value) for value in coded.dictionary.to_pylist()], pa.string())
    return words.take(coded.indices)


def title(
    first: pa.StringArray, second: pa.StringArray, code: pa.StringArray, place: pa.StringArray
) -> pa.StringArray:
    """Such as “Israel → Syria: use conventional military force (Damascus)”."""
    someone = pc.if_else(second.is_valid(), "Unnamed actor", pa.scalar(None, pa.string()))
    who = joined([pc.coalesce(first, someone), second], " → ")
    who = pc.if_else(pc.equal(who, ""), pa.scalar(None, pa.string()), who)
    action = each(code, codes.action)
    begins = pc.utf8_lower(pc.utf8_slice_codeunits(action, 0, 1))
    goes_on = pc.binary_join_element_wise(begins, pc.utf8_slice_codeunits(action, 1), "")
    said = pc.coalesce(pc.binary_join_element_wise(who, goes_on, ": "), action)
    town = pc.utf8_trim_whitespace(pc.list_element(pc.split_pattern(place, ","), 0))
    town = pc.if_else(pc.equal(town, ""), pa.scalar(None, pa.string()), town)
    ends = pc.binary_join_element_wise("(", town, ")", "")
    title = joined([said, ends], " ")
    short = pc.binary_join_element_wise(pc.utf8_slice_codeunits(title, 0, TITLE_LIMIT - 1), "…", "")
    return pc.if_else(pc.greater(pc.utf8_length(title), TITLE_LIMIT), short, title)


def summary(sheet: Sheet, place: pa.StringArray) -> pa.StringArray:
    """From how many reports an event was counted, and what GDELT calls its place."""
    counted = sheet.combined(["NumArticles", "NumSources"], _counted, pa.string())
    placed = pc.binary_join_element_wise(", placed by GDELT at “", place, "”", "")
    said = joined([counted, placed], "")
    return pc.binary_join_element_wise(said, "; not verified.", "")


def _counted(articles: str, sources: str) -> str:
    """How many reports an event was counted in; numbers that are none are passed over."""
    from_articles = _number(articles, "article") or "news reports"
    of_sources = _number(sources, "source")
    return f"Counted by machine from {from_articles}" + (of_sources and f" of {of_sources}")


def _number(value: str, noun: str) -> str:
    digits = value.removesuffix(".0")  # as some programs write a column with gaps
    if not _COUNT.fullmatch(digits) or not (number := int(digits)):
        return ""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
