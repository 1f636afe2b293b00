"""What is collected while a file of zones is read: its features, faults and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from geodata.schema import Note, Rejected

VERTEX_LIMIT: Final = 5_000_000
FEATURE_LIMIT: Final = 100_000

WGS84: Final = "EPSG:4326"


class UnreadableError(ValueError):
    """A file cannot be taken at all; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A shape, in the coordinates of its file, and the fields that describe it."""

    index: int
    fields: Mapping[str, Any]
    geometry: Any


class Layer(NamedTuple):
    """Features of one coordinate reference system, its code or WKT; empty if not stated.

    ``winding`` says whether the format prescribes which way round rings run, as RFC 7946 does.
    """

    crs: str
    features: list[Feature]
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


class Report:
    """The faults and notes of one file; the same note on several features is one note."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rejected: list[Rejected] = []
        self._notes: dict[str, tuple[int, int]] = {}
        self._vertices = 0
        self.last = 0

    def refuse(self, index: int, reason: str) -> None:
        """A feature is not taken."""
        self.rejected.append(Rejected(self.file, index, "", "", reason))

    def note(self, index: int, text: str) -> None:
        """Something of a feature, or of the file (0), should be known."""
        first, count = self._notes.get(text, (index, 0))
        self._notes[text] = (first, count + 1)

    def count(self, index: int, vertices: int) -> None:
        """Count a feature and its points.

        Raises:
            UnreadableError: there are more than a map can show.
        """
        self.last = index
        self._vertices += vertices
        if index > FEATURE_LIMIT:
            raise UnreadableError(
                f"the file holds more than {FEATURE_LIMIT:,} features: split it, or keep those"
                " that matter"
            )
        check_vertices(self._vertices)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes, in the order of the features."""
        found = [Note(self.file, first, text, rows) for text, (first, rows) in self._notes.items()]
        return tuple(sorted(found, key=lambda note: note.row))
