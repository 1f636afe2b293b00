"""What the page prints: the situation page of the view, on a sheet of its own before the list.

The browser asks for the picture when it prints and not before: it is ``lazy``, and stands where
nothing on the screen shows it (``assets/print.css``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dashboard.components.tree import Element
from dashboard.pictures import request
from dashboard.pictures.request import PictureRequest
from dashboard.pictures.sizes import on_paper
from dashboard.state import View

SHEET_MM: Final = (180, 248)
"""What ``assets/print.css`` leaves of A4 in width, and of US Letter in height."""

FIGURE: Final = "/api/v1/figure.svg"
ALT: Final = (
    "Situation page of this view: filters, counts, map, timeline, main events, data sets and"
    " boundary note. Where it is missing, the server could not draw it."
)


def sheet(view: View) -> Element:
    """The picture, in the colours of paper whatever the screen has."""
    ask = PictureRequest(view=view, size=on_paper(*SHEET_MM))
    ask = replace(ask, view=request.page(ask))
    return Element("img", {"src": f"{FIGURE}?{request.write(ask)}", "alt": ALT, "loading": "lazy"})
