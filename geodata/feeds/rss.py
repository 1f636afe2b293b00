"""RSS, Atom and GeoRSS: items as events, those without a point as events without a place."""

from __future__ import annotations

import calendar
import hashlib
import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlsplit

import feedparser
import pyarrow as pa
import pyarrow.compute as pc

from geodata.feeds.files import remark
from geodata.feeds.status import Delivery, PollOutcome, Visit
from geodata.http.client import Validators
from geodata.http.errors import FetchError
from geodata.imports.stage import stage
from geodata.readers.cells import NAME_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, URL_LIMIT
from geodata.readers.rows import Rows
from geodata.readers.sheet import CellError, Sheet
from geodata.regions import MAX_LAT, MAX_LON
from geodata.schema import EVENT_SCHEMA, Batch
from geodata.text import number

_END: Final = re.compile(rb"</\s*(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_TAIL: Final = 4_096
# far more than is kept; Python's parser takes the square of the length for some that is broken
_HTML_LIMIT: Final = 4 * SUMMARY_LIMIT
_BLANKS: Final = re.compile(r"\s+")
_YEARS: Final = range(1800, 2101)
_COLUMNS: Final = ("id", "title", "summary", "link", "published", "lon", "lat")
_BREAKS: Final = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote"})
_UNSEEN: Final = frozenset({"script", "style", "template"})
_SOURCES: Final = EVENT_SCHEMA.field("sources").type


def poll(visit: Visit) -> PollOutcome:
    """Fetch the feed unless it is as it was, and take in its items.

    Raises:
        FetchError: it cannot be had, or is no feed.
    """
    before = visit.cursor
    fetched = visit.client.file(
        visit.feed.url,
        visit.folder / "feed.xml",
        seen=Validators(before.get("etag", ""), before.get("modified", "")),
    )
    if fetched is None:
        return PollOutcome(before.get("note", ""))
    body = fetched.path.read_bytes()
    mark = hashlib.sha256(body).hexdigest()
    cursor = {**fetched.seen._asdict(), "sha256": mark, "note": before.get("note", "")}
    if mark == before.get("sha256"):
        visit.take(Delivery(cursor))
        return PollOutcome(cursor["note"])
    batch = read(body, visit)
    staged = stage([batch], visit.folder, visit.feed.key)
    unplaced = staged.taken - staged.placed
    said = (
        [f"{number(unplaced)} of {number(staged.taken)} items have no point."] if unplaced else []
    )
    cursor["note"] = " ".join([*said, *filter(None, [remark(staged)])])
    visit.take(Delivery(cursor, staged if staged.taken else None, sha256=mark))
    return PollOutcome(cursor["note"])


def read(body: bytes, visit: Visit) -> Batch:
    """The items of a feed as events.

    The day is that of publication (UTC); points are degrees WGS84. Refused are items without
    a title, without a day, or with coordinates that are off the globe.

    Raises:
        FetchError: it is no feed, or ends before its end.
    """
    if b"<!entity" in body.replace(b"\0", b"").lower():
        raise FetchError("the feed defines entities of its own, which are not read")
    parsed = feedparser.parse(io.BytesIO(body))
    if not parsed.get("version"):
        raise FetchError("this is no RSS or Atom feed")
    if not _END.search(body.replace(b"\0", b"")[-_TAIL:]):
        raise FetchError("the feed breaks off in the middle, so nothing of it was taken")
    items = [_cells(entry) for entry in parsed.entries]
    columns = {name: [item[name] for item in items] for name in _COLUMNS}
    sheet = Sheet(visit.feed.key, Rows(range(1, len(items) + 1), columns, 1.0))
    publisher = visit.setting["publisher"] or plain(parsed.feed.get("title", ""))
    return _batch(sheet, visit, publisher[:NAME_LIMIT] or visit.feed.name)


def _cells(entry: dict[str, Any]) -> dict[str, str]:
    """An item as cells of a table."""
    title, link = plain(entry.get("title", "")), str(entry.get("link", ""))
    said = entry.get("summary") or next((one.value for one in entry.get("content", [])), "")
    summary = plain(said)
    published = _day(entry)
    name = str(entry.get("id") or link) or f"{title} {published}"
    if len(name) > NAME_LIMIT:
        name = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=16).hexdigest()
    lon, lat = _point(entry)
    first = summary.partition("\n")[0]
    return {
        "id": name,
        "title": title or first[:TITLE_LIMIT],
        "summary": summary,
        "link": link if _is_web(link) else "",
        "published": published,
        "lon": lon,
        "lat": lat,
    }


def _day(entry: dict[str, Any]) -> str:
    """The day on which an item was published, or else last changed, in UTC."""
    # past the library's own way of reading, which warns of one taken for the other
    at = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    if not at:
        return ""
    try:
        return datetime.fromtimestamp(calendar.timegm(at), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return "unknown"


def _point(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Longitude and latitude; empty for none, or for a line or an area."""
    where = entry.get("where")
    if isinstance(where, Mapping) and where.get("type") == "Point":
        at = where.get("coordinates") or ("", "")
        return str(at[0]), str(at[1])
    return str(entry.get("geo_long", "")), str(entry.get("geo_lat", ""))


def _batch(sheet: Sheet, visit: Visit, publisher: str) -> Batch:
    lon = sheet.parsed("lon", lambda cell: _degrees(cell, MAX_LON), pa.float64())
    lat = sheet.parsed("lat", lambda cell: _degrees(cell, MAX_LAT), pa.float64())
    sheet.refuse(pc.xor(lon.is_valid(), lat.is_valid()), "lat", "one coordinate is missing")
    unknown = pc.fill_null(pc.and_(pc.equal(lon, 0), pc.equal(lat, 0)), fill_value=False)
    sheet.note(unknown, "the coordinates are 0,0, which means that they are not known")
    placed = pc.and_not(pc.and_(lon.is_valid(), lat.is_valid()), unknown)
    nothing = pa.scalar(None, pa.float64())
    day = sheet.parsed("published", _published, pa.date32(), required=True)
    title = sheet.text("title", TITLE_LIMIT, required=True)
    columns = {
        "source_id": sheet.text("id", NAME_LIMIT, required=True),
        "date_start": day,
        "date_end": day,
        "event_type": visit.setting["event_type"],
        "title": title,
        "summary": pc.fill_null(sheet.text("summary", SUMMARY_LIMIT, lines=True), ""),
        "lon": pc.if_else(placed, lon, nothing),
        "lat": pc.if_else(placed, lat, nothing),
        "geo_precision": pc.if_else(placed, visit.setting["geo_precision"], "none"),
        "sources": _sources(sheet, publisher, day),
        "retrieved_at": visit.now,
    }
    return sheet.batch(visit.feed.key, columns)


def _sources(sheet: Sheet, publisher: str, day: pa.Array) -> pa.Array:
    links, days = sheet.raw("link").to_pylist(), day.to_pylist()
    said = [
        [{"publisher": publisher, "url": link or None, "published": on}]
        for link, on in zip(links, days, strict=True)
    ]
    return pa.array(said, _SOURCES)


def _published(cell: str) -> date:
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        found = date.min
    if found.year not in _YEARS:
        raise CellError("expected a day of the years 1800 to 2100")
    return found


def _degrees(cell: str, limit: float) -> float:
    try:
        found = float(cell)
    except ValueError:
        found = limit + 1
    if not abs(found) <= limit:
        raise CellError(f"expected degrees from -{limit:g} to {limit:g}, such as 36.29128")
    return found


def _is_web(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port  # the port raises when it is no number
    except ValueError:
        return False
    plain_signs = link.isprintable() and " " not in link and "@" not in parts.netloc
    return (
        parts.scheme in {"http", "https"} and bool(host) and plain_signs and len(link) <= URL_LIMIT
    )


class _Text(HTMLParser):
    """Gathers what of a piece of HTML is read by people."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the library's
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(_BLANKS.sub(" ", data))


def plain(html: str) -> str:
    """HTML as plain text: no tags, a line for each paragraph; of what is very long the start."""
    text = _Text()
    text.feed(str(html)[:_HTML_LIMIT])
    text.close()
    lines = (" ".join(line.split()) for line in "".join(text.parts).split("\n"))
    return "\n".join(line for line in lines if line)
