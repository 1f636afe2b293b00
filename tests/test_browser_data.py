"""Bringing one's own data, in a real browser: from the file to the page and back."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from conftest import Watch
from playwright.sync_api import Locator, Page, expect
from support.axe import violations
from support.imports import curated
from support.page import MAP_VIEW, Held, Wait, open_page

from geodata.imports import files
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.uploads import Uploads
from geodata.store import Store
from watchline.web.app import create_app
from watchline.web.security import guard_hosts

pytestmark = pytest.mark.browser

LIMIT = 3_000_000
# an impossible day in line 4, a latitude that is none in line 5
GERMAN = (
    "Tag des Vorfalls;Was;Überschrift;Wo;Nord-Süd;Ost-West;Getötete;Nummer\n"
    "03.04.2025;Gefecht;Kämpfe bei Nawa;Nawa;32,8894;36,0400;3;v1\n"
    "04.04.2025;Kundgebung;Kundgebung in Shahba;Shahba;32,8542;36,6294;;v2\n"
    "31.02.2025;Kundgebung;Diesen Tag gibt es nicht;Homs;34,7324;36,7137;0;v3\n"
    "15.05.2025;Angriff;Breite falsch;Nawa;97,2021;36,0400;1;v4\n"
    "16.05.2025;Angriff;Angriff bei Daraa;Daraa;32,6189;36,1021;2;v5\n"
)
COLUMNS = {
    "date_start": "Tag des Vorfalls",
    "event_type": "Was",
    "lat": "Nord-Süd",
    "lon": "Ost-West",
    "place": "Wo",
    "fatalities_best": "Getötete",
    "id": "Nummer",
}
TYPES = {"Gefecht": "battle", "Kundgebung": "protest", "Angriff": "remote_violence"}
PLAIN = (
    "Date,Type,Headline,Latitude,Longitude,Ref\n"
    "2025-07-01,protest,First,32.619,36.102,1\n"
    "2025-02-30,riot,Second,32.619,36.102,2\n"
)
DROP = """([text, name, names]) => {
  const files = new DataTransfer();
  for (const one of names || [name]) files.items.add(new File([text], one, { type: "text/csv" }));
  for (const kind of ["dragover", "drop"]) {
    document.querySelector("#data-drop").dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }));
  }
}"""


class Place(NamedTuple):
    """A page that takes files: its address, its store and its uploads."""

    url: str
    store: Store
    uploads: Uploads


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Serve a page of its own that takes files."""
    store = Store.open(None)
    store.put_dataset(LEVANT)
    store.upsert(read_bundled().events)
    uploads = Uploads(store, tmp_path / "incoming", LIMIT)
    server = create_app(store, uploads).server
    guard_hosts(server, "127.0.0.1")
    config = uvicorn.Config(
        server, port=0, log_level="warning", ws="none", timeout_graceful_shutdown=1
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield Place(f"http://127.0.0.1:{port}", store, uploads)
    server.state.live.stop()
    running.should_exit = True
    thread.join(timeout=5)
    uploads.close()
    store.close()


def open_dialog(page: Page) -> Locator:
    """Open the data dialog from its button."""
    page.locator("#data-button").click()
    dialog = page.get_by_role("dialog", name="Data")
    expect(dialog).to_contain_text("Levant curated set")
    return dialog


def hand_in(page: Page, text: str, name: str) -> None:
    """Choose a file of this content."""
    page.set_input_files(
        "#data-file",
        files=[{"name": name, "mimeType": "text/csv", "buffer": text.encode()}],
    )


def act(page: Page, what: str, source: str = "") -> Locator:
    """The button that asks for something."""
    of = f'[data-source="{source}"]' if source else ""
    return page.locator(f'#data-body [data-act="{what}"]{of}')


def map_german(page: Page, dialog: Locator) -> None:
    """Say what the columns and words of the German table mean."""
    for field, column in COLUMNS.items():
        choice = page.locator(f'select[name="columns.{field}"]')
        if not choice.is_visible():
            dialog.get_by_text("more fields").click()
        choice.select_option(column)
    page.get_by_role("button", name="Read the file").click()
    expect(dialog).to_contain_text("Are “Nord-Süd” and “Ost-West” swapped?")
    page.locator('select[name="swapped"]').select_option("no")
    for word, kind in TYPES.items():
        page.get_by_label(f"Type for {word}").select_option(kind)
    page.get_by_role("button", name="Read the file").click()


def saved(page: Page, path: Path) -> list[dict[str, str]]:
    """The rows of the file that is saved of those that cannot be taken."""
    with page.expect_download() as saving:
        page.get_by_role("link", name="Download all rows that are not taken").click()
    assert saving.value.suggested_filename == "Vorfälle - rows not taken.csv"
    saving.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_with_odd_columns_becomes_events(
    page: Page, place: Place, wait_until: Wait, tmp_path: Path
):
    """Dropped, mapped, checked, imported; shown at once behind the dialog on a map that stays
    where it was; shown alone; its refused rows read; deleted, brought back, deleted for good.
    The curated events are as before."""
    before = curated(place.store)
    open_page(page, place.url, wait_until)
    view = page.evaluate(MAP_VIEW)
    dialog = open_dialog(page)
    page.evaluate(DROP, [GERMAN, "Vorfälle.csv", None])
    expect(dialog).to_contain_text("To decide before the file can be read")
    expect(dialog.get_by_role("heading", name="Vorfälle.csv")).to_be_visible()
    map_german(page, dialog)
    expect(dialog).to_contain_text("3 of 5 rows can be taken, 3 Apr 2025 to 16 May 2025")
    expect(page.locator("#summary")).to_contain_text("130 events")
    assert len(place.store.datasets()) == 1
    left = saved(page, tmp_path / "left.csv")
    assert [(row["file"], row["row"], row["column"], row["value"]) for row in left] == [
        ("Vorfälle.csv", "4", "Tag des Vorfalls", "31.02.2025"),
        ("Vorfälle.csv", "5", "Nord-Süd", "97,2021"),
    ]

    page.get_by_label("Licence").fill("CC BY 4.0")
    page.get_by_role("button", name="Import 3 events").click()
    expect(dialog).to_contain_text("Vorfälle is loaded: 3 new. 2 rows not taken.")
    expect(page.locator("#summary")).to_contain_text("133 events")
    assert page.evaluate(MAP_VIEW) == view

    page.get_by_role("button", name="Back to the data sets").click()
    expect(dialog).to_contain_text("Licence: CC BY 4.0 · Attribution: not stated")
    page.locator('#data-body a[href="?data=vorfalle"]').click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#summary")).to_contain_text("3 events")
    rows = page.locator("#event-list a.event-row .title")
    expect(rows).to_have_text(["Angriff bei Daraa", "Kundgebung in Shahba", "Kämpfe bei Nawa"])
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator("#summary")).to_contain_text("133 events")

    open_dialog(page)
    act(page, "delete", "vorfalle").click()
    expect(dialog).to_contain_text("deleted: in no view and no count")
    expect(page.locator("#summary")).to_contain_text("130 events")
    act(page, "restore", "vorfalle").click()
    expect(page.locator("#summary")).to_contain_text("133 events")
    act(page, "delete", "vorfalle").click()
    expect(page.locator("#summary")).to_contain_text("130 events")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    open_dialog(page)
    expect(dialog.locator(".data-set")).to_have_count(1)
    assert [one.dataset.key for one in place.store.datasets()] == ["levant"]
    assert curated(place.store) == before


def test_the_keyboard_alone_is_enough(page: Page, place: Place, wait_until: Wait):
    """Open, reach the chooser, hide and show: the focus stays where something was done, and
    goes back to the button when Escape closes the dialog."""
    open_page(page, place.url, wait_until)
    page.locator("#data-button").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Data")
    expect(dialog).to_contain_text("Levant curated set")
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
        if reached[-1] == "data-file":
            break
    assert "data-file" in reached
    outline = "getComputedStyle(document.querySelector('label[for=data-file]')).outlineStyle"
    assert page.evaluate(outline) == "solid"

    act(page, "hide", "levant").focus()
    page.keyboard.press("Enter")
    expect(act(page, "show", "levant")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("0 events")
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_contain_text("130 events")
    expect(page.locator("#data-body .data-set button").first).to_be_focused()

    hand_in(page, PLAIN, "team.csv")
    expect(dialog).to_contain_text("1 of 2 rows can be taken")
    page.get_by_role("button", name="Cancel").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Data sets")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#data-button")).to_be_focused()
    assert not place.uploads.tokens()


def test_a_question_asked_while_a_file_is_read_is_not_lost(
    page: Page, place: Place, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
):
    """The page looks every 0.4 s how far reading is; cancelled on a slow line meanwhile, the
    dialog goes to the list and not to a file that has gone."""
    free = threading.Event()
    whole = files.check

    def slow(*args: Any, **said: Any) -> Any:
        assert free.wait(60)
        return whole(*args, **said)

    monkeypatch.setattr(files, "check", slow)
    open_page(page, place.url, wait_until)
    dialog = open_dialog(page)
    hand_in(page, PLAIN, "team.csv")
    expect(dialog).to_contain_text("Reading: 0%")

    held = Held(page, '"act":"list"')
    page.get_by_role("button", name="Cancel").click()
    held.await_one()
    page.wait_for_timeout(1000)
    held.release()
    expect(dialog.get_by_role("heading", name="Data sets")).to_be_visible()
    page.wait_for_timeout(1000)
    expect(dialog.get_by_role("heading", name="Data sets")).to_be_visible()
    free.set()


def test_an_import_goes_on_behind_a_closed_dialog(
    page: Page, place: Place, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
):
    """The new events are on the page as soon as they are in the store."""
    free = threading.Event()
    whole = files.commit

    def slow(*args: Any, **said: Any) -> Any:
        assert free.wait(60)
        return whole(*args, **said)

    monkeypatch.setattr(files, "commit", slow)
    open_page(page, place.url, wait_until)
    dialog = open_dialog(page)
    hand_in(page, PLAIN, "team.csv")
    page.get_by_role("button", name="Import 1 event").click()
    expect(dialog).to_contain_text("Importing")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#summary")).to_contain_text("130 events")
    free.set()
    expect(page.locator("#summary")).to_contain_text("131 events")
    expect(dialog).to_be_hidden()


def test_what_cannot_be_handed_in_is_said(page: Page, watch: Watch, place: Place, wait_until: Wait):
    """Two files at a time, one over the limit, one that is no table: a sentence each."""
    open_page(page, place.url, wait_until)
    dialog = open_dialog(page)
    said = page.locator("#data-said")
    page.evaluate(DROP, [PLAIN, "", ["a.csv", "b.csv"]])
    expect(said).to_have_text("One file at a time, please: the others can follow.")
    hand_in(page, "x" * (LIMIT + 1_000_000), "large.csv")
    expect(said).to_have_text("The file is larger than 3 MB.")
    assert [one for one in watch.troubles if "413" not in one] == []
    watch.troubles.clear()
    hand_in(page, "<html>", "page.html")
    expect(dialog).to_contain_text("It cannot be read: this is a web page")
    expect(said).to_have_text("")


def test_a_known_set_needs_no_words(page: Page, place: Place, wait_until: Wait):
    """Name and licence are asked of a new set, missing events of one that is there."""
    open_page(page, place.url, wait_until)
    dialog = open_dialog(page)
    hand_in(page, PLAIN, "team.csv")
    page.get_by_role("button", name="Import 1 event").click()
    expect(dialog).to_contain_text("is loaded")
    hand_in(page, PLAIN.replace("2025-02-30", "2025-02-28"), "team.csv")
    target = page.locator('select[name="target"]')
    expect(target).to_have_value("team")
    expect(page.get_by_label("Licence")).to_be_hidden()
    expect(page.locator('select[name="missing"]')).to_be_visible()
    target.select_option("")
    expect(page.get_by_label("Licence")).to_be_visible()
    expect(page.locator('select[name="missing"]')).to_be_hidden()
    target.select_option("team")
    page.get_by_role("button", name="Import 2 events").click()
    expect(dialog).to_contain_text("team is loaded: 1 new, 1 already there")
    assert len(place.store.datasets()) == 2


def test_no_violations_in_the_dialog(page: Page, place: Place, wait_until: Wait):
    """The list, open questions, a checked file with everything unfolded, an editor: axe finds
    nothing; on a phone nothing is wider than the screen."""
    open_page(page, place.url, wait_until)
    dialog = open_dialog(page)
    assert violations(page) == []
    hand_in(page, GERMAN, "Vorfälle.csv")
    expect(dialog).to_contain_text("To decide before the file can be read")
    assert violations(page) == []
    hand_in(page, PLAIN, "team.csv")
    expect(dialog).to_contain_text("1 of 2 rows can be taken")
    page.evaluate(
        "document.querySelectorAll('#data-body details').forEach(fold => fold.open = true)"
    )
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    wide = (
        "[...document.querySelectorAll('#data-body *')].filter(one =>"
        " !one.closest('.table-scroll') && one.getBoundingClientRect().right > 390).length"
    )
    wait_until(page, f"{wide} === 0")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Import 1 event").click()
    expect(dialog).to_contain_text("is loaded")
    assert violations(page) == []
    page.get_by_role("button", name="Back to the data sets").click()
    act(page, "edit", "team").click()
    expect(page.get_by_label("Name")).to_be_focused()
    assert violations(page) == []
