"""Filters in English: one phrase per chosen value, and all of them as a sentence."""

from __future__ import annotations

from typing import NamedTuple

from geodata.filters.facets import FACETS
from geodata.filters.state import Filters

NO_FILTER = "no filter"


class Phrase(NamedTuple):
    """A filter in words: one chip, and the filters that remain when it is removed."""

    facet: str
    label: str
    value: str
    without: Filters


def words(filters: Filters) -> tuple[Phrase, ...]:
    """Every chosen value as a chip; the dates are one."""
    return tuple(
        Phrase(facet.name, facet.label, value, without)
        for facet in FACETS
        if facet.chosen(filters)
        for value, without in facet.chips(filters)
    )


def sentence(filters: Filters) -> str:
    """All filters in one line, for the header and for captions."""
    parts = (facet.sentence(filters) for facet in FACETS if facet.chosen(filters))
    return " · ".join(parts) or NO_FILTER
