"""Real processes of the program."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds after which a process is taken to hang; nothing waits that long when all is well."""

COMMAND = "from watchline.cli.main import main\nmain()\n"

SLOW_WRITE = f"""
import time
from geodata.store import duplicates
flag = duplicates.flag
def flagged(con, number):
    if number > 1:
        print("in the middle", flush=True)
        time.sleep(60)
    flag(con, number)
duplicates.flag = flagged
{COMMAND}"""
"""The command, whose second import stays in the middle of its transaction."""


@contextmanager
def start(
    *arguments: str, program: str = "", **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """Run the command, or a ``program`` that does; whatever happens, it has ended when the
    block is left."""
    process = subprocess.Popen(
        [sys.executable, *(["-c", program] if program else ["-m", "watchline"]), *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def refused(*arguments: str, **environment: str) -> str:
    """Run a command that cannot start, and return the one line it says about that."""
    with start(*arguments, **environment) as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, (out, err)
    assert out == ""
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


def serving(process: subprocess.Popen[str]) -> str:
    """Wait until a server that was started answers; its address."""
    assert process.stdout is not None
    lines = process.stdout.readline() + process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", lines)
    if found is None:
        pytest.fail(f"{lines}\n{process.communicate()[1]}")
    return found[0]


def stop(process: subprocess.Popen[str]) -> None:
    """Have a server end as a supervisor does."""
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")
