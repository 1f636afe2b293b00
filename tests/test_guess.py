"""A first mapping for any table: what is certain is taken, what is not is asked."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.readers import native
from geodata.readers.formats.detect import open_table
from geodata.readers.generic import event_types, hxl
from geodata.readers.generic.fields import FIELDS
from geodata.readers.generic.guess import guess
from geodata.readers.generic.mapping import answered, check
from geodata.schema import EVENT_TYPES, Rejected


def opened(header, rows=()):
    """A CSV file of some rows as a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        found = open_table(path)
        assert not isinstance(found, Rejected), found
        yield found


def guessed(header, *rows: list[str]):
    """The guess for a table of these rows."""
    for found in opened(header, rows):
        return guess(found)
    return None


def asked(found):
    """The questions by field."""
    return {question.field: question for question in found.questions}


@pytest.mark.parametrize(
    ("names", "fields"),
    [
        ("Date,Type,Latitude,Longitude,Deaths", "date_start,event_type,lat,lon,fatalities_best"),
        ("Incident Date,Category,Lat,Lng,Town", "date_start,event_type,lat,lon,place"),
        ("event_date,event_type,actor1,actor2,fatalities", "date_start,event_type,actor1,actor2,"),
        ("Date de l'événement,Type d'incident,Lieu,Décès", "date_start,event_type,place,"),
        ("Fecha,Tipo de evento,Lugar,Muertos,País", "date_start,event_type,place,,country"),
        ("Datum,Ereignistyp,Ort,Breitengrad,Längengrad", "date_start,event_type,place,lat,lon"),
        ("Tarih,Olay türü,Enlem,Boylam,Ölü sayısı", "date_start,event_type,lat,lon,"),
        ("التاريخ,نوع الحدث,المحافظة,خط العرض,خط الطول", "date_start,event_type,admin1,lat,lon"),
        ("Start date,End date,Headline,Source,Link", "date_start,date_end,title,,source_url"),
        ("DATE,NOTES,Perpetrator,Victim,Governorate", "date_start,summary,initiator,target,admin1"),
    ],
)
def test_columns_are_known_by_their_names(names, fields):
    """In several languages; case, accents and punctuation do not count."""
    columns = guessed(names.split(",")).mapping.columns
    for name, field in zip(names.split(","), fields.split(","), strict=True):
        if field:
            assert columns[field] == name


def test_our_own_format_is_known_completely():
    """Every column of the native format by its name."""
    found = guessed(native.EVENT_COLUMNS)
    assert dict(found.mapping.columns) == {name: name for name in native.EVENT_COLUMNS}


def test_words_that_mean_other_things_elsewhere_are_not_ours():
    """A column called Subject is no actor, unless the table is in our format."""
    assert "subject" not in guessed(["Date", "Type", "Subject"]).mapping.columns
    assert "subject" in guessed(["date_start", "event_type", "subject"]).mapping.columns


# --- days


def test_an_ambiguous_order_of_days_is_asked_for():
    """With what each answer would mean."""
    found = guessed(["Date", "Type"], ["03/04/2025", "battle"], ["05/06/2025", "riot"])
    question = asked(found)["date_order"]
    assert found.mapping.date_order == ""
    assert [choice.value for choice in question.choices] == ["dmy", "mdy"]
    assert "3 Apr 2025" in question.choices[0].label
    assert "4 Mar 2025" in question.choices[1].label


@pytest.mark.parametrize(
    ("day", "order"), [("16/07/2025", "dmy"), ("07/16/2025", "mdy"), ("16.7.2025", "dmy")]
)
def test_a_day_beyond_12_proves_the_order(day, order):
    """One is enough; it is noted and not asked."""
    found = guessed(["Date", "Type"], ["03/04/2025", "battle"], [day, "riot"])
    assert found.mapping.date_order == order
    assert found.questions == ()
    assert any(day in note for note in found.notes)


def test_two_orders_in_one_column_are_asked_about():
    """With an example of each."""
    found = guessed(["Date", "Type"], ["16/07/2025", "battle"], ["07/16/2025", "riot"])
    question = asked(found)["date_order"]
    assert found.mapping.date_order == ""
    assert "16/07/2025" in question.text
    assert "07/16/2025" in question.text


@pytest.mark.parametrize("day", ["2025-07-16", "16 July 2025", "July 2025", "2025-03-04T10:00Z"])
def test_days_that_can_mean_one_thing_need_no_question(day):
    """Year first, or with the name of the month."""
    found = guessed(["Date", "Type"], [day, "battle"])
    assert found.questions == ()
    assert check(found.mapping, ("Date", "Type")) == ()


def test_a_column_of_days_is_found_by_its_contents():
    """When it alone holds some."""
    found = guessed(["Observed", "Type"], ["2025-07-16", "battle"], ["2025-07-17", "riot"])
    assert found.mapping.columns["date_start"] == "Observed"
    assert any("alone holds days" in note for note in found.notes)


def test_several_columns_of_days_are_asked_about():
    """And only those are offered."""
    row = ["2025-07-16", "2025-07-18", "battle"]
    question = asked(guessed(["Observed", "Entered", "Type"], row))["columns.date_start"]
    assert [choice.value for choice in question.choices] == ["Observed", "Entered"]


def test_the_date_is_asked_for_when_no_column_has_one():
    """Any column may be meant; a column called Date that holds none is said."""
    found = guessed(["Date", "Type"], ["Monday", "battle"])
    assert len(asked(found)["columns.date_start"].choices) == 2
    assert any("“Monday”" in note for note in found.notes)


def test_numbers_like_days_of_a_spreadsheet_are_asked_about():
    """In a column called like a date; elsewhere they are numbers."""
    found = guessed(["Date", "Type"], ["45853", "battle"])
    assert "15 Jul 2025" in asked(found)["date_serial"].text
    found = guessed(["Date", "Type", "Rounds"], ["2025-07-16", "battle", "45853"])
    assert found.questions == ()


def test_year_month_and_day_are_enough():
    """No date is asked for then."""
    found = guessed(["Year", "Month", "Day", "Type"], ["2025", "7", "16", "battle"])
    assert found.questions == ()
    assert set(found.mapping.columns) == {"year", "month", "day", "event_type"}
    assert "year" not in guessed(["Date", "Year", "Type"]).mapping.columns


# --- places


def test_missing_coordinates_are_no_question():
    """The rows are kept without a place; it is noted."""
    found = guessed(["Date", "Type"], ["2025-07-16", "battle"])
    assert found.questions == ()
    assert any("no coordinates" in note for note in found.notes)


def test_decimal_commas_are_seen():
    """In two columns or in one."""
    found = guessed(["Date", "Type", "Lat", "Lon"], ["2025-07-16", "battle", "33,5102", "36,29128"])
    assert found.mapping.decimal_comma
    found = guessed(["Date", "Type", "GPS"], ["2025-07-16", "battle", "33,5102; 136,29128"])
    assert (found.mapping.decimal_comma, found.mapping.lonlat) == (True, "lat lon")
    found = guessed(["Date", "Type", "GPS"], ["2025-07-16", "battle", "33.5,136.2"])
    assert not found.mapping.decimal_comma


@pytest.mark.parametrize(
    ("name", "cell", "order"),
    [
        ("latlng", "32.7, 36.5", "lat lon"),
        ("Lat/Long", "32.7, 36.5", "lat lon"),
        ("lon_lat", "36.5, 32.7", "lon lat"),
        ("GPS", "136.5, 32.7", "lon lat"),
        ("GPS", "32.7, 136.5", "lat lon"),
        ("geometry", "POINT(36.5 32.7)", ""),
        ("GPS", "32.7N 36.5E", ""),
    ],
)
def test_the_order_of_a_pair_is_told_by_name_value_or_form(name, cell, order):
    """Without a question."""
    found = guessed(["Date", "Type", name], ["2025-07-16", "battle", cell])
    assert found.mapping.columns["coordinates"] == name
    assert found.mapping.lonlat == order
    assert found.questions == ()


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("GPS", ["32.7, 36.5"]),
        ("GPS", ["32.7, 136.5", "136.5, 32.7"]),
        ("latlng", ["136.5, 32.7"]),
    ],
)
def test_a_pair_that_could_be_either_is_asked_about(name, cells):
    """Also where name and values, or values among themselves, contradict one another."""
    found = guessed(["Date", "Type", name], *(["2025-07-16", "battle", cell] for cell in cells))
    assert found.mapping.lonlat == ""
    question = asked(found)["lonlat"]
    assert {choice.value for choice in question.choices} == {"lat lon", "lon lat"}


def test_a_place_that_holds_coordinates_is_one():
    """Whatever the column is called."""
    found = guessed(["Date", "Type", "Location"], ["2025-07-16", "battle", "POINT(36.5 32.7)"])
    assert found.mapping.columns["coordinates"] == "Location"
    assert "place" not in found.mapping.columns


def test_swapped_columns_are_asked_about_and_never_swapped():
    """When latitudes are beyond 90 degrees, or most points lie in their country only so."""
    header = ["Date", "Type", "Country", "Lat", "Lon"]
    found = guessed(header, ["2025-07-16", "battle", "Japan", "139.7", "35.7"])
    assert "139.7" in asked(found)["swapped"].text
    assert found.mapping.swapped is False
    rows = [
        ["2025-07-16", "battle", "Syria", lon, lat]
        for lon, lat in [("36.3", "33.5"), ("37.1", "36.2"), ("38.9", "35.0")]
    ]
    found = guessed(header, *rows)
    assert "3 points 0 lie in the country" in asked(found)["swapped"].text
    rows = [[*row[:3], row[4], row[3]] for row in rows]
    assert guessed(header, *rows).questions == ()


def test_countries_that_are_not_known_are_noted():
    """With their names."""
    found = guessed(["Date", "Type", "Country"], ["2025-07-16", "battle", "Ruritania"])
    assert any("“Ruritania”" in note for note in found.notes)


# --- types, ids, sources


def test_words_for_types_are_listed_with_suggestions():
    """The most frequent first; those that are not known are asked for, none is taken."""
    rows = [["2025-07-16", word] for word in ("Airstrike", "Airstrike", "Battles", "Festival")]
    found = guessed(["Date", "Type"], *rows)
    assert [tuple(word) for word in found.words] == [
        ("Airstrike", 2, "remote_violence"),
        ("Battles", 1, "battle"),
        ("Festival", 1, ""),
    ]
    question = asked(found)["types"]
    assert question.text.startswith("In “Type” stand words that are no known types")
    assert dict(found.mapping.types) == {}


def test_a_table_without_types_is_asked_for_one():
    """One of the eleven, for all rows."""
    question = asked(guessed(["Date", "Place"], ["2025-07-16", "Sweida"]))["default_type"]
    assert [choice.value for choice in question.choices] == list(EVENT_TYPES)


def test_suggestions_are_event_types():
    """And the words that are taken by themselves are."""
    for word in ("shelling of a village", "peace talks", "Ceasefire", "هدنة", "protest march"):
        assert event_types.suggested(word) in EVENT_TYPES
    assert event_types.known("shelling of a village") == ""


def test_an_id_that_is_not_one_is_not_taken():
    """The same in many rows, or empty."""
    rows = [["1", "2025-07-16", "battle"], ["1", "2025-07-17", "battle"]]
    found = guessed(["ID", "Date", "Type"], *rows)
    assert "id" not in found.mapping.columns
    assert any("is not taken as the id" in note for note in found.notes)
    assert guessed(["ID", "Date", "Type"], rows[0]).mapping.columns["id"] == "ID"


def test_addresses_in_the_column_of_the_source_are_links():
    """Whatever the column is called."""
    row = ["2025-07-16", "battle", "https://example.org/1"]
    columns = guessed(["Date", "Type", "Source"], row).mapping.columns
    assert columns["source_url"] == "Source"
    assert "source_publisher" not in columns


def test_columns_without_a_field_are_named():
    """So that a person can give them one."""
    found = guessed(["Date", "Type", "Weather"], ["2025-07-16", "battle", "fine"])
    assert any("“Weather”" in note for note in found.notes)


# --- HXL


def test_hxl_tags_give_the_mapping():
    """Whatever the columns are called; tags of other things are left."""
    header = ["A", "B", "C", "D", "E", "F", "G", "H"]
    tags = [
        *("#date +occurred", "#EVENT+type", "#event+type+sub", "#group+name+first"),
        *("#adm1+code+v_pcode", "#affected+killed+f", "#meta+source", "#country+code+v_iso3"),
    ]
    row = ["2025-07-16", "battle", "clash", "X", "SY13", "1", "Reuters", "SYR"]
    columns = guessed(header, tags, row).mapping.columns
    assert dict(columns) == {
        "date_start": "A",
        "event_type": "B",
        "sub_type": "C",
        "actor1": "D",
        "admin1": "E",
        "source_publisher": "G",
        "country": "H",
    }


def test_hxl_prefers_english_and_iso_codes():
    """Of several columns of one tag."""
    tags = {
        "a": "#loc+name+i_ar",
        "b": "#loc+name+i_en",
        "c": "#country+name",
        "d": "#country+code",
    }
    assert hxl.fields(tuple(tags), tags) == {"place": "b", "country": "d"}


def test_tags_may_be_the_header_itself():
    """As in JSON with tags for names."""
    found = guessed(["#date+occurred", "#event+type"], ["2025-07-16", "battle"])
    assert found.mapping.columns["date_start"] == "#date+occurred"
    assert found.questions == ()


def test_a_hash_in_a_cell_is_no_tag_row():
    """At least half of the filled cells must be tags, and two of them."""
    assert not hxl.is_tag_row(["2025-07-16", "battle", "#protest", "#sweida"][:3])
    assert not hxl.is_tag_row(["#1", "# 2"])
    assert hxl.is_tag_row(["#date", "#event+type", "", "not tagged"])


def test_answers_make_the_mapping_complete():
    """After all questions are answered nothing is wrong with it."""
    header = ["Day seen", "Day heard", "GPS"]
    found = guessed(header, ["03/04/2025", "05/06/2025", "32.7, 36.5"])
    mapping = found.mapping
    assert check(mapping, header)
    for question in found.questions:
        mapping = answered(mapping, question.field, question.choices[0].value)
    assert check(mapping, header) == ()
    assert {question.field for question in found.questions} == {
        *("columns.date_start", "date_order", "lonlat", "default_type"),
    }


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.sampled_from(["16/07/2025", "03/04/2025", "45853", "32.7, 36.5", "120", "#date", "#geo"]),
)
NAMES = st.one_of(
    st.sampled_from([*FIELDS, "Date", "GPS", "Type", "Source", "Location", "#date", "#geo+lat"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
)


@settings(max_examples=250)
@given(
    st.lists(NAMES, min_size=1, max_size=7),
    st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=6),
)
def test_no_table_breaks_the_guess(header, rows):
    """And every column that is chosen is one of the table's, for a field that there is."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(row[: len(header)] for row in rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        table = open_table(path)
        if isinstance(table, Rejected):
            return
        found = guess(table)
    assert set(found.mapping.columns) <= set(FIELDS)
    assert set(found.mapping.columns.values()) <= set(table.names)
    assert len({question.field for question in found.questions}) == len(found.questions)
    for question in found.questions:
        assert question.choices
