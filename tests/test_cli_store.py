"""`watchline verify`, `backup` and `restore`, with a server and without."""

from __future__ import annotations

from pathlib import Path

from support.answers import reads
from support.command_line import Desk
from support.imports import TABLE
from support.processes import serving, start, stop

from geodata import query
from geodata.filters import Filters
from geodata.imports.data_folder import STORE_NAME
from geodata.store import Store


def count(path: Path) -> int:
    with Store.open(path) as store:
        return reads(store, query.count, Filters())


def test_a_copy_beside_a_server_is_put_back_after_it(tmp_path: Path):
    """The copy has what was there then; the server's store cannot be replaced under it."""
    desk = Desk(tmp_path)
    copy = desk.folder / "copy.duckdb"
    with start("serve", "--port", "0", "--data", str(desk.data)) as process:
        serving(process)
        checked, copied = desk.run("verify"), desk.run("backup", copy)
        assert desk.run("import", desk.file(TABLE)).code == 0
        refused = desk.run("restore", copy)
        stop(process)
    assert (checked.code, checked.out) == (0, "The store is whole: 130 events.\n")
    assert copied.code == 0
    assert copied.out.startswith(f"{copy}: ")
    assert refused.code == 1
    assert "is using the store; stop it first." in refused.err
    store = desk.data / STORE_NAME
    more = count(store)
    assert more > 130
    restored = desk.run("restore", copy)
    assert restored.code == 0
    assert f"{store} is the store of {copy} now." in restored.out
    (aside,) = desk.data.glob("watchline-replaced-*.duckdb")
    assert (count(store), count(aside)) == (130, more)
    assert desk.run("verify").out == "The store is whole: 130 events.\n"


def test_a_damaged_store_fails_the_check_and_is_not_copied(tmp_path: Path):
    """One sentence and exit code 1; no file is left that looks like a backup."""
    desk = Desk(tmp_path)
    assert desk.run("import", desk.file(TABLE)).code == 0
    store = desk.data / STORE_NAME
    content = store.read_bytes()
    store.write_bytes(content[: len(content) // 2])
    for command in (("verify",), ("backup", desk.folder / "copy.duckdb")):
        said = desk.run(*command)
        assert (said.code, said.out) == (1, "")
        assert "is damaged: a part of it cannot be read" in said.err
        assert said.err.count("\n") == 1
    assert not (desk.folder / "copy.duckdb").exists()
    assert desk.run("restore", desk.file("no store", "notes.txt")).code == 1
    assert store.read_bytes() == content[: len(content) // 2]


def test_where_there_is_no_store_none_is_made(tmp_path: Path):
    """A folder that was misspelt is said, and stays away."""
    desk = Desk(tmp_path)
    for command in (("verify",), ("backup", desk.folder / "copy.duckdb")):
        said = desk.run(*command)
        assert (said.code, said.out) == (1, "")
        assert said.err == f"There is no store in {desk.data}.\n"
    assert not desk.data.exists()
