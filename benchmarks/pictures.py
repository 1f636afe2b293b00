"""How long pictures take: drawn, as PNG and PDF, on the server and in the browser.

``python -m benchmarks.pictures``. Every figure of three views of the bundled set and of the
synthetic store of ``benchmarks.synthetic``; the second drawing of each counts, which is warm.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Final

from support.answers import reads

from benchmarks import synthetic
from benchmarks.bench import percentile
from dashboard.pictures import compose, render, request
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.query.cache import forget
from geodata.store import Store

VIEWS: Final = {
    "one event": "q=Beit+Jinn&from=2025-11-01&to=2025-11-30",
    "a month": "from=2025-07-01&to=2025-07-31&region=SYR-Sweida",
    "everything": "",
}
SIZES: Final = ("slide", "half-page", "page", "square")


def timed(work: Callable[[], object]) -> float:
    """Seconds of a call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(store: Store, name: str) -> None:
    """A line for each figure: drawing without any kept answer, PNG and PDF, over all sizes."""
    for kind in request.KINDS:
        drawing, png, pdf, kilobytes = [], [], [], []
        for view in VIEWS.values():
            for size in SIZES:
                asked, _ = request.read(f"{view}&kind={kind}&size={size}")
                made = reads(store, compose.draw, asked)
                forget(store)
                drawing.append(timed(lambda asked=asked: reads(store, compose.draw, asked)))  # type: ignore[misc]
                box = made.svg, made.width, made.height
                pixels = asked.size.pixels
                png.append(timed(lambda box=box, pixels=pixels: render.png(*box, pixels)))  # type: ignore[misc]
                pdf.append(timed(lambda box=box: render.pdf(*box, title="", about="")))  # type: ignore[misc]
                kilobytes.append(len(made.svg) / 1000)
        print(
            f"{name:<12} {kind:<10}"
            f" {1000 * percentile(drawing, 50):6.0f} {1000 * percentile(drawing, 95):6.0f}"
            f" {1000 * percentile(png, 50):6.0f} {1000 * percentile(png, 95):6.0f}"
            f" {1000 * percentile(pdf, 50):6.0f} {1000 * percentile(pdf, 95):6.0f}"
            f" {max(kilobytes):7.0f}"
        )


def main() -> None:
    """Measure the bundled set, then the synthetic one."""
    parser = argparse.ArgumentParser(description="Draw every figure in every size.")
    parser.add_argument("--events", type=int, default=synthetic.ROWS)
    asked = parser.parse_args()
    print(f"{'':<23} {'draw ms':>13} {'PNG ms':>13} {'PDF ms':>13}")
    heads = " ".join(f"{head:>6}" for head in ("p50", "p95") * 3)
    print(f"{'':<23} {heads}  SVG kB")
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        measure(store, "130")
    store, _ = synthetic.store(asked.events)
    with store:
        measure(store, f"{asked.events:,}")


if __name__ == "__main__":
    main()
