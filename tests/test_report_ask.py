"""What a report is asked to hold: everything from outside is hostile."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.filters import Filters
from watchline.reports import Report, Section, read, write
from watchline.reports.request import MAX_SECTIONS

TODAY = date(2026, 11, 23)
PLAN = {
    "title": "Southern Syria",
    "from": "2025-07-01",
    "to": "2025-07-31",
    "sections": [
        {"name": "Sweida", "view": "region=SYR-Sweida", "figures": ["map", "actors"]},
        {"view": "https://watch.example/?from=2025-01-01&actor=Israel#top"},
    ],
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "from", "to", "sections", "name", "view", "figures"])
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


def test_a_report_is_read_with_its_sections():
    """Title, period, and of each section its heading, filters and figures."""
    report, notices = read(PLAN, TODAY)
    assert notices == ()
    assert report.title == "Southern Syria"
    assert report.period == (date(2025, 7, 1), date(2025, 7, 31))
    assert [section.name for section in report.sections] == ["Sweida", ""]
    assert [section.figures for section in report.sections] == [
        ("map", "actors"),
        ("map", "timeline"),
    ]
    assert report.sections[1].view.filters.actors == ("Israel",)


def test_the_period_replaces_the_dates_of_every_section():
    """A section of other dates, or of the last days, shows those of the report."""
    report, _ = read(PLAN, TODAY)
    assert {(view.filters.date_from, view.filters.date_to) for view in report.views()} == {
        (date(2025, 7, 1), date(2025, 7, 31))
    }


def test_the_last_days_become_dates():
    """A report of the last seven days says and links which days these are."""
    report, notices = read({"from": "-7d"}, TODAY)
    assert notices == ()
    assert report.period == (date(2026, 11, 17), TODAY)
    (view,) = report.views()
    assert view.filters == Filters(date_from=date(2026, 11, 17), date_to=TODAY)


def test_what_is_written_is_read_back():
    """A report can be kept as JSON."""
    report, _ = read(PLAN, TODAY)
    assert read(write(report), TODAY) == (report, ())


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ([], "not an object"),
        ({"colour": "red"}, "colour"),
        ({"title": 5}, "title"),
        ({"from": "yesterday"}, "yesterday"),
        ({"sections": "map"}, "not a list"),
        ({"sections": ["map"]}, "Section 1"),
        ({"sections": [{"view": "regon=SYR"}]}, "regon"),
        ({"sections": [{"figures": ["pie"]}]}, "pie"),
        ({"sections": [{"figures": "map"}]}, "not a list"),
        ({"sections": [{}] * 20}, str(MAX_SECTIONS)),
    ],
)
def test_what_cannot_be_read_is_said(said: object, about: str):
    """Nothing is dropped without a sentence."""
    _, notices = read(said, TODAY)
    assert any(about in sentence for sentence in notices)


def test_without_sections_there_is_one_of_all_events():
    """An empty request is a report of everything."""
    assert read({}, TODAY) == (Report(sections=(Section(),)), ())


@given(ANYTHING)
def test_no_request_raises(said: object):
    """Whatever JSON holds, a report comes out that can be made."""
    report, notices = read(said, TODAY)
    assert 1 <= len(report.sections) <= MAX_SECTIONS
    assert len(report.title) <= 200
    assert all(isinstance(sentence, str) for sentence in notices)
