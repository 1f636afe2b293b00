"""From what a feed delivers to the store, in one transaction with where it goes on."""

from __future__ import annotations

import threading
from datetime import datetime

from geodata import importing
from geodata.feeds.config import Feed
from geodata.feeds.state import Delivery, Taken, to_text
from geodata.feeds.trouble import Trouble
from geodata.store import EventStore, Load


class StoppedError(Exception):
    """Watchline is stopping: what was being written is given up."""


def take(
    store: EventStore, feed: Feed, delivery: Delivery, now: datetime, stop: threading.Event
) -> Taken:
    """Take a delivery in, all of it or nothing; ``now`` is when it was fetched, in UTC.

    Raises:
        Trouble: the data set is one of another kind.
        StoreError: the store cannot take it.
        StoppedError: Watchline is stopping.
    """

    def progress(_written: int) -> None:
        if stop.is_set():
            raise StoppedError

    progress(0)
    known = {one.dataset.source: one.dataset for one in store.datasets()}
    dataset = delivery.dataset or feed.dataset
    if delivery.staged is None and delivery.dataset is None:
        dataset = known.get(feed.key, dataset)
    before = known.get(dataset.source, dataset)
    if before.kind != dataset.kind:
        raise Trouble(
            f"the data set {before.name} ({before.source}) is of another kind: give the feed"
            " another key"
        )
    cursor = (feed.key, to_text(feed, delivery.cursor))
    if delivery.checked is not None:
        done = importing.commit(
            store,
            delivery.checked,
            dataset,
            missing=delivery.missing,
            retrieved_at=now,
            progress=progress,
            cursor=cursor,
        )
        return Taken(done.added, done.revised, done.removed)
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
    done = store.load(load, staged.batches(dataset.source, now) if staged else (), progress)
    return Taken(done.added, done.revised, done.removed)
