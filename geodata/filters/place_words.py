"""The words that a search asks for, and the spellings of the places that they name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from geodata import gazetteer
from geodata.spellings import fold, without_article

_LONGEST: Final = 4
"""Words of a name of a town, as in ``Deir al Balah``; of those with more, none is reported."""
_APOSTROPHES: Final = "'’‘`ʼʻʿʾ"
_WITHOUT_BLANKS: Final = frozenset(
    ["CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"]
)
_PREFIXES: Final = {"ARABIC": "وفبلكا", "HEBREW": "והבלמשכא"}
"""Letters that these scripts join to the beginning of a name: and, in, to, the."""
_INFLECTED: Final = 5
"""Letters from which a name that is not Latin may have an ending."""


class Spelling(NamedTuple):
    """Another spelling of a place: as it is written, and its words as the store folds them."""

    name: str
    parts: tuple[str, ...]


class TextWord(NamedTuple):
    """One word of a search, or those of one place's name.

    ``words`` as the reader wrote them, folded; each occurs, also inside another word. Or else
    the event says one of the spellings ``also``, as words of their own, or happened in one of
    ``regions``, by code.
    """

    words: tuple[str, ...]
    also: tuple[Spelling, ...] = ()
    regions: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def text_words(text: str) -> tuple[TextWord, ...]:
    """The words of a text, each once; of words that together name a town, its spellings."""
    return tuple(dict.fromkeys(_split(fold(text).split())))


def _split(words: list[str]) -> Iterator[TextWord]:
    while words:
        for length in range(min(_LONGEST, len(words)), 0, -1):
            towns = gazetteer.towns_to_search(" ".join(words[:length]))
            if towns or length == 1:
                yield _word(tuple(words[:length]), towns)
                words = words[length:]
                break


def _word(words: tuple[str, ...], towns: tuple[gazetteer.Town, ...]) -> TextWord:
    if not towns:
        return TextWord(words)
    names = (name for town in towns for name in town.spellings)
    # of those that differ in article or accents only, the one without is shown
    longest_first = sorted(names, key=lambda name: (-len(name), name.isascii()))
    spellings = {other.parts: other for name in longest_first for other in _spellings(name)}
    alone = {parts[0] for parts in spellings if len(parts) == 1}
    kept = [
        spelling
        for parts, spelling in spellings.items()
        # what the words themselves find, or a shorter spelling does, need not be looked for
        if parts and not all(any(word in part for part in parts) for word in words)
        if len(parts) == 1 or alone.isdisjoint(parts)
    ]
    regions = dict.fromkeys(code for town in towns for code in town.regions)
    return TextWord(words, tuple(kept), tuple(regions))


def _spellings(name: str) -> Iterator[Spelling]:
    """A name, and its words without its article, with either apostrophe and with none."""
    plain = name.translate(dict.fromkeys(map(ord, _APOSTROPHES), "'"))
    for sign in ("'", "’", "") if "'" in plain else ("",):
        written = plain.replace("'", sign)
        yield Spelling(written, tuple(fold(without_article(written)).split()))


def occurs(part: str, word: str) -> bool:
    """Whether a folded word of a text says a word of a name, and not one that contains it."""
    start = word.find(part)
    while start >= 0:
        if _is_whole(part, word[:start], word[start + len(part) :]):
            return True
        start = word.find(part, start + 1)
    return False


def _is_whole(part: str, before: str, after: str) -> bool:
    """Whether nothing but signs, joined prefixes and endings stands around a part."""
    alphabet = unicodedata.name(part[0], "").partition(" ")[0]
    if alphabet in _WITHOUT_BLANKS:
        return True
    head, tail = _letters(before[::-1]), _letters(after)
    prefixes = _PREFIXES.get(alphabet, "")
    if prefixes:
        return len(head) <= 4 and not head.strip(prefixes) and not tail  # noqa: PLR2004 - and in the
    endings = 3 if alphabet != "LATIN" and len(part) >= _INFLECTED else 0
    return not head and len(tail) <= endings


def _letters(text: str) -> str:
    """The letters, digits and marks with which a text begins."""
    for number, sign in enumerate(text):
        if not (sign.isalnum() or unicodedata.category(sign).startswith("M")):
            return text[:number]
    return text
