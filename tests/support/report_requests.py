"""Reports for tests, and how their parts are read back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from lxml import etree

from geodata.schema import EVENT_SCHEMA
from geodata.store import Store
from support.answers import reads
from watchline import reports

LINK = "https://watch.example/"
SWEIDA = "from=2025-07-01&to=2025-07-31&region=SYR-Sweida"
ONE = {"sections": [{"view": SWEIDA, "figures": ["map"]}]}
EMPTY = {"sections": [{"name": "Iraq", "view": "region=IRQ&from=2025-07-01&to=2025-07-31"}]}
HOSTILE = "</w:t><script>alert(1)</script> & ]]> \x00\x0b\u202e \ufffe \ud800 \"'"
ARABIC = "تقرير الحالة: السويداء"


def built(store: Store, said: Mapping[str, Any], format_: str, **more: Any) -> bytes:
    """The bytes of a report that can be read without a notice."""
    report, notices = reports.read(said, date(2026, 11, 23))
    assert notices == ()
    return reads(store, reports.build, report, format_, **{"base_link": LINK, **more})


def parts(made: bytes) -> dict[str, bytes]:
    """The files inside an Office file."""
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def xml_of(made: bytes) -> dict[str, Any]:
    """All XML parts, parsed: a part that is not well-formed fails the test."""
    return {
        name: etree.fromstring(data)
        for name, data in parts(made).items()
        if name.endswith((".xml", ".rels"))
    }


def links_out(made: bytes) -> set[str]:
    """Every address that an Office file leads to."""
    found = set()
    for name, data in parts(made).items():
        if name.endswith(".rels"):
            for one in etree.fromstring(data):
                if one.get("TargetMode") == "External":
                    found.add(one.get("Target"))
    return found


def said_in(made: bytes) -> str:
    """The words of all XML parts, in the order of the files."""
    texts = []
    for root in xml_of(made).values():
        texts += [node.text or "" for node in root.iter() if re.search(r"\}t$", str(node.tag))]
    return "".join(texts)


def event(number: int, **given: Any) -> dict[str, Any]:
    """A row of ``EVENT_SCHEMA`` with what is not given left plain."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    plain: dict[str, Any] = {
        "source": "own",
        "source_id": str(number),
        "date_start": date(2026, 1, 10),
        "date_end": date(2026, 1, 10),
        "date_precision": "day",
        "event_type": "battle",
        "title": f"Event {number}",
        "summary": "",
        "geo_precision": "none",
        "reliability": "F",
        "credibility": "6",
        "retrieved_at": at,
        "updated_at": at,
    }
    empty = {
        name: [] for name in EVENT_SCHEMA.names if pa.types.is_list(EVENT_SCHEMA.field(name).type)
    }
    return {**dict.fromkeys(EVENT_SCHEMA.names), **empty, **plain, **given}


def stored(*rows: dict[str, Any]) -> Store:
    """A store in memory of these events."""
    store = Store.open(None)
    store.upsert(pa.Table.from_pylist(list(rows), schema=EVENT_SCHEMA))
    return store
