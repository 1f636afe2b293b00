"""How spellings of a name are compared: without case, accents, signs, blanks and articles."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("ىی", "ي"),
        **dict.fromkeys("کڪ", "ك"),
        **dict.fromkeys("ةە", "ه"),
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ə": "a",
    }
)
"""Letters that people exchange: Persian for Arabic ones, a dot that is not typed."""
_ARTICLE: Final = re.compile(
    r"(?:[ae](?:l|d|dh|n|r|s|sh|t|th|z)[-\s’'‘]+|ال|א[לסדרנזטש]?-)(?=\w{3})", re.IGNORECASE
)
SIGNS: Final = r"^[^\pL\pN]+|(?:[’']s)?[^\pL\pN]*$"
"""Signs around a word of a text, for DuckDB: ``(Sweida's)``."""
_SIGNS: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: how searched text and search words are compared."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    for sign in filter(unicodedata.combining, set(parts)):
        parts = parts.replace(sign, "")
    return parts


def key(name: str) -> str:
    """What two spellings share that differ in case, accents, apostrophes, hyphens or blanks
    only: ``Dar‘ā`` and ``Dara``; empty for a text without letters."""
    plain = "".join(sign for sign in fold(name) if not _is_modifier(sign))
    return _SIGNS.sub("", plain.translate(_ALIKE))


def _is_modifier(sign: str) -> bool:
    # ʿ, ʼ and other signs that count as letters and stand for no sound of their own
    return unicodedata.category(sign) == "Lm"


def without_article(name: str) -> str:
    """``Suwayda`` of ``As-Suwayda``, ``خرطوم`` of ``الخرطوم``; other names unchanged."""
    return _ARTICLE.sub("", name.strip(), count=1) if _ARTICLE.match(name.strip()) else name


def keys_of(name: str) -> tuple[str, ...]:
    """The keys that find a name: with its article, and without."""
    both = (key(name), key(without_article(name)))
    return tuple(dict.fromkeys(one for one in both if one))
