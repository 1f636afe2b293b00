"""The facets that have a form of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from geodata import actors, regions, text
from geodata.filters import english, sql, url
from geodata.filters.facet import Choices, Facet, WordChoices
from geodata.filters.sql import FilterTerm
from geodata.filters.state import Filters
from geodata.filters.url import LinkReader


class Text(Facet):
    """Words that occur in an event."""

    def normalised(self, filters: Filters) -> Filters:
        """The text without control characters and superfluous blanks."""
        return replace(filters, text=url.clean(filters.text))

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """The text."""
        return {"text": link.text(self.parameters[0].name)}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """The text."""
        if filters.text:
            yield self.parameters[0].name, filters.text

    def sql(self, filters: Filters) -> FilterTerm:
        """Every word occurs in the event."""
        return sql.matches_text(filters.text)

    def sentence(self, filters: Filters) -> str:
        """The text in quotation marks."""
        return english.quoted(filters.text)


class Dates(Facet):
    """Days from and to, or the last days up to today."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Both ends, and the period that ends today."""
        return ("date_from", "date_to", "recent")

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """The period that ends today, or else both ends."""
        start, end = (parameter.name for parameter in self.parameters)
        recent = link.recent(start, end)
        if recent:
            return {"recent": recent}
        first, last = link.days(start, end)
        return {"date_from": first, "date_to": last}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """``-7d`` for a period that ends today, or else both ends."""
        start, end = (parameter.name for parameter in self.parameters)
        if filters.recent:
            yield start, f"-{filters.recent}"
            return
        for name, day in ((start, filters.date_from), (end, filters.date_to)):
            if day is not None:
                yield name, day.isoformat()

    def sql(self, filters: Filters) -> FilterTerm:
        """The days of the event overlap the chosen ones."""
        return sql.matches_days(filters.date_from, filters.date_to)

    def sentence(self, filters: Filters) -> str:
        """The days, after the name of the period if it ends today."""
        days = text.period(filters.date_from, filters.date_to)
        return f"{english.recent(filters.recent)} ({days})" if filters.recent else days


class Added(Facet):
    """A minute since which events came into the store."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The minute."""
        return ("added_since",)

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """The minute."""
        return {"added_since": link.moment(self.parameters[0].name)}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """The minute in UTC."""
        if filters.added_since is not None:
            moment = filters.added_since.astimezone(UTC)
            yield self.parameters[0].name, f"{moment:%Y-%m-%dT%H:%MZ}"

    def sql(self, filters: Filters) -> FilterTerm:
        """The event came in then or later."""
        if filters.added_since is None:
            raise ValueError("no moment is chosen")
        return sql.AddedTerm(filters.added_since)

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        """One chip; its label says "Added" already."""
        yield self.sentence(filters).removeprefix("added "), self.cleared(filters)

    def sentence(self, filters: Filters) -> str:
        """The minute in words."""
        return f"added since {english.minute(filters.added_since)}"


class Area(Facet):
    """A ring drawn on the map."""

    def normalised(self, filters: Filters) -> Filters:
        """The ring rounded, without repeated corners."""
        return replace(filters, area=url.tidy(filters.area))

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """The ring."""
        return {"area": link.ring(self.parameters[0].name)}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """The ring."""
        if filters.area:
            yield self.parameters[0].name, url.written(filters.area)

    def sql(self, filters: Filters) -> FilterTerm:
        """The event is drawn inside the ring."""
        return sql.matches_area(filters.area)

    def sentence(self, filters: Filters) -> str:  # noqa: ARG002 - every ring is called so
        """The same words for every ring."""
        return "inside the drawn area"


class Near(Facet):
    """A place, and how far around it."""

    def normalised(self, filters: Filters) -> Filters:
        """The circle rounded."""
        return replace(filters, near=filters.near and url.tidy_circle(filters.near))

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """The circle."""
        return {"near": link.circle(self.parameters[0].name)}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """The circle."""
        if filters.near:
            lat, lon, km = map(url.plain_number, filters.near)
            yield self.parameters[0].name, f"{lat},{lon},{km}km"

    def sql(self, filters: Filters) -> FilterTerm:
        """The event is known to a place in the circle."""
        if filters.near is None:
            raise ValueError("no circle is chosen")
        return sql.matches_circle(filters.near)

    def sentence(self, filters: Filters) -> str:
        """The circle in words."""
        return english.circle(filters.near) if filters.near else ""


class Regions(Choices):
    """Regions, and whether what an event is about counts besides where it happened."""

    def known(self, word: str) -> tuple[str, ...]:
        """The code itself if there is such a region."""
        return (word,) if word in regions.regions() else ()

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """The codes and the scope."""
        venue_only = link.switch(self.parameters[1].name, "Scope", "venue", "any")
        return {**super().read(link), "venue_only": venue_only}

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """The codes and the scope."""
        yield from super().write(filters)
        if filters.venue_only:
            yield self.parameters[1].name, "venue"

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        """One chip per region, with the scope."""
        for value, without in super().chips(filters):
            yield f"{value}, {english.scope(venue_only=filters.venue_only)}", without

    def sentence(self, filters: Filters) -> str:
        """The regions, and the scope once."""
        scope = english.scope(venue_only=filters.venue_only)
        return f"{super().sentence(filters)}, as {scope}"


class Actors(Choices):
    """Actors, whether any or all of them have to be there, and whether to take part."""

    def known(self, word: str) -> tuple[str, ...]:
        """The canonical name of an alias; an unknown name as it is."""
        return (actors.canonical(word),)

    def read(self, link: LinkReader) -> Mapping[str, Any]:
        """The names, any or all, and the role."""
        _, match, role = self.parameters
        return {
            **super().read(link),
            "all_actors": link.switch(match.name, "Match", "all", "any"),
            "participants_only": link.switch(role.name, "Role", "participant", "any"),
        }

    def write(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """The names, any or all, and the role."""
        yield from super().write(filters)
        if filters.all_actors:
            yield self.parameters[1].name, "all"
        if filters.participants_only:
            yield self.parameters[2].name, "participant"

    def chips(self, filters: Filters) -> Iterator[tuple[str, Filters]]:
        """One chip per actor, with the role where it is not any."""
        for value, without in super().chips(filters):
            yield f"{value}{_role(filters)}", without

    def sentence(self, filters: Filters) -> str:
        """The names joined by *and* or *or*, and the role once where it is not any."""
        joint = "and" if filters.all_actors else "or"
        return f"{english.either(filters.actors, joint)}{_role(filters)}"


def _role(filters: Filters) -> str:
    return f", {english.role(participants_only=True)}" if filters.participants_only else ""


class Types(WordChoices):
    """Event types, a whole group of them written as the group."""

    def known(self, word: str) -> tuple[str, ...]:
        """The type itself, or the types of a group."""
        return english.ungrouped(word)

    def shown(self, filters: Filters) -> tuple[str, ...]:
        """The types with each whole group as one."""
        return english.grouped(filters.types)

    def sentence(self, filters: Filters) -> str:
        """The types in lower case."""
        return super().sentence(filters).lower()
