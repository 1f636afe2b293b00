"""From a file to a data set: what it is taken for, what is in it, and taking it in.

``check`` changes nothing but a folder of its own; ``commit`` is one transaction of the store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from geodata.imports.bundled import LEVANT
from geodata.imports.data_folder import OWN
from geodata.imports.stage import StagedFile, fingerprint, stage
from geodata.readers import native
from geodata.readers.batches import first_rows
from geodata.readers.batches import rejected_file as whole_refused
from geodata.readers.formats.detect import open_table
from geodata.readers.generic import mapping
from geodata.readers.generic import reader as table
from geodata.readers.generic.guess import Guess, Question, guess
from geodata.readers.generic.mapping import TableMapping
from geodata.readers.registry import READERS
from geodata.readers.rows import Table, refused
from geodata.readers.terms import Terms
from geodata.readers.zones.kind import holds_zones
from geodata.readers.zones.read import ZonesRead
from geodata.readers.zones.read import read as read_zones
from geodata.schema import EVENT_SCHEMA, Batch, Dataset, Rejected
from geodata.spellings import fold
from geodata.store import Load, Store, StoreError
from geodata.store.changes import ImportRecord

Progress = Callable[[float, int], None]
"""Told the part that is done, 0 to 1, and the rows so far."""

NATIVE: Final = "native"
TABLE: Final = "table"
ZONES: Final = "zones"
KINDS: Final = (*READERS, NATIVE, TABLE, ZONES)
"""What a file can be taken for."""

LABELS: Final = {
    **{name: reader.label for name, reader in READERS.items()},
    NATIVE: "Watchline events",
    TABLE: "A table of events",
    ZONES: "Zones: areas and lines",
}
WORDS: Final = ("name", "licence", "attribution", "url", "terms")
"""What a person can say about a data set."""

WORD_LIMIT: Final = 1_000
UNSTATED: Final = Terms("not stated", "not stated")
RESERVED: Final = (LEVANT.key, OWN.key)
"""Keys of data sets that are read anew at every start: no file is taken into them."""

_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")
_KEY_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class IdentifiedFile:
    """What a file of events was taken for. ``refused`` says why it cannot be read at all.
    For a table, ``guess`` has the mapping, and the questions that a person must answer."""

    path: Path
    file: str
    kind: str = ""
    table: Table | None = None
    guess: Guess | None = None
    refused: str = ""
    sheet: str = ""
    zones: ZonesRead | None = None

    @property
    def label(self) -> str:
        """What it was taken for, in words."""
        return LABELS.get(self.kind, "")

    @property
    def about(self) -> Terms:
        """On what terms its data may be shown, as far as the source is known."""
        return READERS[self.kind].about if self.kind in READERS else UNSTATED

    @property
    def format(self) -> str:
        """How the file is written, in words; empty for zones, which say it in their notes."""
        return self.table.format if self.table else ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """What must be answered before it can be read."""
        return self.guess.questions if self.guess else ()


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was read: what it was taken for, with what mapping, and what is in it."""

    found: IdentifiedFile
    sha256: str
    staged: StagedFile
    mapping: TableMapping | None


def identify(
    path: Path,
    *,
    file: str = "",
    kind: str = "",
    sheet: str = "",
    crs: str = "",
    given: TableMapping | None = None,
) -> IdentifiedFile:
    """What a file of events is, told from its contents; ``kind`` says so instead. A mapping
    that is ``given`` for a table leaves only what it does not say to be asked; ``crs`` is
    the reference system of zones that do not state theirs.

    ``file`` is the name to report it by. Nothing is raised for what the file holds.
    """
    file = file or path.name
    if kind == ZONES or (not kind and holds_zones(path)):
        return IdentifiedFile(path, file, ZONES, zones=read_zones(path, name=file, crs=crs))
    opened = open_table(path, name=file, sheet=sheet)
    if isinstance(opened, Rejected):
        return IdentifiedFile(path, file, refused=opened.reason)
    kind = kind or _kind(opened)
    guessed = guess(opened, given) if kind == TABLE else None
    return IdentifiedFile(path, file, kind, opened, guessed, sheet=sheet)


def _kind(opened: Table) -> str:
    for name, reader in READERS.items():
        if reader.recognises(opened):
            return name
    names = {name.lower() for name in opened.names}
    is_native = names.issuperset(native.EVENT_REQUIRED) and names <= {
        *native.EVENT_COLUMNS,
        *native.FURTHER_COLUMNS,
    }
    return NATIVE if is_native and opened.format.startswith("a text table") else TABLE


def preview(found: IdentifiedFile, rows: int = 5) -> list[dict[str, str]]:
    """The first rows as they stand in the file."""
    return first_rows(found.table, rows) if found.table else []


def check(
    found: IdentifiedFile,
    folder: Path,
    *,
    sources: Path | None = None,
    chosen: TableMapping | None = None,
    progress: Progress = lambda _done, _rows: None,
) -> CheckedFile:
    """Read a file through into a folder. Needs a mapping for a table that raises questions.

    ``sources`` is the second file of the native format.
    """
    if found.zones is not None:
        return CheckedFile(
            found, fingerprint(found.path), _staged_zones(found, found.zones, folder), None
        )
    used = None
    if found.kind == TABLE and found.guess:
        used = chosen or found.guess.mapping
    staged = stage(_batches(found, sources, used), folder, found.file, progress)
    return CheckedFile(found, fingerprint(found.path), staged, used)


def _staged_zones(found: IdentifiedFile, read: ZonesRead, folder: Path) -> StagedFile:
    """Zones counted and their faults written down as for events."""
    nothing = Batch(EVENT_SCHEMA.empty_table(), read.rejected, notes=read.notes, rows=read.rows)
    staged = stage([nothing], folder, found.file)
    return replace(staged, taken=len(read.zones), rejected=staged.rows - len(read.zones))


def _batches(
    found: IdentifiedFile, sources: Path | None, used: TableMapping | None
) -> Iterator[Batch]:
    if found.table is None:
        return whole_refused(refused(found.file, found.refused))
    if found.kind == NATIVE:
        return _native(found, sources)
    if used is not None:
        return table.read(found.table, used, found.kind)
    return READERS[found.kind].read(found.table, found.kind)


def _native(found: IdentifiedFile, sources: Path | None) -> Iterator[Batch]:
    """The native reader, which knows the file by where it lies, not by what it is called."""
    for batch in native.read(found.path, sources, NATIVE):
        faults = (
            replace(fault, file=found.file) if fault.file == found.path.name else fault
            for fault in batch.rejected
        )
        yield replace(batch, rejected=tuple(faults))


def commit(
    store: Store,
    checked: CheckedFile,
    dataset: Dataset,
    *,
    missing: str = "days",
    retrieved_at: datetime | None = None,
    progress: Callable[[int], None] = lambda _: None,
    cursor: tuple[str, str] | None = None,
) -> ImportRecord:
    """Take a checked file into a data set, all of it or nothing.

    ``missing`` is what becomes of events that the data set has and the file has not, one of
    ``store.MISSING``. ``retrieved_at`` needs a time zone; ``cursor`` is that of ``store.Load``.

    Raises:
        StoreError: the store cannot take it, and is as it was.
    """
    staged = checked.staged
    _fits(store, checked, dataset)
    load = Load(
        dataset=dataset,
        file=staged.file,
        sha256=checked.sha256,
        retrieved_at=retrieved_at,
        taken=staged.taken,
        rejected=staged.rejected,
        missing=missing,
        cursor=cursor,
    )
    if checked.found.zones is not None:
        return store.load_zones(load, checked.found.zones.zones)
    done = store.load(load, staged.batches(dataset.key, retrieved_at), progress)
    if checked.mapping is not None and checked.found.table is not None:
        signature = mapping.signature(checked.found.table.names)
        store.keep_mapping(signature, mapping.to_toml(checked.mapping))
    return done


def _fits(store: Store, checked: CheckedFile, dataset: Dataset) -> None:
    if not checked.staged.taken:
        raise StoreError(f"{checked.staged.file} holds nothing that could be imported.")
    if dataset.key in RESERVED:
        raise StoreError(f"The data set {dataset.key} takes no files.")
    known = {one.dataset.key: one.dataset for one in store.datasets()}
    into = known.get(dataset.key, dataset)
    if into.kind != checked.found.kind:
        theirs, ours = LABELS.get(into.kind, into.kind), checked.found.label
        raise StoreError(
            f"{checked.staged.file} is no newer file of {into.name}: it was taken for"
            f" “{ours}”, and the data set is “{theirs}”."
        )


def remembered(store: Store, found: IdentifiedFile) -> TableMapping | None:
    """The mapping that a table of the same columns was imported with."""
    if found.table is None or found.kind != TABLE:
        return None
    text = store.mapping(mapping.signature(found.table.names))
    kept = mapping.from_toml(text) if text else None
    return mapping.fitted(kept, found.table.names) if isinstance(kept, TableMapping) else None


def name_for(file: str) -> str:
    """What a data set may be called after its file."""
    return " ".join(Path(file).stem.replace("_", " ").split()) or "Data set"


def words(said: Mapping[str, object], name: str) -> dict[str, str]:
    """What is said about a data set (``WORDS``), made fit to be shown: one line each, an
    address only if it is one of the web. ``name`` is for one that has none."""
    found = {word: " ".join(str(said.get(word, "")).split())[:WORD_LIMIT] for word in WORDS}
    found["name"] = found["name"] or name
    for word in ("licence", "attribution"):
        found[word] = found[word] or getattr(UNSTATED, word)
    if not found["url"].startswith(("https://", "http://")):
        found["url"] = ""
    return found


def key_for(name: str, taken: Iterable[str]) -> str:
    """A short key for a data set of this name, unlike those that are taken."""
    base = _NO_LETTERS.sub("-", fold(name))[:_KEY_LIMIT].strip("-") or "set"
    others = {*taken, *RESERVED}
    number, key = 1, base
    while key in others:
        number += 1
        key = f"{base}-{number}"
    return key
