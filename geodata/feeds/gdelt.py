"""GDELT's event files of every fifteen minutes, in order and without gaps.

``lastupdate.txt`` has a line for each of the newest files: bytes, MD5, address. Those before
are found by their names, which are times in UTC.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa

from geodata.feeds.files import remark
from geodata.feeds.status import Delivery, PollOutcome, Visit
from geodata.http.errors import FetchError
from geodata.imports.stage import fingerprint, stage
from geodata.readers.formats.detect import open_table
from geodata.readers.gdelt import reader
from geodata.readers.gdelt.codes import countries
from geodata.readers.rows import Part, Rows, Table
from geodata.schema import Rejected
from geodata.text import count

SLOT: Final = timedelta(minutes=15)
NEWEST: Final = "lastupdate.txt"

_NAME: Final = re.compile(r"(\d{14})\.export\.CSV\.zip", re.ASCII | re.IGNORECASE)
_MD5: Final = re.compile(r"[0-9a-f]{32}", re.ASCII | re.IGNORECASE)
_TIME: Final = "%Y%m%d%H%M%S"
_GONE: Final = frozenset({404, 410})
_MISSING_SHOWN: Final = 3


class NewestFile(NamedTuple):
    """The newest file: its time, name, bytes and MD5."""

    at: datetime
    name: str
    size: int
    md5: str


def poll(visit: Visit) -> PollOutcome:
    """Take in every quarter of an hour since the last one, the oldest first; at first only
    the newest.

    Raises:
        FetchError: a file cannot be had or is not what it should be; those before it are taken.
    """
    newest = _newest(visit)
    last = visit.cursor.get("slot")
    at = newest.at
    if last and not visit.trial:
        at = datetime.strptime(last, _TIME) + SLOT  # noqa: DTZ007 - names of files, all in UTC
    missing: list[str] = list(visit.cursor.get("missing", []))
    note = ""
    for _ in range(visit.setting["at_once"]):
        if at > newest.at:
            break
        missing, note = _slot(visit, newest, at, missing)
        at += SLOT
    waiting = max((newest.at - at) // SLOT + 1, 0)
    said = [note]
    if waiting:
        said.append(f"{count(waiting, 'more file')} to be read.")
    if missing:
        times = ", ".join(missing[-_MISSING_SHOWN:])
        said.append(f"GDELT has no files of these times (UTC), the last: {times}.")
    return PollOutcome(" ".join(filter(None, said)), more=waiting > 0)


def _newest(visit: Visit) -> NewestFile:
    """The newest file, as the host itself names it."""
    fetched = visit.client.file(f"{visit.feed.url}/{NEWEST}", visit.folder / NEWEST)
    if fetched is None:
        raise FetchError("GDELT’s list of files is empty")
    text = fetched.path.read_text(encoding="utf-8", errors="replace")
    for line in text.splitlines():
        parts = line.split()
        found = _NAME.fullmatch(parts[-1].rpartition("/")[2]) if len(parts) == 3 else None  # noqa: PLR2004 - size, MD5, address
        if not found:
            continue
        size, md5, url = parts
        if urlsplit(url).hostname != urlsplit(visit.feed.url).hostname:
            raise FetchError("GDELT’s newest file is at another host, which is not asked")
        if not size.isdecimal() or not _MD5.fullmatch(md5):
            break
        try:
            at = datetime.strptime(found[1], _TIME)  # noqa: DTZ007 - names of files, all in UTC
        except ValueError:
            break
        return NewestFile(at, found[0], int(size), md5.lower())
    raise FetchError(f"GDELT’s {NEWEST} does not name an event file as it should")


def _slot(
    visit: Visit, newest: NewestFile, at: datetime, missing: list[str]
) -> tuple[list[str], str]:
    """Take in one file; which are missing so far, and what is to be said of it."""
    slot = at.strftime(_TIME)
    name = newest.name if at == newest.at else f"{slot}.export.CSV.zip"
    path = visit.folder / name
    try:
        visit.client.file(f"{visit.feed.url}/{name}", path)
    except FetchError as trouble:
        if trouble.status not in _GONE or at == newest.at:
            raise
        missing = [*missing, f"{at:%Y-%m-%d %H:%M}"][-_MISSING_SHOWN:]
        visit.take(Delivery({"slot": slot, "missing": missing}))
        return missing, ""
    if at == newest.at:
        _check(path, newest)
    note = _take(visit, path, {"slot": slot, "missing": missing})
    path.unlink()
    return missing, note


def _check(path: Path, newest: NewestFile) -> None:
    digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    if path.stat().st_size != newest.size or digest != newest.md5:
        raise FetchError(
            f"{newest.name} is not what GDELT says it is (size, MD5): nothing was taken"
        )


def _take(visit: Visit, path: Path, cursor: dict[str, Any]) -> str:
    table = open_table(path)
    if isinstance(table, Rejected):
        raise FetchError(f"{path.name}: {table.reason}")
    kept = dataclasses.replace(table, parts=lambda: _kept(visit, table))
    read = stage(reader.read(kept, visit.feed.key), visit.folder, path.name)
    if read.refused:
        raise FetchError(f"{path.name}: {read.refused}")
    visit.take(Delivery(cursor, read if read.taken else None, sha256=fingerprint(path)))
    return remark(read)


def _kept(visit: Visit, table: Table) -> Iterator[Part]:
    """The parts of a file with the rows that are wanted; all those that cannot be read."""
    places, roots = set(visit.setting["countries"]), set(visit.setting["roots"])
    iso = countries()
    for part in table.parts():
        if not isinstance(part, Rows) or not (places or roots):
            yield part
            continue
        where = _texts(part, "ActionGeo_CountryCode")
        codes = _texts(part, "EventRootCode")
        wanted = [
            (not places or iso.get(place) in places) and (not roots or code in roots)
            for place, code in zip(where, codes, strict=True)
        ]
        rows = np.flatnonzero(wanted)
        values = {name: pa.array(_texts(part, name), pa.string()) for name in part.values}
        taken = {name: column.take(pa.array(rows)) for name, column in values.items()}
        yield Rows(np.asarray(part.lines)[rows], taken, part.done)


def _texts(part: Rows, name: str) -> list[str]:
    values = part.values[name]
    return values.to_pylist() if hasattr(values, "to_pylist") else list(values)
