"""What keeps a feed from being read, in words for the person who runs it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_HIDDEN: Final = "…"
_SHORT: Final = 4


class FetchError(Exception):
    """A feed could not be read this time.

    ``reason`` is one sentence without its full stop, and without a secret; ``retry_after``
    is what the other side asks to wait, in seconds; ``status`` its status, 0 for none.
    ``passing``: the next moment may be better.
    """

    def __init__(
        self,
        reason: str,
        retry_after: float | None = None,
        status: int = 0,
        *,
        passing: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.status = status
        self.passing = passing


def redacted(text: str, secrets: Iterable[str]) -> str:
    """A text with secrets taken out; those too short to be told from words stay."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORT:
            text = text.replace(secret, _HIDDEN)
    return text
