"""How long every query takes at a million events, over random filters, without the cache.

``make bench``, or ``python -m benchmarks.bench --rows 1000000 --states 50``.
"""

from __future__ import annotations

import argparse
import functools
import os
import platform
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import duckdb
from support.answers import reads

from benchmarks import callbacks, synthetic
from geodata import actors, query
from geodata.filters import Filters, normalised, to_pairs
from geodata.hexagons import lattice
from geodata.query.cache import forget
from geodata.schema import CREDIBILITY, EVENT_TYPES, GEO_PRECISIONS, RELIABILITY
from geodata.store import Store

Shape = Callable[[Store, Filters], Any]

Taken = dict[str, list[tuple[float, float]]]
"""Per query, for each of the filters: milliseconds that passed, and of work on all cores."""

FIRST: Final = date(2016, 3, 21)
LAST: Final = date(2026, 3, 20)
LEVANT_BOUNDS: Final = (34.0, 29.0, 43.0, 38.0)


def states(number: int, seed: int) -> list[Filters]:
    """Filters as readers make them: the whole, a period, a region, an actor, and mixtures."""
    draw = random.Random(seed)
    return [Filters(), *(_state(draw) for _ in range(number - 1))]


def _state(draw: random.Random) -> Filters:
    state = Filters()
    for change in draw.sample(_CHANGES, draw.choice([1, 1, 2, 2, 3, 4])):
        state = replace(state, **change(draw))
    return normalised(state)


def _period(draw: random.Random) -> dict[str, Any]:
    first = FIRST + timedelta(days=draw.randrange(3500))
    return {"date_from": first, "date_to": first + timedelta(days=draw.choice([30, 90, 365, 1500]))}


def _regions(draw: random.Random) -> dict[str, Any]:
    codes = ["SYR", "ISR", "LBN", "SYR-Sweida", "SYR-Daraa", "Golan", "UNDOF", "TUR"]
    return {
        "regions": tuple(draw.sample(codes, draw.choice([1, 1, 2]))),
        "venue_only": draw.random() < 0.25,  # noqa: PLR2004 - one in four
    }


def _actors(draw: random.Random) -> dict[str, Any]:
    names = list(actors.actors())[:60]
    return {
        "actors": tuple(draw.sample(names, draw.choice([1, 1, 2, 3]))),
        "all_actors": draw.random() < 0.25,  # noqa: PLR2004 - one in four
    }


def _types(draw: random.Random) -> dict[str, Any]:
    return {"types": tuple(draw.sample(list(EVENT_TYPES), draw.choice([1, 3, 5])))}


def _storylines(draw: random.Random) -> dict[str, Any]:
    return {"storylines": tuple(draw.sample(synthetic.STORYLINES, draw.choice([1, 2])))}


def _datasets(draw: random.Random) -> dict[str, Any]:
    return {"datasets": (draw.choice(synthetic.DATASETS),)}


def _placed(draw: random.Random) -> dict[str, Any]:
    return {"geo_precisions": tuple(draw.sample(list(GEO_PRECISIONS), 2))}


def _graded(draw: random.Random) -> dict[str, Any]:
    return {
        "reliability": tuple(draw.sample(list(RELIABILITY), 3)),
        "credibility": tuple(draw.sample(list(CREDIBILITY), 3)),
    }


def _deaths(draw: random.Random) -> dict[str, Any]:
    return {"deaths": (draw.choice(["known", "some", "unknown"]),)}


def _text(draw: random.Random) -> dict[str, Any]:
    """One or two words, common or rare, some only begun."""
    words = [draw.choice(_vocabulary()[: draw.choice([50, 500, 4000])]) for _ in range(2)]
    typed = [word[: max(5, len(word) - draw.choice([0, 0, 2]))] for word in words]
    return {"text": " ".join(typed[: draw.choice([1, 1, 2])])}


@functools.cache
def _vocabulary() -> list[str]:
    return synthetic.Generator(synthetic.SEED).words


def _area(draw: random.Random) -> dict[str, Any]:
    lon, lat = draw.uniform(34, 40), draw.uniform(31, 36)
    ring = [
        (lon + draw.uniform(0.2, 2) * x, lat + draw.uniform(0.2, 2) * y)
        for x, y in ((-1, -1), (0, -1.3), (1, -1), (1.3, 0), (1, 1), (0, 1.2), (-1, 1), (-1.2, 0))
    ]
    return {"area": tuple(ring)}


_CHANGES: Final = (
    _period,
    _period,
    _regions,
    _regions,
    _actors,
    _actors,
    _types,
    _storylines,
    _datasets,
    _placed,
    _graded,
    _deaths,
    _text,
    _area,
)


class Known(NamedTuple):
    """What a reader has open: an event of some years ago, and a page of the list."""

    event_id: str
    after: str


def _known(store: Store) -> Known:
    some = Filters(date_to=date(2023, 5, 1), storylines=synthetic.STORYLINES[:1])
    shown = reads(store, query.page, some, limit=1)
    return Known(shown.rows[0].event_id, shown.after)


def shapes(known: Known) -> dict[str, Shape]:
    """Every query, as the views ask it."""
    return {
        "totals": query.totals,
        "span": query.span,
        "facets": query.facets,
        "places": query.places,
        "hexagons": lambda s, f: reads(s, query.hexagons, f, LEVANT_BOUNDS, lattice(12, 6)),
        "fullest hexagon": lambda s, f: reads(s, query.fullest_hexagon, f, lattice(12, 6)),
        "histogram": lambda s, f: reads(s, query.histogram, f, FIRST, LAST, "week"),
        "lanes by storyline": lambda s, f: reads(
            s, query.lanes, f, "storyline", FIRST, LAST, "month"
        ),
        "lanes by actor": lambda s, f: reads(s, query.lanes, f, "actor", FIRST, LAST, "month"),
        "lanes by type": lambda s, f: reads(s, query.lanes, f, "type", FIRST, LAST, "month"),
        "lanes by region": lambda s, f: reads(s, query.lanes, f, "region", FIRST, LAST, "month"),
        "ranking of actors": lambda s, f: reads(s, query.ranking, f, "actor", 30),
        "ranking of regions": lambda s, f: reads(s, query.ranking, f, "region", 30),
        "dyads": lambda s, f: reads(s, query.dyads, f, 30),
        "dyads of persons": lambda s, f: reads(s, query.dyads, f, 30, "persons"),
        "matrix": lambda s, f: reads(s, query.matrix, f, 12),
        "matrix of persons": lambda s, f: reads(s, query.matrix, f, 12, "persons"),
        "page": query.page,
        "page, the next": lambda s, f: reads(s, query.page, f, known.after),
        "table": query.event_table,
        "table by title": lambda s, f: reads(s, query.event_table, f, "title"),
        "position": lambda s, f: reads(s, query.position, f, known.event_id),
        "event": lambda s, _: reads(s, query.event, known.event_id),
        "related": lambda s, _: reads(s, query.related, known.event_id),
        "relaxed": query.relaxed,
    }


def measure(store: Store, filters: Sequence[Filters]) -> Taken:
    """Milliseconds of every query shape for each of the filters; only what concerns the
    whole store, whatever the filters, is kept between them."""
    reads(store, query.facets, Filters())
    for by in ("storyline", "actor", "region"):
        reads(store, query.lanes, Filters(), by, FIRST, LAST, "month")
    taken: Taken = {}
    for name, shape in shapes(_known(store)).items():
        taken[name] = []
        for state in filters:
            forget(store)
            began, worked = time.perf_counter(), time.process_time()
            shape(store, state)
            ended, done = time.perf_counter(), time.process_time()
            taken[name].append(((ended - began) * 1000, (done - worked) * 1000))
    return taken


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many per cent do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def report(taken: Taken, filters: Sequence[Filters]) -> None:
    """The table; with the slowest filters of each shape, to know where to look."""
    print(f"{'query':20} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8} {'p95 work':>8}  slowest")
    for name, values in taken.items():
        passed, worked = (list(column) for column in zip(*values, strict=True))
        worst = filters[worked.index(max(worked))]
        link = "&".join(f"{key}={value}" for key, value in to_pairs(worst)) or "no filter"
        print(
            f"{name:20} {percentile(passed, 50):8.1f} {percentile(passed, 95):8.1f}"
            f" {max(passed):8.1f} {percentile(worked, 95):8.1f}  {link[:70]}"
        )


def report_callbacks(taken: dict[str, callbacks.Taken]) -> None:
    """The table of whole callbacks, with the size of the largest answer."""
    print(f"{'callback':22} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8} {'max kB':>8}")
    for name, (passed, sizes) in taken.items():
        print(
            f"{name:22} {percentile(passed, 50):8.1f} {percentile(passed, 95):8.1f}"
            f" {max(passed):8.1f} {max(sizes):8.1f}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure queries at many synthetic events.")
    parser.add_argument("--rows", type=int, default=synthetic.ROWS)
    parser.add_argument("--states", type=int, default=50)
    parser.add_argument("--seed", type=int, default=synthetic.SEED)
    asked = parser.parse_args()
    store, seconds = synthetic.store(asked.rows, asked.seed)
    print(
        f"{asked.rows:,} events, {asked.states} filter states, {os.cpu_count()} processors,"
        f" {platform.machine()}, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )
    loaded = f"written in {seconds:.1f} s" if seconds else "kept from an earlier run"
    print(f"store: {synthetic.path(asked.rows, asked.seed).stat().st_size / 1e6:.0f} MB, {loaded}")
    filters = states(asked.states, asked.seed)
    print("\nqueries: from filters to table, no result kept")
    report(measure(store, filters), filters)
    print("\ncallbacks: from request to answer, no result kept")
    report_callbacks(callbacks.measure(store, filters))
    store.close()


if __name__ == "__main__":
    main()
