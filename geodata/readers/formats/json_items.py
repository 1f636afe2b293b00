"""The objects of a JSON file one after the other, wherever in it they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple

import ijson

from geodata.readers.cells import shown
from geodata.readers.formats.encoding import Opened
from geodata.readers.json_depth import DepthLimitedFile, NestedTooDeeplyError
from geodata.readers.rows import LINE_LIMIT

LISTS: Final = ("features", "data", "Result", "results", "events")
"""Under which names an object of JSON may hold the list of its rows."""

TROUBLE: Final = (ijson.JSONError, ValueError, ArithmeticError, RecursionError, OSError)
"""What may be raised while JSON is read."""

_BLANK: Final = b" \t\r\n"
_MARK: Final = b"\xef\xbb\xbf"

# A whole number of more than 4,300 digits ends not only ijson but the whole program.
_TOO_MANY: Final = b"0" * 1_000
_DIGITS: Final = bytes(48 if 48 <= sign < 58 else 32 for sign in range(256))  # noqa: PLR2004 - 0 to 9


class JsonTableError(ValueError):
    """JSON that is not read as a table; the message is a sentence about it."""


class JsonItem(NamedTuple):
    """Whatever stands in the place of a row, or the error that it is not JSON; ``number``
    counts lines or items from 1, ``done`` the bytes read so far."""

    number: int
    value: Any
    done: int


class _Watched:
    """A file of JSON of which one item may only be so long."""

    def __init__(self, raw: IO[bytes]) -> None:
        self.shallow = DepthLimitedFile(raw)
        self.done = 0
        self.since = 0
        self.digits = b""

    def read(self, size: int = -1) -> bytes:
        """Some bytes.

        Raises:
            UnfitJsonError: there were too many since the last item.
        """
        block = self.shallow.read(size)
        if not self.done:
            block = block.removeprefix(_MARK) or self.shallow.read(size)
        self.since += len(block)
        self.done += len(block)
        if self.since > LINE_LIMIT:
            raise _too_long()
        digits = self.digits + block.translate(_DIGITS)
        if _TOO_MANY in digits:
            raise JsonTableError(f"a number has more than {len(_TOO_MANY):,} digits")
        self.digits = digits[-len(_TOO_MANY) :]
        return block


def place_of(opened: Opened) -> str | None:
    """Where the rows are, as a path of ijson: ``""`` for the file as one; ``None`` for an
    object on every line.

    Raises:
        ValueError: there is no list of rows, or no JSON.
    """
    with opened() as raw:
        start = raw.read(LINE_LIMIT).removeprefix(_MARK).lstrip(_BLANK)
        if start.startswith(b"["):
            return "item"
        first, _, rest = start.partition(b"\n")
        try:
            found = json.loads(first)
        except (ValueError, RecursionError):
            pass  # the first line is no object by itself: it is one large object, or none
        else:
            if not isinstance(found, dict):
                raise _no_list()
            lists = (name for name in LISTS if isinstance(found.get(name), list))
            name = None if rest.strip() else next(lists, None)
            return f"{name}.item" if name else None
        raw.seek(0)
        return _place_of_list(raw)


def _place_of_list(raw: IO[bytes]) -> str:
    feature = False
    for prefix, event, value in ijson.parse(_Watched(raw)):
        if event == "start_array" and prefix in LISTS:
            return f"{prefix}.item"
        feature |= prefix == "type" and value == "Feature"
    if feature:
        return ""
    raise _no_list()


def items(opened: Opened, place: str | None) -> Iterator[JsonItem]:
    """Every item.

    Raises:
        ValueError: the JSON breaks down here.
    """
    with opened() as raw:
        if place is None:
            yield from _lines(raw)
            return
        watched = _Watched(raw)
        for number, value in enumerate(ijson.items(watched, place), 1):
            watched.since = 0
            yield JsonItem(number, value, watched.done)


def _lines(raw: IO[bytes]) -> Iterator[JsonItem]:
    number = done = 0
    while line := raw.readline(LINE_LIMIT):
        number += 1
        done += len(line)
        whole = len(line) < LINE_LIMIT
        while len(line) == LINE_LIMIT and not line.endswith(b"\n"):
            line = raw.readline(LINE_LIMIT)
            done += len(line)
        text = line.removeprefix(_MARK).strip(_BLANK)
        if not whole:
            yield JsonItem(number, _too_long(), done)
        elif text:
            try:
                value = json.loads(text)
            except (ValueError, RecursionError) as error:
                value = error
            yield JsonItem(number, value, done)


def _too_long() -> JsonTableError:
    return JsonTableError(f"one item is longer than {LINE_LIMIT:,} bytes")


def _no_list() -> JsonTableError:
    known = ", ".join(LISTS)
    return JsonTableError(f"the JSON holds no list of events: […], or one under {known}")


def broken(error: Exception) -> str:
    """What is wrong with a JSON file, or an item of it."""
    if isinstance(error, (JsonTableError, NestedTooDeeplyError)):
        return str(error)
    if isinstance(error, OSError):
        return f"the file could not be read: {error.strerror or error}"
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    return f"the JSON is broken ({shown(str(error).splitlines()[0] if str(error) else 'it ends')})"
