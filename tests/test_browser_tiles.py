"""The base map in a browser: what it asks for, and what it shows of the world."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from support.page import MAP_READY, Wait, open_page

from dashboard import tiles

pytestmark = pytest.mark.browser

DRAWN = """layer => document.querySelector('#map .js-plotly-plot')._fullLayout.map._subplot.map
    .queryRenderedFeatures({ layers: [layer] }).map(one => one.properties.name)"""
"""The names that a layer shows."""


def test_a_change_of_filter_asks_for_no_part_of_the_base_map(
    page: Page, server_url: str, wait_until: Wait
):
    """It is fetched and cut once; a filter, an event and the boundary view change its look only."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, server_url, wait_until)
    assert any(tiles.ROOT in url for url in asked)
    asked.clear()
    page.get_by_role("checkbox", name=re.compile("^Sweida")).first.click()
    expect(page.locator("#chips")).to_contain_text("Sweida")
    page.locator("#event-list a.event-row").first.click()
    expect(page.locator("#detail .detail-title")).to_be_visible()
    page.evaluate("watchline.go({boundaries: 'defacto'})")
    expect(page.locator("#map-foot")).to_contain_text("De facto")
    wait_until(page, MAP_READY)
    assert asked
    assert [url for url in asked if tiles.ROOT in url or "geo" in url] == []


def test_any_part_of_the_world_has_towns_regions_and_countries(
    page: Page, server_url: str, wait_until: Wait
):
    """Around Kharkiv as around Damascus."""
    open_page(page, f"{server_url}/?map=49.6,36.2,6.6", wait_until)
    wait_until(
        page,
        "document.querySelector('#map .js-plotly-plot')._fullLayout.map._subplot.map"
        ".queryRenderedFeatures({ layers: ['countries'] }).length > 0",
    )
    assert "Poltava" in page.evaluate(DRAWN, "towns")
    assert "Ukraine" in page.evaluate(DRAWN, "countries")
    assert page.evaluate(DRAWN, "line-admin1")


def test_the_world_is_there_once(page: Page, server_url: str, wait_until: Wait):
    """As far out as one can go, no place is on the map twice."""
    open_page(page, f"{server_url}/?map=20,0,0", wait_until)
    west, _, east, _ = page.evaluate("watchline.map.bounds()")
    assert east - west <= 360


COUNT_DATA = """() => {
    const map = document.querySelector('#map .js-plotly-plot')._fullLayout.map._subplot.map;
    window.given = [];
    for (const name of ['marks', 'link', 'countries', 'hexagons']) {
        const source = map.getSource(name);
        const setData = source.setData.bind(source);
        source.setData = (data) => { window.given.push(name); return setData(data); };
    }
}"""
"""Notes which sources of the map are given features from now on."""


def test_a_change_of_filter_draws_the_marks_once(page: Page, server_url: str, wait_until: Wait):
    """No part of the map that stays as it is is drawn again, or it would flicker and wait."""
    open_page(page, server_url, wait_until)
    page.wait_for_timeout(1000)  # names of countries follow the first stillness
    page.evaluate(COUNT_DATA)
    page.locator('#actor-rows a[href*="actor="]').nth(1).click()
    expect(page.locator("#chips a")).not_to_have_count(0)
    wait_until(page, "window.given.includes('marks')")
    wait_until(page, MAP_READY)
    page.wait_for_timeout(1000)
    given = page.evaluate("window.given")
    assert given.count("marks") == 1
    assert given.count("link") == given.count("hexagons") == 0
    assert given.count("countries") <= 1


def test_the_line_around_an_area_comes_and_goes(page: Page, server_url: str, wait_until: Wait):
    """It is a trace of its own, which the map keeps over a change of its style."""
    lines = """() => { const plot = document.querySelector('#map .js-plotly-plot');
        const map = plot._fullLayout.map._subplot.map;
        return map.getStyle().layers.filter(({ source, type }) =>
            source?.startsWith('source-') && type === 'line'
            && map.querySourceFeatures(source).length).length; }"""
    open_page(page, server_url, wait_until)
    page.evaluate("watchline.go({area: '36 32.5,37 32.5,37 33.5'})")
    wait_until(page, f"({lines})() === 1")
    page.click("#theme-button")
    wait_until(page, f"({lines})() === 1")
    page.evaluate("watchline.go({area: null, type: ['battle']})")
    wait_until(page, f"({lines})() === 0")
