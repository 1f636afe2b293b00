"""`watchline watches`: what `watches.toml` says, and whether the programs it names answer."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from geodata.filters import sentence
from geodata.http.client import Client
from geodata.http.errors import FetchError, redacted
from geodata.watches.config import WATCHES_FILE, Watch, load
from geodata.watches.message import headers, trial
from watchline.cli.configured import try_each
from watchline.cli.options import DEFAULT_DATA, DataFolder

watches = typer.Typer(
    help="Programs that are told when events come in.", no_args_is_help=True, rich_markup_mode=None
)


@watches.callback()
def _watches() -> None:
    """Programs that are told when events come in, as watches.toml lists them."""


@watches.command()
def check(
    data: DataFolder = DEFAULT_DATA,
    file: Annotated[
        Path | None, typer.Option("--watches", help="The list of watches, if not in that folder.")
    ] = None,
) -> None:
    """Send each program a signed trial without events, and say how it went.

    Exit code 0: all of them took it; 1: one did not, or watches.toml cannot be used.
    """
    try_each(file or data / WATCHES_FILE, "watches", load, _try)


def _try(watch: Watch) -> bool:
    """Send a trial; whether it was taken. There is none of a watch that tells no program."""
    rule = watch.rule.words() or "every event that comes in"
    if not watch.url:
        told = f"Filters: {sentence(watch.filters)}. Told: {rule}."
        typer.echo(f"{watch.key}: stands in the page, and no program is told. {told}")
        return True
    secret = watch.secrets().get("secret", "")
    delivery = str(uuid.uuid4())
    content = trial(watch, delivery)
    try:
        with Client(watch) as client:
            client.post(watch.url, content, headers(content, delivery, secret, datetime.now(UTC)))
    except FetchError as trouble:
        reason = redacted(str(trouble), watch.secrets().values())
        typer.echo(f"{watch.key}: {reason}.", err=True)
        return False
    typer.echo(f"{watch.key}: takes it. Filters: {sentence(watch.filters)}. Told: {rule}.")
    return True
