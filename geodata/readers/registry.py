"""The readers of known sources, recognised by the columns of their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from geodata.readers.acled import reader as acled
from geodata.readers.gdelt import reader as gdelt
from geodata.readers.rows import Table
from geodata.readers.terms import Terms
from geodata.readers.ucdp import reader as ucdp
from geodata.schema import Batch


class ReadFunction(Protocol):
    """Reads a table whose columns are known."""

    def __call__(
        self, table: Table, dataset: str, *, retrieved_at: datetime | None = None
    ) -> Iterator[Batch]:
        """See ``acled.read``."""
        ...


class Reader(NamedTuple):
    """A source whose tables are known by their columns: what it is called, on what terms its
    data may be shown, whether a table is one, and how to read it."""

    label: str
    about: Terms
    recognises: Callable[[Table], bool]
    read: ReadFunction


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "acled": Reader(acled.LABEL, acled.ABOUT, acled.recognises, acled.read),
        "ucdp": Reader(ucdp.LABEL, ucdp.ABOUT, ucdp.recognises, ucdp.read),
        "gdelt": Reader(gdelt.LABEL, gdelt.ABOUT, gdelt.recognises, gdelt.read),
    }
)
"""The readers of known sources, in the order in which they are asked. Besides them there are
``native`` (Watchline's own two files), ``table`` (any other table, with a mapping) and
``zones`` (areas and lines)."""
