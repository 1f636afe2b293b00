"""Redirects, followed by hand: where they lead, and whether that may be followed."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import httpx2

from geodata.http.errors import FetchError
from geodata.http.responses import host_of
from geodata.http.urls import url_problem

REDIRECTS: Final = 5
"""The most that are followed for one answer."""
MOVED: Final = frozenset({301, 302, 303, 307, 308})


def following(answer: httpx2.Response, url: str, method: str) -> str:
    """Where a redirect leads.

    Raises:
        FetchError: nowhere where it may be followed.
    """
    if method != "GET":
        raise FetchError(f"{host_of(url)} redirects where it should answer; nothing was sent on")
    try:
        target = str(httpx2.URL(url).join(answer.headers.get("location", "")))
    except (httpx2.InvalidURL, ValueError):
        target = ""
    if url_problem(target) or not answer.headers.get("location"):
        raise FetchError(f"{host_of(url)} redirects to something that is no address of the web")
    if url.startswith("https:") and target.startswith("http:"):
        raise FetchError(f"{host_of(url)} redirects from https to http, which anyone could read")
    return target


def origin(url: str) -> tuple[str, str | None, int]:
    """What decides whether two addresses share their secrets: scheme, host and port."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
