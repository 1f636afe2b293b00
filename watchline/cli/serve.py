"""`watchline serve`: the page and the API over the store of a data folder, until it is stopped."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
from contextlib import ExitStack, suppress
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn
from fastapi import FastAPI

from geodata.feeds.replay import INBOX, Replay
from geodata.imports.data_folder import STORE_NAME
from geodata.store import Store
from watchline.api.settings import OriginError, origins
from watchline.cli.build import UPLOAD_LIMIT_MB, ServerSettings, build
from watchline.cli.errors import CommandError, exit_on_error
from watchline.cli.options import (
    DEFAULT_DATA,
    DataFolder,
    ExportRaw,
    PublicAddress,
    public_address_option,
)
from watchline.cli.replay import (
    DEFAULT_SPEED,
    REPLAY_BEGINS,
    REPLAY_ENDS,
    require_alone,
    temporary_folder,
)
from watchline.cli.server_file import announced
from watchline.web.security import is_wildcard
from watchline.web.shutdown import GracefulServer

SOURCE_TREE: Final = Path(__file__).parents[2]
SETTINGS_VARIABLE: Final = "WATCHLINE_RELOAD"
"""Hands the settings to the processes that --reload starts."""

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any free one.")]
AllowedHosts = Annotated[
    list[str] | None,
    typer.Option(help="A further name that browsers may use for this server; repeatable."),
]
ReadOnly = Annotated[
    bool, typer.Option("--read-only", help="Let nobody add, hide or delete data in the page.")
]
UploadLimit = Annotated[
    int, typer.Option(min=1, help="Largest file that the page may be given, in MB.")
]
FeedsFile = Annotated[
    Path | None, typer.Option(help="List of feeds, if not feeds.toml in the data folder.")
]
WatchesFile = Annotated[
    Path | None, typer.Option(help="List of watches, if not watches.toml in the data folder.")
]
WithMetrics = Annotated[
    bool, typer.Option("--metrics", help="Tell numbers for Prometheus under /metrics.")
]
ApiOrigins = Annotated[
    list[str] | None,
    typer.Option(help="A site whose pages may read the API, as https://…; repeatable."),
]
EmbedOrigins = Annotated[
    list[str] | None,
    typer.Option(help="A site that may show figures in a frame; repeatable."),
]
ReportTemplates = Annotated[
    list[Path] | None,
    typer.Option(help="A .docx or .pptx of your own that reports are written into."),
]
WithReplay = Annotated[
    bool,
    typer.Option(
        "--replay",
        help="Play the bundled events into a temporary store, as if they came in now.",
    ),
]
Speed = Annotated[
    float | None,
    typer.Option(min=0.1, help=f"Of a replay, months a minute.  [default: {DEFAULT_SPEED:g}]"),
]
Reload = Annotated[
    bool, typer.Option("--reload", help="For developers: start anew when a file changes.")
]


def serve(  # noqa: PLR0917 - the parameters are the options of the command
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 8050,
    data: DataFolder = DEFAULT_DATA,
    allowed_host: AllowedHosts = None,
    public_address: PublicAddress = "",
    read_only: ReadOnly = False,
    upload_limit: UploadLimit = UPLOAD_LIMIT_MB,
    feeds: FeedsFile = None,
    watches: WatchesFile = None,
    metrics: WithMetrics = False,
    api_origin: ApiOrigins = None,
    embed_origin: EmbedOrigins = None,
    export_raw: ExportRaw = None,
    report_template: ReportTemplates = None,
    replay: WithReplay = False,
    speed: Speed = None,
    reload: Reload = False,
) -> None:
    """Serve the dashboard until it is stopped with Ctrl+C."""
    with exit_on_error(), ExitStack() as stack:
        if speed and not replay:
            raise CommandError("--speed is that of a replay: it needs --replay.")
        if replay:
            require_alone(context)
            data = stack.enter_context(temporary_folder())
        settings = ServerSettings(
            host=host,
            port=port,
            data=str(data),
            allowed_hosts=tuple(allowed_host or ()),
            public_address=public_address_option(public_address),
            # what somebody adds would go with the folder
            read_only=read_only or replay,
            upload_limit=upload_limit,
            feeds=str(feeds or ""),
            metrics=metrics,
            watches=str(watches or ""),
            api_origins=_origins("--api-origin", api_origin),
            embed_origins=_origins("--embed-origin", embed_origin),
            export_raw=tuple(export_raw or ()),
            report_templates=tuple(map(str, report_template or ())),
        )
        listener = listen(settings)
        if reload:
            listener.close()
            _serve_reloading(settings)
        else:
            played = Replay(data / INBOX, speed or DEFAULT_SPEED) if replay else None
            _serve(settings, listener, played)


def _origins(option: str, given: list[str] | None) -> tuple[str, ...]:
    try:
        return origins(given or ())
    except OriginError as error:
        raise CommandError(f"{option}: {error}") from error


def listen(settings: ServerSettings) -> socket.socket:
    """Take the address before anything else, so that a taken port is known at once.

    Raises:
        CommandError: the address cannot be had; says why and what to do.
    """
    where = f"port {settings.port} on {settings.host}"
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        # a bound port is taken only once it listens; who comes before we are ready waits
        listener.listen(1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "it is taken already; choose another with --port (make run PORT=8051)"
        elif error.errno == errno.EACCES:
            reason = "that takes more rights; choose a port from 1024 with --port"
        else:
            reason = error.strerror or str(error)
        raise CommandError(f"Watchline cannot use {where}: {reason}.") from error
    return listener


def reloaded() -> FastAPI:
    """Build the server in a process that --reload started."""
    settings = ServerSettings(**json.loads(os.environ[SETTINGS_VARIABLE]))
    try:
        server, store, _ = build(settings)
    except CommandError as error:
        raise SystemExit(str(error)) from error
    typer.echo(_summary(store, settings))
    return server


def _serve(settings: ServerSettings, listener: socket.socket, replay: Replay | None = None) -> None:
    server, store, uploads = build(settings, replay)
    state, token = server.state, server.state.commands.token
    typer.echo(_summary(store, settings))
    # uvicorn hands the signal on when it has finished; the store still has to be closed then
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config = uvicorn.Config(server, log_level="warning", ws="none", server_header=False)

    def stop() -> None:
        if replay:
            replay.stop()
        state.live.stop()
        state.commands.stop()
        state.poller.stop()
        state.hooks.stop()

    # it is kept to the very end, and must not keep the store
    forced = partial(shutil.rmtree, settings.data, ignore_errors=True) if replay else None
    running = GracefulServer(config, stop, forced)
    try:
        # whether the signal is handed on as an interrupt depends on when it came
        with (
            suppress(KeyboardInterrupt),
            announced(Path(settings.data), listener, token, read_only=settings.read_only),
        ):
            typer.echo(_address(settings.host, listener.getsockname()[1]))
            if replay:
                typer.echo(REPLAY_BEGINS)
                replay.start(lambda: state.live.clients > 0, lambda: typer.echo(REPLAY_ENDS))
            running.run(sockets=[listener])
        typer.echo("Stopped.")
    finally:
        if replay:
            replay.stop()
        state.poller.stop()
        state.hooks.stop()
        if uploads:
            uploads.close()
        state.commands.close()
        state.exports.close()
        store.close()
        running.all_closed.set()


def _serve_reloading(settings: ServerSettings) -> None:
    os.environ[SETTINGS_VARIABLE] = json.dumps(asdict(settings))
    typer.echo(_address(settings.host, settings.port))
    uvicorn.run(
        "watchline.cli.serve:reloaded",
        factory=True,
        reload=True,
        reload_dirs=[str(SOURCE_TREE)],
        reload_includes=["*.py", "*.js", "*.css", "*.csv", "*.geojson"],
        host=settings.host,
        port=settings.port,
        log_level="warning",
        ws="none",
        timeout_graceful_shutdown=3,
    )


def _summary(store: Store, settings: ServerSettings) -> str:
    datasets = store.datasets()
    events = sum(stored.events for stored in datasets)
    sets = len(datasets)
    return (
        f"Watchline {version('watchline')}: {events:,} events "
        f"from {sets} data set{'' if sets == 1 else 's'}, "
        f"store {Path(settings.data).resolve() / STORE_NAME}"
    )


def _address(host: str, port: int) -> str:
    if is_wildcard(host):
        return f"Open http://127.0.0.1:{port} (listening on every network interface)"
    shown = f"[{host}]" if ":" in host else host
    return f"Open http://{shown}:{port}"
