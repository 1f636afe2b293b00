"""A file that a feed brought, read as an import would, with nobody there to ask."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Final

from geodata.http.errors import FetchError
from geodata.imports import files
from geodata.imports.files import TABLE, UNSTATED, CheckedFile, IdentifiedFile
from geodata.imports.stage import REJECTED_FILE, StagedFile
from geodata.readers.generic.mapping import TableMapping, check, from_toml
from geodata.schema import Dataset
from geodata.text import number

_BROKEN: Final = "from here on the file was not read"


def read_file(
    path: Path,
    folder: Path,
    file: str,
    *,
    mapping: str = "",
    kind: str = "",
    remembered: Callable[[IdentifiedFile], TableMapping | None],
) -> CheckedFile:
    """A file read through into a folder; ``mapping`` is the text of one to read tables with.

    Raises:
        FetchError: it is no file that can be imported, it asks what only a person can answer,
            it ends before its end, or no row of it can be taken.
    """
    given = from_toml(mapping) if mapping else None
    given = given if isinstance(given, TableMapping) else None
    found = files.identify(path, file=file, kind=kind, given=given)
    if found.refused:
        raise FetchError(found.refused)
    if found.zones is not None and found.zones.question:
        raise FetchError(found.zones.question.removesuffix("."))
    checked = files.check(found, folder, chosen=_chosen(found, given, remembered))
    refuse_broken(checked.staged)
    return checked


def _chosen(
    found: IdentifiedFile,
    given: TableMapping | None,
    remembered: Callable[[IdentifiedFile], TableMapping | None],
) -> TableMapping | None:
    if found.kind != TABLE or found.guess is None or found.table is None:
        return None
    if given is not None:
        if wrong := check(given, found.table.names):
            raise FetchError("the mapping does not fit: " + "; ".join(wrong))
        return given
    chosen_before = remembered(found)
    if chosen_before is None and found.questions:
        asked = " ".join(question.text for question in found.questions)
        raise FetchError(
            f"something has to be decided first: {asked} Import the file once in the Data"
            " dialog, or write a mapping and name it in feeds.toml"
        )
    return chosen_before


def refuse_broken(staged: StagedFile) -> None:
    """See that something was read, and all of it.

    Raises:
        FetchError: says what it is about.
    """
    if staged.refused:
        raise FetchError(staged.refused)
    if staged.rejected and _BROKEN in (staged.folder / REJECTED_FILE).read_text("utf-8-sig"):
        raise FetchError("it breaks off in the middle, so nothing of it was taken")
    if not staged.taken:
        first = f": {staged.faults[0].reason}" if staged.faults else ""
        rows = (
            f"none of its {number(staged.rows)} rows can be taken" if staged.rows else "it is empty"
        )
        raise FetchError(rows + first)


def described(dataset: Dataset, found: IdentifiedFile) -> Dataset:
    """A data set as what was found in a file: of that kind, and on the terms that its source
    is known by where nothing else is said."""
    said = dataclasses.replace(dataset, kind=found.kind)
    about = found.about._asdict()
    unstated = UNSTATED._asdict()
    news = {
        word: about[word]
        for word in unstated
        if getattr(said, word) == unstated[word] and about[word]
    }
    return dataclasses.replace(said, **news)


def remark(staged: StagedFile) -> str:
    """What should be known of rows that were not taken; empty for nothing."""
    if not staged.rejected:
        return ""
    rows = f"{number(staged.rejected)} of {number(staged.rows)} rows were not taken"
    return f"{rows}, the first because {staged.faults[0].reason}." if staged.faults else f"{rows}."
