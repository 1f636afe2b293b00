"""XML of unknown origin: element by element, without entities and without following links."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import defusedxml
import numpy as np
from defusedxml.ElementTree import iterparse

from geodata.readers.cells import shown
from geodata.readers.zone_report import UnreadableError
from geodata.readers.zone_shape import NoShapeError

_DEPTH_LIMIT: Final = 100
_ELEMENT_LIMIT: Final = 5_000_000
_NUMBERS: Final = re.compile(r"[0-9eE+.,\s-]+", re.ASCII)


class BrokenXmlError(ValueError):
    """The XML cannot be read on; the message is the reason."""


def root_of(path: Path) -> str:
    """The name of the outermost element, without its namespace.

    Raises:
        UnreadableError: this is no XML, or an unsafe one.
    """
    try:
        with path.open("rb") as raw:
            for _, element in iterparse(raw, ("start",), forbid_dtd=True):
                return local(element)
    except _TROUBLE as error:
        raise UnreadableError(_broken(error)) from None
    return ""


def elements(path: Path, kept: Collection[str]) -> Iterator[ET.Element]:
    """Every whole element of the names ``kept`` that is not inside another such one.

    Raises:
        BrokenXmlError: from here on the file cannot be read.
        UnreadableError: it is unsafe.
    """
    above: list[ET.Element] = []
    inside = held = 0
    try:
        with path.open("rb") as raw:
            for event, element in iterparse(raw, ("start", "end"), forbid_dtd=True):
                if event == "start":
                    above.append(element)
                    inside += local(element) in kept
                    held = held + 1 if inside else 0
                    _check_size(len(above), held)
                    continue
                above.pop()
                inside -= local(element) in kept
                if inside:
                    continue
                if local(element) in kept:
                    yield element
                if above:
                    del above[-1][-1]  # it is behind us: no need to keep it in memory
    except defusedxml.DefusedXmlException as error:
        raise UnreadableError(_broken(error)) from None
    except _TROUBLE as error:
        if isinstance(error, UnreadableError):
            raise
        raise BrokenXmlError(_broken(error)) from None


def _check_size(depth: int, held: int) -> None:
    if depth > _DEPTH_LIMIT:
        raise UnreadableError("the XML is nested too deeply")
    if held > _ELEMENT_LIMIT:
        raise UnreadableError(f"one track or placemark has more than {_ELEMENT_LIMIT:,} parts")


_TROUBLE: Final = (ET.ParseError, defusedxml.DefusedXmlException, ValueError, LookupError)


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: ET.Element | None, name: str) -> list[ET.Element]:
    """The elements of a name right inside another."""
    return [] if element is None else [child for child in element if local(child) == name]


def child(element: ET.Element | None, *names: str) -> ET.Element | None:
    """The first element at the end of a path of names."""
    for name in names:
        element = next(iter(children(element, name)), None)
    return element


def text(element: ET.Element | None, *names: str) -> str:
    """The text of the first element at the end of a path of names; empty if there is none."""
    found = child(element, *names)
    return "" if found is None else (found.text or "").strip()


def positions(rows: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401 - an array of numbers
    """Rows of written numbers, two or three each, as an array of longitude and latitude.

    Raises:
        NoShapeError: one of them is something else.
    """
    written = [part for row in rows for part in row[:2]]
    if {len(row) for row in rows} <= {2, 3} and _NUMBERS.fullmatch(",".join(written) or "0"):
        try:
            found = np.array([float(part) for part in written])
        except ValueError:
            found = np.array([np.inf])
        if np.isfinite(found).all():
            return found.reshape(-1, 2)
    number, row = next((n, row) for n, row in enumerate(rows, 1) if not _is_position(row))
    said = shown(",".join(row))
    raise NoShapeError(f"position {number} is “{said}”: expected longitude and latitude")


def _is_position(row: Sequence[str]) -> bool:
    if len(row) not in {2, 3} or not all(_NUMBERS.fullmatch(part) for part in row[:2]):
        return False
    try:
        return all(abs(float(part)) < float("inf") for part in row[:2])
    except ValueError:
        return False


def _broken(error: Exception) -> str:
    if isinstance(error, defusedxml.DefusedXmlException):
        return "the XML defines entities or a document type, which may be unsafe: remove them"
    if isinstance(error, ET.ParseError):
        return f"the XML is broken ({shown(str(error))})"
    return f"the XML cannot be read ({shown(str(error))})"
