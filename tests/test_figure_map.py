"""The map: what is marked how, what it says, and what a filter change may touch."""

import html
import json
import math
import re
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard import tiles
from dashboard.figures.map import figure as figures
from dashboard.figures.map import geometry
from dashboard.figures.map.basemap import MARK_SOURCES, BaseMap, map_style
from dashboard.figures.map.figure import (
    CUSTOMDATA,
    HOME,
    VenueSubject,
    legend,
    patch_parts,
)
from dashboard.figures.map.marks import corners, mark_svg, spec
from dashboard.figures.map.place_marks import place_marks
from dashboard.figures.theme import DARK, LIGHT, SHAPES
from geodata.results import Deaths, EventMark, Place, Places
from geodata.schema import GROUPS

NONE = (0, 0, 0, 0, 0, 0)
DAMASCUS = Place(
    "36.29128,33.51020",
    "Damascus",
    36.29128,
    33.5102,
    "town",
    "SYR",
    "",
    (2, 0, 0, 1, 6, 0),
    NONE,
    None,
)
SWEIDA = Place(
    "SYR-Sweida",
    "Sweida",
    36.98,
    32.74,
    "admin1",
    "SYR",
    "SYR-Sweida",
    (9, 1, 0, 0, 2, 1),
    (1, 0, 0, 0, 0, 0),
    None,
)
SHAHBA = Place(
    "36.62847,32.85237",
    "Shahba <b>",
    36.62847,
    32.85237,
    "admin2",
    "SYR",
    "",
    (1, 0, 0, 0, 0, 0),
    NONE,
    EventMark(
        "levant:one",
        "Strike <i>on</i> " + "a village and " * 20,
        date(2025, 7, 14),
        date(2025, 7, 20),
        "week",
        "violence",
        False,
        Deaths(3, None, 5),
    ),
)
AGGREGATE = DAMASCUS._replace(
    key="36.56951,32.70896", lon=36.56951, lat=32.70896, aggregates=(1, 0, 0, 0, 0, 0)
)
PARIS = DAMASCUS._replace(
    key="2.34880,48.85341",
    name="Paris",
    lon=2.3488,
    lat=48.85341,
    country="FRA",
    counts=(0, 0, 0, 0, 6, 0),
)
LINK = VenueSubject(
    2.3488, 48.85341, "Paris", 35.83, 33.1, "UNDOF, Golan Heights", ("UNDOF", "Golan", "SYR")
)


def map_figure(places: Places, base: BaseMap, **looks: Any) -> go.Figure:
    """The map of a desktop page that looks at the places, or where ``view`` says."""
    return figures.map_figure(place_marks(places, looks.get("view", HOME)), base, **looks)


def some(*rows: Place) -> Places:
    return Places(rows, sum(sum(row.counts) for row in rows), crowded=False)


def rows_of(figure) -> list[dict]:
    return [dict(zip(CUSTOMDATA, row, strict=True)) for row in figure.data[0].customdata]


def style_of(figure) -> dict:
    return figure.layout.map.style


def layer(style: dict, name: str) -> dict:
    return next(layer for layer in style["layers"] if layer["id"] == name)


def test_filled_is_known_hollow_is_not():
    """Town: filled. Governorate: hollow. District: filled in a dashed ring. Aggregates: hollow."""
    rows = rows_of(map_figure(some(DAMASCUS, SWEIDA, SHAHBA, AGGREGATE), BaseMap(LIGHT)))
    specs = {row["key"]: row["spec"] for row in rows}
    assert specs[DAMASCUS.key] == "0f2 3f1 4f6"
    assert specs[SWEIDA.key] == "0h9 1h1 4h2 5h1"
    assert specs[SHAHBA.key] == "0f1 r"
    assert specs[AGGREGATE.key] == "0f1 3f1 4f6 0h1"


def test_names_and_counts():
    """A governorate says that it is one; a count is written from two events on."""
    rows = {
        row["key"]: row
        for row in rows_of(map_figure(some(DAMASCUS, SWEIDA, SHAHBA), BaseMap(LIGHT)))
    }
    assert (rows[SWEIDA.key]["name"], rows[SWEIDA.key]["count"]) == ("Sweida gov.", " 13")
    assert rows[SHAHBA.key]["count"] == ""
    assert rows[DAMASCUS.key]["tone"] == "strong"
    assert rows[SWEIDA.key]["tone"] == "region"


def test_tooltip_says_what_is_known():
    """At most five lines: name, precision in words, counts by group, aggregates; no markup of
    the data comes through."""
    rows = {row["key"]: row for row in rows_of(map_figure(some(SWEIDA, SHAHBA), BaseMap(LIGHT)))}
    lines = rows[SWEIDA.key]["tooltip"].split("<br>")
    assert lines == [
        "<b>Sweida gov.</b>",
        "known to the governorate only",
        "9 violence, 1 posture, 2 diplomacy,",
        "1 humanitarian",
        "1 is an aggregate",
    ]
    two = SHAHBA._replace(counts=(2, 0, 0, 0, 0, 0), event=None)
    (row,) = rows_of(map_figure(some(two), BaseMap(LIGHT)))
    assert row["tooltip"] == "<b>Shahba &lt;b&gt;</b><br>district<br>2 violence"
    (row,) = rows_of(map_figure(some(two._replace(name="Long " * 40)), BaseMap(LIGHT)))
    name, *_ = row["tooltip"].split("<br>")
    assert name.endswith(" …</b>")
    assert len(name) < 50
    far = HOME._replace(zoom=3)
    beside = two._replace(key="b", name="<i>Very</i> " * 20)
    (row,) = rows_of(map_figure(some(two, beside), BaseMap(LIGHT), view=far))
    assert row["tooltip"].startswith("<b>2 places</b>: Shahba &lt;b&gt;, &lt;i&gt;Very&lt;/i&gt;")
    assert all(len(html.unescape(line)) < 60 for line in row["tooltip"].split("<br>"))


def test_tooltip_of_one_event_is_its_title_days_place_and_deaths():
    """A long title is cut, its markup is shown and not obeyed; a range of deaths stays one, and
    unknown is not zero."""
    (row,) = rows_of(map_figure(some(SHAHBA), BaseMap(LIGHT)))
    first, second, *rest = row["tooltip"].split("<br>")
    assert first.startswith("<b>Strike &lt;i&gt;on&lt;/i&gt; a village")
    assert second.endswith("…</b>")
    assert rest == [
        "week of 14 Jul 2025, dated to the week",
        "Shahba &lt;b&gt;, district",
        "Violence · 3–5 dead",
    ]
    assert row["event_id"] == "levant:one"
    quiet = SHAHBA.event._replace(title="Talks", aggregate=True, deaths=Deaths(None, None, None))
    (row,) = rows_of(map_figure(some(SHAHBA._replace(event=quiet)), BaseMap(LIGHT)))
    assert row["tooltip"].startswith("<b>Talks</b><br>")
    assert row["tooltip"].endswith("Violence · deaths not known, an aggregate")


def test_every_event_is_on_the_map_at_every_zoom():
    """However far out one looks, the marks add up to the placed events."""
    places = some(DAMASCUS, SWEIDA, SHAHBA, AGGREGATE, PARIS)
    for zoom in (0.5, 3, 5, 6.9, 7, 8, 11):
        rows = rows_of(map_figure(places, BaseMap(LIGHT), view=HOME._replace(zoom=zoom)))
        assert sum(row["total"] for row in rows) == places.total
        drawn = sum(int(n) for row in rows for n in re.findall(r"[fh](\d+)", row["spec"]))
        assert drawn == places.total


def test_close_places_share_a_mark_from_afar():
    """Seen from a continent, near places are one mark that says of how many, and knows where."""
    rows = rows_of(
        map_figure(some(DAMASCUS, SHAHBA, PARIS), BaseMap(LIGHT), view=HOME._replace(zoom=3))
    )
    shared = next(row for row in rows if row["members"])
    assert shared["members"] == [DAMASCUS.key, SHAHBA.key]
    assert shared["key"] == ""
    assert shared["name"] == "Damascus and around"
    assert shared["count"] == " 10"
    west, south, east, north = shared["box"]
    assert west < east
    assert south < north
    assert PARIS.key in {row["key"] for row in rows}


def test_points_of_one_name_are_one_place():
    """A few metres apart, and no mark says that there is one more of it."""
    beside = DAMASCUS._replace(key="36.29130,33.51021", lon=DAMASCUS.lon + 0.00002)
    afar = HOME._replace(zoom=6)
    (row,) = rows_of(map_figure(some(DAMASCUS, beside), BaseMap(LIGHT), view=afar))
    assert len(row["members"]) == 2
    assert (row["name"], row["count"]) == ("Damascus", f" {2 * sum(DAMASCUS.counts)}")


def test_the_largest_mark_in_view_settles_the_scale():
    """Areas follow the numbers, however large, and no mark is cut off at a largest size."""
    large = DAMASCUS._replace(counts=(1200, 0, 0, 0, 0, 0))
    half = PARIS._replace(lon=36.9, lat=33.0, counts=(600, 0, 0, 0, 0, 0))
    few = place_marks(some(DAMASCUS), HOME).scale
    many = place_marks(some(large, half), HOME).scale
    assert few.k == 4.6
    assert 12 <= many.radius(1200) <= 28
    assert many.radius(1200) ** 2 == pytest.approx(2 * many.radius(600) ** 2)


def test_many_small_marks_shrink_together():
    """Hundreds of them leave the map readable."""
    crowd = some(*(
        DAMASCUS._replace(key=str(i), lon=35.5 + i / 400, counts=(9, 0, 0, 0, 0, 0))
        for i in range(400)
    ))  # fmt: skip
    assert place_marks(crowd, HOME).scale.k < 4


def test_a_scale_stays_while_the_map_moves():
    """Marks do not change their size under a reader unless a larger one comes into view."""
    large = DAMASCUS._replace(counts=(1200, 0, 0, 0, 0, 0))
    before = place_marks(some(large, PARIS), HOME).scale
    paris = HOME._replace(lon=PARIS.lon, lat=PARIS.lat)
    assert place_marks(some(large, PARIS), paris, kept=before).scale == before
    assert place_marks(some(large, PARIS), paris).scale.k > before.k
    small = place_marks(some(large, PARIS), paris).scale
    assert place_marks(some(large, PARIS), HOME, kept=small).scale == before


def test_marks_of_a_region_have_its_name():
    """Never "and 73 more": several places are called by their region, or by a part of it."""
    rows = [
        DAMASCUS._replace(
            key=f"{lon},{lat}", name=f"Town {lon}", lon=lon, lat=lat, region="SYR-Homs"
        )
        for lon, lat in ((36.7, 34.7), (36.75, 34.72), (39.0, 34.4), (39.05, 34.42))
    ]
    looks = HOME._replace(lon=38, lat=34.6)
    near = rows_of(map_figure(some(*rows), BaseMap(LIGHT), view=looks._replace(zoom=6.4)))
    assert sorted(row["name"] for row in near) == ["Eastern Homs", "Western Homs"]
    (far,) = rows_of(map_figure(some(*rows), BaseMap(LIGHT), view=looks._replace(zoom=3)))
    assert (far["name"], far["count"]) == ("Homs", " 36")


def test_marks_in_no_region_are_not_called_by_the_country():
    """On the Golan, which is in no governorate here, "Syria" would say too much."""
    majdal = DAMASCUS._replace(key="35.77,33.27", name="Majdal Shams", lon=35.77, lat=33.27)
    masade = majdal._replace(
        key="35.75,33.23", name="Mas'ade", lat=33.23, counts=(1, 0, 0, 0, 0, 0)
    )
    afar = HOME._replace(zoom=6)
    (row,) = rows_of(map_figure(some(majdal, masade), BaseMap(LIGHT), view=afar))
    assert row["name"] == "Majdal Shams and around"


def test_marks_of_several_countries_say_so():
    """From afar, where a country is smaller than a mark, its neighbours are named with it."""
    beirut = DAMASCUS._replace(key="35.5,33.9", name="Beirut", lon=35.5, lat=33.9, country="LBN")
    amman = DAMASCUS._replace(key="35.9,31.9", name="Amman", lon=35.9, lat=31.9, country="JOR")
    afar = HOME._replace(zoom=2)
    (two,) = rows_of(map_figure(some(DAMASCUS, beirut), BaseMap(LIGHT), view=afar))
    assert set(two["name"].split(", ")) == {"Syria", "Lebanon"}
    (three,) = rows_of(map_figure(some(DAMASCUS, beirut, amman), BaseMap(LIGHT), view=afar))
    assert three["name"].endswith(" and around")


def test_tints_are_of_governorates():
    """1–5 events known only to a governorate tint it lightly, six or more darkly."""
    few = SWEIDA._replace(key="SYR-Daraa", region="SYR-Daraa", counts=(1, 0, 0, 0, 0, 0))
    style = style_of(map_figure(some(SWEIDA, few, DAMASCUS), BaseMap(LIGHT)))
    assert layer(style, "tint1")["filter"][2] == ["literal", ["SYR-Daraa"]]
    assert layer(style, "tint2")["filter"][2] == ["literal", ["SYR-Sweida"]]


def test_boundary_views_differ_in_the_owner_of_land():
    """Land is coloured, and lines are chosen, by the view that a reader has picked."""
    for view in ("un", "defacto"):
        style = map_style(BaseMap(LIGHT, view, ["SYR"]), {})
        assert layer(style, "land")["paint"]["fill-color"][1][1] == ["get", view]
        lines = layer(style, "line-country")["filter"][2]
        assert lines == ["in", ["get", "view"], ["literal", ["both", view]]]


def test_no_filter_leaves_no_country_behind():
    """Without a chosen region all land has one colour."""
    assert (
        layer(map_style(BaseMap(LIGHT, "un", []), {}), "land")["paint"]["fill-color"] == LIGHT.land
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_map_asks_no_other_host(theme):
    """Neither figure nor style names a host, glyphs or a sprite; images are drawn here."""
    text = map_figure(some(DAMASCUS, SWEIDA), BaseMap(theme)).to_json()
    assert "http" not in text
    style = map_style(BaseMap(theme, "un", []), {})
    assert not {"glyphs", "sprite"} & set(style)
    sources = dict(style["sources"])
    assert sources.pop("base")["tiles"] == [tiles.address()]
    assert all(s["data"] == {"type": "FeatureCollection", "features": []} for s in sources.values())
    images = re.findall(r'"icon-image": "([^"]+)"|"(wl:[^"]+)"', json.dumps(style))
    assert all(":" in "".join(pair) for pair in images)


def test_layers_use_sources_that_exist():
    """Each layer has its own id and reads a source of the style."""
    style = map_style(BaseMap(LIGHT, "un", ["SYR"]), {"SYR-Sweida": 3})
    ids = [layer["id"] for layer in style["layers"]]
    assert len(ids) == len(set(ids))
    used = {layer["source"] for layer in style["layers"] if "source" in layer}
    assert used == set(style["sources"])
    assert set(MARK_SOURCES) <= used


def test_a_patch_holds_nothing_of_the_view():
    """What a filter change sends cannot move the map."""
    parts = patch_parts(
        map_figure(some(DAMASCUS), BaseMap(LIGHT), view=geometry.Viewport(1.25, 2.5, 6.125))
    )
    assert set(parts) == {"data", "style"}
    text = json.dumps(parts)
    assert "6.125" not in text
    assert "zoom" not in parts["style"]
    assert "center" not in parts["style"]


def test_choosing_a_place_changes_no_style():
    """A new selection redraws marks only: the base map stays as it is."""
    a = patch_parts(map_figure(some(DAMASCUS, SWEIDA), BaseMap(LIGHT)))
    b = patch_parts(map_figure(some(DAMASCUS, SWEIDA), BaseMap(LIGHT), selected=SWEIDA.key))
    assert a["style"] == b["style"]
    assert b["data"][0]["meta"]["selected"] == SWEIDA.key


def test_the_open_event_stands_out():
    """Its venue keeps full strength, the others are dimmed; a line leads to the subject."""
    figure = map_figure(
        some(DAMASCUS, PARIS),
        BaseMap(LIGHT),
        view=HOME._replace(zoom=3.5),
        selected=PARIS.key,
        link=LINK,
    )
    opacity = {row["key"]: row["opacity"] for row in rows_of(figure)}
    assert opacity == {PARIS.key: 1, DAMASCUS.key: 0.28}
    features = figure.data[0].meta["link"]["features"]
    assert features[0]["geometry"]["type"] == "LineString"
    ends = {f["properties"]["end"]: f for f in features if "end" in f["properties"]}
    assert ends["venue"]["properties"]["side"] == -1
    assert ends["subject"]["properties"]["side"] == 1
    assert any(f["properties"].get("frame") for f in features)


def test_inset_only_when_far():
    """Paris and the Golan need an inset, two towns of one country do not."""
    near = LINK._replace(venue_lon=36.3, venue_lat=33.5)
    assert LINK.far
    assert not near.far
    assert not any(
        f["properties"].get("frame")
        for f in map_figure(some(DAMASCUS), BaseMap(LIGHT), link=near)
        .data[0]
        .meta["link"]["features"]
    )


def test_legend_sizes_are_those_of_the_map():
    """Circles for 1, 5 and 10 events, or for round numbers up to the largest mark."""
    shown = legend(place_marks(some(DAMASCUS), HOME))
    assert [size.events for size in shown.sizes] == [1, 5, 10]
    assert shown.sizes[1].radius == pytest.approx(4.6 * math.sqrt(5))
    assert (shown.title, shown.notes) == ("events at one place", ())
    marks = place_marks(some(DAMASCUS._replace(counts=(1212, 0, 0, 0, 0, 0))), HOME)
    crowded = legend(marks)
    assert [size.events for size in crowded.sizes] == [20, 100, 1000]
    assert [size.radius for size in crowded.sizes] == [
        marks.scale.radius(n) for n in (20, 100, 1000)
    ]
    assert "largest here 1,212" in crowded.notes[0]
    assert "smallest size" in crowded.notes[1]


@pytest.mark.parametrize("shape", SHAPES.values())
def test_marks_have_equal_area(shape: str):
    """Every shape covers as much as the circle of the same number of events."""
    points = corners(shape, 10)
    if not points:
        return
    pairs = zip(points, points[1:] + points[:1], strict=True)
    area = abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in pairs)) / 2
    assert area == pytest.approx(math.pi * 100)


def test_the_browser_is_sent_the_shapes_of_all_groups():
    """Every group of events has its shape on the page's map; the circle has no corners."""
    sent = map_figure(some(DAMASCUS), BaseMap(LIGHT)).layout.meta["marks"]["corners"]
    assert set(sent) == set(map(str, range(len(GROUPS))))
    assert [name for name, points in sent.items() if not points] == [
        str(i) for i, group in enumerate(GROUPS) if SHAPES[group] == "circle"
    ]


def test_mark_svg():
    """A mark for legends and lists: filled in its colour, or hollow and dashed, or ringed."""
    assert LIGHT.violence in mark_svg("violence", 5, LIGHT)
    assert "stroke-dasharray" in mark_svg("violence", 5, LIGHT, hollow=True)
    assert "<circle" in mark_svg("posture", 5, DARK, ring=True)
    with pytest.raises(ValueError, match="no event group"):
        mark_svg("war", 5, LIGHT)


def test_spec_of_nothing_is_empty():
    """Groups without events take no room."""
    assert spec(NONE, NONE) == ""


def test_home_goes_with_the_figure():
    """The browser's home button leads to where most events are."""
    meta = map_figure(some(DAMASCUS, PARIS), BaseMap(LIGHT)).data[0].meta
    assert meta["home"] == list(geometry.home([DAMASCUS, PARIS]))
