"""The character encoding of a text file: what it says itself, UTF-8, or a guess.

A byte that the encoding does not have becomes ``UNDECODABLE``, so that whoever reads the text
can refuse what it stands in; nothing is replaced silently.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import IO, Final, NamedTuple

from charset_normalizer import from_bytes

Opened = Callable[[], AbstractContextManager[IO[bytes]]]
"""Opens the bytes of a file anew, each time from the beginning."""

BLOCK: Final = 1 << 22
"""Bytes that are decoded at a time."""

UNDECODABLE: Final = "\ufdd0"
"""Stands for a NUL or a byte that is no text; Unicode keeps it free for such uses."""

UTF_8: Final = "utf-8-sig"

ENCODINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        UTF_8: "UTF-8",
        "utf-16": "UTF-16",
        "cp1254": "Windows-1254 (Turkish)",
        "cp1252": "Windows-1252 (Western European)",
        "cp1256": "Windows-1256 (Arabic)",
        "cp1255": "Windows-1255 (Hebrew)",
        "cp1253": "Windows-1253 (Greek)",
        "cp1251": "Windows-1251 (Cyrillic)",
        "cp1250": "Windows-1250 (Central European)",
        "cp1257": "Windows-1257 (Baltic)",
        "cp1258": "Windows-1258 (Vietnamese)",
        "koi8_r": "KOI8-R (Russian)",
        "gb18030": "GB 18030 (Chinese)",
        "big5": "Big5 (Chinese)",
        "shift_jis": "Shift JIS (Japanese)",
        "euc_kr": "EUC-KR (Korean)",
        "cp874": "Windows-874 (Thai)",
    }
)
"""Encodings by the names that Python has for them; of those that fit a text equally well, the
first is taken."""

_GUESSED: Final = tuple(ENCODINGS)[2:]
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORD: Final = re.compile(rb"[^\s,;|\"]*[\x80-\xff][^\s,;|\"]*")
_SAMPLE: Final = 64_000  # bytes of words that a guess is made from
_SHOWN_WORDS: Final = 60  # characters of them in a note
_TELLING: Final = 2_000  # bytes below which a sample is repeated: the detector expects so many
_STEPS: Final = 5  # differences of less than a fifth in the detector's marks tell nothing


class Encoding(NamedTuple):
    """``name`` is one of ``ENCODINGS``; ``note`` says that it was guessed, or is empty."""

    name: str
    note: str = ""


def encoding_of(opened: Opened) -> Encoding | str:
    """How a text is encoded, or a sentence on why it is no text; reads it through once.

    Raises:
        OSError: it cannot be read.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond_ascii = False
    with opened() as raw:
        block = raw.read(BLOCK)
        if not block:
            return "the file is empty"
        for mark, name in _BYTE_ORDER_MARKS:
            if block.startswith(mark):
                return Encoding(name)
        if b"\0" in block:
            return "the file holds NUL bytes and is no text: save it as “CSV UTF-8”"
        while block:
            try:
                beyond_ascii |= not decoder.decode(block).isascii()
            except UnicodeDecodeError as error:
                sample = error.object + raw.read(BLOCK)
                return Encoding(UTF_8) if beyond_ascii else _guess(sample)
            block = raw.read(BLOCK)
    return Encoding(UTF_8)


def _guess(sample: bytes) -> Encoding:
    """The encoding of a text that is not all UTF-8; UTF-8 where most of it is."""
    taken = sample.decode("utf-8", errors="replace")
    beyond_ascii = len(taken) - len(taken.encode("ascii", errors="ignore"))
    if beyond_ascii > 2 * taken.count("\ufffd"):
        return Encoding(UTF_8)
    words = b" ".join(_WORD.findall(sample))[:_SAMPLE]
    repeated = words * (1 + _TELLING // len(words))
    found = from_bytes(repeated, cp_isolation=list(_GUESSED), enable_fallback=False) or from_bytes(
        words, cp_isolation=list(_GUESSED), enable_fallback=False
    )
    marks = {
        one.encoding: round(_STEPS * (one.coherence - one.chaos))
        for one in found
        if one.encoding in _GUESSED
    }
    name = max(_GUESSED, key=lambda name: (marks.get(name, -_STEPS), -_GUESSED.index(name)))
    text = words.decode(name, errors="replace")
    if name == "cp1254" and text == words.decode("cp1252", errors="replace"):
        name = "cp1252"
    return Encoding(name, _note(name, text))


def _note(name: str, text: str) -> str:
    shown = text[:_SHOWN_WORDS].rpartition(" ")[0] or text[:_SHOWN_WORDS]
    return (
        f"the file does not say how its letters are encoded: guessed to be {ENCODINGS[name]},"
        f" which reads “{shown}”. If that is wrong, choose another encoding"
    )


def decoded(raw: IO[bytes], encoding: str) -> Iterator[str]:
    """The text of a file in blocks, ``UNDECODABLE`` where it cannot be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)(errors=_ERRORS)
    while block := raw.read(BLOCK):
        if text := decoder.decode(block):
            yield text.replace("\0", UNDECODABLE)
    if text := decoder.decode(b"", final=True):
        yield text


def _marked(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


_ERRORS: Final = "watchline.undecodable"
codecs.register_error(_ERRORS, _marked)
