"""How long it takes to flag possible duplicates between two large data sets, and the memory.

``python -m benchmarks.duplicates --rows 400000 --others 3000000``. The tables are filled
directly, with the columns that flagging reads: writing so many events through the store
takes many minutes and is measured by ``benchmarks.synthetic``. Places and actors are as
skewed as there; one event in twenty of the smaller set is in the larger one too, a little
away and up to a day later. Then a further thousand events are flagged, as after an update.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.synthetic import ACTORS, DAYS, FIRST_DAY, SEED, TOWNS, Generator, Ints
from geodata import regions as places
from geodata.schema import EVENT_TYPES, GROUPS
from geodata.store import duplicates
from geodata.store.codes import temp_rows
from geodata.store.tables import TABLES

PRECISIONS: Final = ("exact", "town", "admin2", "admin1")
SHARES: Final = (0.17, 0.57, 0.11, 0.15)
TWICE: Final = 0.05
UPDATE: Final = 1000
Columns = dict[str, Ints]


def build(file: Path, rows: int, others: int) -> None:
    """Fill a store of two data sets."""
    random = np.random.default_rng(SEED)
    generator = Generator(SEED)
    con = duckdb.connect(file)
    con.execute("SET enable_progress_bar = FALSE")
    con.execute(TABLES)
    regions = [region for region in places.regions().values() if region.level == "admin1"]
    _small_tables(con, generator, len(regions))
    smaller = _events(random, generator, rows, len(regions))
    larger = _events(random, generator, others, len(regions))
    known = random.choice(rows, min(int(rows * TWICE), others), replace=False)
    also = random.choice(others, len(known), replace=False)
    for name in ("day", "long", "precision", "town", "region", "grp"):
        larger[name][also] = smaller[name][known]
    larger["day"][also] += random.integers(0, 2, len(also))
    named = (smaller["actors"], larger["actors"])
    named[1][also] = named[0][known]
    for at, columns in enumerate((smaller, larger)):
        _insert(con, columns, first=1 + at * rows, dataset=at)
    con.close()


def _small_tables(con: duckdb.DuckDBPyConnection, generator: Generator, regions: int) -> None:
    """Profiles of both sets, a location per town and precision and per region, all actors."""
    profiles = [
        (1 + at * len(PRECISIONS) + which, f"set-{at}", word)
        for at in range(2)
        for which, word in enumerate(PRECISIONS)
    ]
    temp_rows(con, "given", ("profile", "source", "precision"), profiles)
    con.execute(
        "INSERT INTO profile (profile, source, geo_precision, date_precision, aggregate, removed)"
        " SELECT profile, source, precision, 'day', FALSE, FALSE FROM given"
    )
    locations = [
        (1 + which * TOWNS + town, word, float(generator.lon[town]), float(generator.lat[town]))
        for which, word in enumerate(PRECISIONS[:3])
        for town in range(TOWNS)
    ]
    locations += [(1 + 3 * TOWNS + region, "admin1", 0.0, 0.0) for region in range(regions)]
    temp_rows(con, "given", ("location", "precision", "lon", "lat"), locations)
    con.execute(
        "INSERT INTO location (location, precision, lon, lat)"
        " SELECT location, precision, lon, lat FROM given"
    )
    con.execute(
        "INSERT INTO region SELECT n, 'region ' || n FROM range(1, $n + 1) r(n)", {"n": regions}
    )
    con.execute("INSERT INTO region_member SELECT region, region, 1 FROM region")
    names = [(at + 1, name) for at, name in enumerate(generator.actors.to_pylist())]
    temp_rows(con, "given", ("actor", "name"), names)
    con.execute("INSERT INTO actor SELECT actor, name, 0 FROM given")
    con.execute("DROP TABLE given")


def _events(random: np.random.Generator, generator: Generator, count: int, regions: int) -> Columns:
    """Events by numbers: day, days more, precision, town, region, group, three actors
    (-1: none; the third is what the first is part of)."""
    zipf = generator._zipf  # noqa: SLF001 - the same skew as the synthetic store
    group = np.array([GROUPS.index(kind.group) for kind in EVENT_TYPES.values()])
    town = zipf(TOWNS, count)
    actors = np.stack([zipf(ACTORS, count) for _ in range(3)], axis=1)
    actors[random.random(count) < 0.4, 1] = -1  # noqa: PLR2004 - a share
    actors[random.random(count) < 0.5, 2] = -1  # noqa: PLR2004 - a share
    return {
        "day": np.sort((random.random(count) ** 0.8 * DAYS).astype(np.int64)),
        "long": np.where(random.random(count) < 0.08, random.integers(1, 9, count), 0),  # noqa: PLR2004 - a share
        "precision": random.choice(len(PRECISIONS), count, p=SHARES),
        "town": town,
        "region": town % regions,
        "grp": random.choice(group, count),
        "actors": actors,
    }


def _insert(con: duckdb.DuckDBPyConnection, columns: Columns, *, first: int, dataset: int) -> None:
    precision, town, region = columns["precision"], columns["town"], columns["region"]
    placed = np.where(precision == len(PRECISIONS) - 1, region, town)
    days = FIRST_DAY + columns["day"]
    rows = {
        "number": np.arange(first, first + len(town), dtype=np.int32),
        "first_day": pa.array(days, pa.date32()),
        "last_day": pa.array(days + columns["long"], pa.date32()),
        "grp": columns["grp"].astype(np.int8),
        "profile": (1 + dataset * len(PRECISIONS) + precision).astype(np.int32),
        "region_set": (1 + region).astype(np.int32),
        "location": (1 + precision * TOWNS + placed).astype(np.int32),
        **{f"actor_{at}": (columns["actors"][:, at] + 1).astype(np.int32) for at in range(3)},
    }
    con.register("given_rows", pa.table(rows))
    codes = "number, first_day, last_day, grp, profile, region_set, location"
    con.execute(f"INSERT INTO event ({codes}) SELECT {codes} FROM given_rows")  # noqa: S608 - our own names
    con.execute(
        f"INSERT INTO event_actor ({codes}, actor, direct)"  # noqa: S608 - our own names
        f" SELECT {codes}, unnest([actor_0, actor_1, actor_2]) AS actor,"
        " unnest([TRUE, TRUE, FALSE]) FROM given_rows"
    )
    con.execute("DELETE FROM event_actor WHERE actor = 0")
    con.execute("INSERT INTO change SELECT $n, number, 'added' FROM given_rows", {"n": dataset})
    con.unregister("given_rows")


def measure(file: Path) -> None:
    """Flag the smaller set, then a thousand events of it again."""
    con = duckdb.connect(file)
    con.execute("SET enable_progress_bar = FALSE")
    before = _peak_mb()
    _timed(con, "the smaller set", 0)
    con.execute(
        "INSERT INTO change SELECT 2, number, 'revised' FROM event"
        " WHERE number <= (SELECT max(number) FROM change WHERE import = 0)"
        " ORDER BY number DESC LIMIT $n",
        {"n": UPDATE},
    )
    _timed(con, f"the last {UPDATE:,} of it again", 2)
    print(f"memory: {before:,.0f} MB before, {_peak_mb():,.0f} MB at most")


def _timed(con: duckdb.DuckDBPyConnection, what: str, number: int) -> None:
    began = time.perf_counter()
    con.begin()
    duplicates.flag(con, number)
    con.commit()
    seconds = time.perf_counter() - began
    ((pairs, flagged),) = con.execute(
        "SELECT count(*), (SELECT count(*) FROM (SELECT a FROM duplicate UNION"
        " SELECT b FROM duplicate)) FROM duplicate"
    ).fetchall()
    print(f"{what}: {seconds:.2f} s; {pairs:,} pairs, {flagged:,} events in them")


def _peak_mb() -> float:
    """The most memory that this process has had, MB."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    """Build the tables and flag, each in a process of its own."""
    parser = argparse.ArgumentParser(description="Measure the flagging of duplicates.")
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--others", type=int, default=3_000_000)
    asked = parser.parse_args()
    fresh = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "duplicates.duckdb"
        print(f"{asked.rows:,} events against {asked.others:,}", flush=True)
        for step, more in ((build, (asked.rows, asked.others)), (measure, ())):
            process = fresh.Process(target=step, args=(file, *more))
            process.start()
            process.join()
            if process.exitcode:
                raise SystemExit(process.exitcode)


if __name__ == "__main__":
    main()
