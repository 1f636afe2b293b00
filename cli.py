"""The `watchline` command. Expected trouble is one sentence on stderr and exit code 1."""

import errno
import json
import os
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvicorn
from fastapi import FastAPI

import cli_export
import cli_feeds
import cli_import
import cli_report
import cli_snapshot
import cli_watches
from api.settings import ApiSettings, OriginError, origins
from geodata import own
from geodata.bundled import LEVANT, read_bundled
from geodata.feeds.config import FEEDS_FILE, Feed, FeedsError
from geodata.feeds.config import load as load_feeds
from geodata.feeds.poller import Poller
from geodata.intake import SIZE_LIMIT, Intake
from geodata.store import EventStore, StoreError
from geodata.watches.config import WATCHES_FILE, Watch
from geodata.watches.config import load as load_watches
from geodata.watches.hooks import Hooks
from geodata.writers.jobs import Exports
from server import guard_hosts, is_wildcard
from stopping import PromptServer

HERE = Path(__file__).parent
STORE_NAME = "watchline.duckdb"
INCOMING = "incoming"
"""The folder, beside the store, in which files wait to be imported."""

FETCHED = "feeds"
"""The folder, beside the store, in which feeds keep what they fetch while it is read."""

TOLD = "watches"
"""The folder, beside the store, that keeps up to where other programs were told."""

WRITTEN = "outgoing"
"""The folder, beside the store, in which files of events are until they are fetched."""

UPLOAD_LIMIT_MB = SIZE_LIMIT // 1_000_000
SETTINGS_VARIABLE = "WATCHLINE_RELOAD"
"""Hands the settings to the processes that --reload starts."""

main = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


class StartError(Exception):
    """Why the server cannot start, in one sentence for the person who started it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `serve` was asked for. `data` is the folder that holds the store."""

    host: str
    port: int
    data: str
    allowed_hosts: tuple[str, ...] = ()
    read_only: bool = False
    upload_limit: int = UPLOAD_LIMIT_MB
    feeds: str = ""
    metrics: bool = False
    watches: str = ""
    api_origins: tuple[str, ...] = ()
    embed_origins: tuple[str, ...] = ()
    export_raw: tuple[str, ...] = ()
    report_templates: tuple[str, ...] = ()


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code=1)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Watchline {version('watchline')}")
        raise typer.Exit


@main.callback(no_args_is_help=True)
def watchline(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Reported events on a map and a timeline, with their sources."""


@main.command()
def serve(  # noqa: PLR0917 - the options of a command
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any free one.")] = 8050,
    data: Annotated[
        Path, typer.Option(envvar="WATCHLINE_DATA", help="Folder that keeps the events.")
    ] = Path("watchline-data"),
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(help="A further name that browsers may use for this server; repeatable."),
    ] = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Let nobody add, hide or delete data in the page.")
    ] = False,
    upload_limit: Annotated[
        int, typer.Option(min=1, help="Largest file that the page may be given, in MB.")
    ] = UPLOAD_LIMIT_MB,
    feeds: Annotated[
        Path | None, typer.Option(help="List of feeds, if not feeds.toml in the data folder.")
    ] = None,
    watches: Annotated[
        Path | None, typer.Option(help="List of watches, if not watches.toml in the data folder.")
    ] = None,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="Tell numbers for Prometheus under /metrics.")
    ] = False,
    api_origin: Annotated[
        list[str] | None,
        typer.Option(help="A site whose pages may read the API, as https://…; repeatable."),
    ] = None,
    embed_origin: Annotated[
        list[str] | None,
        typer.Option(help="A site that may show figures in a frame; repeatable."),
    ] = None,
    export_raw: cli_export.Raw = None,
    report_template: Annotated[
        list[Path] | None,
        typer.Option(help="A .docx or .pptx of your own that reports are written into."),
    ] = None,
    reload: Annotated[
        bool, typer.Option("--reload", help="For developers: start anew when a file changes.")
    ] = False,
) -> None:
    """Serve the dashboard until it is stopped with Ctrl+C."""
    hosts, listed = tuple(allowed_host or ()), str(feeds or "")
    try:
        settings = Settings(
            *(host, port, str(data), hosts, read_only, upload_limit, listed, metrics),
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
            _serve(settings, listener)
    except StartError as error:
        _stop(str(error))


def _templates(given: Sequence[str]) -> dict[str, Path]:
    """Templates of reports by format.

    Raises:
        StartError: one is not there, or is none of Word or PowerPoint.
    """
    found: dict[str, Path] = {}
    for name in given:
        path, form = Path(name), Path(name).suffix.lower().removeprefix(".")
        if form not in {"docx", "pptx"}:
            raise StartError(f"--report-template: {name} is neither a .docx nor a .pptx.")
        if not path.is_file():
            raise StartError(f"--report-template: there is no file {name}.")
        found[form] = path
    return found


def _origins(option: str, given: list[str] | None) -> tuple[str, ...]:
    try:
        return origins(given or ())
    except OriginError as error:
        raise StartError(f"{option}: {error}") from error


main.command("check")(cli_import.check)
main.add_typer(cli_feeds.feeds, name="feeds")
main.add_typer(cli_watches.watches, name="watches")


@main.command("import")
def import_(  # noqa: PLR0917 - the options of a command
    file: cli_import.File,
    kind: cli_import.As = "",
    name: Annotated[str, typer.Option(help="Name of the data set; its file's if left out.")] = "",
    into: Annotated[str, typer.Option(help="Key of the data set this is a newer file of.")] = "",
    licence: Annotated[str, typer.Option(help="Its licence.")] = "",
    attribution: Annotated[str, typer.Option(help="Whom to name.")] = "",
    url: Annotated[str, typer.Option(help="Where it comes from.")] = "",
    terms: Annotated[str, typer.Option(help="Conditions shown wherever the data is.")] = "",
    retrieved: Annotated[
        datetime | None, typer.Option(formats=cli_import.DAY, help="When it was fetched (UTC).")
    ] = None,
    sheet: cli_import.Sheet = "",
    mapping: cli_import.MappingFile = None,
    sources: cli_import.Sources = None,
    crs: cli_import.Crs = "",
    missing: cli_import.Missing = "days",
    data: Annotated[
        Path, typer.Option(envvar="WATCHLINE_DATA", help="Folder that keeps the events.")
    ] = Path("watchline-data"),
) -> None:
    """Take a file into a data set: all of it, or nothing.

    A file imported again under the same name brings its data set up to date: events that it no
    longer has are kept (--missing keep), removed within the days it covers (days), or all
    removed (all). Stop the server
    first, or use its Data dialog: one process at a time may write.

    Exit code 0: all rows were taken; 3: some could not be; 1: none.
    """

    def opened() -> EventStore:
        try:
            return open_store(data)
        except StartError as error:
            raise cli_import.FileError(str(error)) from error

    cli_import.import_(
        file,
        opened,
        kind=kind,
        sheet=sheet,
        mapping=mapping,
        sources=sources,
        crs=crs,
        said={
            "name": name,
            "licence": licence,
            "attribution": attribution,
            "url": url,
            "terms": terms,
        },
        into=into,
        retrieved=retrieved,
        missing=missing,
    )


@main.command("export")
def export_(
    query: cli_export.Query,
    output: cli_export.Output,
    name: cli_export.Format = "",
    export_raw: cli_export.Raw = None,
    data: Annotated[
        Path, typer.Option(envvar="WATCHLINE_DATA", help="Folder that keeps the events.")
    ] = Path("watchline-data"),
) -> None:
    """Write the events of a link into a file: CSV, Excel, GeoJSON, GeoPackage or GeoParquet.

    The file is the one that the page writes for the same link. Stop the server first, or use its
    own export: one process at a time has the store.

    Exit code 0: all events that match are in the file; 3: some are left out, because the terms of
    their data set do not let rows be passed on; 1: no file.
    """
    cli_export.export(query, output, lambda: _opened(data), name=name, raw=export_raw or ())


def _opened(data: Path) -> EventStore:
    """The store in a folder as it is, made if need be, for a command that only reads."""
    if (data / STORE_NAME).exists():
        return EventStore.open(data / STORE_NAME)
    try:
        return open_store(data)
    except StartError as error:
        raise cli_import.FileError(str(error)) from error


main.command("report")(cli_report.command(_opened))


@main.command()
def snapshot(  # noqa: PLR0917 - the options of a command
    query: cli_snapshot.Query,
    output: cli_snapshot.Output,
    kind: cli_snapshot.Kind = "",
    size: cli_snapshot.SizeName = "",
    theme: cli_snapshot.Theme = "",
    scale: cli_snapshot.Scale = 1,
    title: cli_snapshot.Title = "",
    subtitle: cli_snapshot.Subtitle = "",
    extent: cli_snapshot.Extent = "",
    export_raw: cli_export.Raw = None,
    data: Annotated[
        Path, typer.Option(envvar="WATCHLINE_DATA", help="Folder that keeps the events.")
    ] = Path("watchline-data"),
) -> None:
    """Draw the picture of a link into a PNG, SVG or PDF file, as the page and the API draw it.

    Stop the server first, or ask its API: one process at a time has the store.

    Exit code 0: the file is there; 1: it is not, and the reason is said.
    """
    wanted = {"kind": kind, "size": size, "theme": theme, "title": title, "subtitle": subtitle}
    if scale > 1:
        wanted["scale"] = str(scale)
    wanted["extent"] = extent
    cli_snapshot.snapshot(query, output, lambda: _opened(data), wanted, export_raw or ())


def listen(settings: Settings) -> socket.socket:
    """Take the address before anything else, so that a taken port is known at once.

    Raises:
        StartError: the address cannot be had; says why and what to do.
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
        raise StartError(f"Watchline cannot use {where}: {reason}.") from error
    return listener


def open_store(folder: Path) -> EventStore:
    """Open the store in a folder, made if need be, with the bundled events in it.

    Raises:
        StartError: the folder or the store cannot be used; says why and what to do.
    """
    advice = "name another folder with --data or WATCHLINE_DATA"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "that is a file" if folder.is_file() else error.strerror
        raise StartError(
            f"Watchline cannot keep its data in {folder}: {reason}; {advice}."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StartError(f"Watchline may not write to {folder}; {advice}.")
    try:
        store = EventStore.open(folder / STORE_NAME)
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        for row in own.load(store, folder):
            place = f"line {row.row}" + (f", {row.column}" if row.column else "")
            typer.echo(f"{row.file}, {place}: not taken. {row.reason}", err=True)
    except StoreError as error:
        raise StartError(f"{error} To use another store, {advice}.") from error
    return store


def build(settings: Settings) -> tuple[FastAPI, EventStore, Intake | None]:
    """Return the web server, its store and where it takes files, ready to be run.

    Its poller, which is running where there are feeds, is ``server.state.poller``; what tells
    other programs is ``server.state.hooks``.

    Raises:
        StartError: the store cannot be opened, or a list of feeds or watches not be used.
    """
    feeds, watches = _feeds(settings), _watches(settings)
    # imported here so that --help and a taken port do not wait for it
    from app import create_app  # noqa: PLC0415

    store = open_store(Path(settings.data))
    store.purge()  # what was deleted before a stop that left no time for it
    intake = None
    if not settings.read_only:
        folder = Path(settings.data) / INCOMING
        intake = Intake(store, folder, settings.upload_limit * 1_000_000)
    raw = tuple(settings.export_raw)
    api = ApiSettings(tuple(settings.api_origins), tuple(settings.embed_origins), raw)
    exports = Exports(store, Path(settings.data) / WRITTEN, raw)
    server: FastAPI = create_app(
        store,
        intake,
        metrics=settings.metrics,
        api=api,
        exports=exports,
        templates=_templates(settings.report_templates),
    ).server
    guard_hosts(server, settings.host, settings.allowed_hosts)
    server.state.poller = Poller(store, feeds, Path(settings.data) / FETCHED)
    folder = Path(settings.data) / TOLD
    server.state.hooks = Hooks(store, watches, folder, open_sets=settings.export_raw)
    # first: what the first reading of a feed brings is news too
    server.state.hooks.start()
    server.state.poller.start()
    return server, store, intake


def _feeds(settings: Settings) -> tuple[Feed, ...]:
    """The feeds that are listed; none where there is no list."""
    path = Path(settings.feeds or Path(settings.data) / FEEDS_FILE)
    if not settings.feeds and not path.exists():
        return ()
    try:
        return load_feeds(path)
    except FeedsError as error:
        raise StartError(str(error)) from error


def _watches(settings: Settings) -> tuple[Watch, ...]:
    """The watches that are listed; none where there is no list."""
    path = Path(settings.watches or Path(settings.data) / WATCHES_FILE)
    if not settings.watches and not path.exists():
        return ()
    try:
        return load_watches(path)
    except FeedsError as error:
        raise StartError(str(error)) from error


def reloaded() -> FastAPI:
    """Build the server in a process that --reload started."""
    settings = Settings(**json.loads(os.environ[SETTINGS_VARIABLE]))
    try:
        server, store, _ = build(settings)
    except StartError as error:
        raise SystemExit(str(error)) from error
    typer.echo(_summary(store, settings))
    return server


def _serve(settings: Settings, listener: socket.socket) -> None:
    server, store, intake = build(settings)
    typer.echo(_summary(store, settings))
    typer.echo(_address(settings.host, listener.getsockname()[1]))
    # uvicorn hands the signal on when it has finished; the store still has to be closed then
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config = uvicorn.Config(
        server,
        log_level="warning",
        ws="none",
        server_header=False,
    )

    def stop() -> None:
        server.state.live.stop()
        server.state.poller.stop()
        server.state.hooks.stop()

    running = PromptServer(config, stop)
    try:
        # whether the signal is handed on as an interrupt depends on when it came
        with suppress(KeyboardInterrupt):
            running.run(sockets=[listener])
        typer.echo("Stopped.")
    finally:
        server.state.poller.stop()
        server.state.hooks.stop()
        if intake:
            intake.close()
        server.state.exports.close()
        store.close()
        running.all_closed.set()


def _serve_reloading(settings: Settings) -> None:
    os.environ[SETTINGS_VARIABLE] = json.dumps(asdict(settings))
    typer.echo(_address(settings.host, settings.port))
    uvicorn.run(
        "cli:reloaded",
        factory=True,
        reload=True,
        reload_dirs=[str(HERE)],
        reload_includes=["*.py", "*.js", "*.css", "*.csv", "*.geojson"],
        host=settings.host,
        port=settings.port,
        log_level="warning",
        ws="none",
        timeout_graceful_shutdown=3,
    )


def _summary(store: EventStore, settings: Settings) -> str:
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


if __name__ == "__main__":
    main()
