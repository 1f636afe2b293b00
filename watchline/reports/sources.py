"""The numbered sources of a report: data sets and published reports, each once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from geodata.event_results import Source
from geodata.text import day
from geodata.writers.provenance import DatasetProvenance, moment
from watchline.reports.text import address, host, line


class NumberedSource(NamedTuple):
    """A numbered source: words before its title, the title that carries the link, and words
    after, which begin with a comma or full stop. ``url`` is empty or of http or https."""

    number: int
    before: str
    title: str
    after: str
    url: str

    @property
    def words(self) -> str:
        """All of it in one line."""
        return (f"{self.before} " if self.before else "") + self.title + self.after


class SourceNumbers:
    """Gives each source its number, in the order in which they are first cited."""

    def __init__(self) -> None:
        self._entries: dict[object, NumberedSource] = {}

    @property
    def entries(self) -> tuple[NumberedSource, ...]:
        """All that were cited, in order."""
        return tuple(self._entries.values())

    def report(self, source: Source) -> int:
        """The number of a published report."""
        key = source[:4] if not source.url else source.url
        return self._numbered(key, lambda number: _report(number, source))

    def dataset(self, one: DatasetProvenance) -> int:
        """The number of a data set."""
        return self._numbered(("data set", one.source), lambda number: _dataset(number, one))

    def _numbered(self, key: object, made: Callable[[int], NumberedSource]) -> int:
        if key not in self._entries:
            self._entries[key] = made(len(self._entries) + 1)
        return self._entries[key].number


def _report(number: int, source: Source) -> NumberedSource:
    url = address(source.url)
    site = host(url) if url else ""
    publisher = line(source.publisher, 160) or "Publisher not named"
    title = line(source.title, 240)
    after = [day(source.published)] if source.published else ["date not known"]
    if source.language and not source.language.casefold().startswith("en"):
        after.append(f"language {line(source.language, 20)}")
    if site:
        after.append(site)
    note = line(source.note, 240)
    note = note[:1].upper() + note[1:]
    said = ", " + ", ".join(after) + "." + (f" {note.rstrip('.')}." if note else "")
    # without a title the publisher carries the link
    if not title:
        return NumberedSource(number, "", publisher, said, url)
    return NumberedSource(number, publisher + ":", f"“{title}”", said, url)


def _dataset(number: int, one: DatasetProvenance) -> NumberedSource:
    url = address(one.url)
    after = [line(one.attribution, 300).rstrip("."), line(one.licence, 160).rstrip(".")]
    after += [line(one.terms, 600).rstrip(".")]
    if one.as_of:
        after.append(f"Data as of {moment(one.as_of)}")
    said = ". ".join(dict.fromkeys(part for part in after if part))
    return NumberedSource(
        number, "Data set:", line(one.name, 160), f". {said}." if said else ".", url
    )
