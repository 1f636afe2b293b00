"""What a file says of itself, and which rows may be handed on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.answers import reads
from support.overlap import ACLED, clashes
from support.table_files import LINK, NOW, read_native, saved

from geodata import query, writers
from geodata.filters import Filters, sentence
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.schema import Dataset
from geodata.store import Load, Store
from geodata.writers.provenance import about
from geodata.writers.restrictions import allowed, restricted

ALL = Filters()
FETCHED = datetime(2026, 3, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def mixed() -> Iterator[Store]:
    """Return a store with the bundled events and three of ACLED."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        store.load(Load(ACLED, retrieved_at=FETCHED), [clashes("SYR1", "SYR2", "SYR3")])
        yield store


def test_numbers_are_those_of_the_page(store: Store):
    """Counts of the caption add up to the totals that the page shows."""
    year = Filters(date_from=date(2025, 3, 21), regions=("SYR",))
    said = reads(store, about, year, link=LINK, now=NOW)
    totals = reads(store, query.totals, year)
    assert (said.shown, said.all_events) == (totals.events, 130)
    assert said.shown == said.placed + said.country_only + said.without_place
    assert said.region_only == reads(
        store,
        query.count,
        Filters(date_from=year.date_from, regions=("SYR",), geo_precisions=("admin1",)),
    )
    assert said.filters == sentence(year)
    assert said.counted.startswith(f"{totals.events} of 130 events; {said.region_only} known to a")
    assert [one.source for one in said.datasets] == ["levant"]
    assert said.left_out == ()


def test_a_chosen_precision_leaves_the_others_uncounted(store: Store):
    """Of events dated to the day none is dated to the month."""
    assert reads(store, about, Filters(date_precisions=("day",)), link="", now=NOW).imprecise == ()
    weeks = reads(store, about, Filters(date_precisions=("week",)), link="", now=NOW)
    assert weeks.imprecise == (("week", weeks.shown),)


def test_acled_is_restricted_and_others_are_not():
    """Also where its rows came in as a table that names it."""
    assert restricted(ACLED)
    assert restricted(Dataset("x", "X", "table", "ACLED terms of use", "us"))
    assert restricted(Dataset("x", "X", "table", "not stated", "Source: acleddata.com"))
    assert not restricted(LEVANT)
    assert not restricted(Dataset("ucdp", "UCDP", "ucdp", "CC BY 4.0", "UCDP"))


def prepared(store: Store, filters: Filters, keys: Collection[str] = ()) -> writers.PreparedExport:
    """Return what is written into a file, read to its end."""
    with store.read() as db:
        found = writers.prepare(db, filters, link=LINK, now=NOW, keys=keys)
        return found._replace(rows=iter(list(found.rows)))


def test_rows_of_acled_are_left_out_and_counted(mixed: Store):
    """The file has the others, and says how many are missing and on whose terms."""
    found = prepared(mixed, ALL)
    assert sum(table.num_rows for table in found.rows) == 130 == found.about.shown
    assert [(one.name, one.events) for one in found.about.left_out] == [("ACLED Syria", 3)]
    (caution,) = [one for one in found.about.cautions if "not in this file" in one]
    assert "3 events of ACLED Syria" in caution
    assert "may not be passed on" in caution
    assert found.about.all_events == 133
    assert found.about.filters == "no filter"


@pytest.mark.parametrize("key", ["all", "acled-syria"])
def test_the_operator_can_allow_them(mixed: Store, key: str):
    """With the terms in the file, and a word on events that both sets may have."""
    found = prepared(mixed, ALL, keys=(key,))
    assert sum(table.num_rows for table in found.rows) == 133 == found.about.shown
    words = dict(found.about.lines())
    assert "original rows may not be passed on" in " ".join(w for _, w in found.about.lines())
    assert "2 data sets" in " ".join(found.about.cautions)
    assert words["Data as of"].endswith("UTC")


def test_allowing_one_set_allows_no_other(mixed: Store):
    """A key that is another's changes nothing."""
    assert reads(mixed, allowed, ALL, ("levant",)).events_left_out == 3


def test_a_choice_of_what_may_not_be_handed_on_gives_no_rows(mixed: Store):
    """And never everything else instead."""
    chosen = Filters(datasets=("acled-syria",))
    found = prepared(mixed, chosen)
    assert list(found.rows) == []
    assert (found.about.shown, found.about.datasets) == (0, ())
    assert found.about.left_out[0].events == 3


def test_pictures_leave_nothing_out(mixed: Store):
    """ACLED's terms allow what is made of its data: captions count all of it."""
    assert reads(mixed, about, ALL, link=LINK, now=NOW).shown == 133


def test_nothing_is_said_of_sets_that_are_not_asked_for(mixed: Store):
    """Where the filters choose none of ACLED's events, none is left out."""
    chosen = Filters(datasets=("levant",))
    assert reads(mixed, allowed, chosen).left_out == ()
    assert reads(mixed, allowed, Filters(types=("aid",))).left_out == ()


def test_ids_of_two_sets_stay_apart(mixed: Store, tmp_path: Path):
    """In a file of several data sets an id has the key of its set before it."""
    path = saved(mixed, tmp_path, "zip", keys=("all",))
    table, rejected = read_native(path)
    assert rejected == []
    ids = table.column("source_id").to_pylist()
    assert len(ids) == len(set(ids)) == 133
    assert {one.partition(":")[0] for one in ids} == {"levant", "acled-syria"}


def test_acled_events_come_back_with_all_they_say(mixed: Store, tmp_path: Path):
    """Details, and publishers without an address, among them."""
    path = saved(mixed, tmp_path, "csv", Filters(datasets=("acled-syria",)), keys=("all",))
    table, rejected = read_native(path, ACLED.key)
    assert rejected == []
    with Store.open(None) as other:
        other.put_dataset(ACLED)
        other.upsert(clashes("SYR1", "SYR2", "SYR3"))
        assert other.upsert(table) == (0, 0, 3)


def test_words_and_rows_are_of_one_state():
    """A write between counting and reading is in neither."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events.slice(0, 100))
        with store.read() as db:
            found = writers.prepare(db, ALL, link=LINK, now=NOW)
            store.upsert(read_bundled().events)
            assert sum(table.num_rows for table in found.rows) == found.about.shown == 100


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("no filter", "watchline-events-2026-04-02.csv"),
        ("Syria, as venue or subject", "watchline-syria-as-venue-or-subject-2026-04-02.csv"),
        ("“Émile / ../x”", "watchline-émile-x-2026-04-02.csv"),
        ("السويداء", "watchline-السويداء-2026-04-02.csv"),
        ("a " * 100, f"watchline-{'a-' * 49}a-2026-04-02.csv"),
    ],
)
def test_a_file_is_named_after_its_filters(filters: str, expected: str):
    """Short, in the letters of its script, and the day."""
    assert writers.file_name("csv", filters, NOW) == expected
