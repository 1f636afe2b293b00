"""Paragraphs of words in two weights, broken into lines that fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from dashboard.captions import Run
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.text import metrics

LEADING: Final = 1.42


class Block(NamedTuple):
    """Elements with their origin at 0,0, and how high they are."""

    parts: tuple[str, ...]
    height: float


class _Word(NamedTuple):
    words: str
    strong: bool
    spaced: bool  # a space stands before it


def paragraph(
    runs: Sequence[Run], theme: Theme, wide: float, *, size: float = 11, most: int = 0
) -> Block:
    """Words in lines of at most ``wide``; beyond ``most`` lines they end in an ellipsis."""
    lines = _cut(_lines(_words(runs), size, wide), size, wide, most)
    leading = size * LEADING
    made = []
    for index, line in enumerate(lines):
        parts: list[tuple[str, bool]] = []
        for word in line:
            if parts and parts[-1][1] == word.strong:
                gap = " " if word.spaced else ""
                parts[-1] = (parts[-1][0] + gap + word.words, word.strong)
            else:
                gap = " " if parts and word.spaced else ""
                parts.append((gap + word.words, word.strong))
        looks = [
            (
                words,
                svg.SEMIBOLD if strong else metrics.REGULAR,
                theme.ink if strong else theme.ink2,
            )
            for words, strong in parts
        ]
        made.append(svg.spans(0, size + index * leading, looks, size=size))
    return Block(tuple(made), len(lines) * leading)


def _words(runs: Sequence[Run]) -> list[_Word]:
    found: list[_Word] = []
    spaced = False
    for words, strong in runs:
        pieces = words.split(" ")
        for index, piece in enumerate(pieces):
            spaced = spaced or index > 0
            if piece:
                found.append(_Word(piece, strong, spaced))
                spaced = False
    return found


def _width(word: _Word, size: float) -> float:
    return metrics.width(word.words, size, svg.SEMIBOLD if word.strong else metrics.REGULAR)


def _lines(words: list[_Word], size: float, wide: float) -> list[list[_Word]]:
    gap = metrics.width(" ", size)
    lines: list[list[_Word]] = []
    taken = 0.0
    for word in words:
        for index, piece in enumerate(_pieces(word, size, wide)):
            needed = _width(piece, size) + (gap if piece.spaced and taken else 0)
            if lines and taken + needed <= wide and not index:
                lines[-1].append(piece)
                taken += needed
            else:
                lines.append([piece])
                taken = _width(piece, size)
    return lines


def _pieces(word: _Word, size: float, wide: float) -> list[_Word]:
    """A word, cut where it is wider than a line."""
    if _width(word, size) <= wide:
        return [word]
    weight = svg.SEMIBOLD if word.strong else metrics.REGULAR
    return [word._replace(words=part) for part in metrics.lines(word.words, size, wide, weight)]


def _cut(lines: list[list[_Word]], size: float, wide: float, most: int) -> list[list[_Word]]:
    if not most or len(lines) <= most:
        return lines
    kept: list[_Word] = []
    room = wide - metrics.width(metrics.ELLIPSIS, size)
    for word in (word for line in lines[most - 1 :] for word in line):
        if _reach([*kept, word], size) > room:
            break
        kept.append(word)
    tail = (kept or [lines[most - 1][0]])[-1]
    return [*lines[: most - 1], [*kept[:-1], tail._replace(words=tail.words + metrics.ELLIPSIS)]]


def _reach(words: list[_Word], size: float) -> float:
    gap = metrics.width(" ", size)
    return sum(_width(word, size) + (gap if word.spaced else 0) for word in words)
