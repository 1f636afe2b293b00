"""Words for days, numbers and precision."""

from __future__ import annotations

from datetime import date

import pytest

from geodata import text

D = date


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (D(2025, 3, 21), D(2025, 3, 21), "21 Mar 2025"),
        (D(2026, 1, 5), D(2026, 1, 6), "5–6 Jan 2026"),
        (D(2025, 7, 28), D(2025, 8, 3), "28 Jul – 3 Aug 2025"),
        (D(2025, 3, 21), D(2026, 3, 20), "21 Mar 2025 – 20 Mar 2026"),
    ],
)
def test_a_range_does_not_repeat_what_its_ends_share(first: date, last: date, said: str):
    """Ranges of days are as short as they can be and still say the year."""
    assert text.days(first, last) == said


def test_open_choices_of_dates_are_said_in_words():
    """A choice may have no start, no end, or neither."""
    assert text.period(D(2025, 3, 21), None) == "from 21 Mar 2025"
    assert text.period(None, D(2026, 3, 20)) == "until 20 Mar 2026"
    assert text.period(None, None) == "all dates"
    assert text.period(D(2026, 1, 5), D(2026, 1, 6)) == "5–6 Jan 2026"


@pytest.mark.parametrize(
    ("first", "last", "precision", "said"),
    [
        (D(2026, 1, 5), D(2026, 1, 6), "day", "5–6 Jan 2026"),
        (D(2025, 7, 14), D(2025, 7, 20), "week", "week of 14 Jul 2025"),
        (D(2025, 7, 14), D(2025, 7, 27), "week", "14–27 Jul 2025"),
        (D(2025, 5, 1), D(2025, 5, 31), "month", "May 2025"),
        (D(2025, 5, 1), D(2025, 6, 30), "month", "May 2025 – June 2025"),
        (D(2025, 1, 1), D(2025, 12, 31), "year", "2025"),
    ],
)
def test_a_date_is_said_no_more_exactly_than_it_is_known(
    first: date, last: date, precision: str, said: str
):
    """An event dated to the month reads as that month, never as its first day."""
    assert text.dated(first, last, precision) == said


@pytest.mark.parametrize(
    ("unit", "start", "said"),
    [
        ("day", D(2025, 7, 14), "Monday 14 Jul 2025"),
        ("week", D(2025, 7, 14), "week of 14 Jul 2025, Monday to Sunday"),
        ("month", D(2025, 7, 1), "July 2025"),
        ("year", D(2025, 1, 1), "2025"),
    ],
)
def test_a_bar_names_the_days_it_covers(unit: str, start: date, said: str):
    """A week says that it runs from Monday to Sunday."""
    assert text.bucket(unit, start) == said


def test_deaths_that_are_not_known_are_never_zero():
    """Empty is said as not known, a range as a range, a stated zero as zero."""
    assert text.deaths(None, None, None) == "Deaths not known"
    assert text.deaths(0, 0, 0) == "0 dead"
    assert text.deaths(4, None, 7) == "4–7 dead"
    assert text.deaths(None, 1204, None) == "1,204 dead"


def test_one_event_is_singular_and_thousands_are_parted():
    """Counts read as English."""
    assert text.count(1, "event") == "1 event"
    assert text.count(0, "event") == "0 events"
    assert text.count(1234, "country", "countries") == "1,234 countries"


def test_groups_without_events_are_not_listed():
    """Counts by group are named in stacking order."""
    assert text.groups((2, 0, 0, 0, 8, 1)) == ("Violence 2", "Diplomacy 8", "Humanitarian 1")


def test_a_grade_is_said_in_words():
    """The Admiralty code is spelled out."""
    assert text.grade("B", "1") == "Usually reliable source; confirmed by other sources"
