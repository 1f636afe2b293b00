"""A number of the matrix is clicked in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from support.page import Wait, open_page

pytestmark = pytest.mark.browser


def test_a_number_of_the_matrix_leads_to_its_events(page: Page, server_url: str, wait_until: Wait):
    """Both are chosen, at the same level and in the same roles, and there are as many events."""
    open_page(page, f"{server_url}?tab=actors&level=persons&role=participant", wait_until)
    number = page.locator("#matrix-chart .annotation-text").first
    number.scroll_into_view_if_needed()
    shown, box = number.text_content(), number.bounding_box()
    assert shown
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#summary")).to_contain_text(f"{shown} events")
    for part in ("match=all", "level=persons", "role=participant", "tab=actors"):
        assert part in page.url
    assert page.url.count("actor=") == 2
