"""Connections of feeds: only to addresses that may be reached, never past a deadline.

The address that is checked is the one that is connected to: the name is not looked up again.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any, Final

import httpcore2
import httpx2

from geodata.http.errors import FetchError

_CONNECT_SECONDS: Final = 10.0


class Deadline:
    """Until when an answer must be there whole, and whether it is still wanted."""

    def __init__(self, stop: threading.Event, seconds: float) -> None:
        self.stop = stop
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._sockets: set[socket.socket] = set()

    def extend(self) -> None:
        """A new answer begins."""
        self._end = time.monotonic() + self.seconds

    def left(self, at_most: float | None) -> float:
        """The seconds that may still be waited.

        Raises:
            FetchError: none are left, or nobody waits any more.
        """
        if self.stop.is_set():
            raise FetchError("Watchline is stopping")
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchError(f"the answer was not there within {self.seconds:,.0f} seconds")
        return left if at_most is None else min(left, at_most)

    def watch(self, connection: socket.socket) -> None:
        """Remember a connection, to be cut when nobody waits any more."""
        self._sockets.add(connection)
        if self.stop.is_set():
            self.cut()

    def cut(self) -> None:
        """End every connection; whoever waits for one is woken."""
        for connection in list(self._sockets):
            try:
                # the plain one: that of TLS drops what the other thread is still using
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                continue  # it has ended already


class _Stream(httpcore2.NetworkStream):
    """A connection whose every wait ends at the deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._deadline.left(timeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, left)
        connection = inner.get_extra_info("socket")
        if isinstance(connection, socket.socket):
            self._deadline.watch(connection)
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as the library has it
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to public addresses, and to those of hosts that the operator allows."""

    def __init__(self, allowed: Iterable[str], deadline: Deadline) -> None:
        self._allowed = frozenset(allowed)
        self._deadline = deadline
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,  # noqa: ANN401 - as the library has it
    ) -> httpcore2.NetworkStream:
        """Look the host up once, check what is found, and connect to that.

        Raises:
            FetchError: the host is unknown or not to be reached.
        """
        addresses = lookup(host, port)
        if not self._allowed & {host.lower(), f"{host.lower()}:{port}"}:
            for address in addresses:
                if not is_public(address):
                    raise FetchError(
                        f"{host} has an address of a private network, and is not fetched from."
                        f' If that is meant, set allow_private = ["{host}"]'
                    )
        wait = _CONNECT_SECONDS if timeout is None else timeout
        for number, address in enumerate(addresses, 1):
            try:
                inner = self._inner.connect_tcp(
                    address, port, self._deadline.left(wait), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                connection = inner.get_extra_info("socket")
                if isinstance(connection, socket.socket):
                    self._deadline.watch(connection)
                return _Stream(inner, self._deadline)
        raise FetchError(f"{host} has no address")


def lookup(host: str, port: int) -> list[str]:
    """The addresses of a host, each once.

    Raises:
        FetchError: there is no such host.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"the host {host} is not known; or there is no network") from None
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, whatever it is wrapped in."""
    found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast


_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The authorities that this machine trusts; reading them takes a while."""
    return httpx2.create_ssl_context(trust_env=False)


class Transport(httpx2.HTTPTransport):
    """A transport whose connections are guarded."""

    def __init__(self, allowed: Iterable[str], deadline: Deadline) -> None:
        context = _trusted()
        super().__init__(verify=context, trust_env=False)
        # the library takes no other way of connecting than through its pool
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            network_backend=GuardedBackend(allowed, deadline),
            max_connections=4,
        )
