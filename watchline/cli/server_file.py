"""``server.json`` in the data folder: where the server that uses the folder can be reached."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Final, NamedTuple

from geodata.atomic import replacing

FILE_NAME: Final = "server.json"
_SIZE_LIMIT: Final = 4_096


class RunningServer(NamedTuple):
    """A server's address on this machine, its process, the token that it takes commands with,
    and whether it takes no files."""

    host: str
    port: int
    pid: int
    token: str
    read_only: bool


@contextmanager
def announced(
    folder: Path, listener: socket.socket, token: str, *, read_only: bool
) -> Iterator[None]:
    """Say in a data folder that this process serves it, until the block ends.

    To be entered only by the process that has the store open: it replaces the file that a
    killed server left behind. Only the user who runs the server can read it.

    Raises:
        OSError: the file cannot be written.
    """
    path = folder / FILE_NAME
    host, port = listener.getsockname()[:2]
    server = RunningServer(_reachable(host), port, os.getpid(), token, read_only)
    with replacing(path) as part:
        part.touch(mode=0o600, exist_ok=False)
        part.write_text(json.dumps(server._asdict()), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def read(folder: Path) -> RunningServer | None:
    """What the file of a data folder says; ``None`` without one that can be read and used.

    The server need not be there any more.
    """
    try:
        with (folder / FILE_NAME).open("rb") as file:
            content = json.loads(file.read(_SIZE_LIMIT))
        server = RunningServer(**content)
        ip_address(server.host)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    types = [type(value) for value in server]
    return server if types == [str, int, int, str, bool] and 0 < server.port < 1 << 16 else None


def _reachable(host: str) -> str:
    """The address to ask for a server that listens on ``host``."""
    address = ip_address(host.partition("%")[0])
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"  # noqa: PLR2004 - of IP
    return host
