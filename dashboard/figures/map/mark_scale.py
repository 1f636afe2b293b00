"""How large marks are: area follows the number of events, up to the largest mark in view.

So any two marks of a map can be compared, and none is cut off at a largest size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

SHARE: Final = 0.034
LEAST_PX: Final = 12.0
MOST_PX: Final = 28.0
"""The radius of the largest mark is this share of a map's side, in these bounds."""

FULL: Final = 0.1
"""Of a map, what marks may cover at most; above it all of them shrink alike."""

SMALLEST: Final = 2.6
"""Radius below which shapes could not be told apart, px; smaller marks are drawn like this."""

FEW: Final = 20
"""Below so many events in the largest mark a legend shows 1, 5 and 10."""

ROUND: Final = (1, 2, 5)


class MarkScale(NamedTuple):
    """``k``: radius in px of the circle for one event; ``most``: events of the largest mark."""

    k: float
    most: int

    @classmethod
    def up_to(cls, most: int, largest_px: float, k: float = math.inf) -> MarkScale:
        """The scale on which the largest mark has this radius, or one event a radius ``k``."""
        return cls(min(k, largest_px / math.sqrt(max(most, 1))), most)

    def radius(self, events: int) -> float:
        """Radius in px of a circle for so many events."""
        return max(SMALLEST, self.k * math.sqrt(events))

    @property
    def alike(self) -> int:
        """Up to so many events marks have the smallest size; 1 where none is drawn too large."""
        return max(1, math.floor((SMALLEST / self.k) ** 2 + 1e-9))

    @property
    def steps(self) -> tuple[int, ...]:
        """Three round numbers of events, for a legend: about 1 : 10 : 50 up to the largest."""
        if self.most < FEW:
            return 1, 5, 10
        top = _round_down(self.most)
        low = max(_round_down(top / 50), _round_up(self.alike))
        return tuple(sorted({low, _round_down(math.sqrt(low * top)), top}))


def largest_px(width: float, height: float) -> float:
    """The radius of the largest mark on a map of this size, px."""
    return min(MOST_PX, max(LEAST_PX, SHARE * math.sqrt(width * height)))


def fitting(totals: Sequence[int], area: float, largest: float, k: float) -> MarkScale:
    """The scale for marks of so many events each on an area in px²; ``largest``: the radius of
    the largest, ``k``: that of one event where there is room, px."""
    full = math.sqrt(FULL * area / (math.pi * max(sum(totals), 1)))
    return MarkScale.up_to(max(totals, default=1), largest, min(k, full))


def _round_down(number: float) -> int:
    """The largest of 1, 2 and 5 times a power of ten that is no larger."""
    power: int = 10 ** int(math.log10(max(number, 1)))
    return max(step * power for step in ROUND if step * power <= max(number, 1))


def _round_up(number: float) -> int:
    down = _round_down(number)
    return (
        down
        if down >= number
        else min(
            step * 10**power for power in range(12) for step in ROUND if step * 10**power >= number
        )
    )
