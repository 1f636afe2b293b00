"""The events that came in for some filters as an Atom feed (RFC 4287).

Of data sets whose events may not be handed on one by one (``writers.allowed``) there is an
entry for each import, with a number and a link; all others have an entry for each event.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from geodata.filters import Filters, sentence
from geodata.query.arrivals import Arrival, ImportArrivals, arrivals, batches
from geodata.query.news import identity
from geodata.schema import EVENT_TYPES, Dataset
from geodata.store import Snapshot
from geodata.text import count, number
from geodata.watches.links import page_of, query_of
from geodata.watches.text import lines
from geodata.writers.restrictions import ALL, restricted

MOST: Final = 100
TYPE: Final = "application/atom+xml"

_SPACE: Final = "http://www.w3.org/2005/Atom"
_IDS: Final = uuid.UUID("5b3dd9a4-52d4-5c0e-9a3f-1f0b6c1f9e5d")
"""The name space of the ids of entries; never to be changed."""

# what XML 1.0 has no way to write
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AtomRequest(NamedTuple):
    """What a feed is asked for: filters, what the watch is called, the address of the page and
    of the feed itself, and the data sets that the operator lets be handed on (or ``all``)."""

    filters: Filters
    name: str
    base: str
    address: str
    open_sets: Collection[str] = ()


def feed(db: Snapshot, asked: AtomRequest) -> bytes:
    """The feed: what came in last stands first, at most 100 entries; times are UTC."""
    known = {one.dataset.key: one.dataset for one in db.datasets()}
    closed = closed_sets(known.values(), asked.open_sets)
    found = arrivals(db, asked.filters, listed=tuple(sorted(set(known) - set(closed))))
    counted = batches(db, asked.filters, closed) if closed else ()
    both: list[Arrival | ImportArrivals] = [*found.rows, *counted]
    entries = sorted(both, key=lambda one: -one.came_in)[:MOST]
    root = ET.Element("feed", xmlns=_SPACE)
    mark = f"{identity(db)}?{query_of(asked.filters)}"
    _add(root, "id", _urn(f"feed {mark}"))
    _add(root, "title", asked.name or f"Watchline: {sentence(asked.filters)}")
    _add(root, "subtitle", _subtitle(asked, found.total, len(entries)))
    newest = max((_updated(one) for one in entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    _add(root, "updated", _moment(newest))
    _link(root, "self", asked.address, TYPE)
    _link(root, "alternate", page_of(asked.base, asked.filters), "text/html")
    _add(_add(root, "author"), "name", "Watchline")
    _add(root, "generator", "Watchline")
    used = {source for source, _ in found.by_source}
    _add(root, "rights", " ".join(_rights(known[one]) for one in sorted(used) if one in known))
    for one in entries:
        if isinstance(one, Arrival):
            _event(root, one, asked, known)
        else:
            _batch(root, one, asked, known, mark)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def closed_sets(datasets: Collection[Dataset], open_sets: Collection[str]) -> tuple[str, ...]:
    """The keys of the data sets whose events are only counted."""
    if ALL in open_sets:
        return ()
    return tuple(
        sorted(one.key for one in datasets if restricted(one) and one.key not in open_sets)
    )


def _subtitle(asked: AtomRequest, total: int, listed: int) -> str:
    said = f"Events as they came in. Filters: {sentence(asked.filters)}."
    if listed == MOST:
        said += f" {count(total, 'event')} in all, the newest {number(listed)} entries are here."
    return said


def _event(
    root: ET.Element, one: Arrival, asked: AtomRequest, known: Mapping[str, Dataset]
) -> None:
    entry = _add(root, "entry")
    # the id stays when the event is revised, as RFC 4287 has it; the time of update tells
    _add(entry, "id", _urn(f"event {one.event_id}"))
    _add(entry, "title", one.title)
    _add(entry, "published", _moment(one.came_at))
    _add(entry, "updated", _moment(_updated(one)))
    _link(entry, "alternate", page_of(asked.base, asked.filters, one.event_id), "text/html")
    for source in one.sources:
        if source.url.startswith(("https://", "http://")):
            _link(entry, "related", source.url, title=source.title or source.publisher)
    kind = EVENT_TYPES[one.event_type]
    _add(entry, "category", term=one.event_type, label=kind.label)
    dataset = known.get(one.source)
    _add(_add(entry, "author"), "name", dataset.name if dataset else one.source)
    if dataset:
        _add(entry, "rights", _rights(dataset))
    _add(entry, "content", "\n".join(lines(one)), type="text")


def _batch(
    root: ET.Element,
    one: ImportArrivals,
    asked: AtomRequest,
    known: Mapping[str, Dataset],
    mark: str,
) -> None:
    dataset = known[one.source]
    entry = _add(root, "entry")
    _add(entry, "id", _urn(f"batch {one.came_in} {one.source} {mark}"))
    _add(entry, "title", f"{count(one.events, 'new event')} · {dataset.name}")
    _add(entry, "published", _moment(one.at))
    _add(entry, "updated", _moment(one.at))
    since = replace(asked.filters, datasets=(one.source,), added_since=one.at)
    _link(entry, "alternate", page_of(asked.base, since), "text/html")
    _add(_add(entry, "author"), "name", dataset.name)
    _add(entry, "rights", _rights(dataset))
    said = (
        f"{count(one.events, 'event')} of {dataset.name} came in. Its terms do not let its events"
        " be handed on one by one; the link shows them in Watchline."
    )
    _add(entry, "content", said, type="text")


def _updated(one: Arrival | ImportArrivals) -> datetime:
    return max(one.came_at, one.updated_at) if isinstance(one, Arrival) else one.at


def _rights(dataset: Dataset) -> str:
    said: Sequence[str] = (dataset.attribution, f"Licence: {dataset.licence}", dataset.terms)
    parts = (part.strip().rstrip(".") for part in said if part.strip())
    return f"{dataset.name}: {'. '.join(parts)}."


def _urn(text: str) -> str:
    return uuid.uuid5(_IDS, text).urn


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, attributes)
    if text:
        made.text = _UNWRITABLE.sub(" ", text)
    return made


def _link(parent: ET.Element, rel: str, href: str, kind: str = "", title: str = "") -> None:
    given = {"rel": rel, "href": href, "type": kind, "title": title}
    ET.SubElement(
        parent, "link", {name: _UNWRITABLE.sub(" ", one) for name, one in given.items() if one}
    )
