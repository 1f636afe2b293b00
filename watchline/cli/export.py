"""`watchline export`: the events of a link as a file, as the page writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from geodata import writers
from geodata.store import Snapshot
from geodata.text import count
from geodata.writers import WRITERS, PreparedExport
from watchline.cli.command import Command, OpenStore, open_to_read, run
from watchline.cli.errors import INCOMPLETE, CommandError, exit_on_error
from watchline.cli.options import (
    DEFAULT_DATA,
    DataFolder,
    ExportRaw,
    PublicAddress,
    public_address_option,
    require_datasets,
    split_link,
)
from watchline.web.command_protocol import CommandOutcome, CommandRequest, Output


def export(  # noqa: PLR0917 - the parameters are the options of the command
    query: Annotated[
        str, typer.Argument(help='A link to the page or its part after "?"; "" for all events.')
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", help='The file; "-" for standard output.')
    ],
    format_name: Annotated[
        str,
        typer.Option(
            "--format", help=f"If the file's ending does not say it: {', '.join(WRITERS)}."
        ),
    ] = "",
    public_address: PublicAddress = "",
    export_raw: ExportRaw = None,
    data: DataFolder = DEFAULT_DATA,
) -> None:
    """Write the events of a link into a file: CSV, Excel, GeoJSON, GeoPackage or GeoParquet.

    The file is the one that the page writes for the same link.

    Exit code 0: all events that match are in the file; 3: some are left out, because the terms of
    their data set do not let rows be passed on; 1: no file.
    """
    with exit_on_error():
        options = {
            "query": query,
            "output": output,
            "format": _format(output, format_name),
            "raw": export_raw or [],
            "public_address": public_address_option(public_address),
        }
        run(EXPORT, data, options, {}, output)


def _format(output: str, name: str) -> str:
    """The format that is asked for, else that of the file's ending."""
    suffix = Path(output).suffix.lower()
    by_suffix = {writer.suffix: key for key, writer in WRITERS.items()}
    name = name or by_suffix.get(suffix, "")
    if name not in WRITERS:
        expected = ", ".join(WRITERS)
        raise CommandError(f"{output}: say as what it is to be written with --format: {expected}.")
    return name


def _export(request: CommandRequest, open_store: OpenStore, output: Output) -> CommandOutcome:
    options = request.options
    writer = WRITERS[options["format"]]
    progress = output.progress("Writing")
    with open_store() as store, store.read() as db:
        prepared = _prepare(db, options["query"], options["raw"], options["public_address"])
        about = prepared.about
        total = max(about.shown, 1)
        # GDAL goes by the suffix
        file = request.result.with_suffix(writer.suffix)
        try:
            writers.save(
                options["format"], prepared, file, lambda done: progress(done / total, done)
            )
        except writers.RefusedError as error:
            raise CommandError(str(error)) from error
        file.replace(request.result)
    for caution in about.cautions:
        output.err(caution)
    summary = f"{count(about.shown, 'event')} in {options['output']}."
    return CommandOutcome(INCOMPLETE if about.left_out else 0, summary)


def _prepare(db: Snapshot, link: str, raw: Sequence[str], public_address: str) -> PreparedExport:
    # imported here so that --help does not wait for it
    from dashboard.public_address import site  # noqa: PLC0415
    from dashboard.state import View, read, write  # noqa: PLC0415

    require_datasets(db, raw)
    address, query = split_link(link)
    view, notices = read(query)
    if notices:  # a part that is passed over would give more than was asked for
        raise CommandError("\n".join(notices))
    chosen = write(View(filters=view.filters))
    page = site(public_address, address) + (f"?{chosen}" if chosen else "")
    return writers.prepare(db, view.filters, link=page, now=datetime.now(UTC), keys=raw)


EXPORT: Final = Command("export", _export, open_to_read)
