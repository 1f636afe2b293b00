"""The mapping of a table: what is wrong with it, how it is kept, and when it fits again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.readers.generic.fields import FIELDS
from geodata.readers.generic.mapping import (
    TableMapping,
    answered,
    check,
    fitted,
    from_toml,
    signature,
    to_toml,
)
from geodata.schema import EVENT_TYPES

NAMES = ("When", "What", "Latitude", "Longitude")
GOOD = TableMapping(columns={"date_start": "When", "event_type": "What"})


def test_a_mapping_that_fits_has_nothing_wrong():
    """Date and type are enough."""
    assert check(GOOD, NAMES) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"columns": {"date_start": "Wen", "event_type": "What"}}, "did you mean When?"),
        ({"columns": {"date_strat": "When", "event_type": "What"}}, "did you mean date_start?"),
        ({"columns": {"event_type": "What"}}, "no column is chosen for the date"),
        ({"columns": {"date_start": "When"}}, "no column is chosen for the type"),
        ({"columns": dict(GOOD.columns) | {"lat": "Latitude"}}, "chosen for the longitude"),
        ({"columns": dict(GOOD.columns) | {"day": "When"}}, "none for the month"),
        ({"date_order": "ydm"}, "date_order is “ydm”"),
        ({"lonlat": "lat"}, "lonlat is “lat”"),
        ({"default_type": "war"}, "default_type is “war”"),
        ({"geo_precision": "country"}, "geo_precision is “country”"),
        ({"separator": "x"}, "separator is “x”"),
        ({"types": {"strike": "remote_violense"}}, "did you mean remote_violence?"),
        ({"leave_out": ("Phone",)}, "no column “Phone” to leave out"),
    ],
)
def test_each_fault_of_a_mapping_is_a_sentence(changes, said):
    """A person reads what to change, with a hint at what may have been meant."""
    assert any(said in sentence for sentence in check(replace(GOOD, **changes), NAMES))


def test_an_answer_becomes_part_of_the_mapping():
    """Each kind of question has its place; an empty answer takes a column away."""
    mapping = answered(GOOD, "date_order", "dmy")
    mapping = answered(mapping, "swapped", "yes")
    mapping = answered(mapping, "types.air raid", "remote_violence")
    mapping = answered(mapping, "columns.place", "Where")
    assert mapping.date_order == "dmy"
    assert mapping.swapped is True
    assert mapping.types == {"air raid": "remote_violence"}
    assert mapping.columns["place"] == "Where"
    assert "place" not in answered(mapping, "columns.place", "").columns
    assert answered(mapping, "swapped", "no").swapped is False
    assert answered(mapping, "types", "protest").default_type == "protest"


def test_a_signature_knows_tables_of_the_same_columns():
    """Order, case and accents do not count; a further column does."""
    assert signature(["Date", "Décès"]) == signature(["deces", "DATE"])
    assert signature(["Date", "Deaths"]) != signature(["Date", "Deaths", "Place"])
    assert signature(["تاريخ"]) != signature(["مكان"])
    assert signature(["+", "-"]) != signature(["+", "="])


def test_a_remembered_mapping_takes_the_names_of_the_new_table():
    """The next month's file may write its columns in capitals."""
    names = ("WHEN", "WHAT", "PHONE")
    found = fitted(replace(GOOD, leave_out=("Phone",)), names)
    assert found.columns == {"date_start": "WHEN", "event_type": "WHAT"}
    assert found.leave_out == ("PHONE",)
    assert check(found, names) == ()


def test_the_file_of_a_mapping_is_small_and_readable():
    """Settings that are as usual do not stand in it."""
    text = to_toml(replace(GOOD, date_order="dmy", types={"Air raid": "remote_violence"}))
    assert 'date_order = "dmy"' in text
    assert 'date_start = "When"' in text
    assert '"Air raid" = "remote_violence"' in text
    assert "swapped" not in text
    assert text.startswith("# Watchline")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date_order = dmy", "line 1"),
        ('\n[columns]\ndate_start = "When', "line 3"),
        ('\ndate_oder = "dmy"', "line 2: “date_oder” is no setting; did you mean date_order?"),
        ('[columns]\ndate_strat = "When"', "line 2: there is no field “date_strat”"),
        ('swapped = "yes"', "line 1: swapped is true or false"),
        ("date_order = 1", "line 1: date_order is a text in quotation marks"),
        ("leave_out = [1]", "line 1: leave_out is a list of texts"),
        ('columns = "When"', "line 1: columns is a table of texts"),
        ("[columns]\ndate_start = 1", "line 1: columns is a table of texts"),
        ("a = " + "[" * 2_000, "line 1"),
    ],
)
def test_a_faulty_file_is_told_with_its_line(text, said):
    """Nothing is raised; the sentence says where to look."""
    found = from_toml(text)
    assert isinstance(found, str)
    assert said in found


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MAPPINGS = st.builds(
    TableMapping,
    columns=st.dictionaries(st.sampled_from(sorted(FIELDS)), WORDS),
    date_order=st.sampled_from(["", "dmy", "mdy", "ymd"]),
    date_serial=st.booleans(),
    decimal_comma=st.booleans(),
    lonlat=st.sampled_from(["", "lon lat", "lat lon"]),
    swapped=st.booleans(),
    types=st.dictionaries(WORDS, st.sampled_from(sorted(EVENT_TYPES))),
    default_type=st.sampled_from(["", *EVENT_TYPES]),
    leave_out=st.lists(WORDS).map(tuple),
)


@settings(max_examples=150)
@given(MAPPINGS)
def test_a_mapping_comes_back_from_its_file_as_it_was(mapping):
    """Whatever stands in the names of columns and the words for types."""
    assert from_toml(to_toml(mapping)) == mapping


@settings(max_examples=150)
@given(st.text())
def test_no_text_breaks_the_reading_of_a_mapping(text):
    """Any text gives a mapping or a sentence."""
    assert isinstance(from_toml(text), TableMapping | str)
