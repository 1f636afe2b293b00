"""What was revised in an event, as a reader says it: columns and their values in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from geodata import regions
from geodata.event_results import ChangedValue
from geodata.filters import english
from geodata.schema import CREDIBILITY, DATE_PRECISIONS, EVENT_TYPES, GEO_PRECISIONS, RELIABILITY
from geodata.text import day, days, number

_UNKNOWN: Final = "not known"
_NONE: Final = "none"
_CUT: Final = "…"
_LONG: Final = 160  # characters of a value, beyond which only what differs is shown
_AROUND: Final = 24  # characters kept before and after what differs


def in_words(revised: Iterable[tuple[str, str, str]]) -> tuple[ChangedValue, ...]:
    """The revised columns of one event (column, old, new) in words, in the order of a page.

    Both ends of the dates are one value when both changed, and so are both coordinates.
    Long texts are cut to what differs.
    """
    values = {column: (old, new) for column, old, new in revised}
    made: list[ChangedValue] = []
    for column, (label, words) in _COLUMNS.items():
        if column not in values:
            continue
        if column in _PAIRS and _PAIRS[column][0] in values:
            other, common, both = _PAIRS[column]
            olds, news = zip(values[column], values.pop(other), strict=True)
            made.append(ChangedValue(common, both(*olds), both(*news)))
        else:
            old, new = values[column]
            made.append(ChangedValue(label, *_shortened(words(old), words(new))))
    return tuple(made)


def _shortened(old: str, new: str) -> tuple[str, str]:
    if max(len(old), len(new)) <= _LONG:
        return old, new
    most = min(len(old), len(new))
    same = next((at for at in range(most) if old[at] != new[at]), most)
    rest = most - same
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return _part(old, same, tail), _part(new, same, tail)


def _part(text: str, same: int, tail: int) -> str:
    first, last = max(0, same - _AROUND), min(len(text), len(text) - tail + _AROUND)
    before, after = _CUT if first else "", _CUT if last < len(text) else ""
    if last - first > _LONG:
        last, after = first + _LONG, _CUT
    return f"{before}{text[first:last].strip()}{after}" or _NONE


def _day(value: str) -> str:
    return day(date.fromisoformat(value)) if value else _UNKNOWN


def _days(first: str, last: str) -> str:
    return days(date.fromisoformat(first), date.fromisoformat(last))


def _coordinates(lat: str, lon: str) -> str:
    return f"{lat}, {lon}" if lat and lon else _UNKNOWN


def _count(value: str) -> str:
    return number(int(value)) if value else _UNKNOWN


def _known(value: str) -> str:
    return value or _UNKNOWN


def _text(value: str) -> str:
    return value or _NONE


def _regions(value: str) -> str:
    return ", ".join(regions.label(code) for code in value.split("; ")) if value else _NONE


def _region(value: str) -> str:
    return regions.label(value) if value else _UNKNOWN


def _word(words: Mapping[str, str]) -> Callable[[str], str]:
    return lambda value: words.get(value, value)


_COLUMNS: Final[Mapping[str, tuple[str, Callable[[str], str]]]] = {
    "removed": ("In the data set", lambda old: "no longer" if old else "again"),
    "title": ("Title", _text),
    "date_start": ("First day", _day),
    "date_end": ("Last day", _day),
    "date_precision": ("Date", _word(DATE_PRECISIONS)),
    "event_type": ("Type", _word({word: kind.label for word, kind in EVENT_TYPES.items()})),
    "sub_type": ("Source's type", _text),
    "summary": ("Summary", _text),
    "actors": ("Actors", _text),
    "place": ("Place", _known),
    "geo_precision": ("Place known to", _word(GEO_PRECISIONS)),
    "lat": ("Latitude", _known),
    "lon": ("Longitude", _known),
    "country": ("Country", _region),
    "admin1": ("Governorate", _region),
    "zones": ("Zones", _regions),
    "about": ("About", _regions),
    "fatalities_low": ("Deaths, low", _count),
    "fatalities_best": ("Deaths, best", _count),
    "fatalities_high": ("Deaths, high", _count),
    "reliability": ("Reliability", _word({a: english.reliability(a) for a in RELIABILITY})),
    "credibility": ("Credibility", _word({a: english.credibility(a) for a in CREDIBILITY})),
    "storylines": ("Storylines", _text),
    "tags": ("Tags", _text),
    "details": ("Details", _text),
    "sources": ("Sources", _text),
}
_PAIRS: Final[Mapping[str, tuple[str, str, Callable[[str, str], str]]]] = {
    "date_start": ("date_end", "Dates", _days),
    "lat": ("lon", "Coordinates", _coordinates),
}
