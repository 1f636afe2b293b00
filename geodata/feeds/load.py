"""From what a feed delivers to the store, in one transaction with where it goes on."""

from __future__ import annotations

import threading
from datetime import datetime

from geodata.feeds.config import Feed
from geodata.feeds.status import Delivery, DeliveryCount, to_text
from geodata.http.errors import FetchError
from geodata.imports import files
from geodata.store import Load, Store


class StoppedError(Exception):
    """Watchline is stopping: what was being written is given up."""


def take(
    store: Store, feed: Feed, delivery: Delivery, now: datetime, stop: threading.Event
) -> DeliveryCount:
    """Take a delivery in, all of it or nothing; ``now`` is when it was fetched, in UTC.

    Raises:
        FetchError: the data set is one of another kind.
        StoreError: the store cannot take it.
        StoppedError: Watchline is stopping.
    """

    def progress(_written: int) -> None:
        if stop.is_set():
            raise StoppedError

    progress(0)
    known = {one.dataset.key: one.dataset for one in store.datasets()}
    dataset = delivery.dataset or feed.dataset
    if delivery.staged is None and delivery.dataset is None:
        dataset = known.get(feed.key, dataset)
    before = known.get(dataset.key, dataset)
    if before.kind != dataset.kind:
        raise FetchError(
            f"the data set {before.name} ({before.key}) is of another kind: give the feed"
            " another key"
        )
    cursor = (feed.key, to_text(feed, delivery.cursor))
    if delivery.checked is not None:
        done = files.commit(
            store,
            delivery.checked,
            dataset,
            missing=delivery.missing,
            retrieved_at=now,
            progress=progress,
            cursor=cursor,
        )
        return DeliveryCount(done.added, done.revised, done.removed)
    staged = delivery.staged
    load = Load(
        dataset,
        file=staged.file if staged else "",
        sha256=delivery.sha256,
        retrieved_at=now,
        taken=staged.taken if staged else 0,
        rejected=staged.rejected if staged else 0,
        missing=delivery.missing if staged else "keep",
        gone=delivery.gone,
        cursor=cursor,
    )
    done = store.load(load, staged.batches(dataset.key, now) if staged else (), progress)
    return DeliveryCount(done.added, done.revised, done.removed)
