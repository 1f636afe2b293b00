"""Figures as pictures: the same that the page offers for reports."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from dashboard import state
from dashboard.pictures import compose, formats, request
from dashboard.pictures.page.context import PictureTooSmallError
from dashboard.pictures.render import PictureTooLargeError
from dashboard.pictures.request import PictureRequest
from geodata.file_names import content_disposition
from watchline.api.negotiation import AnswerContext, ResponseBody
from watchline.api.problems import Fault, unreadable
from watchline.api.request import ApiRequest

HEADERS: Final = {
    # a picture that is opened by itself runs nothing and asks for nothing
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; font-src data:;"
    " img-src data:; frame-ancestors 'none'",
}


def svg(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """The figure as SVG."""
    return _made(context, asked, "svg")


def png(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """The figure as PNG.

    Raises:
        ProblemError: it would have too many pixels.
    """
    return _made(context, asked, "png")


def pdf(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """The figure as a PDF page."""
    return _made(context, asked, "pdf")


def read(asked: ApiRequest) -> PictureRequest:
    """The picture that a request asks for.

    Raises:
        ProblemError: its parameters do not go together.
    """
    wanted, notices = request.read(urlencode(asked.pairs))
    if notices:
        raise unreadable(
            [Fault(parameter=one.parameters[0], detail=f"{one.problem}.") for one in notices]
        )
    return wanted


def query(asked: ApiRequest) -> str:
    """The query string of the page that shows the same, with its ``?``; empty without filters."""
    return state.link(request.page(read(asked))).removesuffix("?")


def _made(context: AnswerContext, asked: ApiRequest, name: str) -> ResponseBody:
    wanted = read(asked)
    link = asked.site and asked.site + query(asked)
    try:
        drawn = compose.draw(context.db, wanted, link=link, keys=context.settings.raw)
        file = formats.made(drawn, wanted, name)
    except (PictureTooSmallError, PictureTooLargeError) as error:
        raise unreadable([Fault(parameter="size", detail=str(error))]) from None
    disposition = content_disposition(drawn.file_name(wanted, name), kind="inline")
    return ResponseBody(file, {"Content-Disposition": disposition})
