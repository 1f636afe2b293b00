"""Axe finds nothing on the page, in both themes and in every state that can be opened."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from test_browser import PARIS, Wait, open_page

pytestmark = pytest.mark.browser


def violations(page: Page) -> list[str]:
    """Every violation that axe finds, a line each, with the first nodes."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:5]]}"
        for one in found
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "state", ["page", "detail", "actors", "regions", "empty", "dates", "table"]
)
def test_no_violations(page: Page, server_url: str, wait_until: Wait, theme: str, state: str):
    """Contrast, names, roles and structure hold in every state."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    query = {
        "detail": f"?event={PARIS}",
        "actors": "?tab=actors",
        "regions": "?tab=regions",
        "empty": "?q=nothing+is+called+so",
    }.get(state, "?region=SYR")
    open_page(page, server_url + query, wait_until)
    if state == "dates":
        page.locator("#dates").click()
        expect(page.locator(".mantine-Popover-dropdown")).to_be_visible()
    if state == "table":
        page.get_by_role("button", name="The map as a table").click()
        expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violations_in_the_filter_drawer(
    page: Page, server_url: str, wait_until: Wait, theme: str
):
    """The drawer of the phone is as accessible as the rail."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server_url, wait_until)
    page.get_by_role("button", name=re.compile("^Filters")).click()
    expect(page.locator("#rail")).to_be_visible()
    assert violations(page) == []
