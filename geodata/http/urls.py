"""Which addresses may be fetched at all, told from their text."""

from __future__ import annotations

from urllib.parse import urlsplit


def url_problem(url: str) -> str:
    """Return why an address cannot be fetched, without repeating it; empty when it can."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # the port raises when it is no number
    except ValueError:
        return "it is not well-formed"
    if parts.scheme not in {"http", "https"} or not host:
        return "it begins with https:// or http:// and a host"
    if "@" in parts.netloc:
        return "it may hold no user name and no password"
    if not url.isascii() or not url.isprintable() or " " in url:
        return "it may hold no blanks and only plain characters"
    return ""
