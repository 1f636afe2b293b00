"""How a command is run, in this process or handed over HTTP to a server that has the store.

The body of a request is one line of JSON, ``{"options": {…}, "files": [[option, name, size], …]}``,
and then the bytes of the files. The answer is a line of JSON for every message of the command
as it goes on, then ``{"code": …}``, the outcome with the size of the result, then the result.

Before anything is sent, the server proves that it knows the token of the data folder.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

PATH: Final = "/_command"
TOKEN_HEADER: Final = "x-watchline-token"  # noqa: S105 - the name of a header

BLOCK: Final = 1 << 20
"""How many bytes are read and sent at a time."""


class Message(NamedTuple):
    """A line for standard output or error, or how far the work in ``text`` is: the part that is
    ``done``, 0 to 1, and the rows so far."""

    kind: Literal["out", "err", "progress"]
    text: str
    done: float = 0.0
    rows: int = 0


class CommandOutcome(NamedTuple):
    """How a command ended: its exit code, and what to say once the result is in its place.

    ``error`` says why there is no result.
    """

    code: int = 0
    summary: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command sends its messages."""

    send: Callable[[Message], None]

    def out(self, text: str) -> None:
        """Say a line on standard output."""
        self.send(Message("out", text))

    def err(self, text: str) -> None:
        """Say a line on standard error."""
        self.send(Message("err", text))

    def progress(self, label: str) -> Callable[[float, int], None]:
        """Return a function that is told the part that is done, 0 to 1, and the rows so far."""
        return lambda done, rows: self.send(Message("progress", label, done, rows))


class InputFile(NamedTuple):
    """A file that a command reads, and its name as the person gave it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """What a command is asked for.

    ``options`` hold only what JSON can. ``files`` stand under the names of their options;
    ``result`` is where the command writes its file, ``folder`` what it may fill meanwhile: both
    are seen to by whoever runs the command.
    """

    options: Mapping[str, Any]
    files: Mapping[str, InputFile]
    folder: Path
    result: Path = field(default=Path())


def proof(token: str, nonce: str) -> str:
    """What only somebody who knows the token can answer to a number that was made up."""
    return hmac.new(token.encode(), nonce.encode(), hashlib.sha256).hexdigest()


def json_line(content: object) -> bytes:
    """A line of JSON."""
    return json.dumps(content).encode() + b"\n"
