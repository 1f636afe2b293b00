"""Density: when it is shown, in which classes, and that its numbers are those of the store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.answers import reads
from support.callback_client import LEVANT, ask, every, text
from support.contrast import contrast
from support.page_values import page_values

from dashboard import density, ids
from dashboard.figures.map.basemap import BaseMap
from dashboard.figures.map.density import Density, colour_of, drawing, ramp, steps, width_px
from dashboard.figures.map.figure import map_figure
from dashboard.figures.map.legend import density_legend
from dashboard.figures.theme import DARK, LIGHT, PRINT, Theme
from dashboard.state import View, link, read
from geodata import query
from geodata.filters import Filters
from geodata.hexagons import lattice
from geodata.results import Hexagon
from geodata.store import Store

HEAD = f"{ids.tree(ids.MAP_HEAD)}.tree"
FOOT = f"{ids.tree(ids.MAP_FOOT)}.tree"
LEGEND = f"{ids.tree(ids.LEGEND)}.tree"


@pytest.mark.parametrize(
    ("fullest", "begins"),
    [
        (0, (1,)),
        (1, (1,)),
        (9, (1, 2, 5)),
        (99, (1, 2, 5, 10, 20, 50)),
        (100, (1, 3, 10, 30, 100)),
        (2_362, (1, 10, 30, 100, 300, 1_000)),
        (96_950, (1, 300, 1_000, 3_000, 10_000, 30_000)),
    ],
)
def test_classes_are_round_steps_and_six_at_most(fullest: int, begins: tuple[int, ...]):
    """Steps of about three, the lowest as one; finer ones below a hundred."""
    assert steps(fullest) == begins
    colours = ramp(len(begins))
    assert len(set(colours)) == len(begins)
    assert colours == tuple(sorted(colours))
    assert [colour_of(events, begins) for events in begins] == list(colours)
    assert colour_of(max(fullest, 1), begins) == colours[-1]


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda theme: theme.name)
def test_more_is_always_further_from_the_land(theme: Theme):
    """Each class stands out more than the one before it."""
    ratios = [contrast(colour, theme.land) for colour in theme.densities]
    assert ratios == sorted(ratios)
    assert ratios[0] > 1.2
    assert ratios[-1] > 9


def test_hexagons_are_smaller_on_a_low_map_and_from_afar():
    """Ten px as far out as a continent, eight where there is little room."""
    assert [width_px(zoom, 500) for zoom in (3, 4, 4.5, 9)] == [10, 10, 12, 12]
    assert width_px(3, 252) == width_px(9, 252) == 8


def test_the_browser_is_sent_numbers_groups_and_the_place_of_the_open_event():
    """And no point of the trace beneath that a pointer could find."""
    around = lattice(12, 6)
    at = around.at(36.3, 33.5)
    one = Hexagon(*at, *around.centre(*at), (30, 0, 0, 10, 0, 0), "Damascus")
    shown = Density(around, (one,), 40, 80, chosen=(36.3, 33.5))
    sent = drawing(shown)
    assert sent["rows"] == [[*at, colour_of(40, steps(40)), "Damascus", [0, 30, 3, 10]]]
    assert (sent["columns"], sent["events"], sent["chosen"]) == (around.columns, 80, list(at))
    figure = map_figure(shown, BaseMap(LIGHT))
    assert figure.data[0].meta["density"] == sent
    assert len(figure.data[0].customdata) == 0
    assert "hexagons" in {layer["id"] for layer in figure.layout.map.style["layers"]}
    told = density_legend(shown, 33.5)
    assert told.classes[0] == (1, 0)
    assert told.km == pytest.approx(around.km(33.5))


def test_a_link_says_how_the_map_shows_events():
    """A word that is not known is said to be ignored."""
    view, said = read("show=density")
    assert view.show == "density"
    assert not said
    assert link(view) == "?show=density"
    assert link(View()) == "?"
    other, said = read("show=cubes")
    assert other.show == ""
    assert len(said) == 1


def test_density_is_shown_when_marks_would_cover_one_another(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    """Unless the reader chose places."""

    def shown(show: str) -> density.MapMode:
        view = View(show=show)
        return reads(store, density.map_mode, view, reads(store, density.places_of, view, None))

    assert shown("").name == "places"
    assert shown("density").name == "density"
    assert shown("regions").name == "regions"
    monkeypatch.setattr(density, "MOST_PLACES", 5)
    assert shown("").name == "density"
    assert not shown("").chosen
    assert shown("places").name == "places"
    few = query.places
    monkeypatch.setattr(
        query, "places", lambda db, filters, bounds=None: few(db, filters, 5, bounds)
    )
    assert shown("places").crowded
    near = (36.2, 33.4, 36.4, 33.6)
    found = reads(store, density.places_of, View(show="places"), near)
    assert 0 < len(found.rows) <= 5
    assert all(36.2 <= place.lon <= 36.4 and 33.4 <= place.lat <= 33.6 for place in found.rows)


def test_the_row_over_the_map_says_what_is_drawn_and_leads_to_the_other(
    app: Dash, client: TestClient
):
    """The legend has the classes, the sum under the map what is in no hexagon."""
    answer = ask(app, client, FOOT, page_values("region=SYR", **{"map-view.data": LEVANT}))
    assert "Places: close ones share a mark" in text(answer[HEAD])
    (other,) = every(answer[HEAD], **{"data-key": "show:density"})
    assert other["href"] == "?region=SYR&show=density"
    values = page_values("region=SYR&show=density", **{"map-view.data": LEVANT})
    answer = ask(app, client, FOOT, values)
    assert "Density: events in each hexagon" in text(answer[HEAD])
    assert "known by region only" in text(answer[FOOT])
    made = ask(app, client, f"{ids.MAP}.figure", values | {f"{ids.MAP_DRAWN}.data": None})
    assert "Events in one hexagon" in text(made[LEGEND])


def test_a_hexagon_that_is_chosen_is_an_area_of_the_same_events(store: Store):
    """Its corners as they are written into a link find what it counted; the others stay, paler,
    in the colours that they had."""
    shown = reads(store, density.density, Filters(), (35.0, 32.0, 38.0, 35.0), 7.0, 500.0)
    assert shown.fullest >= max(one.total for one in shown.hexagons)
    assert not shown.outside
    for one in shown.hexagons[:12]:
        corners = shown.lattice.ring(one.column, one.row)
        area = ",".join(f"{lon:.4f} {lat:.4f}" for lon, lat in corners)
        view, _ = read(f"area={area}")
        inside = reads(store, density.density, view.filters, (35, 32, 38, 35), 7.0, 500.0)
        assert inside.hexagons == (one,)
        assert {*inside.hexagons, *inside.outside} == set(shown.hexagons)
        assert inside.steps == shown.steps
        assert drawing(inside)["outside"] == 1


SHARED = Path(__file__).parent / "javascript" / "hexagons.json"


def hexagons_of_positions() -> dict[str, Any]:
    """Return what the browser is compared with.

    After a change, write it again in ``tests``, with the root in ``PYTHONPATH``::

        python -c "import test_density as t; t.write()"
    """
    around = lattice(12, 5)
    found = []
    for lon, lat in ((36.3, 33.5), (-73.9, 40.7), (179.99, -17.2), (-179.99, -17.2), (12, 84)):
        column, row = around.at(lon, lat)
        found.append(
            {"lon": lon, "lat": lat, "column": column, "row": row}
            | {"ring": [list(corner) for corner in around.ring(column, row)]}
        )
    return {"columns": around.columns, "positions": found}


def write() -> None:
    """Write what the browser is compared with."""
    SHARED.write_text(json.dumps(hexagons_of_positions()) + "\n", "utf-8")


def test_the_browser_draws_the_hexagons_that_the_server_counts():
    """Its tests compare it with this file."""
    kept = json.loads(SHARED.read_text("utf-8"))
    made = hexagons_of_positions()
    assert kept["columns"] == made["columns"]
    for before, now in zip(kept["positions"], made["positions"], strict=True):
        assert [before[name] for name in ("column", "row")] == [now["column"], now["row"]]
        assert before["ring"] == [pytest.approx(corner) for corner in now["ring"]]
