"""The map of a picture: what is on it, what it is called, and that the sums hold."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from support.answers import reads
from support.drawings import drawn_map

from dashboard import state
from dashboard.figures.map import geometry
from dashboard.figures.map.density import Density
from dashboard.figures.theme import DARK, LIGHT, Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.free_space import Rect
from dashboard.pictures.maps.map import MapPart, map_plane
from dashboard.pictures.text import metrics
from geodata import query
from geodata.filters import Filters
from geodata.hexagons import lattice
from geodata.results import Hexagon, Place, Places
from geodata.store import Store

SWEIDA = "from=2025-07-01&to=2025-07-31&region=SYR-Sweida"
VIEWS = ("", SWEIDA, "region=SYR")
SIZES = ((375, 300), (815, 400), (1350, 700))
LEVANT = geometry.Bounds(35.0, 32.0, 37.5, 34.0)
TOWN = geometry.Bounds(35.9, 32.9, 36.3, 33.3)


def places_of(store: Store, search: str) -> Places:
    return reads(store, query.places, filters(search))


def filters(search: str) -> Filters:
    return state.read(search)[0].filters


def place(name: str, lon: float, lat: float, events: int = 1, precision: str = "town") -> Place:
    counts = (events, 0, 0, 0, 0, 0)
    region = "SYR-Homs" if precision == "admin1" else ""
    return Place(f"p:{name}", name, lon, lat, precision, "SYR", region, counts, (0,) * 6, None)


def drawn(*rows: Place, width: float = 815, height: float = 400, **given: object) -> MapPart:
    given = {"extent": LEVANT} | given
    return drawn_map(Places(rows, len(rows), crowded=False), LIGHT, width, height, **given)


def tree(part: MapPart) -> ET.Element:
    return ET.fromstring(f"<svg>{''.join(part.parts)}</svg>")  # noqa: S314 - our own


def words(part: MapPart) -> list[str]:
    """What is written, each as one line."""
    return ["".join(one.itertext()).strip("\u2067\u2069") for one in tree(part).iter("text")]


def boxes(part: MapPart) -> list[tuple[str, Rect]]:
    """Each line of words, and where it stands."""
    found = []
    for one in tree(part).iter("text"):
        size, spacing = float(one.get("font-size")), float(one.get("letter-spacing", 0))
        runs = [one, *one.iter("tspan")]
        wide = sum(
            metrics.width(
                run.text or "",
                size,
                int(run.get("font-weight", 400)),
                italic=one.get("font-style") == "italic",
            )
            + spacing * len(run.text or "")
            for run in runs
        )
        back = {None: 0, "middle": wide / 2, "end": wide}[one.get("text-anchor")]
        x, y = float(one.get("x")) - back, float(one.get("y"))
        found.append(("".join(one.itertext()), Rect(x, y - 0.75 * size, x + wide, y + 0.2 * size)))
    return found


@pytest.mark.parametrize("search", VIEWS)
@pytest.mark.parametrize("size", SIZES)
def test_events_on_the_map_and_elsewhere_are_all_placed_events(
    store: Store, search: str, size: tuple[int, int]
):
    """Nothing is dropped silently: the sum is the number of placed events."""
    found = filters(search)
    part = drawn_map(reads(store, query.places, found), LIGHT, *size)
    away = sum(events for _, events in part.elsewhere)
    assert part.on_map + away == reads(store, query.totals, found).placed
    assert part.on_map > 0


@pytest.mark.parametrize("search", VIEWS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_no_words_overlap_or_leave_the_map(
    store: Store, search: str, size: tuple[int, int], theme: Theme
):
    """Names of places, towns, countries and seas, and the scale, stand clear of each other."""
    part = drawn_map(places_of(store, search), theme, *size)
    found = boxes(part)
    for said, box in found:
        assert box.left >= 0, said
        assert box.top >= 0, said
        assert box.right <= size[0], said
        assert box.bottom <= size[1], said
    for (one, a), (other, b) in itertools.combinations(found, 2):
        assert a.common(b) == 0, (one, other)


def test_far_places_are_counted_by_name():
    """What lies outside the frame is named with its events, most first."""
    part = drawn(
        place("Homs", 36, 33),
        place("Geneva", 6, 46, 2),
        place("UN Headquarters, New York", -74, 41),
    )
    assert part.on_map == 1
    assert part.elsewhere == (("Geneva", 2), ("New York", 1))


def test_a_name_hides_no_mark_and_no_other_name_however_crowded_it_is():
    """The largest places are named as far as there is room; a name that has none is left out."""
    rows = [
        place(f"Town {i}", 36 + i % 8 * 0.02, 33 + i // 8 * 0.02, 40 if i < 5 else 3)
        for i in range(64)
    ]
    part = drawn(*rows, width=375, height=250, extent=TOWN)
    named = [box for said, box in boxes(part) if said.startswith("Town")]
    assert len(named) >= 2
    assert not any(a.common(b) for i, a in enumerate(named) for b in named[i + 1 :])
    said = {words for words, _ in boxes(part)}
    assert any(f"Town {i} 40" in said for i in range(5))


def test_a_name_that_is_wider_than_the_map_keeps_its_count():
    """The name ends in an ellipsis, the number does not."""
    part = drawn(place("A very long name of a place " * 5, 36, 33, 12), width=375, height=200)
    found = [(said, box) for said, box in boxes(part) if said.endswith("… 12")]
    assert len(found) == 1
    assert found[0][1].right <= 375


def test_events_known_to_a_governorate_are_hollow():
    """No mark is filled, and the words say how little is known."""
    part = drawn(place("Homs", 36, 33, 3, "admin1"))
    shown = "".join(part.parts)
    assert f'fill="{LIGHT.violence}"' not in shown
    assert f'stroke="{LIGHT.violence}"' in shown
    assert "Homs governorate 3" in words(part)
    assert f'fill="{LIGHT.violence}"' in "".join(drawn(place("Homs", 36, 33, 3)).parts)


def test_a_district_has_a_dashed_ring():
    """One dashed circle around the filled mark."""
    ring = [one for one in tree(drawn(place("Koya", 36, 33, 1, "admin2"))).iter("circle")
            if one.get("stroke-dasharray")]  # fmt: skip
    assert len(ring) == 1
    assert not [one for one in tree(drawn(place("Koya", 36, 33))).iter("circle")
                if one.get("stroke-dasharray")]  # fmt: skip


def test_a_mark_that_moved_leads_back_to_its_place():
    """Two large neighbours stand side by side; lines lead to where they belong."""
    near = drawn(place("A", 36.1, 33, 30), place("B", 36.11, 33, 30), extent=TOWN)
    apart = drawn(place("A", 36, 33, 30), place("B", 36.2, 33, 30), extent=TOWN)
    assert len(list(tree(near).iter("line"))) > len(list(tree(apart).iter("line"))) == 0


def test_marks_at_the_edge_are_whole():
    """A mark is not cut by the frame."""
    west, south, east, north = map_plane(Places((), 0, crowded=False), 815, 400, LEVANT).bounds
    rows = [place(f"P{i}", lon, lat, 20) for i, (lon, lat) in enumerate(
        [(west + 0.001, north - 0.001), (east - 0.001, south + 0.001)])]  # fmt: skip
    groups = re.findall(r"translate\(([\d.]+) ([\d.]+)\)", "".join(drawn(*rows).parts))
    assert len(groups) == 2
    reach = 20**0.5 * 5
    assert all(reach < float(x) < 815 - reach and reach < float(y) < 400 - reach for x, y in groups)


def test_names_are_text_and_nothing_else():
    """What a file calls a place cannot become a part of the drawing."""
    part = drawn(place('<script>alert("1")</script>', 36, 33))
    assert "<script" not in "".join(part.parts)
    assert '<script>alert("1")</script>' in words(part)


def test_the_scale_bar_is_as_long_as_it_says():
    """The distance between its ends, on the globe, is the one that is written there."""
    part = drawn(place("Homs", 36, 33))
    (said,) = [one for one in words(part) if one.endswith(" km")]
    bar = next(re.search(r"^M([\d.]+) [\d.]+V([\d.]+)H([\d.]+)", one.get("d"))
               for one in tree(part).iter("path")
               if one.get("stroke") == LIGHT.ink2 and "H" in one.get("d"))  # fmt: skip
    left, right = float(bar[1]), float(bar[3])
    at = map_plane(Places((), 0, crowded=False), 815, 400, LEVANT)
    degrees = (right - left) / at.world * 360
    km = geometry.distance_km(0, at.view.lat, degrees, at.view.lat)
    assert km == pytest.approx(float(said.removesuffix(" km")), rel=0.01)


def test_the_scale_of_a_small_map_says_where_it_holds():
    """Over a continent lengths differ with latitude."""
    said = words(drawn(extent=geometry.Bounds(-20, 0, 60, 60)))
    assert any(re.search(r" km at \d+° N$", one) for one in said)


def test_the_scale_bar_makes_room_for_marks():
    """It stands in another corner when events are in the lower right one."""
    _, south, east, _ = map_plane(Places((), 0, crowded=False), 815, 400, LEVANT).bounds
    free = next(box for said, box in boxes(drawn()) if said.endswith(" km"))
    moved = drawn(place("Corner", east - 0.1, south + 0.1, 25))
    box = next(box for said, box in boxes(moved) if said.endswith(" km"))
    assert free.left > 600
    assert box.left < 300


def test_hexagons_have_the_colour_of_their_class():
    """Each class its own, the further from that of the land the more events; all are counted."""
    counted = [1, 3, 40, 2_400]
    around = lattice(12, 6)
    found = [
        Hexagon(*around.at(36, 33 + i / 4), *around.centre(*around.at(36, 33 + i / 4)),
                (events, 0, 0, 0, 0, 0), "Damascus")
        for i, events in enumerate(counted)
    ]  # fmt: skip
    density = Density(around, tuple(found), 2_400, 2_500)
    part = drawn_map(density, LIGHT, 815, 400, extent=LEVANT)
    assert part.counted_in == "hexagons"
    assert part.elsewhere == ()
    assert part.on_map == sum(counted)
    assert density.steps == (1, 10, 30, 100, 300, 1_000)
    drawn = "".join(part.parts)
    used = [i for i, colour in enumerate(LIGHT.densities) if f'fill="{colour}"' in drawn]
    assert used == [0, 2, 5]


def test_marks_shrink_before_they_hide_the_map():
    """However many events there are, what they cover leaves the map to be seen."""
    rows = [place(f"T{i}", 35 + i % 20 * 0.12, 32 + i // 20 * 0.1, 400) for i in range(400)]
    part = drawn(*rows)
    largest = part.legend.sizes[-1]
    k = largest.radius / largest.events**0.5
    covered = sum(3.1416 * k**2 * sum(row.counts) for row in rows)
    assert covered < 0.2 * 815 * 400


def test_a_document_with_a_map_is_small(store: Store):
    """A map of everything takes less than 300 kB."""
    part = drawn_map(
        places_of(store, ""), LIGHT, 1350, 700, extent=geometry.Bounds(-180, -60, 180, 80)
    )
    made = svg.document(1350, 700, part.parts, title="", about="")
    assert len(made) < 300_000


def test_the_same_map_is_the_same_text(store: Store):
    """Nothing in it depends on when it was drawn."""
    found = places_of(store, SWEIDA)
    assert drawn_map(found, LIGHT, 815, 400) == drawn_map(found, LIGHT, 815, 400)


def test_a_governorate_elsewhere_is_called_one():
    """Its capital is another place."""
    part = drawn(place("Idlib", 30, 36, 2, "admin1"), place("Idlib", 30.1, 36))
    assert part.elsewhere == (("Idlib governorate", 2), ("Idlib", 1))
