"""In which line of ``feeds.toml`` or ``watches.toml`` a setting stands: Python's reader of TOML
does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_QUOTES: Final = ('"""', "'''")


class Lines:
    """The lines of a file that is TOML. ``tables`` are those where a table of the list ``of``
    begins, a feed, counted from 1."""

    def __init__(self, text: str, of: str = "feed") -> None:
        begins = re.compile(rf"\s*\[\[\s*[\"']?{of}[\"']?\s*\]\]")
        named = re.compile(rf"\s*\[{{0,2}}\s*(?:{of}\s*\.\s*)?[\"']?([\w-]+)[\"']?\s*[=.\]]")
        self.tables: list[int] = []
        self._names: list[dict[str, int]] = []
        self._outside: dict[str, int] = {}
        for number, line in _outside_of_text(text):
            if begins.match(line):
                self.tables.append(number)
                self._names.append({})
            elif found := named.match(line):
                names = self._names[-1] if self._names else self._outside
                names.setdefault(found[1], number)

    def of(self, feed: int, name: str) -> int:
        """The line of a setting of a feed (counted from 0), or where the feed begins."""
        return self._names[feed].get(name, self.tables[feed])

    def of_name(self, name: str) -> int:
        """The line of a name that belongs to no feed."""
        every = [self._outside, *self._names]
        return next((names[name] for names in every if name in names), 1)


def _outside_of_text(text: str) -> Iterator[tuple[int, str]]:
    """The lines that do not begin within a text of several lines, with their numbers."""
    within = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not within:
            yield number, line
        for quotes in _QUOTES:
            if within in {"", quotes} and line.partition("#")[0].count(quotes) % 2:
                within = "" if within else quotes
