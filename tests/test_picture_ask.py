"""What picture a link asks for: kinds, sizes, titles, and junk that asks for nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.map.geometry import Bounds
from dashboard.pictures import request, sizes
from dashboard.pictures.request import KINDS, LOOKS, PictureRequest


def test_a_link_of_the_page_asks_for_its_situation_page():
    """Nothing more has to be said than what the page's address says."""
    asked, notices = request.read("?region=SYR-Sweida&map=33,36,8&tab=actors")
    assert notices == ()
    assert asked.kind == "situation"
    assert asked.size.pixels == 1920
    assert asked.view.filters.regions == ("SYR-Sweida",)


def test_all_that_a_picture_is_travels_in_its_link():
    """Written and read again it is the same."""
    words = (
        "from=2025-07-01&actor=Israel&kind=map&size=120x80mm&theme=print&scale=3"
        "&title=A%20%26%20B&subtitle=C&extent=35,32,37,34&without=grades,link"
    )
    asked, notices = request.read(words)
    assert notices == ()
    assert asked.title == "A & B"
    assert asked.extent == Bounds(35, 32, 37, 34)
    assert request.read(request.write(asked)) == (asked, ())


def test_what_is_left_out_is_said_as_a_whole():
    """Without a list lanes and types that have no events are; ``none`` leaves nothing out."""
    assert request.read("kind=map")[0].without == {"empty-lanes", "empty-types"}
    assert request.read("without=link")[0].without == {"link"}
    everything, notices = request.read("without=none")
    assert (everything.without, notices) == (frozenset(), ())
    assert request.write(everything) == "without=none"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*request.PARAMETERS, "from", "region", "map", "x"]),
            st.text(max_size=30),
        )
    )
)
def test_junk_is_said_and_asks_for_what_is_usual(pairs: list[tuple[str, str]]):
    """Whatever stands in a link, there is a picture of a size that can be drawn."""
    from urllib.parse import urlencode  # noqa: PLC0415 - one use

    asked, _ = request.read(urlencode(pairs, errors="replace"))
    assert asked.kind in KINDS
    assert asked.theme in LOOKS
    assert 0 < asked.size.pixels <= 8_000
    assert len(asked.title) <= request.MAX_TITLE
    assert request.read(request.write(asked))[0] == asked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("size=99999x10px", "99999x10px"),
        ("size=10x10mm", "10x10mm"),
        ("kind=situation&size=half-page", "takes a whole page"),
        ("kind=pie", "pie"),
        ("theme=neon", "neon"),
        ("scale=9", "9"),
        ("without=boundaries", "boundaries"),
        ("without=link,link,", "not one of"),
        ("extent=1,2,3", "extent"),
        ("extent=40,10,20,30", "extent"),
        ("extent=nan,0,1,1", "extent"),
    ],
)
def test_what_cannot_be_had_is_named(words: str, said: str):
    """The sentence says which value it is about."""
    _, notices = request.read(words)
    assert len(notices) == 1
    assert said in notices[0]


def test_half_a_page_is_as_wide_as_it_says():
    """Between Word's margins on A4, twice with a caption; 300 dots per inch, type of 6.5 points."""
    half = sizes.SIZES["half-page"]
    assert half.mm is not None
    assert 0 <= 210 - 2 * 25.4 - half.mm[0] < 1
    assert 0 <= 297 - 2 * 25.4 - 2 * half.mm[1] < 20
    assert half.pixels == 1878
    assert half.points == pytest.approx(159 / 25.4 * 72)
    assert half.points / half.width * sizes.SMALLEST_TYPE == pytest.approx(6.5)


def test_type_on_a_slide_grows_with_the_slide():
    """A slide of twice the pixels shows the same, twice as sharp."""
    slide, large = sizes.SIZES["slide"], sizes.on_screen(3840, 2160)
    assert (large.width, large.height) == pytest.approx((slide.width, slide.height))


def test_type_on_a_small_picture_does_not_shrink():
    """Eleven px are the least."""
    small = sizes.on_screen(640, 480)
    assert small.width == 640


def test_a_situation_page_on_paper_is_a_whole_page():
    """It has four parts: map, keys, timeline and list."""
    assert (
        request.read("size=page")[0].size.height > request.read("size=page&kind=map")[0].size.height
    )


def test_the_link_under_a_picture_leads_to_the_page():
    """Not to the picture, nor to one event."""
    asked, _ = request.read("region=SYR&event=levant:1&place=x&kind=map&title=A")
    assert request.page(asked).filters == asked.view.filters
    assert request.page(asked).event == ""
    assert PictureRequest().title == ""
