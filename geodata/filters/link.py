"""Filters from and to the parameters of a link.

What cannot be read from a link is left out, with a notice for the reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from geodata.filters.facets import FACETS
from geodata.filters.notices import Notice
from geodata.filters.state import Filters, lately
from geodata.filters.url import LinkReader

PARAMETERS: Final = tuple(parameter.name for facet in FACETS for parameter in facet.parameters)
"""The names that a link's query string may use for filters."""

LISTS: Final = tuple(
    parameter.name
    for facet in FACETS
    for parameter in facet.parameters
    if parameter.schema["type"] == "array"
)
"""Those that may stand more than once, a value each."""


def parse(
    pairs: Iterable[tuple[str, str]], today: date | None = None
) -> tuple[Filters, tuple[Notice, ...]]:
    """The filters of a link, and a notice on each part of it that could not be read.

    Parameters that are no facet's are left to others, without a notice. ``today`` is the day
    in UTC from which a link's last days are counted; the present one when left out.
    """
    link = LinkReader(pairs)
    filters = Filters()
    for facet in FACETS:
        filters = replace(filters, **facet.read(link))
    if filters.recent:
        filters = lately(filters, filters.recent, today or datetime.now(UTC).date())
    return filters, tuple(link.notices)


def to_pairs(filters: Filters) -> tuple[tuple[str, str], ...]:
    """The filters as parameters of a link, always in the same order."""
    tidy = normalised(filters)
    return tuple(pair for facet in FACETS for pair in facet.write(tidy))


def normalised(filters: Filters) -> Filters:
    """The same choice written one way: values sorted, each once, whole groups as types."""
    for facet in FACETS:
        if facet.chosen(filters):
            filters = facet.normalised(filters)
    return filters
