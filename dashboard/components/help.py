"""What stands in the help dialog: the words, the symbols and the keys; and about Watchline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.data_sets import facts
from dashboard.components.elements import attrs, icon, mark
from dashboard.components.symbols import symbols
from dashboard.glossary import ABOUT, HINTS, KEYS, SECTIONS, Term
from geodata.results import Span
from geodata.schema import (
    CREDIBILITY,
    EVENT_TYPES,
    GROUP_LABELS,
    GROUPS,
    RELIABILITY,
)
from geodata.store.datasets import StoredDataset
from geodata.text import count, days

CREDITS: Final = (
    ("Boundaries, lakes, names of regions", "Natural Earth, public domain"),
    ("Towns", "GeoNames, CC BY 4.0"),
    ("Type", "IBM Plex Sans, SIL Open Font License 1.1"),
    ("Charts and map", "plotly.js, MIT License, with MapLibre GL JS, BSD 3-Clause License"),
)
"""What comes with every Watchline, in short; NOTICE has it in full."""


def help_text() -> list[Component]:
    """What every word means; nothing here depends on the data."""
    return [html.P(ABOUT, className="help-lead"), *map(_section, SECTIONS)]


def keys() -> list[Component]:
    """What the keys do."""
    rows: list[Component] = []
    for pressed, does in KEYS:
        rows += [html.Dt([html.Kbd(key, className="kbd") for key in pressed]), html.Dd(does)]
    return [html.H3("Keys"), html.Dl(rows, className="help-keys")]


def _section(title: str) -> Component:
    rows: list[Component] = []
    for key, term in SECTIONS[title].items():
        rows += [_name(key, term), html.Dd([term.means, *_MORE.get(key, list)()])]
    return html.Section([html.H3(title), html.Dl(rows, className="help-terms")])


def _name(key: str, term: Term) -> Component:
    return html.Dt([html.Span(symbols(key), className="help-sign"), term.name])


def _groups() -> list[Component]:
    """The shapes, each with the types of its group."""
    rows = []
    for group in GROUPS:
        types = [kind.label for kind in EVENT_TYPES.values() if kind.group == group]
        rows.append(html.Li([mark(group), f"{GROUP_LABELS[group]}: {', '.join(types).lower()}"]))
    return [html.Ul(rows, className="help-list")]


def _grades() -> list[Component]:
    """Both halves of the Admiralty code."""
    rows = [
        html.Li([html.Span(sign, className="grade"), words[:1].upper() + words[1:]])
        for sign, words in (*RELIABILITY.items(), *CREDIBILITY.items())
    ]
    return [html.Ul(rows, className="help-list help-grades")]


_MORE: Final = MappingProxyType({"group": _groups, "grade": _grades})
"""What Help lists beyond what a word means."""


def about(
    version: str, stored: Sequence[StoredDataset], covered: Mapping[str, Span], feeds: int
) -> list[Component]:
    """Which Watchline this is, on which data, by whom; and whom it asks.

    ``covered`` is from when to when the events of each data set are, by ``source``; ``feeds`` is
    how many bring data to the server.
    """
    sets = [_dataset(one, covered.get(one.dataset.key)) for one in stored if one.shows]
    owed = [html.Li([html.Strong(f"{what}: "), whose]) for what, whose in CREDITS]
    reads = f"The server reads {count(feeds, 'feed')}." if feeds else "The server reads no feed."
    api = html.A("The API", href="/api/v1/", className="underlined", **attrs({"target": "_blank"}))
    return [
        html.H3("About"),
        html.P(
            ["Watchline ", html.Strong(version), ", Apache License 2.0. ", api, " for programs."]
        ),
        html.P(
            "This page contacts no other host: maps, type and scripts come from the server that"
            f" it came from. {reads}"
        ),
        html.H4("Data sets loaded"),
        html.Ul(sets or [html.Li("None")], className="help-about"),
        html.H4("What comes with Watchline"),
        html.Ul(owed, className="help-about"),
    ]


def _dataset(one: StoredDataset, span: Span | None) -> Component:
    dates = [html.P(f"Events of {days(span.first, span.last)}", className="hint")] if span else []
    said = [html.P(fact, className="hint") for fact in facts(one)]
    return html.Li([html.P(html.Strong(one.dataset.name, dir="auto")), *dates, *said])


def hints() -> list[Component]:
    """What a first visit is told, with the signs that it is about."""
    signs = (
        [mark("violence"), icon("admin2"), icon("admin1")],
        [icon("filter")],
        [icon("link"), icon("picture")],
    )
    rows = [
        html.Li([html.Span(drawn, className="hint-signs"), html.Span(words)])
        for drawn, words in zip(signs, HINTS, strict=True)
    ]
    more = html.Button(
        "Help", type="button", className="underlined hint-more", **attrs({"data-help": ""})
    )
    close = html.Button(
        "Got it", type="button", className="button", **attrs({"data-hints": "close"})
    )
    return [html.Ul(rows), html.Div([more, close], className="hint-acts")]
