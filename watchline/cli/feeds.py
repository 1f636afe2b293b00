"""`watchline feeds`: what `feeds.toml` says, and whether each feed answers."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from geodata.feeds.config import FEEDS_FILE, Feed, load
from geodata.feeds.poller import POLLS
from geodata.feeds.status import Delivery, DeliveryCount, Visit
from geodata.http.client import Client
from geodata.http.errors import FetchError, redacted
from geodata.text import day, number
from watchline.cli.configured import try_each
from watchline.cli.options import DEFAULT_DATA, DataFolder

feeds = typer.Typer(
    help="Sources that are read again and again.", no_args_is_help=True, rich_markup_mode=None
)


@feeds.callback()
def _feeds() -> None:
    """Sources that are read again and again, as feeds.toml lists them."""


@feeds.command()
def check(
    data: DataFolder = DEFAULT_DATA,
    file: Annotated[
        Path | None, typer.Option("--feeds", help="The list of feeds, if not in that folder.")
    ] = None,
) -> None:
    """Try every feed once and say how it went; nothing is written.

    Of a feed of many pages only the beginning is fetched. Exit code 0: all of them answer; 1:
    one does not, or feeds.toml cannot be used.
    """
    try_each(file or data / FEEDS_FILE, "feeds", load, _try)


def _try(feed: Feed) -> bool:
    """Read a feed without keeping anything; whether that went well."""
    deliveries: list[Delivery] = []

    def take(delivery: Delivery) -> DeliveryCount:
        deliveries.append(delivery)
        return DeliveryCount()

    label = f"{feed.key} ({feed.kind})"
    with tempfile.TemporaryDirectory() as folder, Client(feed) as client:
        now = datetime.now(UTC)
        visit = Visit(feed, client, Path(folder), {}, {}, take, now=now, trial=True)
        try:
            outcome = POLLS[feed.kind](visit)
        except (FetchError, OSError) as trouble:
            reason = redacted(str(trouble), feed.secrets().values())
            typer.echo(f"{label}: {reason}.", err=True)
            return False
    typer.echo(f"{label}: answers. {_summary(deliveries)} {outcome.note}".rstrip())
    return True


def _summary(deliveries: list[Delivery]) -> str:
    """What was delivered, in words."""
    staged = [one.staged for one in deliveries if one.staged]
    if not staged:
        return "It has no events to take now."
    taken, rows = sum(one.taken for one in staged), sum(one.rows for one in staged)
    days = [at for one in staged for at in (one.first_day, one.last_day) if at]
    spread = f", {day(min(days))} to {day(max(days))}" if days else ""
    return f"{number(taken)} of {number(rows)} rows seen can be taken{spread}."
