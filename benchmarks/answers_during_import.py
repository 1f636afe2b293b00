"""How long a count takes while a large file is imported and data sets are hidden and shown.

``python -m benchmarks.answers_during_import --rows 200000``. A real server and its command line;
the same counts are asked of it before, so that the figures stand side by side.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx2
from dash import Dash
from support.callback_client import request

from benchmarks import files
from benchmarks.bench import percentile, states
from dashboard import ids
from dashboard.state import View, write
from geodata.store import Store
from watchline.web.app import create_app

SECONDS: Final = 20.0
"""How long the quiet server is asked."""
PAUSE: Final = 0.05
HIDING: Final = 0.5
TIMEOUT: Final = 120.0


class Asking(threading.Thread):
    """Asks until ``stop``; the milliseconds of every answer."""

    def __init__(self, ask: Callable[[httpx2.Client], None], url: str, pause: float) -> None:
        super().__init__(daemon=True)
        self.ask, self.url, self.pause = ask, url, pause
        self.milliseconds: list[float] = []
        self._ended = threading.Event()

    def run(self) -> None:
        """Ask one after the other."""
        with httpx2.Client(base_url=self.url, timeout=TIMEOUT) as client:
            while not self._ended.wait(self.pause):
                began = time.perf_counter()
                self.ask(client)
                self.milliseconds.append((time.perf_counter() - began) * 1000)

    def stop(self) -> list[float]:
        """End, and what was measured."""
        self._ended.set()
        self.join()
        return self.milliseconds


def counts(app: Dash, seed: int) -> Callable[[httpx2.Client], None]:
    """The header's count for other filters at every question."""
    draw = random.Random(seed)

    def ask(client: httpx2.Client) -> None:
        (state,) = states(1, draw.randrange(1 << 30))
        values = {"query.data": write(View(filters=state))}
        answer: Any = request(app, client, f"{ids.tree(ids.SUMMARY)}.tree", values)
        answer.raise_for_status()

    return ask


def hiding(app: Dash) -> Callable[[httpx2.Client], None]:
    """Hides the bundled set and shows it, in turn, as the dialog does."""
    acts = iter(["hide", "show"] * 1_000_000)

    def ask(client: httpx2.Client) -> None:
        values = {"data-ask.data": {"act": next(acts), "source": "levant"}}
        answer: Any = request(app, client, "data-view.data", values, "data-ask.data")
        answer.raise_for_status()

    return ask


def report(label: str, milliseconds: list[float]) -> None:
    """A line of the table."""
    found = [percentile(milliseconds, part) for part in (50, 95)]
    print(
        f"{label:28} {len(milliseconds):6,} answers  p50 {found[0]:6.0f} ms  p95 {found[1]:6.0f} ms"
        f"  longest {max(milliseconds):6.0f} ms"
    )


def measure(url: str, folder: Path, file: Path) -> None:
    """Ask the quiet server, then the one that imports."""
    app = create_app(Store.open(None))
    before = Asking(counts(app, 1), url, PAUSE)
    before.start()
    time.sleep(SECONDS)
    report("a count, quiet", before.stop())
    during = Asking(counts(app, 2), url, PAUSE)
    writing = Asking(hiding(app), url, HIDING)
    during.start()
    writing.start()
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "watchline", "import", str(file), "--data", str(folder)],
        check=True,
        capture_output=True,
    )
    seconds = time.perf_counter() - began
    report("a count during the import", during.stop())
    report("hiding or showing, waiting", writing.stop())
    print(f"the import took {seconds:.0f} s")


def main() -> None:
    """Serve, measure and print."""
    parser = argparse.ArgumentParser(description="Measure answers during an import.")
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_args().rows
    file = files.write("acled", rows)
    with tempfile.TemporaryDirectory() as folder:
        serving = [sys.executable, "-m", "watchline", "serve", "--port", "0", "--data", folder]
        with subprocess.Popen(serving, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own program
            assert server.stdout is not None  # noqa: S101 - it is piped
            url = None
            while url is None:
                url = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
            try:
                measure(url[0], Path(folder), file)
            finally:
                server.terminate()
                server.communicate()


if __name__ == "__main__":
    main()
