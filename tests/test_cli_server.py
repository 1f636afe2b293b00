"""The command line beside a running server: the same words, files and exit codes as without."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest
from support.command_line import FAULTY, Desk, Said
from support.imports import ASKS, NATIVE, SOURCES, TABLE
from support.processes import PATIENCE, ROOT, refused, serving, start, stop

from geodata.writers import WRITERS
from watchline.cli import server_file

SWEIDA = "https://watch.example/?from=2025-07-01&to=2025-07-31&region=SYR-Sweida"
ZONES = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "Checkpoint area"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[36, 32], [36.2, 32], [36.2, 32.2], [36, 32]]],
                },
            }
        ],
    }
)

# a server whose imports go on until nobody waits for them
SLOW_IMPORT = """
import time
from geodata.imports import files

def commit(*_, progress, **__):
    print("in the middle", flush=True)
    try:
        while True:
            progress(0)
            time.sleep(0.02)
    finally:
        print("given up", flush=True)

files.commit = commit
from watchline.cli.main import main
main()
"""


class Sides(NamedTuple):
    """Two folders with the same files: a server uses the data folder of one of them."""

    alone: Desk
    beside: Desk


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """Return two folders with files to import, one of them served."""
    files = {
        "team.csv": TABLE,
        "faulty.csv": FAULTY,
        "asks.csv": ASKS,
        "asks.toml": 'date_order = "dmy"\n\n[columns]\ndate_start = "Fecha"\n',
        "mine.csv": NATIVE,
        "sources.csv": SOURCES + "zzz,Daily,,https://example.org/z,,,\n",
        "zones.geojson": ZONES,
        "page.csv": "<html>",
    }
    both = Sides(*(Desk(tmp_path_factory.mktemp(name)) for name in ("alone", "beside")))
    for desk in both:
        for name, content in files.items():
            desk.file(content, name)
    with start("serve", "--port", "0", "--data", str(both.beside.data)) as process:
        serving(process)
        yield both
        stop(process)
    assert list(both.beside.data.glob("commands")) == []


IMPORTS = (
    ("team.csv",),
    ("team.csv", "--name", "Team North", "--licence", "CC0", "--url", "https://example.org"),
    ("team.csv", "--into", "nowhere"),
    ("team.csv", "--url", "javascript:alert(1)"),
    ("team.csv", "--as", "nonsense"),
    ("team.csv", "--retrieved", "2025-08-01", "--missing", "all", "--terms", "Ask first."),
    ("faulty.csv",),
    ("asks.csv",),
    ("asks.csv", "--mapping", "asks.toml"),
    ("mine.csv", "--sources", "sources.csv"),
    ("zones.geojson", "--crs", "EPSG:4326"),
    ("page.csv",),
)


def test_an_import_beside_a_server_is_the_same(sides: Sides, monkeypatch: pytest.MonkeyPatch):
    """Options, further files, questions, faults and exit code; the server has the store."""
    for arguments in IMPORTS:
        said: list[Said] = []
        for desk in sides:
            monkeypatch.chdir(desk.folder)
            said.append(desk.run("import", *arguments))
        assert said[0] == said[1], arguments
        assert said[0].out + said[0].err, arguments


def test_what_was_imported_beside_a_server_is_on_its_page(sides: Sides):
    """At once, without a restart."""
    desk = sides.beside
    desk.file(TABLE.replace("First", "Seen at once"), "now.csv")
    assert desk.run("import", desk.folder / "now.csv").code == 0
    server = server_file.read(desk.data)
    assert server is not None
    with httpx2.Client(base_url=f"http://localhost:{server.port}", timeout=PATIENCE) as http:
        answer = http.get("/api/v1/events.csv", params={"q": "Seen at once"})
    assert "Seen at once" in answer.text


READS = (
    *(("export", "region=SYR", "-o", f"out{writer.suffix}") for writer in WRITERS.values()),
    ("export", "type=battle", "-o", "-", "--format", "csv"),
    ("export", "region=Atlantis", "-o", "none.csv"),
    ("export", "", "-o", "no/such/folder/none.csv"),
    ("export", "", "-o", "none.csv", "--export-raw", "typo"),
    ("snapshot", SWEIDA, "-o", "map.svg", "--kind", "map", "--title", "Mine"),
    ("snapshot", SWEIDA, "-o", "timeline.png", "--kind", "timeline", "--scale", "2"),
    ("snapshot", SWEIDA, "-o", "page.pdf"),
    ("snapshot", SWEIDA, "-o", "none.png", "--kind", "pie"),
    ("report", SWEIDA, "region=IRQ", "--name", "Sweida", "--figure", "map", "-o", "report.html"),
    ("report", "--plan", "plan.json", "-o", "report.docx", "--template", "report.docx"),
    ("report", SWEIDA, "--figure", "timeline", "-o", "report.pptx"),
    ("report", "", "-o", "none.docx", "--template", "plan.json"),
    ("report", "", "-o", "none.docx", "--template", "missing.docx"),
)


class Answer(NamedTuple):
    """What a command said, and the files that were there afterwards, each part by its digest."""

    said: Said
    files: dict[str, str]


def digests(folder: Path) -> dict[str, str]:
    """The files of a folder as SHA-256, those of an archive member by member.

    Not their bytes: it takes hours to tell how two large ones differ.
    """
    found = {}
    for path in folder.glob("*.*"):
        found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    found[f"{path.name}/{name}"] = hashlib.sha256(archive.read(name)).hexdigest()
    return found


def ask_all(desk: Desk) -> dict[str, Answer]:
    """Run every command from the folder; then what it wrote is cleared away."""
    found: dict[str, Answer] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk.folder)
        # also a template for the others
        desk.run("report", SWEIDA, "--figure", "map", "-o", "report.docx")
        for arguments in (*READS, ("import", "team.csv")):
            said = desk.run(*arguments)
            found[" ".join(arguments)] = Answer(said, digests(desk.folder))
    for path in desk.folder.glob("*.*"):
        if path.name not in {"plan.json", "team.csv"}:
            path.unlink()
    return found


def test_a_file_beside_a_server_is_the_same(tmp_path: Path):
    """Data files, pictures and reports of the same store, byte for byte, with the same words
    and exit code. A server that takes no files makes them too, and says that it takes none."""
    desk = Desk(tmp_path)
    plan = {"title": "Planned", "sections": [{"view": SWEIDA, "figures": ["map"]}]}
    desk.file(json.dumps(plan), "plan.json")
    desk.file(TABLE)
    with start("serve", "--port", "0", "--read-only", "--data", str(desk.data)) as process:
        serving(process)
        beside = ask_all(desk)
        stop(process)
    alone = ask_all(desk)
    taken, refusal = alone.pop("import team.csv").said, beside.pop("import team.csv").said
    assert taken.code == 0
    assert refusal == Said(
        1,
        "",
        "The server that uses this data folder was started with --read-only and takes no files.\n",
    )
    for command, answer in alone.items():
        assert beside[command].said == answer.said, command
        assert ("none" in command) == (answer.said.code == 1), command
        assert beside[command].files == answer.files, command


def test_only_the_owner_can_read_the_token_and_it_goes_with_the_server(tmp_path: Path):
    """A second server that is refused leaves it alone; after the stop there is none."""
    with start("serve", "--port", "0", "--data", str(tmp_path)) as process:
        address = serving(process)
        path = tmp_path / server_file.FILE_NAME
        before = path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert f"http://127.0.0.1:{json.loads(before)['port']}" == address
        refused("serve", "--port", "0", "--data", str(tmp_path))
        assert path.read_bytes() == before
        stop(process)
    assert not path.exists()


@pytest.mark.parametrize("token", [None, "", "guessed", "é"])
@pytest.mark.parametrize("name", ["import", "export", "nothing"])
def test_nobody_gives_commands_without_the_token(sides: Sides, name: str, token: str | None):
    """Refused before anything is read, and told nothing."""
    server = server_file.read(sides.beside.data)
    assert server is not None
    headers = {} if token is None else {"x-watchline-token": token.encode()}
    with httpx2.Client(base_url=f"http://localhost:{server.port}", timeout=PATIENCE) as http:
        answer = http.post(f"/_command/{name}", content=b"{}", headers=headers)
    assert answer.status_code == 403
    assert server.token not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json\n",
        b"[]\n",
        b'{"options": {}}\n',
        b'{"options": {}, "files": [["file", "a.csv", 5]]}\nabc',
        b'{"options": {}, "files": [["file", "..", 3]]}\nabc',
        b'{"options": {}, "files": [["file", "a.csv", "x"]]}\nabc',
        b'{"options": {}, "files": [["file", "a\\u0000.csv", 1]]}\na',
    ],
)
def test_a_request_that_is_none_is_refused(sides: Sides, body: bytes):
    """With a reason; the next command is done as ever, and nothing is left behind."""
    desk = sides.beside
    server = server_file.read(desk.data)
    assert server is not None
    headers = {"x-watchline-token": server.token}
    with httpx2.Client(base_url=f"http://localhost:{server.port}", timeout=PATIENCE) as http:
        answer = http.post("/_command/import", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.text.startswith("The server could not receive this: ")
    assert [path for path in (desk.data / "commands").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 3_000,
        '{"host": "localhost"}',
        '{"host": "example.org", "port": 1, "pid": 1, "token": "x", "read_only": false}',
        '{"host": "127.0.0.1", "port": 0, "pid": 1, "token": "x", "read_only": false}',
        '{"host": "127.0.0.1", "port": "1", "pid": 1, "token": "x", "read_only": false}',
        # a server that was killed: nothing answers there
        '{"host": "127.0.0.1", "port": 1, "pid": 1, "token": "x", "read_only": false}',
    ],
)
def test_what_a_killed_server_left_behind_is_of_no_account(tmp_path: Path, content: str):
    """The command opens the store itself."""
    desk = Desk(tmp_path)
    desk.data.mkdir()
    (desk.data / server_file.FILE_NAME).write_text(content)
    said = desk.run("import", desk.file(TABLE))
    assert (said.code, said.err) == (0, "")


@contextmanager
def foreign_server() -> Iterator[tuple[int, list[str]]]:
    """Serve something else; the port, and everything that was sent there."""
    received: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            received.append(f"{self.requestline} {self.headers}")
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello" * 100)

        do_POST = do_GET  # noqa: N815 - as http.server wants it

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, received
        server.shutdown()
        thread.join()


def test_another_program_at_the_address_gets_neither_token_nor_file(tmp_path: Path):
    """A server was killed, and its port is another program's now: the command works alone."""
    desk = Desk(tmp_path)
    desk.data.mkdir()
    with foreign_server() as (port, received):
        kept = server_file.RunningServer("127.0.0.1", port, os.getpid(), "secret", read_only=False)
        (desk.data / server_file.FILE_NAME).write_text(json.dumps(kept._asdict()))
        said = desk.run("import", desk.file(TABLE))
    assert (said.code, said.err) == (0, "")
    assert len(received) == 1
    assert received[0].startswith("GET ")
    assert "secret" not in received[0]


@contextmanager
def slow_server(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Serve a folder with imports that do not end."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_IMPORT, "serve", "--port", "0", "--data", str(data)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        serving(process)
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_ends_meanwhile_is_one_sentence(tmp_path: Path, number: int):
    """Stopped or killed: the person is told, and can do it again without the server."""
    desk = Desk(tmp_path)
    file = str(desk.file(TABLE))
    with slow_server(desk.data) as server:
        assert server.stdout is not None
        with start("import", file, WATCHLINE_DATA=str(desk.data)) as command:
            assert server.stdout.readline() == "in the middle\n"
            server.send_signal(number)
            _, err = command.communicate(timeout=PATIENCE)
        server.wait(timeout=PATIENCE)
    assert command.returncode == 1
    assert err == (
        f"The server (process {server.pid}) stopped before this was done; run it again.\n"
    )
    assert desk.run("import", file).code == 0


def test_a_command_that_is_interrupted_ends_on_the_server_too(tmp_path: Path):
    """Ctrl+C: nothing is imported, and the next command does not wait for the first."""
    desk = Desk(tmp_path)
    with slow_server(desk.data) as server:
        assert server.stdout is not None
        with start("import", str(desk.file(TABLE)), WATCHLINE_DATA=str(desk.data)) as command:
            assert server.stdout.readline() == "in the middle\n"
            command.send_signal(signal.SIGINT)
            command.communicate(timeout=PATIENCE)
        assert server.stdout.readline() == "given up\n"
        said = desk.run("export", "", "-o", tmp_path / "out.csv")
        assert (said.code, said.out) == (0, f"130 events in {tmp_path / 'out.csv'}.\n")
