"""Towns and how people write their names: a spelling, and the places it may mean.

From GeoNames (CC BY 4.0), as ``tools/gazetteer`` derives it: 36,000 towns with 300,000 names,
which GeoNames gives without their language. Coordinates are degrees WGS84 (EPSG:4326). What a
spelling means is never chosen here: every place that it may mean is a candidate.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rapidfuzz import fuzz, process

from geodata import regions
from geodata.data import DATA
from geodata.spellings import key, keys_of, without_article

CLOSE: Final = 80.0
"""How alike (0 to 100, by insertions and deletions) a spelling has to be to a known one."""
SHORTEST: Final = 4
"""Letters from which a spelling is compared with others; in shorter ones all are alike."""
_NAMES_A_PLACE: Final = 60


class Candidate(NamedTuple):
    """A place that a spelling may mean.

    ``id`` is ``geonames:172408`` or the code of a region; ``kind`` town, admin1, zone or
    country. ``country`` and ``admin1`` are codes of regions, empty where there is none.
    ``exact``: the spelling is known, but for case, accents, signs and articles; otherwise
    ``score`` (0 to 100) says how alike it is to ``spelling``, a known one.
    """

    id: str
    name: str
    country: str
    admin1: str
    kind: str
    lon: float
    lat: float
    exact: bool
    score: float
    spelling: str


class Town(NamedTuple):
    """A town with its spellings that a search looks for, and the codes of the first divisions
    that are called after it."""

    name: str
    country: str
    spellings: tuple[str, ...]
    regions: tuple[str, ...]


class _Book(NamedTuple):
    """Rows of spellings, sorted by key, and rows of places, the largest first."""

    keys: pa.Array
    names: pa.Array
    place: npt.NDArray[np.int32]
    searched: npt.NDArray[np.bool_]
    places: pa.Table


def candidates(spelling: str, country: str = "") -> tuple[Candidate, ...]:
    """The places that a spelling may mean, in a country (ISO 3166-1 alpha-3) if one is given.

    All that are known by it, the largest first; where there is none, those known by a close
    spelling, the closest first. Of a close spelling without a country only those are found
    that begin with the same letter.
    """
    exact = [*_towns(_rows_of(spelling), country), *_regions(spelling, country)]
    return tuple(exact) or tuple(_close(spelling, country))


def towns_to_search(spelling: str) -> tuple[Town, ...]:
    """The towns that a search for a spelling means: every one that is known by it, unless it
    is more often another word (``Police``, ``Of``)."""
    rows = [row for row in _rows_of(spelling) if _book().searched[row]]
    return tuple(_town(number) for number in _distinct(_book().place[rows]))


def suggestions(spelling: str) -> tuple[str, ...]:
    """Known spellings that are close to one that is not, the closest first, each once."""
    if _rows_of(spelling):
        return ()
    return tuple(dict.fromkeys(found.name for found in _close(spelling, "")))


@cache
def _book() -> _Book:
    # Not read_table: it imports pyarrow.dataset, which takes longer than all the rest.
    spellings = pq.ParquetFile(DATA / "gazetteer" / "spellings.parquet").read().combine_chunks()
    places = pq.ParquetFile(DATA / "gazetteer" / "places.parquet").read().combine_chunks()
    return _Book(
        spellings["key"].chunk(0),
        spellings["name"].chunk(0),
        spellings["place"].to_numpy(),
        spellings["searched"].to_numpy(),
        places,
    )


def _rows_of(spelling: str) -> list[int]:
    """The rows of ``spellings`` of a spelling, else of the same without its article."""
    for one in keys_of(spelling):
        keys = _book().keys
        first = bisect_left(range(len(keys)), one, key=lambda row: keys[row].as_py())
        rows = []
        while first < len(keys) and keys[first].as_py() == one:
            rows.append(first)
            first += 1
        if rows:
            return rows
    return []


def _distinct(places: npt.NDArray[np.int32]) -> list[int]:
    numbers: list[int] = np.unique(places).tolist()
    return numbers


def _towns(rows: list[int], country: str) -> Iterator[Candidate]:
    names = {int(_book().place[row]): _book().names[row].as_py() for row in reversed(rows)}
    for number in sorted(names):
        yield from _candidate(number, country, 100.0, names[number], exact=True)


def _candidate(
    number: int, country: str, score: float, spelling: str, *, exact: bool
) -> Iterator[Candidate]:
    place = {name: column[number].as_py() for name, column in _columns().items()}
    if country in {"", place["country"]}:
        lon, lat = place["lon"], place["lat"]
        yield Candidate(
            id=f"geonames:{place['geonameid']}",
            name=place["name"],
            country=place["country"],
            admin1=_admin1(lon, lat, place["country"]),
            kind="town",
            lon=lon,
            lat=lat,
            exact=exact,
            score=score,
            spelling=spelling,
        )


@cache
def _columns() -> dict[str, pa.Array]:
    places = _book().places
    return {name: places[name].chunk(0) for name in places.column_names}


@lru_cache(maxsize=4_096)
def _admin1(lon: float, lat: float, country: str) -> str:
    (found,) = regions.locate(np.array([lon]), np.array([lat])).to_pylist()
    # simplified boundaries put some towns at a border across it
    return (found["admin1"] or "") if found["country"] == country else ""


def _regions(spelling: str, country: str) -> Iterator[Candidate]:
    for code in _codes_by_key().get(key(spelling), ()):
        region = regions.regions()[code]
        within = region.parent or code
        if country in {"", within}:
            admin1 = code if region.level == "admin1" else ""
            where = (region.lon, region.lat)
            yield Candidate(
                code, region.name, within, admin1, region.level, *where, True, 100.0, region.name
            )


@cache
def _codes_by_key() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, region in regions.regions().items():
        for one in {key(region.name), key(region.name_ar), key(region.name_he)} - {""}:
            found.setdefault(one, []).append(code)
    return found


def _close(spelling: str, country: str) -> Iterator[Candidate]:
    """Candidates by a close spelling, each place once by its closest."""
    asked = key(without_article(spelling))
    if len(asked) < SHORTEST:
        return
    rows = _in_country(country) if country else _beginning_with(asked[0])
    choices = _book().keys.take(pa.array(rows)).to_pylist()
    found = process.extract(
        asked, choices, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=_NAMES_A_PLACE
    )
    best: dict[int, tuple[float, str]] = {}
    for _, score, position in found:
        row = int(rows[position])
        best.setdefault(int(_book().place[row]), (score, _book().names[row].as_py()))
    for number, (score, name) in sorted(best.items(), key=lambda one: (-one[1][0], one[0])):
        yield from _candidate(number, country, round(score, 1), name, exact=False)


@lru_cache(maxsize=16)
def _in_country(country: str) -> npt.NDArray[np.int64]:
    there = pc.equal(_columns()["country"], country).to_numpy(zero_copy_only=False)
    return np.flatnonzero(there[_book().place])


def _beginning_with(letter: str) -> npt.NDArray[np.int64]:
    keys = _book().keys
    whole = range(len(keys))
    first = bisect_left(whole, letter, key=lambda row: keys[row].as_py())
    after = bisect_left(whole, chr(ord(letter) + 1), key=lambda row: keys[row].as_py())
    return np.arange(first, after)


@lru_cache(maxsize=1_024)
def _town(number: int) -> Town:
    rows = np.flatnonzero((_book().place == number) & _book().searched)
    names = _book().names.take(pa.array(rows)).to_pylist()
    name, country = (_columns()[column][number].as_py() for column in ("name", "country"))
    keys = {one for spelling in names for one in keys_of(spelling)}
    called = [code for one in sorted(keys) for code in _codes_by_key().get(one, ())]
    known = regions.regions()
    parts = [c for c in called if known[c].level == "admin1" and known[c].parent == country]
    return Town(name, country, tuple(dict.fromkeys([name, *names])), tuple(dict.fromkeys(parts)))
