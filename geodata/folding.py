"""Names as they are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_OTHER_SIGNS: Final = re.compile(r"[^\w]+|_+")


def fold(name: str) -> str:
    """A name without the differences of case, accents, blanks and punctuation.

    ``Décès (total)`` is ``deces total``; letters of other scripts stay as they are.
    """
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(sign)
    )
    return _OTHER_SIGNS.sub(" ", bare).strip()
