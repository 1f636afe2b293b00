"""How fast files are read and imported, and how much memory that takes.

``make bench`` runs it; ``python -m benchmarks.imports --rows 1000000``. Each reading runs in a
process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import files
from geodata import regions
from geodata.imports import files as importing
from geodata.readers.generic.mapping import answered
from geodata.schema import Dataset
from geodata.store import Store

KINDS: Final = (
    ("acled", "csv", 1.0),
    ("ucdp", "csv", 1.0),
    ("gdelt", "tsv", 1.0),
    ("table", "csv", 1.0),
    ("table", "parquet", 1.0),
    ("table", "jsonl", 1.0),
    ("table", "geojson", 1.0),
    ("table", "xlsx", 0.1),
)
"""Kind of data, kind of file, and the part of the rows: a workbook holds fewer."""

MEGA: Final = 1024
"""Kilobytes, as the system counts a process's memory, in a megabyte."""


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGA


def read(path: Path) -> dict[str, Any]:
    """Read a file through, as ``watchline check`` does."""
    before = peak()
    began = time.perf_counter()
    found = importing.identify(path)
    chosen = found.guess.mapping if found.guess else None
    if chosen is not None:
        chosen = answered(chosen, "types.Air strike", "remote_violence")
    with tempfile.TemporaryDirectory() as folder:
        checked = importing.check(found, Path(folder), chosen=chosen)
    seconds = time.perf_counter() - began
    staged = checked.staged
    return {
        "kind": found.kind,
        "rows": staged.rows,
        "taken": staged.taken,
        "seconds": seconds,
        "before": before,
        "peak": peak(),
    }


def take(path: Path, store: Path) -> dict[str, Any]:
    """Import a file into a new store, as ``watchline import`` does."""
    found = importing.identify(path)
    with tempfile.TemporaryDirectory() as folder:
        checked = importing.check(found, Path(folder))
        before, began = peak(), time.perf_counter()
        with Store.open(store) as opened:
            dataset = Dataset("bench", "Bench", found.kind, "none", "generated")
            importing.commit(opened, checked, dataset)
        seconds = time.perf_counter() - began
        # the same file again: nothing is new
        began = time.perf_counter()
        with Store.open(store) as opened:
            again = importing.commit(opened, checked, dataset)
    return {
        "rows": checked.staged.taken,
        "seconds": seconds,
        "again": time.perf_counter() - began,
        "unchanged": again.unchanged,
        "before": before,
        "peak": peak(),
        "size": store.stat().st_size / 1e6,
    }


def locate(count: int) -> dict[str, Any]:
    """Put random points of the Levant into countries and governorates."""
    draw = np.random.default_rng(1)
    lon, lat = draw.uniform(34, 46, count), draw.uniform(29, 37, count)
    regions.locate(lon[:1], lat[:1])
    began = time.perf_counter()
    found = regions.locate(lon, lat)
    seconds = time.perf_counter() - began
    return {"points": count, "seconds": seconds, "located": count - found["admin1"].null_count}


def _apart(*words: str) -> dict[str, Any]:
    """Run a part of this in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.imports", *words],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _made(kind: str, rows: int, suffix: str) -> Path:
    """A file to read. A process starts with the peak of the one that started it, so that this
    one must not make it."""
    _apart("--make", kind, suffix, "--rows", str(rows))
    return files.path(kind, rows, suffix)


def report(rows: int) -> None:
    """Measure everything and print it."""
    print(
        f"{'file':18} {'rows':>10} {'taken':>10} {'s':>7} {'rows/s':>9} {'peak MB':>8} {'more':>6}"
    )
    for kind, suffix, share in KINDS:
        path = _made(kind, int(rows * share), suffix)
        found = _apart("--read", str(path))
        print(
            f"{kind + ' ' + suffix:18} {found['rows']:>10,} {found['taken']:>10,}"
            f" {found['seconds']:7.1f} {found['rows'] / found['seconds']:9,.0f}"
            f" {found['peak']:8.0f} {found['peak'] - found['before']:6.0f}"
        )
    found = _apart("--locate", str(rows))
    print(f"\nlocating {found['points']:,} points in admin-1: {found['seconds']:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "bench.duckdb"
        found = _apart("--take", str(_made("acled", rows, "csv")), "--store", str(store))
    print(
        f"importing {found['rows']:,} ACLED rows: {found['seconds']:.1f} s,"
        f" peak {found['peak']:.0f} MB, store {found['size']:.0f} MB;"
        f" the same file again: {found['again']:.1f} s"
    )


def main() -> None:
    """Measure one part, or all."""
    parser = argparse.ArgumentParser(description="Measure reading and importing files.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--read", type=Path)
    parser.add_argument("--take", type=Path)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--locate", type=int)
    parser.add_argument("--make", nargs=2)
    asked = parser.parse_args()
    if asked.make:
        kind, suffix = asked.make
        print(json.dumps({"made": str(files.write(kind, asked.rows, suffix))}))
    elif asked.read:
        print(json.dumps(read(asked.read)))
    elif asked.take:
        print(json.dumps(take(asked.take, asked.store)))
    elif asked.locate:
        print(json.dumps(locate(asked.locate)))
    else:
        report(asked.rows)


if __name__ == "__main__":
    main()
