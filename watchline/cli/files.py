"""`watchline check` and `watchline import`: a file, what is in it, and taking it in."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from geodata.atomic import replacing
from geodata.imports import files
from geodata.imports.files import CheckedFile, IdentifiedFile
from geodata.imports.stage import REJECTED_FILE
from geodata.readers.generic.mapping import TableMapping, to_toml
from geodata.schema import Dataset
from geodata.store import MISSING, Store
from geodata.text import number
from watchline.cli.command import Command, OpenStore, open_store, run
from watchline.cli.errors import FAILED, INCOMPLETE, CommandError, exit_on_error
from watchline.cli.file_checks import (
    identify,
    read_mapping,
    require_decisions,
    tell_contents,
)
from watchline.cli.options import DEFAULT_DATA, DataFolder
from watchline.cli.terminal import Terminal
from watchline.web.command_protocol import CommandOutcome, CommandRequest, InputFile, Output

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
Kind = Annotated[
    str,
    typer.Option("--as", help=f"What it is, if not as recognised: {', '.join(files.KINDS)}."),
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
Rejected = Annotated[
    Path | None, typer.Option(help="Write the rows that cannot be taken, with reasons (CSV).")
]
WriteMapping = Annotated[
    Path | None, typer.Option(help="Write how the table was read (TOML), to be corrected.")
]
Name = Annotated[str, typer.Option(help="Name of the data set; its file's if left out.")]
Into = Annotated[str, typer.Option(help="Key of the data set this is a newer file of.")]
Licence = Annotated[str, typer.Option(help="Its licence.")]
Attribution = Annotated[str, typer.Option(help="Whom to name.")]
Url = Annotated[str, typer.Option(help="Where it comes from.")]
Terms = Annotated[str, typer.Option(help="Conditions shown wherever the data is.")]
Retrieved = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When it was fetched (UTC).")
]
Missing = Annotated[
    str, typer.Option(help="What becomes of events that the file no longer has: keep, days, all.")
]


def check(  # noqa: PLR0917 - the parameters are the options of the command
    file: File,
    kind: Kind = "",
    sheet: Sheet = "",
    mapping: MappingFile = None,
    sources: Sources = None,
    crs: Crs = "",
    rejected: Rejected = None,
    write_mapping: WriteMapping = None,
) -> None:
    """Say what a file holds and which rows cannot be taken; nothing is imported.

    Exit code 0: all rows can be taken; 3: some cannot; 1: none.
    """
    with exit_on_error(), Terminal() as terminal, tempfile.TemporaryDirectory() as name:
        folder, output = Path(name), Output(terminal.show)
        found = identify(InputFile(file, str(file)), output, kind=kind, sheet=sheet, crs=crs)
        mapping_file = InputFile(mapping, str(mapping)) if mapping else None
        chosen = read_mapping(mapping_file)
        if write_mapping:
            _write_mapping(found, chosen, write_mapping, output)
        require_decisions(found, chosen, mapping_file)
        checked = files.check(
            found, folder, sources=sources, chosen=chosen, progress=output.progress("Reading")
        )
        tell_contents(checked, output)
        if rejected:
            with replacing(rejected) as part:
                part.write_bytes((folder / REJECTED_FILE).read_bytes())
            output.out(f"The rows that cannot be taken are in {rejected}.")
        raise typer.Exit(_exit_code(checked))


def import_(  # noqa: PLR0917 - the parameters are the options of the command
    file: File,
    kind: Kind = "",
    name: Name = "",
    into: Into = "",
    licence: Licence = "",
    attribution: Attribution = "",
    url: Url = "",
    terms: Terms = "",
    retrieved: Retrieved = None,
    sheet: Sheet = "",
    mapping: MappingFile = None,
    sources: Sources = None,
    crs: Crs = "",
    missing: Missing = "days",
    data: DataFolder = DEFAULT_DATA,
) -> None:
    """Take a file into a data set: all of it, or nothing.

    A file imported again under the same name brings its data set up to date: events that it no
    longer has are kept (--missing keep), removed within the days it covers (days), or all
    removed (all).

    Exit code 0: all rows were taken; 3: some could not be; 1: none.
    """
    with exit_on_error():
        if missing not in MISSING:
            expected = ", ".join(MISSING)
            raise CommandError(f"--missing is {missing}: expected one of {expected}.")
        options = {
            "kind": kind,
            "sheet": sheet,
            "crs": crs,
            "into": into,
            "missing": missing,
            "retrieved": retrieved.replace(tzinfo=UTC).isoformat() if retrieved else "",
            "dataset": {
                "name": name,
                "licence": licence,
                "attribution": attribution,
                "url": url,
                "terms": terms,
            },
        }
        run(IMPORT, data, options, {"file": file, "mapping": mapping, "sources": sources})


def _import(request: CommandRequest, open_store: OpenStore, output: Output) -> CommandOutcome:
    options, mapping = request.options, request.files.get("mapping")
    sources, retrieved = request.files.get("sources"), options["retrieved"]
    reading = {option: options[option] for option in ("kind", "sheet", "crs")}
    found = identify(request.files["file"], output, **reading)
    with open_store() as store:
        chosen = read_mapping(mapping) or files.remembered(store, found)
        require_decisions(found, chosen, mapping)
        dataset = _dataset(store, found, options["dataset"], options["into"])
        checked = files.check(
            found,
            request.folder,
            sources=sources.path if sources else None,
            chosen=chosen,
            progress=output.progress("Reading"),
        )
        tell_contents(checked, output)
        total, progress = checked.staged.taken, output.progress("Importing")
        if not total:
            return CommandOutcome(FAILED)
        done = files.commit(
            store,
            checked,
            dataset,
            missing=options["missing"],
            retrieved_at=datetime.fromisoformat(retrieved) if retrieved else None,
            progress=lambda written: progress(written / total, written),
        )
    summary = (
        f"{dataset.name} ({dataset.key}): {number(done.added)} new,"
        f" {number(done.revised)} revised, {number(done.removed)} removed,"
        f" {number(done.unchanged)} already there."
    )
    if dataset.terms:
        summary += f"\nTerms: {dataset.terms}"
    return CommandOutcome(_exit_code(checked), summary)


def _write_mapping(
    found: IdentifiedFile, chosen: TableMapping | None, path: Path, output: Output
) -> None:
    if found.guess is None:
        output.err("No mapping is written: the file is read without one.")
        return
    path.write_text(to_toml(chosen or found.guess.mapping), encoding="utf-8")
    output.out(f"The mapping is in {path}.")


def _exit_code(checked: CheckedFile) -> int:
    staged = checked.staged
    if not staged.taken:
        return FAILED
    return INCOMPLETE if staged.rejected else 0


def _dataset(store: Store, found: IdentifiedFile, given: dict[str, str], into: str) -> Dataset:
    """The data set that a file goes to; what is not given of one that is known stays."""
    known = {stored.dataset.key: stored.dataset for stored in store.datasets()}
    given = {word: value for word, value in given.items() if value}
    if (url := given.get("url", "")) and not files.words({"url": url}, "")["url"]:
        raise CommandError(f"--url is {url}: expected one that begins with https:// or http://.")
    if into and (into not in known or into in files.RESERVED):
        others = ", ".join(key for key in known if key not in files.RESERVED)
        raise CommandError(
            f"There is no data set {into} that takes files; there "
            + (f"are {others}." if others else "is none yet.")
        )
    name = given.get("name") or files.name_for(found.file)
    same = (old for old in known.values() if (old.name, old.kind) == (name, found.kind))
    before = known[into] if into else next(same, None)
    if before is None:
        key = files.key_for(name, known)
        before = Dataset(key, name, found.kind, **found.about._asdict())
    return replace(before, **files.words(asdict(before) | given, before.name))


IMPORT: Final = Command("import", _import, open_store, writes=True)
