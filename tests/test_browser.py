"""The stories of a reader, in a real browser.

The fixtures fail a test on any trouble in the console and on any request to another host.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from support.page import MAP_READY, MAP_VIEW, MARKS, PARIS, Held, Wait, open_page

from geodata import actors

pytestmark = pytest.mark.browser

EVENTS = Path(__file__).parent.parent / "geodata" / "data" / "events.csv"
SWEIDA_JULY = "?from=2025-07-01&to=2025-07-31&region=SYR-Sweida"


def by_hand(first: date, last: date, region: str, actor: str) -> set[str]:
    """The ids of events by a reading of the CSV that uses nothing of the program's filters."""
    names = {actor, *actors.parts(actor)}
    found = set()
    with EVENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            start = date.fromisoformat(row["date_start"])
            end = date.fromisoformat(row["date_end"]) if row["date_end"] else start
            who = {one.split("|")[0] for one in row["actors"].split(";")}
            about = set(row["about"].split(";"))
            inside = start <= last and end >= first
            near = region in about or row.get("admin1") == region or _town_of(region, row)
            if inside and near and who & names:
                found.add(row["id"])
    return found


def _town_of(region: str, row: dict[str, str]) -> bool:
    towns = {"SYR-Sweida": ("Sweida", "Shahba")}
    return row["place"].startswith(towns[region])


def events_shown(page: Page) -> set[str]:
    """The ids in the list."""
    rows = page.locator("#event-list a.event-row")
    found: list[str] = rows.evaluate_all("rows => rows.map(row => row.dataset.event)")
    return {one.partition(":")[2] for one in found}


def test_filters_agree_everywhere(page: Page, browser: Browser, server_url: str, wait_until: Wait):
    """Israel, Sweida, July 2025: map, timeline, list, counts, chips and address agree with
    a count by hand; a reload and a second browser show the same; back undoes one step; the
    map does not move."""
    expected = by_hand(date(2025, 7, 1), date(2025, 7, 31), "SYR-Sweida", "Israel")
    assert expected
    open_page(page, server_url, wait_until)
    before = page.evaluate(MAP_VIEW)
    page.get_by_role("checkbox", name=re.compile("^Sweida")).first.click()
    expect(page.locator("#chips")).to_contain_text("Sweida")
    page.locator("#actor-rows").get_by_role("checkbox", name=re.compile("^Israel ")).click()
    page.evaluate("watchline.go({from: '2025-07-01', to: '2025-07-31'})")
    summary = page.locator("#summary")
    expect(summary).to_contain_text(f"{len(expected)} events")
    expect(page.locator("#event-list a.event-row")).to_have_count(len(expected))
    assert events_shown(page) == expected
    expect(page.locator("#chips")).to_contain_text("1–31 Jul 2025")
    expect(page.locator("#chips")).to_contain_text("Israel")
    expect(page.locator("#tabs")).to_contain_text(f"Events {len(expected)}")
    sums = [
        int(n)
        for n in re.findall(
            r"(\d+)(?= on this| elsewhere| country| without)",
            page.locator("#map-foot").inner_text(),
        )
    ]
    assert sum(sums) == len(expected)
    assert page.evaluate(MARKS) == sums[0] + sums[1]
    assert page.evaluate(MAP_VIEW) == before
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["actor"] == ["Israel"]
    assert asked["region"] == ["SYR-Sweida"]
    address = page.url

    page.reload()
    expect(summary).to_contain_text(f"{len(expected)} events")
    other = browser.new_page()
    other.goto(address)
    expect(other.locator("#summary")).to_contain_text(f"{len(expected)} events")
    expect(other.locator("#event-list a.event-row")).to_have_count(len(expected))
    assert events_shown(other) == expected
    other.close()

    page.go_back()
    expect(page.locator("#chips")).not_to_contain_text("Jul 2025")
    expect(page.locator("#chips")).to_contain_text("Israel")


def test_filters_chosen_faster_than_the_server_answers_are_all_kept(
    page: Page, server_url: str, wait_until: Wait
):
    """A second click adds to the first, though its link was drawn before it."""
    open_page(page, server_url, wait_until)
    held = Held(page)
    page.get_by_role("checkbox", name=re.compile("^Sweida")).first.click()
    page.locator("#actor-rows").get_by_role("checkbox", name=re.compile("^Israel ")).click()
    page.locator("#event-list a.event-row").first.click()
    held.release()
    expect(page.locator("#chips")).to_contain_text("Sweida")
    expect(page.locator("#chips")).to_contain_text("Israel")
    expect(page.locator("#detail .detail-title")).to_be_visible()
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["region"], asked["actor"]) == (["SYR-Sweida"], ["Israel"])


def test_letters_typed_while_the_server_answers_stay(page: Page, server_url: str, wait_until: Wait):
    """However late the answer to the first letters comes; going back fills the field."""
    open_page(page, server_url, wait_until)
    held = Held(page)
    page.locator("#search").focus()
    page.keyboard.type("ko")
    wait_until(page, "location.search.includes('q=ko')")
    page.keyboard.type("ya")
    held.release()
    expect(page.locator("#chips")).to_contain_text("koya")
    expect(page.locator("#search")).to_have_value("koya")
    page.go_back()
    expect(page.locator("#search")).to_have_value("ko")


def test_talks_about_a_region_are_found_and_marked(page: Page, server_url: str, wait_until: Wait):
    """Sweida finds the Paris talks about it, marked as subject; venue only drops them."""
    open_page(page, server_url + "?region=SYR-Sweida&q=paris", wait_until)
    talks = page.locator("#event-list a.event-row", has_text="Paris")
    expect(talks.first).to_contain_text("subject")
    page.get_by_role("link", name="venue only").click()
    expect(page.locator("#event-list")).not_to_contain_text("Paris")


def test_an_event_opens_with_its_sources(page: Page, server_url: str, wait_until: Wait):
    """A click on a line opens the event; its sources open in a new tab and learn nothing."""
    open_page(page, server_url, wait_until)
    first = page.locator("#event-list a.event-row").first
    title = first.locator(".title").inner_text()
    first.click()
    expect(page.locator("#detail .detail-title")).to_have_text(title)
    sources = page.locator("#detail .sources a")
    assert sources.count() >= 1
    for source in sources.all():
        assert source.get_attribute("target") == "_blank"
        assert source.get_attribute("rel") == "noopener noreferrer"
    page.keyboard.press("Escape")
    expect(page.locator("#events")).to_be_visible()


def test_the_list_keeps_its_place(page: Page, server_url: str, wait_until: Wait):
    """Back from an event far down, the list stands where it was, and so does the focus."""
    open_page(page, server_url, wait_until)
    row = page.locator("#event-list a.event-row").nth(40)
    row.scroll_into_view_if_needed()
    before = page.locator(".panel-body").evaluate("e => e.scrollTop")
    assert before > 500
    row.click()
    expect(page.locator("#detail .detail-title")).to_be_visible()
    page.go_back()
    expect(row).to_be_visible()
    wait_until(page, f"Math.abs(document.querySelector('.panel-body').scrollTop - {before}) < 40")
    expect(row).to_be_focused()
    assert page.evaluate("document.documentElement.scrollHeight") == 900


def test_far_talks_are_joined_to_their_subject(page: Page, server_url: str, wait_until: Wait):
    """The fifth Paris round shows venue and subject on one map, and goes back when closed."""
    open_page(page, server_url, wait_until)
    before = page.evaluate(MAP_VIEW)
    page.evaluate(f"watchline.go({{event: '{PARIS}'}})")
    expect(page.locator("#inset-box")).to_be_visible()
    expect(page.locator("#map-foot")).to_contain_text("venue to subject")
    wait_until(page, f"{MAP_VIEW} !== '{before}'")
    page.keyboard.press("Escape")
    expect(page.locator("#inset-box")).to_be_hidden()
    wait_until(page, f"{MAP_VIEW} === '{before}'")


def test_clicking_a_mark_shows_its_events(page: Page, server_url: str, wait_until: Wait):
    """A click on Damascus lists the events drawn there."""
    open_page(page, server_url, wait_until)
    at = page.evaluate(
        "(() => { const gd = document.querySelector('#map .js-plotly-plot');"
        "const i = gd.data[0].customdata.findIndex(r => r[2] === 'Damascus');"
        "const p = gd._fullLayout.map._subplot.map.project(gd.calcdata[0][i].lonlat);"
        "const b = gd.getBoundingClientRect(); return [b.left + p.x, b.top + p.y] })()"
    )
    page.mouse.move(*at)
    page.wait_for_timeout(300)
    page.mouse.click(*at)
    expect(page.locator("#events-head .place-head h2")).to_contain_text("Damascus: ")
    assert "place=" in page.url


def test_dragging_the_brush_sets_the_dates(page: Page, server_url: str, wait_until: Wait):
    """The right handle of the timeline, moved with the arrow key, moves the last day."""
    open_page(page, server_url + SWEIDA_JULY, wait_until)
    handle = page.get_by_role("slider", name="Last day")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#chips")).to_contain_text("1–30 Jul 2025")


def test_an_empty_result_says_what_to_loosen(page: Page, server_url: str, wait_until: Wait):
    """Four filters without an event: each is named with what its removal would give."""
    url = "?from=2025-03-21&to=2026-03-20&region=SYR&type=humanitarian&storyline=Paris+talks"
    open_page(page, server_url + url, wait_until)
    expect(page.locator(".empty h2")).to_have_text("No events match these four filters")
    expect(page.locator(".empty")).to_contain_text("not proof that nothing happened")
    page.locator(".empty a.button").first.click()
    expect(page.locator("#event-list a.event-row").first).to_be_visible()


def test_junk_in_a_link_is_said(page: Page, server_url: str, wait_until: Wait):
    """A link with mistakes opens and says what was not understood."""
    open_page(page, server_url + "?region=ATLANTIS&from=yesterday", wait_until)
    expect(page.locator("#notices")).to_contain_text("ATLANTIS")
    expect(page.locator("#notices")).to_contain_text("yesterday")


def test_the_page_can_be_used_with_the_keyboard(page: Page, server_url: str, wait_until: Wait):
    """Every stop of the tab key is visible and named; search, arrows and Escape work."""
    open_page(page, server_url, wait_until)
    seen = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "(() => { const e = document.activeElement; const b = e.getBoundingClientRect();"
            "return [e.tagName, b.width * b.height > 0, (e.getAttribute('aria-label')"
            " || e.title || e.innerText || e.placeholder || '').trim(), e.id,"
            " getComputedStyle(e).outlineStyle] })()"
        )
        if stop[0] == "BODY":
            break
        seen.append(stop)
    assert len(seen) > 40
    assert [stop for stop in seen if not stop[1] or not stop[2]] == []
    reached = {stop[3] for stop in seen}
    assert {"search", "theme-button", "zoom-in", "copy-link", "timeline-table-button"} <= reached
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("koya")
    expect(page.locator("#chips")).to_contain_text("koya")
    rows = page.locator("#event-list a.event-row")
    expect(rows).to_have_count(1)
    rows.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#detail .detail-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(rows.first).to_be_focused()


def test_the_rail_folds_away_and_comes_back(page: Page, server_url: str, wait_until: Wait):
    """Folded, the rail leaves its width to the map; searching with the slash unfolds it."""
    open_page(page, server_url, wait_until)
    width = "document.querySelector('#map-area').clientWidth"
    before = page.evaluate(width)
    page.get_by_role("button", name="Show or hide the filters").click()
    expect(page.locator("#rail")).to_be_hidden()
    wait_until(page, f"{width} === {before} + 280")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()


def test_a_choice_keeps_the_focus(page: Page, server_url: str, wait_until: Wait):
    """After a filter is chosen with the space bar, the keyboard stays where it was."""
    open_page(page, server_url, wait_until)
    box = page.get_by_role("checkbox", name=re.compile("^Buffer zone"))
    box.focus()
    page.keyboard.press(" ")
    expect(page.locator("#chips")).to_contain_text("Buffer zone")
    again = page.get_by_role("checkbox", name=re.compile("^Buffer zone"))
    expect(again).to_be_focused()
    expect(again).to_have_attribute("aria-checked", "true")


def test_tables_stand_behind_the_pictures(page: Page, server_url: str, wait_until: Wait):
    """The map and the timeline are also tables, whose numbers add up."""
    open_page(page, server_url + SWEIDA_JULY, wait_until)
    events = int(page.locator("#summary strong").inner_text().split()[0])
    page.get_by_role("button", name="The timeline as a table").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Events by day of start")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="The timeline as a table")).to_be_focused()
    page.get_by_role("button", name="The map as a table").click()
    expect(dialog).to_contain_text(f"{events} events")


def test_the_phone_shows_everything_in_one_column(page: Page, server_url: str, wait_until: Wait):
    """On a phone, nothing is wider than the screen and the filters open in a drawer."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server_url, wait_until)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Filters").click()
    expect(page.locator("#rail")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("^Buffer zone")).click()
    page.keyboard.press("Escape")
    expect(page.locator("#rail")).to_be_hidden()
    expect(page.locator("#chips")).to_contain_text("Buffer zone")


def test_home_leads_back_and_stays(page: Page, server_url: str, wait_until: Wait):
    """After zooming in, the home button shows all again; a change of filter leaves it there."""
    page.goto(server_url)
    wait_until(page, MAP_READY)
    first = float(page.evaluate(MAP_VIEW).split(",")[2])
    for level in (1, 2, 3):
        page.click("#zoom-in")
        wait_until(page, f"Number({MAP_VIEW}.split(',')[2]) > {first + 0.8 * level}")
    page.click("#home")
    wait_until(page, f"Number({MAP_VIEW}.split(',')[2]) < {first + 0.5}")
    home = page.evaluate(MAP_VIEW)
    page.evaluate("window.watchline.go({type: ['battle']})")
    wait_until(page, "document.querySelector('#summary').innerText.includes('Battle')")
    page.wait_for_timeout(1_000)
    assert page.evaluate(MAP_VIEW) == home
