"""The table of events in a browser: keyboard, copying, and what assistive technology is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.page import Wait, open_page

pytestmark = pytest.mark.browser

COPIED = (
    "document.addEventListener('copy', (event) => { window.copied ="
    " ['text/plain', 'text/html'].map((type) => event.clipboardData.getData(type)); })"
)


def test_the_table_is_used_with_the_keyboard(page: Page, server_url: str, wait_until: Wait):
    """From the list to the table, sorted, copied, a row opened and closed, and back to the map."""
    open_page(page, server_url + "?region=SYR-Sweida&page=1", wait_until)
    page.get_by_role("link", name="Show as a table").press("Enter")
    rows = page.locator("#event-table-rows tbody tr")
    expect(page.locator("#event-table h2")).to_have_text("1–44 of 44 events")
    expect(rows).to_have_count(44)
    expect(page.locator("#map-area")).to_be_hidden()
    expect(page.locator("#panel")).to_be_hidden()
    assert violations(page) == []

    deaths = page.get_by_role("button", name="Deaths")
    deaths.press("Enter")
    head = page.locator("#event-table th[aria-sort=descending]")
    expect(head).to_have_text("Deaths")
    expect(deaths).to_be_focused()
    expect(rows.first).to_contain_text("426–2,026")
    assert "sort=-deaths" in page.url

    page.evaluate(COPIED)
    rows.nth(1).get_by_role("link").press("Space")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    expect(page.locator("#event-table-copy")).to_have_text("Copy 1 row")
    page.keyboard.press("ControlOrMeta+c")
    expect(page.get_by_text("1 row copied.")).to_be_visible()
    written, html = page.evaluate("window.copied")
    lines = written.split("\r\n")
    assert lines[0].split("\t")[:3] == ["Date", "Type", "Event"]
    assert lines[1].split("\t")[6] == "30–89"
    assert lines[2] == ""
    assert "CC BY 4.0" in written
    assert lines[-1].endswith(page.url)
    assert html.count("<tr>") == 2

    rows.first.get_by_role("link").focus()
    page.keyboard.press("ArrowDown")
    second = rows.nth(1).get_by_role("link")
    expect(second).to_be_focused()
    title = second.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#detail .detail-title")).to_have_text(title)
    expect(page.locator("#detail .detail-title")).to_be_focused()
    expect(rows).to_have_count(44)
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("bedouin")
    page.keyboard.press("Enter")
    expect(rows.first.get_by_role("link")).to_be_focused()
    expect(page.locator("#event-table-chips")).to_contain_text("bedouin")
    page.get_by_role("link", name="Map and timeline").press("Enter")
    expect(page.locator("#map-area")).to_be_visible()
    expect(page.locator("#event-list a.event-row").first).to_be_visible()
    _sort_the_timeline(page)


def _sort_the_timeline(page: Page) -> None:
    """The table behind a figure is sorted in the same manner, where it stands."""
    page.get_by_role("button", name="The timeline as a table").click()
    bars = page.get_by_role("dialog").locator("table").first
    bars.get_by_role("button", name="Events").press("Enter")
    expect(bars.locator("th[aria-sort=descending]")).to_have_text("Events")
    counts = [int(cell) for cell in bars.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 0


def test_the_table_stays_in_its_box_on_a_phone(page: Page, server_url: str, wait_until: Wait):
    """Only the table scrolls sideways; an open event stands in its place until it is closed."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server_url + "?view=table", wait_until)
    rows = page.locator("#event-table-rows tbody tr")
    expect(rows).to_have_count(80)
    box = page.locator("#event-table-rows")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    rows.nth(3).get_by_role("link").click()
    expect(page.locator("#detail .detail-title")).to_be_in_viewport()
    expect(rows.first).to_be_hidden()
    page.locator("#detail .detail-nav a").first.click()
    expect(rows.first).to_be_visible()
