"""The page on paper, as a browser prints it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Page
from support.page import open_page

pytestmark = pytest.mark.browser

PAPER = 240  # of 255: how light a sheet is on the average


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_paper_has_the_report_and_nothing_to_press(
    page: Page, server_url: str, wait_until: Callable[..., None], tmp_path: Path
):
    """The situation page and the list on a sheet each, light although the screen is dark; the
    picture is asked for when it is printed."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.emulate_media(color_scheme="dark")
    open_page(page, f"{server_url}/?from=2025-07-01&to=2025-07-31&region=SYR-Sweida", wait_until)
    assert not any("figure.svg" in url for url in asked)
    file = tmp_path / "printed.pdf"
    page.pdf(path=file, format="A4", print_background=True)
    first, second, end = run("pdftotext", "-layout", file, "-").split("\f")
    assert end == ""
    for wanted in ("Sweida, July 2025", "20 of 130 events", "Levant curated set (CC BY 4.0)"):
        assert wanted in first
    assert "Boundaries: Natural Earth" in first
    assert "Events in view" in second
    assert "Syria sets up a committee" in second
    for gone in ("Skip to", "Export", "Filters", "Show more"):
        assert gone not in first + second
    for number in ("1", "2"):
        png = run_bytes("pdftoppm", "-r", "30", "-png", "-f", number, "-l", number, file)
        with Image.open(io.BytesIO(png)) as image:
            assert ImageStat.Stat(image.convert("L")).mean[0] > PAPER


def run_bytes(*words: object) -> bytes:
    return subprocess.run(list(map(str, words)), capture_output=True, check=True).stdout


def run(*words: object) -> str:
    return run_bytes(*words).decode()
