"""`watchline serve --replay`: a folder of its own, which goes when the server ends."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import tomli_w
import typer

from geodata.feeds.config import FEEDS_FILE
from geodata.feeds.poller import Poller
from geodata.feeds.replay import FEEDS, INBOX, KEY, WATCHES, Replay
from geodata.watches.config import WATCHES_FILE
from watchline.cli.errors import CommandError

DEFAULT_SPEED: Final = 1.0
REPLAY_BEGINS: Final = (
    "This is a replay of bundled events in a temporary store, which goes when it is stopped"
    " (Ctrl+C). It begins when the page is open."
)
REPLAY_ENDS: Final = "The replay is over: all events are in. The page stays until it is stopped."

_ALONE: Final = {"data": "--data", "feeds": "--feeds", "watches": "--watches", "reload": "--reload"}
_LOOKS: Final = 2
"""At the second look a file that has not grown is taken."""


def require_alone(context: typer.Context) -> None:
    """See that a replay is asked to use nothing that is meant for real data.

    Raises:
        CommandError: it is; names what.
    """
    for name, option in _ALONE.items():
        source = context.get_parameter_source(name)
        if source is None or source.name == "DEFAULT":
            continue
        given = "WATCHLINE_DATA" if source.name == "ENVIRONMENT" else option
        raise CommandError(f"--replay uses a temporary folder of its own: leave out {given}.")


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A data folder for a replay, with its lists of feeds and watches. It is removed when the
    block ends, by Ctrl+C and by the signals of a supervisor and of a terminal that closes too."""
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        # as a supervisor's, which the server knows to end in good order
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    with tempfile.TemporaryDirectory(
        prefix="watchline-replay-", ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        (folder / INBOX).mkdir()
        (folder / FEEDS_FILE).write_text(tomli_w.dumps(FEEDS), encoding="utf-8")
        (folder / WATCHES_FILE).write_text(tomli_w.dumps(WATCHES), encoding="utf-8")
        yield folder


def take_first(replay: Replay, poller: Poller) -> None:
    """Have the feed take in what is there from the beginning.

    Raises:
        CommandError: it could not.
    """
    replay.put_first()
    for _ in range(_LOOKS):
        if error := poller.poll_now(KEY).last_error:
            raise CommandError(f"The replay cannot begin: {error}")
