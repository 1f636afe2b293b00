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
