"""`watchline verify`, `backup` and `restore`: is the store whole, a copy of it, one put back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from geodata.imports.data_folder import STORE_NAME
from geodata.store import backup as copies
from geodata.store.verify import verify as wrong_with
from geodata.text import count
from watchline.cli import remote
from watchline.cli.command import Command, OpenStore, open_to_read, run
from watchline.cli.errors import CommandError, exit_on_error
from watchline.cli.options import DEFAULT_DATA, DataFolder
from watchline.web.command_protocol import CommandOutcome, CommandRequest, Output


def verify(data: DataFolder = DEFAULT_DATA) -> None:
    """Read the store from end to end and see that all of it is there and fits together.

    Exit code 0: it is whole; 1: it is not, and what is wrong is said.
    """
    with exit_on_error():
        _require_store(data)
        run(VERIFY, data, {}, {})


def _verify(_request: CommandRequest, open_store: OpenStore, output: Output) -> CommandOutcome:
    progress = output.progress("Reading")
    with open_store() as store, store.read() as db:
        wrong = wrong_with(db, lambda done: progress(done, 0))
        events = sum(stored.events for stored in db.datasets())
    if wrong:
        raise CommandError("\n".join(wrong))
    return CommandOutcome(0, f"The store is whole: {count(events, 'event')}.")


def backup(
    output: Annotated[Path, typer.Argument(help="The file that the copy is written to.")],
    data: DataFolder = DEFAULT_DATA,
) -> None:
    """Copy the store into a file, also while a server is using it, and see that the copy is whole.

    Exit code 0: the copy is there; 1: it is not, and the reason is said.
    """
    with exit_on_error():
        _require_store(data)
        run(BACKUP, data, {"output": str(output)}, {}, str(output))


def _backup(request: CommandRequest, open_store: OpenStore, _output: Output) -> CommandOutcome:
    with open_store() as store:
        copies.backup(store, request.result)
    size = request.result.stat().st_size / 1e6
    return CommandOutcome(0, f"{request.options['output']}: {size:,.1f} MB.")


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `watchline backup` has written.")],
    data: DataFolder = DEFAULT_DATA,
) -> None:
    """Put a copy in the place of the store. The store that was there is kept beside it.

    Exit code 0: it is in its place; 1: nothing was changed, and the reason is said.
    """
    with exit_on_error():
        if server := remote.find(data):
            raise CommandError(
                f"A server (process {server.pid}) is using the store; stop it first."
            )
        aside = copies.restore(source, data / STORE_NAME)
        typer.echo(f"{data / STORE_NAME} is the store of {source} now.")
        if aside:
            typer.echo(f"The store that was there is kept as {aside}.")


def _require_store(data: Path) -> None:
    if not (data / STORE_NAME).exists():
        raise CommandError(f"There is no store in {data}.")


VERIFY: Final = Command("verify", _verify, open_to_read)
BACKUP: Final = Command("backup", _backup, open_to_read)
