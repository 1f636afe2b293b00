"""How fast a whole result is written to a file, and how much memory that takes.

``make bench`` runs it; ``python -m benchmarks.exports --events 1000000``. Each file is written in
a process of its own, so that its peak memory is its own. A workbook holds fewer rows, and gets a
tenth.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks import synthetic
from benchmarks.imports import peak
from geodata import writers
from geodata.filters import Filters

FORMATS: Final = (
    ("csv", 1.0),
    ("zip", 1.0),
    ("geojson", 1.0),
    ("parquet", 1.0),
    ("gpkg", 1.0),
    ("xlsx", 0.1),
)
"""Formats, and the part of the events that each is given."""


def write(name: str, events: int) -> dict[str, Any]:
    """Write every event of the synthetic store into a file that is thrown away."""
    store, _ = synthetic.store(events)
    with store, store.read() as db, tempfile.TemporaryDirectory(dir=synthetic.OUT) as folder:
        before = peak()
        began = time.perf_counter()
        prepared = writers.prepare(db, Filters(), link="", now=datetime.now(UTC))
        first = time.perf_counter() - began
        path = Path(folder) / f"out{writers.WRITERS[name].suffix}"
        writers.save(name, prepared, path)
        return {
            "events": prepared.about.shown,
            "first": first,
            "seconds": time.perf_counter() - began,
            "megabytes": path.stat().st_size / 1e6,
            "before": before,
            "peak": peak(),
        }


def main() -> None:
    """Write each format and print a table."""
    parser = argparse.ArgumentParser(description="Measure writing files.")
    parser.add_argument("--events", type=int, default=synthetic.ROWS)
    parser.add_argument("--only", choices=[name for name, _ in FORMATS])
    parser.add_argument("--one", help="write one format and print what it took, as JSON")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(write(asked.one, asked.events)))
        return
    print(f"{'format':10}{'events':>12}{'seconds':>10}{'events/s':>12}{'MB':>8}{'peak MB':>10}")
    for name, part in FORMATS:
        if asked.only not in {None, name}:
            continue
        events = int(asked.events * part)
        # a process that has once been large counts as large in those that it starts
        _apart("benchmarks.synthetic", "--rows", str(events))
        took = json.loads(_apart("benchmarks.exports", "--one", name, "--events", str(events)))
        print(
            f"{name:10}{took['events']:12,}{took['seconds']:10.1f}"
            f"{took['events'] / took['seconds']:12,.0f}{took['megabytes']:8.0f}{took['peak']:10.0f}"
        )


def _apart(module: str, *arguments: str) -> str:
    """What a program says that runs in a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return done.stdout


if __name__ == "__main__":
    main()
