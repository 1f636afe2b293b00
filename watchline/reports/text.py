"""Words from outside made fit for a file: one line, no signs that XML or a reader stumbles over."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from dashboard.pictures.svg import right_to_left
from geodata.readers.cells import unseen

MAX_ADDRESS: Final = 2_000
_ELLIPSIS: Final = "…"
_NO_CHARACTERS: Final = frozenset("\ufffe\uffff")
_NOT_IN_ADDRESSES: Final = frozenset('<>"{}|\\^`')

LEFT_TO_RIGHT: Final = "\u200e"
"""A mark without width, after which signs are read from the left again."""

__all__ = ["LEFT_TO_RIGHT", "address", "host", "inside", "line", "right_to_left"]


def inside(words: str) -> str:
    """A name as a part of an English sentence, whatever direction it is read in."""
    return words + LEFT_TO_RIGHT if any(map(right_to_left, words)) else words


def line(words: object, most: int = 2_000) -> str:
    """Anything as one line of at most ``most`` characters, cut with an ellipsis.

    Control characters, halves of characters and signs that turn the reading order are left
    out; runs of white space become one blank.
    """
    kept = (
        " " if sign.isspace() else "" if unseen(sign) or sign in _NO_CHARACTERS else sign
        for sign in str(words or "")[: most * 8]
    )
    found = " ".join("".join(kept).split())
    return found if len(found) <= most else found[: most - 1].rstrip() + _ELLIPSIS


def address(url: str) -> str:
    """A web address that a link may lead to, in ASCII; empty unless it is one of http or https."""
    if len(url) > MAX_ADDRESS or any(
        sign.isspace() or not sign.isprintable() or sign in _NOT_IN_ADDRESSES for sign in url
    ):
        return ""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # a half of a numeric address
        return ""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]-._") if fits else ""


def host(url: str) -> str:
    """The site of an address, without a leading www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
