"""Asking for the Atom feed of a watch on data whose terms differ."""

from __future__ import annotations

import pyarrow as pa

from geodata.schema import EVENT_SCHEMA, Dataset
from geodata.store import Load, Store
from support.live_feeds import wire_event

ACLED = Dataset("armed", "Armed events", "acled", "ACLED terms", "ACLED", "", "No raw rows.")


def armed(store: Store, *numbers: int) -> None:
    """Take events in whose rows may not be handed on."""
    rows = [wire_event(number, source="armed", title="Secret clash") for number in numbers]
    table = pa.Table.from_pylist(rows, schema=EVENT_SCHEMA)
    store.load(Load(ACLED, "armed.csv"), [table])
