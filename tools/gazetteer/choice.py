"""Which towns and which of their names are taken, and spellings that GeoNames lacks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

SMALLER: Final = frozenset(
    [
        *("SY", "LB", "IL", "PS", "JO", "IQ", "YE", "LY", "EG", "TR"),
        *("SD", "SS", "TD", "ET", "SO", "ML", "BF", "NE", "NG", "CM", "CF", "CD", "MZ"),
        *("UA", "AM", "AZ", "GE", "AF", "PK", "MM", "CO", "VE", "HT"),
    ]
)
"""Countries (ISO 3166-1 alpha-2) of which smaller towns are in, because much is reported."""

ALSO: Final[Mapping[int, tuple[str, ...]]] = {
    172408: ("Sweida", "Swaida", "Suweida", "Suwaida", "As-Sweida", "סווידא"),
    170905: ("Deraa", "Dara'a", "Daraa", "Dar'a"),
    703448: ("Kyiv", "Kiev"),
    379252: ("Khartoum", "الخرطوم"),
}
"""Spellings that the press uses, by GeoNames id."""

_CODE: Final = re.compile(r"[A-Z]{2,4}|.*[/\d;()].*|.{1,1}")
_MADE: Final = re.compile(r"[a-zʻʼʿʾ'`][^A-ZÀ-ÞĀ-Ž\u0370-\uffff]*")
_ARTICLE: Final = re.compile(
    r"(?:a|e)(?:l|[dnrstz]|dh|sh|th)[- ][A-ZŞḨḐŢŻ]|(?:l[aeo]s?|d[aeo]s?) [A-Z]"
)


def is_name(name: str) -> bool:
    """Whether people write it so: GeoNames also lists codes (``DAM``) and romanisations of
    other scripts that were made by a program (``damasukasu``)."""
    if not name or _CODE.fullmatch(name):
        return False
    return not _MADE.fullmatch(name) or bool(_ARTICLE.match(name))


ORDINARY: Final = frozenset(
    (Path(__file__).parent / "ordinary_words.txt").read_text(encoding="utf-8").split()
)
"""Names of towns that are more often another word or a person in English reports."""
GENERIC: Final = frozenset(["city", "of", "the", "town"])
"""Words of names such as ``City of David``, which are in many texts."""
SHORTEST: Final = 4
"""Letters that a Latin, Greek or Cyrillic name needs so that a search looks for it unasked."""


def is_searched(key: str, taken: Collection[str]) -> bool:
    """Whether a search for another name of the town may look for the name of this key."""
    alphabet = unicodedata.name(key[0], "").partition(" ")[0]
    least = SHORTEST if alphabet in {"LATIN", "GREEK", "CYRILLIC"} else 3
    if alphabet in {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}:
        least = 2
    return len(key) >= least and key not in ORDINARY and key not in taken
