"""Put the web server together: store, page, API, feeds, watches, and commands handed over."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI

from geodata.feeds.config import FEEDS_FILE, Feed, FeedsError
from geodata.feeds.config import load as load_feeds
from geodata.feeds.poller import Poller
from geodata.feeds.replay import Replay
from geodata.imports.data_folder import (
    COMMANDS,
    FETCHED,
    INCOMING,
    NOTIFIED,
    OUTGOING,
    STORE_NAME,
)
from geodata.imports.uploads import SIZE_LIMIT, Uploads
from geodata.store import Store
from geodata.watches.config import WATCHES_FILE, Watch
from geodata.watches.config import load as load_watches
from geodata.watches.webhooks import Webhooks
from geodata.writers.exports import Exports
from watchline.api.settings import ApiSettings
from watchline.cli.command import Command, attempt, open_store
from watchline.cli.errors import CommandError
from watchline.cli.export import EXPORT
from watchline.cli.files import IMPORT
from watchline.cli.replay import take_first
from watchline.cli.report import REPORT
from watchline.cli.snapshot import SNAPSHOT
from watchline.cli.store import BACKUP, VERIFY
from watchline.web.command_protocol import CommandOutcome, CommandRequest, Output
from watchline.web.commands import Commands, add_command_routes
from watchline.web.security import guard_hosts

UPLOAD_LIMIT_MB: Final = SIZE_LIMIT // 1_000_000


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What `serve` was asked for. `data` is the folder that holds the store."""

    host: str
    port: int
    data: str
    allowed_hosts: tuple[str, ...] = ()
    public_address: str = ""
    read_only: bool = False
    upload_limit: int = UPLOAD_LIMIT_MB
    feeds: str = ""
    metrics: bool = False
    watches: str = ""
    api_origins: tuple[str, ...] = ()
    embed_origins: tuple[str, ...] = ()
    export_raw: tuple[str, ...] = ()
    report_templates: tuple[str, ...] = ()


def build(
    settings: ServerSettings, replay: Replay | None = None
) -> tuple[FastAPI, Store, Uploads | None]:
    """Return the web server, its store and where it takes files, ready to be run.

    Of a ``replay`` the store holds what is there from the beginning, and nothing else.

    Its poller, which is running where there are feeds, is ``server.state.poller``; what tells
    other programs is ``server.state.hooks``; what runs commands of the command line is
    ``server.state.commands``.

    Raises:
        CommandError: the store cannot be opened, or a list of feeds or watches not be used.
    """
    feeds, watches, templates = _feeds(settings), _watches(settings), _templates(settings)
    # imported here so that --help and a taken port do not wait for it
    from watchline.web.app import create_app  # noqa: PLC0415

    data = Path(settings.data)
    store = open_store(data) if replay is None else Store.open(data / STORE_NAME)
    uploads = None
    if not settings.read_only:
        uploads = Uploads(store, data / INCOMING, settings.upload_limit * 1_000_000)
    server: FastAPI = create_app(
        store,
        uploads,
        metrics=settings.metrics,
        api=ApiSettings(
            settings.api_origins,
            settings.embed_origins,
            settings.export_raw,
            settings.public_address,
        ),
        exports=Exports(store, data / OUTGOING, settings.export_raw),
        templates=templates,
        watches=[one for one in watches if one.page],
        replayed=replay.events if replay else 0,
    ).server
    server.state.commands = _commands(settings, store)
    add_command_routes(server, server.state.commands)
    # what readers open is answered
    own = urlsplit(settings.public_address).hostname
    allowed = (*settings.allowed_hosts, *([own] if own else ()))
    guard_hosts(server, settings.host, allowed)
    server.state.poller = Poller(store, feeds, data / FETCHED)
    told = [one for one in watches if one.url]
    server.state.hooks = Webhooks(store, told, data / NOTIFIED, open_sets=settings.export_raw)
    # first: what the first reading of a feed brings is news too
    server.state.hooks.start()
    if replay:
        take_first(replay, server.state.poller)
    server.state.poller.start()
    return server, store, uploads


def _commands(settings: ServerSettings, store: Store) -> Commands:
    """The commands that the server runs for the command line, on the store that it has open."""
    commands = [EXPORT, SNAPSHOT, REPORT, VERIFY, BACKUP] + ([] if settings.read_only else [IMPORT])
    return Commands(
        {command.name: partial(_answered, settings, command, store) for command in commands},
        Path(settings.data) / COMMANDS,
    )


def _answered(
    settings: ServerSettings,
    command: Command,
    store: Store,
    request: CommandRequest,
    output: Output,
) -> CommandOutcome:
    """A command on the server's store; links lead where the server's do, unless it says where."""
    options = dict(request.options)
    if "public_address" in options:
        options["public_address"] = options["public_address"] or settings.public_address
    return attempt(command, lambda: nullcontext(store), replace(request, options=options), output)


def _feeds(settings: ServerSettings) -> tuple[Feed, ...]:
    """The feeds that are listed; none where there is no list."""
    path = Path(settings.feeds or Path(settings.data) / FEEDS_FILE)
    if not settings.feeds and not path.exists():
        return ()
    try:
        return load_feeds(path)
    except FeedsError as error:
        raise CommandError(str(error)) from error


def _watches(settings: ServerSettings) -> tuple[Watch, ...]:
    """The watches that are listed; none where there is no list."""
    path = Path(settings.watches or Path(settings.data) / WATCHES_FILE)
    if not settings.watches and not path.exists():
        return ()
    try:
        return load_watches(path)
    except FeedsError as error:
        raise CommandError(str(error)) from error


def _templates(settings: ServerSettings) -> dict[str, Path]:
    """Templates of reports by format.

    Raises:
        CommandError: one is not there, or is none of Word or PowerPoint.
    """
    templates: dict[str, Path] = {}
    for name in settings.report_templates:
        path, form = Path(name), Path(name).suffix.lower().removeprefix(".")
        if form not in {"docx", "pptx"}:
            raise CommandError(f"--report-template: {name} is neither a .docx nor a .pptx.")
        if not path.is_file():
            raise CommandError(f"--report-template: there is no file {name}.")
        templates[form] = path
    return templates
