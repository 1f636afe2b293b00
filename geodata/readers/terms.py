"""On what terms the data of a source may be shown, as its publisher says."""

from __future__ import annotations

from typing import NamedTuple


class Terms(NamedTuple):
    """Licence and attribution as shown under pictures; ``terms`` are conditions beyond them,
    shown wherever the data is; ``url`` is where the publisher states them."""

    licence: str
    attribution: str
    url: str = ""
    terms: str = ""
