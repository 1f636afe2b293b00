"""Stopping in time, whoever is connected and whatever is under way."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

import uvicorn

GRACE_SECONDS: Final = 1
"""How long answers may go on that have begun; a slow download is cut."""

STOP_SECONDS: Final = 3.0
"""From the signal to the end of the process."""

logger = logging.getLogger(__name__)


class GracefulServer(uvicorn.Server):
    """A server whose process ends ``STOP_SECONDS`` after it is told to, at the latest.

    A query or a checkpoint that is still under way then is left in the middle, which the store
    bears: every write is a transaction, and what it had committed is there at the next start.

    Args:
        config: as of uvicorn; how long connections may last is set here.
        on_stop: begins to stop what else takes time; run in a thread at the signal.
        on_forced: what must not be left undone when not all has ended in time; kept short.

    Attributes:
        all_closed: to be set when nothing is left to do but to end.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        on_stop: Callable[[], None],
        on_forced: Callable[[], None] | None = None,
    ) -> None:
        config.timeout_graceful_shutdown = GRACE_SECONDS
        super().__init__(config)
        self.all_closed = threading.Event()
        self._on_stop = on_stop
        self._on_forced = on_forced

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        if not self.should_exit:
            logging.getLogger("uvicorn.error").addFilter(_is_news)
            # it outlives the interpreter, and must not keep the store from being torn down
            last = threading.Timer(STOP_SECONDS, _force_exit, [self.all_closed, self._on_forced])
            last.daemon = True
            last.start()
            threading.Thread(target=self._on_stop, name="stopping", daemon=True).start()
        super().handle_exit(sig, frame)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record says more than that connections are cut, which is meant to happen."""
    error = record.exc_info[1] if record.exc_info else None
    is_cut = isinstance(error, asyncio.CancelledError)
    return not (is_cut or record.getMessage().startswith("Cancel "))


def _force_exit(all_closed: threading.Event, on_forced: Callable[[], None] | None) -> None:
    if not all_closed.is_set():
        if on_forced:
            on_forced()
        logger.warning("Stopped before all was finished; what was stored is kept.")
    os._exit(0)
