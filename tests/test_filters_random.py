"""Whatever is asked, the store gives what a naive reading of the events gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from support import naive_query
from support.answers import reads
from support.random_filters import NAIVE, filters, many

from geodata import actors, query
from geodata.filters import Filters, dataset_scope, normalised, parse, to_pairs, together
from geodata.hexagons import lattice
from geodata.schema import EVENT_TYPES
from geodata.store import Store

WORLD = (-180.0, -90.0, 180.0, 90.0)
LEVANT = (34.0, 29.0, 43.0, 38.0)


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
def test_the_store_finds_what_a_naive_reading_finds(either_store: Store, chosen: Filters) -> None:
    """The list holds exactly the events that match, and the totals count them."""
    expected = naive_query.matching(NAIVE, chosen)
    page = reads(either_store, query.page, chosen, limit=200)
    assert {row.event_id for row in page.rows} == {event.event_id for event in expected}
    assert page.total == len(expected)
    totals = reads(either_store, query.totals, chosen)
    assert totals.events == len(expected) == sum(totals.by_group)
    assert totals.placed == sum(event.drawn is not None for event in expected)
    assert totals.placed + totals.country_only + totals.without_place == totals.events
    assert totals.citations == sum(len(event.given["sources"]) for event in expected)
    publishers = {s["publisher"] for event in expected for s in event.given["sources"]}
    assert totals.publishers == len(publishers)


@many
@given(chosen=filters())
def test_every_facet_value_counts_what_choosing_it_would_give(
    either_store: Store, chosen: Filters
) -> None:
    """Each count is that of a naive reading with this facet's choice replaced."""
    found = reads(either_store, query.facets, chosen)
    for facet, values in found.items():
        without = naive_query.matching(NAIVE, naive_query.choosing(chosen, facet))
        for value in values:
            members = [value.key]
            if facet == "types" and value.key not in EVENT_TYPES:
                members = [name for name, kind in EVENT_TYPES.items() if kind.group == value.key]
            ways = Filters(venue_only=chosen.venue_only, participants_only=chosen.participants_only)
            alone = naive_query.choosing(ways, facet, *members)
            assert value.events == len(naive_query.matching(without, alone)), (facet, value)
            among = Filters() if facet == "datasets" else dataset_scope(chosen)
            ever = naive_query.matching(NAIVE, naive_query.choosing(among, facet, *members))
            assert value.total == len(ever), (facet, value)


@many
@given(chosen=filters())
def test_pictures_hold_every_event_of_the_list(either_store: Store, chosen: Filters) -> None:
    """Marks, hexagons, bars, rankings and pairs add up to what a naive reading gives."""
    expected = naive_query.matching(NAIVE, chosen)
    drawn = sum(event.drawn is not None for event in expected)
    marks = reads(either_store, query.places, chosen).rows
    assert sum(sum(mark.counts) for mark in marks) == drawn
    cells = reads(either_store, query.hexagons, chosen, WORLD, lattice(12, 5))
    assert set(cells) >= set(reads(either_store, query.hexagons, chosen, LEVANT, lattice(12, 5)))
    fullest = reads(either_store, query.fullest_hexagon, chosen, lattice(12, 5))
    assert max((cell.total for cell in cells), default=0) == fullest
    by_region = sum(sum(mark.counts) for mark in marks if mark.precision == "admin1")
    assert sum(cell.total for cell in cells) + by_region == drawn
    assert reads(either_store, query.known_by_region, chosen) == by_region
    totals = reads(either_store, query.totals, chosen)
    unplaced = totals.country_only + totals.without_place
    assert sum(cell.total for cell in cells) + by_region + unplaced == len(expected)

    first, last = date(2024, 12, 1), date(2026, 3, 31)
    undated = replace(chosen, date_from=None, date_to=None)
    started = [
        e for e in naive_query.matching(NAIVE, undated) if first <= e.given["date_start"] <= last
    ]
    bars = reads(either_store, query.histogram, chosen, first, last, "week").rows
    assert sum(sum(bar.counts) for bar in bars) == len(started)

    for rank in reads(either_store, query.ranking, chosen, "actor", 500):
        there = [naive_query.present(event, chosen) for event in expected]
        assert rank.events == sum(rank.key in names for names in there)
    for rank in reads(either_store, query.ranking, chosen, "region", 500):
        scopes = [e.venue if chosen.venue_only else e.venue | e.subject for e in expected]
        assert rank.events == sum(rank.key in scope for scope in scopes)


@many
@given(chosen=filters(), level=st.sampled_from(list(actors.LEVELS)))
def test_pairs_are_all_of_two_sides_and_count_what_filtering_by_both_gives(
    either_store: Store, chosen: Filters, level: str
) -> None:
    """At every level: against a naive reading, and against the filters themselves."""
    there = [naive_query.present(event, chosen) for event in naive_query.matching(NAIVE, chosen)]
    expected: Counter[tuple[str, str]] = Counter()
    for names in there:
        of_level = sorted(name for name in names if stands_at(name, level))
        expected.update(
            (a, b) for a, b in combinations(of_level, 2) if actors.side(a) != actors.side(b)
        )
    found = reads(either_store, query.dyads, chosen, 5000, level)
    assert {(pair.a, pair.b): pair.events for pair in found} == expected

    matrix = reads(either_store, query.matrix, chosen, 6, level)
    shown = {actor.name: actor.events for actor in matrix.actors}
    in_a_pair = {name for pair in expected for name in pair}
    assert matrix.total == len(in_a_pair)
    assert len(shown) == min(6, matrix.total)
    assert list(shown.values()) == sorted(shown.values(), reverse=True)
    assert set(matrix.pairs) == {pair for pair in found if {pair.a, pair.b} <= set(shown)}
    for name, events in shown.items():
        others = {b if a == name else a for a, b in expected if name in {a, b}}
        assert events == sum(name in names and bool(names & others) for names in there)
    for pair in matrix.pairs:
        wholes = {pair.a, pair.b, *actors.ancestors(pair.a), *actors.ancestors(pair.b)}
        # any of several, and two more: that no filter can say
        if chosen.all_actors or len(chosen.actors) < 2 or wholes & set(chosen.actors):
            both = together(chosen, pair.a, pair.b)
            assert reads(either_store, query.totals, both).events == pair.events


def stands_at(name: str, level: str) -> bool:
    """Whether an actor is one of a level: wholes; organised bodies; persons."""
    listed = actors.actors().get(name)
    if level == "parties":
        return listed is None or not listed.parent
    if listed is None or level == "persons":
        return listed is not None and listed.kind == "person"
    kind = listed.kind if listed.parent or listed.kind != "government" else "state"
    return kind not in {"state", "community", "person"}
