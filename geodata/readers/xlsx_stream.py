"""A part of an Excel workbook (XLSX) as a stream of XML, never read as a whole.

A workbook may unpack to a thousand times its size, so that what is kept in memory is counted.
Entities are refused: no spreadsheet needs them.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Final
from xml.parsers import expat

from geodata.readers.rows import LINE_LIMIT, named

SMALL_LIMIT: Final = 8_000_000
"""Bytes that any part but the sheets and texts may unpack to."""

RATIO_LIMIT: Final = 200
"""How many times its own size a part of more than that may unpack to; usual are 5 to 30."""

_BLOCK: Final = 1 << 16
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

TROUBLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
)
"""What may be raised for a workbook that is none, or is broken."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class UnfitBookError(ValueError):
    """A workbook that cannot be read; the message is a sentence about it."""


class Stream:
    """XML given to handlers block by block; ``since`` counts the bytes since it was last 0."""

    def __init__(self, packed: zipfile.ZipFile, part: str, limit: int) -> None:
        info = packed.getinfo(part)
        grows = info.file_size / max(info.compress_size, 1)
        if info.file_size > limit or (grows > RATIO_LIMIT and info.file_size > SMALL_LIMIT):
            raise UnfitBookError(
                f"the workbook unpacks to {info.file_size:,} bytes in {named(part)}, of which at"
                f" most {limit:,} are read: save the sheet as “CSV UTF-8”"
            )
        if info.compress_type not in _METHODS:
            raise UnfitBookError("the workbook is packed in a way that Excel does not use")
        self.packed = packed
        self.part = part
        self.size = info.file_size
        self.read = 0
        self.since = 0

    def parse(
        self, start: Start, end: End | None = None, text: Text | None = None
    ) -> Iterator[None]:
        """Call the handlers, with names without their prefixes, and stop after each block.

        Raises:
            UnfitBookError: it defines entities, or has too much in one row or text.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.EntityDeclHandler = _no_entities
        parser.StartElementHandler = lambda name, found: start(name.rpartition(":")[2], found)
        if end:
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        if text:
            parser.CharacterDataHandler = text
        with self.packed.open(self.part) as file:
            while block := file.read(_BLOCK):
                self.read += len(block)
                self.since += len(block)
                parser.Parse(block)
                yield
                if self.since > LINE_LIMIT:
                    raise UnfitBookError(f"a row has more than {LINE_LIMIT:,} bytes")
        parser.Parse(b"", True)


def _no_entities(*_: object) -> None:
    raise UnfitBookError(
        "the workbook's XML defines entities, which no spreadsheet needs and attacks use"
    )
