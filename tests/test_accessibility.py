"""Axe finds nothing on the page, in both themes and in every state that can be opened."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.page import PARIS, Wait, open_page

pytestmark = pytest.mark.browser


def test_no_violations(page: Page, server_url: str, wait_until: Wait):
    """Contrast, names, roles and structure hold in every state."""
    found = {}

    def look(state: str) -> None:
        found[state] = violations(page)

    open_page(page, server_url + "?region=SYR", wait_until)
    look("page")
    page.get_by_role("complementary", name="Events").get_by_text("Who says what").click()
    expect(page.locator(".claims table")).to_be_visible()
    look("claims")
    page.locator("#dates").click()
    expect(page.locator(".mantine-Popover-dropdown")).to_be_visible()
    look("dates")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="The map as a table").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    look("table")
    page.keyboard.press("Escape")
    for tab in ("actors", "regions", "changes"):
        page.evaluate(f"watchline.go({{tab: '{tab}'}})")
        expect(page.locator(f"#{tab}")).to_be_visible()
        look(tab)
    page.evaluate(f"watchline.go({{tab: null, event: '{PARIS}'}})")
    expect(page.locator("#detail .detail-title")).to_be_visible()
    look("detail")
    page.evaluate("watchline.go({event: null, q: 'nothing is called so'})")
    expect(page.locator("#events .empty h2")).to_be_visible()
    look("empty")
    assert found == {state: [] for state in found}


def test_no_violations_in_the_filter_drawer(page: Page, server_url: str, wait_until: Wait):
    """The drawer of the phone is as accessible as the rail."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server_url, wait_until)
    page.get_by_role("button", name=re.compile("^Filters")).click()
    expect(page.locator("#rail")).to_be_visible()
    assert violations(page) == []
