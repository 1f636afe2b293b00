"""The data dialog: where files are dropped, over what a callback fills in."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.tree import Element, Tree, plain
from dashboard.layout.elements import filled, modal

TICK_MS = 400

WORDS = (
    "or drop it here: an export of ACLED, UCDP or GDELT; a table (CSV, Excel, Parquet, JSON,"
    " GeoJSON points); or zones (GeoJSON, KML, Shapefile, GeoPackage). "
)

WAITS = "Working… Changes wait for an import that is under way."


def data_dialog(*, takes_files: bool) -> Component:
    """The dialog; without ``takes_files`` it only shows what is loaded."""
    inside = [
        _drop(hidden=not takes_files),
        html.P(WAITS, id=ids.DATA_WAITS, role="status", className="waits", hidden=True),
        filled(html.Div, ids.DATA_BODY),
    ]
    dialog = modal(ids.DATA, "Data", "62rem", inside)
    # beside the dialog: an import goes on while that is closed
    return html.Div([dialog, dcc.Interval(id=ids.DATA_TICK, interval=TICK_MS, disabled=True)])


def _drop(*, hidden: bool) -> Component:
    chooser = Element(
        "input", {"type": "file", "id": "data-file", "className": "unseen", "data-key": "file"}
    )
    label = Element(
        "label",
        {"className": "button primary", "htmlFor": "data-file"},
        "Choose a file",
    )
    words = html.P(
        [
            WORDS,
            html.A(
                "A template for your own events",
                href="/assets/template.csv",
                download="watchline-template.csv",
                className="underlined",
            ),
        ]
    )
    return html.Div(
        [
            Tree("data-drop-tree", plain([chooser, label, words])),
            html.P(id="data-said", role="status", className="hint"),
        ],
        id=ids.DATA_DROP,
        className="drop",
        hidden=hidden,
    )
