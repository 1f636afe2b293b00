"""The export dialog as a reader uses it: the preview is the picture, and files come whole."""

from __future__ import annotations

import base64
import csv
import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PATIENCE, Watch
from PIL import Image, ImageChops
from playwright.sync_api import Download, Page, Route, expect
from support.axe import violations
from support.page import open_page

pytestmark = pytest.mark.browser

Wait = Callable[..., None]
SWEIDA = "?from=2025-07-01&to=2025-07-31&region=SYR-Sweida"
READY = "document.querySelector('#export-preview')?.naturalWidth > 0"


def open_export(page: Page, url: str, wait_until: Wait, button: str = "#export-button") -> None:
    """Open the dialog and wait for its picture."""
    open_page(page, url, wait_until)
    page.click(button)
    wait_until(page, READY)


def redrawn(page: Page, wait_until: Wait, change: Callable[[], object]) -> str:
    """Change something and wait for the next picture; its address at the API."""
    before = page.get_attribute("#export-preview", "src")
    with page.expect_response(re.compile(r"/api/v1/figure\.svg")) as answer:
        change()
    wait_until(page, f"document.querySelector('#export-preview').src !== '{before}'")
    wait_until(page, READY)
    assert answer.value.status == 200
    return answer.value.url


def saved(page: Page, button: str) -> Download:
    with page.expect_download() as got:
        page.click(button)
    return got.value


def test_the_preview_is_the_picture(page: Page, server_url: str, wait_until: Wait):
    """It shows the view; title and description follow; a title of one's own is drawn."""
    open_export(page, server_url + SWEIDA, wait_until)
    image = page.locator("#export-preview")
    expect(image).to_have_attribute("alt", re.compile(r"20 of 130 events"))
    title = page.locator('#export-form input[name="title"]')
    expect(title).to_have_attribute("placeholder", "Sweida, July 2025")
    asked = redrawn(page, wait_until, lambda: title.fill("Mine"))
    assert "title=Mine" in asked
    expect(image).to_have_attribute("alt", re.compile(r"^Mine\."))
    asked = redrawn(
        page,
        wait_until,
        lambda: page.select_option('#export-form select[name="kind"]', "timeline"),
    )
    assert "kind=timeline" in asked
    page.click(".export-elements summary")
    asked = redrawn(page, wait_until, lambda: page.uncheck('[name="show-link"]'))
    assert "without=empty-lanes%2Cempty-types%2Clink" in asked


def test_each_chart_has_a_button_for_its_picture(page: Page, server_url: str, wait_until: Wait):
    """The map's opens the dialog with the map, and it can stay where the reader has it."""
    open_export(page, server_url + SWEIDA, wait_until, '.map-head [data-export="map"]')
    expect(page.locator('#export-form select[name="kind"]')).to_have_value("map")
    asked = redrawn(
        page,
        wait_until,
        lambda: page.select_option('#export-form select[name="extent"]', "keep"),
    )
    assert re.search(r"extent=\d", asked)


@pytest.mark.parametrize("kind", ["map", "timeline"])
def test_the_browsers_picture_looks_like_the_servers(
    page: Page, server_url: str, wait_until: Wait, kind: str
):
    """The quick picture and the exact one: no square of ten px differs by more than a tenth."""
    open_export(page, server_url + SWEIDA, wait_until)
    redrawn(page, wait_until, lambda: page.select_option('#export-form select[name="kind"]', kind))
    coded = page.evaluate(
        """async () => {
          const made = await window.watchline.picture.raster(1);
          const bytes = new Uint8Array(await made.arrayBuffer());
          return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
        }"""
    )
    page.select_option('.export-save select[name="scale"]', "1")
    path = Path(saved(page, '[data-save="png"]').path())
    quick = Image.open(io.BytesIO(base64.b64decode(coded))).convert("RGB")
    exact = Image.open(path).convert("RGB")
    assert quick.size == exact.size == (1920, 1080)
    small = (192, 108)
    difference = ImageChops.difference(
        quick.resize(small, Image.Resampling.BOX), exact.resize(small, Image.Resampling.BOX)
    )
    assert max(high for _, high in difference.getextrema()) <= 26
    assert len(exact.getcolors(maxcolors=1 << 24) or []) > 100


def test_the_image_can_be_copied(page: Page, server_url: str, wait_until: Wait):
    """As a PNG on the clipboard; the words say so."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_export(page, server_url + SWEIDA, wait_until)
    page.click('[data-copy="image"]')
    expect(page.locator("#export-said-picture")).to_have_text("The image is copied.")
    types = page.evaluate(
        "async () => (await navigator.clipboard.read()).flatMap((item) => item.types)"
    )
    assert types == ["image/png"]


def test_a_size_that_cannot_be_is_said(page: Page, server_url: str, wait_until: Wait, watch):
    """The old picture stays, and a sentence says what to do."""
    open_export(page, server_url + SWEIDA, wait_until)
    page.select_option('#export-form select[name="size"]', "own")
    page.fill('#export-form input[name="width"]', "400")
    page.fill('#export-form input[name="height"]', "330")
    expect(page.locator("#export-said-picture")).to_contain_text("make the picture at least")
    watch.troubles.clear()  # the browser notes the refusal in its console


def test_a_data_file_holds_the_whole_result(page: Page, server_url: str, wait_until: Wait):
    """All events that match, not only those in the list."""
    open_export(page, server_url + SWEIDA, wait_until)
    page.click("#export-tab-file")
    expect(page.locator("#export-count")).to_have_text("20 events")
    page.select_option('#export-file-form select[name="format"]', "csv")
    path = Path(saved(page, '[data-write="file"]').path())
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 20
    expect(page.locator("#export-said-file")).to_contain_text("Saved as")


def open_files(page: Page, url: str, wait_until: Wait) -> None:
    """Open the dialog where data files are asked for."""
    open_export(page, url + SWEIDA, wait_until)
    page.click("#export-tab-file")
    page.select_option('#export-file-form select[name="format"]', "csv")


def test_an_export_cancelled_before_the_server_answers_is_given_up(
    page: Page, server_url: str, wait_until: Wait
):
    """The answer comes after the reader has cancelled: the server is told, and nothing is saved."""
    open_files(page, server_url, wait_until)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/data/exports", hold)
    with page.expect_request("**/data/exports"):
        page.click('[data-write="file"]')
    page.click('[data-cancel="file"]')
    wait_for(page, lambda: bool(held))
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as given_up:
        held[0].continue_()
    assert given_up.value.status == 204
    assert page.request.get(given_up.value.url).status == 404
    expect(page.locator("#export-said-file")).to_have_text("Cancelled; nothing was kept.")
    expect(page.locator('[data-write="file"]')).to_be_enabled()


def test_an_export_after_a_cancelled_one_is_saved(
    page: Page, server_url: str, wait_until: Wait, watch: Watch
):
    """However late the last word on the first one comes."""
    open_files(page, server_url, wait_until)
    held: dict[str, Route] = {}

    def hold(route: Route) -> None:
        if route.request.method == "GET" and route.request.url not in held:
            held[route.request.url] = route
        else:
            route.continue_()

    page.route("**/data/exports/*", hold)
    page.click('[data-write="file"]')
    wait_for(page, lambda: len(held) == 1)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.click('[data-cancel="file"]')
    page.click('[data-write="file"]')
    wait_for(page, lambda: len(held) == 2)
    first, second = held
    with page.expect_response(first):
        held[first].continue_()
    with page.expect_download() as got:
        held[second].continue_()
    assert got.value.suggested_filename.endswith(".csv")
    expect(page.locator("#export-said-file")).to_contain_text("Saved as")
    watch.troubles.clear()  # the console tells that the first is not there any more


def wait_for(page: Page, true: Callable[[], bool]) -> None:
    """Let the page go on until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        page.wait_for_timeout(20)


def test_the_dialog_has_no_violations(page: Page, server_url: str, wait_until: Wait):
    """Names, roles and contrast hold in every part of it; arrow keys lead through its tabs."""
    open_export(page, server_url + SWEIDA, wait_until)
    page.focus("#export-tab-picture")
    for pane in ("picture", "file", "report"):
        expect(page.locator(f"#export-{pane}")).to_be_visible()
        expect(page.locator(f"#export-tab-{pane}")).to_be_focused()
        assert violations(page) == []
        page.keyboard.press("ArrowRight")
