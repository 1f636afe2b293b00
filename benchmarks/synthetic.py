"""A store of synthetic events, shaped like the real ones, for measuring.

Ten years of events with skewed places (a few towns have most of them), Zipf actors (the
real directory on top, invented ones below), several data sets, short lists of storylines
and about five reports to two events. Everything follows from the seed.

``python -m benchmarks.synthetic --rows 1000000`` writes ``benchmarks/out/``.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata import actors
from geodata import regions as places
from geodata.imports.bundled import read_bundled
from geodata.schema import ACTOR_TYPE, EVENT_SCHEMA, EVENT_TYPES, ROLES, SOURCE_TYPE, Dataset
from geodata.store import Store

OUT: Final = Path(__file__).parent / "out"
SEED: Final = 20260320
ROWS: Final = 1_000_000
BATCH: Final = 100_000

FIRST_DAY: Final = np.datetime64("2016-03-21")
DAYS: Final = 3652
TOWNS: Final = 20_000
ACTORS: Final = 3_000
PUBLISHERS: Final = 1_500
FRAGMENTS: Final = 6_000
LEVANT: Final = ("SYR", "ISR", "PSE", "LBN", "JOR", "IRQ", "TUR")
COUNTRIES: Final = (*LEVANT, "UKR", "SDN", "MLI", "BFA", "MMR", "COL", "MEX")
_CHANCES: Final = (
    *(0.22, 0.06, 0.05, 0.03, 0.01, 0.02, 0.01),
    *(0.18, 0.1, 0.05, 0.05, 0.09, 0.04, 0.06),
    0.03,
)
"""In which of the countries of five parts of the world a town is, and with what chance; the last:
anywhere."""
STORYLINES: Final = tuple(f"Storyline {number}" for number in range(1, 13))
DATASETS: Final = ("synthetic-a", "synthetic-b", "synthetic-c")

Ints = npt.NDArray[np.int64]


class Generator:
    """Batches of events in ``EVENT_SCHEMA``, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.words = self._words(4_000)
        self.fragments = self._fragments()
        self.towns = pa.array([name.capitalize() for name in self._words(TOWNS)])
        self.lon, self.lat = self._points()
        known = self._known_actors()
        made = [name.title() for name in self._words(ACTORS - len(known))]
        self.actors = pa.array([*known, *(f"{name} Group" for name in made)])
        self.publishers = pa.array([f"{name.title()} News" for name in self._words(PUBLISHERS)])
        self.about = self._subjects()

    def batches(self, rows: int) -> Iterator[pa.Table]:
        """``rows`` events, in order of their day, a batch at a time."""
        share = self.random.random(rows) ** 0.8  # reporting grows with the years
        days = np.sort((share * DAYS).astype(np.int64))
        for start in range(0, rows, BATCH):
            yield self._batch(start, days[start : start + BATCH])

    def _batch(self, start: int, days: Ints) -> pa.Table:
        count = len(days)
        town = self._zipf(TOWNS, count)
        precision = self._choice(
            ["exact", "town", "admin2", "admin1", "country", "none"],
            [0.15, 0.5, 0.1, 0.13, 0.06, 0.06],
            count,
        )
        has_point = pa.array(np.isin(np.asarray(precision), ["exact", "town", "admin2", "admin1"]))
        first = FIRST_DAY + days
        long = self.random.random(count) < 0.08  # noqa: PLR2004 - a share
        last = first + np.where(long, self.random.integers(1, 9, count), 0)
        low, best, high = self._deaths(count)
        dataset = self._choice(DATASETS, [0.6, 0.3, 0.1], count)
        grade = self._grades(dataset, count)
        columns = {
            "source": dataset,
            "source_id": pa.array([f"e{number}" for number in range(start, start + count)]),
            "date_start": pa.array(first, pa.date32()),
            "date_end": pa.array(last, pa.date32()),
            "date_precision": self._choice(
                ["day", "week", "month", "year"], [0.92, 0.04, 0.035, 0.005], count
            ),
            "event_type": self._choice(
                list(EVENT_TYPES),
                [0.16, 0.22, 0.1, 0.07, 0.1, 0.03, 0.05, 0.1, 0.04, 0.1, 0.03],
                count,
            ),
            "sub_type": pa.nulls(count, pa.string()),
            "title": self._title(town),
            "summary": self._joined(3, count),
            "actors": self._lists(
                self._sizes([0.1, 0.5, 0.25, 0.15], count, least=1), self._actor_values
            ),
            "place": pc.if_else(has_point, self.towns.take(pa.array(town)), None),
            "lon": pc.if_else(has_point, pa.array(self.lon[town]), None),
            "lat": pc.if_else(has_point, pa.array(self.lat[town]), None),
            "geo_precision": precision,
            "country": pc.if_else(
                pc.equal(precision, "country"), self._choice(COUNTRIES, None, count), None
            ),
            "admin1": pa.nulls(count, pa.string()),
            "zones": self._no_lists(count),
            "about": self._about(dataset, count),
            "fatalities_low": low,
            "fatalities_best": best,
            "fatalities_high": high,
            "reliability": pc.utf8_slice_codeunits(grade, 0, 1),
            "credibility": pc.utf8_slice_codeunits(grade, 1, 2),
            "storylines": self._lists(
                self._sizes([0.6, 0.35, 0.05], count),
                lambda n: pa.array(STORYLINES).take(pa.array(self._zipf(len(STORYLINES), n))),
            ),
            "details": pa.repeat(pa.scalar([], EVENT_SCHEMA.field("details").type), count),
            "tags": self._lists(
                self._sizes([0.98, 0.02], count), lambda n: pa.array(["aggregate"] * n)
            ),
            "sources": self._lists(
                self._sizes([0.4, 0.25, 0.15, 0.1, 0.1], count, least=1), self._source_values
            ),
            "retrieved_at": pa.array(
                np.full(count, np.datetime64("2026-03-21", "us")), pa.timestamp("us", "UTC")
            ),
        }
        return pa.table(columns).select(EVENT_SCHEMA.names).cast(EVENT_SCHEMA)

    def _zipf(self, values: int, count: int, power: float = 1.0) -> Ints:
        weight = 1.0 / np.arange(1, values + 1) ** power
        edges = np.cumsum(weight / weight.sum())
        drawn = np.searchsorted(edges, self.random.random(count))
        return np.minimum(drawn, values - 1).astype(np.int64)

    def _choice(
        self, words: list[str] | tuple[str, ...], chances: list[float] | None, count: int
    ) -> pa.Array:
        return pa.array(self.random.choice(np.asarray(words), count, p=chances))

    def _sizes(self, chances: list[float], count: int, least: int = 0) -> Ints:
        drawn = self.random.choice(len(chances), count, p=chances)
        return np.asarray(drawn + least, dtype=np.int64)

    @staticmethod
    def _lists(sizes: Ints, values: Callable[[int], pa.Array]) -> pa.Array:
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values(int(offsets[-1])))

    @staticmethod
    def _no_lists(count: int) -> pa.Array:
        return pa.ListArray.from_arrays(
            pa.array(np.zeros(count + 1), pa.int32()), pa.array([], pa.string())
        )

    def _actor_values(self, count: int) -> pa.Array:
        names = self.actors.take(pa.array(self._zipf(len(self.actors), count)))
        roles = self._choice(list(ROLES), None, count)
        return pa.StructArray.from_arrays([names, roles], fields=list(ACTOR_TYPE))

    def _source_values(self, count: int) -> pa.Array:
        publisher = self.publishers.take(pa.array(self._zipf(PUBLISHERS, count)))
        title = self.fragments.take(pa.array(self.random.integers(0, FRAGMENTS, count)))
        numbers = self.random.integers(0, 10**9, count)
        page = pa.array([f"https://news.example/{number}" for number in numbers])
        blank = pa.nulls(count, pa.string())
        language = self._choice(["en", "ar", "he"], [0.8, 0.15, 0.05], count)
        return pa.StructArray.from_arrays(
            [
                *(publisher, title, page, pa.nulls(count, pa.date32()), language, blank),
                *(pa.nulls(count, pa.int32()), pa.nulls(count, pa.int32())),
            ],
            fields=list(SOURCE_TYPE),
        )

    def _about(self, dataset: pa.Array, count: int) -> pa.Array:
        """Subjects are noted for the curated set, and for few events of the others."""
        noted = pc.equal(dataset, DATASETS[-1]).to_numpy(zero_copy_only=False)
        noted |= self.random.random(count) < 0.1  # noqa: PLR2004 - a share
        which = np.where(noted, self._zipf(len(self.about), count), 0)
        return self.about.take(pa.array(which))

    def _grades(self, dataset: pa.Array, count: int) -> pa.Array:
        """Only the last, curated set is graded; the others cannot be judged."""
        given = self._choice(
            ["A1", "B1", "B2", "B3", "B4", "C1", "C2", "C3", "D3", "F6"],
            [0.12, 0.4, 0.13, 0.06, 0.02, 0.05, 0.12, 0.05, 0.02, 0.03],
            count,
        )
        return pc.if_else(pc.equal(dataset, DATASETS[-1]), given, "F6")

    def _deaths(self, count: int) -> tuple[pa.Array, pa.Array, pa.Array]:
        known = self.random.random(count) < 0.25  # noqa: PLR2004 - a share
        low = self.random.geometric(0.3, count) - 1
        best = low + self.random.integers(0, 3, count)
        high = best + self.random.integers(0, 4, count)
        mask = ~known
        return tuple(pa.array(value, pa.int32(), mask=mask) for value in (low, best, high))

    def _joined(self, parts: int, count: int) -> pa.Array:
        pieces = [
            self.fragments.take(pa.array(self.random.integers(0, FRAGMENTS, count)))
            for _ in range(parts)
        ]
        return pc.binary_join_element_wise(*pieces, ". ")

    def _title(self, town: Ints) -> pa.Array:
        return pc.binary_join_element_wise(
            self._joined(1, len(town)), self.towns.take(pa.array(town)), " in "
        )

    @staticmethod
    def _known_actors() -> list[str]:
        """The directory, those first that the bundled events name most."""
        named = read_bundled().events.column("actors").to_pylist()
        often = Counter(actors.canonical(actor["name"]) for event in named for actor in event)
        return sorted(actors.actors(), key=lambda name: -often[name])

    def _words(self, count: int) -> list[str]:
        syllables = [c + v for c in "bdfghjklmnrstwz" for v in ("a", "i", "u", "ar", "el", "on")]
        drawn = self.random.integers(0, len(syllables), (count, 3))
        return ["".join(syllables[part] for part in row) for row in drawn]

    def _fragments(self) -> pa.Array:
        sizes = self.random.integers(6, 11, FRAGMENTS)
        return pa.array(
            [" ".join(self.words[at] for at in self._zipf(len(self.words), n)) for n in sizes]
        )

    def _points(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Towns stand in clusters around the regions of their country."""
        regions = list(places.regions().values())
        pools = {
            country: [one for one in regions if country in {one.code, one.parent}]
            for country in COUNTRIES
        }
        lon, lat = np.empty(TOWNS), np.empty(TOWNS)
        drawn = self._choice((*COUNTRIES, ""), list(_CHANCES), TOWNS)
        for town, country in enumerate(drawn.to_pylist()):
            pool = pools.get(country, regions)
            centre = pool[self.random.integers(len(pool))]
            lon[town] = centre.lon + self.random.normal(0, 0.25)
            lat[town] = centre.lat + self.random.normal(0, 0.2)
        return np.clip(lon, -179.9, 179.9).round(4), np.clip(lat, -80, 80).round(4)

    def _subjects(self) -> pa.Array:
        """Lists of what events are about, the commonest first; many about nothing more."""
        codes = [code for code in places.regions() if code.startswith(LEVANT)] + ["USA", "FRA"]
        lists: list[list[str]] = [[]]
        for size in self.random.choice([1, 2, 3, 4], 400, p=[0.45, 0.3, 0.15, 0.1]):
            drawn = self.random.choice(len(codes), size, replace=False)
            lists.append(sorted(codes[at] for at in drawn))
        return pa.array(lists, pa.list_(pa.string()))


def path(rows: int, seed: int) -> Path:
    """Where the store of these events is kept."""
    return OUT / f"synthetic-{seed}-{rows}-{_code()}.duckdb"


def store(rows: int = ROWS, seed: int = SEED) -> tuple[Store, float]:
    """The synthetic store, written when it is not there yet, and the seconds that writing
    took (0 when it was there). A change of this file or of the store's code writes anew."""
    finished = path(rows, seed)
    if finished.exists():
        return Store.open(finished), 0.0
    OUT.mkdir(exist_ok=True)
    half_written = finished.with_suffix(".part")
    half_written.unlink(missing_ok=True)
    opened = Store.open(half_written)
    for name in DATASETS:
        opened.put_dataset(Dataset(name, name.title(), "synthetic", "none", "generated"))
    seconds = 0.0
    for batch in Generator(seed).batches(rows):
        began = time.perf_counter()
        opened.upsert(batch)
        seconds += time.perf_counter() - began
    opened.close()
    half_written.rename(finished)
    return Store.open(finished), seconds


def _code() -> str:
    """A mark of the code that the file depends on."""
    geodata = Path(actors.__file__).parent
    files = [Path(__file__), *sorted((geodata / "store").glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def main() -> None:
    """Write the store and say how long it took."""
    parser = argparse.ArgumentParser(description="Write a store of synthetic events.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    opened, seconds = store(asked.rows, asked.seed)
    print(f"{asked.rows:,} events, {seconds:.1f} s")
    opened.close()


if __name__ == "__main__":
    main()
