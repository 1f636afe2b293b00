"""A guard in front of a parser of JSON: lists in lists in lists, by the thousand.

The parser keeps the whole path to every value, so that the memory it needs grows with the
square of the depth: some ten thousand brackets would fill a machine.
"""

from __future__ import annotations

from typing import IO, Final

import numpy as np

DEPTH_LIMIT: Final = 100

_STEP: Final = np.zeros(256, np.int8)
_STEP[list(b"[{")] = 1
_STEP[list(b"]}")] = -1


class NestedTooDeeplyError(ValueError):
    """The JSON is nested more deeply than any table or map is."""


class DepthLimitedFile:
    """A file of JSON that may be read so long as it is not nested too deeply."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._depth = 0
        self._slash = b""
        self._in_text = False

    def read(self, size: int = -1) -> bytes:
        """Some bytes.

        Raises:
            NestedTooDeeplyError: more brackets are open than any use has.
        """
        block = self._raw.read(size)
        bare = self._outside_texts(self._slash + block)
        if bare:
            steps = np.cumsum(_STEP[np.frombuffer(bare, np.uint8)], dtype=np.int64)
            if self._depth + int(steps.max()) > DEPTH_LIMIT:
                raise NestedTooDeeplyError("the JSON is nested too deeply")
            self._depth += int(steps[-1])
        return block

    def _outside_texts(self, text: bytes) -> bytes:
        """What stands between texts; a text may go on in the next block."""
        backslashes = len(text) - len(text.rstrip(b"\\"))
        self._slash = b"\\" if backslashes % 2 else b""
        whole = text.removesuffix(b"\\") if self._slash else text
        # what is escaped cannot end a text
        pieces = whole.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
        outside = pieces[1 if self._in_text else 0 :: 2]
        self._in_text ^= len(pieces) % 2 == 0
        return b"".join(outside)
