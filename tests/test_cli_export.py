"""`watchline export` as a person meets it: files, words and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from support.answers import reads
from support.command_line import Desk
from support.exports import asked, ended
from support.overlap import ACLED, clashes
from support.table_files import as_rows, read_native
from typer.testing import CliRunner

from geodata import query, writers
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.data_folder import STORE_NAME
from geodata.store import Store
from geodata.writers.exports import Exports
from watchline.cli.main import main
from watchline.web.app import create_app

SYRIA = "http://localhost/?region=SYR&from=2026-01-01"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a folder with a store of the bundled events in it."""
    found = Desk(tmp_path)
    found.data.mkdir()
    with Store.open(found.data / STORE_NAME) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
    return found


@pytest.mark.parametrize("name", list(writers.WRITERS))
def test_the_command_writes_what_the_page_writes(desk: Desk, name: str):
    """For the same link, byte for byte."""
    path = desk.folder / f"out{writers.WRITERS[name].suffix}"
    said = desk.run("export", SYRIA, "-o", path)
    assert said.code == 0, said.err
    with Store.open(desk.data / STORE_NAME) as store:
        exports = Exports(store)
        client = TestClient(create_app(store, exports=exports).server, base_url="http://localhost")
        token = asked(client, f"format={name}&region=SYR&from=2026-01-01")["id"]
        state = ended(client, token)
        assert client.get(f"/data/exports/{token}/file").content == path.read_bytes()
        exports.close()
    assert said.out == f"{state['total']} events in {path}.\n"


@pytest.mark.parametrize("asked_for", ["", "?", "http://localhost/", "http://localhost"])
def test_without_filters_all_events_are_written(desk: Desk, asked_for: str):
    """A link without filters is a link to everything."""
    path = desk.folder / "all.csv"
    assert desk.run("export", asked_for, "-o", path).code == 0
    table, rejected = read_native(path)
    assert (table.num_rows, rejected) == (130, [])


def test_a_part_of_a_link_is_enough(desk: Desk):
    """What stands after the question mark, and a link that names an event or a tab."""
    first, second = desk.folder / "a.zip", desk.folder / "b.zip"
    assert desk.run("export", "type=battle", "-o", first).code == 0
    link = "http://localhost/?type=battle&tab=actors&event=levant:x#there"
    assert desk.run("export", link, "-o", second).code == 0
    found = [as_rows(read_native(path)[0]) for path in (first, second)]
    assert found[0] == found[1]
    assert {row["event_type"] for row in found[0]} == {"battle"}


def test_standard_output_gets_the_same_bytes(desk: Desk):
    """Nothing but the file, so that another program can read it."""
    path = desk.folder / "out.csv"
    desk.run("export", "type=battle", "-o", path)
    environment = {"WATCHLINE_DATA": str(desk.data)}
    arguments = ["export", "type=battle", "-o", "-", "--format", "csv"]
    done = CliRunner().invoke(main, arguments, env=environment)
    assert done.exit_code == 0
    assert done.stdout_bytes == path.read_bytes()
    assert "events in -" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", "-o", "out.docx"), "--format: xlsx, csv, zip"),
        (("", "-o", "-"), "say as what"),
        (("region=XXX", "-o", "out.csv"), '"XXX"'),
        (("regions=SYR", "-o", "out.csv"), '"regions" in the link is not known'),
        (("", "-o", "no/such/folder/out.csv"), "No such file or directory"),
        (("", "-o", "out.csv", "--export-raw", "typo"), "no data set typo"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    desk: Desk, arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
):
    """Exit code 1, nothing on standard output, and no file."""
    monkeypatch.chdir(desk.folder)
    said = desk.run("export", *arguments)
    assert (said.code, said.out) == (1, "")
    assert words in said.err
    assert [path.name for path in desk.folder.iterdir()] == ["data"]


def test_events_that_may_not_be_handed_on_are_told(desk: Desk):
    """The file has the others and the exit code is 3; allowed, all are in it and it is 0."""
    with Store.open(desk.data / STORE_NAME) as store:
        store.put_dataset(ACLED)
        store.upsert(clashes("SYR1", "SYR2"))
    path = desk.folder / "out.csv"
    said = desk.run("export", "", "-o", path)
    assert (said.code, said.out) == (3, f"130 events in {path}.\n")
    assert "2 events of ACLED Syria" in said.err
    said = desk.run("export", "", "-o", path, "--export-raw", "acled-syria")
    assert (said.code, said.out) == (0, f"132 events in {path}.\n")


def test_a_new_folder_gets_the_bundled_events(tmp_path: Path):
    """As a server started there would show them."""
    desk = Desk(tmp_path)
    path = tmp_path / "out.parquet"
    said = desk.run("export", "", "-o", path)
    assert (said.code, said.out) == (0, f"130 events in {path}.\n")
    assert desk.ask(lambda store: reads(store, query.count, Filters())) == 130
