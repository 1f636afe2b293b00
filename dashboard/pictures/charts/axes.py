"""What a Plotly figure says, read strictly, and where its axes place a value.

Whatever a figure asks for that is not known here is refused, so that no drawing loses it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

Drawn = Mapping[str, Any]

_AXIS: Final = frozenset({"visible", "fixedrange", "type", "domain", "range", "anchor"})


class UnsupportedError(ValueError):
    """A figure asks for something that is not drawn here."""


class Axis(NamedTuple):
    """A hidden axis: the value ``start`` lies at the unit ``at``, and so does ``end``/``to``.

    Units are those of the drawing, from its left or its top. ``low`` and ``high`` are the
    smaller and the larger end of the part of the drawing that the axis spans.
    """

    start: float
    end: float
    at: float
    to: float

    def place(self, value: float) -> float:
        """Where a value lies."""
        return self.at + (value - self.start) / (self.end - self.start) * (self.to - self.at)

    @property
    def plain(self) -> bool:
        """Whether values are units already."""
        return self.place(0) == 0 and self.place(1) == 1

    @property
    def low(self) -> float:
        """The left or upper end."""
        return min(self.at, self.to)

    @property
    def high(self) -> float:
        """The right or lower end."""
        return max(self.at, self.to)


def only(given: Drawn, known: Collection[str], what: str) -> None:
    """See that a part of a figure asks for nothing but what is ``known``.

    Raises:
        UnsupportedError: it does.
    """
    more = sorted(key for key, value in given.items() if value is not None and key not in known)
    if more:
        raise UnsupportedError(f"{what} asks for {', '.join(more)}, which is not drawn here")


def must(given: Drawn, what: str, **wanted: object) -> None:
    """See that settings which are only known with one value have it.

    Raises:
        UnsupportedError: one has another value or is missing.
    """
    for key, value in wanted.items():
        if given.get(key) != value:
            said = f"{what} has {key} {given.get(key)!r}; only {value!r} is drawn here"
            raise UnsupportedError(said)


def axes(layout: Drawn) -> dict[str, Axis]:
    """The axes of a layout by the names that traces and shapes use: x, y, x2, ...

    Raises:
        UnsupportedError: an axis is to be seen, or is of a kind that is not known here.
    """
    found = {}
    for key, axis in layout.items():
        name, is_axis, number = key.partition("axis")
        if not is_axis:
            continue
        only(axis, _AXIS, key)
        # axes are drawn as lines and words of the figure's own
        must(axis, key, visible=False)
        if axis.get("type", "linear") not in {"linear", "date"}:
            raise UnsupportedError(f"{key} is of the type {axis['type']}")
        start, end = axis["range"]
        low, high = axis.get("domain") or (0, 1)
        if name == "x":
            at, to = low * layout["width"], high * layout["width"]
        else:
            at, to = (1 - low) * layout["height"], (1 - high) * layout["height"]
        found[name + number] = Axis(float(start), float(end), at, to)
    return found


def paper(layout: Drawn) -> dict[str, Axis]:
    """The axes of positions on the paper, as parts of its width and height from below."""
    width, height = float(layout["width"]), float(layout["height"])
    return {"x": Axis(0, 1, 0, width), "y": Axis(0, 1, height, 0)}


def dashes(dash: str | None) -> str | None:
    """A dash of Plotly's as SVG has it.

    Raises:
        UnsupportedError: it is one of the names whose lengths follow from the line's width.
    """
    if dash in {None, "solid"}:
        return None
    lengths = str(dash).replace("px", "").split(",")
    if not all(part.strip().replace(".", "", 1).isdigit() for part in lengths):
        raise UnsupportedError(f"a line is dashed {dash!r}; only lengths in px are drawn here")
    return " ".join(part.strip() for part in lengths)
