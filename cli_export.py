"""`watchline export`: the events of a link as a file, as the page writes it."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from cli_import import ROWS_LEFT, FileError, bar, trouble
from geodata import writers
from geodata.store import EventStore
from geodata.text import count
from geodata.writers import WRITERS, Prepared

STANDARD_OUTPUT: Final = "-"

Query = Annotated[
    str, typer.Argument(help='A link to the page or its part after "?"; "" for all events.')
]
Output = Annotated[
    str, typer.Option("--output", "-o", help='The file; "-" for standard output (CSV, GeoJSON).')
]
Format = Annotated[
    str,
    typer.Option("--format", help=f"If the file's ending does not say it: {', '.join(WRITERS)}."),
]
Raw = Annotated[
    list[str] | None,
    typer.Option(
        help="Key of a data set whose rows may be handed on although its terms"
        ' (ACLED) do not let everybody; repeatable; "all" for every one.'
    ),
]


def export(
    query: str,
    output: str,
    open_store: Callable[[], EventStore],
    *,
    name: str,
    raw: Sequence[str],
) -> None:
    """Write the events that match into a file; see ``cli.export``."""
    with trouble():
        name = _format(output, name)
        with open_store() as store:
            prepared = _prepared(store, query, raw)
            about = prepared.about
            _write(name, prepared, output)
        said = f"{count(about.shown, 'event')} in {output}."
        typer.echo(said, err=output == STANDARD_OUTPUT)
        for caution in about.cautions:
            typer.echo(caution, err=True)
        if about.left_out:
            raise typer.Exit(ROWS_LEFT)


def _format(output: str, name: str) -> str:
    """The format that is asked for, else that of the file's ending."""
    if not name:
        suffix = Path(output).suffix.lower()
        found = [key for key, one in WRITERS.items() if one.suffix == suffix]
        name = found[0] if found else ""
    if name not in WRITERS:
        expected = ", ".join(WRITERS)
        raise FileError(f"{output}: say as what it is to be written with --format: {expected}.")
    if output == STANDARD_OUTPUT and WRITERS[name].parts is None:
        streamed = ", ".join(key for key, one in WRITERS.items() if one.parts)
        raise FileError(f"{name} cannot be written to standard output; these can: {streamed}.")
    return name


def _prepared(store: EventStore, query: str, raw: Sequence[str]) -> Prepared:
    # imported here so that --help does not wait for it
    from dashboard.state import View, read, write  # noqa: PLC0415

    known = {stored.dataset.source for stored in store.datasets()} | {"all"}
    if unknown := sorted(set(raw) - known):
        raise FileError(f"--export-raw: there is no data set {unknown[0]}.")
    address, mark, search = query.partition("#")[0].partition("?")
    if not mark and "://" not in address:
        address, search = "", address
    view, notices = read(search)
    if notices:  # a part that is passed over would give more than was asked for
        raise FileError("\n".join(notices))
    chosen = write(View(filters=view.filters))
    link = address + (f"?{chosen}" if chosen else "")
    return writers.prepare(store, view.filters, link=link, now=datetime.now(UTC), keys=raw)


def _write(name: str, prepared: Prepared, output: str) -> None:
    total = max(prepared.about.shown, 1)
    parts = WRITERS[name].parts
    with closing(prepared.rows), bar("Writing") as advance:

        def progress(done: int) -> None:
            advance(done / total, done)

        if output == STANDARD_OUTPUT and parts:
            for part in parts(writers.told(prepared.rows, progress), prepared.about):
                sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
            return
        try:
            writers.save(name, prepared, Path(output), progress)
        except writers.RefusedError as error:
            raise FileError(str(error)) from error
