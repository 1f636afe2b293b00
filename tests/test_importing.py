"""From a file to a data set: what a file is taken for, what is checked, and what is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import acled_files, gdelt_files, ucdp_files
from support.answers import reads
from support.imports import ASKS, NATIVE, SOURCES, TABLE, curated

from geodata import query
from geodata.filters import Filters
from geodata.imports import files as importing
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.files import CheckedFile, IdentifiedFile
from geodata.imports.stage import REJECTED_FILE
from geodata.readers.generic.mapping import answered
from geodata.schema import Dataset
from geodata.store import ImportRecord, Store, StoreError


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store in memory that holds the bundled set."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


class Folder:
    """Files written, looked at and read in a folder of a test."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._count = 0

    def file(self, content: str | bytes, name: str = "events.csv") -> Path:
        self._count += 1
        path = self.path / str(self._count) / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def found(self, content: str | bytes, name: str = "events.csv", **said: Any) -> IdentifiedFile:
        return importing.identify(self.file(content, name), **said)

    def checked(self, found: IdentifiedFile, **said: Any) -> CheckedFile:
        self._count += 1
        folder = self.path / f"staged {self._count}"
        folder.mkdir()
        return importing.check(found, folder, **said)

    def take(
        self, store: Store, content: str | bytes, source: str = "ours", **said: Any
    ) -> ImportRecord:
        """Import a file as that of one data set."""
        checked = self.checked(self.found(content))
        dataset = Dataset(source, source.capitalize(), checked.found.kind, "CC0", "Us")
        return importing.commit(store, checked, dataset, **said)


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    """Return a folder for files."""
    return Folder(tmp_path)


def titles(store: Store, source: str = "ours") -> list[str]:
    """The titles of a data set in its list."""
    rows = reads(store, query.page, Filters(datasets=(source,))).rows
    return sorted(row.title for row in rows)


@pytest.mark.parametrize(
    ("content", "kind", "label"),
    [
        (acled_files.as_csv(acled_files.CLASH), "acled", "ACLED"),
        (ucdp_files.as_csv([{**ucdp_files.ROW, "id": "1"}]), "ucdp", "UCDP"),
        (gdelt_files.published(gdelt_files.EVENT), "gdelt", "GDELT"),
        (gdelt_files.with_header(gdelt_files.EVENT), "gdelt", "GDELT"),
        (NATIVE.encode(), "native", "Watchline events"),
        (TABLE.encode(), "table", "A table of events"),
    ],
    ids=["acled", "ucdp", "gdelt", "gdelt with a header", "native", "table"],
)
def test_a_file_is_known_by_what_is_in_it(
    files: Folder, own: Store, content: bytes, kind: str, label: str
):
    """Whatever it is called; its one event, or all, can be read and imported as such."""
    found = files.found(content, "download (3).txt")
    assert (found.kind, found.refused) == (kind, "")
    assert label in found.label
    checked = files.checked(found)
    assert checked.staged.taken == checked.staged.rows > 0
    assert (checked.staged.rejected, checked.staged.refused) == (0, "")
    done = importing.commit(own, checked, Dataset("ours", "Ours", kind, "CC0", "Us"))
    assert (
        done.added == reads(own, query.count, Filters(datasets=("ours",))) == checked.staged.taken
    )


def test_known_sources_bring_their_terms(files: Folder):
    """ACLED's licence, attribution and terms are known; those of a table are not stated."""
    acled = files.found(acled_files.as_csv(acled_files.CLASH)).about
    assert "ACLED" in acled.attribution
    assert acled.url.startswith("https://")
    assert files.found(TABLE).about.licence == "not stated"


def test_a_person_may_know_better_what_a_file_is(files: Folder):
    """A kind that is given counts; a reader that cannot read it refuses it whole."""
    as_table = files.found(NATIVE, kind="table")
    assert as_table.kind == "table"
    assert as_table.guess is not None
    wrong = files.checked(files.found(TABLE, kind="acled"))
    assert wrong.staged.refused
    assert (wrong.staged.rows, wrong.staged.taken, wrong.staged.rejected) == (0, 0, 0)


@pytest.mark.parametrize("kind", [one for one in importing.KINDS if one != "zones"])
@pytest.mark.parametrize(
    "content", [TABLE.encode(), NATIVE.encode(), b"{", b"a,b\n1\n2,3\n", b"\x00\x01", b"", b"PK"]
)
def test_no_kind_breaks_on_any_file(files: Folder, kind: str, content: bytes):
    """Taken for something it is not, a file is refused in words or its rows are."""
    checked = files.checked(files.found(content, kind=kind))
    staged = checked.staged
    assert staged.rows == staged.taken + staged.rejected
    assert staged.taken or staged.refused or staged.rejected


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([TABLE, NATIVE, ASKS]), st.integers(0, 300))
def test_whatever_the_bytes_a_file_is_read_or_refused(
    files: Folder, noise: bytes, content: str, at: int
):
    """Nothing is raised, and every row is counted."""
    whole = content.encode()
    checked = files.checked(files.found(whole[:at] + noise + whole[at:]))
    assert checked.staged.rows == checked.staged.taken + checked.staged.rejected


def test_a_file_of_ours_brings_its_sources(files: Folder, own: Store):
    """The second file is read with the first; faults name the file that they are in."""
    found = files.found(NATIVE, "mine.csv")
    lost = SOURCES + "zzz,Example Daily,,https://example.org/z,,,\n"
    checked = files.checked(found, sources=files.file(lost, "sources.csv"))
    importing.commit(own, checked, Dataset("ours", "Ours", "native", "CC0", "Us"))
    event = reads(own, query.event, "ours:a")
    assert event is not None
    assert [one.publisher for one in event.sources] == ["Example Daily"]
    assert [(one.file, one.row) for one in checked.staged.faults] == [("sources.csv", 3)]
    assert (checked.staged.rows, checked.staged.taken, checked.staged.rejected) == (2, 2, 0)


def test_faults_name_the_file_as_its_owner_calls_it(files: Folder):
    """Not as it is called while it waits; every row is counted, torn ones too."""
    torn = NATIVE + "c,2025-07-03\nd,2025-99-99,protest,No such day,,,,none\n"
    path = files.file(torn, "upload")
    checked = files.checked(importing.identify(path, file="احتجاجات.csv"))
    staged = checked.staged
    assert (staged.rows, staged.taken, staged.rejected) == (4, 2, 2)
    assert {fault.file for fault in staged.faults} == {"احتجاجات.csv"}
    text = (staged.folder / REJECTED_FILE).read_text(encoding="utf-8-sig")
    assert "upload" not in text


def test_checking_changes_nothing_and_importing_is_one_step(files: Folder, own: Store):
    """The store is as it was until a checked file is taken in, with its mark and its day."""
    before = own.version
    checked = files.checked(files.found(TABLE, "team.csv"))
    assert own.version == before
    assert len(own.datasets()) == 1
    at = datetime(2025, 8, 1, tzinfo=UTC)
    seen: list[int] = []
    dataset = Dataset("team", "Team", "table", "CC0", "Us")
    done = importing.commit(own, checked, dataset, retrieved_at=at, progress=seen.append)
    assert own.version == before + 1
    assert (done.added, done.revised, done.removed, done.unchanged) == (3, 0, 0, 0)
    assert seen == [3]
    stored = next(one for one in own.datasets() if one.dataset == dataset)
    assert (stored.file, stored.sha256, stored.retrieved_at) == ("team.csv", checked.sha256, at)
    assert (stored.events, stored.taken, stored.rejected) == (3, 3, 0)
    event = reads(own, query.event, "team:1")
    assert event is not None
    assert ("Team", "North") in event.details


@pytest.mark.parametrize(
    ("missing", "left", "removed"),
    [
        ("keep", ["First", "Fourth", "Second", "Third, corrected"], 0),
        ("days", ["First", "Fourth", "Third, corrected"], 1),
        ("all", ["Fourth", "Third, corrected"], 2),
    ],
)
def test_a_newer_file_of_the_same_set(
    files: Folder, own: Store, missing: str, left: list[str], removed: int
):
    """It covers 2 to 4 July, corrects the third event and has a fourth; the second has gone
    from it, and of the first it says nothing."""
    files.take(own, TABLE)
    newer = (
        "Date,Type,Headline,Latitude,Longitude,Ref,Team\n"
        '2025-07-03,battle,"Third, corrected",32.619,36.102,3,North\n'
        "2025-07-02,aid,Fourth,32.619,36.102,4,South\n"
    )
    done = files.take(own, newer, missing=missing)
    assert (done.added, done.revised, done.removed, done.unchanged) == (1, 1, removed, 0)
    assert titles(own) == left
    event = reads(own, query.event, "ours:3")
    assert event is not None
    assert ("title", "Third") in [(one.column, one.old) for one in event.revisions]


def test_the_same_file_again_changes_no_event(files: Folder, own: Store):
    """All are there already, and stay as they are."""
    files.take(own, TABLE)
    done = files.take(own, TABLE)
    assert (done.added, done.revised, done.removed, done.unchanged) == (0, 0, 0, 3)


def test_a_table_that_can_be_read_two_ways_asks(files: Folder, own: Store):
    """Day or month first, and an unknown word; with the answers it is read."""
    found = files.found(ASKS)
    assert [one.field for one in found.questions] == ["date_order", "types"]
    assert found.guess is not None
    mapping = answered(found.guess.mapping, "date_order", "dmy")
    mapping = answered(mapping, "types.manifestación", "protest")
    checked = files.checked(found, chosen=mapping)
    assert (checked.staged.taken, checked.staged.rejected) == (2, 0)
    assert (checked.staged.first_day, checked.staged.last_day) == (
        date(2025, 4, 3),
        date(2025, 6, 5),
    )
    assert importing.remembered(own, found) is None
    importing.commit(own, checked, Dataset("ours", "Ours", "table", "CC0", "Us"))
    assert importing.remembered(own, found) == mapping


def test_the_answers_serve_for_the_next_file_of_the_same_columns(files: Folder, own: Store):
    """In whatever order and case its columns stand; a table of other columns asks anew."""
    found = files.found(ASKS)
    assert found.guess is not None
    mapping = answered(answered(found.guess.mapping, "date_order", "mdy"), "types", "riot")
    importing.commit(
        own, files.checked(found, chosen=mapping), Dataset("ours", "Ours", "table", "CC0", "Us")
    )
    again = files.found("nota,FECHA,tipo\ntres,01/02/2025,pelea\n")
    chosen = importing.remembered(own, again)
    assert chosen is not None
    checked = files.checked(again, chosen=chosen)
    assert checked.staged.taken == 1
    assert checked.staged.first_day == date(2025, 1, 2)
    assert importing.remembered(own, files.found(ASKS.replace("Nota", "Notiz"))) is None


def test_a_colon_in_an_id_is_part_of_it(files: Folder, own: Store):
    """Such an event opens by its id like any other."""
    content = TABLE.replace("36.102,1,", "36.102,a:b:c,")
    files.take(own, content)
    event = reads(own, query.event, "ours:a:b:c")
    assert event is not None
    assert event.row.title == "First"


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("Team North 2025", [], "team-north-2025"),
        ("Événements à Homs", [], "evenements-a-homs"),
        ("احتجاجات حمص", [], "set"),
        ("احتجاجات حلب", ["set"], "set-2"),
        ("Team", ["team", "team-2"], "team-3"),
        ("levant", [], "levant-2"),
        ("Levant", ["levant"], "levant-2"),
        ("Own", [], "own-2"),
        ("../:?&", [], "set"),
        ("x" * 59 + " y", [], "x" * 59),
    ],
)
def test_a_key_is_short_plain_and_not_taken(name: str, taken: list[str], key: str):
    """Keys of sets that are read at every start are never given away, loaded or not."""
    assert importing.key_for(name, taken) == key


@pytest.mark.parametrize(
    ("file", "name"),
    [("acled_2025_syria.csv", "acled 2025 syria"), ("حمص.xlsx", "حمص"), ("___.csv", "Data set")],
)
def test_a_data_set_may_be_called_after_its_file(file: str, name: str):
    """Without its ending, with blanks for underscores."""
    assert importing.name_for(file) == name


def test_the_curated_events_stay_as_they_are(files: Folder, own: Store):
    """Imports, equal ids, newer files that remove everything, and deletions leave all 130."""
    before = curated(own)
    assert len(before) == 130
    same_ids = NATIVE.replace("\na,", "\n2026-01-05-paris-fifth-round,")
    files.take(own, same_ids, missing="all")
    files.take(own, TABLE, "other", missing="all")
    files.take(own, NATIVE, missing="all")
    own.show("other", deleted=True)
    own.purge()
    assert reads(own, query.count, Filters(datasets=("levant",))) == 130
    assert curated(own) == before


@pytest.mark.parametrize("source", ["levant", "own"])
def test_no_file_is_taken_into_a_set_that_is_read_at_every_start(
    files: Folder, own: Store, source: str
):
    """It would remove what stands there, and be undone at the next start."""
    before = curated(own)
    for kind in ("table", "curated", "own"):
        with pytest.raises(StoreError, match=source):
            importing.commit(
                own,
                files.checked(files.found(TABLE)),
                Dataset(source, "Levant", kind, "CC0", "Us"),
                missing="all",
            )
    assert curated(own) == before


def test_a_file_of_another_kind_is_no_newer_file(files: Folder, own: Store):
    """Its ids mean something else, and all events would seem to have gone."""
    files.take(own, TABLE)
    with pytest.raises(StoreError, match="no newer file of Ours"):
        files.take(own, NATIVE)
    assert titles(own) == ["First", "Second", "Third"]


def test_a_file_without_events_removes_none(files: Folder, own: Store):
    """Nothing to import is no newer file, whatever is wanted of missing events."""
    files.take(own, TABLE)
    with pytest.raises(StoreError, match="nothing that could be imported"):
        files.take(own, TABLE.partition("\n")[0] + "\n", missing="all")
    assert titles(own) == ["First", "Second", "Third"]


def test_a_store_that_cannot_take_a_file_is_as_it_was(files: Folder, own: Store):
    """A staged file that has gone stops the import half-way; nothing of it stands."""
    checked = files.checked(files.found(TABLE))
    version, before = own.version, curated(own)
    (checked.staged.folder / "events.parquet").unlink()
    with pytest.raises((StoreError, OSError)):
        importing.commit(own, checked, Dataset("ours", "Ours", "table", "CC0", "Us"))
    assert (own.version, len(own.datasets())) == (version, 1)
    assert curated(own) == before
