"""The names of lanes, as short as they can be told apart; the full name is in the tooltip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from dashboard.figures.chart_elements import text_width

_ELLIPSIS: Final = "…"
_AFTER_PREFIX: Final = ": "
_GOVERNMENT: Final = "Government of "


def lane_names(labels: Sequence[str]) -> list[str]:
    """Labels without the prefix that half of them or more share ("Myanmar (Burma): Karen"), and
    with "Gov." for a government. Those that would be the same keep their full names."""
    prefix = _shared(labels)
    short = [_shortened(label, prefix) for label in labels]
    times = Counter(short)
    return [label if times[name] > 1 else name for label, name in zip(labels, short, strict=True)]


def _shared(labels: Sequence[str]) -> str:
    found = Counter(
        label.partition(_AFTER_PREFIX)[0] for label in labels if _AFTER_PREFIX in label.rstrip()
    )
    prefix, times = max(found.items(), key=lambda item: item[1], default=("", 0))
    return prefix if times > 1 and 2 * times >= len(labels) else ""


def _shortened(label: str, prefix: str) -> str:
    if not prefix:
        return label.replace(_GOVERNMENT, "Gov. of ")
    name = label.removeprefix(prefix + _AFTER_PREFIX)
    return name.replace(_GOVERNMENT + prefix, "Gov.").replace(_GOVERNMENT, "Gov. of ")


def _width(words: str) -> float:
    return text_width(words, 12)


def cut(name: str, pixels: float, width: Callable[[str], float] = _width) -> str:
    """A name in one line of ``pixels``: whole words, and an ellipsis where some are left out.

    Only a first word that is too long by itself is cut between letters.
    """
    if width(name) <= pixels:
        return name
    words = name.split()
    while words and width(" ".join(words) + _ELLIPSIS) > pixels:
        words.pop()
    head = " ".join(words).rstrip(" -–:,.(")
    if not head:
        head = name.split(maxsplit=1)[0] if name.split() else name
        while head and width(head + _ELLIPSIS) > pixels:
            head = head[:-1]
    return head + _ELLIPSIS


def cut_apart(
    names: Sequence[str], rooms: Sequence[float], width: Callable[[str], float] = _width
) -> list[str]:
    """Each name cut to its room; those that would look the same keep their ends instead."""
    made = [cut(name, room, width) for name, room in zip(names, rooms, strict=True)]
    times = Counter(made)
    return [
        _end(name, room, width) if times[short] > 1 else short
        for name, room, short in zip(names, rooms, made, strict=True)
    ]


def _end(name: str, pixels: float, width: Callable[[str], float]) -> str:
    for at in range(len(name)):
        tail = name[at:] if not at else _ELLIPSIS + name[at:].lstrip()
        if width(tail) <= pixels:
            return tail
    return _ELLIPSIS
