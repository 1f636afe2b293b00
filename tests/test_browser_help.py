"""Help, the words that explain themselves, and the hints of a first visit, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.page import Wait, open_page

pytestmark = pytest.mark.browser


def test_help_opens_by_its_key_and_its_button_and_gives_the_focus_back(
    page: Page, server_url: str, wait_until: Wait
):
    """`?` opens it from wherever one is, but is a letter in a field; Escape closes it alone."""
    open_page(page, server_url, wait_until)
    help_ = page.get_by_role("dialog", name="Help")
    row = page.locator("#event-list a.event-row").nth(2)
    row.focus()
    page.keyboard.press("?")
    expect(help_).to_contain_text("Admiralty grade")
    expect(help_).to_contain_text("Levant curated set")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    expect(row).to_be_focused()
    button = page.get_by_role("button", name=re.compile("^Help"))
    button.click()
    expect(help_).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    expect(button).to_be_focused()
    search = page.locator("#search")
    search.press("?")
    expect(search).to_have_value("?")
    expect(help_).to_be_hidden()


def test_a_word_explains_itself_to_focus_pointer_and_tap(
    page: Page, server_url: str, wait_until: Wait
):
    """Escape takes the explanation away, and nothing else; a grade says first what it is."""
    open_page(page, server_url + "?event=levant:2026-01-05-paris-fifth-round", wait_until)
    page.locator("#detail .detail-title").focus()
    page.keyboard.press("Tab")
    role = page.locator("#term-role")
    expect(role).to_contain_text("What an actor did or was")
    expect(page.locator(".term:focus")).to_have_accessible_description(re.compile("A party"))
    page.keyboard.press("Escape")
    expect(role).to_be_hidden()
    expect(page.locator("#detail .detail-title")).to_be_visible()
    venue = page.locator("#detail .term[data-term='venue']")
    venue.click()
    expect(page.locator("#term-venue")).to_be_visible()
    assert violations(page) == []
    page.locator("#detail .detail-title").click()
    expect(page.locator("#term-venue")).to_be_hidden()
    page.keyboard.press("Escape")
    grade = page.locator("#event-list .grade[data-term='grade']").first
    grade.hover()
    expect(page.locator("#term-grade")).to_contain_text(re.compile("source; .*Admiralty grade"))
    page.mouse.move(700, 300)
    expect(page.locator("#term-grade")).to_be_hidden()


@pytest.mark.first_visit
def test_a_first_visit_is_told_three_things_once(page: Page, server_url: str, wait_until: Wait):
    """They lie over nothing, are on no paper, go away by a key, and do not come back."""
    open_page(page, server_url, wait_until)
    hints = page.get_by_role("region", name="First steps")
    expect(hints.locator("li")).to_have_count(3)
    assert violations(page) == []
    page.emulate_media(media="print")
    expect(hints).to_be_hidden()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    box = hints.bounding_box()
    below = page.locator("#map-area").bounding_box()
    assert box
    assert below
    assert box["y"] + box["height"] <= below["y"]
    hints.get_by_role("button", name="Got it").press("Enter")
    expect(hints).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("^Help"))).to_be_focused()
    page.reload()
    expect(page.locator("#summary")).to_contain_text("130 events")
    expect(hints).to_be_hidden()
