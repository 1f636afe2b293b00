"""Zip files that a table comes in: which are read, and how without unpacking them to disk."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from geodata.readers.formats.encoding import Opened
from geodata.readers.rows import named

MEMBER_LIMIT: Final = 20_000_000_000
"""Bytes that a zipped table may unpack to."""

RATIO_LIMIT: Final = 200
"""How many times its own size a zipped table may unpack to; text packs about 5 to 20 times."""

LIST_LIMIT: Final = 4_000_000
"""Bytes of a zip's list of files, which has to be in memory: some fifty thousand of them."""

_LIST_END, _LONG_LIST_END = b"PK\x05\x06", b"PK\x06\x06"
_TAIL: Final = 1 << 16
_ELSEWHERE: Final = (1 << 32) - 1  # the length does not fit, and stands in the other place
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
TROUBLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    NotImplementedError,
    LookupError,
    ArithmeticError,
)
"""What Python's reader of zip files raises for one that is broken, or none."""


def crowded(path: Path) -> bool:
    """Whether a zip says that its list of files is longer than any with a table in it.

    PKWARE's APPNOTE, 4.3.14 and 4.3.16, says where the length of the list stands.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read()
    stated = [
        int.from_bytes(tail[at + first : at + last], "little")
        for mark, first, last in ((_LIST_END, 12, 16), (_LONG_LIST_END, 40, 48))
        if (at := tail.rfind(mark)) >= 0
    ]
    return any(length > LIST_LIMIT and length != _ELSEWHERE for length in stated)


def hidden(name: str) -> bool:
    """Whether a name is one of those that a system adds to a zip by itself."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def bomb(member: zipfile.ZipInfo) -> str:
    """Why a packed file is not to be unpacked.

    Python's reader gives no more than a zip states, and in small pieces what is deflated; of
    the other ways of packing it would unpack all at once.
    """
    if member.compress_type not in _METHODS:
        return f"{named(member.filename)} is packed in a way that is not read: use a plain zip"
    grows = member.file_size / max(member.compress_size, 1)
    if member.file_size > MEMBER_LIMIT or (grows > RATIO_LIMIT and member.file_size > 1 << 20):
        return (
            f"{named(member.filename)} in the zip unpacks to {member.file_size:,} bytes,"
            f" {grows:,.0f} times its size: that is no table of events"
        )
    return ""


def member_of(path: Path, filename: str) -> Opened:
    """Opens a file in a zip anew, each time from its beginning."""

    @contextmanager
    def opened() -> Iterator[IO[bytes]]:
        try:
            with zipfile.ZipFile(path) as packed, packed.open(filename) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise OSError(0, f"the zip is damaged: {error}") from error

    return opened
