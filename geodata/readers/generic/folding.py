"""Words of a table as they are read: what stands for “not known”, figures and lists."""

from __future__ import annotations

import json
from typing import Final

_FIGURES: Final = {
    start + value: str(value) for start in (0x0660, 0x06F0, 0xFF10) for value in range(10)
}

UNKNOWN: Final = frozenset(
    {
        *("", "-", "--", "–", "—", "?", "??", "n/a", "na", "n.a.", "#n/a", "nan", "null"),
        *("unknown", "not known", "unk", "tbc", "tbd", "not available", "not applicable"),
        *("inconnu", "inconnue", "desconocido", "desconocida", "unbekannt", "bilinmiyor"),
        *("غير معروف", "غير معروفة", "مجهول"),
    }
)
"""What people write into a cell when they do not know."""


def is_unknown(text: str) -> bool:
    """Whether a cell says that something is not known."""
    return text.casefold() in UNKNOWN


def western(text: str) -> str:
    """A text with Arabic and Persian figures written as 0 to 9."""
    return text if text.isascii() else text.translate(_FIGURES)


def items(text: str, separator: str) -> list[str]:
    """The items of a list: parted by a sign, or a list of texts as JSON has it."""
    if text.startswith('["') and text.endswith('"]'):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = []
        if found and all(isinstance(item, str) for item in found):
            return [bare for item in found if (bare := item.strip())]
    return [bare for item in text.split(separator) if (bare := item.strip())]
