"""Every facet of ``Filters``: its name in a link, its SQL and its English.

``FACETS`` at the end is the whole of it; the classes above it say what facets of each form
have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from geodata import actors, filter_sql, filter_url, filter_words, places, text
from geodata.filter_sql import Asked
from geodata.filter_url import Notices
from geodata.schema import CREDIBILITY, DATE_PRECISIONS, GEO_PRECISIONS, RELIABILITY

if TYPE_CHECKING:
    from geodata.filters import Filters

Values = Mapping[str, Sequence[str]]
"""The values of every parameter of a link; none for one that is not there."""


@dataclass(frozen=True)
class Facet:
    """A thing to filter by.

    ``fields`` of ``Filters`` make its choice. ``sql``, ``chips`` and ``sentence`` are asked
    only of filters in which something is chosen.
    """

    name: str
    label: str
    params: tuple[str, ...]
    fields: tuple[str, ...]

    def chosen(self, filters: Filters) -> bool:
        """Whether the filters restrict by this facet."""
        return any(getattr(filters, name) for name in self.fields)

    def cleared(self, filters: Filters) -> Filters:
        """The filters without this facet."""
        unset: dict[str, Any] = {field.name: field.default for field in fields(filters)}
        return replace(filters, **{name: unset[name] for name in self.fields})

    def read(self, values: Values, notices: Notices) -> Mapping[str, Any]:
        """Its fields, and the settings that qualify them, from a link."""
        raise NotImplementedError

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """Its part of a link."""
        raise NotImplementedError

    def sql(self, filters: Filters) -> Asked:
        """What it asks of an event."""
        raise NotImplementedError

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        """Its values in words, each with the filters that remain without it."""
        yield self.sentence(filters), self.cleared(filters)

    def sentence(self, filters: Filters) -> str:
        """All of it in words."""
        raise NotImplementedError


class _Text(Facet):
    def read(self, values: Values, notices: Notices) -> Mapping[str, Any]:
        return {"text": filter_url.text(values["q"], notices)}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        if filters.text:
            yield "q", filters.text

    def sql(self, filters: Filters) -> Asked:
        return filter_sql.matches_text(filters.text)

    def sentence(self, filters: Filters) -> str:
        return filter_words.quoted(filters.text)


class _Dates(Facet):
    def read(self, values: Values, notices: Notices) -> Mapping[str, Any]:
        recent = filter_url.recent(values["from"])
        if recent:
            filter_url.first(values["from"], "A date", notices)
            if values["to"]:
                notices.append(
                    "The dates in the link count back from today and have no other end;"
                    ' "to" was ignored.'
                )
            return {"recent": recent}
        first, last = filter_url.days(values["from"], values["to"], notices)
        return {"date_from": first, "date_to": last}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        if filters.recent:
            yield "from", f"-{filters.recent}"
            return
        for param, day in (("from", filters.date_from), ("to", filters.date_to)):
            if day is not None:
                yield param, day.isoformat()

    def sql(self, filters: Filters) -> Asked:
        return filter_sql.matches_days(filters.date_from, filters.date_to)

    def sentence(self, filters: Filters) -> str:
        days = text.period(filters.date_from, filters.date_to)
        return f"{filter_words.recent(filters.recent)} ({days})" if filters.recent else days


class _Added(Facet):
    def read(self, values: Values, notices: Notices) -> Mapping[str, Any]:
        return {"added_since": filter_url.moment(values["added"], notices)}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        if filters.added_since is not None:
            yield "added", f"{filters.added_since.astimezone(UTC):%Y-%m-%dT%H:%MZ}"

    def sql(self, filters: Filters) -> Asked:
        if filters.added_since is None:
            raise ValueError("no moment is chosen")
        return filter_sql.Added(filters.added_since)

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        yield self.sentence(filters).removeprefix("added "), self.cleared(filters)

    def sentence(self, filters: Filters) -> str:
        return f"added since {filter_words.minute(filters.added_since)}"


class _Area(Facet):
    def read(self, values: Values, notices: Notices) -> Mapping[str, Any]:
        return {"area": filter_url.ring(values["area"], notices)}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        if filters.area:
            yield "area", filter_url.written(filters.area)

    def sql(self, filters: Filters) -> Asked:
        return filter_sql.matches_area(filters.area)

    def sentence(self, filters: Filters) -> str:  # noqa: ARG002 - every ring is called so
        return "inside the drawn area"


@dataclass(frozen=True)
class _Choices(Facet):
    """Values of which an event has one. ``known`` gives what a word in a link stands for,
    nothing when it is unknown; ``lead`` stands before the words in a sentence; ``longest``
    is how many characters a value may have."""

    known: Callable[[str], tuple[str, ...]]
    english: Callable[[str], str]
    condition: Callable[[Filters], Asked]
    lead: str = ""
    longest: int = filter_url.MAX_TEXT

    def shown(self, filters: Filters) -> tuple[str, ...]:
        """The chosen values as a reader sees them."""
        values: tuple[str, ...] = getattr(filters, self.name)
        return values

    def read(self, values: Values, notices: Notices) -> Mapping[str, Any]:
        given = values[self.params[0]]
        found = filter_url.choices(given, self.label, self.known, notices, self.longest)
        return {self.name: found}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        for value in self.shown(filters):
            yield self.params[0], value

    def sql(self, filters: Filters) -> Asked:
        return self.condition(filters)

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        for value in self.shown(filters):
            gone = self.known(value)
            kept: Any = tuple(one for one in getattr(filters, self.name) if one not in gone)
            yield self.english(value), replace(filters, **{self.name: kept})

    def sentence(self, filters: Filters) -> str:
        return self.lead + filter_words.either(map(self.english, self.shown(filters)))


class _Regions(_Choices):
    def read(self, values: Values, notices: Notices) -> Mapping[str, Any]:
        venue = filter_url.switch(values["scope"], "venue", "any", "Scope", notices)
        return {**super().read(values, notices), "venue_only": venue}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        yield from super().write(filters)
        if filters.venue_only:
            yield "scope", "venue"

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        for value, without in super().chips(filters):
            yield f"{value}, {filter_words.scope(venue_only=filters.venue_only)}", without

    def sentence(self, filters: Filters) -> str:
        scope = filter_words.scope(venue_only=filters.venue_only)
        return f"{super().sentence(filters)}, as {scope}"


class _Actors(_Choices):
    def read(self, values: Values, notices: Notices) -> Mapping[str, Any]:
        every = filter_url.switch(values["match"], "all", "any", "Match", notices)
        return {**super().read(values, notices), "all_actors": every}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        yield from super().write(filters)
        if filters.all_actors:
            yield "match", "all"

    def sentence(self, filters: Filters) -> str:
        return filter_words.either(filters.actors, "and" if filters.all_actors else "or")


class _Types(_Choices):
    def shown(self, filters: Filters) -> tuple[str, ...]:
        return filter_words.grouped(filters.types)

    def sentence(self, filters: Filters) -> str:
        return super().sentence(filters).lower()


def _region(code: str) -> tuple[str, ...]:
    return (code,) if code in places.regions() else ()


def _name(name: str) -> tuple[str, ...]:
    # what the store holds is not known here: a name that nobody has finds nothing, visibly
    return (name,)


def _actor(name: str) -> tuple[str, ...]:
    return (actors.canonical(name),)


def _one_of(words: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    return lambda word: (word,) if word in words else ()


def _has_word(field: str) -> Callable[[Filters], Asked]:
    return lambda filters: filter_sql.matches_words(field, getattr(filters, field))


# The order is that of links, chips and sentences.
FACETS: Final[tuple[Facet, ...]] = (
    _Text("text", "Text", ("q",), ("text",)),
    _Dates("dates", "Dates", ("from", "to"), ("date_from", "date_to", "recent")),
    _Added("added", "Added", ("added",), ("added_since",)),
    _Regions(
        name="regions",
        label="Region",
        params=("region", "scope"),
        fields=("regions",),
        known=_region,
        english=places.label,
        condition=lambda f: filter_sql.matches_region(f.regions, venue_only=f.venue_only),
    ),
    _Area("area", "Area", ("area",), ("area",)),
    _Choices(
        name="zones",
        label="Zone",
        params=("zone",),
        fields=("zones",),
        known=_name,
        english=filter_words.zone,
        condition=lambda f: filter_sql.matches_zone(f.zones),
        lead="in zone ",
        longest=filter_url.MAX_KEY,
    ),
    _Actors(
        name="actors",
        label="Actor",
        params=("actor", "match"),
        fields=("actors",),
        known=_actor,
        english=str,
        condition=lambda f: filter_sql.matches_actor(f.actors, every=f.all_actors),
    ),
    _Types(
        name="types",
        label="Type",
        params=("type",),
        fields=("types",),
        known=filter_words.ungrouped,
        english=filter_words.event_type,
        condition=_has_word("types"),
    ),
    _Choices(
        name="storylines",
        label="Storyline",
        params=("storyline",),
        fields=("storylines",),
        known=_name,
        english=str,
        condition=lambda f: filter_sql.matches_storyline(f.storylines),
    ),
    _Choices(
        name="datasets",
        label="Data set",
        params=("data",),
        fields=("datasets",),
        known=_name,
        english=str,
        condition=lambda f: filter_sql.matches_dataset(f.datasets),
        lead="data set ",
    ),
    _Choices(
        name="geo_precisions",
        label="Place",
        params=("placed",),
        fields=("geo_precisions",),
        known=_one_of(GEO_PRECISIONS),
        english=GEO_PRECISIONS.__getitem__,
        condition=_has_word("geo_precisions"),
        lead="place: ",
    ),
    _Choices(
        name="date_precisions",
        label="Date",
        params=("dated",),
        fields=("date_precisions",),
        known=_one_of(DATE_PRECISIONS),
        english=DATE_PRECISIONS.__getitem__,
        condition=_has_word("date_precisions"),
    ),
    _Choices(
        name="reliability",
        label="Reliability",
        params=("reliability",),
        fields=("reliability",),
        known=_one_of(RELIABILITY),
        english=filter_words.reliability,
        condition=_has_word("reliability"),
        lead="reliability ",
    ),
    _Choices(
        name="credibility",
        label="Credibility",
        params=("credibility",),
        fields=("credibility",),
        known=_one_of(CREDIBILITY),
        english=filter_words.credibility,
        condition=_has_word("credibility"),
        lead="credibility ",
    ),
    _Choices(
        name="deaths",
        label="Deaths",
        params=("deaths",),
        fields=("deaths",),
        known=_one_of(filter_words.DEATHS),
        english=filter_words.DEATHS.__getitem__,
        condition=lambda f: filter_sql.matches_deaths(f.deaths),
    ),
)
