"""Readers: a file becomes events and rejected rows, each with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from geodata.readers import native
from geodata.schema import Batch


class Reader(Protocol):
    """Reads a file of events, and one of their sources where the format has such a file."""

    def __call__(
        self,
        events: Path,
        sources: Path | None,
        dataset: str,
        *,
        retrieved_at: datetime | None = None,
    ) -> Iterator[Batch]:
        """See ``native.read``."""
        ...


READERS: Final[Mapping[str, Reader]] = MappingProxyType({"native": native.read})
"""The reader of each format."""
