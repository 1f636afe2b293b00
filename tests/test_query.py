"""The query shapes on the bundled events: what each promises beyond its counts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import naive
import pytest

from geodata import places as regions
from geodata import query
from geodata.bundled import read_bundled
from geodata.filters import Filters
from geodata.schema import EVENT_TYPES, GROUPS
from geodata.store import EventStore

NAIVE = naive.read(read_bundled().events)
PARIS = "levant:2026-01-05-paris-fifth-round"
ALL = Filters()
YEAR = Filters(date_from=date(2025, 3, 21), date_to=date(2026, 3, 20), regions=("SYR",))
EMPTY = Filters(types=("aid",), storylines=("Paris talks",))


def test_totals_add_up(store: EventStore) -> None:
    """With and without a place, with and without stated deaths: nothing is lost."""
    totals = query.totals(store, YEAR)
    assert totals.events == totals.placed + totals.country_only + totals.without_place
    assert totals.events == totals.deaths_known + totals.deaths_unknown + totals.aggregates
    assert totals.all_events == 130
    assert totals.by_source == (("Levant curated set", totals.events),)


def test_deaths_of_an_aggregate_are_in_no_sum(store: EventStore) -> None:
    """Low takes the lowest number stated, high the highest, of single events only."""
    july = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31), regions=("SYR-Sweida",))
    totals = query.totals(store, july)
    single = [
        event
        for event in naive.matching(NAIVE, july)
        if event.deaths and "aggregate" not in event.given["tags"]
    ]
    assert totals.aggregates == 1
    assert totals.deaths_known == len(single)
    assert totals.deaths_low == sum(event.deaths[0] for event in single)
    assert totals.deaths_high == sum(event.deaths[-1] for event in single)


def test_unknown_deaths_are_no_zero(store: EventStore) -> None:
    """When nothing states deaths there is no sum."""
    totals = query.totals(store, Filters(deaths=("unknown",)))
    assert (totals.deaths_low, totals.deaths_high, totals.deaths_known) == (None, None, 0)


def test_nothing_found_gives_empty_shapes(store: EventStore) -> None:
    """No shape fails on an empty result; lanes and facet values stay."""
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    totals = query.totals(store, EMPTY)
    assert (totals.events, totals.first, totals.last) == (0, None, None)
    assert totals.by_group == (0, 0, 0, 0, 0, 0)
    assert query.span(store, EMPTY) is None
    assert query.places(store, EMPTY) == ((), 0, False)
    assert query.bins(store, EMPTY, (-180, -85, 180, 85), 3) == ()
    assert query.histogram(store, EMPTY, first, last, "week").rows == ()
    assert query.ranking(store, EMPTY, "actor", 10) == ()
    assert query.dyads(store, EMPTY, 10) == ()
    assert query.page(store, EMPTY) == ((), 0, "")
    assert [lane.events for lane in query.lanes(store, EMPTY, "actor", first, last).rows] == [0] * 6
    assert len(query.facets(store, EMPTY).storylines) == 5


def test_the_span_sets_far_earlier_events_aside(store: EventStore) -> None:
    """Two events of 1974 do not stretch the axis over fifty years."""
    span = query.span(store, Filters(date_from=date(2026, 1, 1)))
    assert span == (date(1974, 5, 31), date(2026, 3, 20), date(2024, 12, 8), 2)


def test_the_span_keeps_what_is_close(store: EventStore) -> None:
    """Without far events, the axis begins with the first one."""
    span = query.span(store, Filters(types=("aid",)))
    assert span is not None
    assert (span.core_first, span.earlier) == (span.first, 0)


def test_removing_filters_is_ranked_by_what_it_gives(store: EventStore) -> None:
    """Each facet with a choice, the most helpful first."""
    gains = query.relaxed(store, EMPTY)
    assert gains == (("types", 36), ("storylines", 4))
    assert query.relaxed(store, ALL) == ()


def test_facets_are_in_the_order_of_the_rail(store: EventStore) -> None:
    """Countries by total with their parts below, zones last; groups with their types."""
    found = query.facets(store, YEAR)
    codes = [value.key for value in found.regions]
    assert codes[0] == "SYR"
    parts = [value for value in found.regions if value.parent == "SYR"]
    assert [value.key for value in parts[-2:]] == ["Golan", "UNDOF"]
    governorates = [value.total for value in parts[:-2]]
    assert governorates == sorted(governorates, reverse=True)
    assert [value.key for value in found.types if not value.parent] == list(GROUPS)
    assert {value.key for value in found.types if value.parent} == set(EVENT_TYPES)
    assert [value.total for value in found.actors] == sorted(
        (value.total for value in found.actors), reverse=True
    )


def test_a_choice_that_no_event_has_is_still_listed(store: EventStore) -> None:
    """So that it can be taken back."""
    found = query.facets(store, Filters(actors=("Nobody",), storylines=("None such",)))
    assert found.actors[-1] == ("Nobody", "Nobody", "", 0, 0)
    assert found.storylines[-1] == ("None such", "None such", "", 0, 0)


def test_marks_hold_the_events_of_a_place(store: EventStore) -> None:
    """Keys are stable, counts are by group, and a single event is named."""
    marks = query.places(store, ALL).rows
    assert [sum(mark.counts) for mark in marks] == sorted(
        (sum(mark.counts) for mark in marks), reverse=True
    )
    assert len({mark.key for mark in marks}) == len(marks) == query.places(store, ALL).total
    for mark in marks:
        rows = query.page(store, ALL, place=mark.key).rows
        assert len(rows) == sum(mark.counts)
        assert {row.place_key for row in rows} == {mark.key}
        groups = Counter(EVENT_TYPES[row.event_type].group for row in rows)
        assert mark.counts == tuple(groups[group] for group in GROUPS)
        assert sum(mark.aggregates) == sum(row.aggregate for row in rows)
        assert mark.event_id == (rows[0].event_id if len(rows) == 1 else "")


def test_a_governorate_has_one_mark(store: EventStore) -> None:
    """It bears the name of the governorate and stands at its draw point."""
    sweida = next(mark for mark in query.places(store, ALL).rows if mark.key == "SYR-Sweida")
    region = regions.regions()["SYR-Sweida"]
    assert (sweida.name, sweida.precision, sweida.region) == ("Sweida", "admin1", "SYR-Sweida")
    assert (sweida.lon, sweida.lat) == (region.lon, region.lat)


def test_too_many_places_are_left_to_bins(store: EventStore) -> None:
    """Above the limit there are no marks but the number of places."""
    assert query.places(store, ALL, limit=10) == ((), query.places(store, ALL).total, True)


def test_bins_are_finer_the_closer_one_looks(store: EventStore) -> None:
    """Squares lie inside the bounds and none holds more than their sum."""
    bounds = (35.0, 32.0, 38.0, 34.0)
    far, near = query.bins(store, ALL, bounds, 4), query.bins(store, ALL, bounds, 9)
    assert len(near) > len(far)
    assert sum(sum(one.counts) for one in near) == sum(sum(one.counts) for one in far)
    assert all(34.9 < one.lon < 38.1 and 31.9 < one.lat < 34.1 for one in near)


def test_bins_cross_the_date_line(store: EventStore) -> None:
    """Bounds whose west is east of their east hold both sides."""
    around = query.bins(store, ALL, (100.0, -85.0, 0.0, 85.0), 3)
    west = query.bins(store, ALL, (-180.0, -85.0, 0.0, 85.0), 3)
    assert around == west != ()


@pytest.mark.parametrize("bucket", ["day", "week", "month", "year"])
def test_a_histogram_counts_by_day_of_start(store: EventStore, bucket: str) -> None:
    """Between its ends, whatever dates are chosen."""
    first, last = date(2024, 12, 1), date(2026, 3, 31)
    found = query.histogram(store, YEAR, first, last, bucket)
    assert found.bucket == bucket
    expected = Counter(
        _begin(event.given["date_start"], bucket)
        for event in naive.matching(NAIVE, Filters(regions=("SYR",)))
        if first <= event.given["date_start"] <= last
    )
    assert {row.start: sum(row.counts) for row in found.rows} == expected


def _begin(day: date, bucket: str) -> date:
    match bucket:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def test_a_histogram_of_another_unit_is_refused(store: EventStore) -> None:
    """The units are named."""
    with pytest.raises(ValueError, match="day, week, month, year"):
        query.histogram(store, ALL, date(2025, 1, 1), date(2025, 2, 1), "hour")


WINDOW = (date(2024, 12, 1), date(2026, 3, 31))


@pytest.mark.parametrize("by", ["storyline", "actor", "type", "region"])
def test_lanes_stay_when_other_filters_change(store: EventStore, by: str) -> None:
    """Their order is that of all events."""
    keys = [lane.key for lane in query.lanes(store, ALL, by, *WINDOW).rows]
    other = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31), text="Sweida")
    assert [lane.key for lane in query.lanes(store, other, by, *WINDOW).rows] == keys
    assert len(keys) == len(set(keys)) <= 6


def test_chosen_values_have_the_first_lanes(store: EventStore) -> None:
    """What the filters name is seen, also when others have more events."""
    found = query.lanes(store, Filters(storylines=("Syria-US opening",)), "storyline", *WINDOW)
    assert found.rows[0].key == "Syria-US opening"
    found = query.lanes(store, Filters(regions=("SYR-Daraa",)), "region", *WINDOW, limit=3)
    assert next(lane.key for lane in found.rows) == "SYR-Daraa"
    assert len(found.rows) == 3


def test_a_lane_counts_inside_the_dates_and_marks_around_them(store: EventStore) -> None:
    """Marks outside the chosen dates are there to be dimmed."""
    july = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31))
    sweida = next(
        lane for lane in query.lanes(store, july, "storyline", *WINDOW).rows if lane.key == "Sweida"
    )
    told = [event for event in NAIVE if "Sweida" in event.given["storylines"]]
    assert sweida.events == len(naive.matching(told, july))
    assert {mark.event_id for mark in sweida.marks} == {
        event.event_id for event in told if event.last >= WINDOW[0] and event.first <= WINDOW[1]
    }
    assert list(sweida.marks) == sorted(sweida.marks, key=lambda mark: mark.first)


def test_crowded_lanes_are_bars(store: EventStore) -> None:
    """With more marks than allowed, events are counted by a unit that fits the window."""
    found = query.lanes(store, ALL, "type", *WINDOW, max_marks=20)
    assert found.bucket == "week"
    assert all(lane.marks == () for lane in found.rows)
    started = [event for event in NAIVE if WINDOW[0] <= event.given["date_start"] <= WINDOW[1]]
    assert sum(sum(bar.counts) for lane in found.rows for bar in lane.buckets) == len(started)


def test_a_ranking_has_parts_and_wholes(store: EventStore) -> None:
    """Parts name what they are part of, and count for it."""
    ranks = {rank.key: rank for rank in query.ranking(store, ALL, "actor", 100)}
    netanyahu = ranks["Benjamin Netanyahu"]
    assert netanyahu.parent == "Israel"
    assert ranks["Israel"].events >= netanyahu.events > 0
    assert all(sum(rank.counts) == rank.events for rank in ranks.values())
    first = query.ranking(store, ALL, "actor", 3)
    assert first == tuple(ranks.values())[:3]


def test_pairs_are_of_whole_actors(store: EventStore) -> None:
    """A minister beside his own government is no pair."""
    pairs = query.dyads(store, ALL, 5)
    assert (pairs[0].a, pairs[0].b) == ("Israel", "Syria (government)")
    assert [pair.events for pair in pairs] == sorted((p.events for p in pairs), reverse=True)
    named = {name for pair in query.dyads(store, ALL, 500) for name in (pair.a, pair.b)}
    assert "Benjamin Netanyahu" not in named


@pytest.mark.parametrize("filters", [ALL, YEAR])
def test_pages_hold_every_event_once(store: EventStore, filters: Filters) -> None:
    """Newest first, to the end."""
    rows, after = [], ""
    while True:
        page = query.page(store, filters, after=after, limit=7)
        rows += page.rows
        after = page.after
        if not after:
            break
    assert len(rows) == page.total == len({row.event_id for row in rows})
    starts = [row.date_start for row in rows]
    assert starts == sorted(starts, reverse=True)


def test_a_page_after_junk_is_the_first(store: EventStore) -> None:
    """A damaged link shows the newest events."""
    first = query.page(store, ALL, limit=5)
    for junk in ("x", "'; DROP TABLE event", "9" * 40, "Ã©"):
        assert query.page(store, ALL, after=junk, limit=5) == first


def test_an_event_matched_by_subject_is_marked(store: EventStore) -> None:
    """The Paris talks are about Sweida and happened in Paris; venue only drops them."""
    sweida = Filters(regions=("SYR-Sweida",), text="Paris")
    rows = query.page(store, sweida).rows
    assert rows
    assert all(row.subject_only for row in rows if row.country == "FRA")
    venue = Filters(regions=("SYR-Sweida",), text="Paris", venue_only=True)
    assert not any(row.country == "FRA" for row in query.page(store, venue).rows)
    assert not any(row.subject_only for row in query.page(store, ALL).rows)


def test_every_event_opens_whole(store: EventStore) -> None:
    """All that was read is there, with every source."""
    for expected in NAIVE:
        detail = query.event(store, expected.event_id)
        assert detail is not None
        assert detail.summary == expected.given["summary"]
        assert detail.actors == tuple((a["name"], a["role"]) for a in expected.given["actors"])
        assert [source.url for source in detail.sources] == [
            source["url"] for source in expected.given["sources"]
        ]
        assert detail.row.sources == len(detail.sources) > 0
        assert detail.revisions == ()


def test_an_event_that_is_not_there_is_none(store: EventStore) -> None:
    """Whatever stands in the link."""
    for event_id in ("", "levant", "levant:", "levant:nothing", "a:b:c"):
        assert query.event(store, event_id) is None
        assert query.related(store, event_id) == ()
        assert query.position(store, ALL, event_id) == (0, 130, "", "")


def test_positions_follow_the_list(store: EventStore) -> None:
    """Numbers count from the newest; neighbours are those of the list."""
    ids = [row.event_id for row in query.page(store, YEAR, limit=200).rows]
    for at, event_id in enumerate(ids):
        found = query.position(store, YEAR, event_id)
        assert found.number == at + 1
        assert found.total == len(ids)
        assert found.previous == (ids[at - 1] if at else "")
        assert found.following == (ids[at + 1] if at + 1 < len(ids) else "")


def test_an_event_outside_the_filters_has_neighbours_but_no_number(store: EventStore) -> None:
    """So that one can go back into the list from it."""
    found = query.position(store, Filters(storylines=("Sweida",)), PARIS)
    assert found.number == 0
    assert found.previous
    assert found.following


def test_related_events_stand_around_an_event(store: EventStore) -> None:
    """Of its storylines, whatever the filters; oldest first on both sides."""
    (talks,) = query.related(store, PARIS)
    ids = [
        row.event_id
        for row in query.page(store, Filters(storylines=("Paris talks",)), limit=200).rows
    ]
    at = ids.index(PARIS)
    assert talks.storyline == "Paris talks"
    assert (talks.before_total, talks.after_total) == (len(ids) - at - 1, at)
    assert [row.event_id for row in talks.before] == ids[at + 1 : at + 4][::-1]
    assert [row.event_id for row in talks.after] == ids[max(0, at - 3) : at][::-1]


def test_the_same_question_is_asked_once(store: EventStore) -> None:
    """Until the data change, the very same answer is given."""
    assert query.totals(store, YEAR) is query.totals(store, YEAR)
    assert query.page(store, YEAR, limit=3) is query.page(store, YEAR, limit=3)
