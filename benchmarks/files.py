"""Files of synthetic events in the schemas of the readers, for measuring; from a seed."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

OUT: Final = Path(__file__).parent / "out" / "files"
FIRST: Final = date(2016, 1, 1)
DAYS: Final = 3650
PLACES: Final = 20_000
SENTENCES: Final = 4_000
WORDS: Final = ("fire", "checkpoint", "convoy", "village", "road", "reported", "clash", "north")

_ACLED: Final = (
    "event_id_cnty, event_date, year, time_precision, disorder_type, event_type, "
    "sub_event_type, actor1, assoc_actor_1, inter1, actor2, assoc_actor_2, inter2, "
    "interaction, civilian_targeting, iso, region, country, admin1, admin2, admin3, location, "
    "latitude, longitude, geo_precision, source, source_scale, notes, fatalities, tags, "
    "timestamp"
)
ACLED: Final = tuple(_ACLED.split(", "))
_UCDP: Final = (
    "id, relid, year, active_year, code_status, type_of_violence, conflict_new_id, "
    "conflict_name, dyad_new_id, dyad_name, side_a_new_id, side_a, side_b_new_id, side_b, "
    "number_of_sources, source_article, source_office, source_date, source_headline, "
    "source_original, where_prec, where_coordinates, where_description, adm_1, adm_2, "
    "latitude, longitude, geom_wkt, priogrid_gid, country, country_id, region, event_clarity, "
    "date_prec, date_start, date_end, deaths_a, deaths_b, deaths_civilians, deaths_unknown, "
    "best, high, low, gwnoa, gwnob"
)
UCDP: Final = tuple(_UCDP.split(", "))
_TABLE: Final = (
    "Ref, Date, Type, Title, Town, Lat, Lon, Country, Killed, Group A, Group B, Source, Link, "
    "Remarks"
)
TABLE: Final = tuple(_TABLE.split(", "))

Row = list[Any]


class Maker:
    """Rows of each source: skewed places, varied text, some thousand actors."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.places = [
            (f"Town {n}", round(self.draw.uniform(29, 37), 4), round(self.draw.uniform(34, 46), 4))
            for n in range(PLACES)
        ]
        self.sentences = [
            " ".join(self.draw.choice(WORDS) for _ in range(self.draw.randrange(15, 45)))
            for _ in range(SENTENCES)
        ]
        self.actors = [f"Armed group {n} (Syria)" for n in range(3_000)]

    def _basics(self) -> tuple[date, tuple[str, float, float], str, str, str]:
        draw = self.draw
        day = FIRST + timedelta(days=draw.randrange(DAYS))
        place = self.places[int(PLACES * draw.random() ** 3)]
        a, b = (self.actors[int(3_000 * draw.random() ** 3)] for _ in range(2))
        return day, place, a, b, f"{draw.choice(self.sentences)} {draw.randrange(10**6)}"

    def acled(self, n: int) -> Row:
        """A row of an ACLED export."""
        day, (town, lat, lon), a, b, notes = self._basics()
        return [
            *(f"SYR{n}", day.strftime("%d %B %Y"), day.year, 1, "Political violence", "Battles"),
            *("Armed clash", a, "", 3, b, "", 3, "Rebel group-Rebel group", "", 760, "Middle East"),
            *("Syria", "As Sweida", "Shahba", "", town, lat, lon, 1 + n % 2, "SOHR; Local source"),
            *("Other-National", notes, n % 5, "", 1_700_000_000 + n),
        ]

    def ucdp(self, n: int) -> Row:
        """A row of UCDP GED."""
        day, (town, lat, lon), a, b, notes = self._basics()
        start = f"{day} 00:00:00.000"
        return [
            *(n, f"SYR-{day.year}-1-{n}", day.year, True, "Clear", 1 + n % 3, 299, "Syria"),
            *(11973, f"{a} - {b}", 118, a, 4456, b, 1, f'"Reuters,{day},{notes[:60]}"', "Reuters"),
            *(day, notes[:60], "police", 1 + n % 4, town, notes, "As Sweida", "Shahba", lat, lon),
            *(f"POINT ({lon} {lat})", 176000, "Syria", 652, "Middle East", 1, 1, start, start),
            *(1, 2, 0, 0, 3, 5, 3, 652, ""),
        ]

    def gdelt(self, n: int) -> Row:
        """A row of a GDELT 2.0 export."""
        day, (town, lat, lon), _, _, _ = self._basics()
        stamp = day.strftime("%Y%m%d")
        root = 1 + n % 20
        actor = ["ISR", "ISRAEL", "ISR", "", "", "", "", "", "", ""]
        place = [4, f"{town}, As Suwayda, Syria", "SY", "SY00", "12552", lat, lon, -575268]
        return [
            *(n, stamp, stamp[:6], stamp[:4], f"{day.year}.5", *actor, *actor),
            *(1, f"{root:02}0", f"{root:02}0", f"{root:02}", 1 + n % 4, -2.0, 3, 1, 3),
            *(round(self.draw.uniform(-9, 9), 4), *place[:7], place[7], *place[:7], place[7]),
            *(*place[:7], place[7], f"{stamp}143000", f"https://example.org/{n % 7919}/{n}"),
        ]

    def table(self, n: int) -> Row:
        """A row of somebody's spreadsheet."""
        day, (town, lat, lon), a, b, notes = self._basics()
        kind = ("battle", "protest", "Air strike", "riot")[n % 4]
        return [
            *(f"R-{n}", day.isoformat(), kind, notes[:80], town, lat, lon, "Syria", n % 4 or ""),
            *(a, b, "Example Daily", f"https://example.org/{n}", notes),
        ]


def path(kind: str, rows: int, suffix: str) -> Path:
    """Where a file is kept."""
    return OUT / f"{kind}-{rows}.{suffix}"


def write(kind: str, rows: int, suffix: str = "csv", seed: int = 20260320) -> Path:
    """A file of so many rows, made when it is not there."""
    target = path(kind, rows, suffix)
    if target.exists():
        return target
    OUT.mkdir(parents=True, exist_ok=True)
    maker = Maker(seed)
    make: Callable[[int], Row] = getattr(maker, kind)
    names = {"acled": ACLED, "ucdp": UCDP, "table": TABLE}.get(kind)
    part = target.with_suffix(".part")
    _WRITERS[suffix](part, names, (make(n) for n in range(1, rows + 1)))
    part.rename(target)
    return target


def _text(target: Path, names: tuple[str, ...] | None, rows: Iterator[Row]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        if names is None:
            for row in rows:
                file.write("\t".join(map(str, row)) + "\n")
            return
        out = csv.writer(file)
        out.writerow(names)
        out.writerows(rows)


def _jsonl(target: Path, names: tuple[str, ...] | None, rows: Iterator[Row]) -> None:
    with target.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(names or (), row, strict=True))) + "\n")


def _geojson(target: Path, names: tuple[str, ...] | None, rows: Iterator[Row]) -> None:
    with target.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [\n')
        for number, row in enumerate(rows):
            said = dict(zip(names or (), row, strict=True))
            point = {"type": "Point", "coordinates": [said.pop("Lon"), said.pop("Lat")]}
            feature = {"type": "Feature", "geometry": point, "properties": said}
            file.write((",\n" if number else "") + json.dumps(feature))
        file.write("\n]}\n")


def _parquet(target: Path, names: tuple[str, ...] | None, rows: Iterator[Row]) -> None:
    columns = [pa.array(list(map(str, column))) for column in zip(*rows, strict=True)]
    pq.write_table(pa.table(columns, names=names), target, row_group_size=100_000)


def _xlsx(target: Path, names: tuple[str, ...] | None, rows: Iterator[Row]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Events")
    sheet.append(names or [])
    for row in rows:
        sheet.append(row)
    with target.open("wb") as file:
        book.save(file)


_WRITERS: Final = {
    "csv": _text,
    "tsv": _text,
    "jsonl": _jsonl,
    "geojson": _geojson,
    "parquet": _parquet,
    "xlsx": _xlsx,
}
