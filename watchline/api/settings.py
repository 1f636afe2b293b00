"""What an operator decides about the API: who may use it from a browser, and what rows it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ANY: Final = "*"
"""Every site, where one is asked for."""

_ORIGIN: Final = re.compile(r"https?://(?:[\w*-][\w.-]*|\[[0-9a-f:]+\])(?::\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Whom the API serves besides programs and its own page.

    ``origins``: sites whose pages may read answers (CORS), such as ``https://example.org``.
    ``embed_origins``: sites that may show a figure in a frame. ``raw``: keys of the data sets
    whose rows may be given out although their terms do not let everybody have them.
    ``public_address`` is where readers open the page, with a slash at its end, or empty.
    """

    origins: tuple[str, ...] = ()
    embed_origins: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    public_address: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What every answer carries. A site that is listed asks for pictures with
        ``crossorigin``; where every site may, they need not."""
        return {"Cross-Origin-Resource-Policy": "cross-origin"} if ANY in self.origins else {}


class OriginError(ValueError):
    """What was given as a site is none, in one sentence."""


def origins(given: Iterable[str]) -> tuple[str, ...]:
    """The sites as browsers write them, each once.

    Raises:
        OriginError: one of them is not the origin of a site.
    """
    return tuple(dict.fromkeys(_origin(one) for one in given))


def _origin(given: str) -> str:
    site = given.strip().lower().removesuffix("/")
    if site != ANY and not _ORIGIN.fullmatch(site):
        raise OriginError(
            f'"{given}" is not the origin of a site: give scheme, name and port only,'
            " as in https://example.org or http://localhost:8888."
        )
    return site
