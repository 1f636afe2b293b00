"""What an answer is taken for: data, a refusal in words, or something that was not asked for."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from geodata.http.errors import FetchError, redacted
from geodata.http.network import Deadline

BLOCK: Final = 1 << 16
RETRY_LIMIT: Final = 86_400.0
UNCHANGED: Final = 304
TOO_MANY: Final = 429
SOON: Final = 5.0
"""Seconds that are waited within one visit when the other side asks for it."""

_PASSING: Final = frozenset({500, 502, 503, 504})

_NO_DATA: Final = ("image/", "audio/", "video/", "font/")
_SAID: Final = {
    404: "there is nothing at this address (status 404)",
    410: "what was at this address is gone (status 410)",
    429: "too many requests were made (status 429)",
}


@contextmanager
def in_words(url: str, deadline: Deadline, secrets: Iterable[str]) -> Iterator[None]:
    """Whatever goes wrong on the way becomes a sentence that tells no secret."""
    host = host_of(url)
    try:
        yield
    except FetchError as trouble:
        reason = redacted(trouble.reason, secrets)
        raise FetchError(
            reason, trouble.retry_after, trouble.status, passing=trouble.passing
        ) from None
    except httpx2.ConnectTimeout:
        raise FetchError(f"{host} could not be reached in time") from None
    except httpx2.TimeoutException:
        deadline.left(None)
        raise FetchError(f"{host} stopped answering; it was given up waiting") from None
    except httpx2.ConnectError as error:
        said = str(error).lower()
        if "certificate" in said:
            raise FetchError(f"the certificate of {host} is not valid") from None
        if "ssl" in said or "tls" in said:
            raise FetchError(f"{host} does not speak HTTPS as it should") from None
        raise FetchError(f"{host} does not accept connections") from None
    except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.DecodingError):
        if deadline.stop.is_set():
            raise FetchError("Watchline is stopping") from None
        said = f"the answer of {host} broke off or was damaged"
        raise FetchError(said, passing=True) from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise FetchError(f"{host} could not be asked ({type(error).__name__})") from None


def refuse(
    answer: httpx2.Response, url: str, variables: Iterable[str], *, any_type: bool = False
) -> None:
    """Refuse what is no data; ``variables`` are those of the environment with the secrets.
    ``any_type``: only its status tells.

    Raises:
        FetchError: says so.
    """
    status, host = answer.status_code, host_of(url)
    if status in {401, 403}:
        names = " and ".join(variables)
        hint = f": check the environment variable{'s' * (' and ' in names)} {names}"
        said = f"{host} refused the access (status {status}){hint if names else ''}"
        raise FetchError(said, status=status)
    if status != UNCHANGED and not 200 <= status < 300:  # noqa: PLR2004 - HTTP's success
        said = _SAID.get(status, f"it has trouble of its own (status {status})")
        if 300 <= status < 500 and status not in _SAID:  # noqa: PLR2004 - HTTP's refusals
            said = f"it did not accept the request (status {status})"
        wait = retry_after(answer)
        soon = wait is None or wait <= SOON
        # 429: only if it says when
        passing = soon and (status in _PASSING or (status == TOO_MANY and wait is not None))
        raise FetchError(f"{host}: {said}", wait, status, passing=passing)
    kind = media_type(answer)
    if any_type or status == UNCHANGED:
        return
    if kind == "text/html" or kind.startswith(_NO_DATA):
        what = "a web page" if kind == "text/html" else f"“{kind[:40]}”"
        raise FetchError(f"{host} answered with {what} and no data")


def unpacked(unpack: Any, raw: bytes) -> Iterator[bytes]:  # noqa: ANN401 - zlib has no name for it
    """A piece unpacked a block at a time: a small piece may hold a very large one."""
    try:
        while raw and not unpack.eof:
            block = unpack.decompress(raw, BLOCK)
            raw = unpack.unconsumed_tail
            yield block
    except zlib.error:
        raise FetchError("the answer is damaged", passing=True) from None


def host_of(url: str) -> str:
    """The host of an address, which may be named; the rest of it may be known to few."""
    return urlsplit(url).hostname or "the host"


def media_type(answer: httpx2.Response) -> str:
    """The type of an answer, such as ``text/csv``."""
    return str(answer.headers.get("content-type", "")).partition(";")[0].strip().lower()


def retry_after(answer: httpx2.Response) -> float | None:
    """What the other side asks to wait, in seconds; as a number or a date."""
    said = answer.headers.get("retry-after", "").strip()
    if not said:
        return None
    try:
        seconds = float(said)
    except ValueError:
        try:
            at = parsedate_to_datetime(said)
        except ValueError:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        seconds = (at - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), RETRY_LIMIT) if math.isfinite(seconds) else None
