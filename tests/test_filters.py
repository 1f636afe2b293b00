"""Filters in links, in words and in SQL: one table of facets, and what junk does."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from dateutil.relativedelta import relativedelta
from support import naive_query, zone_files
from support.answers import reads

from geodata import query
from geodata.circles import Circle
from geodata.filters import (
    NO_FILTER,
    Filters,
    lately,
    normalised,
    parse,
    sentence,
    to_pairs,
    words,
)
from geodata.filters.facets import FACETS
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Store
from geodata.text import period

NAIVE = naive_query.read(read_bundled().events, zone_files.AREAS)
SQUARE = ((36.0, 32.0), (37.0, 32.0), (37.0, 33.0), (36.0, 33.0))


class Case(NamedTuple):
    """A choice in one facet: its link, its chips, its sentence, and the events it finds."""

    filters: Filters
    pairs: tuple[tuple[str, str], ...]
    chips: tuple[tuple[str, str], ...]
    sentence: str
    finds: Callable[[naive_query.Event], bool]


TODAY = datetime.now(UTC).date()
TEN_YEARS = (TODAY - relativedelta(years=10, days=-1), TODAY)
CASES = {
    "text": Case(
        Filters(text="Paris talks"),
        (("q", "Paris talks"),),
        (("Text", "“Paris talks”"),),
        "“Paris talks”",
        lambda e: "paris" in e.text and "talks" in e.text,
    ),
    "dates": Case(
        Filters(date_from=date(2025, 3, 21), date_to=date(2026, 3, 20)),
        (("from", "2025-03-21"), ("to", "2026-03-20")),
        (("Dates", "21 Mar 2025 – 20 Mar 2026"),),
        "21 Mar 2025 – 20 Mar 2026",
        lambda e: e.last >= date(2025, 3, 21) and e.first <= date(2026, 3, 20),
    ),
    "last days": Case(
        lately(Filters(), "120m", TODAY),
        (("from", "-120m"),),
        (("Dates", f"last 120 months ({period(*TEN_YEARS)})"),),
        f"last 120 months ({period(*TEN_YEARS)})",
        lambda e: e.last >= TEN_YEARS[0] and e.first <= TEN_YEARS[1],
    ),
    "added": Case(
        Filters(added_since=datetime(2020, 2, 3, 4, 5, tzinfo=UTC)),
        (("added", "2020-02-03T04:05Z"),),
        (("Added", "since 3 Feb 2020, 04:05 UTC"),),
        "added since 3 Feb 2020, 04:05 UTC",
        lambda _: True,
    ),
    "first day": Case(
        Filters(date_from=date(2026, 1, 5)),
        (("from", "2026-01-05"),),
        (("Dates", "from 5 Jan 2026"),),
        "from 5 Jan 2026",
        lambda e: e.last >= date(2026, 1, 5),
    ),
    "one day": Case(
        Filters(date_from=date(2025, 7, 16), date_to=date(2025, 7, 16)),
        (("from", "2025-07-16"), ("to", "2025-07-16")),
        (("Dates", "16 Jul 2025"),),
        "16 Jul 2025",
        lambda e: e.first <= date(2025, 7, 16) <= e.last,
    ),
    "region": Case(
        Filters(regions=("SYR-Sweida",)),
        (("region", "SYR-Sweida"),),
        (("Region", "Sweida, venue or subject"),),
        "Sweida, as venue or subject",
        lambda e: "SYR-Sweida" in e.venue | e.subject,
    ),
    "venue only": Case(
        Filters(regions=("ISR", "SYR-Sweida"), venue_only=True),
        (("region", "ISR"), ("region", "SYR-Sweida"), ("scope", "venue")),
        (("Region", "Israel, venue only"), ("Region", "Sweida, venue only")),
        "Israel or Sweida, as venue only",
        lambda e: bool({"ISR", "SYR-Sweida"} & e.venue),
    ),
    "area": Case(
        Filters(area=SQUARE),
        (("area", "36.0000 32.0000,37.0000 32.0000,37.0000 33.0000,36.0000 33.0000"),),
        (("Area", "inside the drawn area"),),
        "inside the drawn area",
        lambda e: e.drawn is not None and 36 < e.drawn[0] < 37 and 32 < e.drawn[1] < 33,
    ),
    "near": Case(
        Filters(near=Circle(32.71, 36.57, 50)),
        (("near", "32.71,36.57,50km"),),
        (("Near", "within 50 km of 32.71, 36.57 (Sweida)"),),
        "within 50 km of 32.71, 36.57 (Sweida)",
        lambda e: (
            e.given["geo_precision"] in {"exact", "town", "admin2"}
            and math.hypot(e.given["lat"] - 32.71, 0.84 * (e.given["lon"] - 36.57)) < 0.4497
        ),
    ),
    "zone": Case(
        Filters(zones=("own:Around Damascus", "own:Sweida")),
        (("zone", "own:Around Damascus"), ("zone", "own:Sweida")),
        (("Zone", "Around Damascus"), ("Zone", "Sweida")),
        "in zone Around Damascus or Sweida",
        lambda e: bool({"own:Around Damascus", "own:Sweida"} & e.zones),
    ),
    "actor": Case(
        Filters(actors=("Israel",)),
        (("actor", "Israel"),),
        (("Actor", "Israel"),),
        "Israel",
        lambda e: "Israel" in e.actors,
    ),
    "all actors": Case(
        Filters(actors=("Israel", "United States"), all_actors=True),
        (("actor", "Israel"), ("actor", "United States"), ("match", "all")),
        (("Actor", "Israel"), ("Actor", "United States")),
        "Israel and United States",
        lambda e: {"Israel", "United States"} <= e.actors,
    ),
    "taking part": Case(
        Filters(actors=("Ahmad al-Sharaa",), participants_only=True),
        (("actor", "Ahmad al-Sharaa"), ("role", "participant")),
        (("Actor", "Ahmad al-Sharaa, taking part"),),
        "Ahmad al-Sharaa, taking part",
        lambda e: "Ahmad al-Sharaa" in e.participants,
    ),
    "type": Case(
        Filters(types=("battle", "mobilization")),
        (("type", "battle"), ("type", "posture")),
        (("Type", "Battle"), ("Type", "Posture")),
        "battle or posture",
        lambda e: e.given["event_type"] in {"battle", "mobilization"},
    ),
    "group": Case(
        Filters(types=("agreement", "consultation", "statement")),
        (("type", "diplomacy"),),
        (("Type", "Diplomacy"),),
        "diplomacy",
        lambda e: e.group == "diplomacy",
    ),
    "storyline": Case(
        Filters(storylines=("Paris talks",)),
        (("storyline", "Paris talks"),),
        (("Storyline", "Paris talks"),),
        "Paris talks",
        lambda e: "Paris talks" in e.given["storylines"],
    ),
    "data set": Case(
        Filters(datasets=("levant",)),
        (("data", "levant"),),
        (("Data set", "levant"),),
        "data set levant",
        lambda _: True,
    ),
    "place precision": Case(
        Filters(geo_precisions=("admin1", "none")),
        (("placed", "admin1"), ("placed", "none")),
        (("Place", "governorate"), ("Place", "without a place")),
        "place: governorate or without a place",
        lambda e: e.given["geo_precision"] in {"admin1", "none"},
    ),
    "date precision": Case(
        Filters(date_precisions=("month",)),
        (("dated", "month"),),
        (("Date", "dated to the month"),),
        "dated to the month",
        lambda e: e.given["date_precision"] == "month",
    ),
    "reliability": Case(
        Filters(reliability=("A",)),
        (("reliability", "A"),),
        (("Reliability", "A, completely reliable source"),),
        "reliability A, completely reliable source",
        lambda e: e.given["reliability"] == "A",
    ),
    "credibility": Case(
        Filters(credibility=("1", "2")),
        (("credibility", "1"), ("credibility", "2")),
        (
            ("Credibility", "1, confirmed by other sources"),
            ("Credibility", "2, probably true"),
        ),
        "credibility 1, confirmed by other sources or 2, probably true",
        lambda e: e.given["credibility"] in {"1", "2"},
    ),
    "deaths": Case(
        Filters(deaths=("some",)),
        (("deaths", "some"),),
        (("Deaths", "at least one death"),),
        "at least one death",
        lambda e: max(e.deaths, default=0) > 0,
    ),
    "deaths not known": Case(
        Filters(deaths=("unknown",)),
        (("deaths", "unknown"),),
        (("Deaths", "deaths not known"),),
        "deaths not known",
        lambda e: not e.deaths,
    ),
}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """Return the bundled events in a store with zones."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        zone_files.load(store)
        yield store


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_facet_says_the_same_in_a_link_in_words_and_in_sql(store: Store, case: Case) -> None:
    """Its link reads back, its words are as agreed, and it finds the events it should."""
    assert to_pairs(case.filters) == case.pairs
    assert parse(case.pairs) == (case.filters, ())
    assert tuple((phrase.label, phrase.value) for phrase in words(case.filters)) == case.chips
    assert sentence(case.filters) == case.sentence
    expected = {event.event_id for event in NAIVE if case.finds(event)}
    assert len(expected) > 0
    rows = reads(store, query.page, case.filters, limit=200).rows
    assert {row.event_id for row in rows} == expected


def test_every_facet_is_in_the_table() -> None:
    """No facet can be added without a case above."""
    assert {
        facet.name for facet in FACETS for case in CASES.values() if facet.chosen(case.filters)
    } == {facet.name for facet in FACETS}


JUNK = {
    "a date that is none": (
        "from=2025-13-01",
        'Date "2025-13-01" in the link is not a date and was ignored.',
    ),
    "a date in another form": (
        "to=20250101",
        'Date "20250101" in the link is not a date and was ignored.',
    ),
    "dates the wrong way round": (
        "from=2025-02-01&to=2025-01-01",
        "The dates in the link end before they begin and were ignored.",
    ),
    "a region nobody knows": ("region=XX", 'Region "XX" in the link is not known and was ignored.'),
    "a type nobody knows": ("type=war", 'Type "war" in the link is not known and was ignored.'),
    "a precision nobody knows": (
        "placed=here",
        'Place "here" in the link is not known and was ignored.',
    ),
    "a grade nobody knows": (
        "reliability=Z",
        'Reliability "Z" in the link is not known and was ignored.',
    ),
    "a scope nobody knows": (
        "scope=both",
        'Scope "both" in the link is not known and was ignored.',
    ),
    "a long text": (
        "q=" + "x" * 201,
        "The search text in the link is longer than 200 characters or 12 words and was ignored.",
    ),
    "a long name": (
        "actor=" + "x" * 201,
        f'Actor "{"x" * 40}…" in the link is too long and was ignored.',
    ),
    "an area that is text": (
        "area=here",
        'Area "here" in the link is not a list of places (lon lat,lon lat,…) and was ignored.',
    ),
    "an area off the earth": (
        "area=10 95,11 95,12 96",
        (
            'Area "10 95,11 95,12 96" in the link is not a list of places (lon lat,lon lat,…)'
            " and was ignored."
        ),
    ),
    "an area of numbers that are none": (
        "area=nan nan,1 1,2 2",
        (
            'Area "nan nan,1 1,2 2" in the link is not a list of places (lon lat,lon lat,…)'
            " and was ignored."
        ),
    ),
    "an area of two corners": (
        "area=10 10,11 11,10 10",
        "The area in the link has fewer than three corners and was ignored.",
    ),
    "an area of many corners": (
        "area=" + ",".join(["1 1"] * 501),
        "The area in the link has more than 500 corners and was ignored.",
    ),
    **{
        f"a circle that is {name}": (
            f"near={value}",
            (
                f'Circle "{value}" in the link is not a place with a distance (lat,lon,50km)'
                " and was ignored."
            ),
        )
        for name, value in {
            "text": "Sweida",
            "off the earth": "91,36.57,50km",
            "beyond 180 degrees": "32.71,180.5,50km",
            "of no size": "32.71,36.57,0km",
            "larger than the earth": "32.71,36.57,20001km",
            "of negative size": "32.71,36.57,-5km",
            "no number": "nan,36.57,50km",
            "endless": "32.71,36.57,infkm",
            "in miles": "32.71,36.57,50mi",
            "an exponent": "32.71,36.57,5e1km",
            "without a distance": "32.71,36.57",
            "a statement": "1,1,1km') OR 1=1 --",
            "in other digits": "٣٢,٣٦,٥٠km",
        }.items()
    },
}


@pytest.mark.parametrize(("link", "notice"), JUNK.values(), ids=JUNK)
def test_junk_in_a_link_is_ignored_with_a_sentence(link: str, notice: str) -> None:
    """What cannot be read restricts nothing, and the reader is told."""
    pairs = [tuple(pair.split("=", 1)) for pair in link.split("&")]
    filters, notices = parse(pairs)  # type: ignore[arg-type]
    assert filters == Filters()
    assert notices == (notice,)


@pytest.mark.parametrize(("link", "notice"), JUNK.values(), ids=JUNK)
def test_a_notice_names_the_parameters_and_the_problem_alone(link: str, notice: str) -> None:
    """A program that refuses the link can say why, without saying that it was ignored."""
    pairs = [tuple(pair.split("=", 1)) for pair in link.split("&")]
    (said,) = parse(pairs)[1]  # type: ignore[arg-type]
    assert said.parameters == tuple(name for name, _ in pairs)
    assert "ignored" not in said.problem
    assert notice.startswith(said.problem.removesuffix("."))


def test_too_many_values_are_cut_with_a_sentence() -> None:
    """The first fifty are used."""
    filters, notices = parse([("actor", f"Actor {number:03}") for number in range(80)])
    assert len(filters.actors) == 50
    assert notices == ("The link gives 80 values for actor; only the first 50 were used.",)


def test_a_date_given_twice_counts_once_with_a_sentence() -> None:
    """The first is used."""
    filters, notices = parse([("from", "2025-01-01"), ("from", "2026-01-01")])
    assert filters.date_from == date(2025, 1, 1)
    assert notices == ("A date stands more than once in the link; only the first was used.",)


def test_other_parameters_are_left_to_others() -> None:
    """What belongs to the view brings no notice."""
    assert parse([("tab", "actors"), ("map", "1,2,3"), ("utm_source", "x")]) == (Filters(), ())


def test_a_good_value_survives_a_bad_one() -> None:
    """Only the bad one is ignored."""
    filters, notices = parse([("region", "SYR"), ("region", "XX")])
    assert filters.regions == ("SYR",)
    assert len(notices) == 1


def test_an_alias_of_an_actor_is_read_as_the_actor() -> None:
    """Case and known other names make no difference; unknown names are kept."""
    filters, notices = parse([("actor", "israel"), ("actor", "Some Militia"), ("actor", "Israel")])
    assert filters.actors == ("Israel", "Some Militia")
    assert not notices


def test_a_zone_nobody_has_finds_nothing_and_is_said(store: Store) -> None:
    """What zones there are is not known to a link: the chip stays, and no event matches."""
    filters, notices = parse([("zone", "own:No such zone"), ("zone", "own:Front")])
    assert not notices
    assert [phrase.value for phrase in words(filters)] == ["Front", "No such zone"]
    assert reads(store, query.count, filters) == 0
    unknown = reads(store, query.facets, filters)["zones"][-1]
    assert (unknown.label, unknown.events) == ("No such zone", 0)


def test_the_longest_name_of_a_zone_fits_a_link() -> None:
    """A name of 200 characters, with the key of its data set, is read back whole."""
    filters = Filters(zones=(f"{'k' * 60}:{'Ü' * 200}",))
    assert parse(to_pairs(filters)) == (filters, ())


def test_white_space_and_control_characters_are_folded() -> None:
    """A pasted text has one blank between words and nothing invisible."""
    assert parse([("q", "  Paris\n\t talks\x00 ")])[0].text == "Paris talks"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_removing_every_chip_leaves_no_filter(case: Case) -> None:
    """Each chip removes its own value and nothing else."""
    filters = case.filters
    for left in range(len(words(filters)), 0, -1):
        assert len(words(filters)) == left
        filters = words(filters)[0].without
    assert words(filters) == ()
    assert sentence(filters) == NO_FILTER


def test_the_sentence_holds_all_filters() -> None:
    """Parts are joined by middle dots, in the order of the chips."""
    filters = Filters(
        date_from=date(2025, 3, 21),
        date_to=date(2026, 3, 20),
        regions=("SYR",),
        types=("aid",),
        storylines=("Paris talks",),
    )
    assert sentence(filters) == (
        "21 Mar 2025 – 20 Mar 2026 · Syria, as venue or subject · humanitarian · Paris talks"
    )


def test_filters_are_written_one_way() -> None:
    """Order and repetition of values make no difference to a link."""
    one = Filters(regions=("SYR", "ISR", "SYR"), area=(*SQUARE, SQUARE[0]))
    assert normalised(one) == Filters(regions=("ISR", "SYR"), area=SQUARE)
    assert to_pairs(one) == to_pairs(normalised(one))


RECENT = json.loads((Path(__file__).parent / "javascript" / "recent.json").read_text("utf-8"))


@pytest.mark.parametrize("case", RECENT, ids=lambda case: f"{case['from']} on {case['today']}")
def test_the_last_days_are_those_of_the_page(case: dict[str, str]):
    """The days that the server counts are those that the page draws its brush from."""
    filters, notices = parse([("from", case["from"])], date.fromisoformat(case["today"]))
    assert [str(filters.date_from), str(filters.date_to)] == case["days"]
    assert notices == ()
