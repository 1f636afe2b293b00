"""The web server around the page: what it lets in, what it tells browsers, how small it answers.

Nothing here knows about events. `secure` is called by `app.create_app`, `guard_hosts` by the
command line, which knows the address that is served.
"""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from dash.backends._fastapi import FastAPIDashServer
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware

from watchline.web.command_protocol import PATH as COMMAND_PATH
from watchline.web.compression import StaticCompression

BODY_LIMIT = 1_000_000
"""Largest request body in bytes. The page's own requests are a few kilobytes."""

FILES_PATH = "/data/files"
"""Where files are handed in; their limit is the operator's, and set where they are received."""

UNLIMITED_PATHS = (FILES_PATH, f"{COMMAND_PATH}/import", f"{COMMAND_PATH}/report")
"""Whose bodies are streamed to disk. Commands are taken from the operator's command line only."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HTTP_OK = 200

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


class Backend(FastAPIDashServer):
    """Dash on FastAPI, without the pages that load scripts from elsewhere and without websockets.

    Dash opens a websocket in every browser even where no callback uses one.
    """

    websocket_capability = False

    @staticmethod
    def create_app(name: str = "watchline", config: dict[str, object] | None = None) -> FastAPI:
        """Return the FastAPI instance that Dash adds its routes to."""
        server = FastAPI(title=name, docs_url=None, redoc_url=None, openapi_url=None)
        for key, value in (config or {}).items():
            setattr(server.state, key, value)
        return server


def content_security_policy(script_hashes: Iterable[str]) -> str:
    """Return the policy: nothing from another host, no inline script but Dash's own, no eval.

    Args:
        script_hashes: `dash.Dash.csp_hashes()`, taken after the layout and callbacks are complete.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *script_hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def secure(server: FastAPI, csp_hashes: Sequence[str]) -> None:
    """Add the response headers, the limit on request bodies and compression to a server.

    Args:
        server: the FastAPI instance behind the page (`dash_app.server`), before it is started.
        csp_hashes: `dash_app.csp_hashes()`.
    """
    headers = {
        "Content-Security-Policy": content_security_policy(csp_hashes),
        "X-Content-Type-Options": "nosniff",
        # a link to a source must not tell that source what its reader is looking at
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    # the last one added is the first to see a request
    server.add_middleware(CallbackType)
    server.add_middleware(StaticCompression)
    server.add_middleware(CompressMiddleware, minimum_size=500)
    server.add_middleware(BodyLimit, limit=BODY_LIMIT)
    server.add_middleware(OriginGuard)
    server.add_middleware(ResponseHeaders, headers=headers)


def guard_hosts(server: FastAPI, host: str, allowed: Iterable[str] = ()) -> None:
    """Answer only to the names that the server is known by; any other gets status 421.

    Without this a page on another site could point its own name at this address and read the
    answers (DNS rebinding).

    Args:
        server: the FastAPI instance behind the page, before it is started.
        host: the address that is bound. An address for "every interface" adds no name.
        allowed: further host names, without a port.
    """
    names = {*LOCAL_NAMES, *(name.lower() for name in allowed)}
    if not is_wildcard(host):
        names.add(host.lower())
    server.add_middleware(HostGuard, names=frozenset(names))


def is_wildcard(host: str) -> bool:
    """Return whether binding to this address listens on every interface (0.0.0.0, ::)."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def host_name(header: str) -> str:
    """Return the name in a Host header in lower case, without port and brackets."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()


class CallbackType:
    """Says that the answers of callbacks are JSON: Dash does not, and then nothing packs them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and name the type of its answer where it has none."""
        if scope["type"] != "http" or not scope["path"].endswith("/_dash-update-component"):
            await self.app(scope, receive, send)
            return

        async def send_with_type(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTP_OK:
                MutableHeaders(scope=message).setdefault("content-type", "application/json")
            await send(message)

        await self.app(scope, receive, send_with_type)


class ResponseHeaders:
    """Adds headers to every answer that does not have its own, and says how long it may be kept."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", cache_control(scope))
            await send(message)

        await self.app(scope, receive, send_with_headers)


def cache_control(scope: Scope) -> str:
    """Return for how long a browser may keep an answer whose route does not say so itself.

    Dash puts the time of the last change into the address of an asset (`?m=…`), so that one never
    changes. Fonts never change under their name. All else is asked for again, by ETag.
    """
    path: str = scope["path"]
    if path.startswith("/assets/"):
        if scope["query_string"].startswith(b"m="):
            return "public, max-age=31536000, immutable"
        if path.startswith("/assets/fonts/"):
            return "public, max-age=2592000"
    return "no-cache"


class BodyLimit:
    """Refuses request bodies over a limit with status 413, announced or not."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413 in its place."""
        if scope["type"] != "http" or scope["path"] in UNLIMITED_PATHS:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length")
        if length is not None and length.isdecimal():
            # the server process itself holds a body to the length it announced
            fits = int(length) <= self.limit
        elif "transfer-encoding" in headers:
            body = await self._read(receive)
            fits = body is not None
            receive = _replay(body or b"", receive)
        else:
            fits = True
        if fits:
            await self.app(scope, receive, send)
        else:
            text = f"The request is larger than {self.limit:,} bytes.\n"
            await PlainTextResponse(text, status_code=413)(scope, receive, send)

    async def _read(self, receive: Receive) -> bytes | None:
        """Return the whole body, or None as soon as it is over the limit."""
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.limit:
                return None
            if not message.get("more_body", False):
                return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read already, then goes on as before."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again


class OriginGuard:
    """Refuses what another site's page asks to change, with status 403.

    A browser sends such a request along with whatever this server would accept from its own
    page; it says in a header whose page it was.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403 in its place."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            site, origin = headers.get("sec-fetch-site"), headers.get("origin")
            if site:
                foreign = site not in {"same-origin", "none"}
            else:  # an old browser, or an address without HTTPS
                foreign = bool(origin) and urlsplit(origin).netloc != headers.get("host")
            if foreign:
                text = "This server takes changes from its own page only.\n"
                await PlainTextResponse(text, status_code=403)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class HostGuard:
    """Answers only to known host names."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 421 in its place."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        name = host_name(Headers(scope=scope).get("host", ""))
        if name in self.names:
            await self.app(scope, receive, send)
            return
        text = (
            f'This server does not answer to the name "{name}".\n'
            f"Start it with --allowed-host {name} if it should.\n"
        )
        await PlainTextResponse(text, status_code=421)(scope, receive, send)
