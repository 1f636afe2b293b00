"""The page on paper: which picture it asks for, and that the picture fits a sheet."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.callback_client import ask
from support.drawings import said
from support.page_values import page_values

from dashboard import ids
from dashboard.asset_files import ASSETS

PAPERS = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
VIEWS = (
    "",
    "from=2025-07-01&to=2025-07-31&region=SYR-Sweida&tab=actors&map=33,36,8",
    "q=zzzzzz&boundaries=defacto&lanes=actor",
    "event=levant:2026-01-05-paris-fifth-round&from=-12m",
)


def picture(app: Dash, client: TestClient, search: str) -> dict[str, Any]:
    """The attributes of the picture that the page prints for a view."""
    output = f"{ids.tree(ids.PRINTED)}.tree"
    (node,) = ask(app, client, output, page_values(search))[output]
    tag, attributes = node
    assert tag == "img"
    return dict(attributes)


@pytest.mark.parametrize("search", VIEWS)
def test_what_is_printed_is_the_situation_page_of_the_view(
    app: Dash, client: TestClient, search: str
):
    """Light, with the filters and counts of the page, data sets, licence and boundary note."""
    drawn = client.get(picture(app, client, search)["src"])
    assert drawn.status_code == 200
    assert 'width="180mm" height="248mm"' in drawn.text
    text = " ".join(said(drawn.text).split())
    counted = client.get(f"/api/v1/summary?{search}").json()
    assert f"{counted['events']} of {counted['all_events']} events" in text
    assert "Levant curated set (CC BY 4.0)" in text
    assert "Boundaries: Natural Earth" in text
    assert "Data as of" in text


def test_the_picture_is_asked_for_when_it_is_printed(app: Dash, client: TestClient):
    """Not at every click; and who hears the page is told what it is."""
    found = picture(app, client, VIEWS[1])
    assert found["loading"] == "lazy"
    assert found["alt"].startswith("Situation page of this view")
    asked = parse_qs(urlsplit(found["src"]).query)
    assert asked["region"] == ["SYR-Sweida"]
    assert "theme" not in asked


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_the_picture_fits_a_sheet(app: Dash, client: TestClient, paper: tuple[float, float]):
    """Within the margins of the style sheet, on A4 and on US Letter, so that it takes one."""
    style = (ASSETS / "print.css").read_text(encoding="utf-8")
    margins = re.search(r"margin: (\d+)mm (\d+)mm (\d+)mm;", style)
    assert margins is not None
    above, aside, below = map(float, margins.groups())
    drawn = client.get(picture(app, client, "")["src"]).text
    size = re.search(r'width="([\d.]+)mm" height="([\d.]+)mm"', drawn)
    assert size is not None
    assert float(size[1]) <= paper[0] - 2 * aside
    assert float(size[2]) <= paper[1] - above - below
