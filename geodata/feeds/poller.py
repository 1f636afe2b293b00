"""Keeps feeds up to date: a thread for each, which waits, reads, and waits longer after trouble."""

from __future__ import annotations

import logging
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tenacity import RetryCallState, Retrying, wait_exponential, wait_random

from geodata.feeds import acled, folder, gdelt, rss, table, ucdp
from geodata.feeds.config import Feed
from geodata.feeds.load import StoppedError, take
from geodata.feeds.status import (
    Delivery,
    DeliveryCount,
    FeedStatus,
    Poll,
    PollOutcome,
    Visit,
    from_text,
)
from geodata.http.client import Client, Timeouts
from geodata.http.errors import FetchError, redacted
from geodata.imports import files
from geodata.store import Store, StoredFeed, StoreError

logger = logging.getLogger(__name__)

POLLS: Final[Mapping[str, Poll]] = MappingProxyType(
    {
        "folder": folder.poll,
        "table": table.poll,
        "acled": acled.poll,
        "ucdp": ucdp.poll,
        "gdelt": gdelt.poll,
        "rss": rss.poll,
        "georss": rss.poll,
    }
)
"""How each kind is read."""

STOP_SECONDS: Final = 2.0
FIRST_WAIT: Final = 60.0
LONGEST_WAIT: Final = 3_600.0
SOON: Final = 1.0


def back_off(failures: int, every: float) -> float:
    """Seconds until the next attempt after so many failures in a row: a minute, or ``every``
    if that is shorter, then twice as long each time, up to an hour or ``every``; and up to a
    tenth more by chance, so that many feeds do not come back at once."""
    first = min(every, FIRST_WAIT)
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = failures
    longest = max(every, LONGEST_WAIT)
    wait = wait_exponential(multiplier=first, max=longest)(state)
    return wait + wait_random(0, wait / 10)(state)


class Poller:
    """Reads feeds into a store. ``folder`` is for what they fetch, a folder in it for each."""

    def __init__(
        self,
        store: Store,
        feeds: Iterable[Feed],
        folder: Path,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        times: Timeouts | None = None,
    ) -> None:
        self._store = store
        self._folder = folder
        self._clock = clock
        self._times = times
        self._stop = threading.Event()
        self._runners = {feed.key: _Runner(feed) for feed in feeds}

    def start(self) -> None:
        """Begin: each feed is read at once, unless it was a short while ago."""
        known = self._store.feeds()
        for key, runner in self._runners.items():
            before = known.get(key)
            # what went wrong is tried again at once: it may be what the restart was for
            if before and before.next_attempt and not before.failures:
                soonest = self._clock() + timedelta(seconds=runner.feed.every)
                runner.plan(min(before.next_attempt, soonest), self._clock())
            runner.thread = threading.Thread(
                target=self._run, args=(runner,), name=f"feed {key}", daemon=True
            )
            runner.thread.start()

    def stop(self) -> None:
        """End within three seconds; what is being fetched is given up."""
        self._stop.set()
        for runner in self._runners.values():
            runner.wake.set()
            if client := runner.client:
                client.cut()
        end = time.monotonic() + STOP_SECONDS
        for runner in self._runners.values():
            if runner.thread and runner.thread is not threading.current_thread():
                runner.thread.join(timeout=max(end - time.monotonic(), 0.0))

    def poll_now(self, key: str) -> FeedStatus:
        """Read a feed now, after a reading that is under way; how it stands then.

        Raises:
            KeyError: there is no such feed.
        """
        runner = self._runners[key]
        self._attempt(runner)
        runner.wake.set()
        return next(status for status in self.status() if status.key == key)

    def status(self) -> tuple[FeedStatus, ...]:
        """How every feed stands, in the order of ``feeds.toml``."""
        known = self._store.feeds()
        events = {one.dataset.key: one.events for one in self._store.datasets() if one.shows}
        now = self._clock()
        return tuple(
            _status(runner, known.get(key, StoredFeed(key)), events, now)
            for key, runner in self._runners.items()
        )

    def _run(self, runner: _Runner) -> None:
        while not self._stop.is_set():
            wait = (runner.next - self._clock()).total_seconds() if runner.next else 0.0
            # a longer wait than was planned: the clock was set back
            if 0 < wait <= runner.wait:
                runner.wake.wait(wait)
                runner.wake.clear()
            else:
                self._attempt(runner)

    def _attempt(self, runner: _Runner) -> None:
        """Read a feed once and record how it went; trouble is kept in words."""
        with runner.busy:
            feed = runner.feed
            if self._stop.is_set():
                return
            before, began = StoredFeed(feed.key), self._clock()
            outcome, trouble = PollOutcome(), None
            try:
                before = self._store.feeds().get(feed.key, before)
                outcome = PollOutcome(before.note)
                outcome = self._visit(runner, before)
            except StoppedError:
                return
            except FetchError as found:
                trouble = found
            except StoreError as error:
                trouble = FetchError(str(error).removesuffix("."))
            except OSError as error:
                trouble = FetchError(f"what was fetched cannot be kept: {error.strerror or error}")
            except Exception as error:  # noqa: BLE001 - a defect of one feed ends no other
                trouble = FetchError(
                    "something went wrong inside Watchline; its log has the details"
                )
                if not self._stop.is_set():
                    said = "".join(traceback.format_exception(error))
                    logger.error(  # noqa: TRY400 - with its secrets taken out
                        "Feed %s: %s", feed.key, redacted(said, self._secrets(runner))
                    )
            if not self._stop.is_set():
                self._record(runner, before, began, outcome, trouble)

    def _visit(self, runner: _Runner, before: StoredFeed) -> PollOutcome:
        feed = runner.feed
        known = {one.dataset.key: one for one in self._store.datasets()}
        ours = known.get(feed.key)
        if ours and ours.deleted:
            raise FetchError(
                "its data set was deleted, so it rests: bring the data set back, or take the"
                " feed out of feeds.toml"
            )
        work = self._folder / feed.key
        if feed.folder is not None:
            inbox, ours_only = feed.folder.resolve(), self._folder.resolve()
            if inbox.is_relative_to(ours_only) or ours_only.is_relative_to(inbox):
                raise FetchError(f"{ours_only} is cleared by Watchline: watch a folder beside it")
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        began = self._clock()

        def taken(delivery: Delivery) -> DeliveryCount:
            return take(self._store, feed, delivery, began, self._stop)

        def kind_of(key: str) -> str:
            found = {one.dataset.key: one.dataset.kind for one in self._store.datasets()}
            return found.get(key, "")

        try:
            with Client(feed, self._stop, self._times) as client:
                runner.client = client
                visit = Visit(
                    feed=feed,
                    client=client,
                    folder=work,
                    # without its data set it begins anew
                    cursor=from_text(feed, before.cursor) if ours else {},
                    memory=runner.memory,
                    take=taken,
                    remembered=lambda found: files.remembered(self._store, found),
                    kind_of=kind_of,
                    now=began,
                )
                return POLLS[feed.kind](visit)
        finally:
            runner.client = None
            shutil.rmtree(work, ignore_errors=True)

    def _record(
        self,
        runner: _Runner,
        before: StoredFeed,
        began: datetime,
        outcome: PollOutcome,
        trouble: FetchError | None,
    ) -> None:
        now = self._clock()
        # one that came some way before it failed is no worse than it was
        stands = self._store.feeds().get(runner.feed.key, before)
        earlier = before.failures if stands.cursor == before.cursor else 0
        failures = earlier + 1 if trouble else 0
        every = runner.feed.every
        wait = min(every, SOON) if outcome.more else every
        error = ""
        if trouble:
            wait = max(back_off(failures, every), trouble.retry_after or 0.0)
            error = redacted(trouble.reason, self._secrets(runner)) + "."
            if error != before.last_error:
                logger.warning("Feed %s: %s", runner.feed.key, error)
        runner.plan(now + timedelta(seconds=wait), now)
        stored = before._replace(
            last_attempt=began,
            # what was taken before the trouble came is as new as that
            last_success=stands.last_success if trouble else now,
            next_attempt=runner.next,
            last_error=error,
            note=outcome.note,
            failures=failures,
        )
        try:
            self._store.note_feed(stored)
        except StoreError as problem:
            logger.warning("Feed %s: %s", runner.feed.key, problem)

    @staticmethod
    def _secrets(runner: _Runner) -> list[str]:
        held = [value for value in runner.memory.values() if isinstance(value, str)]
        return [*runner.feed.secrets().values(), *held]


class _Runner:
    """A feed and what belongs to reading it in this process."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.busy = threading.Lock()
        self.wake = threading.Event()
        self.memory: dict[str, Any] = {}
        self.next: datetime | None = None
        self.wait = 0.0
        self.client: Client | None = None
        self.thread: threading.Thread | None = None

    def plan(self, moment: datetime, now: datetime) -> None:
        """When it is read next."""
        self.next, self.wait = moment, (moment - now).total_seconds()


def _status(
    runner: _Runner, stored: StoredFeed, events: Mapping[str, int], now: datetime
) -> FeedStatus:
    feed = runner.feed
    # a folder may have filled several data sets
    ours = [
        count
        for source, count in events.items()
        if source == feed.key or (feed.kind == "folder" and source.startswith(f"{feed.key}-"))
    ]
    return FeedStatus(
        key=feed.key,
        name=feed.name,
        kind=feed.kind,
        dataset=feed.dataset.key,
        every=feed.every,
        last_attempt=stored.last_attempt,
        last_success=stored.last_success,
        next_attempt=runner.next or stored.next_attempt,
        last_error=stored.last_error,
        note=stored.note,
        failures=stored.failures,
        events=sum(ours),
        age=max(now - stored.last_success, timedelta()) if stored.last_success else None,
        busy=runner.busy.locked(),
    )
