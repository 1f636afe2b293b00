"""Links to the page, as programs write them that have no page: of filters, and of an event."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from geodata.filters import PARAMETERS, Filters, parse, to_pairs

LOOKS: Final = frozenset(
    {"event", "place", "tab", "lanes", "level", "boundaries", "map", "show"}
    | {"view", "sort", "page", "columns"}
)
"""What links of the page carry besides filters: what is selected, and how it is looked at."""

LONGEST: Final = 8_000


def filters_of(text: str, also: frozenset[str] = LOOKS) -> tuple[Filters, tuple[str, ...]]:
    """The filters of an address or of its query string, and a sentence on each part that
    cannot be used. Parameters in ``also`` are passed over."""
    found = urlsplit(text).query if "?" in text else text
    if len(found) > LONGEST:
        return Filters(), ("The link is too long to be read.",)
    pairs = parse_qsl(found, keep_blank_values=False)
    filters, notices = parse([(name, value) for name, value in pairs if name not in also])
    strange = sorted({name for name, _ in pairs} - also - set(PARAMETERS))
    unknown = tuple(f'"{name[:40]}" in the link is not known.' for name in strange)
    return filters, (*notices, *unknown)


def query_of(filters: Filters, event: str = "") -> str:
    """The query string of filters, with an event that is open, without ``?``."""
    pairs = [*to_pairs(filters), *([("event", event)] if event else [])]
    return urlencode(pairs, safe=",:", quote_via=quote)


def page_of(base: str, filters: Filters, event: str = "") -> str:
    """The address of the page with these filters; ``base`` is where the page is."""
    query = query_of(filters, event)
    return f"{base}?{query}" if query else base
