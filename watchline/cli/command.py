"""Run a command: by the server that uses the data folder, where there is one, or here."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import typer

from geodata.atomic import replacing
from geodata.imports import data_folder
from geodata.imports.data_folder import STORE_NAME
from geodata.store import Store, StoreError
from watchline.cli import remote
from watchline.cli.errors import EXPECTED, FAILED, CommandError, sentence
from watchline.cli.terminal import Terminal
from watchline.web.command_protocol import CommandOutcome, CommandRequest, InputFile, Output

STANDARD_OUTPUT: Final = "-"
NO_OUTPUT: Final = ""
READ_ONLY: Final = (
    "The server that uses this data folder was started with --read-only and takes no files."
)

OpenStore = Callable[[], AbstractContextManager[Store]]


class Command(NamedTuple):
    """A command that works on the store.

    ``work`` does it, and raises ``EXPECTED`` for what a person can act on. ``open_store`` opens
    the store of a data folder where no server has it. ``writes`` is whether it changes the store.
    """

    name: str
    work: Callable[[CommandRequest, OpenStore, Output], CommandOutcome]
    open_store: Callable[[Path], Store]
    writes: bool = False


def open_store(folder: Path) -> Store:
    """Open the store of a data folder with the bundled and the operator's own events in it.

    Raises:
        CommandError: it cannot be used; says why and what to do.
    """
    try:
        opened = data_folder.open_store(folder)
    except StoreError as error:
        advice = "To use another folder, name it with --data or WATCHLINE_DATA."
        raise CommandError(f"{error} {advice}") from error
    for row in opened.rejected:
        place = f"line {row.row}" + (f", {row.column}" if row.column else "")
        typer.echo(f"{row.file}, {place}: not taken. {row.reason}", err=True)
    return opened.store


def open_to_read(folder: Path) -> Store:
    """Open the store of a data folder as it is; make it if need be."""
    path = folder / STORE_NAME
    return Store.open(path) if path.exists() else open_store(folder)


def attempt(
    command: Command, open_store: OpenStore, request: CommandRequest, output: Output
) -> CommandOutcome:
    """Do a command for somebody elsewhere: what a person can act on becomes the ``error``."""
    try:
        return command.work(request, open_store, output)
    except EXPECTED as error:
        return CommandOutcome(FAILED, error=sentence(error))


def run(
    command: Command,
    data: Path,
    options: Mapping[str, Any],
    files: Mapping[str, Path | None],
    output: str = NO_OUTPUT,
) -> None:
    """Run a command for a person, and end the process with its exit code.

    ``output`` is the file that gets the result, ``STANDARD_OUTPUT`` or ``NO_OUTPUT``. ``files``
    are those the command reads, by option; those that were not given are ``None``.

    Raises:
        CommandError: there is no result; says why.
        OSError: the result cannot be written.
        typer.Exit: with the exit code, when all is done.
    """
    given = {option: InputFile(path, str(path)) for option, path in files.items() if path}
    with Terminal() as terminal, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _result(output, folder) as result:
            request = CommandRequest(options, given, folder, result)
            if server := remote.find(data):
                if server.read_only and command.writes:
                    raise CommandError(READ_ONLY)
                outcome = remote.run(server, command.name, request, terminal.show)
            else:
                outcome = command.work(
                    request, lambda: command.open_store(data), Output(terminal.show)
                )
            if outcome.error:
                raise CommandError(outcome.error)
    if outcome.summary:
        typer.echo(outcome.summary, err=output == STANDARD_OUTPUT)
    raise typer.Exit(outcome.code)


@contextmanager
def _result(output: str, folder: Path) -> Iterator[Path]:
    """Where a command writes its result, which is handed on when the block ends well."""
    if output not in {STANDARD_OUTPUT, NO_OUTPUT}:
        with replacing(Path(output)) as part:
            # a place that cannot be written is said before the work and not after it
            part.touch()
            part.unlink()
            yield part
        return
    result = folder / "result"
    yield result
    if output == STANDARD_OUTPUT:
        with result.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
