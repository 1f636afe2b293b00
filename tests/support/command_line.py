"""A person's folder from which the command line is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from geodata.imports.data_folder import STORE_NAME
from geodata.store import Store
from geodata.store.datasets import StoredDataset
from support.imports import TABLE
from watchline.cli.main import main

FAULTY = TABLE + "2025-02-30,protest,Fourth,32.6,36.1,4,West\n"


class Said(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


class Desk:
    """A folder with files, a data folder, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def file(self, content: str | bytes, name: str = "team.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *arguments: str | Path) -> Said:
        environment = {"WATCHLINE_DATA": str(self.data)}
        done = CliRunner().invoke(main, [str(one) for one in arguments], env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.stderr
        return Said(done.exit_code, done.stdout, done.stderr)

    def datasets(self) -> dict[str, StoredDataset]:
        """The data sets of the store by key, once the command has ended."""
        with Store.open(self.data / STORE_NAME) as store:
            return {one.dataset.key: one for one in store.datasets()}

    def ask(self, question: Callable[[Store], object]) -> object:
        """Ask the store something."""
        with Store.open(self.data / STORE_NAME) as store:
            return question(store)
