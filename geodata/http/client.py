"""The HTTP client of all feeds: careful with where it goes, what it takes and what it tells."""

from __future__ import annotations

import json
import logging
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Protocol, Self, TypeVar

import httpx2
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from geodata.http.errors import FetchError
from geodata.http.network import Deadline, Transport
from geodata.http.redirects import MOVED, REDIRECTS, following, origin
from geodata.http.responses import BLOCK, UNCHANGED, host_of, in_words, media_type, refuse, unpacked

TOTAL_SECONDS: Final = 300.0
READ_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 10.0
TRIES: Final = 4
FIRST_MOMENT: Final = 0.2
LONGEST_MOMENT: Final = 3.0

T = TypeVar("T")

# they would write addresses and headers into the log
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Validators(NamedTuple):
    """By what an answer is known again, as the other side says."""

    etag: str = ""
    modified: str = ""


class Fetched(NamedTuple):
    """An answer that was written to a file."""

    path: Path
    seen: Validators
    type: str


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long is waited, in seconds: for a connection, for more of an answer, for all of it."""

    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS
    total: float = TOTAL_SECONDS


class HttpTarget(Protocol):
    """What reaches out: a feed, or a watch that tells another program."""

    @property
    def secret_env(self) -> Mapping[str, str]:
        """The environment variables that hold its secrets, by what they are for."""
        ...

    @property
    def allow_private(self) -> tuple[str, ...]:
        """Hosts (or host:port) that may have addresses of the own network."""
        ...

    @property
    def size_limit(self) -> int:
        """The most that one answer may be, in bytes, unpacked."""
        ...

    def secrets(self) -> dict[str, str]:
        """The secrets as the environment has them now, by what they are for."""
        ...


class Client:
    """Fetches for one feed while it is read. Close it, or use it in ``with``."""

    def __init__(
        self, feed: HttpTarget, stop: threading.Event | None = None, times: Timeouts | None = None
    ) -> None:
        times = times or Timeouts()
        self.feed = feed
        self._secrets = feed.secrets()
        self._deadline = Deadline(stop or threading.Event(), times.total)
        self._http = httpx2.Client(
            transport=Transport(feed.allow_private, self._deadline),
            timeout=httpx2.Timeout(times.read, connect=times.connect),
            headers={"User-Agent": f"Watchline/{version('watchline')}", "Accept-Encoding": "gzip"},
            trust_env=False,
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all connections."""
        self._http.close()

    def cut(self) -> None:
        """End all connections from another thread; whoever waits for one is woken."""
        self._deadline.cut()

    def file(
        self,
        url: str,
        path: Path,
        *,
        secret: Mapping[str, str] | None = None,
        seen: Validators | None = None,
    ) -> Fetched | None:
        """Fetch into a file; ``None`` when it is as it was ``seen``.

        ``secret`` are headers for the host of ``url`` alone.

        Raises:
            FetchError: it cannot be had, or not whole.
        """
        return self._tried(lambda: self._file(url, path, secret, seen))

    def _file(
        self, url: str, path: Path, secret: Mapping[str, str] | None, seen: Validators | None
    ) -> Fetched | None:
        headers = {}
        if seen and seen.etag:
            headers["If-None-Match"] = seen.etag
        if seen and seen.modified:
            headers["If-Modified-Since"] = seen.modified
        with self._answer("GET", url, headers, secret or {}) as answer:
            if answer.status_code == UNCHANGED:
                if not headers:
                    raise FetchError(f"{host_of(url)} said “not changed” without being asked")
                return None
            with path.open("wb") as file:
                for block in self._body(answer):
                    file.write(block)
            found = Validators(
                answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
            )
            return Fetched(path, found, media_type(answer))

    def json(
        self,
        url: str,
        *,
        secret: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        keep: Path | None = None,
    ) -> Any:  # noqa: ANN401 - JSON
        """What an address answers in JSON; ``form`` is posted to it. ``keep`` is a file that
        gets the answer too.

        Raises:
            FetchError: it cannot be had, not whole, or is no JSON.
        """
        body = self._tried(lambda: self._bytes(url, secret or {}, form))
        if keep is not None:
            keep.write_bytes(body)
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise FetchError(f"{host_of(url)} answered with something that is no JSON") from None

    def _bytes(self, url: str, secret: Mapping[str, str], form: Mapping[str, str] | None) -> bytes:
        method = "GET" if form is None else "POST"
        headers = {"Accept": "application/json"}
        with self._answer(method, url, headers, secret, form) as answer:
            return b"".join(self._body(answer))

    def _tried(self, fetch: Callable[[], T]) -> T:
        """Fetch, and again after a moment where the trouble may pass: a visit that asks for many
        files would otherwise seldom come through."""
        retrying = Retrying(
            stop=stop_after_attempt(TRIES),
            wait=_moment,
            retry=retry_if_exception(lambda error: isinstance(error, FetchError) and error.passing),
            sleep=self._pause,
            reraise=True,
        )
        return retrying(fetch)

    def _pause(self, seconds: float) -> None:
        if self._deadline.stop.wait(seconds):
            raise FetchError("Watchline is stopping")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Hand something to another program; what it answers besides its status is not read.

        Raises:
            FetchError: it could not be handed over, or was not taken.
        """
        self._deadline.extend()
        with in_words(url, self._deadline, self._secrets.values()):
            request = self._http.build_request("POST", url, headers=headers, content=body)
            answer = self._http.send(request, stream=True)
            self._http.cookies.clear()
            try:
                if answer.status_code in MOVED:
                    following(answer, url, "POST")
                refuse(answer, url, self.feed.secret_env.values(), any_type=True)
            finally:
                answer.close()

    @contextmanager
    def _answer(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        secret: Mapping[str, str],
        form: Mapping[str, str] | None = None,
    ) -> Iterator[httpx2.Response]:
        """The answer of the last of several redirects, its body not read yet."""
        self._deadline.extend()
        with in_words(url, self._deadline, self._secrets.values()):
            for _ in range(REDIRECTS + 1):
                sent = {**headers, **secret}
                request = self._http.build_request(method, url, headers=sent, data=form)
                answer = self._http.send(request, stream=True)
                self._http.cookies.clear()
                try:
                    if answer.status_code not in MOVED:
                        refuse(answer, url, self.feed.secret_env.values())
                        yield answer
                        return
                    target = following(answer, url, method)
                finally:
                    answer.close()
                if origin(target) != origin(url):
                    secret = {}
                url = target
            raise FetchError(f"{host_of(url)} redirects more than {REDIRECTS} times")

    def _body(self, answer: httpx2.Response) -> Iterator[bytes]:
        """The body, unpacked; never more than the feed may be.

        Raises:
            FetchError: it is too large, packed in another way, or not whole.
        """
        limit, size = self.feed.size_limit, 0
        packing = answer.headers.get("content-encoding", "").strip().lower()
        if packing not in {"", "identity", "gzip", "x-gzip"}:
            raise FetchError("the answer is packed in a way that was not asked for")
        unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in packing else None
        for raw in answer.iter_raw(BLOCK):
            self._deadline.left(None)
            for block in unpacked(unpack, raw) if unpack else (raw,):
                size += len(block)
                if size > limit:
                    raise FetchError(
                        f"the answer is larger than {limit / 1e6:,.3g} MB (size_limit)"
                    )
                yield block
        if unpack and not unpack.eof:
            raise FetchError("the answer broke off", passing=True)


def _moment(state: RetryCallState) -> float:
    """How long to wait before the next try, in seconds: what is asked for, at least."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, FetchError) else None
    return max(
        wait_exponential_jitter(multiplier=FIRST_MOMENT, max=LONGEST_MOMENT, jitter=FIRST_MOMENT)(
            state
        ),
        asked or 0.0,
    )
