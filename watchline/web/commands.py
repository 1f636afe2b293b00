"""Commands of the command line that are handed to this server, because it has the store.

They are taken from whoever knows the token in the data folder, run one at a time, and are given
up when the command line goes away or the server stops. ``command_protocol`` says what is sent.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent import futures
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Final

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from geodata.jobs import BusyError, Job, JobRunner
from watchline.web.command_protocol import (
    BLOCK,
    PATH,
    TOKEN_HEADER,
    CommandOutcome,
    CommandRequest,
    InputFile,
    Message,
    Output,
    json_line,
    proof,
)

HEAD_LIMIT: Final = 4_000_000
"""Largest first line of a request in bytes; it holds the plan of a report, which has a limit."""

WAITING: Final = 20
"""How many commands run or wait at most."""

Run = Callable[[CommandRequest, Output], CommandOutcome]

logger = logging.getLogger(__name__)


class Commands:
    """Runs commands for the command line.

    Args:
        run: what runs each command, by its name.
        folder: where files lie meanwhile; what is in it is cleared away.
    """

    def __init__(self, run: Mapping[str, Run], folder: Path) -> None:
        self.token = secrets.token_urlsafe(32)
        self._run = run
        self._folder = folder
        self._stopping = threading.Event()
        self._runner = JobRunner("commands", threads=1, most=WAITING)
        shutil.rmtree(folder, ignore_errors=True)

    def stop(self) -> None:
        """Give up what is under way, without waiting for it."""
        self._stopping.set()

    def close(self) -> None:
        """Give up what is under way, wait for it, and clear everything away."""
        self.stop()
        self._runner.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def prove(self, request: Request) -> Response:
        """Show that this server is the one whose token stands in the data folder."""
        return PlainTextResponse(proof(self.token, request.path_params["nonce"]))

    async def answer(self, request: Request) -> Response:
        """Run a command for somebody who knows the token."""
        given = request.headers.get(TOKEN_HEADER, "")
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            return PlainTextResponse("This is for the command line on the server.\n", 403)
        name = request.path_params["name"]
        if name not in self._run:
            return PlainTextResponse(f"This server does not take the command {name}.", 404)
        folder = Path(await asyncio.to_thread(self._new_folder))
        try:
            received = await _receive(request, folder)
        except (ClientDisconnect, ValueError, KeyError, TypeError, OSError) as error:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            return PlainTextResponse(f"The server could not receive this: {error}.", 400)
        try:
            content = self._work(self._run[name], received)
        except BusyError as error:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            return PlainTextResponse(str(error), 503)
        return StreamingResponse(content, media_type="application/octet-stream")

    def _new_folder(self) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        return tempfile.mkdtemp(dir=self._folder)

    def _work(self, run: Run, request: CommandRequest) -> AsyncIterator[bytes]:
        """Begin a command; what is answered while it runs, and its result.

        Raises:
            BusyError: too many commands wait.
        """
        loop = asyncio.get_running_loop()
        messages: asyncio.Queue[Message | None] = asyncio.Queue()

        def put(message: Message | None) -> None:
            with suppress(RuntimeError):  # the loop has ended: nobody waits
                loop.call_soon_threadsafe(messages.put_nowait, message)

        def work(job: Job[CommandOutcome]) -> CommandOutcome:
            def send(message: Message) -> None:
                if self._stopping.is_set():
                    job.cancel()
                job.check()
                put(message)

            send(Message("progress", "Starting"))
            return run(request, Output(send))

        job = self._runner.submit(work)
        job.result.add_done_callback(lambda _: put(None))
        return _stream(job, messages, request)


async def _stream(
    job: Job[CommandOutcome], messages: asyncio.Queue[Message | None], request: CommandRequest
) -> AsyncIterator[bytes]:
    """The answer to a command; it ends without an outcome if the server stops."""
    try:
        yield json_line(Message("progress", "Waiting for the server"))
        while (message := await messages.get()) is not None:
            yield json_line(message)
        outcome = None if job.is_cancelled else _outcome(job)
        if outcome is not None:
            async for block in _answer(outcome, request.result):
                yield block
    finally:
        job.cancel()
        asyncio.get_running_loop().run_in_executor(None, _clear, job, request.folder)


def _outcome(job: Job[CommandOutcome]) -> CommandOutcome:
    """How a command ended; a defect of ours is logged."""
    try:
        return job.result.result()
    except Exception:
        logger.exception("A command of the command line failed")
        return CommandOutcome(
            1, error="Something went wrong inside Watchline; the server's log has more."
        )


def _clear(job: Job[CommandOutcome], folder: Path) -> None:
    """Remove the files of a command as soon as nothing writes there any more."""
    with suppress(futures.CancelledError):
        job.result.exception()
    shutil.rmtree(folder, ignore_errors=True)


def add_command_routes(server: FastAPI, commands: Commands) -> None:
    """Take commands under ``/_command``.

    Args:
        server: the FastAPI instance behind the page, before it is started.
        commands: what runs them.
    """
    server.add_route(f"{PATH}/{{nonce}}", commands.prove, methods=["GET"])
    server.router.routes.insert(0, server.router.routes.pop())
    # Dash answers every other address with the page: ours have to be asked first
    server.add_route(f"{PATH}/{{name}}", commands.answer, methods=["POST"])
    server.router.routes.insert(0, server.router.routes.pop())


async def _receive(request: Request, folder: Path) -> CommandRequest:
    """Read a request, and write its files down.

    Raises:
        ValueError: it is not written as it should be.
    """
    stream = request.stream()
    line = bytearray()
    while b"\n" not in line:
        line += await _next(stream)
        if len(line) > HEAD_LIMIT:
            raise ValueError("its options are too long")
    head_line, _, rest = bytes(line).partition(b"\n")
    head = json.loads(head_line)
    files = {}
    for number, (option, name, size) in enumerate(head["files"]):
        path = folder / str(number) / PurePath(name).name
        path.parent.mkdir()
        left = size
        with path.open("wb") as file:
            while left > 0:
                rest = rest or await _next(stream)
                block, rest = rest[:left], rest[left:]
                left -= len(block)
                await asyncio.to_thread(file.write, block)
        files[option] = InputFile(path, name)
    return CommandRequest(head["options"], files, folder, folder / "result")


async def _next(stream: AsyncIterator[bytes]) -> bytes:
    """The next bytes of a request.

    Raises:
        ValueError: it ended before.
    """
    block = await anext(stream, b"")
    if not block:
        raise ValueError("it is not whole")
    return block


async def _answer(outcome: CommandOutcome, result: Path) -> AsyncIterator[bytes]:
    """The outcome of a command, and its result."""
    size = await asyncio.to_thread(lambda: result.stat().st_size if result.exists() else 0)
    yield json_line({**outcome._asdict(), "size": size})
    if size:
        with result.open("rb") as file:
            while block := await asyncio.to_thread(file.read, BLOCK):
                yield block
