"""Signs that keep values of the native format apart, and keep them from being formulas.

``docs/data-format.md`` describes both. The writers put the signs in, the reader takes them out.
"""

from __future__ import annotations

import re
from typing import Final

FORMULA: Final = r"""(^|[;\t\r\n])(["\x20\t\r\n\f\v]{0,4})('*)([=+\-@＝＋－＠])"""
"""What a spreadsheet may take for a formula, also behind what another one would take for the
end of a cell. Where it is found, one more apostrophe goes between the second and the third
part; the form is that of RE2 as well."""

_GUARDED: Final = re.compile(FORMULA.replace("('*)", "'('*)"))
_ESCAPE: Final = re.compile(r"\\([;|\\])")
_SIGN: Final = re.compile(r"([;|\\])")


def unguarded(cell: str) -> str:
    """A cell without the apostrophes that keep it from being a formula."""
    return _GUARDED.sub(r"\1\2\3\4", cell) if "'" in cell else cell


def escaped(value: str) -> str:
    """A value that can stand in a list, or between bars."""
    return _SIGN.sub(r"\\\1", value)


def unescaped(value: str) -> str:
    """The value as it was."""
    return _ESCAPE.sub(r"\1", value) if "\\" in value else value


def parted(text: str, separator: str) -> list[str]:
    """A text cut at a separator, ``;`` or ``|``, that is not escaped; the parts stay escaped."""
    if "\\" not in text:
        return text.split(separator)
    parts, start = [], 0
    at = 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] in {";", "|", "\\"}:
            at += 2
            continue
        if text[at] == separator:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]
