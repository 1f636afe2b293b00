"""Watches as a reader uses them: kept in the browser, counted while the page is open."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import PATIENCE, served
from playwright.sync_api import BrowserContext, Locator, Page, expect
from support.axe import violations
from support.live_page import Feeds, event, publish
from support.page import open_page

from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Store

pytestmark = pytest.mark.browser

Wait = Callable[..., None]
KEPT = "JSON.parse(localStorage.getItem('watchline-watches'))"
NOTIFIED = """
  window.shown = [];
  window.Notification = class {
    static permission = "default";
    static requestPermission() { this.permission = "granted"; return Promise.resolve("granted"); }
    constructor(title, more) { window.shown.push([title, more.body, more.tag]); }
    close() {}
  };
  let looksAway = false;
  window.lookAway = () => { looksAway = true; };
  document.hasFocus = () => !looksAway;
"""


@pytest.fixture
def wire(store: Store) -> Iterator[Store]:
    """Return a store of its own with the bundled events and one event of a wire."""
    del store  # the shared one is only read
    own = Store.open(None)
    own.put_dataset(LEVANT)
    own.upsert(read_bundled().events)
    publish(own, event(0, title="The first of the wire"))
    yield own
    own.close()


@pytest.fixture
def feeds() -> Feeds:
    """Return how the feed of the served page stands."""
    return Feeds()


@pytest.fixture
def url(wire: Store, feeds: Feeds) -> Iterator[str]:
    """Serve the store of its own with a feed, and return the address."""
    with served(wire, feeds) as address:
        yield address


def today(number: int, **said: Any) -> dict[str, Any]:
    """An event of the wire that happened today."""
    return event(number, day=datetime.now(UTC).date(), **said)


def unfold(page: Page) -> Locator:
    """Open the section of watches."""
    page.locator("#watches summary").click()
    return page.locator("#watches")


def open_form(page: Page) -> Locator:
    """Open the dialog for the filters of the page."""
    page.get_by_role("button", name="Watch these filters…").click()
    dialog = page.get_by_role("dialog", name="Watch")
    expect(dialog.get_by_label("Name")).to_be_visible()
    return dialog


def save(page: Page, name: str = "", rule: str = "") -> None:
    """Keep the filters of the page as a watch."""
    dialog = open_form(page)
    if name:
        dialog.get_by_label("Name").fill(name)
    if rule:
        dialog.get_by_label("Tell me").select_option(rule)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()


def test_filters_are_kept_and_count_what_comes_in(
    url: str, page: Page, wire: Store, wait_until: Wait
):
    """A name is proposed; the badge counts new events of its own filters while the page shows
    others; a click opens the filters and empties the badge; a reload keeps it all."""
    open_page(page, url + "?region=SYR-Damascus&data=wire", wait_until)
    section = unfold(page)
    expect(section).to_contain_text("none yet")
    save(page)
    mine = section.locator("a[data-watch]")
    expect(mine).to_have_text("Damascus · Wire")
    expect(mine).to_be_focused()
    expect(mine).to_have_attribute("aria-current", "true")
    page.goto(url + "?region=ISR")
    publish(wire, event(1), event(2))
    expect(page.locator("#watches summary")).to_contain_text("1 · 2 new")
    unfold(page)
    expect(mine).to_contain_text("2 new")
    mine.click()
    expect(page).to_have_url(re.compile(r"/\?region=SYR-Damascus&data=wire(&map=.*)?$"))
    expect(mine).to_have_text("Damascus · Wire")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/\?region=ISR(&map=.*)?$"))
    page.reload()
    expect(page.locator("#watches summary")).to_have_text("Watches1")


def test_a_threshold_is_marked_and_notified_once(
    url: str, page: Page, wire: Store, wait_until: Wait
):
    """Permission is asked on the click; out of view, reaching the threshold is notified, and
    not again with the next event; the words name both spans."""
    page.add_init_script(NOTIFIED)
    open_page(page, url + "?data=wire", wait_until)
    section = unfold(page)
    dialog = open_form(page)
    assert page.evaluate("Notification.permission") == "default"
    dialog.get_by_label("Tell me").select_option("least")
    dialog.get_by_role("spinbutton", name="At least").fill("3")
    dialog.get_by_label("Also as a notification").check()
    wait_until(page, "Notification.permission === 'granted'")
    dialog.get_by_role("button", name="Save").click()
    expect(section).to_contain_text("0 in the last 7 days, 0 in the 7 before")
    page.evaluate("lookAway()")
    publish(wire, today(1), today(2))
    expect(section).to_contain_text("2 in the last 7 days")
    assert page.evaluate("shown") == []
    publish(wire, today(3))
    expect(section.locator("li.speaks-up")).to_contain_text("At least 3 in 7 days")
    expect(page.locator("#watches summary")).to_contain_text("1 at its threshold")
    publish(wire, today(4))
    expect(section).to_contain_text("4 in the last 7 days")
    ((title, body, _),) = page.evaluate("shown")
    assert (title, body) == (
        "Wire",
        "at least 3 in 7 days: 3 in the last 7 days, 0 in the 7 before",
    )


def test_a_watch_is_changed_copied_and_deleted(
    url: str, page: Page, context: BrowserContext, wait_until: Wait
):
    """With the keyboard: settings, another name, the link and the feed's address, delete."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, url + "?region=SYR&event=wire:n0", wait_until)
    section = unfold(page)
    save(page, "First name")
    dialog = page.get_by_role("dialog", name="Watch")
    # the form that it was made with is gone, and the new watch is counted
    expect(dialog).to_be_hidden()
    settings = section.get_by_role("button", name="Settings of the watch First name")
    wait_until(page, "!document.querySelector('._dash-loading-callback')")
    settings.press("Enter")
    expect(dialog.get_by_role("button", name="Delete")).to_be_visible()
    dialog.get_by_label("Name").fill("Señal & Co")
    dialog.get_by_role("button", name="Copy a link").click()
    expect(dialog).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{url}/?region=SYR"
    dialog.get_by_role("button", name="Copy the address").click()
    feed = f"{url}/watch.atom?region=SYR&name=Se%C3%B1al+%26+Co"
    end = time.monotonic() + PATIENCE
    while page.evaluate("navigator.clipboard.readText()") != feed:
        assert time.monotonic() < end
        page.wait_for_timeout(50)
    dialog.get_by_label("Name").press("Enter")
    expect(section.locator("a[data-watch]")).to_have_text("Señal & Co")
    expect(section.get_by_role("button", name="Settings")).to_be_focused()
    section.get_by_role("button", name="Settings").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(section).to_contain_text("none yet")
    assert page.evaluate(KEPT)["list"] == []


def test_cancelling_keeps_nothing_and_gives_the_focus_back(url: str, page: Page, wait_until: Wait):
    """Escape closes the dialog alone; the event that is open stays open."""
    open_page(page, url + "?event=wire:n0", wait_until)
    section = unfold(page)
    dialog = open_form(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(section.get_by_role("button", name="Watch these filters…")).to_be_focused()
    assert "?event=wire:n0" in page.url
    expect(section).to_contain_text("none yet")


BROKEN = (
    "not json",
    "null",
    "[]",
    '{"list": 5}',
    '{"list": [null, 5, "x", {}, {"id": "<b>", "query": ""}, {"id": "a", "query": 7}]}',
)


def test_a_broken_storage_is_an_empty_list(url: str, page: Page, wait_until: Wait):
    """Whatever stands there, the page works and a watch can be kept."""
    open_page(page, url, wait_until)
    section = unfold(page)
    for stored in BROKEN:
        page.evaluate("stored => localStorage.setItem('watchline-watches', stored)", stored)
        page.reload()
        unfold(page)
        save(page, "Everything")
        expect(section.locator("a[data-watch]")).to_have_text("Everything")


def test_hostile_watches_are_shown_as_text(url: str, page: Page, wait_until: Wait):
    """Markup in a name is a name; a link leads to this page only; twenty are kept."""
    one = {
        "id": "evil",
        "name": "<img src=x onerror=alert(1)>",
        "query": "q=javascript:alert(1)&region=SYR",
        "since": -5,
        "rule": "x",
    }
    many = [{"id": f"w{at}", "name": "W", "query": ""} for at in range(50)]
    stored = json.dumps({"store": "", "list": [one, one, *many]})
    page.add_init_script(f"localStorage.setItem('watchline-watches', {json.dumps(stored)})")
    open_page(page, url, wait_until)
    section = unfold(page)
    expect(section.locator("a[data-watch]").first).to_have_text(str(one["name"]))
    # one is stored twice
    assert section.locator("a[data-watch]").count() == 20
    href = section.locator("a[data-watch]").first.get_attribute("href") or ""
    assert href.startswith("?q=")


def test_two_tabs_share_the_watches_and_each_keeps_its_filters(
    url: str, page: Page, context: BrowserContext, wire: Store, wait_until: Wait
):
    """What is kept or looked at in one shows in the other, whose address stays."""
    open_page(page, url + "?region=SYR", wait_until)
    unfold(page)
    other = context.new_page()
    open_page(other, url + "?region=ISR", wait_until)
    save(page, "Syria")
    expect(other.locator("#watches summary")).to_have_text("Watches1")
    publish(wire, event(1))
    expect(other.locator("#watches summary")).to_contain_text("1 new")
    expect(page.locator("#watches summary")).to_contain_text("1 new")
    page.locator("a[data-watch]").click()
    expect(other.locator("#watches summary")).to_have_text("Watches1")
    assert "?region=ISR" in other.url
    other.close()


def test_a_paused_page_leaves_the_badge_alone(url: str, page: Page, wire: Store, wait_until: Wait):
    """Nothing is counted until updates go on; then all of it."""
    open_page(page, url + "?region=SYR", wait_until)
    section = unfold(page)
    save(page, "Syria")
    page.locator("#live-pause").click()
    publish(wire, event(1))
    expect(page.locator("#live-words")).to_have_text("Paused · 1 new")
    page.wait_for_timeout(1000)
    expect(section.locator("a[data-watch]")).to_have_text("Syria")
    page.locator("#live-pause").click()
    expect(section.locator("a[data-watch]")).to_contain_text("1 new")


def test_no_violations_of_accessibility(url: str, page: Page, wire: Store, wait_until: Wait):
    """Axe finds nothing in the list with a badge and a mark, and nothing in the dialog."""
    open_page(page, url + "?data=wire", wait_until)
    section = unfold(page)
    save(page, rule="least")
    publish(wire, *(today(number) for number in range(1, 13)))
    expect(section.locator("li.speaks-up")).to_be_visible()
    assert violations(page) == []
    section.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("spinbutton", name="At least")).to_be_visible()
    assert violations(page) == []


def test_a_watch_is_made_on_a_phone(url: str, page: Page, wait_until: Wait):
    """In the drawer of the filters; the dialog fits the width."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, url + "?region=SYR", wait_until)
    page.locator("#filters-button").click()
    unfold(page)
    dialog = open_form(page)
    box = dialog.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#watches a[data-watch]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_yesterday_is_counted_by_the_day_in_utc(
    url: str, page: Page, wire: Store, wait_until: Wait
):
    """Seven days back from today are the last seven with today, the eighth is before."""
    days = [0, 6, 7]
    open_page(page, url + "?data=wire", wait_until)
    section = unfold(page)
    save(page, rule="least")
    now = datetime.now(UTC).date()
    publish(wire, *(event(ago + 1, day=now - timedelta(days=ago)) for ago in days))
    expect(section).to_contain_text("2 in the last 7 days, 1 in the 7 before")


def test_the_ages_of_feeds_move_on_in_an_open_dialog(
    url: str, page: Page, feeds: Feeds, wait_until: Wait
):
    """Without closing and opening it again; a form that is being filled in is left alone."""
    open_page(page, url, wait_until)
    page.locator("#data-button").click()
    dialog = page.get_by_role("dialog", name="Data")
    expect(dialog).to_contain_text(re.compile("Last read [2-4] min ago"))
    feeds.read -= timedelta(minutes=5)
    expect(dialog).to_contain_text(re.compile("Last read [7-9] min ago"))
