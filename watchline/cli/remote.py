"""Hand a command to the server that uses the data folder."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Final

from watchline.cli import server_file
from watchline.cli.errors import CommandError
from watchline.cli.server_file import RunningServer
from watchline.web.command_protocol import (
    BLOCK,
    PATH,
    TOKEN_HEADER,
    CommandOutcome,
    CommandRequest,
    Message,
    json_line,
    proof,
)

PATIENCE: Final = 10.0
"""Seconds in which a server has to answer that it is the one."""

HTTP_OK: Final = 200
_PROOF_LENGTH: Final = 64

# a name that every server answers to
_HOST: Final = {"Host": "localhost"}


def find(folder: Path) -> RunningServer | None:
    """The server that uses a data folder, if there is one that answers.

    A file that a killed server left behind is of no account, also where another program has its
    address by now: only the server knows the token, and it is not sent before that is proven.
    """
    server = server_file.read(folder)
    if server is None:
        return None
    nonce = secrets.token_urlsafe(16)
    try:
        with closing(HTTPConnection(server.host, server.port, timeout=PATIENCE)) as connection:
            connection.request("GET", f"{PATH}/{nonce}", headers=_HOST)
            answer = connection.getresponse().read(_PROOF_LENGTH)
    except (OSError, HTTPException):
        return None
    return server if hmac.compare_digest(answer, proof(server.token, nonce).encode()) else None


def run(
    server: RunningServer, name: str, request: CommandRequest, show: Callable[[Message], None]
) -> CommandOutcome:
    """Have a server run a command; its messages go to ``show``, its result to ``request.result``.

    Raises:
        CommandError: the server does not take the command, or broke off.
        OSError: a file cannot be read, or the result not be written.
    """
    sizes = {option: file.path.stat().st_size for option, file in request.files.items()}
    files = [(option, file.name, sizes[option]) for option, file in request.files.items()]
    head = json_line({"options": dict(request.options), "files": files})
    headers = {
        **_HOST,
        TOKEN_HEADER: server.token,
        "Content-Length": str(len(head) + sum(sizes.values())),
        "Content-Type": "application/octet-stream",
    }
    with closing(HTTPConnection(server.host, server.port)) as connection:
        try:
            body = _body(head, request, sizes, show)
            connection.request("POST", f"{PATH}/{name}", body=body, headers=headers)
            response = connection.getresponse()
            if response.status != HTTP_OK:
                raise CommandError(response.read(BLOCK).decode("utf-8", "replace").strip())
            return _receive(response, request.result, show)
        except (ConnectionError, HTTPException, json.JSONDecodeError) as error:
            raise CommandError(
                f"The server (process {server.pid}) stopped before this was done; run it again."
            ) from error


def _body(
    head: bytes, request: CommandRequest, sizes: dict[str, int], show: Callable[[Message], None]
) -> Iterator[bytes]:
    """The request, block by block.

    Raises:
        CommandError: a file became shorter meanwhile.
    """
    yield head
    total, sent = max(sum(sizes.values()), 1), 0
    for option, file in request.files.items():
        left = sizes[option]
        with file.path.open("rb") as content:
            while left:
                block = content.read(min(BLOCK, left))
                if not block:
                    raise CommandError(f"{file.name} changed while it was sent.")
                left -= len(block)
                sent += len(block)
                yield block
                show(Message("progress", "Sending", sent / total))


def _receive(
    response: HTTPResponse, result: Path, show: Callable[[Message], None]
) -> CommandOutcome:
    """Show messages until the outcome comes, and keep the result that follows it."""
    while True:
        content = json.loads(response.readline() or b"null")
        if content is None:
            raise ConnectionResetError
        if isinstance(content, list):
            show(Message(*content))
            continue
        size = content.pop("size")
        with result.open("wb") as file:
            while block := response.read(min(BLOCK, size)):
                size -= file.write(block)
        if size:
            raise ConnectionResetError
        return CommandOutcome(**content)
