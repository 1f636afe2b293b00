"""`watchline check` and `watchline import` as a person meets them: words, files and exit codes."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.acled_files import CLASH, as_csv
from support.answers import reads
from support.command_line import FAULTY, Desk, Said
from support.imports import ASKS, NATIVE, SOURCES, TABLE
from support.processes import PATIENCE, start

from geodata import query
from geodata.filters import Filters
from geodata.imports.data_folder import STORE_NAME
from geodata.readers.generic.mapping import from_toml
from geodata.store import Store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return an empty folder with the command."""
    return Desk(tmp_path)


def test_checking_says_what_a_file_holds_and_writes_nothing(desk: Desk):
    """Kind, form, number of rows, days and coordinates; no store is made."""
    said = desk.run("check", desk.file(TABLE))
    assert said == Said(
        0,
        "team.csv: A table of events, a text table separated by commas.\n"
        "3 of 3 rows can be taken, 1 Jul 2025 to 3 Jul 2025; 3 with coordinates.\n",
        "",
    )
    assert [path.name for path in desk.folder.iterdir()] == ["team.csv"]


@pytest.mark.parametrize(
    ("content", "code", "taken"),
    [
        (TABLE, 0, "3 of 3"),
        (FAULTY, 3, "3 of 4"),
        (TABLE.replace("2025-07", "2025-99"), 1, ""),
        (TABLE.partition("\n")[0] + "\n", 1, "0 of 0"),
        ("<html>", 1, ""),
    ],
    ids=["all", "some", "no day", "none", "no table"],
)
@pytest.mark.parametrize("command", ["check", "import"])
def test_the_exit_code_says_whether_rows_were_left(
    desk: Desk, command: str, content: str, code: int, taken: str
):
    """0 for all, 3 for some, 1 for none; what cannot be taken is on stderr."""
    said = desk.run(command, desk.file(content))
    assert said.code == code
    assert taken in said.out
    assert bool(said.err) is (code > 0 and taken != "0 of 0")
    if command == "import" and code != 1:
        assert desk.datasets()["team"].events == 3
        assert desk.datasets()["levant"].events == 130


def test_help_says_the_exit_codes(desk: Desk):
    """They are documented where a script's author looks."""
    for command in ("check", "import"):
        words = " ".join(desk.run(command, "--help").out.split())
        assert "Exit code 0: all rows" in words
        assert "3: some" in words
        assert "1: none" in words


def test_rows_that_cannot_be_taken_are_named_and_written(desk: Desk):
    """The first ten on stderr with row and reason, all of them in a file."""
    bad = "".join(f"2025-02-30,protest,Day {n},32.6,36.1,{n},West\n" for n in range(10, 25))
    out = desk.folder / "left.csv"
    said = desk.run("check", desk.file(TABLE + bad), "--rejected", out)
    assert said.code == 3
    assert "15 rows cannot be taken:\n  row 5: " in said.err
    assert said.err.count("\n  row ") == 10
    assert "--rejected writes them all" in said.err
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["row"]) for row in rows] == list(range(5, 20))
    assert {row["column"] for row in rows} == {"Date"}
    assert f"are in {out}" in said.out


def test_open_questions_are_answered_in_a_mapping(desk: Desk):
    """Asked, written, filled in, used: after that the file is read without a question, and
    the next one of the same columns needs no mapping."""
    file, mapping = desk.file(ASKS), desk.folder / "team.toml"
    asked = desk.run("check", file)
    assert asked.code == 1
    assert "Some things have to be decided first" in asked.err
    assert "Which comes first?" in asked.err
    assert "(date_order: dmy, mdy)" in asked.err
    assert "--write-mapping" in asked.err

    written = desk.run("check", file, "--write-mapping", mapping)
    assert written.code == 1
    assert f"The mapping is in {mapping}." in written.out
    text = mapping.read_text(encoding="utf-8")
    answers = 'date_order = "dmy"\n'
    types = '\n[types]\n"manifestación" = "protest"\n'
    head, _, columns = text.partition("\n[columns]\n")
    mapping.write_text(f"{head}\n{answers}[columns]\n{columns}{types}", encoding="utf-8")

    checked = desk.run("check", file, "--mapping", mapping)
    assert (checked.code, checked.err) == (0, "")
    assert "2 of 2 rows can be taken, 3 Apr 2025 to 5 Jun 2025" in checked.out
    assert desk.run("import", file, "--mapping", mapping).code == 0
    again = desk.run("import", desk.file(ASKS.replace("uno", "tres"), "next.csv"))
    assert (again.code, again.err) == (0, "")
    assert "3 Apr 2025 to 5 Jun 2025" in again.out


def test_a_mapping_comes_back_as_it_was_written(desk: Desk):
    """What was guessed can be kept as a file and used as it is."""
    mapping = desk.folder / "team.toml"
    file = desk.file(TABLE)
    assert desk.run("check", file, "--write-mapping", mapping).code == 0
    first = mapping.read_text()
    assert desk.run("check", file, "--mapping", mapping, "--write-mapping", mapping).code == 0
    assert from_toml(mapping.read_text()) == from_toml(first)
    none = desk.folder / "none.toml"
    said = desk.run("check", desk.file(NATIVE), "--write-mapping", none)
    assert (said.code, none.exists()) == (0, False)
    assert "read without one" in said.err


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[columns]\ndate_start = "Dat"\n', "the table has no column “Dat” (Date, or first day)"),
        ("date_order = ", "this is no TOML"),
        ('colour = "red"\n', "“colour” is no setting"),
    ],
)
def test_a_mapping_with_a_mistake_is_named(desk: Desk, toml: str, said: str):
    """With its file and what is wrong."""
    mapping = desk.file(toml, "team.toml")
    done = desk.run("check", desk.file(TABLE), "--mapping", mapping)
    assert done.code == 1
    assert said in done.err
    assert done.err.startswith(f"{mapping}: ")


def test_importing_says_what_came_of_it(desk: Desk):
    """The data set with its key, what is new, revised and removed, and its terms."""
    said = desk.run("import", desk.file(as_csv(CLASH), "acled.csv"), "--retrieved", "2025-08-01")
    assert said.code == 0
    assert "acled (acled): 1 new, 0 revised, 0 removed, 0 already there." in said.out
    assert "Terms: " in said.out
    stored = desk.datasets()["acled"]
    assert stored.retrieved_at == datetime(2025, 8, 1, tzinfo=UTC)
    assert "ACLED" in stored.dataset.attribution


def test_a_set_is_called_and_described_as_wanted(desk: Desk):
    """What was said once stays when the next file says nothing of it."""
    words = ("--licence", "CC BY 4.0", "--attribution", "Team North", "--terms", "Ask first.")
    where = ("--url", "https://example.org/data")
    file = desk.file(TABLE)
    assert desk.run("import", file, "--name", "Team North", *words, *where).code == 0
    assert desk.run("import", file, "--name", "Team North").code == 0
    said = desk.run("import", file, "--into", "team-north", "--terms", "Ask twice.")
    assert "0 new, 0 revised, 0 removed, 3 already there" in said.out
    (stored,) = (one for key, one in desk.datasets().items() if key != "levant")
    dataset = stored.dataset
    assert (dataset.key, dataset.name, dataset.licence) == (
        "team-north",
        "Team North",
        "CC BY 4.0",
    )
    assert (dataset.attribution, dataset.url) == ("Team North", "https://example.org/data")
    assert dataset.terms == "Ask twice."


@pytest.mark.parametrize(("missing", "left"), [("keep", 3), ("days", 2), ("all", 1)])
def test_a_newer_file_does_with_missing_events_what_is_wanted(desk: Desk, missing: str, left: int):
    """It holds the third event alone; the second is of the same day, the first of another."""
    lines = TABLE.replace("2025-07-02", "2025-07-03").splitlines()
    assert desk.run("import", desk.file("\n".join(lines))).code == 0
    said = desk.run("import", desk.file(f"{lines[0]}\n{lines[3]}\n"), "--missing", missing)
    assert said.code == 0
    assert desk.datasets()["team"].events == left


def test_a_file_of_ours_is_imported_with_its_sources(desk: Desk):
    """The second file is named with --sources; a fault in it names it."""
    sources = desk.file(SOURCES + "zzz,Daily,,https://example.org/z,,,\n", "sources.csv")
    said = desk.run("import", desk.file(NATIVE, "mine.csv"), "--sources", sources)
    assert said.code == 0
    assert "  sources.csv row 3: " in said.err

    def publishers(store: Store) -> list[str]:
        event = reads(store, query.event, "mine:a")
        assert event is not None
        return [one.publisher for one in event.sources]

    assert desk.ask(publishers) == ["Example Daily"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as", "nonsense"), "--as is nonsense: expected one of acled, "),
        (("--as", "acled"), "team.csv: "),
        (("--missing", "some"), "--missing is some: expected one of keep, days, all."),
        (("--into", "nowhere"), "There is no data set nowhere that takes files"),
        (("--into", "levant"), "There is no data set levant that takes files"),
        (("--url", "javascript:alert(1)"), "--url is javascript:alert(1): expected"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_cannot_be_done_is_one_sentence(desk: Desk, arguments: tuple[str, ...], said: str):
    """Exit code 1, a line on stderr, and nothing imported."""
    done = desk.run("import", desk.file(TABLE), *arguments)
    assert done.code == 1
    assert said in done.err
    assert done.err.count("\n") == 1
    assert not desk.data.exists() or set(desk.datasets()) == {"levant"}


def test_a_place_that_cannot_be_written_is_one_sentence(desk: Desk):
    """The file is named."""
    missing = desk.folder / "not there" / "left.csv"
    for option in ("--rejected", "--write-mapping"):
        said = desk.run("check", desk.file(TABLE), option, missing)
        assert (said.code, said.err) == (1, f"{missing}: No such file or directory.\n")


def test_an_import_leaves_no_file_but_the_store(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """What is kept while a file is read has gone afterwards, also after a fault."""
    room = desk.folder / "room"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    desk.run("import", desk.file(FAULTY))
    desk.run("import", desk.file("<html>", "bad.csv"))
    assert list(room.iterdir()) == []
    assert [path.name for path in desk.data.iterdir()] == [STORE_NAME]


def test_a_set_that_was_deleted_does_not_come_back(desk: Desk):
    """A server that was killed left no time to drop it; a new file of that name starts anew."""
    desk.run("import", desk.file(TABLE))
    desk.ask(lambda store: store.show("team", deleted=True))
    lines = TABLE.splitlines()
    desk.run("import", desk.file(f"{lines[0]}\n{lines[1]}\n"), "--missing", "keep")
    assert desk.datasets()["team"].events == 1


def test_a_store_in_use_is_one_sentence(desk: Desk):
    """Another process has it: said before the file is read, and nothing is lost."""
    assert desk.run("import", desk.file(TABLE)).code == 0
    with (
        Store.open(desk.data / STORE_NAME) as store,
        start("import", str(desk.file(TABLE)), WATCHLINE_DATA=str(desk.data)) as process,
    ):
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        assert "is in use by another process; stop that one first." in err
        assert err.count("\n") == 1
        assert reads(store, query.count, Filters(datasets=("team",))) == 3
