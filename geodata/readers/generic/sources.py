"""The published reports that the rows of a table name, as a mapping says where."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.cells import NAME_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, URL_LIMIT
from geodata.readers.generic import dates
from geodata.readers.generic.folding import is_unknown
from geodata.readers.generic.mapping import TableMapping
from geodata.readers.sheet import CellError, Sheet, joined
from geodata.schema import SOURCE_TYPE

_WEB: Final = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?", re.IGNORECASE)
_HOST: Final = re.compile(r"https?://(?:www\.)?([^\s/?#:]+)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[;|]\s*(?=https?://)|\s+", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}", re.ASCII)
_SOURCES: Final = pa.list_(SOURCE_TYPE)
_FIELDS: Final = ("publisher", "title", "url", "published", "language", "note")
_KINDS: Final = {field.name: field.type for field in SOURCE_TYPE}
_LIMITS: Final = {
    "publisher": URL_LIMIT,
    "title": TITLE_LIMIT,
    "url": 4 * URL_LIMIT,
    "note": SUMMARY_LIMIT,
}
_UNNAMED: Final = "not named"


def sources(sheet: Sheet, mapping: TableMapping) -> pa.ListArray | None:
    """The reports of each row; None when no column names any.

    Several publishers or addresses stand in one cell, parted by the separator, an address
    never by a comma or a slash. As many publishers as addresses belong together in their
    order; else a report with an address is named after its host. What stands where an
    address should and is none is kept in the note.
    """
    if not any(f"source_{field}" in mapping.columns for field in _FIELDS):
        return None
    cells = {field: _cells(sheet, mapping, field) for field in _FIELDS}
    names, urls, at, wrong = _listed(cells["publisher"], cells["url"], mapping.separator)
    if any(wrong):
        column = mapping.columns["source_url"]
        text = "holds no address with https:// or http://: kept as a note on the source"
        sheet.note([bool(text) for text in wrong], f"{column} {text}")
        kept = pa.array([text or None for text in wrong], pa.string())
        note = joined([cells["note"], kept], "\n")
        cells["note"] = pc.if_else(pc.equal(note, ""), pa.scalar(None, pa.string()), note)
    bare = _bare(cells, at)
    rows = np.concatenate([np.asarray(at, np.int64), bare])
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    unnamed = [_UNNAMED] * len(bare)
    columns = {
        "publisher": pa.array([*names, *unnamed], pa.string()).take(pa.array(order)),
        "url": pa.array([*urls, *[None] * len(bare)], pa.string()).take(pa.array(order)),
    }
    columns |= {
        field: cells[field].take(pa.array(rows)) for field in _FIELDS if field not in columns
    }
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(sheet)))])
    # a table of events has no numbers that are a source's own
    parts = [
        columns[name] if name in columns else pa.nulls(len(rows), kind)
        for name, kind in _KINDS.items()
    ]
    flat = pa.StructArray.from_arrays(parts, list(_KINDS))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), flat).cast(_SOURCES)


def _bare(cells: dict[str, pa.Array], at: list[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The rows that have something to say of a report and name none."""
    said = [np.asarray(cells[field].is_valid()) for field in ("title", "note")]
    said[0] |= said[1]
    said[0][at] = False
    return np.flatnonzero(said[0])


def _cells(sheet: Sheet, mapping: TableMapping, field: str) -> pa.Array:
    """The cells of one field, null for empty ones."""
    column = mapping.columns.get(f"source_{field}")
    if not column:
        return pa.nulls(len(sheet), _KINDS[field])
    if field == "published":
        return dates.day(sheet, mapping, "source_published")
    if field == "language":
        return sheet.parsed(column, _language, pa.string())
    return sheet.text(column, _LIMITS[field], lines=field == "note")


def _language(text: str) -> str | None:
    if _LANGUAGE.fullmatch(text.lower()) and not is_unknown(text):
        return text.lower()
    if is_unknown(text):
        return None
    raise CellError("expected a code of two or three letters, such as ar")


def _listed(
    publishers: pa.StringArray, addresses: pa.StringArray, separator: str
) -> tuple[list[str], list[str | None], list[int], list[str]]:
    """The reports of all rows, one after the other: publisher, address and row; and what
    stands in each row where an address should and is none."""
    names: list[str] = []
    urls: list[str | None] = []
    at: list[int] = []
    wrong: list[str] = []
    known: dict[str | None, list[str]] = {None: []}
    pairs = zip(publishers.to_pylist(), addresses.to_pylist(), strict=True)
    for row, (publisher, address) in enumerate(pairs):
        if publisher not in known:
            known[publisher] = _names(publisher, separator)
        found, left = _addresses(address) if address else ([], "")
        wrong.append(left)
        for name, url in _paired(known[publisher], found):
            names.append(name)
            urls.append(url)
            at.append(row)
    return names, urls, at, wrong


def _paired(names: list[str], addresses: list[str]) -> list[tuple[str, str | None]]:
    if len(names) == len(addresses):
        return list(zip(names, addresses, strict=True))
    if not addresses:
        return [(name, None) for name in names]
    if len(names) == 1 and addresses:
        return [(names[0], address) for address in addresses]
    hosts: list[tuple[str, str | None]] = [(_host(address), address) for address in addresses]
    return [*[(name, None) for name in names], *hosts]


def _names(text: str, separator: str) -> list[str]:
    # a slash or a comma may be part of a name, such as AFP/Reuters
    parts = text.split(separator if separator in ";|" else ";")
    names = (part.strip()[:NAME_LIMIT] for part in parts)
    return list(dict.fromkeys(name for name in names if not is_unknown(name)))


def _addresses(text: str) -> tuple[list[str], str]:
    """The addresses in a cell, and what is none."""
    if _is_address(text) and not any(sign in text for sign in ";|"):
        return [text], ""
    parts = [part.strip(";|, ") for part in _BETWEEN.split(text)]
    good = [part for part in parts if _is_address(part)]
    wrong = [part for part in parts if part and part not in good and not is_unknown(part)]
    return list(dict.fromkeys(good)), " ".join(wrong)


def _is_address(text: str) -> bool:
    if not _WEB.fullmatch(text) or len(text) > URL_LIMIT:
        return False
    if "[" not in text and ":" not in text[8:]:
        return True
    try:
        return bool(urlsplit(text).hostname) and urlsplit(text).port != 0
    except ValueError:
        return False


def _host(address: str) -> str:
    found = _HOST.match(address)
    return found[1].lower()[:NAME_LIMIT] if found else _UNNAMED
