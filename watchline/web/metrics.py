"""Numbers about the running server, as Prometheus reads them.

They count and time; none of them says what anybody looked at: an address stands under the
pattern of its route, a callback under the name of its function.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from prometheus_client import (
    GC_COLLECTOR,
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callbacks.threads import timing
from geodata.feeds.status import FeedStatus, is_late
from geodata.watches.progress import WebhookStatus

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

# when a series began is one more series for each of ours
disable_created_metrics()  # type: ignore[no-untyped-call] # ships it untyped


@dataclass(frozen=True, slots=True)
class SystemState:
    """The store and the feeds as they stand, ``None`` when they cannot be told, and the
    programs that are told of events."""

    events: int
    version: int
    feeds: tuple[FeedStatus, ...] | None
    hooks: tuple[WebhookStatus, ...] = ()


class Metrics:
    """The numbers of one server; another one in the same process has its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._store = _Store()
        self._registry.register(self._store)
        self._registry.register(GC_COLLECTOR)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._requests = Counter(
            "watchline_requests",
            "Answers, by the pattern of their address.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "watchline_request_seconds",
            "Seconds from a request to the beginning of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._callbacks = Histogram(
            "watchline_callback_seconds",
            "Seconds that a callback took, waiting for a thread among them.",
            ("callback",),
            buckets=SECONDS,
            registry=self._registry,
        )

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer, where it begins."""
        route = _pattern(scope)
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def called(self, callback: str, seconds: float) -> None:
        """Count a callback that has ended, well or not."""
        self._callbacks.labels(callback).observe(seconds)

    def text(self, seen: SystemState | None, clients: int) -> bytes:
        """Everything, in Prometheus' text format; ``seen`` is ``None`` when the store does not
        answer, ``clients`` how many pages are told of changes."""
        self._store.seen, self._store.clients = seen, clients
        return generate_latest(self._registry)


def _pattern(scope: Scope) -> str:
    """The pattern of the address of a request; "none" if no route has it."""
    route = scope.get("route")
    if route is None and (endpoint := scope.get("endpoint")):
        # FastAPI names its own kind of routes only, and of others what they call
        for one in scope["app"].routes:
            if endpoint in (getattr(one, "endpoint", None), getattr(one, "app", None)):
                route = one
    path: str | None = getattr(route, "path", None)
    return "none" if path is None else f"/{path.lstrip('/')}"


class _Store(Collector):
    """What is known of the store and the feeds at the moment of asking."""

    seen: SystemState | None = None
    clients: int = 0

    def collect(self) -> Iterator[Metric]:
        yield _gauge(
            "build_info", "The version that runs.", ["version"], [(version("watchline"), 1)]
        )
        readable = float(self.seen is not None)
        yield _gauge("store_readable", "Whether the store answers in time.", [], [("", readable)])
        said = "Pages that are told of changes."
        yield _gauge("live_clients", said, [], [("", self.clients)])
        if self.seen is None:
            return
        yield _gauge("events", "Events in the data sets that show.", [], [("", self.seen.events)])
        said = "Rises with every change of the store."
        yield _gauge("store_version", said, [], [("", self.seen.version)])
        feeds = self.seen.feeds or ()
        ages = [(feed.key, feed.age.total_seconds()) for feed in feeds if feed.age is not None]
        yield _gauge("feed_age_seconds", "Since a feed was last read well.", ["feed"], ages)
        failures = [(feed.key, feed.failures) for feed in feeds]
        yield _gauge("feed_failures", "Failed attempts in a row.", ["feed"], failures)
        late = [(feed.key, is_late(feed)) for feed in feeds]
        yield _gauge("feed_late", "Whether a feed has fallen behind.", ["feed"], late)
        hooks = self.seen.hooks
        waiting = [(one.key, one.waiting) for one in hooks]
        said = "Whether a program is still to be told of events."
        yield _gauge("webhook_waiting", said, ["watch"], waiting)
        tried = [(one.key, one.failures) for one in hooks]
        yield _gauge("webhook_failures", "Failed deliveries in a row.", ["watch"], tried)
        lost = [(one.key, one.given_up) for one in hooks]
        said = "Events in deliveries given up since one was taken."
        yield _gauge("webhook_given_up", said, ["watch"], lost)


def _gauge(
    name: str, said: str, labels: list[str], values: Iterable[tuple[str, float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"watchline_{name}", said, labels=labels)
    for label, value in values:
        family.add_metric([label] if labels else [], float(value))
    return family


class TimingMiddleware:
    """Times requests and the callbacks in them."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; one that is given up before its answer begins is not counted."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        answering = False

        async def send_counted(message: Message) -> None:
            nonlocal answering
            if message["type"] == "http.response.start":
                answering = True
                # the router has written by now into the scope which route it was
                self.metrics.answered(scope, message["status"], time.perf_counter() - began)
            await send(message)

        token = timing.set(self.metrics.called)
        try:
            await self.app(scope, receive, send_counted)
        except Exception:
            if not answering:
                self.metrics.answered(scope, 500, time.perf_counter() - began)
            raise
        finally:
            timing.reset(token)
