"""The data dialog's list: every data set, its terms, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs
from dashboard.components.forms import act, field, line
from dashboard.components.tree import Element
from geodata.store.datasets import StoredDataset
from geodata.text import count, day, number

Boxes = Mapping[str, tuple[float, float, float, float]]
"""West, south, east and north of each data set, in degrees."""

KINDS = {
    "curated": "Bundled with Watchline",
    "own": "Read from the data folder at every start",
    "acled": "ACLED export",
    "ucdp": "UCDP GED",
    "gdelt": "GDELT events: reports counted by machine",
    "native": "Watchline events",
    "table": "Table",
    "zones": "Zones",
}
KEPT = ("curated", "own")
"""Kinds that come back at every start, so that deleting them would mean nothing."""


def data_sets(
    stored: Sequence[StoredDataset],
    editing: str,
    boxes: Boxes,
    *,
    open_to_changes: bool,
    fed: bool = False,
) -> list[Component | str]:
    """The list. ``editing`` is the data set whose words are being changed; ``boxes`` is where
    each lies; ``fed``: some are kept up to date by feeds."""
    rows = [
        _editor(one)
        if one.dataset.key == editing
        else _row(one, boxes, open_to_changes=open_to_changes)
        for one in stored
    ]
    note = (
        "What no feed brings stays as it was loaded."
        if fed
        else "Nothing is fetched from anywhere: the data stay as they were loaded."
    )
    note += " A deleted set can be brought back until this dialog is closed."
    several = (
        "An incident may be in several data sets; counts over several of them can count it"
        " more than once."
    )
    return [
        html.H3("Data sets", tabIndex=-1),
        html.Ul(rows, className="data-sets"),
        html.P(f"{note} {several if len(rows) > 1 else ''}", className="hint"),
    ]


def _row(one: StoredDataset, boxes: Boxes, *, open_to_changes: bool) -> Component:
    dataset = one.dataset
    state = "deleted" if one.deleted else "hidden" if one.hidden else ""
    name: list[Component | str] = [html.Strong(dataset.name, dir="auto")]
    if state:
        name.append(html.Span(f" {state}: in no view and no count", className="state"))
    return html.Li(
        [
            html.Div([html.P(name), *(html.P(said, className="hint") for said in facts(one))]),
            html.Div(
                _actions(one, boxes) if open_to_changes else [only(one, boxes)], className="actions"
            ),
        ],
        className=f"data-set {state}".strip(),
        **attrs({"data-key": f"set:{dataset.key}"}),
    )


def only(one: StoredDataset, boxes: Boxes, css: str = "underlined") -> Component:
    """A link to this data set alone, to which the map moves: it may be anywhere."""
    source = one.dataset.key
    box = boxes.get(source)
    where = {"data-box": ",".join(f"{edge:.4f}" for edge in box)} if box else {}
    return html.A(
        "Show only this",
        href=f"?data={quote(source)}",
        className=css,
        title=f"Show only {one.dataset.name}",
        **attrs({"data-key": f"only:{source}", **where}),
    )


def facts(one: StoredDataset) -> list[list[Component | str]]:
    """What it is, how much of it there is and how old, and on what terms; a line each."""
    dataset = one.dataset
    counts = count(one.taken, "zone") if dataset.kind == "zones" else count(one.events, "event")
    if one.rejected:
        counts += f" · {number(one.rejected)} rows of the file not taken"
    read = f"read {day(one.read_at.date())}" if one.read_at else "not read yet"
    got = f"retrieved {day(one.retrieved_at.date())}" if one.retrieved_at else ""
    file: list[Component | str] = []
    if one.file:
        short = f"SHA-256 {one.sha256[:12]}…"
        file = [f"{one.file}, ", html.Span(short, title=one.sha256)]
    said = " · ".join(filter(None, (KINDS.get(dataset.kind, dataset.kind), counts, read, got)))
    terms: list[Component | str] = [
        f"Licence: {dataset.licence} · Attribution: {dataset.attribution}"
    ]
    if dataset.url.startswith(("https://", "http://")):
        new_tab = {"target": "_blank", "rel": "noopener noreferrer", "className": "underlined"}
        terms += [" · ", html.A(dataset.url, href=dataset.url, **attrs(new_tab))]
    facts: list[list[Component | str]] = [[said], terms]
    if dataset.terms:
        facts.append([html.Strong("Terms: "), dataset.terms])
    return [*facts, file] if file else facts


def _actions(one: StoredDataset, boxes: Boxes) -> list[Component]:
    source = one.dataset.key
    if one.deleted:
        return [act("Undo", "restore", source=source)]
    shown = act("Show", "show", source=source) if one.hidden else act("Hide", "hide", source=source)
    first = [] if one.hidden else [only(one, boxes)]
    if one.dataset.kind in KEPT:
        return [*first, shown]
    return [
        *first,
        act("Edit", "edit", source=source),
        shown,
        act("Delete", "delete", source=source),
    ]


def _editor(one: StoredDataset) -> Component:
    dataset = one.dataset
    return html.Li(
        Element(
            "form",
            {"data-form": "words", "data-source": dataset.key, "className": "form"},
            [
                field("Name", line("name", dataset.name, required=True)),
                field("Licence", line("licence", dataset.licence)),
                field("Attribution", line("attribution", dataset.attribution)),
                field("Address", line("url", dataset.url), "Begins with https:// or http://"),
                field("Terms", line("terms", dataset.terms), "Shown wherever the data is"),
                html.Div(
                    [
                        act("Save", "words", "button primary", source=dataset.key),
                        act("Cancel", "list", source=""),
                    ],
                    className="actions",
                ),
            ],
        ),
        className="data-set",
        **attrs({"data-key": f"edit:{dataset.key}"}),
    )
