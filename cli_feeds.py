"""`watchline feeds`: what `feeds.toml` says, and whether each feed answers."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from geodata.feeds.config import FEEDS_FILE, Feed, FeedsError, load
from geodata.feeds.fetch import Client
from geodata.feeds.poller import POLLS
from geodata.feeds.state import Delivery, Taken, Visit
from geodata.feeds.trouble import Trouble, redacted
from geodata.text import day, number

FAILED: Final = 1
"""Exit code when a feed cannot be read, or `feeds.toml` not used."""

feeds = typer.Typer(
    help="Sources that are read again and again.", no_args_is_help=True, rich_markup_mode=None
)


@feeds.callback()
def _feeds() -> None:
    """Sources that are read again and again, as feeds.toml lists them."""


@feeds.command()
def check(
    data: Annotated[
        Path, typer.Option(envvar="WATCHLINE_DATA", help="Folder that keeps the events.")
    ] = Path("watchline-data"),
    file: Annotated[
        Path | None, typer.Option("--feeds", help="The list of feeds, if not in that folder.")
    ] = None,
) -> None:
    """Try every feed once and say how it went; nothing is written.

    Of a feed of many pages only the beginning is fetched. Exit code 0: all of them answer; 1:
    one does not, or feeds.toml cannot be used.
    """
    path = file or data / FEEDS_FILE
    if not path.exists():
        typer.echo(f"There is no {path}: docs/feeds.md says what to write into it.", err=True)
        raise typer.Exit(FAILED)
    try:
        found = load(path)
    except FeedsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from error
    if not found:
        typer.echo(f"{path} names no feeds.")
    tried = [_try(feed) for feed in found]
    if not all(tried):
        raise typer.Exit(FAILED)


def _try(feed: Feed) -> bool:
    """Read a feed without keeping anything; whether that went well."""
    got: list[Delivery] = []

    def take(delivery: Delivery) -> Taken:
        got.append(delivery)
        return Taken()

    label = f"{feed.key} ({feed.kind})"
    with tempfile.TemporaryDirectory() as folder, Client(feed) as client:
        now = datetime.now(UTC)
        visit = Visit(feed, client, Path(folder), {}, {}, take, now=now, trial=True)
        try:
            outcome = POLLS[feed.kind](visit)
        except (Trouble, OSError) as trouble:
            said = redacted(str(trouble), feed.secrets().values())
            typer.echo(f"{label}: {said}.", err=True)
            return False
    typer.echo(f"{label}: answers. {_seen(got)} {outcome.note}".rstrip())
    return True


def _seen(got: list[Delivery]) -> str:
    """What was delivered, in words."""
    staged = [one.staged for one in got if one.staged]
    if not staged:
        return "It has no events to take now."
    taken, rows = sum(one.taken for one in staged), sum(one.rows for one in staged)
    days = [at for one in staged for at in (one.first_day, one.last_day) if at]
    spread = f", {day(min(days))} to {day(max(days))}" if days else ""
    return f"{number(taken)} of {number(rows)} rows seen can be taken{spread}."
