"""Watchline as a package that is installed, away from the source tree."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.imports import TABLE
from support.processes import PATIENCE, ROOT

from dashboard import tiles

PACKAGES = ("callbacks", "dashboard", "geodata", "watchline")

# the requirements are those that are installed; a .pth file there, which leads to the source
# tree, is not followed, because the folder is put on the path by hand
RUN = """
import sys
sys.path[:0] = {folder!r}, {site!r}
import watchline
assert watchline.__file__.startswith({folder!r}), watchline.__file__
from watchline.cli.main import main
main()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as pip does, with the builder that is pinned and installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir")
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", *build, folder, ROOT], check=True, timeout=300
    )
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    install = ("install", "--no-deps", "--no-index", "--target")
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", *install, folder, wheel], check=True, timeout=300
    )
    return folder


@contextmanager
def start(installed: Path, folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the installed command from a folder, with nothing of the environment's."""
    site = sysconfig.get_path("purelib")
    program = RUN.format(folder=str(installed), site=site)
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", program, *arguments],
        cwd=folder,
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


def tracked() -> list[str]:
    """Return the files of the source tree, as far as it is known which are part of it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_the_wheel_holds_the_program_and_its_data_and_nothing_else(wheel: Path):
    """Every module, picture, font and map of the four packages, with the assets; no tests."""
    expected = {
        name.replace("assets/", "dashboard/assets/", 1) if name.startswith("assets/") else name
        for name in tracked()
        if name.startswith((*(f"{package}/" for package in PACKAGES), "assets/"))
    }
    with zipfile.ZipFile(wheel) as packed:
        held = {name for name in packed.namelist() if ".dist-info/" not in name}
        top = {name.partition("/")[0] for name in packed.namelist()}
    assert held == expected
    assert {name for name in top if not name.endswith(".dist-info")} == set(PACKAGES)


def test_what_is_installed_says_its_version_and_requirements(wheel: Path):
    """The requirements are the pinned ones; the command is called watchline."""
    with zipfile.ZipFile(wheel) as packed:
        (about,) = (name for name in packed.namelist() if name.endswith("/METADATA"))
        (entry,) = (name for name in packed.namelist() if name.endswith("/entry_points.txt"))
        metadata = packed.read(about).decode()
        assert "watchline = watchline.cli.main:main" in packed.read(entry).decode()
    required = set(re.findall(r"^Requires-Dist: (\S+?)(?:==|;)", metadata, re.MULTILINE))
    assert {"duckdb", "dash", "typer"} <= {name.lower() for name in required}
    assert not {"pytest", "ruff", "hatchling"} & required


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (("--version",), ""),
        (("check", "team.csv", "--rejected", "left.csv"), "left.csv"),
        (("import", "team.csv", "--data", "data"), "data/watchline.duckdb"),
        (("export", "", "-o", "all.parquet"), "all.parquet"),
        (("snapshot", "region=SYR", "-o", "page.png"), "page.png"),
        (("report", "region=SYR", "--figure", "map", "-o", "syria.docx"), "syria.docx"),
        (("feeds", "--help"), ""),
        (("watches", "--help"), ""),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_every_command_works_where_it_is_installed(
    installed: Path, tmp_path: Path, arguments: tuple[str, ...], written: str
):
    """From another folder, without the source tree."""
    (tmp_path / "team.csv").write_text(TABLE)
    with start(installed, tmp_path, *arguments) as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert out
    assert (tmp_path / written).exists()


def test_the_installed_server_has_all_that_the_page_needs(installed: Path, tmp_path: Path):
    """The page, a script, a font and a tile of the map."""
    with start(installed, tmp_path, "serve", "--port", "0") as process:
        assert process.stdout is not None
        lines = process.stdout.readline() + process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", lines)
        assert address, process.communicate()[1]

        def get(path: str) -> bytes:
            request = f"{address[0]}{path}"
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own
                content: bytes = answer.read()
            return content

        page = get("/").decode()
        assert "<title>Watchline</title>" in page
        (script,) = re.findall(r'src="(/assets/plotly-watchline\.min\.js[^"]*)"', page)
        files = [str(path.relative_to(ROOT)) for path in (ROOT / "assets").rglob("*")]
        font = next(name for name in files if name.endswith(".woff2"))
        assert get(script) == (ROOT / "assets" / "plotly-watchline.min.js").read_bytes()
        assert get(f"/{font}") == (ROOT / font).read_bytes()
        assert get(tiles.address().format(z=0, x=0, y=0)) == gzip.decompress(tiles.tile(0, 0, 0))
