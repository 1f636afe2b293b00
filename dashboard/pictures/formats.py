"""A drawing as a file: SVG, PNG or PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dashboard.pictures import render
from dashboard.pictures.compose import Drawing
from dashboard.pictures.request import PictureRequest
from dashboard.pictures.sizes import DPI

FORMATS: Final[Mapping[str, str]] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}
"""The formats, as files end in them, and their names on the web."""


def made(drawn: Drawing, ask: PictureRequest, name: str) -> bytes:
    """The file of a drawing in one of ``FORMATS``.

    Raises:
        TooLargeError: a PNG would have too many pixels.
    """
    if name == "svg":
        return drawn.svg.encode()
    if name == "png":
        dpi = DPI * ask.scale if ask.size.mm else None
        return render.png(
            drawn.svg, drawn.width, drawn.height, ask.size.pixels * ask.scale, dpi=dpi
        )
    points = ask.size.points
    high = points * drawn.height / drawn.width
    at = {"at": drawn.as_of.replace(microsecond=0)} if drawn.as_of else {}
    return render.pdf(drawn.svg, points, high, title=drawn.title, about=drawn.about, **at)
