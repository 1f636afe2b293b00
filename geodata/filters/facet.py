"""What a facet is, and the form that most facets have: a choice among values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from geodata.filters import english, sql, url
from geodata.filters.parameters import Parameter
from geodata.filters.sql import FilterTerm
from geodata.filters.state import Filters
from geodata.filters.url import LinkReader


@dataclass(frozen=True)
class Facet:
    """A thing to filter by.

    ``fields`` of ``Filters`` make its choice. ``sql``, ``chips`` and ``sentence`` are called
    only with filters in which something is chosen.
    """

    name: str
    label: str
    parameters: tuple[Parameter, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of ``Filters`` that make its choice."""
        return (self.name,)

    def chosen(self, filters: Filters) -> bool:
        """Whether the filters restrict by this facet."""
        return any(getattr(filters, name) for name in self.fields)

    def cleared(self, filters: Filters) -> Filters:
        """The filters without this facet."""
        unset: dict[str, Any] = {f.name: f.default for f in fields(filters)}
        return replace(filters, **{name: unset[name] for name in self.fields})

    def normalised(self, filters: Filters) -> Filters:
        """The filters with this facet's choice written one way."""
        return filters

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """Its fields, and the settings that qualify them, from a link."""
        raise NotImplementedError

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """Its part of a link."""
        raise NotImplementedError

    def sql(self, filters: Filters) -> FilterTerm:
        """The condition that an event has to meet."""
        raise NotImplementedError

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        """Its values in words, each with the filters that remain without it."""
        yield self.sentence(filters), self.cleared(filters)

    def sentence(self, filters: Filters) -> str:
        """All of it in words."""
        raise NotImplementedError


def _no_parent(_value: str) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Choices(Facet):
    """Values of which an event has one, or several; any of the chosen ones is enough.

    Values are found and counted by ``column`` of the table ``profile``; without one, by
    ``condition`` and by the SQL that ``counts`` makes. ``english`` gives a value in words, and
    ``lead`` stands before them in a sentence. ``longest`` is how many characters a value in a
    link may have. ``parent`` gives the value that another is a part of, empty for none.
    ``heading`` is the title under "More" in the rail; empty for a facet with a place of its own.
    """

    column: str = ""
    condition: Callable[[Filters], FilterTerm] | None = None
    counts: Callable[[Filters, sql.Rows], str] | None = None
    english: Callable[[str], str] = str
    lead: str = ""
    longest: int = url.MAX_TEXT
    parent: Callable[[str], str] = _no_parent
    heading: str = ""

    def known(self, word: str) -> tuple[str, ...]:
        """The values that a word in a link stands for; none when it is unknown."""
        # what the store holds is not known here: a name that nobody has finds nothing, visibly
        return (word,)

    def in_column(self, value: str) -> tuple[str, ...]:
        """The words of ``column`` that a value stands for."""
        return (value,)

    def values(self, filters: Filters) -> tuple[str, ...]:
        """The chosen values."""
        values: tuple[str, ...] = getattr(filters, self.name)
        return values

    def shown(self, filters: Filters) -> tuple[str, ...]:
        """The chosen values as a reader sees them."""
        return self.values(filters)

    def normalised(self, filters: Filters) -> Filters:
        """The filters with the values sorted, each once."""
        given = self.values(filters)
        tidy = tuple(sorted(set(given)))
        return filters if tidy == given else self._with(filters, tidy)

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """Its values from a link."""
        name = self.parameters[0].name
        return {self.name: link.choices(name, self.label, self.known, self.longest)}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """One parameter per value."""
        for value in self.shown(filters):
            yield self.parameters[0].name, value

    def sql(self, filters: Filters) -> FilterTerm:
        """The event has one of the values."""
        if self.condition is None:
            chosen = (word for value in self.values(filters) for word in self.in_column(value))
            return sql.matches_column(self.column, chosen)
        return self.condition(filters)

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        """One chip per value."""
        for value in self.shown(filters):
            removed = self.known(value)
            left = tuple(other for other in self.values(filters) if other not in removed)
            yield self.english(value), self._with(filters, left)

    def sentence(self, filters: Filters) -> str:
        """Its values joined by *or*."""
        return self.lead + english.either(map(self.english, self.shown(filters)))

    def _with(self, filters: Filters, values: tuple[str, ...]) -> Filters:
        changes: dict[str, Any] = {self.name: values}
        return replace(filters, **changes)


@dataclass(frozen=True, kw_only=True)
class WordChoices(Choices):
    """Controlled words with their labels, in the order of the rail. ``stands_for`` gives the
    words of ``column`` that some of them stand for; the others stand for themselves."""

    words: Mapping[str, str]
    stands_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def in_column(self, value: str) -> tuple[str, ...]:
        """The words of ``column`` that a word stands for."""
        return self.stands_for.get(value, (value,))

    def known(self, word: str) -> tuple[str, ...]:
        """The word itself if it is one of them."""
        return (word,) if word in self.words else ()
