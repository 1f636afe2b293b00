"""What is told of an event outside the page: plain text that says how much of it is known."""

from __future__ import annotations

from geodata import regions
from geodata.query.arrivals import Arrival
from geodata.schema import EVENT_TYPES
from geodata.text import date_precision, dated, day, deaths, grade


def when(one: Arrival) -> str:
    """``21 Mar 2026 (dated to the day)``."""
    days = dated(one.first_day, one.last_day, one.date_precision)
    return f"{days} ({date_precision(one.date_precision)})"


def where(one: Arrival) -> str:
    """``Nawa, Syria (town)``; ``not known``."""
    if one.geo_precision == "none":
        return "not known"
    country = regions.label(one.country) if one.country else ""
    named = [one.place] if one.place else []
    named += [country] if country and country not in one.place else []
    precision = regions.precision_words(one.geo_precision, one.place_key)
    return f"{', '.join(named)} ({precision})" if named else precision


def dead(one: Arrival) -> str:
    """``4–7 dead``; ``not known``, which is not none."""
    if all(number is None for number in one.deaths):
        return "not known"
    aggregate = "; an aggregate, which overlaps other events" if one.aggregate else ""
    return deaths(*one.deaths) + aggregate


def lines(one: Arrival) -> list[str]:
    """An event as lines of text: what happened, when, where, how many died, who says so."""
    said = [one.summary] if one.summary else []
    said += [
        f"Type: {EVENT_TYPES[one.event_type].label}",
        f"Date: {when(one)}",
        f"Place: {where(one)}",
        f"Deaths: {dead(one)}",
        f"Grade: {one.reliability}{one.credibility}, {grade(one.reliability, one.credibility)}",
    ]
    for source in one.sources:
        known = [source.publisher, source.title]
        known += [day(source.published)] if source.published else []
        said.append(f"Source: {', '.join(word for word in known if word)} {source.url}".rstrip())
    if not one.sources:
        said.append("Source: none is stated")
    return said
