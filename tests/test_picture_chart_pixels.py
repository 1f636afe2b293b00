"""Charts of pictures beside Plotly's own drawing of the same figures in Chromium."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
import pytest
from PIL import Image
from playwright.sync_api import Page
from support.chart_figures import FIGURES

from dashboard.pictures import render, svg
from dashboard.pictures.charts.figure_svg import draw
from dashboard.pictures.text import metrics

PLOTLY = Path(__file__).parent.parent / "assets" / "plotly-watchline.min.js"
BLOCK = 4
"""Pixels are compared in squares of this many units: Plotly moves words to whole pixels."""

pytestmark = pytest.mark.browser


def blocks(png: bytes) -> npt.NDArray[np.float64]:
    """Mean brightness of each square, from 0 to 255, by colour."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)
    high, wide = (side // BLOCK * BLOCK for side in pixels.shape[:2])
    cut = pixels[:high, :wide].reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK, 3)
    return cut.mean(axis=(1, 3))


def by_plotly(page: Page, figure: go.Figure) -> bytes:
    """Return a picture of a figure as the page would draw it."""
    style = metrics.styles("Aa")
    page.set_content(f"<style>{style} body{{margin:0}}</style><div id='graph'></div>")
    page.add_script_tag(path=str(PLOTLY))
    page.evaluate(
        """async (figure) => {
            for (const weight of [400, 600])
                await document.fonts.load(`${weight} 12px "IBM Plex Sans"`)
            await Plotly.newPlot("graph", figure.data, figure.layout, {displayModeBar: false})
        }""",
        figure.to_plotly_json(),
    )
    return page.locator("#graph .svg-container").screenshot()


@pytest.mark.parametrize(
    "name", ["chosen", "shapes", "counts", "actors", "dyads", "matrix", "regions", "inset"]
)
def test_a_drawing_looks_as_plotly_draws_it(page: Page, name: str):
    """No square differs by a quarter of full brightness, as one does where a bar is missing:
    words that Plotly moves by half a pixel make a fifth, one group left out four fifths."""
    figure = FIGURES[name]
    width, height = figure.layout.width, figure.layout.height
    drawing = svg.document(width, height, draw(figure), title="", about="")
    ours = render.png(drawing, width, height, width)
    difference = np.abs(blocks(ours) - blocks(by_plotly(page, figure)))
    assert difference.max() < 64
    assert difference.mean() < 5
