"""Whatever is asked, the store gives what a naive reading of the events gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import naive
import pytest
import some_zones
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import query, store_frequent
from geodata.bundled import LEVANT, read_bundled
from geodata.filters import Filters, normalised, parse, setting, to_pairs
from geodata.schema import (
    CREDIBILITY,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GEO_PRECISIONS,
    RELIABILITY,
)
from geodata.store import EventStore

EVENTS = read_bundled().events
HALVES = (EVENTS.slice(0, 65), EVENTS.slice(65))
CAME = (datetime(2026, 4, 1, 12, 30, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC))
NAIVE = [
    event
    for half, moment in zip(HALVES, CAME, strict=True)
    for event in naive.read(
        half,
        some_zones.AREAS,
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
        types=draw(some_of(list(EVENT_TYPES))),
        storylines=draw(some_of([*STORYLINES, "No such storyline"])),
        datasets=draw(some_of(["levant", "acled"])),
        geo_precisions=draw(some_of(list(GEO_PRECISIONS))),
        date_precisions=draw(some_of(list(DATE_PRECISIONS))),
        reliability=draw(some_of(list(RELIABILITY))),
        credibility=draw(some_of(list(CREDIBILITY))),
        deaths=draw(some_of(["known", "some", "unknown"])),
        area=draw(RINGS),
        added_since=draw(st.sampled_from(MOMENTS)),
        zones=draw(some_of([*some_zones.KEYS, "own:Front", "own:No such zone"])),
    )


@pytest.fixture(scope="module", params=["no actor has a bit", "most actors have a bit"])
def either_store(request: pytest.FixtureRequest) -> Iterator[EventStore]:
    """Return the bundled events among zones, with and without bits for frequent actors."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param.startswith("most"):
            patch.setattr(store_frequent, "EVENTS_FOR_A_BIT", 3)
        store = EventStore.open(None)
        store.put_dataset(LEVANT)
        some_zones.load(store)
        for half, moment in zip(HALVES, CAME, strict=True):
            patch.setattr("geodata.store._now", lambda at=moment: at.replace(tzinfo=None))
            store.upsert(half)
    yield store
    store.close()


many = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@many
@given(chosen=filters())
def test_a_link_gives_the_same_filters_again(chosen: Filters) -> None:
    """Filters written into a link and read from it are the same, without a notice."""
    pairs = to_pairs(chosen)
    read, notices = parse(pairs)
    assert read == normalised(chosen)
    assert not notices
    assert to_pairs(read) == pairs


@many
@given(chosen=filters())
def test_the_store_finds_what_a_naive_reading_finds(
    either_store: EventStore, chosen: Filters
) -> None:
    """The list holds exactly the events that match, and the totals count them."""
    expected = naive.matching(NAIVE, chosen)
    page = query.page(either_store, chosen, limit=200)
    assert {row.event_id for row in page.rows} == {event.event_id for event in expected}
    assert page.total == len(expected)
    totals = query.totals(either_store, chosen)
    assert totals.events == len(expected) == sum(totals.by_group)
    assert totals.placed == sum(event.drawn is not None for event in expected)
    assert totals.placed + totals.country_only + totals.without_place == totals.events
    assert totals.citations == sum(len(event.given["sources"]) for event in expected)
    publishers = {s["publisher"] for event in expected for s in event.given["sources"]}
    assert totals.publishers == len(publishers)


@many
@given(chosen=filters())
def test_every_facet_value_counts_what_choosing_it_would_give(
    either_store: EventStore, chosen: Filters
) -> None:
    """Each count is that of a naive reading with this facet's choice replaced."""
    found = query.facets(either_store, chosen)
    for facet, values in found._asdict().items():
        without = naive.matching(NAIVE, naive.choosing(chosen, facet))
        for value in values:
            members = [value.key]
            if facet == "types" and value.key not in EVENT_TYPES:
                members = [name for name, kind in EVENT_TYPES.items() if kind.group == value.key]
            alone = naive.choosing(Filters(venue_only=chosen.venue_only), facet, *members)
            assert value.events == len(naive.matching(without, alone)), (facet, value)
            among = Filters() if facet == "datasets" else setting(chosen)
            ever = naive.matching(NAIVE, naive.choosing(among, facet, *members))
            assert value.total == len(ever), (facet, value)


@many
@given(chosen=filters())
def test_pictures_hold_every_event_of_the_list(either_store: EventStore, chosen: Filters) -> None:
    """Marks, squares, bars, rankings and pairs add up to what a naive reading gives."""
    expected = naive.matching(NAIVE, chosen)
    drawn = sum(event.drawn is not None for event in expected)
    marks = query.places(either_store, chosen).rows
    assert sum(sum(mark.counts) for mark in marks) == drawn
    squares = query.bins(either_store, chosen, (-180, -85, 180, 85), 5)
    assert sum(sum(square.counts) for square in squares) == drawn

    first, last = date(2024, 12, 1), date(2026, 3, 31)
    undated = replace(chosen, date_from=None, date_to=None)
    started = [e for e in naive.matching(NAIVE, undated) if first <= e.given["date_start"] <= last]
    bars = query.histogram(either_store, chosen, first, last, "week").rows
    assert sum(sum(bar.counts) for bar in bars) == len(started)

    for rank in query.ranking(either_store, chosen, "actor", 500):
        assert rank.events == sum(rank.key in event.actors for event in expected)
    for rank in query.ranking(either_store, chosen, "region", 500):
        scopes = [e.venue if chosen.venue_only else e.venue | e.subject for e in expected]
        assert rank.events == sum(rank.key in scope for scope in scopes)
    for dyad in query.dyads(either_store, chosen, 500):
        assert dyad.events == sum({dyad.a, dyad.b} <= event.actors for event in expected)
