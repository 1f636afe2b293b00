"""People's own zones in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import served
from playwright.sync_api import Page, expect
from support import zone_files
from support.page import MAP_READY, MAP_VIEW

from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Store

pytestmark = pytest.mark.browser

DRAWN = (
    "(() => { const m = document.querySelector('#map .js-plotly-plot')._fullLayout.map._subplot"
    ".map; const on = (id) => new Set(m.queryRenderedFeatures({ layers: [id] })"
    ".map((f) => f.properties.name)); return m.getLayer('own-zone-outlines')"
    " ? [...on('own-zone-outlines'), ...on('own-zone-lines')].sort().join() : '' })()"
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve the page on the bundled events and zones."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        zone_files.load(store)
        with served(store) as address:
            yield address


def test_zones_are_drawn_chosen_and_follow_the_dates(
    page: Page, url: str, wait_until: Callable[[Page, str], None]
):
    """The map draws the zones in force, does not move when one is chosen, and stays quiet."""
    page.goto(f"{url}/?from=2025-07-01&to=2025-07-31&map=32.9,36.3,8")
    wait_until(page, MAP_READY)
    wait_until(page, f"{DRAWN} === 'Around Damascus,Front,Sweida'")
    view = page.evaluate(MAP_VIEW)
    page.locator("[data-key='zone:own:Sweida']").click()
    expect(page.locator("#chips")).to_contain_text("ZoneSweida")
    expect(page.locator("#summary")).to_contain_text("Sweida")
    wait_until(page, f"{MAP_READY} && {DRAWN} === 'Around Damascus,Front,Sweida'")
    assert page.evaluate(MAP_VIEW) == view
    page.locator("[data-key^='chip:dates']").click()
    wait_until(page, f"{DRAWN} === 'Around Damascus,At first,Front,South of it,Sweida'")
    assert page.evaluate(MAP_VIEW) == view
