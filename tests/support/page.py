"""The page in a browser: opening it, and asking its map."""

from __future__ import annotations

import threading
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

PARIS = "levant:2026-01-05-paris-fifth-round"


Wait = Callable[[Page, str], None]


MAP_READY = (
    "document.querySelector('#map .js-plotly-plot')?._fullLayout?.map?._subplot?.map?.loaded()"
)


MARKS = (
    "document.querySelector('#map .js-plotly-plot')"
    ".data[0].customdata.reduce((n, r) => n + r[4], 0)"
)


MAP_VIEW = (
    "(() => { const m = document.querySelector('#map .js-plotly-plot')"
    "._fullLayout.map._subplot.map; const c = m.getCenter();"
    " return [c.lng, c.lat, m.getZoom()].map(n => n.toFixed(5)).join() })()"
)


def open_page(page: Page, url: str, wait_until: Wait) -> None:
    """Open an address and wait until the map and the counts stand."""
    page.goto(url)
    expect(page.locator("#summary")).to_contain_text("event", timeout=20_000)
    expect(page.locator("#summary")).not_to_contain_text("Loading")
    wait_until(page, MAP_READY)


class Held:
    """Holds back what the page asks and has some words in it, until it is released."""

    def __init__(self, page: Page, words: str = "") -> None:
        self._page, self._words = page, words
        self._waiting: list[Route] = []
        self._free = threading.Event()
        page.route("**/_dash-update-component*", self._hold)

    def _hold(self, route: Route) -> None:
        if self._free.is_set() or self._words not in (route.request.post_data or ""):
            route.continue_()
        else:
            self._waiting.append(route)

    def await_one(self) -> None:
        """Wait until something is held."""
        while not self._waiting:
            self._page.wait_for_timeout(20)

    def release(self) -> None:
        """Let everything go that is held, once something is, and all that comes."""
        self.await_one()
        self._free.set()
        for route in self._waiting:
            route.continue_()
