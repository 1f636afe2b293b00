"""A plain Dash page over the same events, as one would write it in an afternoon with pandas.

``python -m watchline export "" -o events.csv``, then ``python -m benchmarks.peers.plain_dash
events.csv``. Map, bars by week, a list and buttons of the most frequent actors and types; one
callback filters the frame and draws everything anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

import pandas as pd
import plotly.express as px
from dash import ALL, Dash, Input, Output, ctx, dcc, html

COLUMNS: Final = ["date_start", "event_type", "actors", "place", "title", "lon", "lat"]
BUTTONS: Final = 12
ROWS: Final = 60
NOWHERE: Final = {
    "version": 8,
    "sources": {"none": {"type": "geojson", "data": {"type": "FeatureCollection", "features": []}}},
    "layers": [{"id": "paper", "type": "background", "paint": {"background-color": "#eee"}}],
}
"""A base map that no other host is asked for."""


def read(path: Path) -> pd.DataFrame:
    """The events of an exported CSV file, the newest first."""
    events = pd.read_csv(path, encoding="utf-8-sig", usecols=COLUMNS)
    events["date_start"] = pd.to_datetime(events["date_start"])
    events["actors"] = events["actors"].fillna("").str.split("; ")
    return events.sort_values("date_start", ascending=False)


def figures(events: pd.DataFrame) -> tuple[Any, ...]:
    """Map, bars, list and count of some events."""
    weeks = events.groupby([pd.Grouper(key="date_start", freq="W"), "event_type"]).size()
    bars = px.bar(weeks.rename("events").reset_index(), x="date_start", y="events", height=280)
    marks = px.scatter_map(
        events.dropna(subset=["lon", "lat"]),
        lon="lon",
        lat="lat",
        color="event_type",
        hover_name="title",
        zoom=6,
        center={"lon": 36.05, "lat": 33.05},
        height=500,
        map_style=NOWHERE,
    )
    marks.update_layout(uirevision="map")
    said = [html.Li(f"{row.date_start:%Y-%m-%d} {row.title}") for row in events[:ROWS].itertuples()]
    return marks, bars, said, f"{len(events):,} events"


def create(events: pd.DataFrame) -> Dash:
    """The page."""
    app = Dash(__name__)
    actors = events["actors"].explode().value_counts().head(BUTTONS).index
    filters = [
        *(("actors", name) for name in actors if name),
        *(("event_type", name) for name in events["event_type"].value_counts().head(BUTTONS).index),
    ]
    buttons = [
        html.Button(value, id={"filter": column, "value": value}, className="filter")
        for column, value in filters
    ]
    app.layout = html.Div(
        [
            html.H2(id="count"),
            html.Div(buttons),
            dcc.Graph(id="map"),
            dcc.Graph(id="bars"),
            html.Ul(id="list"),
        ]
    )

    @app.callback(
        Output("map", "figure"),
        Output("bars", "figure"),
        Output("list", "children"),
        Output("count", "children"),
        Input({"filter": ALL, "value": ALL}, "n_clicks"),
    )
    def draw(_clicks: list[int | None]) -> tuple[Any, ...]:
        chosen = ctx.triggered_id
        if not chosen:
            return figures(events)
        column, value = chosen["filter"], chosen["value"]
        if column == "actors":
            return figures(events[[value in names for names in events["actors"]]])
        return figures(events[events[column] == value])

    return app


def main() -> None:
    """Serve the page."""
    parser = argparse.ArgumentParser(description="A plain Dash page over an exported CSV file.")
    parser.add_argument("events", type=Path)
    parser.add_argument("--port", type=int, default=8060)
    asked = parser.parse_args()
    create(read(asked.events)).run(port=asked.port)


if __name__ == "__main__":
    main()
