"""Whole pictures: nothing cut or over one another, true to the numbers, the same each time."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from support.answers import reads
from support.drawings import outside, over_one_another, root, said, words

from dashboard import captions
from dashboard.figures.map.legend import Legend, LegendSize
from dashboard.figures.theme import LIGHT, PICTURE_THEMES, PRINT
from dashboard.pictures import compose, formats, render, request, svg
from dashboard.pictures.compose import Drawing
from dashboard.pictures.elements import ELEMENTS
from dashboard.pictures.page import keys
from dashboard.pictures.page.context import PictureTooSmallError
from dashboard.pictures.sizes import SIZES
from geodata import query
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.results import Places
from geodata.schema import GROUPS
from geodata.store import Store

SWEIDA = "from=2025-07-01&to=2025-07-31&region=SYR-Sweida"
ONE = "q=Beit+Jinn&from=2025-11-01&to=2025-11-30"
NOTHING = "q=zzzzzz"
FILTERS = {"sweida": SWEIDA, "one": ONE, "everything": "", "nothing": NOTHING}
ARABIC = "السويداء، تموز 2025: القتال والهدنة والمحادثات"
LINK = "https://watch.example.org/?from=2025-07-01&to=2025-07-31&region=SYR-Sweida&map=33,36,8"


def picture(store: Store, search: str) -> Drawing:
    asked, notices = request.read(search)
    assert notices == ()
    return reads(store, compose.draw, asked, link=LINK)


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        (kind, size)
        for kind in request.KINDS
        for size in (*SIZES, "420x297mm", "3840x2160px")
        if (kind, size) != ("situation", "half-page")
    ],
)
@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_no_word_is_cut_or_over_another(store: Store, kind: str, size: str, filters: str):
    """Each figure in each size, for one event, a month, everything and nothing."""
    made = picture(store, f"{filters}&kind={kind}&size={size}")
    found = words(made.svg)
    assert outside(found, made.width, made.height) == []
    assert over_one_another(found) == []
    assert min(one.size for one in found) >= 10


@pytest.mark.parametrize("theme", PICTURE_THEMES)
@pytest.mark.parametrize("kind", list(request.KINDS))
def test_a_title_in_arabic_stands_at_the_right(store: Store, kind: str, theme: str):
    """It is read from there, and nothing is over another in any colours."""
    made = picture(store, f"{SWEIDA}&kind={kind}&size=page&theme={theme}&title={ARABIC}")
    found = words(made.svg)
    (title,) = (one for one in found if one.words == ARABIC)
    assert made.width - title.right < 25
    assert outside(found, made.width, made.height) == []
    assert over_one_another(found) == []


def test_a_picture_says_where_it_comes_from(store: Store):
    """A year later it still tells: filters, counts, precision, sources, licence, date, boundary
    note, grades and link."""
    text = " ".join(said(picture(store, f"{SWEIDA}&kind=situation").svg).split())
    for wanted in (
        "Sweida, July 2025",
        "Reported events: 1–31 Jul 2025 · Sweida, as venue or subject (UTC)",
        "20 of 130 events",
        "15 on this map",
        "4 elsewhere: Amman 1, Geneva 1, New York 1, Paris 1",
        "1 without a place",
        "1 is an aggregate that overlaps others, drawn hollow",
        "An aggregate in view states 426–2,026 (",
        "Deaths reported: 31–92 in 2 events that state them; not known in the other 17.",
        "Levant curated set (CC BY 4.0): Watchline contributors",
        "68 citations from 49 publishers",
        "Data as of",
        "newest event shown 31 Jul 2025",
        "Boundaries: Natural Earth, UN position. They imply no opinion on the legal status",
        "Grades (Admiralty code): A1 2, B1 12",
        "Same view https://watch.example.org/",
        "Damascus",
        " km",
    ):
        assert wanted in text, wanted


def test_an_own_title_does_not_hide_the_filters(store: Store):
    """Who writes a subtitle finds the filters in the notes."""
    text = said(picture(store, f"{SWEIDA}&title=Mine&subtitle=My%20words").svg)
    assert "Mine" in text
    assert "My words" in text
    assert "Reported events: 1–31 Jul 2025 · Sweida, as venue or subject (UTC)" in text


@pytest.mark.parametrize(
    ("element", "gone"),
    [
        ("types", "Violence"),
        ("sizes", "Events at one place"),
        ("scale", " km"),
        ("deaths", "Deaths reported"),
        ("publishers", "citations from"),
        ("date", "Data as of"),
        ("grades", "Grades (Admiralty code)"),
        ("link", "https://watch.example.org"),
    ],
)
def test_each_element_can_be_left_out_alone(store: Store, element: str, gone: str):
    """It is there, and gone when it is left out; what has to be said stays."""
    for kind in ("map", "situation"):
        usual = " ".join(said(picture(store, f"{SWEIDA}&kind={kind}").svg).split("\n"))
        less = picture(store, f"{SWEIDA}&kind={kind}&without={element}")
        text = " ".join(said(less.svg).split("\n"))
        assert gone in usual
        assert gone not in text
        for kept in (
            "Reported events: 1–31 Jul 2025",
            "20 of 130 events",
            "Levant curated set (CC BY 4.0): Watchline contributors",
            "Boundaries: Natural Earth, UN position.",
        ):
            assert kept in " ".join(text.split())


@pytest.mark.parametrize("without", ["none", ",".join(ELEMENTS)], ids=["nothing", "everything"])
@pytest.mark.parametrize("size", ["slide", "page", "column"])
@pytest.mark.parametrize("kind", ["situation", "map", "timeline"])
def test_with_all_or_no_elements_no_word_is_over_another(
    store: Store, kind: str, size: str, without: str
):
    """Whatever stands on it, a picture is laid out for that."""
    made = picture(store, f"{ONE}&kind={kind}&size={size}&without={without}")
    found = words(made.svg)
    assert outside(found, made.width, made.height) == []
    assert over_one_another(found) == []


def test_types_without_events_are_left_out_and_that_is_said(store: Store):
    """A row of the key with a zero says nothing of the figure; all six stand there if wanted."""
    few = said(picture(store, f"{SWEIDA}&type=battle&kind=map").svg)
    assert "Violence" in few
    assert "Humanitarian" not in few
    assert "Other types: no events" in few
    every = said(picture(store, f"{SWEIDA}&type=battle&kind=map&without=none").svg)
    assert "Humanitarian" in every
    assert "Other types" not in every
    assert "Other types" not in said(picture(store, f"{SWEIDA}&kind=map").svg)


def test_lanes_without_events_are_left_out_and_that_is_said(store: Store):
    """In February 2026 in Sweida some of its storylines had none."""
    february = "from=2026-02-01&to=2026-02-28&region=SYR-Sweida"
    few = said(picture(store, f"{february}&kind=timeline").svg)
    every = said(picture(store, f"{february}&kind=timeline&without=empty-types").svg)
    assert "Buffer zone" not in few
    assert "lanes without events are left out" in " ".join(few.split())
    assert "Buffer zone" in every
    assert "left out" not in every


def test_unknown_deaths_are_not_zero(store: Store):
    """No event of a view states any: the picture says so."""
    made = picture(store, "deaths=unknown&kind=timeline")
    assert "Deaths: not known for any of these events." in said(made.svg).replace("\n", " ")


def test_what_is_dated_loosely_is_counted(store: Store):
    """What happened about mid-July is not of 15 July."""
    text = said(picture(store, "kind=timeline").svg).replace("\n", " ")
    assert "5 dated to the week only, 1 dated to the month only" in text


def test_the_parts_of_the_map_add_up(store: Store):
    """On this map + elsewhere + country only + without a place is the number in the title."""
    for search in ("", SWEIDA, "region=LBN", "extent=35.5,32.5,37,33.5"):
        made = picture(store, f"{search}&kind=map")
        assert made.spread is not None
        totals = made.facts.totals
        away = sum(events for _, events in made.spread.elsewhere)
        placed = made.spread.on_map + away
        assert placed == totals.placed
        assert placed + totals.country_only + totals.without_place == totals.events


def test_an_extent_is_kept(store: Store):
    """The part of the world that the reader has on the page: other places are elsewhere."""
    near = picture(store, "kind=map&extent=36.5,32.6,36.7,32.8").spread
    far = picture(store, "kind=map&extent=30,25,45,38").spread
    assert near is not None
    assert far is not None
    assert near.on_map < far.on_map
    assert dict(near.elsewhere)["Damascus"] == 12


def test_the_same_link_gives_the_same_bytes(store: Store):
    """SVG, PNG and PDF of unchanged data do not differ in a byte."""

    def digests() -> list[str]:
        made = picture(store, f"{SWEIDA}&size=page")
        files = (
            made.svg.encode(),
            render.png(made.svg, made.width, made.height, 800),
            render.pdf(made.svg, 480, 680, title=made.title, about=made.about),
        )
        return [hashlib.sha256(file).hexdigest() for file in files]

    assert digests() == digests()


def test_a_drawing_runs_nothing_and_asks_nobody(store: Store):
    """No script, no address that a viewer would fetch."""
    made = picture(store, f"{SWEIDA}&title=%3Cscript%3Ealert(1)%3C/script%3E").svg
    assert "<script" not in made
    assert set(re.findall(r'(?:href|src)="([^"]*)"', made)) == set()
    urls = re.findall(r"url\(['\"]?([^)'\"]*)", made)
    assert urls
    assert [url for url in urls if not url.startswith(("data:font/woff2", "#"))] == []


def test_a_picture_that_is_too_small_says_how_high_it_has_to_be(store: Store):
    """Rather than leave something out; at that height it is drawn."""
    with pytest.raises(PictureTooSmallError, match=r"at least \d+ px high") as caught:
        picture(store, "kind=map&size=600x330px")
    height = re.search(r"at least (\d+) px", str(caught.value))
    assert height is not None
    higher = int(height[1]) + 40
    assert picture(store, f"kind=map&size=600x{higher}px").height > 330


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("kind", ["map", "timeline", "actors", "dyads", "regions"])
def test_half_a_page_is_one_in_every_format(store: Store, kind: str, filters: str):
    """159 × 115 mm: the SVG in mm, the PDF in points, the PNG by its dots per inch."""
    asked, _ = request.read(f"{filters}&kind={kind}&size=half-page&scale=2")
    made = reads(store, compose.draw, asked, link=LINK)
    assert '<svg xmlns="http://www.w3.org/2000/svg" width="159mm" height="115mm"' in made.svg
    if kind != "map":
        return
    with Image.open(io.BytesIO(formats.made(made, asked, "png"))) as image:
        image.verify()
        across, down = (
            side / dpi * 25.4 for side, dpi in zip(image.size, image.info["dpi"], strict=True)
        )
    assert (across, down) == pytest.approx((159, 115), abs=0.1)
    page = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", formats.made(made, asked, "pdf"))
    assert page is not None
    assert [float(side) / 72 * 25.4 for side in page.groups()] == pytest.approx([159, 115], abs=0.1)


def test_a_picture_for_a_screen_has_its_pixels_in_every_format(store: Store):
    """A slide is 1920 × 1080 px as SVG, too, and says no dots per inch."""
    asked, _ = request.read(f"{SWEIDA}&size=slide")
    made = reads(store, compose.draw, asked)
    assert 'width="1920" height="1080"' in made.svg
    with Image.open(io.BytesIO(formats.made(made, asked, "png"))) as image:
        assert image.size == (1920, 1080)
        assert "dpi" not in image.info


def test_a_column_grows_and_stays_as_wide(store: Store):
    """With long terms under it it becomes higher, and is 85 mm wide all the same."""
    long = "kind=map&size=column&subtitle=" + "long%20words%20" * 13
    made = picture(store, long)
    assert made.width == pytest.approx(picture(store, "kind=map&size=column").width)
    found = words(made.svg)
    assert outside(found, made.width, made.height) == []
    assert over_one_another(found) == []


def test_print_colours_survive_a_copy_in_grey():
    """The groups differ in lightness by at least nine steps of L* (CIE 1976)."""
    light = sorted(lightness(PRINT.group(group)) for group in GROUPS)
    assert min(b - a for a, b in pairwise(light)) >= 9


def lightness(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    y = sum(p * w for p, w in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
    return float(116 * y ** (1 / 3) - 16)


def test_fonts_are_in_the_pdf(store: Store, tmp_path: Path):
    """Every font is embedded, and the words can be copied out."""
    if not shutil.which("pdffonts"):
        pytest.skip("needs poppler-utils")
    made = picture(store, f"{SWEIDA}&title={ARABIC}")
    file = tmp_path / "picture.pdf"
    file.write_bytes(render.pdf(made.svg, 1440, 810, title=made.title, about=made.about))
    fonts = subprocess.run(
        ["pdffonts", str(file)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()[2:]
    assert fonts
    assert all(re.search(r"Identity-H +yes yes yes", line) for line in fonts)
    assert any("Arabic" in line for line in fonts)
    text = subprocess.run(
        ["pdftotext", str(file), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Boundaries: Natural Earth" in text


def test_whoever_cannot_see_it_is_told(store: Store):
    """Title and description of the drawing say what it shows."""
    made = picture(store, SWEIDA)
    described = {child.tag.partition("}")[2]: child.text for child in root(made.svg)}
    assert described["title"] == "Sweida, July 2025"
    assert "20 of 130 events" in (described["desc"] or "")
    assert "Deaths reported: 31–92" in (described["desc"] or "")


def test_a_title_names_what_is_filtered(store: Store):
    """At most three of a kind by name."""
    totals = reads(store, query.totals, Filters())

    def title(search: str) -> str:
        return captions.title(request.read(search)[0].view.filters, totals)

    assert title("actor=Israel&region=SYR-Sweida&from=2025-01-01&to=2025-12-31") == (
        "Israel, Sweida, 2025"
    )
    assert title("region=SYR&region=ISR&region=LBN&region=JOR") == (
        "Israel, Jordan and 2 more, 31 May 1974 – 20 Mar 2026"
    )
    assert title("from=2025-07-13") == "Reported events, from 13 Jul 2025"


def test_an_empty_picture_says_where_it_was_looked(store: Store):
    """No event of these filters in this data set, of this day: that is a finding, too."""
    text = " ".join(said(picture(store, f"{NOTHING}&kind=situation").svg).split())
    assert "0 of 130 events" in text
    assert "Looked for in Levant curated set (CC BY 4.0): Watchline contributors." in text
    assert "Data as of" in text


def test_a_crowded_map_shows_where_most_events_are(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Counted in hexagons, it has the same frame as when every place has its mark, nearly."""
    search = "kind=map&region=SYR&scope=venue"
    single = picture(store, search).spread
    found = reads(store, query.places, Filters(regions=("SYR",), venue_only=True))
    monkeypatch.setattr(query, "places", lambda *_: Places((), 6_000, crowded=True))
    made = picture(store, search)
    assert single is not None
    assert made.spread is not None
    assert "counted in hexagons" in said(made.svg)
    by_region = sum(sum(one.counts) for one in found.rows if one.precision == "admin1")
    assert made.spread.on_map >= 0.8 * (single.on_map - by_region)


def test_large_numbers_have_room_in_the_table():
    """A million events of each type stand beside their names, not over them."""
    block, right = keys.table((1_234_567,) * 6, LIGHT)
    made = svg.document(right, block.height, block.parts, title="", about="")
    assert over_one_another(words(made)) == []
    assert outside(words(made), right, block.height) == []


@pytest.mark.parametrize("wide", [112, 142])
def test_large_numbers_have_room_under_their_circles(wide: float):
    """Sizes of marks with a hundred thousand events stay in their column."""
    sizes = (LegendSize(5_000, 5.0), LegendSize(20_000, 10.0), LegendSize(100_000, 20.0))
    legend = Legend("events in one mark", sizes, ("Area shows the number; largest here 123,456",))
    block = keys.sizes(legend, LIGHT, wide, kinds=("town",), zones=1)
    made = svg.document(wide, block.height, block.parts, title="", about="")
    assert over_one_another(words(made)) == []
    assert outside(words(made), wide + 1, block.height) == []


def test_events_that_may_not_be_passed_on_are_counted_and_not_listed():
    """ACLED's terms: drawn and counted, and in a list only where the operator may."""
    with Store.open(None) as own:
        own.put_dataset(replace(LEVANT, kind="acled"))
        own.upsert(read_bundled().events)
        asked, _ = request.read(SWEIDA)
        without, listed = (
            reads(own, compose.draw, asked),
            reads(own, compose.draw, asked, keys=[LEVANT.key]),
        )
    assert "20 of 130 events" in said(without.svg)
    assert "Main events, by sources and deaths" not in said(without.svg)
    assert "Main events, by sources and deaths" in said(listed.svg)
