"""The glossary, where the page uses it and in Help; what Help says about this Watchline."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.callback_client import LEVANT, SCREEN, ask, every, text

from dashboard import ids
from dashboard.components.help import CREDITS, help_text, keys
from dashboard.components.terms import explanations, pointed, term
from dashboard.components.tree import plain
from dashboard.glossary import GLOSSARY, KEYS
from geodata.schema import CREDIBILITY, EVENT_TYPES, GEO_PRECISIONS, RELIABILITY

ROOT = Path(__file__).parent.parent
AGGREGATE = "levant:2025-07-13-sweida-week-of-violence"
PARTS = (
    (f"{ids.tree(ids.PRESETS)}.tree", ""),
    (f"{ids.MAP}.figure", ""),
    (f"{ids.tree(ids.MAP_FOOT)}.tree", ""),
    (f"{ids.TIMELINE}.figure", ""),
    (f"{ids.tree(ids.TABS)}.tree", ""),
    (f"{ids.tree(ids.TABS)}.tree", f"event={AGGREGATE}"),
    (f"{ids.tree(ids.TABS)}.tree", "tab=changes"),
)


@pytest.fixture(scope="module")
def drawn(app: Dash, client: TestClient) -> list[Any]:
    """What the page draws in the rail, on and under the map, over the timeline, in the panel."""
    return [
        ask(
            app,
            client,
            output,
            {
                f"{ids.QUERY}.data": query,
                f"{ids.SCREEN}.data": SCREEN,
                f"{ids.MAP_VIEW}.data": LEVANT,
            },
        )
        for output, query in PARTS
    ]


def test_every_word_that_the_page_explains_is_in_help(app: Dash, drawn: list[Any]):
    """Whatever is dotted on the page, or explained to the pointer, is found in Help by its name,
    with the same words; and what a screen reader is led to is on the page."""
    used = set(re.findall(r'"data-term": "([^"]*)"', json.dumps(drawn)))
    assert {"region", "storyline", "group", "dataset", "grade", "aggregate", "venue"} <= used
    assert {"timeline", "admin1", "admin2", "town", "country", "none", "deaths", "sources"} <= used
    said = text(plain(help_text()))
    for word in used:
        assert GLOSSARY[word].name in said
        assert GLOSSARY[word].means in said
    led = set(re.findall(r'"aria-describedby": "(term-[^"]*)"', json.dumps(drawn)))
    layout = json.dumps(app.layout.to_plotly_json(), default=lambda part: part.to_plotly_json())
    assert led
    for one in led:
        assert f'"id": "{one}"' in layout


def test_help_names_every_type_precision_and_grade():
    """No type, precision or grade is met on the page that Help does not have."""
    said = text(plain(help_text())).casefold()
    labels = [kind.label for kind in EVENT_TYPES.values()]
    for word in (*labels, *RELIABILITY.values(), *CREDIBILITY.values()):
        assert word.casefold() in said
    assert set(GEO_PRECISIONS) <= set(GLOSSARY)


def test_help_and_the_explanations_show_the_signs_of_the_legend(drawn: list[Any]):
    """A sign of the map's legend stands beside the same word in both."""
    legend = next(
        tree for part in drawn for name, tree in part.items() if name.startswith(ids.LEGEND)
    )
    signs = set(re.findall(r"icon icon-(?!chevron)[\w-]+", json.dumps(legend)))
    assert signs
    for words in (help_text(), explanations()):
        assert signs <= set(re.findall(r"icon icon-[\w-]+", json.dumps(plain(words))))


def test_a_word_that_nobody_explained_cannot_be_used():
    """It fails where it is written, and not in a reader's hands."""
    with pytest.raises(KeyError):
        term("hearsay")
    with pytest.raises(KeyError):
        pointed("hearsay")


def test_help_has_every_key_that_the_page_listens_for():
    """A key that does something is told."""
    script = (ROOT / "assets" / "keyboard.js").read_text(encoding="utf-8")
    table = script.split("const keys = {", 1)[1].split("};", 1)[0]
    listened = re.findall(r'^\s+"?([^":\s]+|\s)"?: ', table, re.MULTILINE)
    signs = {"ArrowDown": "↓", "ArrowUp": "↑", "ArrowLeft": "←", "ArrowRight": "→"}
    signs |= {"Escape": "Esc", " ": "Space"}
    assert len(listened) > 7
    told = {key for pressed, _ in KEYS for key in pressed}
    assert {signs.get(key, key) for key in listened} <= told
    assert {text([one]) for one in every(plain(keys()), className="kbd")[0]["children"]} <= told


def test_about_says_which_data_on_what_terms_and_of_when(app: Dash, client: TestClient):
    """The version, the data set with its licence and days, what comes with it, and the API, which
    answers."""
    name = f"{ids.tree(ids.ABOUT)}.tree"
    told = ask(app, client, name, {f"{ids.HELP}.opened": True})[name]
    said = text(told)
    for words in (
        version("watchline"),
        "Levant curated set",
        "31 May 1974 – 20 Mar 2026",
        "Licence: CC BY 4.0",
        "Natural Earth",
        "GeoNames",
        "IBM Plex Sans",
        "contacts no other host",
        "reads no feed",
    ):
        assert words in said
    (api,) = every(told, target="_blank")
    assert "openapi.json" in client.get(api["href"]).text
    assert ask(app, client, name, {f"{ids.HELP}.opened": False}) == {}


def test_what_comes_with_watchline_is_as_in_the_notice():
    """Help is the short form of NOTICE and says nothing else."""
    notice = " ".join((ROOT / "NOTICE").read_text(encoding="utf-8").split()).casefold()
    for _, whose in CREDITS:
        for words in whose.replace("1.1", "").replace(" with ", " ").split(", "):
            assert words.strip().casefold() in notice, words
