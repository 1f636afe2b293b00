"""Tells other programs what came in: a thread for each watch of ``watches.toml``.

What is under way is written down before it is sent, and where to go on after it was taken. So
a crash loses nothing; what had been taken at that very moment is sent again, under its id.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from geodata.feeds.poller import back_off
from geodata.filters import to_pairs
from geodata.http.client import Client, Timeouts
from geodata.http.errors import FetchError, redacted
from geodata.http.responses import host_of
from geodata.query.arrivals import arrivals
from geodata.query.news import identity, newest_import
from geodata.query.watch_counts import spans
from geodata.store import Snapshot, Store
from geodata.watches import progress as keeping
from geodata.watches.config import Watch
from geodata.watches.message import ImportRange, body, headers
from geodata.watches.progress import PendingDelivery, WebhookProgress, WebhookStatus
from geodata.watches.rule import crossed

logger = logging.getLogger(__name__)

LOOK: Final = 60.0
"""Seconds between two looks at whether another day has begun; a change of the data is told."""

GATHER: Final = 1.0
"""Seconds that are waited for more of the same, which goes into one delivery."""

FIRST_WAIT: Final = 5.0
"""Seconds until a delivery is tried again, doubled each time up to an hour."""

GIVE_UP: Final = timedelta(hours=24)
TIMES: Final = Timeouts(connect=10, read=30, total=60)
STOP_SECONDS: Final = 2.0

_IDS: Final = uuid.UUID("0d8c3f52-6f8e-5d0b-8c43-6a2f0c6b7a11")


@dataclass(frozen=True, slots=True)
class RetryTimes:
    """How long is waited, in seconds; tests do not wait so long."""

    look: float = LOOK
    gather: float = GATHER
    first: float = FIRST_WAIT
    give_up: float = GIVE_UP.total_seconds()
    times: Timeouts = TIMES


class Webhooks:
    """Tells the programs of some watches. ``folder`` keeps where each goes on; ``open_sets``
    are data sets whose events may be handed on although their terms seem not to let them be."""

    def __init__(
        self,
        store: Store,
        watches: Iterable[Watch],
        folder: Path,
        *,
        open_sets: Collection[str] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pace: RetryTimes | None = None,
    ) -> None:
        self._stop = threading.Event()
        self._hooks = [
            Webhook(
                store,
                one,
                folder=folder,
                open_sets=tuple(open_sets),
                clock=clock,
                pace=pace or RetryTimes(),
                stop=self._stop,
            )
            for one in watches
        ]
        self._threads: list[threading.Thread] = []
        self._unsubscribe = store.on_change(self._wake)

    def _wake(self) -> None:
        for hook in self._hooks:
            hook.wake.set()

    def start(self) -> None:
        """Begin. What comes in from now on is told, and what was under way before."""
        for hook in self._hooks:
            thread = threading.Thread(target=hook.run, name=f"watch {hook.watch.key}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End within three seconds; what is being sent is sent again at the next start."""
        self._stop.set()
        self._unsubscribe()
        for hook in self._hooks:
            hook.cut()
            hook.wake.set()
        end = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(timeout=max(end - time.monotonic(), 0.0))

    def status(self) -> tuple[WebhookStatus, ...]:
        """How each stands, in the order of ``watches.toml``."""
        return tuple(hook.status for hook in self._hooks)


class Webhook:
    """One watch and the program that it tells."""

    def __init__(
        self,
        store: Store,
        watch: Watch,
        *,
        folder: Path,
        open_sets: tuple[str, ...],
        clock: Callable[[], datetime],
        pace: RetryTimes,
        stop: threading.Event,
    ) -> None:
        self.watch = watch
        self.wake = threading.Event()
        self.status = WebhookStatus(watch.key, watch.name, host_of(watch.url))
        self._store, self._open_sets, self._clock = store, open_sets, clock
        self._pace, self._stop = pace, stop
        self._path = folder / f"{watch.key}.json"
        self._client: Client | None = None
        self._seen = -1
        self._day: date | None = None

    def run(self) -> None:
        """Look, gather, deliver, until it is stopped."""
        kept = self._begin()
        while True:
            self.wake.clear()
            if self._stop.is_set():
                return
            try:
                if kept.pending is None:
                    kept = self._look(kept)
                else:
                    kept = self._deliver(kept, kept.pending)
            except Exception:
                # a defect of one watch ends no other, and is no reason to ask without end
                if not self._stop.is_set():
                    logger.exception("Watch %s", self.watch.key)
                    self._stop.wait(self._pace.first)

    def cut(self) -> None:
        """End the connection, from another thread."""
        if client := self._client:
            client.cut()

    def _begin(self) -> WebhookProgress:
        """Where it goes on; at what comes in from now on if it was never there before."""
        pairs = repr((self.watch.url, to_pairs(self.watch.filters), self.watch.rule.text))
        mark = hashlib.sha256(pairs.encode()).hexdigest()[:16]
        with self._store.read() as db:
            store, newest = identity(db), newest_import(db)
        found = keeping.read(self._path)
        if found and (found.store, found.watch) == (store, mark) and found.after <= newest:
            return found
        return self._keep(WebhookProgress(store, mark, newest))

    def _keep(self, kept: WebhookProgress) -> WebhookProgress:
        try:
            keeping.write(self._path, kept)
        except OSError as error:
            logger.warning("%s cannot be written: %s", self._path, error.strerror)
        waiting = kept.pending is not None
        self.status = replace(self.status, waiting=waiting, given_up=kept.given_up)
        return kept

    def _look(self, kept: WebhookProgress) -> WebhookProgress:
        """Wait for a change of the data; then see whether there is something to tell."""
        today = self._clock().date()
        if self._store.version == self._seen and today == self._day:
            self.wake.wait(self._pace.look)
            return kept
        if self._stop.wait(self._pace.gather):
            return kept
        with self._store.read() as db:
            return self._seen_news(db, kept, today)

    def _seen_news(self, db: Snapshot, kept: WebhookProgress, today: date) -> WebhookProgress:
        """See whether there is something to tell."""
        self._seen, self._day = db.version, today
        if not kept.store:  # the store was empty when this began
            kept = replace(kept, store=identity(db))
        newest = newest_import(db)
        filters = self.watch.filters
        tells = newest > kept.after and arrivals(db, filters, kept.after, newest).total
        rule = self.watch.rule
        if rule.kind:
            over = crossed(rule, spans(db, filters, rule.days, today))
            told = kept.crossed
            # reached without an event that is new: told with the next one
            kept = replace(kept, crossed=over and (told or bool(tells)))
            tells = tells and over and not told
        if not tells:
            return self._keep(replace(kept, after=max(newest, kept.after)))
        said = f"{kept.store} {kept.watch} {kept.after} {newest}"
        pending = PendingDelivery(str(uuid.uuid5(_IDS, said)), newest, self._clock().timestamp())
        return self._keep(replace(kept, pending=pending))

    def _deliver(self, kept: WebhookProgress, pending: PendingDelivery) -> WebhookProgress:
        """Try to deliver once, and wait after trouble."""
        filters, rule = self.watch.filters, self.watch.rule
        reach = ImportRange(kept.after, pending.up_to)
        today = self._clock().date()
        with self._store.read() as db:
            content = body(
                db,
                self.watch,
                reach,
                pending.delivery,
                found=spans(db, filters, rule.days, today) if rule.kind else None,
                given_up=kept.given_up,
                open_sets=self._open_sets,
            )
        trouble = self._send(content, pending.delivery)
        if self._stop.is_set() and trouble:
            return kept
        told = replace(kept, after=pending.up_to, pending=None)
        if trouble is None:
            self.status = replace(
                self.status,
                failures=0,
                last_error="",
                last_success=self._clock(),
                next_attempt=None,
            )
            return self._keep(replace(told, given_up=0))
        if self._clock() - keeping.began(pending) >= timedelta(seconds=self._pace.give_up):
            with self._store.read() as db:
                lost = arrivals(db, filters, *reach).total
            logger.error("Watch %s: given up, %d events: %s", self.watch.key, lost, trouble.reason)
            self._failed(trouble, 0.0)
            return self._keep(replace(told, given_up=kept.given_up + lost))
        wait = max(back_off(self.status.failures + 1, self._pace.first), trouble.retry_after or 0.0)
        self._failed(trouble, wait)
        self._stop.wait(wait)
        return kept

    def _send(self, content: bytes, delivery: str) -> FetchError | None:
        """Hand it over; what kept it from being taken, if anything."""
        secret = self.watch.secrets().get("secret", "")
        signed = headers(content, delivery, secret, self._clock())
        try:
            with Client(self.watch, self._stop, self._pace.times) as client:
                self._client = client
                client.post(self.watch.url, content, signed)
        except FetchError as trouble:
            return trouble
        finally:
            self._client = None
        return None

    def _failed(self, trouble: FetchError, wait: float) -> None:
        said = redacted(trouble.reason, self.watch.secrets().values()) + "."
        if said != self.status.last_error:
            logger.warning("Watch %s: %s", self.watch.key, said)
        self.status = replace(
            self.status,
            waiting=True,
            failures=self.status.failures + 1,
            last_error=said,
            next_attempt=self._clock() + timedelta(seconds=wait) if wait else None,
        )
