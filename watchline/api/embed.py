"""One live figure for a frame in another site, as far as the operator lets that site show it."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from dashboard import captions
from dashboard.pictures import data
from dashboard.pictures.request import KINDS
from watchline.api import figures
from watchline.api.docs_page import head
from watchline.api.negotiation import HTML, AnswerContext, ApiContext, ResponseBody, answer
from watchline.api.problems import problem
from watchline.api.request import ApiRequest
from watchline.api.route_parameters import PICTURE

PATH: Final = "/embed/{kind}"
SIZE: Final = ("size", "960x600px")
"""Of a figure whose size is not asked for: its type can be read in a frame of that width."""

OWN: Final = tuple(name for name in PICTURE if name != "kind")


async def embed(context: ApiContext, request: Request) -> Response:
    """A page with nothing but the figure, what it shows in words, and the way to all of it.

    Raises:
        ProblemError: there is no such figure, no site may show one, or the request cannot be
            read.
    """
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise problem(404, f"A figure is one of {', '.join(KINDS)}.")
    sites = context.settings.embed_origins
    if not sites:
        raise problem(
            403,
            "No site may show figures of this server in a frame. Its operator can let one:"
            " watchline serve --embed-origin https://example.org",
        )
    return await answer(context, request, OWN, {HTML: partial(_page, kind)}, _headers(sites))


def _headers(sites: tuple[str, ...]) -> dict[str, str]:
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
        " img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
        f" frame-ancestors {' '.join(sites)}"
    )
    return {
        "Content-Security-Policy": policy,
        # a site that isolates itself shows only frames that agree to it
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def _page(kind: str, context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    usual = [SIZE] if kind != "situation" and "size" not in asked.own else []
    shown = [("kind", kind), *asked.pairs, *usual]
    named = asked._replace(pairs=shown)
    title, about = words(context, named)
    source = f"/api/v1/figure.svg?{urlencode(shown)}"
    # who sees the frame reaches this server, under whatever name
    address = (asked.site or "/") + figures.query(named)
    return ResponseBody(
        head(title, "/api/static/embed.css", script="/api/static/embed.js")
        + f'<body data-sequence="{escape(context.sequence)}">'
        + f'<img id="figure" src="{escape(source)}" alt="{escape(about)}">'
        + f'<p><a href="{escape(address)}" target="_blank" rel="noopener">Open in Watchline</a></p>'
        + "</body></html>"
    )


def words(context: AnswerContext, asked: ApiRequest) -> tuple[str, str]:
    """The title of a figure, and what somebody hears who cannot see it."""
    wanted = figures.read(asked)
    facts = data.facts(context.db, wanted.view)
    filters = wanted.view.filters
    title = wanted.title or captions.title(filters, facts.totals)
    counts = [f"{captions.plain(line)}." for line in captions.counts(facts, None)]
    said = [f"{title}.", f"{captions.subtitle(filters)}.", *counts]
    return title, " ".join(said)
