"""The events that Watchline brings along: the Levant curated set."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from geodata.data import DATA
from geodata.readers import native
from geodata.schema import Batch, Dataset

LEVANT: Final = Dataset(
    key="levant",
    name="Levant curated set",
    kind="curated",
    licence="CC BY 4.0",
    attribution="Watchline contributors",
)


def read_bundled() -> Batch:
    """All events of the bundled set, with their sources, in the order of the file.

    Raises:
        ValueError: a row of the set breaks the rules of the format; the set is our own, so
            this is a defect of Watchline and not of anyone's data.
    """
    batches = list(native.read(DATA / "events.csv", DATA / "sources.csv", LEVANT.key))
    if faults := [fault for batch in batches for fault in batch.rejected]:
        first = faults[0]
        raise ValueError(
            f"the bundled events have {len(faults)} faults, the first in"
            f" {first.file}, line {first.row}: {first.reason}"
        )
    return Batch(pa.concat_tables([batch.events for batch in batches]), ())
