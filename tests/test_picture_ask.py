"""What picture a link asks for: kinds, sizes, titles, and junk that asks for nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.geo import Bounds
from dashboard.pictures import ask, sizes
from dashboard.pictures.ask import KINDS, LOOKS, Ask


def test_a_link_of_the_page_asks_for_its_situation_page():
    """Nothing more has to be said than what the page's address says."""
    asked, notices = ask.read("?region=SYR-Sweida&map=33,36,8&tab=actors")
    assert notices == ()
    assert asked.kind == "situation"
    assert asked.size.pixels == 1920
    assert asked.view.filters.regions == ("SYR-Sweida",)


def test_all_that_a_picture_is_travels_in_its_link():
    """Written and read again it is the same."""
    words = (
        "from=2025-07-01&actor=Israel&kind=map&size=120x80mm&theme=print&scale=3"
        "&title=A%20%26%20B&subtitle=C&extent=35,32,37,34"
    )
    asked, notices = ask.read(words)
    assert notices == ()
    assert asked.title == "A & B"
    assert asked.extent == Bounds(35, 32, 37, 34)
    assert ask.read(ask.write(asked)) == (asked, ())


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*ask.PARAMETERS, "from", "region", "map", "x"]), st.text(max_size=30)
        )
    )
)
def test_junk_is_said_and_asks_for_what_is_usual(pairs: list[tuple[str, str]]):
    """Whatever stands in a link, there is a picture of a size that can be drawn."""
    from urllib.parse import urlencode  # noqa: PLC0415 - one use

    asked, _ = ask.read(urlencode(pairs, errors="replace"))
    assert asked.kind in KINDS
    assert asked.theme in LOOKS
    assert 0 < asked.size.pixels <= 8_000
    assert len(asked.title) <= ask.MAX_TITLE
    assert ask.read(ask.write(asked))[0] == asked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("size=99999x10px", "99999x10px"),
        ("size=10x10mm", "10x10mm"),
        ("kind=pie", "pie"),
        ("theme=neon", "neon"),
        ("scale=9", "9"),
        ("extent=1,2,3", "extent"),
        ("extent=40,10,20,30", "extent"),
        ("extent=nan,0,1,1", "extent"),
    ],
)
def test_what_cannot_be_had_is_named(words: str, said: str):
    """The sentence says which value it is about."""
    _, notices = ask.read(words)
    assert len(notices) == 1
    assert said in notices[0]


def test_half_a_page_is_as_wide_as_it_says():
    """At 300 dots per inch, with type of 6.5 points at least."""
    column = sizes.SIZES["column"]
    assert column.mm is not None
    assert column.mm[0] == 85
    assert column.pixels == 1004
    assert column.points == pytest.approx(240.94, abs=0.01)
    assert column.points / column.width * sizes.SMALLEST_TYPE == pytest.approx(6.5)


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
    assert ask.read("size=page")[0].size.height > ask.read("size=page&kind=map")[0].size.height


def test_the_link_under_a_picture_leads_to_the_page():
    """Not to the picture, nor to one event."""
    asked, _ = ask.read("region=SYR&event=levant:1&place=x&kind=map&title=A")
    assert ask.page(asked).filters == asked.view.filters
    assert ask.page(asked).event == ""
    assert Ask().title == ""
