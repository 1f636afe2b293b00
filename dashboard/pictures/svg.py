"""Elements of an SVG document, as text.

Lengths are in units of the drawing, the page's px: 11 is the smallest type. Everything that
is said or named goes through here and is escaped.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from dashboard.figures.theme import FONT

Point = tuple[float, float]

SEMIBOLD: Final = 600

_ISOLATE: Final = ("\u2067", "\u2069")
"""Right-to-left isolate, and its end: the engines that draw agree on these, and not on the
``direction`` attribute."""

_CONTROL: Final = {
    **dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF)),
    **dict.fromkeys((9, 10, 13), " "),
}


def number(value: float) -> str:
    """A length, to a hundredth of a unit.

    Raises:
        ValueError: it is no finite number; a drawing with it would show nothing.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is no length")
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")


def attributes(**given: object) -> str:
    """Attributes of an element; underscores become hyphens, None and "" are left out."""
    said = []
    for name, value in given.items():
        if value is None or value == "":
            continue
        text = number(value) if isinstance(value, float | int) else str(value)
        said.append(f" {name.rstrip('_').replace('_', '-')}={quoteattr(text)}")
    return "".join(said)


def element(name: str, inside: str = "", /, **given: object) -> str:
    """An element; ``inside`` is SVG already."""
    start = f"<{name}{attributes(**given)}"
    return f"{start}>{inside}</{name}>" if inside else f"{start}/>"


def group(parts: Iterable[str], **given: object) -> str:
    """Several elements as one."""
    return element("g", "".join(parts), **given)


def moved(x: float, y: float, parts: Iterable[str], scale: float = 1) -> str:
    """Elements with their origin at another point, larger or smaller by ``scale``."""
    turn = f"translate({number(x)} {number(y)})"
    return group(parts, transform=turn if scale == 1 else f"{turn} scale({scale:g})")


def rect(x: float, y: float, width: float, height: float, **given: object) -> str:
    """A rectangle."""
    return element("rect", "", x=x, y=y, width=max(width, 0), height=max(height, 0), **given)


def line(x1: float, y1: float, x2: float, y2: float, **given: object) -> str:
    """A straight line."""
    return element("line", "", x1=x1, y1=y1, x2=x2, y2=y2, **given)


def path(d: str, **given: object) -> str:
    """A path from its ``d``."""
    return element("path", "", d=d, **given)


def polyline(points: Sequence[Point], *, closed: bool = False, **given: object) -> str:
    """A line through points."""
    d = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return path(d + ("Z" if closed else ""), **given)


def clip(name: str, x: float, y: float, width: float, height: float) -> str:
    """Defines a rectangle to be cut to; use it as ``clip_path=f"url(#{name})"``."""
    return element("defs", element("clipPath", rect(x, y, width, height), id=name))


def right_to_left(words: str) -> bool:
    """Whether a line is read from the right: its first letter with a direction says so."""
    for letter in words:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def said(words: str) -> str:
    """Words that can stand in SVG: control characters out, read in their own direction."""
    clean = words.translate(_CONTROL)
    clean = "".join(letter for letter in clean if not "\ud800" <= letter <= "\udfff")
    if right_to_left(clean):
        clean = _ISOLATE[0] + clean + _ISOLATE[1]
    return escape(clean)


def _type(words: str, weight: int) -> dict[str, object]:
    """Weight and family. Some programs know semi-bold by a family name of its own, and some
    take letters that the first family lacks from any other, so the right one stands first."""
    own = ""
    for letter in words:
        name = unicodedata.name(letter, "")
        if name.startswith(("ARABIC", "HEBREW")):
            own = name.partition(" ")[0].capitalize()
            break
    if weight < SEMIBOLD:
        return {"font_family": f"'IBM Plex Sans {own}', {FONT}"} if own else {}
    first = ["IBM Plex Sans SmBld", "IBM Plex Sans"]
    if own:
        first = [f"IBM Plex Sans {own} SmBld", f"IBM Plex Sans {own}", *first]
    families = ", ".join(f"'{name}'" for name in first)
    return {"font_weight": weight, "font_family": f"{families}, {FONT}"}


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 12,
    fill: str,
    weight: int = 400,
    anchor: str = "start",
    halo: tuple[str, float] | None = None,
    **given: object,
) -> str:
    """One line of words at its baseline. ``halo``: colour and whole width of a line behind."""
    behind = (
        {"stroke": halo[0], "stroke_width": halo[1], "stroke_linejoin": "round"} if halo else {}
    )
    if halo:
        behind["paint_order"] = "stroke"
    return element(
        "text",
        said(words),
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        **_type(words, weight),
        text_anchor=None if anchor == "start" else anchor,
        **behind,
        **given,
    )


def spans(
    x: float,
    y: float,
    parts: Sequence[tuple[str, int, str]],
    *,
    size: float = 12,
    anchor: str = "start",
    halo: tuple[str, float] | None = None,
) -> str:
    """One line of words in several weights and colours: (words, weight, fill)."""
    inside = "".join(
        element("tspan", said(words), fill=fill, **_type(words, weight))
        for words, weight, fill in parts
    )
    behind = (
        {
            "stroke": halo[0],
            "stroke_width": halo[1],
            "stroke_linejoin": "round",
            "paint_order": "stroke",
        }
        if halo
        else {}
    )
    return element(
        "text",
        inside,
        x=x,
        y=y,
        font_size=size,
        text_anchor=None if anchor == "start" else anchor,
        xml_space="preserve",
        **behind,
    ).replace("xml-space", "xml:space")


def document(
    width: float,
    height: float,
    parts: Iterable[str],
    *,
    title: str,
    about: str,
    styles: str = "",
    sides: tuple[str, str] | None = None,
    **given: object,
) -> str:
    """A whole drawing of ``width`` × ``height`` units. ``about`` is what somebody hears who cannot
    see it, ``sides`` are how large it is by itself, in px when left out, and ``given`` further
    attributes of its root."""
    inside = "".join(
        (
            element("title", said(title)) if title else "",
            element("desc", said(about)) if about else "",
            f"<style>{styles}</style>" if styles else "",
            *parts,
        )
    )
    return element(
        "svg",
        inside,
        xmlns="http://www.w3.org/2000/svg",
        width=sides[0] if sides else width,
        height=sides[1] if sides else height,
        viewBox=f"0 0 {number(width)} {number(height)}",
        font_family=FONT,
        role="img",
        **given,
    )
