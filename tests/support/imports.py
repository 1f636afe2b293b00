"""Small files to import, and what the bundled set must look like afterwards."""

from __future__ import annotations

from typing import Any

from geodata import query
from geodata.imports.bundled import read_bundled
from geodata.store import Store
from support.answers import reads

NATIVE = (
    "id,date_start,event_type,title,place,lon,lat,geo_precision\n"
    "a,2025-07-01,protest,People gather,Daraa,36.102,32.619,town\n"
    "b,2025-07-02,protest,People march,Daraa,36.102,32.619,town\n"
)


SOURCES = (
    "event_id,publisher,title,url,published,language,note\n"
    "a,Example Daily,People gather,https://example.org/a,2025-07-02,en,\n"
)


TABLE = (
    "Date,Type,Headline,Latitude,Longitude,Ref,Team\n"
    "2025-07-01,protest,First,32.619,36.102,1,North\n"
    "2025-07-02,riot,Second,32.619,36.102,2,South\n"
    "2025-07-03,battle,Third,32.619,36.102,3,North\n"
)


ASKS = "Fecha,Tipo,Nota\n03/04/2025,manifestación,uno\n05/06/2025,protest,dos\n"


def curated(store: Store) -> list[Any]:
    """Everything that the store says of the bundled events."""
    rows = read_bundled().events.column("source_id").to_pylist()
    return [reads(store, query.event, f"levant:{one}") for one in rows]
