"""The store: one DuckDB file with every event, its earlier values, and its data sets."""

from geodata.store.changes import ImportRecord
from geodata.store.datasets import StoredDataset
from geodata.store.feeds import StoredFeed
from geodata.store.load import MISSING, Load, UpsertCount
from geodata.store.open import StoreError
from geodata.store.snapshot import Snapshot
from geodata.store.store import Store
from geodata.store.zones import StoredZone

__all__ = [
    "MISSING",
    "ImportRecord",
    "Load",
    "Snapshot",
    "Store",
    "StoreError",
    "StoredDataset",
    "StoredFeed",
    "StoredZone",
    "UpsertCount",
]
