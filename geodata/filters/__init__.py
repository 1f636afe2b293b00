"""A choice of events: the choice itself, its link, its SQL and its English.

``facets.FACETS`` lists the facets; all else about a facet follows from its entry there.
"""

from geodata.filters.link import LISTS, PARAMETERS, normalised, parse, to_pairs
from geodata.filters.notices import Notice
from geodata.filters.phrases import NO_FILTER, Phrase, sentence, words
from geodata.filters.state import Filters, dataset_scope, lately, together

__all__ = [
    "LISTS",
    "NO_FILTER",
    "PARAMETERS",
    "Filters",
    "Notice",
    "Phrase",
    "dataset_scope",
    "lately",
    "normalised",
    "parse",
    "sentence",
    "to_pairs",
    "together",
    "words",
]
