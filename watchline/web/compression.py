"""Scripts, style sheets and map data, compressed well and only once.

Compressing on every answer allows only a fast setting: plotly.js is 866 kB so, and 758 kB at the
setting used here, which takes a quarter of a second. The result is kept by content.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Callable

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC_PATHS = ("/assets/", "/_dash-component-suites/")
SMALLEST = 500
"""Bodies below this size in bytes are not worth the trouble."""


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=9))


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


ENCODINGS: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}
"""Content encodings by name, the preferred one first."""


def accepted_encoding(header: str) -> str | None:
    """Return the encoding to answer with for an Accept-Encoding header, None for no encoding."""
    return next((name for name in ENCODINGS if accepts(name, header)), None)


def accepts(encoding: str, header: str) -> bool:
    """Return whether an Accept-Encoding header names an encoding and does not refuse it."""
    for item in header.split(","):
        name, _, parameter = item.partition(";")
        quality = parameter.replace(" ", "").removeprefix("q=")
        if name.strip().lower() == encoding and (quality.strip("0.") or not quality):
            return True
    return False


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip()
    return kind.startswith("text/") or kind.endswith(("javascript", "json", "xml", "protobuf"))


class StaticCompression:
    """Answers requests for static files from compressed copies kept in memory.

    The copies are bounded by the files that exist: the key is what a file holds, not its address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._copies: dict[tuple[bytes, str], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and compress its answer where it is a static text file."""
        encoding = self._encoding(scope)
        if encoding is None:
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is None:
                raise RuntimeError("a body came before the start of the answer")
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await self._answer(start, bytes(body), encoding, send)

        await self.app(scope, receive, collect)

    @staticmethod
    def _encoding(scope: Scope) -> str | None:
        """Return the encoding to use where the request is for a static file, else None."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        if not scope["path"].startswith(STATIC_PATHS):
            return None
        return accepted_encoding(Headers(scope=scope).get("accept-encoding", ""))

    async def _answer(self, start: Message, body: bytes, encoding: str, send: Send) -> None:
        headers = MutableHeaders(scope=start)
        compressible = (
            start["status"] == 200  # noqa: PLR2004  # a whole file, not a part or a redirect
            and len(body) >= SMALLEST
            and _is_text(headers.get("content-type", ""))
            and "content-encoding" not in headers
        )
        if compressible:
            body = await asyncio.to_thread(self._compressed, body, encoding)
            headers["Content-Encoding"] = encoding
            headers["Content-Length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
            if headers.get("etag", "").startswith('"'):
                # same content, other bytes: what HTTP calls a weak validator
                headers["ETag"] = f"W/{headers['etag']}"
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _compressed(self, body: bytes, encoding: str) -> bytes:
        key = (hashlib.blake2b(body, digest_size=16).digest(), encoding)
        if key not in self._copies:
            self._copies[key] = ENCODINGS[encoding](body)
        return self._copies[key]
