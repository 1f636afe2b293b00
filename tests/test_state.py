"""The view that a link carries."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.map import geometry
from dashboard.state import View, link, read, toggled, with_filters, write
from geodata.filters import Filters

VIEW = View(
    filters=Filters(
        text="fire & smoke",
        date_from=date(2025, 7, 1),
        date_to=date(2025, 7, 31),
        regions=("SYR-Sweida",),
        actors=("Israel",),
    ),
    event="levant:2025-07-16-israel-strikes-damascus-hq",
    place="36.29128,33.51020",
    tab="actors",
    lanes="type",
    lane_scale="one",
    curves=("mean", "sum"),
    time=(date(2025, 1, 1), date(2025, 12, 31)),
    boundaries="defacto",
    map=geometry.Viewport(36.05, 33.05, 8.25),
    view="table",
    sort="-deaths",
    page=3,
    columns=("date", "title", "id"),
)


def test_a_link_reproduces_what_was_seen():
    """Filters, selection, tab, lanes, boundary view, map position and the table's page, order
    and columns survive the address."""
    assert read("?" + write(VIEW)) == (VIEW, ())


def test_defaults_are_left_out_of_a_link():
    """The plain page has a plain address."""
    assert write(View()) == ""
    assert link(View()) == "?"


def test_links_of_the_page_do_not_carry_the_map():
    """A filter change never moves the map: the browser keeps it where it is."""
    assert "map=" not in link(VIEW)


def test_the_report_link_reads_plainly():
    """A link is legible in a report."""
    view = View(filters=Filters(date_from=date(2025, 7, 1), regions=("SYR-Sweida",)))
    assert write(view) == "from=2025-07-01&region=SYR-Sweida"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tab=film", "film"),
        ("lanes=x", "x"),
        ("boundaries=mine", "mine"),
        ("lane_scale=two", "two"),
        ("curves=median", "median"),
        ("time=2025-01-01", "timeline shows"),
        ("time=2025-02-01,2025-01-01", "timeline shows"),
        ("time=20250101,2025-W09-1", "timeline shows"),
        ("view=cards", "cards"),
        ("sort=-actors", "-actors"),
        ("page=0", "Page"),
        ("page=1e3", "Page"),
        ("page=" + "9" * 40, "Page"),
        ("columns=date,type,title,place,region,actors,deaths,sources,grade,dataset,x", '"x"'),
        ("map=1,2", "map position"),
        ("map=nan,0,3", "map position"),
        ("map=95,0,3", "map position"),
        ("from=2025-13-01", "2025-13-01"),
        ("q=" + "a" * 9000, "too long"),
    ],
)
def test_junk_in_a_link_is_left_out_and_said(query: str, said: str):
    """A link with a mistake opens, without the mistake, and the reader is told."""
    view, notices = read(query)
    assert view == View()
    assert any(said in notice for notice in notices)


def test_a_selected_event_opens_its_detail_unless_another_tab_is_named():
    """An event in a link stands open."""
    assert View(event="a:b").shown_tab == "detail"
    assert View(event="a:b", tab="regions").shown_tab == "regions"
    assert View().shown_tab == "events"


def test_a_new_filter_lets_go_of_the_mark_but_not_of_the_event():
    """The reader never loses the open event."""
    changed = with_filters(VIEW, Filters())
    assert changed.place == ""
    assert changed.event == VIEW.event


def test_toggling_adds_and_takes_out():
    """A second click undoes the first."""
    assert toggled(("a",), "b") == ("a", "b")
    assert toggled(("a", "b"), "b") == ("a",)


@given(st.text(max_size=300))
def test_any_address_opens(text: str):
    """Whatever stands in the address, the page opens and keeps what it can."""
    view, _ = read(text)
    assert read(write(view)) == (view, ())
