"""The map goes where it is asked to go, in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from support.page import MAP_VIEW, Wait, open_page

FRANCE_FROM_SYRIA = "?region=FRA&scope=venue&map=33.1105,36.1349,7.93"
SHOWN = """(() => {
  const { first, last } = document.querySelector('#timeline .js-plotly-plot').layout.meta;
  return [first, last];
})()"""
"""First and last day of the timeline."""

BAR = (
    "(() => { const gd = document.querySelector('#timeline .js-plotly-plot');"
    "const trace = gd.data.find(t => t.meta?.kind === 'bucket'); const i = 3;"
    "const at = gd._fullLayout.xaxis; const b = gd.getBoundingClientRect();"
    "return [b.left + at._offset + at.c2p(trace.x[i]), b.top + 40, ...trace.customdata[i]] })()"
)


def stands_at(text: str) -> str:
    """Whether the map stands where an address says, to a hundredth of a degree."""
    lat, lon, zoom = text.split(",")
    wanted = f"[{lon}, {lat}, {zoom}]"
    return f"{MAP_VIEW}.split(',').every((part, i) => Math.abs(part - {wanted}[i]) < 0.01)"


def view_in(page: Page) -> str:
    return str(page.evaluate("new URLSearchParams(location.search).get('map')"))


def test_what_is_elsewhere_is_shown_and_one_step_back_returns(
    page: Page, server_url: str, wait_until: Wait
):
    """*show* and "Paris 6" move the map, a filter does not, and going back moves it back."""
    open_page(page, server_url + FRANCE_FROM_SYRIA, wait_until)
    start = "33.1105,36.1349,7.93"
    wait_until(page, stands_at(start))
    expect(page.locator("#map-away")).to_contain_text("0 on this map, 6 elsewhere")
    page.locator("#map-away a").click()
    expect(page.locator("#map-foot")).to_contain_text("6 on this map · 0 elsewhere")
    expect(page.locator("#map-away")).to_be_empty()
    shown = view_in(page)
    wait_until(page, stands_at(shown))
    page.go_back()
    wait_until(page, stands_at(start))
    expect(page.locator("#map-foot")).to_contain_text("0 on this map · 6 elsewhere")
    page.locator("#map-foot a", has_text="Paris 6").click()
    expect(page.locator("#events-head")).to_contain_text("Paris: 6 events")
    wait_until(page, stands_at("48.8534,2.3488,7.00"))
    page.evaluate("watchline.go({region: null, place: null})")
    expect(page.locator("#summary")).to_contain_text("130 events")
    page.wait_for_timeout(600)
    assert page.evaluate(stands_at("48.8534,2.3488,7.00"))
    assert view_in(page) == "48.8534,2.3488,7.00"


def test_a_region_is_shown_from_the_table_of_places_and_the_rail(
    page: Page, server_url: str, wait_until: Wait
):
    """By keyboard, at once for those who want little motion; the table closes over the map."""
    page.emulate_media(reduced_motion="reduce")
    open_page(page, server_url, wait_until)
    page.get_by_role("link", name="Show Israel on the map").focus()
    page.keyboard.press("Enter")
    wait_until(page, stands_at(view_in(page)))
    israel = view_in(page)
    page.locator("#map-table-button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name="Paris", exact=True).click()
    expect(dialog).to_be_hidden()
    wait_until(page, stands_at("48.8534,2.3488,7.00"))
    page.go_back()
    wait_until(page, stands_at(israel))


def test_bars_and_lanes_of_the_timeline_filter(page: Page, server_url: str, wait_until: Wait):
    """A click on a bar takes its days, a drag still takes others; a lane's name its events."""
    open_page(page, server_url, wait_until)
    page.evaluate("watchline.callbacks.settled()")
    x, y, first, last = page.evaluate(BAR)
    page.mouse.move(x, y)
    expect(page.locator("#timeline .hoverlayer")).to_contain_text("Click: only")
    assert page.evaluate("document.querySelector('#timeline .timeline-on-mark') !== null")
    page.mouse.click(x, y)
    expect(page.locator("#chips")).to_contain_text("Dates")
    assert f"from={first}&to={last}" in page.url
    page.go_back()
    expect(page.locator("#chips")).not_to_contain_text("Dates")
    page.evaluate("watchline.callbacks.settled()")
    page.get_by_role("link", name="Paris talks: ").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chips")).to_contain_text("Paris talks")
    expect(page.get_by_role("link", name="Paris talks: ")).to_be_focused()
    page.evaluate("watchline.callbacks.settled()")
    x, y, *_ = page.evaluate(BAR)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y, steps=4)
    page.mouse.up()
    expect(page.locator("#chips")).to_contain_text("Dates")
    days = page.evaluate(
        "['from', 'to'].map(name => Date.parse(new URLSearchParams(location.search).get(name)))"
    )
    assert days[1] - days[0] > 30 * 86_400_000


def test_the_wheel_with_ctrl_shows_less_and_more_of_the_time(
    page: Page, server_url: str, wait_until: Wait
):
    """Around the pointer, never beyond the data; the filters and their numbers stay."""
    open_page(page, server_url, wait_until)
    page.evaluate("watchline.callbacks.settled()")
    total = page.locator("#summary").inner_text()
    x, y, *_ = page.evaluate(BAR)
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -500)
    page.keyboard.up("Control")
    wait_until(page, "location.search.includes('time=')")
    page.evaluate("watchline.callbacks.settled()")
    first, last = page.evaluate(SHOWN)
    assert "2024-12-01" < first < last < "2026-03-20"
    assert page.locator("#summary").inner_text() == total
    page.keyboard.down("Control")
    page.mouse.wheel(0, 9_000)
    page.keyboard.up("Control")
    wait_until(page, "location.search.includes('time=1974-05-31,2026-03-20')")
    page.evaluate("watchline.callbacks.settled()")
    page.go_back()
    page.evaluate("watchline.callbacks.settled()")
    assert page.evaluate(SHOWN) == [first, last]
    page.get_by_role("link", name="1 y", exact=True).click()
    wait_until(page, "location.search.includes('time=')")
    page.evaluate("watchline.callbacks.settled()")
    year = page.evaluate(SHOWN)
    page.get_by_text("Lines, scale").click()
    page.get_by_role("checkbox", name="4-week mean").click()
    expect(page.locator("#timeline-head")).to_contain_text("4-week mean")
    assert page.evaluate(SHOWN) == year
