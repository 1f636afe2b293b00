"""The page on every size of screen, and by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.page import Wait, open_page

pytestmark = pytest.mark.browser

# a phone, a tablet, small laptops, and laptops at 200 % zoom
SIZES = ((390, 844), (820, 1180), (960, 600), (1280, 720), (720, 450), (640, 360))
LOW = ((720, 450), (640, 360))

MANY = """() => {
  for (const one of document.querySelectorAll('.tabs .row-count')) one.textContent = '1,234,567';
}"""
"""As if there were more than a million events."""

COVERED = """() => {
  const all = '.header, .centre, .tabs'.split(', ')
    .flatMap((part) => [...document.querySelectorAll(`${part} :is(button, a, summary, input)`)]);
  return all.filter((one) => {
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    const scroller = one.closest('.chips, .tabs')?.getBoundingClientRect();
    const box = one.getBoundingClientRect();
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    if (scroller && x > scroller.right) return false;
    if (y > innerHeight && document.documentElement.scrollHeight > innerHeight) return false;
    const top = document.elementFromPoint(x, y);
    return !top || !(one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top));
  }).map((one) => one.id || one.textContent);
}"""
"""Controls that another one lies over, or that stand outside of the window."""

CUT = """() => [...document.querySelectorAll(
    '.tabs, .map-foot, .map-foot *, .tools, .timeline-words')]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).display !== 'inline')
  .filter((one) => !one.matches('.timeline-words .hint:not(.underlined), .unseen'))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.id || one.className || one.textContent)"""
"""What does not fit where it stands."""


def fit(page: Page, width: int, height: int) -> None:
    """Change the window, and let the page follow."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(1_500)


def test_nothing_is_covered_or_cut(page: Page, server_url: str, wait_until: Wait):
    """At every size each control can be reached, the map has room, and axe finds nothing."""
    open_page(page, server_url + "?region=SYR-Sweida&from=2025-07-01", wait_until)
    trouble: dict[tuple[int, int], list[str]] = {}
    for width, height in SIZES:
        fit(page, width, height)
        page.evaluate(MANY)
        found = [f"covered: {one}" for one in page.evaluate(COVERED)]
        found += [f"cut: {one}" for one in page.evaluate(CUT)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the screen")
        box = page.locator("#map-area").bounding_box()
        if not box or box["height"] < 0.3 * height:
            found.append(f"map: {box}")
        trouble[width, height] = found + violations(page)
    assert trouble == {size: [] for size in SIZES}


def test_a_low_screen_shows_the_map_or_the_timeline(page: Page, server_url: str, wait_until: Wait):
    """At 200 % zoom of a laptop there is a map over a strip of bars; the timeline on demand, and
    every tool in a menu."""
    page.set_viewport_size({"width": 720, "height": 450})
    open_page(page, server_url, wait_until)
    marks, lanes = page.locator("#timeline .scatterlayer .trace"), page.locator("#lanes-by")
    expect(page.locator("#map-area")).to_be_visible()
    expect(lanes).to_be_hidden()
    page.get_by_role("button", name="Timeline", exact=True).click()
    expect(page.locator("#map-area")).to_be_hidden()
    expect(lanes).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("Sweida")
    assert marks.count()
    page.get_by_role("button", name="Map", exact=True).click()
    expect(page.locator("#map-area")).to_be_visible()
    expect(page.locator("#timeline")).not_to_contain_text("Sweida")
    export, more = page.locator('.tools [data-export="situation"]'), page.locator("#more-tools")
    expect(export).to_be_hidden()
    more.click()
    expect(export).to_be_visible()
    page.keyboard.press("Escape")
    expect(export).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    export.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_all_paris_talks_by_keyboard_alone(page: Page, server_url: str, wait_until: Wait):
    """Search, go down into the list, open each event, read its sources, come back; what is
    typed stands as it was typed, also on a slow machine."""
    open_page(page, server_url, wait_until)
    machine = page.context.new_cdp_session(page)
    page.keyboard.press("/")
    machine.send("Emulation.setCPUThrottlingRate", {"rate": 8})
    page.keyboard.type("paris talks", delay=150)
    machine.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    expect(page.locator("#search")).to_have_value("paris talks")
    page.keyboard.press("Enter")
    rows = page.locator("#event-list a.event-row")
    expect(rows.first).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("paris talks")
    titles = rows.locator(".title").all_inner_texts()
    assert len(titles) > 1
    for at, title in enumerate(titles[:3]):
        expect(rows.nth(at)).to_be_focused()
        page.keyboard.press("Enter")
        heading = page.locator("#detail .detail-title")
        expect(heading).to_have_text(title)
        expect(heading).to_be_focused()
        source = page.locator("#detail .sources a").first
        for _ in range(40):
            if source.evaluate("one => one === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(source).to_be_focused()
        page.keyboard.press("Escape")
        expect(rows.nth(at)).to_be_focused()
        page.keyboard.press("ArrowDown")


def test_the_first_stop_leads_to_the_events(page: Page, server_url: str, wait_until: Wait):
    """Tab and Enter: past the header and the filters, whether the list is a drawer or not."""
    open_page(page, server_url, wait_until)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the events")).to_be_focused()
    page.keyboard.press("Enter")
    row = page.locator("#event-list a.event-row").first
    expect(row).to_be_focused()
    fit(page, 960, 600)
    page.locator("#skip").focus()
    page.keyboard.press("Enter")
    expect(row).to_be_focused()
    expect(page.locator("#panel")).to_be_visible()
