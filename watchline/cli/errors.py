"""How a command ends that cannot do what it was asked for: a sentence and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer

from geodata.store import StoreError

FAILED: Final = 1
"""Exit code when there is no result; the reason stands on standard error."""

INCOMPLETE: Final = 3
"""Exit code when rows or events had to be left out of the result."""


class CommandError(Exception):
    """Why a command cannot do what it was asked for, in sentences for a person."""


EXPECTED: Final = (CommandError, StoreError, OSError)
"""What a person can act on; anything else is a defect of Watchline."""


def sentence(error: Exception) -> str:
    """What to tell a person of an expected error."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    return str(error)


@contextmanager
def exit_on_error() -> Iterator[None]:
    """End the command with the sentence of an expected error and exit code ``FAILED``."""
    try:
        yield
    except EXPECTED as error:
        typer.echo(sentence(error), err=True)
        raise typer.Exit(FAILED) from error
