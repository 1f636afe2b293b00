"""The map under the marks of a picture: land, lines, names, zones, and the ends of the world."""

import json
import re

import numpy as np
import pytest
import shapely
from support.drawings import drawn_map

from dashboard.figures.map import geometry as geo
from dashboard.figures.theme import LIGHT
from dashboard.pictures.maps.basemap import base
from dashboard.pictures.maps.map import MapPart, map_plane
from dashboard.pictures.maps.plane import MARGIN, Projection, layer, plane
from dashboard.pictures.maps.zones import ZoneShapes
from geodata import regions
from geodata.results import Place, Places

NOTHING = Places((), 0, crowded=False)
LEVANT = geo.Bounds(35.0, 32.0, 37.5, 34.0)
WORLD = geo.Bounds(-180, -geo.MAX_LAT, 180, geo.MAX_LAT)


def at(extent: geo.Bounds, width: float = 815, height: float = 500) -> Projection:
    return plane(extent, width, height, exactly=True)


def drawn(extent: geo.Bounds, *rows: Place, **given: object) -> MapPart:
    return drawn_map(
        Places(rows, len(rows), crowded=False), LIGHT, 815, 500, extent=extent, **given
    )


def place(lon: float, lat: float) -> Place:
    return Place("p:1", "Here", lon, lat, "town", "FJI", "", (1, 0, 0, 0, 0, 0), (0,) * 6, None)


def words(part: MapPart) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)", "".join(part.parts))


def land_of(extent: geo.Bounds, width: float = 815, height: float = 500) -> shapely.Geometry:
    """The land as it is drawn, units."""
    shapes, _ = at(extent, width, height).units(layer("land").shapes)
    return shapely.union_all(shapely.make_valid(shapes))


@pytest.mark.parametrize(
    "extent",
    [
        WORLD,
        geo.Bounds(170, -25, 180, -10),
        geo.Bounds(-180, 60, 180, 84),
        geo.Bounds(-180, -84, 180, -60),
        geo.Bounds(-180, 50, -160, 70),
    ],
)
@pytest.mark.parametrize("size", [(375, 300), (1350, 250), (300, 700)])
def test_nothing_is_drawn_across_the_end_of_the_world(extent: geo.Bounds, size: tuple[int, int]):
    """Every point of a path lies in the frame or just beside it."""
    shown = "".join(base(at(extent, *size), LIGHT, "un", {}, ("FJI",)))
    points = np.array(re.findall(r"(-?[\d.]+),(-?[\d.]+)", shown), dtype=float)
    assert (points >= -MARGIN - 0.1).all()
    assert (points <= np.array(size) + MARGIN + 0.1).all()


def test_the_world_is_not_smeared():
    """Oceans are water and continents are land, on a map of the whole world."""
    land, view = land_of(WORLD), at(WORLD)
    for lon, lat in ((-150, 0), (-30, 30), (80, -30), (179, 40), (-179, 30)):
        assert not land.contains(shapely.Point(view.xy(lon, lat))), (lon, lat)
    for lon, lat in ((100, 62), (-100, 45), (25, 0), (134, -25), (178, 67)):
        assert land.contains(shapely.Point(view.xy(lon, lat))), (lon, lat)


def test_no_place_of_the_world_is_on_a_map_twice():
    """A frame that is wider than the world leaves its sides empty."""
    view = at(WORLD, 1350, 250)
    left, _, right, _ = view.sides
    assert right - left == pytest.approx(view.world)
    assert view.bounds[0] == -180
    assert view.bounds[2] == 180


def test_both_sides_of_180_degrees_are_one_map():
    """Fiji lies on both; its land and an event in its east are on a map around 180°."""
    extent = geo.Bounds(177, -19, 180, -15)
    land, view = land_of(extent), at(extent)
    assert land.contains(shapely.Point(view.xy(178.0, -17.8)))
    west, _, east, _ = view.bounds
    assert west > east
    assert drawn(extent, place(-179.9, -17)).on_map == 1
    assert drawn(extent, place(-170, -17)).elsewhere == (("Here", 1),)


def test_the_extent_that_was_asked_for_is_in_the_frame():
    """All of it, whatever the proportions of the frame."""
    for size in ((375, 300), (1350, 250), (300, 700)):
        west, south, east, north = at(LEVANT, *size).bounds
        assert west <= LEVANT.west + 1e-6
        assert south <= LEVANT.south + 1e-6
        assert east >= LEVANT.east - 1e-6
        assert north >= LEVANT.north - 1e-6


def test_without_an_extent_the_map_is_where_most_events_are():
    """As on the page: a far event does not shrink the rest to a dot."""
    near = [place(36 + i / 10, 33)._replace(key=f"p:{i}") for i in range(12)]
    found = Places((*near, place(-74, 40)._replace(key="far", country="USA")), 13, crowded=False)
    west, _, east, _ = map_plane(found, 815, 400).bounds
    assert 33 < west < 36
    assert 37 < east < 40


def test_boundaries_follow_the_chosen_view():
    """The Golan has Syria's colour in the view of the UN, and not as administered."""
    extent = geo.Bounds(35.5, 32.6, 36.1, 33.4)
    point = shapely.Point(at(extent).xy(35.75, 32.95))

    def colour(boundaries: str) -> str:
        paths = re.findall(
            r'<path d="([^"]*)" fill="(#\w+)"/>',
            "".join(base(at(extent), LIGHT, boundaries, {}, ("SYR",))),
        )
        over = [fill for d, fill in paths if area(d).contains(point)]
        return over[-1]

    assert colour("un") == LIGHT.land
    assert colour("defacto") == LIGHT.land2


def area(d: str) -> shapely.Geometry:
    """The area of a path of closed rings."""
    rings = [
        [tuple(map(float, pair.split(","))) for pair in ring.rstrip("Z").split("L")]
        for ring in d.split("M")[1:]
    ]
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])


def test_a_governorate_with_events_of_its_own_is_tinted():
    """The darker tint from six events on."""
    shown = {n: "".join(base(at(LEVANT), LIGHT, "un", {"SYR-Sweida": n}, ())) for n in (0, 5, 6)}
    assert [LIGHT.tint1 in shown[n] for n in (0, 5, 6)] == [False, True, False]
    assert [LIGHT.tint2 in shown[n] for n in (0, 5, 6)] == [False, False, True]


def test_countries_are_named_inside_their_own_land():
    """Every corner of the name lies in the country."""
    extent = geo.Bounds(28, 26, 48, 40)
    shown = "".join(drawn(extent).parts)
    found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([A-Z ]{4,})</text>', shown)
    named = {name: (float(x), float(y)) for x, y, name in found}
    assert {"SYRIA", "IRAQ", "TURKEY", "EGYPT"} <= set(named)
    view = at(extent)
    for code in ("SYR", "IRQ", "TUR", "EGY"):
        x, y = named[regions.label(code).upper()]
        outline = shapely.transform(
            regions.shape(code), lambda points: np.array([view.xy(*point) for point in points])
        )
        assert outline.contains(shapely.box(x - 15, y - 8, x + 15, y)), code


def test_a_sea_is_named_where_its_own_point_is_out_of_view():
    """A straight way over water joins the two, so the name is right."""
    said = " ".join(words(drawn(geo.Bounds(33.2, 33.3, 35.5, 34.4))))
    assert "Mediterranean Sea" in said
    assert "Mediterranean" not in " ".join(words(drawn(geo.Bounds(36.2, 32.5, 37.5, 33.5))))


def test_a_town_that_a_mark_names_is_not_named_twice():
    """The mark's words are enough."""
    damascus = place(36.29, 33.51)._replace(name="Damascus", country="SYR")
    assert words(drawn(LEVANT)).count("Damascus") == 1
    assert words(drawn(LEVANT, damascus)).count("Damascus") == 1


def test_a_view_without_events_is_still_a_map():
    """Land and names, and no mark."""
    part = drawn_map(NOTHING, LIGHT, 815, 500)
    assert part.on_map == 0
    assert part.elsewhere == ()
    assert "Atlantic Ocean" in words(part)


def feature(kind: str, key: str, shape: shapely.Geometry, **said: object) -> dict:
    geometry = json.loads(shapely.to_geojson(shape))
    properties = {"kind": kind, "key": key, "name": f"Zone {key}", "wide": 9} | said
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def zones(*features: dict, chosen: tuple[str, ...] = ()) -> ZoneShapes:
    return ZoneShapes(json.dumps({"type": "FeatureCollection", "features": features}), chosen)


def test_own_zones_are_drawn_and_named():
    """An area with a light fill, a line dashed; a chosen one stronger."""
    box = feature("area", "a", shapely.box(35.4, 32.4, 36, 33), colour="#123456")
    road = feature("line", "b", shapely.LineString([(36.2, 32.5), (37.2, 33.5)]))
    part = drawn(LEVANT, zones=zones(box, road))
    shown = "".join(part.parts)
    assert 'fill="#123456" fill-opacity="0.07"' in shown
    assert 'stroke-dasharray="4.8 3"' in shown
    assert {"Zone a", "Zone b"} <= set(words(part))
    chosen = "".join(drawn(LEVANT, zones=zones(box, road, chosen=("a",))).parts)
    assert 'fill="#123456" fill-opacity="0.15"' in chosen


def test_what_is_no_colour_is_drawn_in_the_maps_own():
    """Whatever a file says, only six hexadecimal digits are a colour."""
    shape = shapely.box(35.4, 32.4, 36, 33)
    shown = "".join(drawn(LEVANT, zones=zones(feature("area", "a", shape, colour="url(#x)"))).parts)
    assert 'fill="url' not in shown
    assert f'fill="{LIGHT.zone}" fill-opacity="0.07"' in shown


def test_a_chosen_area_is_outlined():
    """One line in ink around it."""
    shown = "".join(drawn(LEVANT, outlines=[((35.5, 32.5), (36.5, 32.5), (36, 33.5))]).parts)
    assert f'stroke="{LIGHT.ink}"' in shown
    assert f'stroke="{LIGHT.ink}"' not in "".join(drawn(LEVANT).parts)
