"""Data sets that report the same event."""

from __future__ import annotations

import pyarrow as pa

from geodata.readers.acled.reader import ABOUT
from geodata.schema import EVENT_SCHEMA, Dataset
from support.acled_files import CLASH
from support.acled_files import read as read_acled

ACLED = Dataset("acled-syria", "ACLED Syria", "acled", **ABOUT._asdict())


def clashes(*ids: str) -> pa.Table:
    """Events of ACLED by their ids."""
    events, rejected = read_acled(*(CLASH | {"event_id_cnty": one} for one in ids))
    assert not rejected
    rows = [event | {"source": ACLED.key} for event in events]
    return pa.Table.from_pylist(rows, schema=EVENT_SCHEMA)
