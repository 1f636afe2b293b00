"""The page and its figures share one set of colours."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from support.contrast import contrast

from dashboard.figures.theme import DARK, LIGHT, Theme
from geodata.schema import GROUPS

ASSETS = Path(__file__).parent.parent / "assets"


def css_tokens(selector: str) -> dict[str, str]:
    """The colours that the style sheet declares under a selector."""
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    block = text.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", block))


@pytest.mark.parametrize(
    ("theme", "selector"),
    [(LIGHT, ":root"), (DARK, ':root[data-mantine-color-scheme="dark"]')],
    ids=["light", "dark"],
)
def test_page_and_figures_have_the_same_colours(theme: Theme, selector: str):
    """A colour of the style sheet is the colour of that name in the figures."""
    tokens = css_tokens(selector)
    assert set(GROUPS) <= set(tokens)
    names = {field.name for field in fields(Theme)}
    assert set(tokens) <= names
    assert tokens == {name: getattr(theme, name) for name in tokens}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_and_text_stand_out(theme: Theme):
    """Marks have 3:1 on every land colour, text 4.5:1 on paper and on a selected row."""
    for group in GROUPS:
        for land in (theme.land, theme.land2, theme.tint1, theme.tint2):
            assert contrast(theme.group(group), land) >= 3, (group, land)
    for text in (theme.ink, theme.ink2, theme.ink3):
        for ground in (theme.paper, theme.selected):
            assert contrast(text, ground) >= 4.5, (text, ground)


def test_text_follows_the_font_size_of_the_browser():
    """No style sheet has a size of text in px, but for the dates that are drawn over the brush."""
    fixed = {
        f"{sheet.name}: {rule}"
        for sheet in ASSETS.glob("*.css")
        if sheet.name != "timeline.css"
        for rule in re.findall(
            r"(?:font|font-size|line-height):[^;}]*\dpx[^;}]*", sheet.read_text()
        )
    }
    assert fixed == set()
