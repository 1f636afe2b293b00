"""Files over HTTP: asked for, watched, fetched whole, given up, and cleared away."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fastapi.testclient import TestClient
from support.answers import reads
from support.exports import PATIENCE, asked, ended
from support.overlap import ACLED, clashes
from support.table_files import read_native

from geodata import query, writers
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Store
from geodata.writers.exports import AT_ONCE, KEPT, Exports
from watchline.web.app import create_app


@pytest.fixture(scope="module")
def mixed() -> Iterator[Store]:
    """Return a store with the bundled events and two of ACLED."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        store.put_dataset(ACLED)
        store.upsert(clashes("SYR1", "SYR2"))
        yield store


@pytest.fixture(scope="module")
def running(
    mixed: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Exports, Path]]:
    """Return a client of the page, what writes its files, and where."""
    folder = tmp_path_factory.mktemp("exports") / "outgoing"
    exports = Exports(mixed, folder)
    client = TestClient(create_app(mixed, exports=exports).server, base_url="http://localhost")
    yield client, exports, folder
    exports.close()


@pytest.fixture
def page(running: tuple[TestClient, Exports, Path]) -> Iterator[tuple[TestClient, Exports, Path]]:
    """Return the same without a file of another test."""
    yield running
    for token in running[1].tokens():
        running[1].drop(token)


def wait_for(true: Any) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


class Gate:
    """Holds up the writing of files after their first part."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        real = writers.records

        def slow(store: Store, filters: Filters) -> Iterator[pa.Table]:
            for table in real(store, filters, size=20):
                yield table
                self.reached.set()
                assert self.open.wait(PATIENCE)

        monkeypatch.setattr(writers, "records", slow)


@pytest.mark.parametrize("name", list(writers.WRITERS))
def test_a_file_is_asked_for_watched_and_fetched(page: tuple[TestClient, Exports, Path], name: str):
    """It comes as an attachment with its name, its type and all events that match."""
    client, _, _ = page
    said = asked(client, f"format={name}&type=battle&tab=actors")
    assert said["notices"] == []
    state = ended(client, said["id"])
    total = reads(page[1].store, query.count, Filters(types=("battle",), datasets=("levant",)))
    assert (state["state"], state["reason"]) == ("done", "")
    assert state["done"] == state["total"] == total
    answer = client.get(f"/data/exports/{said['id']}/file")
    assert answer.status_code == 200
    assert said["name"] in answer.headers["content-disposition"]
    assert said["name"].startswith("watchline-battle-")
    assert answer.headers["content-type"].startswith(writers.WRITERS[name].media_type)
    assert len(answer.content) == state["size"] > 500


def test_a_form_can_ask_as_well(page: tuple[TestClient, Exports, Path], tmp_path: Path):
    """With the same parameters, and the file has the same events and the same link."""
    client, _, _ = page
    form = {"format": "csv", "region": "SYR", "from": "2026-01-01"}
    said = client.post("/data/exports", data=form).json()
    ended(client, said["id"])
    content = client.get(f"/data/exports/{said['id']}/file").content
    path = tmp_path / "out.csv"
    path.write_bytes(content)
    table, rejected = read_native(path)
    assert rejected == []
    other = asked(client, "format=csv&region=SYR&from=2026-01-01")
    ended(client, other["id"])
    assert client.get(f"/data/exports/{other['id']}/file").content == content
    assert 0 < table.num_rows < 130


def test_the_link_in_a_file_leads_back(page: tuple[TestClient, Exports, Path]):
    """With the filters alone, and without an address that is good on this machine only."""
    client, _, _ = page
    said = asked(client, "format=geojson&type=battle&tab=actors&event=levant:x")
    ended(client, said["id"])
    found = client.get(f"/data/exports/{said['id']}/file").json()
    assert found["watchline"]["link"] == "?type=battle"


def test_what_may_not_be_handed_on_is_counted(page: tuple[TestClient, Exports, Path]):
    """Two events of ACLED are missing, and the answer says so before the file is opened."""
    client, _, _ = page
    state = ended(client, asked(client, "format=csv")["id"])
    assert (state["total"], state["left_out"]) == (130, 2)
    assert any("2 events of ACLED Syria" in note for note in state["notes"])


def test_the_operator_may_allow_it(mixed: Store):
    """Then all events are in the file, with the terms in the answer of the state."""
    exports = Exports(mixed, keys=("acled-syria",))
    client = TestClient(create_app(mixed, exports=exports).server, base_url="http://localhost")
    state = ended(client, asked(client, "format=csv")["id"])
    assert (state["total"], state["left_out"]) == (132, 0)
    exports.close()


def test_what_cannot_be_read_of_a_link_is_told(page: tuple[TestClient, Exports, Path]):
    """As on the page: it is left out, with a sentence."""
    said = asked(page[0], "format=csv&region=XXX&colour=red")
    assert len(said["notices"]) == 2
    assert any('"XXX"' in notice for notice in said["notices"])


def test_an_unknown_format_is_refused(page: tuple[TestClient, Exports, Path]):
    """With the formats that there are."""
    answer = page[0].post("/data/exports?format=docx")
    assert answer.status_code == 400
    assert "xlsx, csv, zip, geojson, gpkg, parquet" in answer.json()["error"]


def test_other_sites_cannot_have_files_written(page: tuple[TestClient, Exports, Path]):
    """A page elsewhere that asks gets 403, and nothing is written."""
    answer = page[0].post("/data/exports?format=csv", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert page[1].tokens() == ()


@pytest.mark.parametrize("method", ["get", "delete"])
def test_an_unknown_file_is_no_trouble(page: tuple[TestClient, Exports, Path], method: str):
    """It is gone, or was never there."""
    answer = getattr(page[0], method)("/data/exports/nothing")
    assert answer.status_code == (404 if method == "get" else 204)
    assert page[0].get("/data/exports/nothing/file").status_code == 404


def test_a_file_can_be_given_up_while_it_is_written(
    page: tuple[TestClient, Exports, Path], monkeypatch: pytest.MonkeyPatch
):
    """Writing stops within a part, nothing of it is left, and the next one is written."""
    client, _, folder = page
    gate = Gate(monkeypatch)
    said = asked(client, "format=zip")
    wait_for(gate.reached.is_set)
    state = client.get(f"/data/exports/{said['id']}").json()
    assert (state["state"], state["done"], state["total"]) == ("writing", 20, 130)
    assert client.get(f"/data/exports/{said['id']}/file").status_code == 409
    assert client.delete(f"/data/exports/{said['id']}").status_code == 204
    assert client.get(f"/data/exports/{said['id']}").status_code == 404
    gate.open.set()
    other = asked(client, "format=csv")
    assert ended(client, other["id"])["state"] == "done"
    assert [path.parent.name for path in folder.rglob("*") if path.is_file()] == [other["id"]]


def test_few_files_are_written_at_a_time(
    page: tuple[TestClient, Exports, Path], monkeypatch: pytest.MonkeyPatch
):
    """One after the other, in their order; beyond a few the server says to come again."""
    client, _, _ = page
    gate = Gate(monkeypatch)
    waiting = [asked(client, "format=csv&type=aid")["id"] for _ in range(AT_ONCE)]
    answer = client.post("/data/exports?format=csv")
    assert answer.status_code == 503
    assert "try again" in answer.json()["error"]
    gate.open.set()
    assert [ended(client, token)["state"] for token in waiting] == ["done"] * AT_ONCE


def test_old_files_give_way(
    page: tuple[TestClient, Exports, Path], monkeypatch: pytest.MonkeyPatch
):
    """Those that nobody fetched for a time, and the oldest beyond a number."""
    client, exports, folder = page
    first = asked(client, "format=csv&type=aid")["id"]
    for _ in range(KEPT):
        ended(client, asked(client, "format=csv&type=aid")["id"])
    assert client.get(f"/data/exports/{first}").status_code == 404
    assert len([path for path in folder.rglob("*") if path.is_file()]) == KEPT
    monkeypatch.setattr(exports, "seconds", 0)
    last = asked(client, "format=csv&type=aid")["id"]
    ended(client, last)
    assert exports.tokens() == (last,)


def test_trouble_while_writing_is_a_sentence(
    page: tuple[TestClient, Exports, Path], monkeypatch: pytest.MonkeyPatch
):
    """A full disk or a defect of ours ends as a reason, and the next file is written."""
    client, _, folder = page

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def defect(*_: object) -> None:
        raise RuntimeError("secret detail")

    for fault, reason in ((full, "No space left"), (defect, "inside Watchline")):
        with monkeypatch.context() as patch:
            patch.setattr(writers, "save", fault)
            state = ended(client, asked(client, "format=csv")["id"])
            assert state["state"] == "failed"
            assert reason in state["reason"]
            assert "secret" not in state["reason"]
            assert client.get(f"/data/exports/{state['id']}/file").status_code == 404
    assert ended(client, asked(client, "format=csv")["id"])["state"] == "done"
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_too_many_events_for_a_workbook_are_refused(
    page: tuple[TestClient, Exports, Path], monkeypatch: pytest.MonkeyPatch
):
    """The reason names what to do instead."""
    monkeypatch.setattr(writers.xlsx, "ROWS", 100)
    state = ended(page[0], asked(page[0], "format=xlsx")["id"])
    assert state["state"] == "failed"
    assert "choose fewer events" in state["reason"]


def test_stopping_clears_everything_away(
    mixed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Also a file that is being written, and what an earlier crash has left."""
    folder = tmp_path / "outgoing"
    folder.mkdir()
    (folder / "left").write_text("half a file")
    exports = Exports(mixed, folder)
    assert not folder.exists()
    gate = Gate(monkeypatch)
    exports.start("csv", Filters(), "")
    wait_for(gate.reached.is_set)
    stopped = threading.Thread(target=exports.close)
    stopped.start()
    gate.open.set()
    stopped.join(PATIENCE)
    assert not stopped.is_alive()
    assert not folder.exists()
