"""The data dialog: what is loaded, what can be done with it, and bringing in a file."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from fastapi.testclient import TestClient
from support import acled_files
from support.answers import reads
from support.callback_client import every
from support.data_dialog import PATIENCE, Dialog
from support.imports import ASKS, TABLE, curated
from support.uploads import Held, hold, wait

from dashboard.components import data_file
from geodata import query
from geodata.filters import Filters
from geodata.imports import files
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.uploads import Uploads
from geodata.schema import Dataset
from geodata.store import ImportRecord, Snapshot, Store
from watchline.web.app import create_app

GONE = "gone"
ACLED = acled_files.as_csv(acled_files.CLASH).decode()
FAULTY = TABLE + "2025-02-30,protest,Fourth,32.6,36.1,4,West\n"


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store in memory that holds the bundled set."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


@pytest.fixture
def dialog(own: Store, tmp_path: Path) -> Iterator[Dialog]:
    """Return the dialog of a page that takes files."""
    uploads = Uploads(own, tmp_path / "incoming")
    yield Dialog(create_app(own, uploads), uploads, own)
    uploads.close()


def imported(dialog: Dialog, content: str = TABLE, name: str = "team.csv", **said: Any) -> None:
    """Take a file through the dialog and come back to the list."""
    dialog.hand_in(content, name)
    dialog.settled()
    dialog.ask("import", token=dialog.view["token"], form=dialog.form(**said)).settled()
    assert "is loaded" in dialog.words
    dialog.ask("list")


def test_the_list_says_what_is_loaded_and_on_what_terms(dialog: Dialog):
    """Name, number of events, licence, attribution, terms, file and when it was read."""
    dialog.ask("list")
    assert "Levant curated set" in dialog.words
    assert "130 events" in dialog.words
    assert "Licence: CC BY 4.0 · Attribution: Watchline contributors" in dialog.words
    imported(dialog, ACLED, "acled.csv", retrieved="2025-08-01")
    assert "ACLED export · 1 event · read " in dialog.words
    assert "retrieved 1 Aug 2025" in dialog.words
    assert "Terms: " in dialog.words
    assert "acled.csv, SHA-256 " in dialog.words
    links = every(dialog.body, href="https://acleddata.com/attributionpolicy")
    assert [one["rel"] for one in links] == ["noopener noreferrer"]


def test_a_hidden_set_is_in_no_count(dialog: Dialog):
    """Hide and show again; the page is told to ask anew each time."""
    imported(dialog)
    told = len(dialog.changed)
    assert dialog.summary().startswith("133 events")
    dialog.ask("hide", source="team")
    assert "hidden: in no view and no count" in dialog.words
    assert dialog.summary().startswith("130 events")
    assert dialog.summary("data=team").startswith("0 events")
    dialog.ask("show", source="team")
    assert dialog.summary().startswith("133 events")
    assert len(dialog.changed) == told + 2
    dialog.ask("list")
    assert len(dialog.changed) == told + 2


def test_the_curated_set_can_be_hidden_and_comes_back_whole(dialog: Dialog, own: Store):
    """It is not deleted: there is no such button, and asking for it does nothing."""
    before = curated(own)
    dialog.ask("list")
    assert dialog.acts == [("hide", "levant")]
    dialog.ask("hide", source="levant")
    assert dialog.summary().startswith("0 events")
    dialog.ask("show", source="levant")
    dialog.ask("delete", source="levant")
    dialog.ask("words", source="levant", form={"name": "Mine", "licence": "none"})
    dialog.ask("close")
    assert own.datasets()[0].dataset == LEVANT
    assert curated(own) == before


def test_a_deleted_set_can_be_brought_back_until_the_dialog_closes(dialog: Dialog, own: Store):
    """Delete, undo, delete and close: then it has gone for good, and only it."""
    before = curated(own)
    imported(dialog)
    dialog.ask("delete", source="team")
    assert "deleted: in no view and no count" in dialog.words
    assert ("restore", "team") in dialog.acts
    assert dialog.summary().startswith("130 events")
    dialog.ask("restore", source="team")
    assert dialog.summary().startswith("133 events")
    dialog.ask("delete", source="team")
    dialog.ask("close")
    assert dialog.view["shows"] == "closed"
    assert [one.dataset.key for one in own.datasets()] == ["levant"]
    assert curated(own) == before
    dialog.ask("list")
    assert "team" not in dialog.words


def test_the_words_about_a_set_can_be_edited(dialog: Dialog, own: Store):
    """One line each, of a length that can be shown, and no address that could run."""
    imported(dialog)
    dialog.ask("edit", source="team")
    assert dialog.form() == {
        "name": "team",
        "licence": "not stated",
        "attribution": "not stated",
        "url": "",
        "terms": "",
    }
    form = dialog.form(
        name="  Team\nNorth ",
        licence="",
        attribution="x" * 5000,
        url="javascript:alert(1)",
        terms="<b>Ask</b> first.",
    )
    dialog.ask("words", source="team", form=form)
    stored = next(one.dataset for one in own.datasets() if one.dataset.key == "team")
    assert (stored.name, stored.licence) == ("Team North", "not stated")
    assert (stored.url, len(stored.attribution)) == ("", files.WORD_LIMIT)
    assert "<b>Ask</b> first." in dialog.words  # as text
    assert every(dialog.body, href="javascript:alert(1)") == []
    dialog.ask("edit", source="team")
    good = dialog.form(url="https://example.org/data")
    dialog.ask("words", source="team", form=good)
    assert len(every(dialog.body, href="https://example.org/data")) == 1


def test_long_words_of_a_known_source_are_kept_whole(dialog: Dialog):
    """UCDP asks to be cited with more words than most; the form cuts none of them."""
    for name, reader in files.READERS.items():
        said = files.words({"name": name, **reader.about._asdict()}, name)
        assert said == {"name": name, **reader.about._asdict()}
        for one in said.values():
            assert len(one) <= files.WORD_LIMIT
    imported(dialog)
    dialog.ask("edit", source="team")
    limits = {one["maxLength"] for one in every(dialog.body, type="text")}
    assert limits == {files.WORD_LIMIT}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", "//evil", "data:text/html,x"])
def test_a_bad_address_in_the_store_does_not_break_the_list(dialog: Dialog, own: Store, url: str):
    """However it came there, it is shown as text and leads nowhere."""
    own.put_dataset(Dataset("odd", "Odd", "table", "CC0", "Us", url=url))
    dialog.ask("list")
    assert "Odd" in dialog.words
    assert every(dialog.body, href=url) == []


def test_from_the_file_to_the_events(dialog: Dialog, own: Store):
    """Look, answer, read, check, import: each step says what comes next, and the store changes
    in the last one only."""
    before = own.version
    token = dialog.hand_in(ASKS + "99/99/2025,protest,tres\n", "احتجاجات.csv")
    dialog.settled()
    assert "To decide before the file can be read" in dialog.words
    assert "Which comes first?" in dialog.words
    assert "احتجاجات.csv" in dialog.words
    form = dialog.form(date_order="dmy", **{"types.manifestación": "protest"})
    dialog.ask("read", token=token, form=form)
    assert dialog.ticks
    dialog.settled()
    assert "2 of 3 rows can be taken, 3 Apr 2025 to 5 Jun 2025; 0 with coordinates" in dialog.words
    assert "Rows that cannot be taken: 1" in dialog.words
    assert len(every(dialog.body, href=f"/data/files/{token}/rejected.csv")) == 1
    assert own.version == before
    form = dialog.form(name="Protests", licence="CC BY 4.0", retrieved="2025-07-01")
    dialog.ask("import", token=token, form=form).settled()
    assert "Protests is loaded: 2 new. 1 row not taken." in dialog.words
    assert len(every(dialog.body, href=f"/data/files/{token}/rejected.csv")) == 1
    assert dialog.changed[-1] == own.version
    stored = next(one for one in own.datasets() if one.dataset.key == "protests")
    assert (stored.dataset.licence, stored.events, stored.rejected) == ("CC BY 4.0", 2, 1)
    assert stored.retrieved_at is not None
    assert reads(own, query.count, Filters(datasets=("protests",))) == 2
    told = len(dialog.changed)
    dialog.ask("list").ask("list")
    assert len(dialog.changed) == told


def test_a_newer_file_of_a_set_is_offered_as_such(dialog: Dialog, own: Store):
    """The set that was read from a file of that name stands first; what has gone, goes."""
    imported(dialog)
    shorter = "\n".join(TABLE.splitlines()[:2]) + "\n2025-07-03,riot,New,32.6,36.1,9,East\n"
    dialog.hand_in(shorter)
    dialog.settled()
    form = dialog.form()
    assert (form["target"], form["missing"]) == ("team", "days")
    dialog.ask("import", token=dialog.view["token"], form=form).settled()
    assert "1 new, 2 removed, as the file no longer has them, 1 already" in dialog.words
    assert reads(own, query.count, Filters(datasets=("team",))) == 2


@pytest.mark.parametrize("target", ["levant", "own", "nowhere", "'; DROP TABLE event; --"])
def test_a_file_goes_into_no_set_but_those_offered(dialog: Dialog, own: Store, target: str):
    """Whatever the browser sends: the curated events stay."""
    before = curated(own)
    dialog.hand_in(TABLE)
    dialog.settled()
    form = dialog.form() | {"target": target, "missing": "all"}
    dialog.ask("import", token=dialog.view["token"], form=form).settled()
    assert curated(own) == before
    assert own.datasets()[0].events == 130
    if target == "levant":
        assert "takes no files" in dialog.words


def test_a_file_can_be_taken_for_something_else(dialog: Dialog):
    """A wrong kind is refused in words, and the choice stays open."""
    token = dialog.hand_in(TABLE)
    dialog.settled()
    form = dialog.form(kind="acled")
    dialog.ask("read", token=token, changed="kind", form=form).settled()
    assert "It cannot be read: " in dialog.words
    assert ("import", "") not in dialog.acts
    dialog.ask("read", token=token, changed="kind", form=dialog.form(kind="table")).settled()
    assert "3 of 3 rows can be taken" in dialog.words


def test_another_sheet_starts_with_its_own_columns(dialog: Dialog):
    """The columns chosen for the first sheet mean nothing in the second."""
    book = openpyxl.Workbook()
    for row in csv.reader(TABLE.splitlines()):
        book.active.append(row)
    second = book.create_sheet("Other")
    for row in csv.reader(ASKS.replace("03/04", "13/04").splitlines()):
        second.append(row)
    content = io.BytesIO()
    book.save(content)
    token = dialog.hand_in(content.getvalue(), "book.xlsx")
    dialog.settled()
    assert "3 of 3 rows" in dialog.words
    dialog.ask("read", token=token, form=dialog.form(sheet="Other")).settled()
    assert "To decide before the file can be read" in dialog.words
    form = dialog.form(**{"types.manifestación": "protest"})
    assert (form["sheet"], form["columns.date_start"]) == ("Other", "Fecha")
    dialog.ask("read", token=token, form=form).settled()
    assert "2 of 2 rows" in dialog.words


def test_a_reading_that_ends_while_the_page_is_drawn_is_shown(
    dialog: Dialog, monkeypatch: pytest.MonkeyPatch
):
    """A page that was drawn as "Reading" asks again, however the file stands by then."""
    held, drawn = hold(monkeypatch, "check"), data_file.data_file
    token = dialog.hand_in(TABLE)
    assert dialog.uploads is not None
    upload = dialog.uploads.get(token)
    assert upload is not None

    def draw(*shown: Any) -> Any:
        body = drawn(*shown)
        held.free.set()
        wait(upload, "checked")
        return body

    with monkeypatch.context() as patch:
        patch.setattr(data_file, "data_file", draw)
        dialog.tick()
    assert dialog.words.startswith("team.csvReading")
    assert "3 of 3 rows" in dialog.settled().words


def test_a_kind_that_does_not_exist_is_no_defect(dialog: Dialog):
    """A forged form leaves a sentence, or the file as it is."""
    token = dialog.hand_in(TABLE)
    dialog.settled()
    dialog.ask("read", token=token, form=dialog.form() | {"kind": "nonsense"}).settled()
    assert "its log has the details" not in dialog.words


def test_a_file_that_is_no_table_is_refused_in_words(dialog: Dialog):
    """There is nothing to import, and a way back."""
    dialog.hand_in("<html>not a table</html>", "page.html")
    dialog.settled()
    assert "It cannot be read: this is a web page" in dialog.words
    assert dialog.acts == [("list", "")]


def test_a_file_that_has_gone_says_so(dialog: Dialog):
    """After a restart, or six hours: hand it in again."""
    dialog.ask("look", token=GONE)
    assert "not here any more; hand it in again" in dialog.words
    assert dialog.acts == [("list", "")]
    assert not dialog.ticks
    for act in ("read", "import"):
        dialog.ask(act, token=GONE, form={})
        assert "not here any more" in dialog.words


def test_a_file_that_is_left_is_forgotten(dialog: Dialog, own: Store):
    """Leave it: nothing waits, nothing changed."""
    token = dialog.hand_in(TABLE)
    dialog.settled().ask("list")
    assert dialog.uploads is not None
    assert dialog.uploads.get(token) is None
    assert len(own.datasets()) == 1


def test_another_file_takes_the_place_of_the_first(dialog: Dialog):
    """One dialog looks at one file; the first is dropped."""
    first = dialog.hand_in(TABLE)
    second = dialog.hand_in(TABLE, "second.csv")
    assert dialog.uploads is not None
    assert dialog.uploads.get(first) is None
    dialog.settled()
    assert dialog.view["token"] == second
    assert "second.csv" in dialog.words


def test_progress_is_shown_while_a_file_is_read(dialog: Dialog, monkeypatch: pytest.MonkeyPatch):
    """A bar that goes on by itself, and a way to leave it."""
    held = hold(monkeypatch, "check")
    dialog.hand_in(TABLE)
    assert dialog.ticks
    assert "Reading: 0%" in dialog.words
    assert dialog.acts == [("list", "")]
    held.free.set()
    dialog.settled()
    assert "3 of 3 rows" in dialog.words


def test_an_import_goes_on_while_the_dialog_is_closed(
    dialog: Dialog, own: Store, monkeypatch: pytest.MonkeyPatch
):
    """The page hears of it when it is over; opened before that, the dialog shows it."""
    held: Held = hold(monkeypatch, "commit")
    dialog.hand_in(TABLE)
    dialog.settled()
    dialog.ask("import", token=dialog.view["token"], form=dialog.form())
    assert "Importing: " in dialog.words
    assert dialog.acts == []
    dialog.ask("close")
    assert dialog.view["shows"] == "closed"
    assert dialog.ticks
    dialog.ask("list")
    assert "Importing: " in dialog.words
    dialog.ask("close")
    told = len(dialog.changed)
    held.free.set()
    dialog.settled()
    assert dialog.view["shows"] == "closed"
    assert dialog.changed[told:] == [own.version]
    dialog.ask("list")
    assert "Data sets" in dialog.words
    assert "3 events" in dialog.words


def test_an_import_that_commits_during_an_answer_is_told_once(
    dialog: Dialog, own: Store, monkeypatch: pytest.MonkeyPatch
):
    """The store is new and the file is not yet over: the page hears of it when it is."""
    committing, over = hold(monkeypatch, "commit"), threading.Event()
    commit = files.commit

    def commit_and_wait(*args: Any, **kwargs: Any) -> ImportRecord:
        record = commit(*args, **kwargs)
        assert over.wait(PATIENCE)
        return record

    monkeypatch.setattr(files, "commit", commit_and_wait)
    dialog.hand_in(TABLE)
    dialog.settled()
    dialog.ask("import", token=dialog.view["token"], form=dialog.form())
    told, before, read = len(dialog.changed), own.version, own.read

    def read_when_committed() -> AbstractContextManager[Snapshot]:
        monkeypatch.setattr(own, "read", read)  # the import reads too
        committing.free.set()
        end = time.monotonic() + PATIENCE
        while own.version == before:
            assert time.monotonic() < end
            time.sleep(0.01)
        return read()

    monkeypatch.setattr(own, "read", read_when_committed)
    dialog.tick()
    over.set()
    dialog.settled()
    assert dialog.changed[told:] == [own.version]


@pytest.mark.parametrize("act", ["close", "list"])
def test_an_import_that_ends_while_it_is_left_is_told(dialog: Dialog, own: Store, act: str):
    """Over after the last look and before the dialog closes: the page hears of it once."""
    token = dialog.hand_in(TABLE)
    dialog.settled()
    dialog.ask("import", token=token, form=dialog.form())
    assert dialog.uploads is not None
    job = dialog.uploads.get(token)
    assert job is not None
    wait(job, "done")
    told = len(dialog.changed)
    dialog.ask(act)
    assert dialog.changed[told:] == [own.version]
    dialog.ask("list")
    assert len(dialog.changed) == told + 1


def test_a_page_that_takes_no_files_offers_nothing_to_do(own: Store):
    """The list is there with its terms; nothing that is asked for changes anything."""
    dialog = Dialog(create_app(own), None, own)
    dialog.ask("list")
    assert "Levant curated set" in dialog.words
    assert dialog.acts == []
    before = own.version
    for act in ("hide", "delete", "words", "edit", "look", "read", "import", "close", "nonsense"):
        dialog.ask(act, source="levant", token=GONE, form={"name": "Mine"})
    assert own.version == before
    assert dialog.view["shows"] == "list"


def test_only_a_page_that_takes_files_shows_where_to_drop_them(own: Store, tmp_path: Path):
    """Read-only, the place for files is hidden."""
    uploads = Uploads(own, tmp_path / "incoming")
    for app, hidden in ((create_app(own), True), (create_app(own, uploads), False)):
        (drop,) = parts(TestClient(app.server).get("/_dash-layout").json(), "data-drop")
        assert drop["hidden"] is hidden
    uploads.close()


def parts(layout: Any, wanted: str) -> Iterator[dict[str, Any]]:
    """The properties of the parts of a layout that have an id."""
    if isinstance(layout, list):
        for one in layout:
            yield from parts(one, wanted)
    elif isinstance(layout, dict):
        if layout.get("id") == wanted:
            yield layout
        for one in layout.values():
            yield from parts(one, wanted)


class Hostile(NamedTuple):
    """A form that no page of ours sends."""

    name: str
    form: Any


@pytest.mark.parametrize(
    "hostile",
    [
        Hostile("unknown fields", {"columns.nonsense": "x", "types.": "y", "zzz": 1}),
        Hostile(
            "odd values", {"columns.lat": "no such column", "date_order": "ymd?", "swapped": 7}
        ),
        Hostile("lists", {"kind": "table", "name": ["a"], "retrieved": {"x": 1}}),
        Hostile("a list", ["kind"]),
    ],
    ids=lambda one: one.name,
)
def test_a_form_that_makes_no_sense_is_no_defect(dialog: Dialog, hostile: Hostile):
    """The file is still there, with a sentence or as it was."""
    token = dialog.hand_in(TABLE)
    dialog.settled()
    form = hostile.form
    if isinstance(form, dict):
        form = dialog.form() | form
    for act in ("read", "import"):
        dialog.ask(act, token=token, form=form).settled()
        assert "its log has the details" not in dialog.words
