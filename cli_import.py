"""`watchline check` and `watchline import`: a file, what is in it, and taking it in."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from geodata import importing
from geodata.importing import Checked, Found
from geodata.readers.mapping import TableMapping, from_toml, to_toml
from geodata.readers.mapping import check as check_mapping
from geodata.schema import Dataset
from geodata.staging import REJECTED_FILE
from geodata.store import MISSING, EventStore, StoreError
from geodata.text import count, day, number

NOTHING_TAKEN: Final = 1
ROWS_LEFT: Final = 3
"""Exit codes: nothing can be taken, or some rows cannot. 0 is a file of which all can."""

FIRST: Final = 10
DAY: Final = ["%Y-%m-%d"]

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
As = Annotated[
    str,
    typer.Option("--as", help=f"What it is, if not as recognised: {', '.join(importing.KINDS)}."),
]
Sheet = Annotated[str, typer.Option(help="Which sheet of a workbook.")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", exists=True, help="How a table is read (TOML).")
]
Crs = Annotated[
    str, typer.Option(help="Reference system of zones that do not state theirs: EPSG:32637.")
]
Sources = Annotated[
    Path | None, typer.Option(exists=True, help="sources.csv, for Watchline's own format.")
]


Missing = Annotated[
    str, typer.Option(help="What becomes of events that the file no longer has: keep, days, all.")
]


class FileError(Exception):
    """Why a file cannot be taken, in sentences for a person."""


def check(  # noqa: PLR0917 - the options of a command
    file: File,
    kind: As = "",
    sheet: Sheet = "",
    mapping: MappingFile = None,
    sources: Sources = None,
    crs: Crs = "",
    rejected: Annotated[
        Path | None, typer.Option(help="Write the rows that cannot be taken, with reasons (CSV).")
    ] = None,
    write_mapping: Annotated[
        Path | None, typer.Option(help="Write how the table was read (TOML), to be corrected.")
    ] = None,
) -> None:
    """Say what a file holds and which rows cannot be taken; nothing is imported.

    Exit code 0: all rows can be taken; 3: some cannot; 1: none.
    """
    with tempfile.TemporaryDirectory() as folder, trouble():
        found = _found(file, kind, sheet, crs)
        chosen = _chosen(mapping)
        if write_mapping:
            _write_mapping(found, chosen, write_mapping)
        _decided(found, chosen, mapping)
        checked = _read(found, Path(folder), chosen, sources)
        _report(checked)
        if rejected:
            rejected.write_bytes((Path(folder) / REJECTED_FILE).read_bytes())
            typer.echo(f"The rows that cannot be taken are in {rejected}.")
        _exit(checked)


def import_(
    file: File,
    open_store: Callable[[], EventStore],
    *,
    kind: str,
    sheet: str,
    crs: str,
    mapping: Path | None,
    sources: Path | None,
    said: dict[str, str],
    into: str,
    retrieved: datetime | None,
    missing: str,
) -> None:
    """Take a file into a data set; see ``cli.import_``."""
    if missing not in MISSING:
        expected = ", ".join(MISSING)
        typer.echo(f"--missing is {missing}: expected one of {expected}.", err=True)
        raise typer.Exit(NOTHING_TAKEN)
    with tempfile.TemporaryDirectory() as folder, trouble():
        found = _found(file, kind, sheet, crs)
        with open_store() as store:
            store.purge()  # what was deleted before a stop that left no time for it
            chosen = _chosen(mapping) or importing.remembered(store, found)
            _decided(found, chosen, mapping)
            dataset = _dataset(store, found, said, into)
            checked = _read(found, Path(folder), chosen, sources)
            _report(checked)
            if not checked.staged.taken:
                _exit(checked)
            with bar("Importing") as advance:
                total = checked.staged.taken
                done = importing.commit(
                    store,
                    checked,
                    dataset,
                    missing=missing,
                    retrieved_at=retrieved.replace(tzinfo=UTC) if retrieved else None,
                    progress=lambda written: advance(written / total, written),
                )
        typer.echo(
            f"{dataset.name} ({dataset.source}): {number(done.added)} new,"
            f" {number(done.revised)} revised, {number(done.removed)} removed,"
            f" {number(done.unchanged)} already there."
        )
        if dataset.terms:
            typer.echo(f"Terms: {dataset.terms}")
        _exit(checked)


def _found(file: Path, kind: str, sheet: str, crs: str) -> Found:
    if kind and kind not in importing.KINDS:
        raise FileError(f"--as is {kind}: expected one of {', '.join(importing.KINDS)}.")
    found = importing.identify(file, kind=kind, sheet=sheet, crs=crs)
    if found.refused:
        raise FileError(f"{found.file}: {found.refused}.")
    typer.echo(f"{found.file}: {', '.join(filter(None, (found.label, found.format)))}.")
    return found


def _write_mapping(found: Found, chosen: TableMapping | None, path: Path) -> None:
    if found.guess is None:
        typer.echo("No mapping is written: the file is read without one.", err=True)
        return
    path.write_text(to_toml(chosen or found.guess.mapping), encoding="utf-8")
    typer.echo(f"The mapping is in {path}.")


def _decided(found: Found, chosen: TableMapping | None, mapping: Path | None) -> None:
    """See that nothing is left for a person to decide."""
    if found.zones is not None and found.zones.question:
        raise FileError(f"{found.file}: {found.zones.question} Say so with --crs.")
    names = found.table.names if found.table else ()
    if mapping and chosen and (wrong := check_mapping(chosen, names)):
        raise FileError("\n".join(f"{mapping}: {sentence}." for sentence in wrong))
    if chosen is None and found.questions:
        asked = "\n".join(f"- {one.text}{_answers(found, one.field)}" for one in found.questions)
        raise FileError(
            f"Some things have to be decided first:\n{asked}\nWrite a mapping with `watchline"
            " check --write-mapping`, put the answers in, and name it with --mapping."
        )


def _answers(found: Found, field: str) -> str:
    question = next(one for one in found.questions if one.field == field)
    words = [choice.value for choice in question.choices]
    return f" ({field}: {', '.join(words[:12])})" if words else ""


def _chosen(mapping: Path | None) -> TableMapping | None:
    if mapping is None:
        return None
    read = from_toml(mapping.read_text(encoding="utf-8", errors="replace"))
    if isinstance(read, str):
        raise FileError(f"{mapping}: {read}.")
    return read


def _read(found: Found, folder: Path, chosen: TableMapping | None, sources: Path | None) -> Checked:
    with bar("Reading") as advance:
        return importing.check(found, folder, sources=sources, chosen=chosen, progress=advance)


def _report(checked: Checked) -> None:
    staged = checked.staged
    if staged.refused:
        raise FileError(f"{staged.file}: {staged.refused}.")
    days = ""
    if staged.first_day and staged.last_day:
        days = f", {day(staged.first_day)} to {day(staged.last_day)}"
    is_zones = checked.found.kind == importing.ZONES
    placed = "" if is_zones else f"; {number(staged.placed)} with coordinates"
    what = "shapes" if is_zones else "rows"
    typer.echo(
        f"{number(staged.taken)} of {number(staged.rows)} {what} can be taken{days}{placed}."
    )
    for note in staged.notes:
        where = f" ({count(note.rows, 'row')})" if note.row else ""
        typer.echo(f"Note: {note.text}{where}")
    if staged.rejected:
        typer.echo(f"{count(staged.rejected, 'row')} cannot be taken:", err=True)
    for fault in staged.faults[:FIRST]:
        where = "" if fault.file == staged.file else f"{fault.file} "
        typer.echo(f"  {where}row {number(fault.row)}: {fault.reason}", err=True)
    if len(staged.faults) > FIRST:
        typer.echo("  … and more; --rejected writes them all", err=True)


def _exit(checked: Checked) -> None:
    staged = checked.staged
    code = NOTHING_TAKEN if not staged.taken else ROWS_LEFT if staged.rejected else 0
    raise typer.Exit(code)


def _dataset(store: EventStore, found: Found, said: dict[str, str], into: str) -> Dataset:
    """The data set that a file goes to; what is not said of one that is known stays."""
    known = {one.dataset.source: one.dataset for one in store.datasets()}
    said = {word: value for word, value in said.items() if value}
    if (url := said.get("url", "")) and not importing.words({"url": url}, "")["url"]:
        raise FileError(f"--url is {url}: expected one that begins with https:// or http://.")
    if into and (into not in known or into in importing.RESERVED):
        others = ", ".join(key for key in known if key not in importing.RESERVED)
        raise FileError(
            f"There is no data set {into} that takes files; there "
            + (f"are {others}." if others else "is none yet.")
        )
    name = said.get("name") or importing.name_for(found.file)
    same = (one for one in known.values() if (one.name, one.kind) == (name, found.kind))
    before = known[into] if into else next(same, None)
    if before is None:
        key = importing.key_for(name, known)
        before = Dataset(key, name, found.kind, **found.about._asdict())
    return replace(before, **importing.words(asdict(before) | said, before.name))


@contextmanager
def bar(label: str) -> Iterator[Callable[[float, int], None]]:
    """A bar on the terminal; nothing where the output is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"))
    console = Console(stderr=True)
    with Progress(
        *columns,
        TimeElapsedColumn(),
        transient=True,
        console=console,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(label, total=1.0, rows="")
        yield lambda done, rows: progress.update(task, completed=done, rows=f"{rows:,} rows")


@contextmanager
def trouble() -> Iterator[None]:
    """What a person can act on ends the command with its sentence."""
    try:
        yield
    except (FileError, StoreError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(NOTHING_TAKEN) from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"{where}{error.strerror or error}.", err=True)
        raise typer.Exit(NOTHING_TAKEN) from error
