"""Whole pictures: nothing cut or over one another, true to the numbers, the same each time."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from drawn import outside, over_one_another, root, said, words

from dashboard.figures import caption
from dashboard.figures.legend import Legend, LegendSize
from dashboard.figures.theme import LIGHT, PICTURE_THEMES, PRINT
from dashboard.pictures import ask, draw, gather, keys, render, svg
from dashboard.pictures.body_desk import TooSmallError
from dashboard.pictures.draw import Drawing
from geodata import query
from geodata.bundled import LEVANT, read_bundled
from geodata.filters import Filters
from geodata.schema import GROUPS
from geodata.shapes import Places
from geodata.store import EventStore

SWEIDA = "from=2025-07-01&to=2025-07-31&region=SYR-Sweida"
ONE = "q=Beit+Jinn&from=2025-11-01&to=2025-11-30"
NOTHING = "q=zzzzzz"
FILTERS = {"sweida": SWEIDA, "one": ONE, "everything": "", "nothing": NOTHING}
ARABIC = "السويداء، تموز 2025: القتال والهدنة والمحادثات"
LINK = "https://watch.example.org/?from=2025-07-01&to=2025-07-31&region=SYR-Sweida&map=33,36,8"


def picture(store: EventStore, search: str) -> Drawing:
    asked, notices = ask.read(search)
    assert notices == ()
    return draw.draw(store, asked, link=LINK)


@pytest.mark.parametrize("size", ["slide", "page", "column", "square", "420x297mm", "3840x2160px"])
@pytest.mark.parametrize("kind", list(ask.KINDS))
@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_no_word_is_cut_or_over_another(store: EventStore, kind: str, size: str, filters: str):
    """Each figure in each size, for one event, a month, everything and nothing."""
    made = picture(store, f"{filters}&kind={kind}&size={size}")
    found = words(made.svg)
    assert outside(found, made.width, made.height) == []
    assert over_one_another(found) == []
    assert min(one.size for one in found) >= 10


@pytest.mark.parametrize("theme", PICTURE_THEMES)
@pytest.mark.parametrize("kind", list(ask.KINDS))
def test_a_title_in_arabic_stands_at_the_right(store: EventStore, kind: str, theme: str):
    """It is read from there, and nothing is over another in any colours."""
    made = picture(store, f"{SWEIDA}&kind={kind}&size=page&theme={theme}&title={ARABIC}")
    found = words(made.svg)
    (title,) = (one for one in found if one.words == ARABIC)
    assert made.width - title.right < 25
    assert outside(found, made.width, made.height) == []
    assert over_one_another(found) == []


def test_a_picture_says_where_it_comes_from(store: EventStore):
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


def test_an_own_title_does_not_hide_the_filters(store: EventStore):
    """Who writes a subtitle finds the filters in the notes."""
    text = said(picture(store, f"{SWEIDA}&title=Mine&subtitle=My%20words").svg)
    assert "Mine" in text
    assert "My words" in text
    assert "Reported events: 1–31 Jul 2025 · Sweida, as venue or subject (UTC)" in text


def test_unknown_deaths_are_not_zero(store: EventStore):
    """No event of a view states any: the picture says so."""
    made = picture(store, "deaths=unknown&kind=timeline")
    assert "Deaths: not known for any of these events." in said(made.svg).replace("\n", " ")


def test_what_is_dated_loosely_is_counted(store: EventStore):
    """What happened about mid-July is not of 15 July."""
    text = said(picture(store, "kind=timeline").svg).replace("\n", " ")
    assert "5 dated to the week only, 1 dated to the month only" in text


def test_the_parts_of_the_map_add_up(store: EventStore):
    """On this map + elsewhere + country only + without a place is the number in the title."""
    for search in ("", SWEIDA, "region=LBN", "extent=35.5,32.5,37,33.5"):
        made = picture(store, f"{search}&kind=map")
        assert made.spread is not None
        totals = made.facts.totals
        away = sum(events for _, events in made.spread.elsewhere)
        placed = made.spread.on_map + away
        assert placed == totals.placed
        assert placed + totals.country_only + totals.without_place == totals.events


def test_an_extent_is_kept(store: EventStore):
    """The part of the world that the reader has on the page: other places are elsewhere."""
    near = picture(store, "kind=map&extent=36.5,32.6,36.7,32.8").spread
    far = picture(store, "kind=map&extent=30,25,45,38").spread
    assert near is not None
    assert far is not None
    assert near.on_map < far.on_map
    assert dict(near.elsewhere)["Damascus"] == 12


def test_the_same_link_gives_the_same_bytes(store: EventStore):
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


def test_a_drawing_runs_nothing_and_asks_nobody(store: EventStore):
    """No script, no address that a viewer would fetch."""
    made = picture(store, f"{SWEIDA}&title=%3Cscript%3Ealert(1)%3C/script%3E").svg
    assert "<script" not in made
    assert set(re.findall(r'(?:href|src)="([^"]*)"', made)) == set()
    urls = re.findall(r"url\(['\"]?([^)'\"]*)", made)
    assert urls
    assert [url for url in urls if not url.startswith(("data:font/woff2", "#"))] == []


def test_a_picture_that_is_too_small_says_how_high_it_has_to_be(store: EventStore):
    """Rather than leave something out; at that height it is drawn."""
    with pytest.raises(TooSmallError, match=r"at least \d+ px high") as caught:
        picture(store, "kind=map&size=600x330px")
    height = re.search(r"at least (\d+) px", str(caught.value))
    assert height is not None
    higher = int(height[1]) + 40
    assert picture(store, f"kind=map&size=600x{higher}px").height > 330


def test_only_the_width_of_a_half_page_is_settled(store: EventStore):
    """With long terms under it it grows, and stays 85 mm wide."""
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


def test_fonts_are_in_the_pdf(store: EventStore, tmp_path: Path):
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


def test_whoever_cannot_see_it_is_told(store: EventStore):
    """Title and description of the drawing say what it shows."""
    made = picture(store, SWEIDA)
    described = {child.tag.partition("}")[2]: child.text for child in root(made.svg)}
    assert described["title"] == "Sweida, July 2025"
    assert "20 of 130 events" in (described["desc"] or "")
    assert "Deaths reported: 31–92" in (described["desc"] or "")


def test_a_title_names_what_is_filtered(store: EventStore):
    """At most three of a kind by name."""
    totals = query.totals(store, Filters())

    def title(search: str) -> str:
        return caption.title(ask.read(search)[0].view.filters, totals)

    assert title("actor=Israel&region=SYR-Sweida&from=2025-01-01&to=2025-12-31") == (
        "Israel, Sweida, 2025"
    )
    assert title("region=SYR&region=ISR&region=LBN&region=JOR") == (
        "Israel, Jordan and 2 more, 31 May 1974 – 20 Mar 2026"
    )
    assert title("from=2025-07-13") == "Reported events, from 13 Jul 2025"


def test_an_empty_picture_says_where_it_was_looked(store: EventStore):
    """No event of these filters in this data set, of this day: that is a finding, too."""
    text = " ".join(said(picture(store, f"{NOTHING}&kind=situation").svg).split())
    assert "0 of 130 events" in text
    assert "Looked for in Levant curated set (CC BY 4.0): Watchline contributors." in text
    assert "Data as of" in text


def test_a_crowded_map_shows_where_most_events_are(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
):
    """Counted in squares, it has the same frame as when every place has its mark, nearly."""
    search = "kind=map&region=SYR&scope=venue"
    single = picture(store, search).spread
    monkeypatch.setattr(gather.query, "places", lambda *_: Places((), 6_000, crowded=True))
    made = picture(store, search)
    assert single is not None
    assert made.spread is not None
    assert "counted in squares" in said(made.svg)
    assert made.spread.on_map >= 0.8 * single.on_map


def test_large_numbers_have_room_in_the_table():
    """A million events of each type stand beside their names, not over them."""
    block, right = keys.table((1_234_567,) * 6, LIGHT)
    made = svg.document(right, block.height, block.parts, title="", about="")
    assert over_one_another(words(made)) == []
    assert outside(words(made), right, block.height) == []


@pytest.mark.parametrize("wide", [112, 142])
def test_large_numbers_have_room_under_their_circles(wide: float):
    """Sizes of squares with a hundred thousand events stay in their column."""
    sizes = (LegendSize(5_000, 5.0), LegendSize(20_000, 10.0), LegendSize(100_000, 20.0))
    legend = Legend(sizes, capped=True, crowded=True, mixed=True)
    block = keys.sizes(legend, LIGHT, wide, kinds=("town",), zones=1)
    made = svg.document(wide, block.height, block.parts, title="", about="")
    assert over_one_another(words(made)) == []
    assert outside(words(made), wide + 1, block.height) == []


def test_events_that_may_not_be_passed_on_are_counted_and_not_listed():
    """ACLED's terms: drawn and counted, and in a list only where the operator may."""
    with EventStore.open(None) as own:
        own.put_dataset(replace(LEVANT, kind="acled"))
        own.upsert(read_bundled().events)
        asked, _ = ask.read(SWEIDA)
        without, listed = draw.draw(own, asked), draw.draw(own, asked, keys=[LEVANT.source])
    assert "20 of 130 events" in said(without.svg)
    assert "Events with most sources" not in said(without.svg)
    assert "Events with most sources" in said(listed.svg)
