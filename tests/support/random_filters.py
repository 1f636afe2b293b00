"""Random events and filters for property tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from geodata.circles import Circle
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.schema import (
    CREDIBILITY,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GEO_PRECISIONS,
    RELIABILITY,
)
from geodata.store import Store, frequent
from support import naive_query, zone_files

EVENTS = read_bundled().events


HALVES = (EVENTS.slice(0, 65), EVENTS.slice(65))


CAME = (datetime(2026, 4, 1, 12, 30, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC))


NAIVE = [
    event
    for half, moment in zip(HALVES, CAME, strict=True)
    for event in naive_query.read(
        half,
        zone_files.AREAS,
        {f"{row['source']}:{row['source_id']}": moment for row in half.to_pylist()},
    )
]


MOMENTS = [None, None, None, *CAME, *(at + timedelta(minutes=1) for at in CAME)]


STORYLINES = sorted({name for event in NAIVE for name in event.given["storylines"]})


ACTORS = sorted({name for event in NAIVE for name in event.actors})


REGIONS = sorted({code for event in NAIVE for code in event.venue | event.subject})


WORDS = sorted({word for event in NAIVE for word in event.text.split() if len(word) > 2})


def some_of(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Choose none, or a few of the values; mostly none, as readers do."""
    few = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(tuple)
    return st.one_of(st.just(()), st.just(()), few)


DAYS = st.one_of(
    st.none(), st.dates(date(2024, 11, 1), date(2026, 4, 30)), st.just(date(1974, 5, 31))
)


CORNER = st.tuples(
    st.floats(33, 42).map(lambda x: round(x, 4)), st.floats(30, 37).map(lambda x: round(x, 4))
)


RINGS = st.one_of(
    st.just(()), st.just(()), st.lists(CORNER, min_size=3, max_size=7, unique=True).map(tuple)
)


CIRCLES = st.one_of(
    st.none(),
    st.none(),
    st.tuples(st.floats(30, 37), st.floats(33, 42), st.floats(0.1, 900)).map(
        lambda parts: Circle(*(round(part, 1) for part in parts))
    ),
)


TEXT = st.one_of(
    st.just(""),
    st.just(""),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join),
    st.sampled_from(WORDS).map(lambda word: word[1:]),
)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    """Any combination of choices, also those that nothing matches."""
    days = sorted(day for day in (draw(DAYS), draw(DAYS)) if day is not None)
    return Filters(
        text=draw(TEXT),
        date_from=days[0] if days else None,
        date_to=days[1] if len(days) > 1 else None,
        regions=draw(some_of(REGIONS)),
        venue_only=draw(st.booleans()),
        actors=draw(some_of([*ACTORS, "Nobody in particular"])),
        all_actors=draw(st.booleans()),
        participants_only=draw(st.booleans()),
        types=draw(some_of(list(EVENT_TYPES))),
        storylines=draw(some_of([*STORYLINES, "No such storyline"])),
        datasets=draw(some_of(["levant", "acled"])),
        geo_precisions=draw(some_of(list(GEO_PRECISIONS))),
        date_precisions=draw(some_of(list(DATE_PRECISIONS))),
        reliability=draw(some_of(list(RELIABILITY))),
        credibility=draw(some_of(list(CREDIBILITY))),
        deaths=draw(some_of(["known", "some", "unknown"])),
        area=draw(RINGS),
        near=draw(CIRCLES),
        added_since=draw(st.sampled_from(MOMENTS)),
        zones=draw(some_of([*zone_files.KEYS, "own:Front", "own:No such zone"])),
    )


@contextmanager
def halves_in_a_store(*, bits: bool) -> Iterator[Store]:
    """The bundled events among zones, taken in twice, with ``bits`` for frequent actors or none."""
    with pytest.MonkeyPatch.context() as patch:
        if bits:
            patch.setattr(frequent, "EVENTS_FOR_A_BIT", 3)
        store = Store.open(None)
        store.put_dataset(LEVANT)
        zone_files.load(store)
        for half, moment in zip(HALVES, CAME, strict=True):
            patch.setattr("geodata.store.store._now", lambda at=moment: at.replace(tzinfo=None))
            store.upsert(half)
    yield store
    store.close()


many = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
