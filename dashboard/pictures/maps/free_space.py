"""Where there is still room on a map: boxes that are taken, and whether another one fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

CELL: Final = 48.0
EDGE: Final = 3.0
"""Units that words keep from the edge of the map."""


class Rect(NamedTuple):
    """Left, top, right and bottom, units of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> Rect:
        """The same with so much more on every side."""
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def common(self, other: Rect) -> float:
        """The area that two boxes have in common."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0


class FreeSpace:
    """What is taken of a frame."""

    def __init__(self, frame: Rect) -> None:
        self.frame = frame
        self.taken: list[Rect] = []
        self._cells: defaultdict[tuple[int, int], list[Rect]] = defaultdict(list)

    def take(self, box: Rect) -> None:
        """Keep a box free of anything that comes later."""
        self.taken.append(box)
        for cell in self._touched(box):
            self._cells[cell].append(box)

    def holds(self, box: Rect) -> bool:
        """Whether a box lies in the frame, clear of its edge."""
        inner = self.frame.grown(-EDGE)
        return (
            inner.left <= box.left
            and inner.top <= box.top
            and box.right <= inner.right
            and box.bottom <= inner.bottom
        )

    def free(self, box: Rect) -> bool:
        """Whether a box lies in the frame and on nothing that is taken."""
        return self.holds(box) and self.covered(box) == 0

    def covered(self, box: Rect) -> float:
        """How much of a box is taken; what is taken twice counts twice."""
        met = {other for cell in self._touched(box) for other in self._cells.get(cell, ())}
        return sum(box.common(other) for other in met)

    @staticmethod
    def _touched(box: Rect) -> Iterable[tuple[int, int]]:
        for x in range(int(box.left // CELL), int(box.right // CELL) + 1):
            for y in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
                yield x, y
