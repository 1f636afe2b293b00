"""How wide words are in IBM Plex Sans, where lines break, and the fonts that an SVG carries."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import uharfbuzz as hb

from dashboard.asset_files import ASSETS
from dashboard.pictures.svg import SEMIBOLD

FOLDER: Final = Path(__file__).parents[1] / "fonts"
REGULAR: Final = 400
ELLIPSIS: Final = "…"


class Face(NamedTuple):
    """A style of the family; ``files`` in the order in which a letter is looked for."""

    weight: int
    italic: bool
    files: tuple[str, ...]


FACES: Final = (
    Face(
        REGULAR,
        italic=False,
        files=("IBMPlexSans-Regular", "IBMPlexSansArabic-Regular", "IBMPlexSansHebrew-Regular"),
    ),
    Face(
        SEMIBOLD,
        italic=False,
        files=("IBMPlexSans-SemiBold", "IBMPlexSansArabic-SemiBold", "IBMPlexSansHebrew-SemiBold"),
    ),
    Face(REGULAR, italic=True, files=("IBMPlexSans-Italic",)),
)


@cache
def _font(name: str) -> tuple[hb.Font, frozenset[int]]:
    face = hb.Face(hb.Blob.from_file_path(str(FOLDER / f"{name}.ttf")))
    return hb.Font(face), frozenset(face.unicodes)


def _face(weight: int, *, italic: bool) -> Face:
    for face in FACES:
        if face.italic == italic and (face.weight >= SEMIBOLD) == (weight >= SEMIBOLD):
            return face
    return FACES[1] if weight >= SEMIBOLD else FACES[0]


@lru_cache(maxsize=20_000)
def width(words: str, size: float, weight: int = REGULAR, *, italic: bool = False) -> float:
    """How far a line of words reaches, in the unit of ``size``.

    A letter that none of the fonts has is taken for as wide as it is high: whatever font it
    comes from then, it is not wider.
    """
    files = _face(weight, italic=italic).files
    total, run, current = 0.0, "", ""
    for letter in words:
        name = next((name for name in files if ord(letter) in _font(name)[1]), "")
        # spaces and digits stay with the script they stand in
        if letter.isspace() and current:
            name = current
        if name != current:
            total += _run(run, current, size)
            run, current = "", name
        run += letter
    return total + _run(run, current, size)


def _run(words: str, name: str, size: float) -> float:
    if not words:
        return 0.0
    if not name:
        return len(words) * size
    font, _ = _font(name)
    buffer = hb.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    units: int = font.face.upem
    return float(sum(place.x_advance for place in buffer.glyph_positions)) * size / units


def lines(words: str, size: float, wide: float, weight: int = REGULAR, most: int = 0) -> list[str]:
    """Words broken into lines that fit into ``wide``; beyond ``most`` lines they are cut.

    A single word that is too long is broken between letters. Cut words end in an ellipsis.
    """
    made: list[str] = []
    current = ""
    for word in words.split():
        joined = f"{current} {word}" if current else word
        if width(joined, size, weight) <= wide:
            current = joined
            continue
        if current:
            made.append(current)
        current = word
        while width(current, size, weight) > wide and len(current) > 1:
            head = _head(current, size, wide, weight)
            made.append(head)
            current = current[len(head) :]
    if current:
        made.append(current)
    if most and len(made) > most:
        made = [*made[: most - 1], shortened(" ".join(made[most - 1 :]), size, wide, weight)]
    return made


def _head(word: str, size: float, wide: float, weight: int) -> str:
    """As much of a word as fits, at least one letter."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if width(word[:middle], size, weight) <= wide:
            low = middle
        else:
            high = middle - 1
    return word[:low]


def shortened(words: str, size: float, wide: float, weight: int = REGULAR) -> str:
    """Words that fit into ``wide``, ending in an ellipsis where something is left out."""
    if width(words, size, weight) <= wide:
        return words
    head = _head(words, size, wide - width(ELLIPSIS, size, weight), weight)
    return head.rstrip() + ELLIPSIS


def styles(letters: Iterable[str]) -> str:
    """CSS that carries the fonts for these letters, so that a drawing looks alike anywhere."""
    wanted = {ord(letter) for letter in letters}
    return "".join(
        _rule(block) for block, ranges in _blocks() if any(wanted & set(part) for part in ranges)
    )


@cache
def _blocks() -> tuple[tuple[str, tuple[range, ...]], ...]:
    """The page's own font rules, and for which letters each is."""
    css = (ASSETS / "fonts.css").read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"@font-face \{.*?\}", css, re.DOTALL):
        parts = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", block)
        ranges = (range(int(low, 16), int(high or low, 16) + 1) for low, high in parts)
        found.append((block, tuple(ranges)))
    return tuple(found)


@cache
def _rule(block: str) -> str:
    """A font rule with the file inside."""
    file = re.search(r'url\("([^"]+)"\)', block)
    if file is None:
        raise ValueError("a font rule names no file")
    data = base64.b64encode((ASSETS / file[1]).read_bytes()).decode("ascii")
    rule = block.replace(file[1], f"data:font/woff2;base64,{data}")
    return re.sub(r"\s+", " ", rule)
