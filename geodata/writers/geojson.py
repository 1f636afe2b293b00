"""GeoJSON after RFC 7946: a feature per event, without a geometry where there is no place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from geodata.schema import POINT_PRECISIONS
from geodata.writers.provenance import Provenance

DECIMALS: Final = 7
"""Of a degree: a centimetre. RFC 7946 advises against more than it needs."""


def parts(rows: Iterator[pa.Table], about: Provenance) -> Iterator[bytes]:
    """The file piece by piece."""
    said = _text({"watchline": members(about)})
    yield f'{{"type": "FeatureCollection", {said[1:-1]}, "features": ['.encode()
    first = True
    for table in rows:
        text = ",\n".join(_text(one) for one in features(table))
        yield f"{'' if first else ','}\n{text}".encode()
        first = False
    yield b"\n]}\n"


def write(rows: Iterator[pa.Table], about: Provenance, target: Path) -> None:
    """One FeatureCollection; what is to be said of it is its member ``watchline``."""
    with target.open("wb") as file:
        for part in parts(rows, about):
            file.write(part)


def members(about: Provenance) -> dict[str, Any]:
    """What is to be said of the events, as values of JSON."""
    return {
        "title": about.title,
        "filters": about.filters,
        "events": about.counted,
        "shown": about.shown,
        "total": about.all_events,
        "region_only": about.region_only,
        "country_only": about.country_only,
        "without_place": about.without_place,
        "notes": list(about.cautions),
        "datasets": [{**one._asdict(), "as_of": _time(one.as_of)} for one in about.datasets],
        "left_out": [one._asdict() for one in about.left_out],
        "as_of": _time(about.as_of),
        "written_on": about.written_at.date().isoformat(),
        "boundaries": about.boundaries,
        "link": about.link,
    }


def features(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Events (``query.RECORD_SCHEMA``) as features, longitude and latitude in degrees WGS84.

    An event known to a region or a country only has no geometry: a point that its source
    states for the region's sake stays among the properties, ``lon`` and ``lat``.
    """
    for row in table.to_pylist():
        event_id = row.pop("event_id")
        yield {
            "type": "Feature",
            "id": event_id,
            "geometry": _point(row),
            "properties": {name: _value(value) for name, value in row.items()},
        }


def _point(row: dict[str, Any]) -> dict[str, Any] | None:
    if row["lon"] is None or row["lat"] is None or row["geo_precision"] not in POINT_PRECISIONS:
        return None
    # adding 0.0 turns -0.0 into 0.0
    at = [round(row[name], DECIMALS) + 0.0 for name in ("lon", "lat")]
    return {"type": "Point", "coordinates": at}


def _value(value: Any) -> Any:  # noqa: ANN401 - any value of an event, as JSON has it
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_value(one) for one in value]
    if isinstance(value, dict):
        return {name: _value(one) for name, one in value.items()}
    return value


def _time(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None


def _text(value: Any) -> str:  # noqa: ANN401 - any value of JSON
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
