"""`watchline watches`: what `watches.toml` says, and whether the programs it names answer."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from geodata.feeds.config import FeedsError
from geodata.feeds.fetch import Client
from geodata.feeds.trouble import Trouble, redacted
from geodata.filters import sentence
from geodata.watches.config import WATCHES_FILE, Watch, load
from geodata.watches.message import headers, trial

FAILED: Final = 1
"""Exit code when a program does not take what it is told, or `watches.toml` cannot be used."""

watches = typer.Typer(
    help="Programs that are told when events come in.", no_args_is_help=True, rich_markup_mode=None
)


@watches.callback()
def _watches() -> None:
    """Programs that are told when events come in, as watches.toml lists them."""


@watches.command()
def check(
    data: Annotated[
        Path, typer.Option(envvar="WATCHLINE_DATA", help="Folder that keeps the events.")
    ] = Path("watchline-data"),
    file: Annotated[
        Path | None, typer.Option("--watches", help="The list of watches, if not in that folder.")
    ] = None,
) -> None:
    """Send each program a signed trial without events, and say how it went.

    Exit code 0: all of them took it; 1: one did not, or watches.toml cannot be used.
    """
    path = file or data / WATCHES_FILE
    if not path.exists():
        typer.echo(f"There is no {path}: docs/watches.md says what to write into it.", err=True)
        raise typer.Exit(FAILED)
    try:
        found = load(path)
    except FeedsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from error
    if not found:
        typer.echo(f"{path} names no watches.")
    tried = [_try(watch) for watch in found]
    if not all(tried):
        raise typer.Exit(FAILED)


def _try(watch: Watch) -> bool:
    """Send a trial; whether it was taken."""
    secret = watch.secrets().get("secret", "")
    delivery = str(uuid.uuid4())
    content = trial(watch, delivery)
    try:
        with Client(watch) as client:
            client.post(watch.url, content, headers(content, delivery, secret, datetime.now(UTC)))
    except Trouble as trouble:
        said = redacted(str(trouble), watch.secrets().values())
        typer.echo(f"{watch.key}: {said}.", err=True)
        return False
    told = watch.rule.words() or "every event that comes in"
    typer.echo(f"{watch.key}: takes it. Filters: {sentence(watch.filters)}. Told: {told}.")
    return True
