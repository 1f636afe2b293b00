"""A file on its way in: what is kept of it, what is left out, and what the report of that says."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.protests import events

from geodata.imports.stage import (
    REJECTED_COLUMNS,
    REJECTED_FILE,
    StagedFile,
    fingerprint,
    harmless,
    stage,
)
from geodata.schema import EVENT_SCHEMA, Batch, Note, Rejected

FILE = "file.csv"


def batch(
    taken: Iterable[tuple[str, int]],
    faults: Iterable[Rejected] = (),
    *,
    versions: list[int | None] | None = None,
    **said: Any,
) -> Batch:
    """A part of a file: events by id and line, and rows that are not taken."""
    taken, faults = list(taken), tuple(faults)
    rows = len(taken) + len({fault.row for fault in faults})
    return Batch(
        events(*({"source_id": own, "title": f"Row {line}"} for own, line in taken)),
        faults,
        lines=pa.array([line for _, line in taken], pa.int64()),
        versions=None if versions is None else pa.array(versions, pa.int64()),
        **{"rows": rows} | said,
    )


def bad(row: int, reason: str = "no good", column: str = "") -> Rejected:
    """A row that cannot be taken."""
    return Rejected(FILE, row, column, "value", reason)


def report(folder: Path) -> list[dict[str, str]]:
    """The rows of rejected.csv, as a spreadsheet reads them."""
    with (folder / REJECTED_FILE).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def titles(staged: StagedFile) -> list[str]:
    """The titles of what would be taken, in order."""
    tables = list(staged.batches("ours", None))
    return [title for table in tables for title in table.column("title").to_pylist()]


def test_all_that_is_read_is_counted(tmp_path: Path):
    """Two parts with good and bad rows: numbers, span of days, places, and what is kept."""
    far = events({"source_id": "c", "date_start": date(2024, 1, 1), "lon": None, "lat": None})
    parts = [
        batch([("a", 2), ("b", 3)], [bad(4), bad(4, "twice bad"), bad(5)]),
        Batch(far, (), lines=pa.array([6], pa.int64()), rows=1),
    ]
    seen: list[tuple[float, int]] = []
    staged = stage(parts, tmp_path, FILE, lambda done, rows: seen.append((done, rows)))
    assert (staged.rows, staged.taken, staged.rejected, staged.placed) == (5, 3, 2, 2)
    assert (staged.first_day, staged.last_day) == (date(2024, 1, 1), date(2025, 7, 1))
    assert [fault.reason for fault in staged.faults] == ["no good", "twice bad", "no good"]
    assert dict(staged.reasons) == {"no good": 2, "twice bad": 1}
    assert [rows for _, rows in seen] == [4, 5]
    assert staged.refused == ""


def test_of_rows_with_one_id_the_first_is_taken(tmp_path: Path):
    """The others name the row that they lost to; a third file line of the id loses as well."""
    parts = [batch([("a", 2), ("b", 3)]), batch([("a", 5), ("a", 6)])]
    staged = stage(parts, tmp_path, FILE)
    assert titles(staged) == ["Row 2", "Row 3"]
    assert (staged.rows, staged.taken, staged.rejected) == (4, 2, 2)
    rows = report(tmp_path)
    assert [(row["row"], row["column"], row["value"]) for row in rows] == [
        ("5", "id", "a"),
        ("6", "id", "a"),
    ]
    assert all("row 2 has the same id" in row["reason"] for row in rows)
    assert [count for _, count in staged.reasons] == [2]


def test_of_editions_the_newest_is_taken_wherever_it_stands(tmp_path: Path):
    """The highest version wins; of equal ones the first; a row without a version is oldest."""
    parts = [
        batch([("a", 2), ("b", 3), ("c", 4)], versions=[1, None, 7]),
        batch([("a", 5), ("b", 6), ("c", 7)], versions=[2, 0, 7]),
    ]
    staged = stage(parts, tmp_path, FILE)
    assert titles(staged) == ["Row 3", "Row 4", "Row 5"]
    found = [(row["row"], row["reason"].partition(": ")[2]) for row in report(tmp_path)]
    assert found == [
        ("2", "row 5 has a newer edition of the same event"),
        ("6", "row 3 has the same id; an id may stand only once"),
        ("7", "row 4 has the same id; an id may stand only once"),
    ]


def test_every_fault_is_in_the_report_however_many(tmp_path: Path):
    """What is shown is cut at two hundred; the file has them all, in order."""
    staged = stage([batch([], [bad(row) for row in range(2, 1002)])], tmp_path, FILE)
    assert len(staged.faults) == 200
    assert staged.rejected == 1000
    assert [int(row["row"]) for row in report(tmp_path)] == list(range(2, 1002))


def test_the_report_goes_row_by_row(tmp_path: Path):
    """However a reader found the faults; those of a second file stand behind."""
    other = Rejected("sources.csv", 1, "", "", "no good")
    stage([batch([], [other, bad(7), bad(3), bad(7, "twice bad")])], tmp_path, FILE)
    found = [(row["file"], row["row"], row["reason"]) for row in report(tmp_path)]
    assert found == [
        (FILE, "3", "no good"),
        (FILE, "7", "no good"),
        (FILE, "7", "twice bad"),
        ("sources.csv", "1", "no good"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "plain;=1",  # a spreadsheet that expects semicolons
        'plain;"=1',
        "plain\t@x",
        "plain\n-1",
    ],
)
def test_no_cell_of_the_report_is_a_formula(tmp_path: Path, value: str):
    """Whatever a spreadsheet takes for the sign between cells, none begins like a formula."""
    fault = Rejected(f"{value}.csv", 2, value, value, value)
    stage([batch([], [fault])], tmp_path, FILE)
    text = (tmp_path / REJECTED_FILE).read_text(encoding="utf-8-sig")
    for separator in ",;\t":
        for row in csv.reader(text.splitlines(), delimiter=separator):
            for cell in row:
                assert not cell.lstrip('" \t\r\n').startswith(("=", "+", "-", "@", "＝")), row


@pytest.mark.parametrize("value", ["36.1", "a-b", "Tel: +963", "x=1", "", "2025-07-01", "حمص"])
def test_a_harmless_cell_stays_as_it_is(value: str):
    """Only what could be run is marked."""
    assert harmless(value) == value


def test_a_spreadsheet_reads_the_letters_of_the_report(tmp_path: Path):
    """The byte order mark tells it that they are UTF-8; line breaks stay inside their cell."""
    fault = Rejected("ملف.csv", 7, "العنوان", "حمص\nحلب", "not “so”, but otherwise")
    stage([batch([], [fault])], tmp_path, FILE)
    assert (tmp_path / REJECTED_FILE).read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = report(tmp_path)
    assert list(row) == list(REJECTED_COLUMNS)
    assert list(row.values()) == ["ملف.csv", "7", "العنوان", "حمص\nحلب", fault.reason]


def test_notes_of_all_parts_are_one(tmp_path: Path):
    """The same words about many parts stand once, with the first row and the sum of rows."""
    parts = [
        batch([("a", 2)], notes=(Note(FILE, 2, "no title", 3), Note(FILE, 0, "a heading"))),
        batch([("b", 9)], notes=(Note(FILE, 9, "no title", 4),)),
    ]
    staged = stage(parts, tmp_path, FILE)
    assert staged.notes == (Note(FILE, 2, "no title", 7), Note(FILE, 0, "a heading"))


def test_a_file_refused_as_a_whole_says_why(tmp_path: Path):
    """There are no rows then, and the report has the sentence."""
    parts = [Batch(EVENT_SCHEMA.empty_table(), (Rejected(FILE, 1, "", "", "it is empty"),))]
    staged = stage(parts, tmp_path, FILE)
    assert staged.refused == "it is empty"
    assert (staged.rows, staged.taken, staged.rejected) == (0, 0, 0)
    assert [row["reason"] for row in report(tmp_path)] == ["it is empty"]
    assert list(staged.batches("ours", None)) == []


def test_a_bad_column_name_refuses_no_file(tmp_path: Path):
    """Something said of line 1 besides events is one fault among others."""
    fault = Rejected(FILE, 1, "colour", "", "not a column of this format: colour")
    parts = [batch([], [fault], rows=0), batch([("a", 2)])]
    staged = stage(parts, tmp_path, FILE)
    assert staged.refused == ""
    assert (staged.rows, staged.taken, staged.rejected) == (1, 1, 0)
    assert [row["row"] for row in report(tmp_path)] == ["1"]


def test_the_events_are_those_of_the_chosen_data_set(tmp_path: Path):
    """Their source and the day they were fetched are put in when they are imported."""
    staged = stage([batch([("a", 2), ("a", 3), ("b", 4)])], tmp_path, FILE)
    at = datetime(2025, 8, 1, tzinfo=UTC)
    for source, fetched in (("one", at), ("two", None)):
        (table,) = staged.batches(source, fetched)
        assert table.schema.equals(EVENT_SCHEMA)
        assert table.column("source").to_pylist() == [source] * 2
        assert table.column("retrieved_at").to_pylist() == [fetched] * 2
        assert table.column("source_id").to_pylist() == ["a", "b"]


def test_the_mark_of_a_file_is_its_sha256(tmp_path: Path):
    """The same as the tool of that name says."""
    (tmp_path / "x").write_bytes(b"abc")
    assert fingerprint(tmp_path / "x").startswith("ba7816bf8f01cfea414140de5dae2223")


ROW = st.tuples(
    st.sampled_from(["take", "refuse", "refuse twice"]),
    st.sampled_from("abcdefgh"),
    st.one_of(st.none(), st.integers(0, 3)),
)


@settings(max_examples=60)
@given(st.lists(st.lists(ROW, max_size=12), min_size=1, max_size=4), st.booleans())
def test_every_row_is_taken_or_in_the_report(parts: list[list[Any]], with_versions: bool):
    """Whatever the mixture: rows = taken + rejected, no id twice, and the report has exactly
    the rows that are not taken."""
    line, batches, rows = 1, [], {}
    for part in parts:
        taken, faults, versions = [], [], []
        for what, own, version in part:
            line += 1
            if what == "take":
                taken.append((own, line))
                versions.append(version)
                rows[line] = (own, version or 0 if with_versions else 0)
            else:
                faults += [bad(line)] * (1 + (what == "refuse twice"))
        batches.append(batch(taken, faults, versions=versions if with_versions else None))
    with tempfile.TemporaryDirectory() as name:
        staged = stage(batches, Path(name), FILE)
        kept = [int(title.removeprefix("Row ")) for title in titles(staged)]
        left = {int(row["row"]) for row in report(Path(name))}
    assert staged.rows == staged.taken + staged.rejected == line - 1
    assert len(kept) == staged.taken
    assert sorted([*kept, *left]) == list(range(2, line + 1))
    best: dict[str, tuple[int, int]] = {}
    for number, (own, version) in rows.items():
        best[own] = max(best.get(own, (-1, 0)), (version, -number))
    assert sorted(kept) == sorted(-number for _, number in best.values())
