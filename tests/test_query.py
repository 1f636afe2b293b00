"""The query shapes on the bundled events: what each promises beyond its counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from support import naive_query
from support.answers import reads

from geodata import query, regions
from geodata.buckets import BUCKETS
from geodata.filters import Filters
from geodata.hexagons import lattice
from geodata.imports.bundled import read_bundled
from geodata.schema import EVENT_TYPES, GROUPS, POINT_PRECISIONS
from geodata.store import Store

NAIVE = naive_query.read(read_bundled().events)
PARIS = "levant:2026-01-05-paris-fifth-round"
ALL = Filters()
WORLD = (-180.0, -90.0, 180.0, 90.0)
YEAR = Filters(date_from=date(2025, 3, 21), date_to=date(2026, 3, 20), regions=("SYR",))
EMPTY = Filters(types=("aid",), storylines=("Paris talks",))


def test_totals_add_up(store: Store) -> None:
    """With and without a place, with and without stated deaths: nothing is lost."""
    totals = reads(store, query.totals, YEAR)
    assert totals.events == totals.placed + totals.country_only + totals.without_place
    assert totals.events == totals.deaths_known + totals.deaths_unknown + totals.aggregates
    assert totals.all_events == 130
    assert totals.by_source == (("Levant curated set", totals.events),)


def test_deaths_of_an_aggregate_are_in_no_sum(store: Store) -> None:
    """Low takes the lowest number stated, high the highest, of single events only."""
    july = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31), regions=("SYR-Sweida",))
    totals = reads(store, query.totals, july)
    single = [
        event
        for event in naive_query.matching(NAIVE, july)
        if event.deaths and "aggregate" not in event.given["tags"]
    ]
    assert totals.aggregates == 1
    assert totals.deaths_known == len(single)
    assert totals.deaths_low == sum(event.deaths[0] for event in single)
    assert totals.deaths_high == sum(event.deaths[-1] for event in single)


def test_what_an_aggregate_states_is_said_with_its_sources(store: Store) -> None:
    """Its own range and publishers, beside the sum that it is not in."""
    july = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31), regions=("SYR-Sweida",))
    (one,) = reads(store, query.aggregate_deaths, july)
    (given,) = [
        event for event in naive_query.matching(NAIVE, july) if "aggregate" in event.given["tags"]
    ]
    assert (one.low, one.high) == (given.deaths[0], given.deaths[-1])
    assert "United Nations" not in one.publishers  # its report states no number
    assert set(one.publishers) == {
        source["publisher"]
        for source in given.given["sources"]
        if source["fatalities_low"] is not None
    }
    totals = reads(store, query.totals, july)
    assert (totals.deaths_high or 0) < one.high
    assert reads(store, query.aggregate_deaths, EMPTY) == ()


def test_main_events_are_those_of_most_sources_and_of_most_deaths(store: Store) -> None:
    """In turn, so that no cut leaves out the first of either; what an aggregate states is the sum
    of others and makes it no main event."""
    july = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31), regions=("SYR-Sweida",))
    rows = reads(store, query.page, july, limit=100).rows
    main = reads(store, query.main_events, july, 6)
    assert main[0].sources == max(row.sources for row in rows)
    deaths = {
        row.event_id: row.fatalities_best or row.fatalities_high or row.fatalities_low or 0
        for row in rows
        if not row.aggregate
    }
    assert max(deaths, key=deaths.__getitem__) in {row.event_id for row in main[:2]}
    for limit in range(1, 6):
        assert reads(store, query.main_events, july, limit) == main[:limit]
    assert len({row.event_id for row in main}) == 6
    everything = reads(store, query.main_events, july, 100)
    assert {row.event_id for row in everything} == {row.event_id for row in rows}


def test_unknown_deaths_are_no_zero(store: Store) -> None:
    """When nothing states deaths there is no sum."""
    totals = reads(store, query.totals, Filters(deaths=("unknown",)))
    assert (totals.deaths_low, totals.deaths_high, totals.deaths_known) == (None, None, 0)


def test_nothing_found_gives_empty_shapes(store: Store) -> None:
    """No shape fails on an empty result; facet values stay."""
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    totals = reads(store, query.totals, EMPTY)
    assert (totals.events, totals.first, totals.last) == (0, None, None)
    assert totals.by_group == (0, 0, 0, 0, 0, 0)
    assert reads(store, query.span, EMPTY) is None
    assert reads(store, query.places, EMPTY) == ((), 0, False)
    assert reads(store, query.hexagons, EMPTY, WORLD, lattice(12, 3)) == ()
    assert reads(store, query.fullest_hexagon, EMPTY, lattice(12, 3)) == 0
    assert reads(store, query.histogram, EMPTY, first, last, "week").rows == ()
    assert reads(store, query.ranking, EMPTY, "actor", 10) == ()
    assert reads(store, query.dyads, EMPTY, 10) == ()
    assert reads(store, query.page, EMPTY) == ((), 0, "")
    assert reads(store, query.lanes, EMPTY, "actor", first, last, "day").rows == ()
    assert len(reads(store, query.facets, EMPTY)["storylines"]) == 5


def test_the_span_sets_far_earlier_events_aside(store: Store) -> None:
    """Two events of 1974 do not stretch the axis over fifty years."""
    span = reads(store, query.span, Filters(date_from=date(2026, 1, 1)))
    assert span == (date(1974, 5, 31), date(2026, 3, 20), date(2024, 12, 8), 2)


def test_the_span_keeps_what_is_close(store: Store) -> None:
    """Without far events, the axis begins with the first one."""
    span = reads(store, query.span, Filters(types=("aid",)))
    assert span is not None
    assert (span.core_first, span.earlier) == (span.first, 0)


def test_removing_filters_is_ranked_by_what_it_gives(store: Store) -> None:
    """Each facet with a choice, the most helpful first."""
    gains = reads(store, query.relaxed, EMPTY)
    assert gains == (("types", 36), ("storylines", 4))
    assert reads(store, query.relaxed, ALL) == ()


def test_facets_are_in_the_order_of_the_rail(store: Store) -> None:
    """Countries by total with their parts below, zones last; groups with their types."""
    found = reads(store, query.facets, YEAR)
    codes = [value.key for value in found["regions"]]
    assert codes[0] == "SYR"
    parts = [value for value in found["regions"] if value.parent == "SYR"]
    assert [value.key for value in parts[-2:]] == ["Golan", "UNDOF"]
    governorates = [value.total for value in parts[:-2]]
    assert governorates == sorted(governorates, reverse=True)
    assert [value.key for value in found["types"] if not value.parent] == list(GROUPS)
    assert {value.key for value in found["types"] if value.parent} == set(EVENT_TYPES)
    assert [value.total for value in found["actors"]] == sorted(
        (value.total for value in found["actors"]), reverse=True
    )


def test_a_choice_that_no_event_has_is_still_listed(store: Store) -> None:
    """So that it can be taken back."""
    found = reads(store, query.facets, Filters(actors=("Nobody",), storylines=("None such",)))
    assert found["actors"][-1] == ("Nobody", "Nobody", "", 0, 0)
    assert found["storylines"][-1] == ("None such", "None such", "", 0, 0)


def test_marks_hold_the_events_of_a_place(store: Store) -> None:
    """Keys are stable, counts are by group, and a single event is named."""
    marks = reads(store, query.places, ALL).rows
    assert [sum(mark.counts) for mark in marks] == sorted(
        (sum(mark.counts) for mark in marks), reverse=True
    )
    assert len({mark.key for mark in marks}) == len(marks) == reads(store, query.places, ALL).total
    for mark in marks:
        rows = reads(store, query.page, ALL, place=mark.key).rows
        assert len(rows) == sum(mark.counts)
        assert {row.place_key for row in rows} == {mark.key}
        groups = Counter(EVENT_TYPES[row.event_type].group for row in rows)
        assert mark.counts == tuple(groups[group] for group in GROUPS)
        assert sum(mark.aggregates) == sum(row.aggregate for row in rows)
        if len(rows) > 1:
            assert mark.event is None
            continue
        (row,), event = rows, mark.event
        assert event is not None
        assert (event.event_id, event.title) == (row.event_id, row.title)
        assert event.first <= row.date_start <= row.date_end <= event.last
        assert event.deaths == (row.fatalities_low, row.fatalities_best, row.fatalities_high)


def test_a_governorate_has_one_mark(store: Store) -> None:
    """It bears the name of the governorate and stands at its draw point."""
    sweida = next(mark for mark in reads(store, query.places, ALL).rows if mark.key == "SYR-Sweida")
    region = regions.regions()["SYR-Sweida"]
    assert (sweida.name, sweida.precision, sweida.region) == ("Sweida", "admin1", "SYR-Sweida")
    assert (sweida.lon, sweida.lat) == (region.lon, region.lat)


def test_too_many_places_are_left_to_bins(store: Store) -> None:
    """Above the limit there are no marks but the number of places."""
    assert reads(store, query.places, ALL, limit=10) == (
        (),
        reads(store, query.places, ALL).total,
        True,
    )


def test_hexagons_are_finer_the_closer_one_looks(store: Store) -> None:
    """Those that touch the bounds are counted, each with all of its events."""
    bounds = (35.0, 32.0, 38.0, 34.0)
    coarse, fine = lattice(12, 4), lattice(12, 9)
    far = reads(store, query.hexagons, ALL, bounds, coarse)
    near = reads(store, query.hexagons, ALL, bounds, fine)
    assert len(near) > len(far)
    whole = reads(store, query.hexagons, ALL, WORLD, fine)
    assert set(near) <= set(whole)
    assert all(34.9 < one.lon < 38.1 and 31.9 < one.lat < 34.1 for one in near)
    assert reads(store, query.fullest_hexagon, ALL, fine) == max(one.total for one in whole)


def test_moving_the_map_changes_no_hexagon(store: Store) -> None:
    """What lies in two views has the same events in both, and is named by its commonest place."""
    fine = lattice(12, 7)
    here = reads(store, query.hexagons, ALL, (35.0, 32.0, 37.0, 34.0), fine)
    moved = reads(store, query.hexagons, ALL, (35.5, 32.3, 37.5, 34.3), fine)
    both = {(one.column, one.row) for one in here} & {(one.column, one.row) for one in moved}
    assert both
    assert {one for one in here if one[:2] in both} == {one for one in moved if one[:2] in both}
    places = {place.name for place in reads(store, query.places, ALL).rows}
    assert {one.place for one in here} <= places


def test_every_event_lies_in_the_hexagon_that_is_drawn_around_it(store: Store) -> None:
    """The area inside its corners holds what the hexagon counts."""
    for one in reads(store, query.hexagons, ALL, WORLD, fine := lattice(12, 6))[:40]:
        inside = Filters(area=fine.ring(one.column, one.row), geo_precisions=POINT_PRECISIONS)
        assert reads(store, query.totals, inside).by_group == one.counts


def test_hexagons_cross_the_date_line(store: Store) -> None:
    """Bounds whose west is east of their east hold both sides."""
    around = reads(store, query.hexagons, ALL, (100.0, -85.0, 0.0, 85.0), lattice(12, 3))
    west = reads(store, query.hexagons, ALL, (-180.0, -85.0, 0.0, 85.0), lattice(12, 3))
    assert set(west) <= set(around) != set()


@pytest.mark.parametrize("zoom", [0, 3.2, 6, 9.5, 14])
def test_a_lattice_is_the_same_for_half_a_zoom_and_never_narrower_than_two_km(zoom: float) -> None:
    """A position lies in the hexagon whose centre is nearest; both sides of 180° meet."""
    around = lattice(12, zoom)
    assert around == lattice(12, round(zoom * 2) / 2 + 0.2)
    assert around.km(60) >= 2 - 1e-9
    for lon, lat in ((36.3, 33.5), (-179.99999, 10), (179.99999, 10), (0, 84), (0, -85)):
        column, row = around.at(lon, lat)
        east, north = around.centre(column, row)
        apart = abs(east - lon)
        assert min(apart, 360 - apart) <= 180.001 / around.columns
        assert 0 <= column < around.columns
        assert north == pytest.approx(lat, abs=360 / around.columns)


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_histogram_counts_by_day_of_start(store: Store, bucket: str) -> None:
    """Between its ends, whatever dates are chosen."""
    first, last = date(2024, 12, 1), date(2026, 3, 31)
    found = reads(store, query.histogram, YEAR, first, last, bucket)
    assert found.bucket == bucket
    expected = Counter(
        _begin(event.given["date_start"], bucket)
        for event in naive_query.matching(NAIVE, Filters(regions=("SYR",)))
        if first <= event.given["date_start"] <= last
    )
    assert {row.start: sum(row.counts) for row in found.rows} == expected


def _begin(day: date, bucket: str) -> date:
    match bucket:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=1 + (day.month - 1) // 3 * 3, day=1)
        case "decade":
            return date(day.year // 10 * 10, 1, 1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def test_a_histogram_of_another_unit_is_refused(store: Store) -> None:
    """The units are named."""
    with pytest.raises(ValueError, match="day, week, month, quarter, year, decade"):
        reads(store, query.histogram, ALL, date(2025, 1, 1), date(2025, 2, 1), "hour")


WINDOW = (date(2024, 12, 1), date(2026, 3, 31), "week")


@pytest.mark.parametrize("by", ["storyline", "actor", "type", "region"])
def test_lanes_stay_when_the_dates_change(store: Store, by: str) -> None:
    """Their order is that of the events at any date."""
    keys = [lane.key for lane in reads(store, query.lanes, ALL, by, *WINDOW).rows]
    july = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31))
    assert [lane.key for lane in reads(store, query.lanes, july, by, *WINDOW).rows] == keys
    assert len(keys) == len(set(keys)) <= 6


@pytest.mark.parametrize("by", ["storyline", "actor", "region"])
def test_lanes_follow_the_other_filters(store: Store, by: str) -> None:
    """Under a filter they are the largest of what matches it, and none is empty."""
    paris = Filters(text="Paris")
    lanes = reads(store, query.lanes, paris, by, date(1970, 1, 1), date(2026, 3, 31), "week").rows
    matching = [rank.key for rank in reads(store, query.ranking, paris, by, 100)]
    assert lanes
    assert {lane.key for lane in lanes} <= set(matching)
    assert all(lane.events for lane in lanes)


def test_chosen_values_have_the_first_lanes(store: Store) -> None:
    """What the filters name is seen, also when others have more events."""
    found = reads(
        store, query.lanes, Filters(storylines=("Syria-US opening",)), "storyline", *WINDOW
    )
    assert found.rows[0].key == "Syria-US opening"
    found = reads(store, query.lanes, Filters(regions=("SYR-Daraa",)), "region", *WINDOW, limit=3)
    assert next(lane.key for lane in found.rows) == "SYR-Daraa"
    assert len(found.rows) == 3


def test_a_lane_counts_inside_the_dates_and_marks_around_them(store: Store) -> None:
    """Marks outside the chosen dates are there to be dimmed."""
    july = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31))
    sweida = next(
        lane
        for lane in reads(store, query.lanes, july, "storyline", *WINDOW).rows
        if lane.key == "Sweida"
    )
    told = [event for event in NAIVE if "Sweida" in event.given["storylines"]]
    assert sweida.events == len(naive_query.matching(told, july))
    assert {mark.event_id for mark in sweida.marks} == {
        event.event_id for event in told if event.last >= WINDOW[0] and event.first <= WINDOW[1]
    }
    assert list(sweida.marks) == sorted(sweida.marks, key=lambda mark: mark.first)


def test_crowded_lanes_are_bars(store: Store) -> None:
    """With more marks than allowed, events are counted by a unit that fits the window."""
    found = reads(store, query.lanes, ALL, "type", *WINDOW, max_marks=20)
    assert found.bucket == "week"
    assert all(lane.marks == () for lane in found.rows)
    started = [event for event in NAIVE if WINDOW[0] <= event.given["date_start"] <= WINDOW[1]]
    assert sum(sum(bar.counts) for lane in found.rows for bar in lane.buckets) == len(started)


def test_a_ranking_has_parts_and_wholes(store: Store) -> None:
    """Parts name what they are part of, and count for it."""
    ranks = {rank.key: rank for rank in reads(store, query.ranking, ALL, "actor", 100)}
    netanyahu = ranks["Benjamin Netanyahu"]
    assert netanyahu.parent == "Israel"
    assert ranks["Israel"].events >= netanyahu.events > 0
    assert all(sum(rank.counts) == rank.events for rank in ranks.values())
    first = reads(store, query.ranking, ALL, "actor", 3)
    assert first == tuple(ranks.values())[:3]


def test_pairs_are_of_whole_actors(store: Store) -> None:
    """A minister beside his own government is no pair."""
    pairs = reads(store, query.dyads, ALL, 5)
    assert (pairs[0].a, pairs[0].b) == ("Israel", "Syria (government)")
    assert [pair.events for pair in pairs] == sorted((p.events for p in pairs), reverse=True)
    named = {name for pair in reads(store, query.dyads, ALL, 500) for name in (pair.a, pair.b)}
    assert "Benjamin Netanyahu" not in named


def test_persons_pair_across_the_table_and_not_within_a_delegation(store: Store):
    """Two negotiators are a pair; two of one state, and a person with it, are none."""
    pairs = {(p.a, p.b): p.events for p in reads(store, query.dyads, ALL, 500, "persons")}
    assert pairs["Asaad al-Shaibani", "Ron Dermer"] > 0
    named = {name for pair in pairs for name in pair}
    assert not {"Israel", "Syria (government)", "United States"} & named
    assert ("Gil Reich", "Roman Gofman") not in pairs


def test_those_only_spoken_of_are_left_out_where_participants_are_asked_for(store: Store):
    """Netanyahu never met al-Sharaa: he spoke of him, or others brought them into one text."""
    pair = Filters(actors=("Ahmad al-Sharaa", "Benjamin Netanyahu"), all_actors=True)
    both = reads(store, query.totals, pair).events
    part = reads(store, query.totals, replace(pair, participants_only=True)).events
    assert 0 < part < both
    taking = Filters(participants_only=True)
    pairs = {(p.a, p.b): p.events for p in reads(store, query.dyads, taking, 500, "persons")}
    assert pairs[pair.actors] == part
    ranks = {rank.key: rank.events for rank in reads(store, query.ranking, taking, "actor", 500)}
    spoken_of = reads(store, query.totals, Filters(actors=("Ahmad al-Sharaa",))).events
    assert ranks["Ahmad al-Sharaa"] < spoken_of


@pytest.mark.parametrize("filters", [ALL, YEAR])
def test_pages_hold_every_event_once(store: Store, filters: Filters) -> None:
    """Newest first, to the end."""
    rows, after = [], ""
    while True:
        page = reads(store, query.page, filters, after=after, limit=7)
        rows += page.rows
        after = page.after
        if not after:
            break
    assert len(rows) == page.total == len({row.event_id for row in rows})
    starts = [row.date_start for row in rows]
    assert starts == sorted(starts, reverse=True)


def test_a_page_after_junk_is_the_first(store: Store) -> None:
    """A damaged link shows the newest events."""
    first = reads(store, query.page, ALL, limit=5)
    for junk in ("x", "'; DROP TABLE event", "9" * 40, "Ã©"):
        assert reads(store, query.page, ALL, after=junk, limit=5) == first


def test_an_event_matched_by_subject_is_marked(store: Store) -> None:
    """The Paris talks are about Sweida and happened in Paris; venue only drops them."""
    sweida = Filters(regions=("SYR-Sweida",), text="Paris")
    rows = reads(store, query.page, sweida).rows
    assert rows
    assert all(row.subject_only for row in rows if row.country == "FRA")
    venue = Filters(regions=("SYR-Sweida",), text="Paris", venue_only=True)
    assert not any(row.country == "FRA" for row in reads(store, query.page, venue).rows)
    assert not any(row.subject_only for row in reads(store, query.page, ALL).rows)


def test_every_event_opens_whole(store: Store) -> None:
    """All that was read is there, with every source."""
    for expected in NAIVE:
        detail = reads(store, query.event, expected.event_id)
        assert detail is not None
        assert detail.summary == expected.given["summary"]
        assert detail.actors == tuple((a["name"], a["role"]) for a in expected.given["actors"])
        assert [source.url for source in detail.sources] == [
            source["url"] for source in expected.given["sources"]
        ]
        assert detail.row.sources == len(detail.sources) > 0
        assert detail.revisions == ()


def test_an_event_that_is_not_there_is_none(store: Store) -> None:
    """Whatever stands in the link."""
    for event_id in ("", "levant", "levant:", "levant:nothing", "a:b:c"):
        assert reads(store, query.event, event_id) is None
        assert reads(store, query.related, event_id) == ()
        assert reads(store, query.position, ALL, event_id) == (0, 130, "", "")


def test_positions_follow_the_list(store: Store) -> None:
    """Numbers count from the newest; neighbours are those of the list."""
    ids = [row.event_id for row in reads(store, query.page, YEAR, limit=200).rows]
    for at, event_id in enumerate(ids):
        found = reads(store, query.position, YEAR, event_id)
        assert found.number == at + 1
        assert found.total == len(ids)
        assert found.previous == (ids[at - 1] if at else "")
        assert found.following == (ids[at + 1] if at + 1 < len(ids) else "")


def test_an_event_outside_the_filters_has_neighbours_but_no_number(store: Store) -> None:
    """So that one can go back into the list from it."""
    found = reads(store, query.position, Filters(storylines=("Sweida",)), PARIS)
    assert found.number == 0
    assert found.previous
    assert found.following


def test_related_events_stand_around_an_event(store: Store) -> None:
    """Of its storylines, whatever the filters; oldest first on both sides."""
    (talks,) = reads(store, query.related, PARIS)
    ids = [
        row.event_id
        for row in reads(store, query.page, Filters(storylines=("Paris talks",)), limit=200).rows
    ]
    at = ids.index(PARIS)
    assert talks.storyline == "Paris talks"
    assert (talks.before_total, talks.after_total) == (len(ids) - at - 1, at)
    assert [row.event_id for row in talks.before] == ids[at + 1 : at + 4][::-1]
    assert [row.event_id for row in talks.after] == ids[max(0, at - 3) : at][::-1]


def test_the_same_question_is_asked_once(store: Store) -> None:
    """Until the data change, the very same answer is given."""
    assert reads(store, query.totals, YEAR) is reads(store, query.totals, YEAR)
    assert reads(store, query.page, YEAR, limit=3) is reads(store, query.page, YEAR, limit=3)
