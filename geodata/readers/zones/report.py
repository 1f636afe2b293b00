"""What is collected while a file of zones is read: its features, refusals and notes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import shapely

from geodata.schema import Note, Rejected
from geodata.zones import ZoneDescription

VERTEX_LIMIT: Final = 5_000_000
FEATURE_LIMIT: Final = 100_000
LENGTH_LIMIT: Final = 64_000_000
"""Bytes of one feature in a text."""

NUMBER_LIMIT: Final = 1_500_000
"""Numbers in one feature of a text."""

WGS84: Final = "EPSG:4326"


class UnreadableError(ValueError):
    """A file cannot be taken at all; the message is the reason."""


class BrokenError(ValueError):
    """A file cannot be read on; the message is the reason."""


class ShapeError(ValueError):
    """A feature cannot be taken; the message is the reason."""


@dataclass(frozen=True, slots=True)
class RawFeature:
    """A shape in the coordinates of its file, and what its fields say of it."""

    index: int
    description: ZoneDescription
    geometry: Any


class FeatureLayer(NamedTuple):
    """Features of one coordinate reference system, its code or WKT; empty if not stated.

    ``winding`` says whether the format prescribes which way round rings run, as RFC 7946 does.
    """

    crs: str
    features: list[RawFeature]
    winding: bool = False


def check_vertices(number: int) -> None:
    """Refuse a file with more points than a map can show.

    Raises:
        UnreadableError: it has them.
    """
    if number > VERTEX_LIMIT:
        raise UnreadableError(
            f"the outlines have more than {VERTEX_LIMIT:,} points: simplify them in a GIS"
        )


class ZoneReport:
    """The refusals and notes of one file; the same note on several features is one note.

    ``last`` is the number of the last feature that was looked at.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.rejected: list[Rejected] = []
        self.last = 0
        self._notes: dict[str, tuple[int, int]] = {}
        self._vertices = 0

    @contextmanager
    def feature(self, index: int) -> Iterator[list[str]]:
        """Look at a feature, and collect notes on it; a ``ShapeError`` refuses it.

        Raises:
            UnreadableError: there are more than a map can show.
        """
        self.last = index
        if index > FEATURE_LIMIT:
            raise UnreadableError(
                f"the file holds more than {FEATURE_LIMIT:,} features: split it, or keep those"
                " that matter"
            )
        notes: list[str] = []
        try:
            yield notes
        except ShapeError as reason:
            self.refuse(index, str(reason))
        else:
            for text in dict.fromkeys(notes):
                self.note(index, text)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read features from a file; where it breaks, what came before is kept.

        Raises:
            UnreadableError: it breaks before the first feature.
        """
        try:
            yield
        except BrokenError as error:
            if not self.last:
                raise UnreadableError(str(error)) from None
            self.refuse(self.last + 1, f"{error}: from here on the file was not read")

    def refuse(self, index: int, reason: str) -> None:
        """A feature is not taken."""
        self.rejected.append(Rejected(self.file, index, "", "", reason))

    def note(self, index: int, text: str) -> None:
        """Something of a feature, or of the file (0), should be known."""
        first, count = self._notes.get(text, (index, 0))
        self._notes[text] = (first, count + 1)

    def take(self, index: int, description: ZoneDescription, geometry: Any) -> RawFeature:  # noqa: ANN401 - shapely
        """A feature that is taken; its points are counted.

        Raises:
            UnreadableError: there are more than a map can show.
        """
        self._vertices += int(shapely.get_num_coordinates(geometry))
        check_vertices(self._vertices)
        return RawFeature(index, description, geometry)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes, in the order of the features."""
        notes = [Note(self.file, first, text, rows) for text, (first, rows) in self._notes.items()]
        return tuple(sorted(notes, key=lambda note: note.row))


class Readable(Protocol):
    """What can be read as a file of bytes can."""

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes."""


class BoundedFile:
    """A file of text of which one feature may only be so long.

    Args:
        raw: the file.
        block: bytes that are read at a time at least, however few are asked for.
    """

    def __init__(self, raw: Readable, block: int = 0) -> None:
        self._raw = raw
        self._block = block
        self.start_feature()

    def start_feature(self) -> None:
        """Count from here."""
        self._length = self._numbers = 0

    def read(self, size: int = -1) -> bytes:
        """Some bytes.

        Raises:
            BrokenError: there were too many since the last feature.
        """
        block = self._raw.read(max(size, self._block))
        self._length += len(block)
        self._numbers += block.count(b",")
        if self._length > LENGTH_LIMIT or self._numbers > NUMBER_LIMIT:
            raise BrokenError(
                f"one feature has more than {LENGTH_LIMIT // 1_000_000} MB or {NUMBER_LIMIT:,}"
                " numbers: simplify it in a GIS"
            )
        return block
