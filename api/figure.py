"""Figures as pictures: the same that the page offers for reports."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from api.answering import Context, Made
from api.asked import Asked
from api.problems import Fault, unreadable
from dashboard import state
from dashboard.pictures import ask, draw, files
from dashboard.pictures.ask import Ask
from dashboard.pictures.body_desk import TooSmallError
from dashboard.pictures.render import TooLargeError

HEADERS: Final = {
    # a picture that is opened by itself runs nothing and asks for nothing
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src data:;"
    " img-src data:; frame-ancestors 'none'",
}


def svg(context: Context, asked: Asked) -> Made:
    """The figure as SVG."""
    return _made(context, asked, "svg")


def png(context: Context, asked: Asked) -> Made:
    """The figure as PNG.

    Raises:
        ProblemError: it would have too many pixels.
    """
    return _made(context, asked, "png")


def pdf(context: Context, asked: Asked) -> Made:
    """The figure as a PDF page."""
    return _made(context, asked, "pdf")


def read(asked: Asked) -> Ask:
    """The picture that a request asks for."""
    wanted, _ = ask.read(urlencode(asked.pairs))
    return wanted


def link(asked: Asked) -> str:
    """The whole address of the page that shows the same."""
    words = state.write(ask.page(read(asked)))
    return f"{asked.site}?{words}" if words else asked.site


def _made(context: Context, asked: Asked, name: str) -> Made:
    wanted = read(asked)
    try:
        drawn = draw.draw(context.store, wanted, link=link(asked), keys=context.settings.raw)
        file = files.made(drawn, wanted, name)
    except (TooSmallError, TooLargeError) as error:
        raise unreadable([Fault(parameter="size", detail=str(error))]) from None
    disposition = f'inline; filename="{drawn.file_name(name)}"'
    return Made(file, {"Content-Disposition": disposition})
