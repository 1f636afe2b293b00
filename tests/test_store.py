"""The store: adding, revising, refusing; one file, one process, many readers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from support import naive_query
from support.answers import reads

from geodata import actors, query
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.schema import EVENT_SCHEMA
from geodata.store import Store, StoreError, UpsertCount, frequent
from geodata.store import rows as store_rows
from geodata.store.datasets import StoredDataset

BUNDLED = read_bundled().events
PARIS = "2026-01-05-paris-fifth-round"


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store in memory that a test may change."""
    with Store.open(None) as store:
        yield store


def given(source_id: str, **changes: Any) -> dict[str, Any]:
    """An event as a reader hands it over."""
    row = {
        "source": "test",
        "source_id": source_id,
        "date_start": date(2025, 5, 1),
        "date_end": date(2025, 5, 1),
        "date_precision": "day",
        "event_type": "battle",
        "sub_type": None,
        "title": "Clash in a village",
        "summary": "Two sides exchanged fire.",
        "actors": [{"name": "Israel", "role": "party"}],
        "place": "Somewhere",
        "lon": 36.5,
        "lat": 32.7,
        "geo_precision": "town",
        "country": None,
        "admin1": None,
        "zones": [],
        "about": [],
        "fatalities_low": None,
        "fatalities_best": None,
        "fatalities_high": None,
        "reliability": "F",
        "credibility": "6",
        "storylines": [],
        "tags": [],
        "details": [],
        "sources": [
            {"publisher": "AFP", "title": "T", "url": "https://a.example/", "language": "en"}
        ],
        "retrieved_at": datetime(2025, 5, 2, tzinfo=UTC),
    }
    return row | changes


def batch(*rows: dict[str, Any]) -> pa.Table:
    """Rows as a table in the schema of events."""
    return pa.Table.from_pylist(list(rows), schema=EVENT_SCHEMA)


def test_events_are_added_once(own: Store) -> None:
    """Reading the same set again changes nothing, not even the version."""
    assert own.upsert(BUNDLED) == UpsertCount(130, 0, 0)
    version = own.version
    assert own.upsert(BUNDLED) == UpsertCount(0, 0, 130)
    assert own.version == version
    assert reads(own, query.totals, Filters()).events == 130


def test_a_later_reading_of_the_same_report_is_no_revision(own: Store) -> None:
    """The time of retrieval alone makes no new version."""
    own.upsert(batch(given("one")))
    again = given("one", retrieved_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert own.upsert(batch(again)) == UpsertCount(0, 0, 1)


def test_a_revision_keeps_the_earlier_values(own: Store) -> None:
    """Changed columns are listed with old and new value; other events stay as they are."""
    own.upsert(batch(given("one"), given("two")))
    version = own.version
    revised = given(
        "one",
        title="Clash near a town",
        fatalities_best=3,
        actors=[
            {"name": "Syria (government)", "role": "party"},
            {"name": "Druze", "role": "target"},
        ],
    )
    assert own.upsert(batch(revised, given("two"))) == UpsertCount(0, 1, 1)
    assert own.version == version + 1
    detail = reads(own, query.event, "test:one")
    assert detail is not None
    assert [(one.column, one.old, one.new) for one in detail.revisions] == [
        ("actors", "Israel (party)", "Syria (government) (party); Druze (target)"),
        ("fatalities_best", "", "3"),
        ("title", "Clash in a village", "Clash near a town"),
    ]
    assert all(one.at == detail.updated_at for one in detail.revisions)
    assert detail.row.title == "Clash near a town"
    untouched = reads(own, query.event, "test:two")
    assert untouched is not None
    assert untouched.revisions == ()
    assert reads(own, query.totals, Filters()).events == 2


def test_a_revised_event_is_found_by_its_new_values_only(own: Store) -> None:
    """Words, actors, places and publishers follow the revision."""
    own.upsert(batch(given("one"), given("two")))
    own.upsert(
        batch(
            given(
                "one",
                title="Talks abroad",
                lon=2.35,
                lat=48.85,
                actors=[{"name": "France", "role": "host"}],
            )
        )
    )

    def found(filters: Filters) -> list[str]:
        return [row.event_id for row in reads(own, query.page, filters).rows]

    assert found(Filters(text="abroad")) == ["test:one"]
    assert found(Filters(text="village")) == ["test:two"]
    assert found(Filters(actors=("Israel",))) == ["test:two"]
    assert found(Filters(actors=("France",))) == ["test:one"]
    assert found(Filters(regions=("FRA",))) == ["test:one"]
    assert found(Filters(regions=("SYR",))) == ["test:two"]
    assert reads(own, query.totals, Filters()).citations == 2


def test_a_batch_with_one_key_twice_is_refused_whole(own: Store) -> None:
    """The old state stays, and the sentence names the event."""
    own.upsert(batch(given("one")))
    version = own.version
    with pytest.raises(StoreError, match="test:two stands more than once"):
        own.upsert(batch(given("one", title="New"), given("two"), given("two")))
    assert own.version == version
    detail = reads(own, query.event, "test:one")
    assert detail is not None
    assert detail.row.title == "Clash in a village"
    assert reads(own, query.totals, Filters()).events == 1


def test_a_failure_while_writing_leaves_the_old_state(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written of the batch before the failure is undone."""
    own.upsert(batch(given("one")))

    def fail(_: duckdb.DuckDBPyConnection) -> None:
        raise duckdb.IOException("disk full")

    monkeypatch.setattr(frequent, "mark_frequent", fail)
    with pytest.raises(StoreError, match="disk full"):
        own.upsert(batch(given("one", title="New"), given("two")))
    monkeypatch.undo()
    assert reads(own, query.page, Filters()).rows[0].title == "Clash in a village"
    assert own.upsert(batch(given("two"))) == UpsertCount(1, 0, 0)
    assert reads(own, query.totals, Filters()).events == 2


def test_a_table_that_is_not_of_events_is_refused(own: Store) -> None:
    """A missing column is named."""
    with pytest.raises(StoreError, match="title"):
        own.upsert(batch(given("one")).drop_columns("title"))


def test_data_sets_are_listed_with_their_events(own: Store) -> None:
    """Terms are kept, rows are counted, and the time is that of the last reading."""
    before = datetime.now(UTC)
    own.put_dataset(LEVANT)
    assert own.datasets()[0] == StoredDataset(LEVANT, None, 0)
    own.upsert(BUNDLED)
    (stored,) = own.datasets()
    assert (stored.dataset, stored.events) == (LEVANT, 130)
    assert stored.read_at is not None
    assert before <= stored.read_at <= datetime.now(UTC)
    version = own.version
    own.put_dataset(LEVANT)
    assert own.version == version


def test_a_file_keeps_everything(tmp_path: Path) -> None:
    """Events, earlier values and the version are there when the file is opened again."""
    path = tmp_path / "new folder" / "store.duckdb"
    with Store.open(path) as store:
        store.upsert(batch(given("one")))
        store.upsert(batch(given("one", title="New")))
        version = store.version
    with Store.open(path) as store:
        assert store.version == version
        detail = reads(store, query.event, "test:one")
        assert detail is not None
        assert detail.revisions[0].old == "Clash in a village"


def test_a_second_process_is_turned_away_with_one_sentence(tmp_path: Path) -> None:
    """It is told that the store is in use."""
    path = tmp_path / "store.duckdb"
    attempt = (
        "from pathlib import Path; from geodata.store import Store, StoreError\n"
        f"try: Store.open(Path({str(path)!r}))\n"
        "except StoreError as error: print(error)"
    )
    with Store.open(path):
        tried = subprocess.run(
            [sys.executable, "-c", attempt],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parent.parent,
        )
    assert tried.stdout.strip() == (
        f"The store {path} is in use by another process; stop that one first."
    )


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    """A text file, another database and a store of a later format are named as such."""
    text = tmp_path / "notes.txt"
    text.write_text("not a store " * 500)
    other = tmp_path / "other.duckdb"
    with duckdb.connect(other) as con:
        con.execute("CREATE TABLE t (a INTEGER)")
    old = tmp_path / "old.duckdb"
    Store.open(old).close()
    with duckdb.connect(old) as con:
        con.execute("UPDATE meta SET content = '99' WHERE name = 'format'")
    for path, why in (
        (text, "is no store of Watchline"),
        (other, "is a database of another program"),
        (old, "was written by a newer version of Watchline"),
    ):
        with pytest.raises(StoreError, match=f"{re.escape(str(path))} {why}"):
            Store.open(path)
    assert text.read_text().startswith("not a store")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A folder that is a file, and one without permission, give one sentence each."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be written: (Not a directory|File exists)"):
        Store.open(tmp_path / "file" / "store.duckdb")
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="cannot be written: Permission denied"):
        Store.open(locked / "store.duckdb")


def test_readers_see_the_state_before_or_after_a_write(own: Store) -> None:
    """While batches are written, every answer holds whole batches."""
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                found = reads(own, query.totals, Filters())
                assert found.events % 10 == 0
                assert sum(found.by_group) == found.events
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for start in range(0, 130, 10):
            own.upsert(BUNDLED.slice(start, 10))
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert not failures
    assert reads(own, query.totals, Filters()).events == 130


def test_actors_that_become_frequent_later_are_found_as_before(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bits are given while the store grows; counts do not depend on them."""
    monkeypatch.setattr(frequent, "EVENTS_FOR_A_BIT", 12)
    monkeypatch.setattr(frequent, "EVENTS_OF_A_FREQUENT_PAIR", 6)
    for start in range(0, 130, 30):
        own.upsert(BUNDLED.slice(start, 30))
    events = naive_query.read(BUNDLED)
    for name in sorted({name for event in events for name in event.actors}):
        found = reads(own, query.totals, Filters(actors=(name,))).events
        assert found == sum(name in event.actors for event in events), name
    for dyad in reads(own, query.dyads, Filters(), 500):
        assert dyad.events == sum({dyad.a, dyad.b} <= event.actors for event in events)


def test_a_store_follows_a_new_directory_of_actors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When an actor has become part of another, opening the store counts it there; numbers,
    earlier values and times stay."""
    path = tmp_path / "store.duckdb"
    ours = [{"name": "Our Brigade", "role": "party"}]
    with Store.open(path) as store:
        store.upsert(batch(given("one", actors=ours)))
        store.upsert(batch(given("one", actors=ours, title="New"), given("two")))
        before = reads(store, query.event, "test:one")
        version = store.version
    known = dict(actors.actors())
    known["Our Brigade"] = actors.Actor("Our Brigade", "armed group", "United Nations", ())
    monkeypatch.setattr(actors, "actors", lambda: known)
    monkeypatch.setattr(
        actors, "ancestors", lambda name: ("United Nations",) if name == "Our Brigade" else ()
    )
    with Store.open(path) as store:
        found = reads(store, query.page, Filters(actors=("United Nations",))).rows
        assert [row.event_id for row in found] == ["test:one"]
        assert reads(store, query.event, "test:one") == before
        assert store.version == version + 1


class TestLocating:
    """Where events are said to be, and where they are drawn."""

    def located(self, own: Store, **changes: Any) -> Any:
        own.upsert(batch(given("one", **changes)))
        return reads(own, query.event, "test:one")

    def test_a_town_lies_in_its_governorate(self, own: Store) -> None:
        """Country and governorate come from the point, whatever the source says."""
        detail = self.located(own, lon=36.569, lat=32.709, country="LBN")
        assert (detail.row.country, detail.admin1) == ("SYR", "SYR-Sweida")
        assert detail.row.place_key == "36.56900,32.70900"

    def test_a_governorate_is_drawn_clear_of_its_capital(self, own: Store) -> None:
        """It has the mark of the governorate, not of the point in the file."""
        detail = self.located(own, geo_precision="admin1", admin1="SYR-Sweida")
        assert detail.row.place_key == "SYR-Sweida"
        mark = reads(own, query.places, Filters()).rows[0]
        assert (mark.name, mark.precision) == ("Sweida", "admin1")
        assert (mark.lon, mark.lat) != (36.5, 32.7)

    def test_a_governorate_without_a_code_is_found_by_its_point(self, own: Store) -> None:
        """The point says which governorate; it is still no exact place."""
        detail = self.located(own, geo_precision="admin1", lon=36.569, lat=32.709)
        assert (detail.admin1, detail.row.place_key) == ("SYR-Sweida", "SYR-Sweida")

    def test_an_event_known_to_a_zone_is_drawn_in_the_zone(self, own: Store) -> None:
        """It counts for the zone and for the country that the zone is part of."""
        detail = self.located(own, geo_precision="admin1", zones=["UNDOF"], lon=None, lat=None)
        assert detail.row.place_key == "UNDOF"
        assert detail.row.country == "SYR"
        for region in ("UNDOF", "SYR"):
            assert reads(own, query.totals, Filters(regions=(region,), venue_only=True)).events == 1

    def test_an_event_known_to_a_country_has_no_mark(self, own: Store) -> None:
        """It is counted in words instead, also when the file has a point for it."""
        detail = self.located(own, geo_precision="country", country="SYR")
        assert detail.row.place_key == ""
        totals = reads(own, query.totals, Filters())
        assert (totals.placed, totals.country_only, totals.without_place) == (0, 1, 0)

    def test_an_event_at_sea_keeps_what_its_source_says(self, own: Store) -> None:
        """No polygon holds the point: it is drawn there, in the country of the source."""
        detail = self.located(own, lon=19.0, lat=34.5, country="LBY", geo_precision="exact")
        assert detail.row.country == "LBY"
        assert reads(own, query.totals, Filters()).placed == 1

    def test_a_subject_counts_for_what_it_is_part_of(self, own: Store) -> None:
        """Talks in Paris about Sweida are about Syria, and happen in France."""
        self.located(own, lon=2.35, lat=48.85, about=["SYR-Sweida"])
        assert reads(own, query.totals, Filters(regions=("SYR",))).events == 1
        assert reads(own, query.totals, Filters(regions=("SYR",), venue_only=True)).events == 0
        assert reads(own, query.totals, Filters(regions=("FRA",), venue_only=True)).events == 1


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("day", date(2025, 7, 16), date(2025, 7, 17)),
        ("week", date(2025, 7, 14), date(2025, 7, 20)),
        ("month", date(2025, 7, 1), date(2025, 7, 31)),
        ("year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_an_event_covers_the_days_its_date_may_mean(
    own: Store, precision: str, first: date, last: date
) -> None:
    """A date known to the month matches any day of the month, and none beside it."""
    own.upsert(
        batch(
            given(
                "one",
                date_start=date(2025, 7, 16),
                date_end=date(2025, 7, 17),
                date_precision=precision,
            )
        )
    )

    def matches(day: date) -> bool:
        return reads(own, query.totals, Filters(date_from=day, date_to=day)).events == 1

    assert matches(first)
    assert matches(last)
    assert not matches(date.fromordinal(first.toordinal() - 1))
    assert not matches(date.fromordinal(last.toordinal() + 1))


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Air strike – Al-Hasakah’s “north”", "air strike – al-hasakah’s “north”"),
        (" A\tB \n\nC ", "a b c"),
        ("x\x1cY\u00a0Z", "x y z"),
        ("İstanbul, Straße, دَمَشْق", "istanbul, strasse, دمشق"),
        ("ΑΣ ﬁne …", "ασ fine ..."),
        ("", ""),
    ],
)
def test_text_is_searched_without_case_accents_and_double_blanks(
    written: str, searched: str
) -> None:
    """A reader finds a title however it is written."""
    assert store_rows.folded(pa.array([written, written * 2])).to_pylist()[0] == searched
