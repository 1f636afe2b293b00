"""What a guess consists of, and the sample it is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geodata.readers.generic.folding import is_unknown
from geodata.readers.generic.mapping import TableMapping


class Choice(NamedTuple):
    """An answer: the value for ``mapping.answered``, and what a person reads."""

    value: str
    label: str


class Question(NamedTuple):
    """What a person has to answer before a table can be read.

    ``field`` is for ``mapping.answered``: ``date_order``, ``date_serial``, ``lonlat``,
    ``swapped``, ``default_type``, ``columns.date_start``; or ``types``, which is answered word
    by word, with ``types.`` and the word, or by one type for all words that are not known.
    """

    field: str
    text: str
    choices: tuple[Choice, ...]


class TypeWord(NamedTuple):
    """A word in the column of types, in how many rows of the sample, and what it may mean."""

    word: str
    rows: int
    suggestion: str


class Guess(NamedTuple):
    """A first mapping, what has to be answered, what was noticed, and the words for types."""

    mapping: TableMapping
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    words: tuple[TypeWord, ...] = ()


YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a table: how many, and the cells of each column."""

    rows: int
    values: Mapping[str, Sequence[str]]

    def counted(self, column: str) -> dict[str, int]:
        """The different cells of a column that say something, with their numbers."""
        found = Counter(self.values.get(column, ()))
        return {text: count for text, count in found.items() if not is_unknown(text)}
