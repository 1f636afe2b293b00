"""Live updates as a reader sees them: new events come in while the page is open."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from conftest import Watch, served
from playwright.sync_api import BrowserContext, Page, expect
from support.live_page import Feeds, event, publish
from support.page import MAP_READY, MAP_VIEW, MARKS, open_page

from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Store

pytestmark = pytest.mark.browser

Wait = Callable[..., None]
SCROLL = "document.querySelector('.panel-body').scrollTop"
PILL = "#new-pill"


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


def live(page: Page) -> None:
    """Wait until the page has heard from the server and says so."""
    expect(page.locator("#live-words")).to_contain_text("Live")


def test_a_new_event_is_counted_and_waits_above_the_list(
    url: str, page: Page, wire: Store, wait_until: Wait
):
    """It shows as "1 new" and in the title; list, scroll, map view and focus stay; the map has
    it; a click on the pill shows it at the top, marked, until it has been seen."""
    open_page(page, url, wait_until)
    live(page)
    first = page.locator("#event-list a.event-row").first.inner_text()
    row = page.locator("#event-list a.event-row").nth(20)
    row.scroll_into_view_if_needed()
    row.focus()
    before = page.evaluate(f"[{SCROLL}, {MAP_VIEW}, {MARKS}]")
    publish(wire, event(1))
    expect(page.locator(PILL)).to_have_text("1 new")
    expect(page).to_have_title("(1) Watchline")
    wait_until(page, f"{MARKS} === {before[2] + 1}")
    expect(row).to_be_focused()
    assert page.evaluate(f"[{SCROLL}, {MAP_VIEW}]") == before[:2]
    assert page.locator("#event-list a.event-row").first.inner_text() == first
    page.locator(PILL).click()
    new = page.locator("#event-list a.event-row", has_text="Talks number 1")
    expect(new.locator(".new-word")).to_have_text("New")
    expect(page.locator(PILL)).to_be_hidden()
    assert page.evaluate(SCROLL) == 0
    expect(page).to_have_title("Watchline")
    wait_until(page, MAP_READY)
    page.reload()
    expect(new).to_be_visible()
    expect(new.locator(".new-word")).to_be_hidden()
    expect(page).to_have_title("Watchline")


def test_the_open_event_stays_and_is_brought_up_to_date(
    url: str, page: Page, wire: Store, wait_until: Wait
):
    """A revision of the event that is open shows in place; the address, the map, the scroll and
    what the reader typed stay; back still leads to where they came from."""
    open_page(page, url + "?q=wire", wait_until)
    live(page)
    page.locator("#event-list a.event-row").first.click()
    title = page.locator("#detail .detail-title")
    expect(title).to_have_text("The first of the wire")
    page.evaluate("document.querySelector('.panel-body').scrollTop = 60")
    page.locator("#actor-rows a").first.focus()
    before = page.evaluate(f"[{SCROLL}, {MAP_VIEW}, location.search, history.length]")
    publish(wire, event(0, title="The first of the wire, corrected"))
    expect(title).to_have_text("The first of the wire, corrected")
    assert page.evaluate(f"[{SCROLL}, {MAP_VIEW}, location.search, history.length]") == before
    assert page.evaluate("document.activeElement.closest('#actor-rows') !== null")
    expect(page).to_have_title("Watchline")
    page.go_back()
    expect(page.locator(PILL)).to_have_text("1 changed")
    assert "event=" not in page.url


def test_typing_is_not_disturbed(url: str, page: Page, wire: Store, wait_until: Wait):
    """What stands in the search field while data come in is still there."""
    open_page(page, url, wait_until)
    live(page)
    page.locator("#actor-more-label").click()
    field = page.locator("#actor-search")
    field.fill("Dru")
    page.locator("#search").evaluate("e => { e.focus(); e.value = 'half a wo'; }")
    publish(wire, event(1))
    expect(page.locator(PILL)).to_have_text("1 new")
    page.wait_for_timeout(500)
    assert page.locator("#search").input_value() == "half a wo"
    assert field.input_value() == "Dru"


def test_a_phone_has_room_for_how_the_feeds_stand(url: str, page: Page, wait_until: Wait):
    """The words stand in one line, and what there is no room for is left out and not cut."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, url, wait_until)
    live(page)
    words, brand = page.locator("#live-words").bounding_box(), page.locator(".brand")
    assert words
    assert words["height"] < 24
    assert brand.evaluate("one => one.scrollWidth <= one.clientWidth")
    shown = brand.bounding_box()
    assert shown
    assert shown["x"] + shown["width"] <= words["x"]
    expect(page.get_by_role("heading", name="Watchline")).to_have_count(1)


def test_two_tabs_show_each_its_own(
    url: str, page: Page, context: BrowserContext, wire: Store, wait_until: Wait
):
    """Of two tabs with two filters only the one that the event belongs to counts it; one stream
    serves both."""
    streams: list[str] = []
    context.on(
        "request", lambda sent: streams.append(sent.url) if sent.url.endswith("/live") else None
    )
    other = context.new_page()
    open_page(other, url + "?region=SYR&q=talks", wait_until)
    live(other)
    open_page(page, url + "?region=ISR", wait_until)
    live(page)
    publish(wire, event(1))
    expect(other).to_have_title("(1) Watchline")
    expect(other.locator(PILL)).to_have_text("1 new")
    page.wait_for_timeout(1500)
    expect(page).to_have_title("Watchline")
    expect(page.locator(PILL)).to_be_hidden()
    assert len(streams) == 1
    # the tab that listens is closed: the other takes over
    other.close()
    publish(wire, event(2, country="ISR", place="Haifa", lon=34.99, lat=32.8))
    expect(page).to_have_title("(1) Watchline")


def test_without_a_network_the_badge_says_so_and_the_page_catches_up(
    url: str, page: Page, wire: Store, wait_until: Wait, watch: Watch
):
    """Off: "Reconnecting…", then "Stale since"; on again: live, with what came meanwhile."""
    open_page(page, url, wait_until)
    live(page)
    words = page.locator("#live-words")
    page.context.set_offline(True)
    expect(words).to_have_text("Reconnecting…")
    assert page.locator("#status-button").get_attribute("data-live") == "waiting"
    publish(wire, event(1))
    expect(words).to_have_text(re.compile(r"Stale since \d\d:\d\d"), timeout=60_000)
    assert "UTC" in (page.locator("#status-button").get_attribute("title") or "")
    page.context.set_offline(False)
    expect(words).to_contain_text("Live")
    expect(page.locator(PILL)).to_have_text("1 new")
    watch.troubles.clear()


def test_a_restarted_server_is_found_again(
    page: Page, wire: Store, feeds: Feeds, wait_until: Wait, watch: Watch
):
    """The server goes and comes back with more events: the page shows them by itself."""
    with served(wire, feeds) as url:
        open_page(page, url, wait_until)
        live(page)
    expect(page.locator("#live-words")).to_have_text("Reconnecting…")
    publish(wire, event(1))
    with served(wire, feeds, int(url.rpartition(":")[2])):
        live(page)
        expect(page.locator(PILL)).to_have_text("1 new")
        expect(page.locator("#summary")).to_contain_text("132 events")
        watch.troubles.clear()


def test_paused_the_page_stays_and_counts(url: str, page: Page, wire: Store, wait_until: Wait):
    """Paused, nothing on the page changes but the number on the badge; going on catches up."""
    open_page(page, url, wait_until)
    live(page)
    pause = page.get_by_role("button", name="Pause live updates")
    pause.click()
    expect(page.locator("#live-words")).to_have_text("Paused")
    before = page.locator("#summary").inner_text()
    publish(wire, event(1), event(2))
    expect(page.locator("#live-words")).to_have_text("Paused · 2 new")
    expect(page.locator(PILL)).to_be_hidden()
    assert page.locator("#summary").inner_text() == before
    page.get_by_role("button", name="Go on with live updates").click()
    live(page)
    expect(page.locator(PILL)).to_have_text("2 new")
    expect(page.locator("#summary")).to_contain_text("133 events")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_new_marks_are_ringed_once_unless_motion_is_unwanted(
    url: str, page: Page, wire: Store, wait_until: Wait, motion: Any
):
    """A thin ring fades and is gone; with reduced motion there is none."""
    page.emulate_media(reduced_motion=motion)
    open_page(page, url, wait_until)
    live(page)
    page.evaluate(
        "(() => { window.rings = 0; new MutationObserver(all => { for (const one of all)"
        " for (const node of one.addedNodes) if (node.className === 'flash') window.rings += 1; })"
        ".observe(document.getElementById('map'), {childList: true, subtree: true}) })()"
    )
    publish(wire, event(1))
    expect(page.locator(PILL)).to_have_text("1 new")
    if motion == "reduce":
        page.wait_for_timeout(3000)
        assert page.evaluate("window.rings") == 0
    else:
        wait_until(page, "window.rings === 1")
        wait_until(page, "!document.querySelector('.flash')")


def test_coming_back_shows_what_was_added_since(
    url: str, page: Page, wire: Store, wait_until: Wait
):
    """On a first visit there is no earlier one; on the next, a click shows what came since, and
    the link that it makes holds the moment and no person."""
    open_page(page, url, wait_until)
    live(page)
    since = page.locator("#since-visit")
    expect(since).to_be_hidden()
    page.evaluate(
        "(() => { const kept = JSON.parse(localStorage.getItem('watchline-visits'));"
        " kept.last.at -= 3600e3;"
        " localStorage.setItem('watchline-visits', JSON.stringify(kept)) })()"
    )
    publish(wire, event(1))
    page.reload()
    expect(page).to_have_title("(1) Watchline")
    since.click()
    expect(page.locator("#chips")).to_contain_text("since ")
    assert re.search(r"\?.*added=\d{4}-\d\d-\d\dT\d\d:\d\dZ", page.url)
    # a store in memory: all of it came in within the hour
    expect(page.locator("#summary")).to_contain_text("132 events")
    page.go_back()
    expect(page.locator("#chips")).not_to_contain_text("Added")


def test_all_can_be_marked_as_seen(url: str, page: Page, wire: Store, wait_until: Wait):
    """One click, and nothing is new any more."""
    open_page(page, url, wait_until)
    live(page)
    publish(wire, *(event(number, day=date(2024, 12, 20)) for number in range(1, 30)))
    expect(page).to_have_title("(29) Watchline")
    page.get_by_role("button", name="Mark all as seen").click()
    expect(page).to_have_title("Watchline")
    expect(page.get_by_role("button", name="Mark all as seen")).to_be_hidden()


def test_feeds_are_told_in_the_data_dialog(url: str, page: Page, feeds: Feeds, wait_until: Wait):
    """The badge opens the dialog, where every feed stands with its age and its error."""
    feeds.error = "The server does not answer."
    open_page(page, url, wait_until)
    live(page)
    assert "1 of 1 feeds failed" in (page.locator("#status-button").get_attribute("title") or "")
    page.locator("#status-button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The wire")
    expect(dialog).to_contain_text("Last error: The server does not answer.")


def test_without_feeds_the_badge_tells_the_age_of_the_data(
    page: Page, server_url: str, wait_until: Wait
):
    """A page without feeds has nothing to pause, and still names its newest event."""
    open_page(page, server_url, wait_until)
    expect(page.locator("#status-button")).to_have_text("Data to 20 Mar 2026")
    expect(page.locator("#live-pause")).to_be_hidden()


def test_last_days_stay_relative(url: str, page: Page, wait_until: Wait):
    """The preset's link says "the last 7 days", and the calendar shows them without putting
    the days of today in its place."""
    open_page(page, url, wait_until)
    page.locator("#presets a", has_text="7 d").click()
    expect(page.locator("#chips")).to_contain_text("last 7 days")
    page.wait_for_timeout(800)
    assert "from=-7d" in page.url
    assert "to=" not in page.url
    page.reload()
    expect(page.locator("#chips")).to_contain_text("last 7 days")
    assert "from=-7d" in page.url


def test_how_soon_a_published_event_is_on_the_page(
    url: str, page: Page, wire: Store, wait_until: Wait
):
    """From the end of the import to the number over the list it is seconds at the very most."""
    open_page(page, url, wait_until)
    live(page)
    took = []
    for number in range(1, 6):
        publish(wire, event(number))
        began = time.monotonic()
        wait_until(page, f"document.querySelector('{PILL}').textContent === '{number} new'")
        took.append(time.monotonic() - began)
        page.wait_for_timeout(700)
    assert sorted(took)[2] < 5, took
