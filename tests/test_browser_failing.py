"""A part of the page that the server did not answer never looks like one that it answered."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from conftest import Watch
from playwright.sync_api import Page, Route, expect
from support.page import Wait, open_page

pytestmark = pytest.mark.browser

CALLBACKS = "**/_dash-update-component*"
PARTS = (".summary", ".rail", ".map-area", ".map-foot", ".timeline", ".panel")


def failing(page: Page, fails: Callable[[str], bool]) -> None:
    """Let the callbacks fail whose request says so."""

    def answer(route: Route) -> None:
        if fails(route.request.post_data or ""):
            route.fulfill(status=500, body="{}")
        else:
            route.continue_()

    page.route(CALLBACKS, answer)


def test_a_part_that_failed_says_so_until_it_is_tried_again(
    page: Page, server_url: str, wait_until: Wait, watch: Watch
):
    """The timeline keeps the lanes of the filter before, grey and with a sentence; the others
    show the new filter. The link is that of what is shown."""
    open_page(page, server_url, wait_until)
    context = page.context
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    broken = threading.Event()
    broken.set()
    failing(page, lambda body: broken.is_set() and "..timeline.figure" in body)
    page.evaluate("watchline.go({type: ['battle']})")
    note = page.locator(".timeline > .not-current-note")
    expect(note).to_contain_text("The server could not answer: this part shows what was chosen")
    expect(page.locator("#chips")).to_contain_text("Battle")
    expect(page.locator(".timeline-words.not-current")).to_be_visible()
    expect(page.locator(".not-current-note:visible")).to_have_count(1)
    page.click("#copy-link")
    expect(page.locator("#copy-link")).to_contain_text("Copied")
    assert "battle" not in page.evaluate("navigator.clipboard.readText()")
    page.screenshot(path="artefacts/pages/part-failed.png")
    broken.clear()
    note.get_by_role("button", name="Try again").click()
    expect(page.locator(".not-current-note")).to_have_count(0)
    page.click("#copy-link")
    wait_until(page, "!document.querySelector('.not-current')")
    assert "battle" in page.url
    watch.troubles.clear()


def test_a_part_that_stands_anew_has_not_failed_any_more(
    page: Page, server_url: str, wait_until: Wait, watch: Watch
):
    """More of a list that was not answered is of no account once there is another list."""
    open_page(page, server_url, wait_until)
    failing(page, lambda body: '"changedPropIds":["more.n_clicks"]' in body)
    page.get_by_role("button", name="Show more events").click()
    expect(page.locator(".panel > .not-current-note")).to_be_visible()
    page.evaluate("watchline.go({type: ['battle']})")
    expect(page.locator("#chips")).to_contain_text("Battle")
    expect(page.locator(".not-current-note")).to_have_count(0)
    watch.troubles.clear()


def test_a_click_while_the_server_is_away_is_not_taken_for_an_answer(
    page: Page, server_url: str, wait_until: Wait, watch: Watch
):
    """Every part says that it shows what was chosen before; all come back together."""
    open_page(page, server_url, wait_until)
    events = page.locator("#summary strong").inner_text()
    away = threading.Event()
    away.set()
    page.route(CALLBACKS, lambda route: route.abort() if away.is_set() else route.continue_())
    page.evaluate("watchline.go({type: ['battle']})")
    for part in PARTS:
        expect(page.locator(f"{part}.not-current > .not-current-note")).to_contain_text(
            "The server cannot be reached: this part shows what was chosen before."
        )
    assert page.locator("#summary strong").inner_text() == events
    page.screenshot(path="artefacts/pages/server-away.png")
    away.clear()
    page.locator(".map-area .not-current-note button").click()
    expect(page.locator(".not-current-note")).to_have_count(0)
    expect(page.locator("#chips")).to_contain_text("Battle")
    watch.troubles.clear()


def test_a_page_that_never_had_an_answer_says_so(page: Page, server_url: str, watch: Watch):
    """With a store that cannot be read, nothing is said to be loading for ever."""
    failing(page, lambda _: True)
    page.goto(server_url)
    expect(page.locator(".summary .not-current-note")).to_contain_text(
        "The server could not answer: there is nothing to show."
    )
    page.screenshot(path="artefacts/pages/never-answered.png")
    watch.troubles.clear()
