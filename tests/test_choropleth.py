"""Regions in colours: the numbers are the query's, on the page and in pictures."""

from __future__ import annotations

from datetime import date

from support import naive_query
from support.answers import reads

from dashboard import density
from dashboard.components.map_foot import Elsewhere, foot
from dashboard.figures.map.basemap import BaseMap
from dashboard.figures.map.choropleth import LAYER, Choropleth
from dashboard.figures.map.figure import map_figure
from dashboard.figures.map.legend import regions_legend
from dashboard.figures.theme import LIGHT
from dashboard.pictures import compose, request
from dashboard.state import View
from geodata import query, regions
from geodata.filters import Filters
from geodata.imports.bundled import read_bundled
from geodata.results import RegionCount, RegionCounts
from geodata.store import Store

JULY = Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31))
NAIVE = naive_query.read(read_bundled().events)


def some(*events: int) -> Choropleth:
    """Regions of Syria with so many events each, and two events in none."""
    codes = [code for code in regions.regions() if code.startswith("SYR-")]
    rows = tuple(
        RegionCount(code, regions.label(code), (n, 0, 0, 0, 0, 0), None, None)
        for code, n in zip(codes, events, strict=False)
    )
    return Choropleth(RegionCounts(rows), sum(events) + 2)


def test_every_placed_event_is_in_its_region_or_said_to_be_in_none(store: Store) -> None:
    """Counts are of where events happened, whatever they are about; deaths add up as elsewhere."""
    for filters in (Filters(), JULY, Filters(regions=("SYR-Sweida",))):
        shown = reads(store, density.choropleth, filters)
        matching = naive_query.matching(NAIVE, filters)
        for row in shown.counts.rows:
            assert row.total == sum(row.code in one.venue for one in matching)
        totals = reads(store, query.totals, filters)
        assert shown.counts.total + shown.without == totals.placed
        assert shown.without >= 0
    july = reads(store, query.region_counts, JULY)
    sweida = next(row for row in july.rows if row.code == "SYR-Sweida")
    assert sweida.deaths_low is not None
    assert sweida.deaths_high is not None
    assert sweida.deaths_low <= sweida.deaths_high


def test_a_region_has_the_colour_of_its_class() -> None:
    """More is further from the land; the classes are those of the legend."""
    shown = some(1, 2, 150)
    style = map_figure(shown, BaseMap(LIGHT)).layout.map.style
    layers = {layer["id"]: layer for layer in style["layers"]}
    assert len(layers) == len(style["layers"])
    colours = layers[LAYER]["paint"]["fill-color"]
    found = dict(zip(colours[2:-1:2], colours[3:-1:2], strict=True))
    codes = [row.code for row in shown.counts.rows]
    assert [found[code] for code in codes] == [
        LIGHT.densities[shown.colours[code]] for code in codes
    ]
    assert found[codes[2]] == LIGHT.densities[-1]
    said = regions_legend(shown)
    assert said.fullest == 150
    assert said.classes[0][0] == 1


def test_the_sum_under_the_map_has_what_is_in_no_region() -> None:
    """It adds up to the placed events, and says so in words."""
    view = View(filters=Filters(), show="regions")
    with Store.open(None) as empty:
        totals = reads(empty, query.totals, Filters())
    words = str(
        foot(view, totals, Elsewhere(3, 2, (), None), linked=False, flagged=0, regions=some(1, 2))
    )
    assert "in 2 regions" in words
    assert "in none of them" in words
    assert "elsewhere" not in words


def test_a_picture_shows_the_regions_of_the_page(store: Store) -> None:
    """Their colours, a key, and how many events are in none."""
    asked, notices = request.read("show=regions&kind=map")
    assert notices == ()
    made = reads(store, compose.draw, asked, link="https://example.org/")
    shown = reads(store, density.choropleth, Filters())
    assert "Events in one region" in made.svg
    assert f"{shown.counts.total}" in made.svg
    assert "in none of these" in made.svg
    for colour in {LIGHT.densities[at] for at in shown.colours.values()}:
        assert f'fill="{colour}"' in made.svg
