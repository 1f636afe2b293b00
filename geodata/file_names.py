"""Names of files that people take away: letters of every script, safe on every system.

Windows forbids some signs and some names whatever follows their dot (CON, COM1 …) [1]; file
systems take 255 bytes [2]. In an HTTP header a name that is not ASCII stands twice: plainly for
old programs, and encoded (RFC 6266, section 4.3, and RFC 8187).

[1] https://learn.microsoft.com/windows/win32/fileio/naming-a-file
[2] https://www.kernel.org/doc/html/latest/filesystems/ext4/directory.html
"""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import quote

MOST_BYTES: Final = 200
"""Of a name in UTF-8, its ending included: a browser adds to it, as in ``(1)``."""

MOST_OF_PART: Final = 100
"""Bytes of one part of a name, so that a long title leaves room for figure, size and day."""

_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"}
)
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")  # letters of Hangul that show nothing
_PLAIN_IN_HEADER: Final = "!#$&+-.^_`|~"


def file_name(*parts: str, suffix: str) -> str:
    """``watchline-map-sweida-july-2025.png``: words of any script in small letters.

    Each of the parts may be a sentence; what is no letter and no digit becomes a hyphen. A part
    without any is left out.
    """
    slugs = (_cut(_slug(part), MOST_OF_PART).strip("-") for part in ("watchline", *parts))
    name = "-".join(slug for slug in slugs if slug)
    return _cut(name, MOST_BYTES - len(suffix.encode())).strip("-") + suffix


def named_after(stem: str, ending: str) -> str:
    """A name that begins with that of another file, as far as it can: ``Vorfälle.toml``.

    ``ending`` is what comes after it, ending in a suffix.
    """
    kept = "".join(" " if sign in _FORBIDDEN or not _seen(sign) else sign for sign in stem)
    kept = _cut(" ".join(kept.split()), MOST_BYTES - len(ending.encode())).strip(" .") or "file"
    reserved = (kept + ending).partition(".")[0].strip().casefold() in _RESERVED
    return f"{'_' if reserved else ''}{kept}{ending}"


def content_disposition(name: str, *, kind: str = "attachment") -> str:
    """The value of the header that names a file; ``kind`` may be ``inline``."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(
        sign if sign.isascii() and sign.isprintable() and sign not in '"\\%' else "_"
        for sign in plain
        if not unicodedata.combining(sign)
    )
    said = f'{kind}; filename="{plain}"'
    if plain == name:
        return said
    return f"{said}; filename*=UTF-8''{quote(name, safe=_PLAIN_IN_HEADER)}"


def _slug(words: str) -> str:
    composed = unicodedata.normalize("NFKC", words).lower()
    kept = (sign if _letter(sign) else "" if _joins(sign) else " " for sign in composed)
    return "-".join("".join(kept).split())


def _letter(sign: str) -> bool:
    # marks too: without its vowels and viramas a word of many scripts is another one
    return unicodedata.category(sign)[0] in "LMN" and sign not in _FILLERS


def _joins(sign: str) -> bool:
    """Whether a sign stands inside words, as a joiner of Persian or an apostrophe does."""
    return unicodedata.category(sign) == "Cf" or sign in "'’ʼ"


def _seen(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}


def _cut(words: str, most: int) -> str:
    """At most so many bytes; no letter is halved, and none loses its marks."""
    if len(words.encode()) <= most:
        return words
    kept = words.encode()[:most].decode(errors="ignore")
    if _is_mark(words[len(kept)]):
        while kept and _is_mark(kept[-1]):
            kept = kept[:-1]
        kept = kept[:-1]
    return kept


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")
