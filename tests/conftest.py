"""What the tests share: the bundled events in a store, the page served, a browser that tells.

Browser tests take `page` and `server_url`. Anything that a reader's console would show, and any
request to another host, fails the test that caused it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import ConsoleMessage, Page, Request, expect

# the fixtures import what they need: tests of the data should not wait for the page
if TYPE_CHECKING:
    from dash import Dash

    from geodata.feeds.status import FeedStatus
    from geodata.store import Store

pytest.register_assert_rewrite("support")

# how long an example takes is no fault of what it shows
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ARTEFACTS = Path(__file__).parent.parent / "artefacts"
CHROMIUM = Path("/usr/bin/chromium")

# what Chromium says about software rendering is not about the page
GRAPHICS_NOISE = ("GL Driver Message", "GPU stall", "Automatic fallback to software WebGL")

PATIENCE = 30
"""Seconds to wait for the page on a busy machine. Nothing waits that long when all is well."""
expect.set_options(timeout=PATIENCE * 1000)

# a shell that starts the tests in the background has Ctrl-C ignored, and nohup that a terminal
# closes, and so would their children
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """Return a store in memory with the bundled events. Tests only read it."""
    from geodata.imports.bundled import LEVANT, read_bundled
    from geodata.store import Store

    store = Store.open(None)
    store.put_dataset(LEVANT)
    store.upsert(read_bundled().events)
    yield store
    store.close()


@pytest.fixture(scope="module", params=["no actor has a bit", "most actors have a bit"])
def either_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Return the bundled events among zones, with and without bits for frequent actors."""
    from support.random_filters import halves_in_a_store

    with halves_in_a_store(bits=request.param.startswith("most")) as store:
        yield store


@pytest.fixture(scope="session")
def app(store: Store) -> Dash:
    """Return the page on the bundled events, as it is served."""
    from watchline.web.app import create_app

    return create_app(store)


@pytest.fixture(scope="session")
def client(app: Dash) -> TestClient:
    """Return a client that asks the page without a network."""
    return TestClient(app.server)


@pytest.fixture(scope="session")
def server_url(store: Store) -> Iterator[str]:
    """Serve the page and return its address, without a slash at the end."""
    with served(store) as url:
        yield url


@contextmanager
def served(
    store: Store,
    feeds: Callable[[], Sequence[FeedStatus]] | None = None,
    port: int = 0,
    **more: Any,
) -> Iterator[str]:
    """Serve the page on a store, on a free port if none is given; ``more`` as of the app."""
    from watchline.web.app import create_app
    from watchline.web.security import guard_hosts

    server = create_app(store, feeds=feeds, **more).server
    guard_hosts(server, "127.0.0.1")
    running = uvicorn.Server(
        uvicorn.Config(
            server, port=port, log_level="warning", ws="none", timeout_graceful_shutdown=1
        )
    )
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.state.live.stop()
    running.should_exit = True
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium where there is one, with software WebGL and no way out."""
    args = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ]
    if os.geteuid() == 0:
        args.append("--no-sandbox")
    found = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
    return {**browser_type_launch_args, "args": args, **found}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Look at the page as the design draws it: 1440 by 900, English, UTC."""
    return {
        **browser_context_args,
        "viewport": {"width": 1440, "height": 900},
        "locale": "en-GB",
        "timezone_id": "UTC",
    }


class Watch:
    """Collects what should not happen in a page: console trouble and requests elsewhere."""

    def __init__(self, page: Page) -> None:
        """Listen to a page from before its first request."""
        self.troubles: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        noise = any(words in message.text for words in GRAPHICS_NOISE)
        # a stream that breaks off is told by the badge, and ends with every server of a test
        noise = noise or urlsplit(message.location.get("url", "")).path == "/live"
        if message.type in {"error", "warning"} and not noise:
            self.troubles.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.hostname != "127.0.0.1":
            self.troubles.append(f"request to another host: {request.url}")


@pytest.fixture
def watch(page: Page) -> Watch:
    """Return the watch of the page, for tests that expect trouble and clear its list."""
    found: Watch = page.watchline_watch  # type: ignore[attr-defined]
    return found


@pytest.fixture
def page(page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return a new page of a browser that was here before; keep a picture of its end; fail on
    console trouble."""
    # a server of the test's own ends after the page that asks it
    for name in {"place", "url"}.intersection(request.fixturenames):
        request.getfixturevalue(name)
    watch = Watch(page)
    page.watchline_watch = watch  # type: ignore[attr-defined]
    if not request.node.get_closest_marker("first_visit"):
        page.add_init_script("localStorage.setItem('watchline-hints', 'shown')")
    yield page
    name = request.node.name.replace("/", "-").replace("[", "-").rstrip("]")
    page.screenshot(path=ARTEFACTS / "pages" / f"{name}.png")
    assert watch.troubles == []


@pytest.fixture
def awaited() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Return a function that runs a coroutine to its end.

    In a thread of its own: browser tests leave a loop running in this one.
    """

    def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with ThreadPoolExecutor(max_workers=1) as pool:
            return pool.submit(asyncio.run, coroutine).result()

    return run


@pytest.fixture
def wait_until() -> Callable[[Page, str], None]:
    """Return a function that waits until a JavaScript expression is true.

    Playwright's own `wait_for_function` uses eval, which the page forbids.
    """

    def wait(page: Page, expression: str, seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while not page.evaluate(f"() => Boolean({expression})"):
            assert time.monotonic() < end, f"still not so after {seconds} s: {expression}"
            page.wait_for_timeout(50)

    return wait
