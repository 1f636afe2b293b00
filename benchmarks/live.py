"""How soon a published event is on the page, for one browser and for fifty, and after an outage.

``python -m benchmarks.live --batches 100 --clients 50 --seconds 90``. A publisher of this
machine gives out a file in the form of GDELT; ``watchline serve`` reads it every second. What
is reported: from publishing to the poll that finds it, from that poll to the message, to the
counts in an open Chromium, to the counts of clients that each have filters of their own; what
the page says while the server is away and while the network is; the memory of the server.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import httpx2
from playwright.sync_api import Page, sync_playwright

from benchmarks.bench import percentile
from benchmarks.feeds import EVENTS, FEED, Publisher

ROOT: Final = Path(__file__).parent.parent
CHROMIUM: Final = Path("/usr/bin/chromium")
PATIENCE: Final = 120.0
GAP: Final = (1.5, 2.5)
"""Seconds between two batches."""

TYPES: Final = ("violence", "diplomacy", "posture", "demonstrations", "politics", "humanitarian")
SUMMARY: Final = "summary-tree.tree"
WATCH: Final = """
window.counted = [];
document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const found = document.querySelector("#summary strong")?.textContent || "";
  const number = Number(found.replace(/[^0-9]/g, ""));
  const last = window.counted.at(-1);
  if (number && (!last || last[1] !== number)) window.counted.push([Date.now() / 1000, number]);
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true }));
"""


class Files(dict[str, bytes]):
    """The published files, and when each was first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: dict[str, float] = {}

    def get(self, path: str, default: bytes | None = None) -> bytes | None:  # type: ignore[override] # one kind of default
        """The file, if there is one."""
        found = super().get(path, default)
        if found is not None:
            self.fetched.setdefault(path, time.time())
        return found


class Served:
    """`watchline serve` on a folder, which can be ended and begun again on its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = self.begin()

    def begin(self) -> subprocess.Popen[bytes]:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "watchline", "serve", "--port", str(self.port)]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "WATCHLINE_DATA": str(self.folder)}
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                httpx2.get(f"{self.url}/healthz", timeout=2).raise_for_status()
            except httpx2.HTTPError:
                time.sleep(0.1)
            else:
                return self.process
        raise SystemExit("the server did not start")

    def end(self) -> None:
        """Stop it."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)

    def memory(self) -> float:
        """Its resident memory in MB."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * 4096 / 1e6


class Batch(NamedTuple):
    """One file: when it was published and when the poll fetched it (seconds since 1970), and
    how many events there are with it."""

    published: float
    fetched: float
    events: int


class Place(NamedTuple):
    """What is measured: the server, what publishes to it, the files of that, and how many events
    the server has besides."""

    served: Served
    publisher: Publisher
    files: Files
    base: int

    def publish(self) -> Batch:
        """Give out one more file and wait until it was fetched."""
        published = time.time()
        self.publisher.publish()
        path = list(self.files)[-1]
        end = time.monotonic() + PATIENCE
        while path not in self.files.fetched:
            if time.monotonic() > end:
                raise SystemExit("a file was never fetched")
            time.sleep(0.01)
        return Batch(published, self.files.fetched[path], len(self.publisher.served))

    def pause(self) -> None:
        """Wait a while between two batches."""
        time.sleep(self.publisher.draw.uniform(*GAP))


class Ear(threading.Thread):
    """Hears the stream as a page does, and notes when."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.heard: list[tuple[float, int]] = []

    def run(self) -> None:
        """Listen until the server goes."""
        try:
            with httpx2.stream("GET", f"{self.url}/live", timeout=None) as answer:
                for line in answer.iter_lines():
                    if line.startswith("data: "):
                        self.heard.append((time.time(), int(line.rpartition("-")[2])))
        except httpx2.HTTPError:
            return


def spread(label: str, seconds: list[float]) -> None:
    """Print a line of a table."""
    if not seconds:
        print(f"{label:<52} nothing was measured")
        return
    p50, p95 = percentile(seconds, 50), percentile(seconds, 95)
    print(f"{label:<52} p50 {p50:6.2f} s  p95 {p95:6.2f} s  max {max(seconds):6.2f} s")


def first_after(noted: list[tuple[float, int]], at: float, least: int) -> float | None:
    """When something was noted that is so much at least, after a moment."""
    return next((when for when, number in noted if when >= at and number >= least), None)


def shown(page: Page, events: int, seconds: float = PATIENCE) -> None:
    """Wait until the page counts so many events."""
    end = time.monotonic() + seconds
    while not page.evaluate(f"() => (window.counted.at(-1) || [0, 0])[1] >= {events}"):
        if time.monotonic() > end:
            raise SystemExit(f"the page never counted {events} events")
        page.wait_for_timeout(50)


@contextmanager
def chromium(url: str) -> Iterator[Page]:
    """A page of the dashboard in a browser, which notes when it counts what."""
    with sync_playwright() as playwright:
        found = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
        args = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]
        browser = playwright.chromium.launch(args=args, **found)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCH)
        page.goto(url)
        page.wait_for_timeout(5000)
        yield page
        browser.close()


def one_browser(place: Place, page: Page, batches: int) -> None:
    """Publish, and see when the message and the page's counts came."""
    ear, base = Ear(place.served.url), place.base
    ear.start()
    done: list[Batch] = []
    for _ in range(batches):
        place.pause()
        done.append(place.publish())
        shown(page, base + done[-1].events)
    counted = [(at, int(number)) for at, number in page.evaluate("() => window.counted")]
    messages, pages = [], []
    for batch in done:
        if heard := first_after(ear.heard, batch.fetched, 0):
            messages.append(heard - batch.fetched)
        if seen := first_after(counted, batch.fetched, base + batch.events):
            pages.append(seen - batch.fetched)
    print(f"\nOne browser, {batches} batches of {EVENTS} events, a poll every second")
    spread("publish → the poll that finds it", [one.fetched - one.published for one in done])
    spread("that poll → stored and told (the message)", messages)
    spread("that poll → the counts of the open page", pages)
    whole = [wait + one.fetched - one.published for wait, one in zip(pages, done, strict=False)]
    spread("publish → the counts of the open page", whole)


class Question:
    """How many events match: as the page asks for the line in its header, or as the API does."""

    def __init__(self, url: str, *, api: bool) -> None:
        self.url = url
        self.key = ""
        if not api:
            found = httpx2.get(f"{url}/_dash-dependencies", timeout=60).json()
            (self.key,) = (one["output"] for one in found if SUMMARY in one["output"])

    def request(self, query: str) -> httpx2.Request:
        """What is sent."""
        if not self.key:
            return httpx2.Request("GET", f"{self.url}/api/v1/summary?{query}")
        parts = [part.rpartition(".") for part in self.key.strip(".").split("...")]
        said = {
            "output": self.key,
            "outputs": [{"id": name, "property": prop} for name, _, prop in parts],
            "inputs": [{"id": "query", "property": "data", "value": query}],
            "state": [],
            "changedPropIds": ["query.data"],
        }
        return httpx2.Request("POST", f"{self.url}/_dash-update-component", json=said)

    def number(self, answer: httpx2.Response) -> int:
        """What is answered."""
        found = answer.raise_for_status().json()
        if not self.key:
            return int(found["events"])
        words = str(found["response"]["summary-tree"]["tree"][0][2])
        return int(words.partition(" ")[0].replace(",", ""))

    def now(self, query: str) -> int:
        """The number at this moment."""
        with httpx2.Client(trust_env=False, timeout=60) as http:
            return self.number(http.send(self.request(query)))


class Client:
    """What a page with filters of its own does with messages, without the page."""

    def __init__(self, query: str, question: Question) -> None:
        self.query = query
        self.question = question
        self.answered: list[tuple[float, int]] = []
        self.total = -1
        self._heard = self._answered = 0

    async def run(self, http: httpx2.AsyncClient, url: str) -> None:
        """Listen, and ask again after each message."""
        asking: set[asyncio.Task[None]] = set()
        async with http.stream("GET", f"{url}/live", timeout=None) as answer:
            async for line in answer.aiter_lines():
                if not line.startswith("data: "):
                    continue
                self._heard = int(line.rpartition("-")[2])
                if not asking:
                    task = asyncio.create_task(self._ask(http))
                    asking.add(task)
                    task.add_done_callback(asking.discard)

    async def _ask(self, http: httpx2.AsyncClient) -> None:
        while self._answered != self._heard:
            heard = self._heard
            try:
                answer = await http.send(self.question.request(self.query))
            except httpx2.TransportError:
                # the server closed an idle connection: browsers ask again too
                await asyncio.sleep(0.05)
                continue
            self.total = self.question.number(answer)
            self._answered = heard
            self.answered.append((time.time(), heard))


def filters(number: int) -> str:
    """Filters that differ for every client."""
    first = 1 + number // len(TYPES) % 20
    return f"type={TYPES[number % len(TYPES)]}&from=2026-01-{first:02}"


async def listen(clients: list[Client], url: str, stop: threading.Event) -> None:
    """All clients at once, until it is enough."""
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(limits=limits, trust_env=False, timeout=60) as http:
        tasks = [asyncio.create_task(one.run(http, url)) for one in clients]
        await asyncio.to_thread(stop.wait)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def many_clients(place: Place, number: int, batches: int, *, api: bool) -> None:
    """Publish, and see when every client had counted anew, and whether all count right."""
    served = place.served
    question = Question(served.url, api=api)
    clients = [Client(filters(one), question) for one in range(number)]
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(listen(clients, served.url, stop)))
    thread.start()
    ear = Ear(served.url)
    ear.start()
    time.sleep(3)
    before = served.memory()
    done: list[tuple[Batch, int]] = []
    for _ in range(batches):
        place.pause()
        batch = place.publish()
        end = time.monotonic() + PATIENCE
        while first_after(ear.heard, batch.fetched, 0) is None and time.monotonic() < end:
            time.sleep(0.02)
        done.append((batch, ear.heard[-1][1]))
    time.sleep(10)
    stop.set()
    thread.join(timeout=20)
    taken = [
        when - batch.fetched
        for batch, version in done
        for one in clients
        if (when := first_after(one.answered, batch.fetched, version))
    ]
    right = sum(one.total == question.now(one.query) for one in clients)
    print(f"\n{number} clients, each with filters of its own, {batches} batches")
    spread("the poll that finds a batch → counted by a client", taken)
    print(f"answers missing: {len(done) * number - len(taken)} of {len(done) * number}")
    print(f"clients that end at the right number: {right} of {number}")
    print(f"memory of the server: {before:.0f} MB before, {served.memory():.0f} MB after")


def badge(page: Page, seconds: float, said: list[tuple[float, str]], began: float) -> None:
    """Note the words of the badge as they change."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        words = page.locator("#live-words").inner_text()
        if not said or said[-1][1] != words:
            said.append((time.monotonic() - began, words))
        page.wait_for_timeout(250)


def outages(place: Place, page: Page, seconds: float) -> None:
    """Take the server away, then the network; see what the page says, and that it catches up."""
    served, publisher = place.served, place.publisher
    print(f"\nThe server is away for {seconds:g} s")
    said: list[tuple[float, str]] = []
    began = time.monotonic()
    served.end()
    publisher.publish()
    badge(page, seconds, said, began)
    served.begin()
    ready = time.monotonic()
    shown(page, place.base + len(publisher.served))
    badge(page, 3, said, began)
    print(f"caught up {time.monotonic() - ready - 3:.1f} s after the server answered again")
    _print(said)
    print(f"\nThe network is away for {seconds:g} s")
    said, began = [], time.monotonic()
    page.context.set_offline(True)
    place.publish()
    badge(page, seconds, said, began)
    page.context.set_offline(False)
    back = time.monotonic()
    shown(page, place.base + len(publisher.served))
    print(f"caught up {time.monotonic() - back:.1f} s after the network came back")
    badge(page, 3, said, began)
    _print(said)


def _print(said: list[tuple[float, str]]) -> None:
    for at, words in said:
        print(f"  {at:6.1f} s  {words}")


def settle(served: Served, publisher: Publisher) -> int:
    """Wait until all that was published is stored; how many other events there are."""
    found = -1
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = httpx2.get(f"{served.url}/api/v1/summary?data=soak", timeout=60).json()
        if answer["events"] == len(publisher.served):
            found = httpx2.get(f"{served.url}/healthz", timeout=60).json()["events"]
            return int(found) - len(publisher.served)
        time.sleep(0.2)
    raise SystemExit("what was published is not in the store")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description="How soon pages show what was published.")
    parser.add_argument("--batches", type=int, default=100)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=40, help="how long outages last")
    parser.add_argument("--api", action="store_true", help="clients ask the API, not the page")
    asked = parser.parse_args()
    publisher = Publisher()
    publisher.draw = random.Random(2)
    publisher.files = files = Files()
    publisher.publish()
    with tempfile.TemporaryDirectory() as folder:
        said = FEED.format(url=publisher.url) + 'every = "1 s"\n'
        (Path(folder) / "feeds.toml").write_text(said, encoding="utf-8")
        served = Served(Path(folder))
        try:
            place = Place(served, publisher, files, settle(served, publisher))
            start = served.memory()
            with chromium(served.url) as page:
                one_browser(place, page, asked.batches)
                print(f"memory: {start:.0f} MB at the start, {served.memory():.0f} MB now")
                many_clients(place, asked.clients, max(asked.batches // 4, 3), api=asked.api)
                outages(place, page, asked.seconds)
            print(f"\nmemory of the server at the end: {served.memory():.0f} MB")
        finally:
            served.end()


if __name__ == "__main__":
    main()
