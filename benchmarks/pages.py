"""How long a reader waits: the first look, and a click on a filter until all is redrawn.

``python -m benchmarks.pages ours=http://127.0.0.1:8050 plain=http://127.0.0.1:8060``: the pages are
opened in turn, each in a fresh browser, so that a busy moment strikes all of them.

Words are the first count of events, the map is its first stillness with all that was asked for; a
change is over with the last frame of the map, figure or text that follows it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-rasterization",  # pages are painted as they are without a graphics card
)
FILTERS: Final = '#actor-rows a[href*="actor="], #type-chips a[href*="type="], button.filter'
QUIET: Final = 700
"""Milliseconds without a change after which a page is done."""
PATIENCE: Final = 60
"""Seconds after which a page is given up."""

FOLLOW: Final = """(() => {
  const seen = { last: 0, words: 0, map: 0, frames: 0, began: 0, text: 0, plot: 0, asked: 0 };
  window.seen = seen;
  const now = () => performance.now();
  const touch = () => { seen.last = now(); };
  new MutationObserver((records) => {
    const said = records.some(({ target }) => !target.closest?.("#live-words, .js-plotly-plot"));
    if (!said) return;
    seen.text = now();
    touch();
    if (!seen.words && /[0-9] events/.test(document.body.innerText)) seen.words = now();
  }).observe(document, { childList: true, subtree: true, characterData: true });
  const hooked = new WeakSet();
  setInterval(() => {
    for (const gd of document.querySelectorAll(".js-plotly-plot")) {
      if (!hooked.has(gd) && gd.on) {
        hooked.add(gd);
        gd.on("plotly_afterplot", () => { seen.plot = now(); touch(); });
      }
      const map = gd._fullLayout?.map?._subplot?.map;
      if (!map || hooked.has(map)) continue;
      hooked.add(map);
      map.on("render", () => { seen.frames += 1; touch(); });
      map.on("idle", () => { if (gd.data?.[0]?.lon?.length !== 0) seen.map = now(); touch(); });
    }
  }, 30);
  addEventListener("click", () => { seen.began = now(); seen.frames = 0; }, true);
})()"""


@dataclass
class Taken:
    """Milliseconds of each opening and change, kilobytes of each opening, frames of each change."""

    words: list[float] = field(default_factory=list)
    map: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    text: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)


def still(page: Page) -> dict[str, float]:
    """Wait until nothing has changed for a while, and tell what was seen."""
    deadline = time.monotonic() + PATIENCE
    # a function to wait for is refused by the page's policy; a question is not
    while not page.evaluate(f"seen.map && seen.words && performance.now() - seen.last > {QUIET}"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{page.url} does not come to rest")
        page.wait_for_timeout(100)
    seen: dict[str, float] = page.evaluate("seen")
    return seen


def visit(browser: Browser, url: str, clicks: int, taken: Taken) -> None:
    """Open a page and click on some of its filters, going back in between."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(FOLLOW)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []

    def arrived(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    session.on("Network.loadingFinished", arrived)
    page.goto(url)
    seen = still(page)
    taken.words.append(seen["words"])
    taken.map.append(seen["map"])
    taken.kilobytes.append(sum(sizes) / 1000)
    close = page.get_by_role("button", name="Got it")
    if close.count():
        close.click()
        still(page)
    for number in range(clicks):
        places = page.locator(FILTERS)
        places.nth(number % min(places.count(), 12)).click()
        seen = still(page)
        taken.changes.append(seen["last"] - seen["began"])
        taken.text.append(seen["text"] - seen["began"])
        taken.frames.append(seen["frames"])
        if page.locator("#actor-rows").count():
            page.go_back()
            still(page)
    page.context.close()


def percentiles(values: Sequence[float]) -> str:
    """The median, and what 95 % do not exceed."""
    if len(values) < 2:  # noqa: PLR2004 - there is nothing to divide
        return f"{values[0]:.0f}"
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"{cuts[49]:.0f}/{cuts[94]:.0f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure pages in a browser, in turn.")
    parser.add_argument("pages", nargs="+", help="name=address")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--clicks", type=int, default=6)
    asked = parser.parse_args()
    pages = [text.split("=", 1) for text in asked.pages]
    taken = {name: Taken() for name, _ in pages}
    with sync_playwright() as playwright:
        for turn in range(asked.rounds):
            for name, url in pages if turn % 2 == 0 else pages[::-1]:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                visit(browser, url, asked.clicks, taken[name])
                browser.close()
    print(f"{'page':12} {'words':>11} {'map':>11} {'kB':>6} {'change':>11} {'text':>11} frames")
    for name, rows in taken.items():
        print(
            f"{name:12} {percentiles(rows.words):>11} {percentiles(rows.map):>11}"
            f" {statistics.median(rows.kilobytes):6.0f} {percentiles(rows.changes):>11}"
            f" {percentiles(rows.text):>11} {statistics.median(rows.frames):6.0f}"
        )


if __name__ == "__main__":
    main()
