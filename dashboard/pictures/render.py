"""PNG and PDF of a drawing: Typst sets it with the fonts of this package, and no browser.

Both come from one engine, are the same byte for byte for the same drawing, and ask no other
host. Marks and letters stay what they are in a PDF; a PNG is drawn at the size it is wanted.
"""

from __future__ import annotations

import re
import struct
import threading
import zlib
from datetime import UTC, datetime
from functools import cache
from typing import Final

import typst

from dashboard.pictures.text.metrics import FOLDER

MOST_PIXELS: Final = 80_000_000
"""Of a PNG: 320 MB while it is made."""

POINTS_PER_INCH: Final = 72
INCH: Final = 0.0254  # m
_AFTER_HEADER: Final = 33  # bytes: the signature, and the chunk IHDR that has to come first

_PAGE: Final = b"""
#let w = float(sys.inputs.w) * 1pt
#let h = float(sys.inputs.h) * 1pt
#let hair = float(sys.inputs.hair) * 1pt
#set document(title: sys.inputs.title)
#set page(width: w, height: h, margin: 0pt)
#image(
  bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.about,
  width: w - hair, height: h - hair, fit: "stretch",
)
"""

_HAIR: Final = 0.02  # px
_ROOT: Final = re.compile(r'^<svg([^>]*?) width="[^"]*" height="[^"]*"')

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LOCK: Final = threading.Lock()


class PictureTooLargeError(ValueError):
    """A picture has more pixels than this program makes."""


@cache
def _fonts() -> typst.Fonts:
    # letters that Plex lacks, such as Chinese ones, come from the machine
    return typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )


def png(svg: str, width: float, height: float, pixels: float, *, dpi: float | None = None) -> bytes:
    """A PNG of a drawing of ``width`` × ``height`` units, ``pixels`` wide.

    ``dpi`` is how many of them are an inch of paper, by which programs know how large it is.

    Raises:
        TooLargeError: it would have more than ``MOST_PIXELS``.
    """
    if pixels * pixels * height / width > MOST_PIXELS:
        raise PictureTooLargeError(
            f"The picture would have more than {MOST_PIXELS / 1e6:.0f} million pixels;"
            " ask for a smaller one."
        )
    wide, high = round(pixels), round(pixels * height / width)
    # Typst draws an image in whole px, rounded up, and leaves out rows until it fits its box.
    # A box of whole px less a hair is rounded up to those, and no row is left out.
    sized = _ROOT.sub(
        rf'<svg\1 width="{wide}" height="{high - _HAIR / 2}" preserveAspectRatio="none"',
        svg,
        count=1,
    )
    made = _made(_inputs(sized, wide, high) | {"hair": repr(_HAIR)}, ppi=POINTS_PER_INCH)
    return with_resolution(made, dpi) if dpi else made


def with_resolution(png: bytes, dpi: float) -> bytes:
    """The same PNG with its px per metre, the chunk pHYs of the PNG specification (11.3.4.3)."""
    per_metre = round(dpi / INCH)
    chunk = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    framed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:_AFTER_HEADER] + framed + png[_AFTER_HEADER:]


def pdf(
    svg: str, width: float, height: float, *, title: str, about: str, at: datetime = _EPOCH
) -> bytes:
    """A PDF page of a drawing; ``width`` and ``height`` in points of 1/72 inch.

    ``at`` is the date it bears: that of its data, so that equal data give equal bytes.
    """
    return _made(_inputs(svg, width, height) | {"title": title, "about": about}, at=at)


def _inputs(svg: str, width: float, height: float) -> dict[str, str]:
    page = {"svg": svg, "w": repr(width), "h": repr(height), "hair": "0"}
    return page | {"title": "", "about": ""}


def _made(inputs: dict[str, str], ppi: float | None = None, at: datetime = _EPOCH) -> bytes:
    with _LOCK:  # one page at a time: the memory of a page is the pixels of its picture
        made = typst.Compiler(_PAGE, font_paths=_fonts(), sys_inputs=inputs).compile(
            format="png" if ppi else "pdf", ppi=ppi, timestamp=at
        )
    if not isinstance(made, bytes):
        raise TypeError("a picture came out as several pages")
    return made
