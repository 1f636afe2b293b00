"""Trying what a configuration file names, for `watchline feeds check` and `watches check`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import typer

from geodata.feeds.config import FeedsError
from watchline.cli.errors import FAILED

Entry = TypeVar("Entry")


def try_each(
    path: Path,
    entries: str,
    load: Callable[[Path], Sequence[Entry]],
    attempt: Callable[[Entry], bool],
) -> None:
    """Try every entry of a file. ``entries``: what they are called, as is their page of docs/.

    Raises:
        typer.Exit: one of them failed, or there is no file that can be used.
    """
    if not path.exists():
        typer.echo(f"There is no {path}: docs/{entries}.md says what to write into it.", err=True)
        raise typer.Exit(FAILED)
    try:
        listed = load(path)
    except FeedsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from error
    if not listed:
        typer.echo(f"{path} names no {entries}.")
    answers = [attempt(entry) for entry in listed]
    if not all(answers):
        raise typer.Exit(FAILED)
