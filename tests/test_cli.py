"""The `watchline` command as a person meets it: a process, its words and its exit code."""

import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pytest
from support.processes import PATIENCE, refused, start


class Served(NamedTuple):
    """A running server: its process, data folder, first lines and address."""

    process: subprocess.Popen[str]
    folder: Path
    said: str
    address: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start `watchline serve` on a free port with a new data folder."""
    folder = tmp_path_factory.mktemp("serve") / "not" / "yet" / "there"
    with start("serve", "--port", "0", WATCHLINE_DATA=str(folder)) as process:
        assert process.stdout is not None
        said = process.stdout.readline() + process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        if found is None:
            pytest.fail(f"{said}\n{process.communicate()[1]}")
        yield Served(process, folder, said, found[0])


def test_the_version_is_told():
    """`watchline --version` names the program and its version."""
    with start("--version") as process:
        out, _ = process.communicate(timeout=PATIENCE)
    assert out == f"Watchline {version('watchline')}\n"


def test_help_is_shown_when_nothing_is_asked():
    """`watchline` alone explains itself instead of doing something."""
    with start() as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert "serve" in out + err


def test_serving_says_what_is_served_and_where(served: Served):
    """Number of events, data sets, the store and the address stand in two lines."""
    first, second, _ = served.said.split("\n")
    assert first == (
        f"Watchline {version('watchline')}: 130 events from 1 data set, "
        f"store {served.folder / 'watchline.duckdb'}"
    )
    assert second == f"Open {served.address}"
    with urllib.request.urlopen(served.address, timeout=PATIENCE) as answer:  # noqa: S310  # our own
        assert "<title>Watchline</title>" in answer.read().decode()


def test_a_server_answers_only_to_its_own_name(served: Served):
    """A page elsewhere that points a name of its own here gets nothing."""
    request = urllib.request.Request(served.address, headers={"Host": "evil.example"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError, match="421"):
        urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310


def test_a_store_in_use_is_one_sentence(served: Served):
    """A second server on the same folder says so and leaves the first alone."""
    said = refused("serve", "--port", "0", "--data", str(served.folder))
    assert str(served.folder) in said
    assert "--data" in said
    assert served.process.poll() is None


def test_a_taken_port_is_one_sentence(served: Served, tmp_path: Path):
    """The port is named, and how to choose another; no data folder is left behind."""
    port = served.address.rpartition(":")[2]
    said = refused("serve", "--port", port, "--data", str(tmp_path / "data"))
    assert f"port {port} on 127.0.0.1" in said
    assert "taken" in said
    assert "PORT=8051" in said
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_machine_is_one_sentence(tmp_path: Path):
    """An address that this machine does not have cannot be listened on."""
    said = refused("serve", "--host", "192.0.2.1", "--port", "0", "--data", str(tmp_path))
    assert "192.0.2.1" in said


@pytest.mark.parametrize("below", ["", "folder"])
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, below: str):
    """The folder is named, and how to name another."""
    file = tmp_path / "a-file"
    file.write_text("kept")
    said = refused("serve", "--port", "0", WATCHLINE_DATA=str(file / below))
    assert str(file) in said
    assert "--data or WATCHLINE_DATA" in said
    assert file.read_text() == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission_is_one_sentence(tmp_path: Path):
    """A folder of someone else's is left alone."""
    tmp_path.chmod(0o500)
    assert "may not write" in refused("serve", "--port", "0", "--data", str(tmp_path))


def test_a_file_that_is_no_store_is_one_sentence(tmp_path: Path):
    """A damaged or foreign file in the place of the store is named and kept."""
    (tmp_path / "watchline.duckdb").write_text("not a store" * 1000)
    said = refused("serve", "--port", "0", "--data", str(tmp_path))
    assert "watchline.duckdb" in said
    assert (tmp_path / "watchline.duckdb").read_text().startswith("not a store")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_stops_cleanly_while_a_browser_is_connected(tmp_path: Path, number: int):
    """Stopped by hand or by a supervisor it says so, and the store opens again."""
    for _ in range(2):
        with start("serve", "--port", "0", "--data", str(tmp_path)) as process:
            assert process.stdout is not None
            process.stdout.readline()
            port = int(process.stdout.readline().rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as browser:
                browser.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert b" 200 " in browser.recv(100)
                process.send_signal(number)
                out, err = process.communicate(timeout=PATIENCE)
            assert (process.returncode, out, err) == (0, "Stopped.\n", "")
