"""Options and arguments that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer

from dashboard.public_address import PublicAddressError, public_address
from geodata.store import Snapshot
from watchline.cli.errors import CommandError

DataFolder = Annotated[
    Path, typer.Option("--data", envvar="WATCHLINE_DATA", help="Folder that keeps the events.")
]
DEFAULT_DATA: Final = Path("watchline-data")

ExportRaw = Annotated[
    list[str] | None,
    typer.Option(
        help="Key of a data set whose events may be handed on although its terms (ACLED) do not"
        ' let everybody; repeatable; "all" for every one.'
    ),
]


PublicAddress = Annotated[
    str,
    typer.Option(
        "--public-address",
        envvar="WATCHLINE_PUBLIC_ADDRESS",
        help="Where readers open the page, as https://…: what links in pictures, reports and files"
        " lead to.",
    ),
]


def public_address_option(given: str) -> str:
    """The value of ``--public-address`` as links begin with it; empty without one.

    Raises:
        CommandError: it is no address that readers could open.
    """
    try:
        return public_address(given)
    except PublicAddressError as error:
        raise CommandError(f"--public-address: {error}") from error


class PageLink(NamedTuple):
    """A link to the page: its address without the query, and the query without its ``?``."""

    address: str
    query: str


def split_link(link: str) -> PageLink:
    """The parts of a link to the page; one without an address may be a query alone."""
    address, mark, query = link.partition("#")[0].partition("?")
    if not mark and "://" not in address:
        return PageLink("", address)
    return PageLink(address, query)


def require_datasets(db: Snapshot, keys: Collection[str]) -> None:
    """See that the values of ``--export-raw`` are data sets.

    Raises:
        CommandError: there is no such data set.
    """
    known = {stored.dataset.key for stored in db.datasets()} | {"all"}
    if unknown := sorted(set(keys) - known):
        raise CommandError(f"--export-raw: there is no data set {unknown[0]}.")
