"""How large a picture is: on a screen in px, or on paper in mm, and how large its type is then.

A drawing is laid out in units of the page's px, in which 11 is the smallest type. The size says
how much larger a unit becomes: 1.4 px on a slide, 0.59 points on paper, so that the smallest
type is printed at 6.5 points.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MM_PER_INCH: Final = 25.4
POINTS_PER_INCH: Final = 72
DPI: Final = 300
SMALLEST_TYPE: Final = 11.0
PRINTED_TYPE: Final = 6.5
"""The smallest type in units of a drawing, and in points on paper."""

SLIDE_UNIT_PX: Final = 1.4
SLIDE_SIDE_PX: Final = 1080
PX: Final = (320, 8_000)
MM: Final = (60, 420)
"""The least and the most of each side of a size of one's own."""

TEXT_MM: Final = 159
"""Between the margins of 25.4 mm with which Word begins a page of A4; it shrinks what is wider."""

HALF_MM: Final = 115
"""Half of the 246 mm between its other margins, less a caption of two lines."""

MM_PER_UNIT: Final = PRINTED_TYPE / SMALLEST_TYPE / POINTS_PER_INCH * MM_PER_INCH


class Size(NamedTuple):
    """A size. ``width``/``height`` in units of the drawing, ``pixels`` across at 1×, and
    ``points`` of 1/72 inch across in a PDF. ``mm`` is set for a size on paper."""

    key: str
    label: str
    width: float
    height: float
    pixels: int
    points: float
    mm: tuple[float, float] | None = None

    def sides(self, height: float) -> tuple[str, str]:
        """Width and height as an SVG has them, of a drawing ``height`` units high."""
        if self.mm:
            return f"{self.mm[0]:g}mm", f"{height * MM_PER_UNIT:.5g}mm"
        return str(self.pixels), f"{self.pixels * height / self.width:g}"


def on_screen(width: int, height: int, key: str = "", label: str = "") -> Size:
    """A size in px. Type grows with the shorter side, as on slides, and is never under 11 px."""
    unit = max(1.0, SLIDE_UNIT_PX * min(width, height) / SLIDE_SIDE_PX)
    name = f"{width}x{height}px"
    return Size(
        key or name,
        label or f"{width} × {height} px",
        width / unit,
        height / unit,
        width,
        width * POINTS_PER_INCH / 96,
    )


def on_paper(width: float, height: float, key: str = "", label: str = "") -> Size:
    """A size in mm, at 300 dots per inch."""
    name = f"{width:g}x{height:g}mm"
    return Size(
        key or name,
        label or f"{width:g} × {height:g} mm",
        width / MM_PER_UNIT,
        height / MM_PER_UNIT,
        round(width / MM_PER_INCH * DPI),
        width / MM_PER_INCH * POINTS_PER_INCH,
        (width, height),
    )


SIZES: Final = {
    size.key: size
    for size in (
        on_screen(1920, 1080, "slide", "Slide 16:9, 1920 × 1080 px"),
        on_paper(TEXT_MM, HALF_MM, "half-page", f"Half page, {TEXT_MM} × {HALF_MM} mm"),
        on_paper(TEXT_MM, 125, "page", f"Page width, {TEXT_MM} mm"),
        on_paper(85, 135, "column", "Column, 85 mm"),
        on_screen(1080, 1080, "square", "Square, 1080 px"),
    )
}


GROWING: Final = frozenset({"half-page", "page", "column"})
"""Those that become higher where their words need it."""

TALL: Final = {
    size.key: size
    for size in (
        on_paper(TEXT_MM, 240, "page", f"Page width, {TEXT_MM} mm"),
        on_paper(85, 240, "column", "Column, 85 mm"),
    )
}
"""What the same names are for a situation page, which has four parts and not one."""


def read(words: str, *, tall: bool = False) -> Size | None:
    """A size by name, or ``1200x800px``, ``120x80mm``; ``None`` when it is none or too large.

    ``tall``: for a situation page.
    """
    if words in SIZES:
        return TALL.get(words, SIZES[words]) if tall else SIZES[words]
    found = re.fullmatch(r"(\d{2,4})x(\d{2,4})(px|mm)", words)
    if found is None:
        return None
    sides = int(found[1]), int(found[2])
    low, high = PX if found[3] == "px" else MM
    if not all(low <= side <= high for side in sides):
        return None
    return on_screen(*sides) if found[3] == "px" else on_paper(*sides)
