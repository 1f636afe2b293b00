"""What a command says while it is at work: lines, and a bar where there is a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from watchline.web.command_protocol import Message


class Terminal:
    """Shows messages: lines as they come, progress as a bar on standard error."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar: Progress | None = None
        self._label = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()

    def show(self, message: Message) -> None:
        """Show a message; progress only where standard error is a terminal."""
        if message.kind != "progress":
            self._clear()
            typer.echo(message.text, err=message.kind == "err")
        elif self._console.is_terminal:
            self._advance(message)

    def _advance(self, message: Message) -> None:
        if self._bar is None or self._label != message.text:
            self._clear()
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[rows]}"),
            )
            self._bar = Progress(
                *columns, TimeElapsedColumn(), transient=True, console=self._console
            )
            self._bar.add_task(message.text, total=1.0, rows="")
            self._bar.start()
            self._label = message.text
        rows = f"{message.rows:,} rows" if message.rows else ""
        self._bar.update(self._bar.task_ids[0], completed=message.done, rows=rows)

    def _clear(self) -> None:
        """Take the bar away: lines must not be drawn over it."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
