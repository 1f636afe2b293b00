"""Any table with a mapping: what is taken, what is refused and why, and what is noted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.readers.formats.detect import open_table
from geodata.readers.generic import days, reader
from geodata.readers.generic.fields import FIELDS
from geodata.readers.generic.guess import guess
from geodata.readers.generic.mapping import TableMapping, check
from geodata.readers.sheet import CellError
from geodata.schema import EVENT_SCHEMA, EVENT_TYPES, Rejected
from geodata.store.locate import locate

ROW = {"When": "2025-07-16", "What": "battle", "Headline": "A fight"}
BASE = {"date_start": "When", "event_type": "What", "title": "Headline"}


def as_csv(rows: Iterable[dict[str, str]]) -> bytes:
    """Rows as the bytes of a CSV file."""
    rows = list(rows)
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


class Found:
    """All that was read of a table."""

    def __init__(self, batches) -> None:
        batches = list(batches)
        assert batches
        for batch in batches:
            assert batch.events.schema.equals(EVENT_SCHEMA)
            batch.events.validate(full=True)
            assert len(batch.lines) == batch.events.num_rows
        self.batches = batches
        self.events = [row for batch in batches for row in batch.events.to_pylist()]
        self.rejected = [fault for batch in batches for fault in batch.rejected]
        self.notes = [note for batch in batches for note in batch.notes]
        self.rows = sum(batch.rows for batch in batches)


def read_bytes(content: bytes, mapping=None, name="table.csv", **settings_: Any):
    """Read a file with a mapping of its own or the guessed one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        opened = open_table(path)
        if isinstance(opened, Rejected):
            return None
        mapping = mapping or guess(opened).mapping
        return Found(reader.read(opened, mapping, "mine", **settings_))


def read(rows, columns=None, **settings_: Any):
    """Read rows by the mapping of ``BASE`` and more."""
    rows = [rows] if isinstance(rows, dict) else rows
    columns = BASE | (columns or {})
    empty = dict.fromkeys(columns.values(), "")
    mapping = TableMapping(columns=columns, **settings_)
    return read_bytes(as_csv(empty | row for row in rows), mapping)


def taken(changes, columns=None, **settings_: Any):
    """The one event of a row with changes."""
    found = read(ROW | changes, columns, **settings_)
    assert found.rejected == []
    return found.events[0]


def refused(changes, columns=None, **settings_: Any):
    """The one fault of a row with changes."""
    found = read(ROW | changes, columns, **settings_)
    assert found.events == []
    assert len(found.rejected) == 1, found.rejected
    assert found.rejected[0].row == 2
    return found.rejected[0]


def test_the_least_row_becomes_an_event():
    """A date, a type and a title; everything else is not known."""
    event = taken({})
    assert event["date_start"] == event["date_end"] == date(2025, 7, 16)
    assert (event["event_type"], event["title"]) == ("battle", "A fight")
    assert (event["lon"], event["fatalities_best"], event["country"]) == (None, None, None)
    assert (event["geo_precision"], event["reliability"], event["credibility"]) == (
        "none",
        "F",
        "6",
    )


def test_the_time_of_the_fetch_is_on_every_event():
    """As it is given."""
    when = datetime(2025, 8, 1, tzinfo=UTC)
    mapping = TableMapping(columns=BASE)
    assert read_bytes(as_csv([ROW]), mapping, retrieved_at=when).events[0]["retrieved_at"] == when


def test_a_mapping_that_does_not_fit_refuses_the_file():
    """The file is refused as a whole, with all that is wrong."""
    found = read_bytes(as_csv([ROW]), TableMapping(columns={"date_start": "Day"}))
    assert found.events == []
    assert (found.rejected[0].row, found.rejected[0].column, found.rows) == (1, "", 0)
    assert "no column “Day”" in found.rejected[0].reason
    assert "type of event" in found.rejected[0].reason


# --- days


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2025-07-16", (2025, 7, 16), (2025, 7, 16), "day"),
        ("2025/7/6", (2025, 7, 6), (2025, 7, 6), "day"),
        ("20250716", (2025, 7, 16), (2025, 7, 16), "day"),
        ("2025-07-16 14:30:00", (2025, 7, 16), (2025, 7, 16), "day"),
        ("2025-07-16T23:30:00-05:00", (2025, 7, 17), (2025, 7, 17), "day"),
        ("16 July 2025", (2025, 7, 16), (2025, 7, 16), "day"),
        ("Wed, 16 Jul 2025", (2025, 7, 16), (2025, 7, 16), "day"),
        ("July 16, 2025", (2025, 7, 16), (2025, 7, 16), "day"),
        ("16-Jul-2025", (2025, 7, 16), (2025, 7, 16), "day"),
        ("16th of July 2025", (2025, 7, 16), (2025, 7, 16), "day"),
        ("16 de julio de 2025", (2025, 7, 16), (2025, 7, 16), "day"),
        ("1er août 2025", (2025, 8, 1), (2025, 8, 1), "day"),
        ("16. Juli 2025", (2025, 7, 16), (2025, 7, 16), "day"),
        ("16 Temmuz 2025", (2025, 7, 16), (2025, 7, 16), "day"),
        ("١٦ تموز ٢٠٢٥", (2025, 7, 16), (2025, 7, 16), "day"),
        ("16 تشرين الأول 2025", (2025, 10, 16), (2025, 10, 16), "day"),
        ("2025-W29", (2025, 7, 14), (2025, 7, 20), "week"),
        ("July 2025", (2025, 7, 1), (2025, 7, 31), "month"),
        ("2025-07", (2025, 7, 1), (2025, 7, 31), "month"),
        ("02/2024", (2024, 2, 1), (2024, 2, 29), "month"),
        ("2025", (2025, 1, 1), (2025, 12, 31), "year"),
    ],
)
def test_days_are_read_as_people_write_them(text, first, last, precision):
    """A month or a year is a span of days, and says that it is no more."""
    event = taken({"When": text})
    assert (event["date_start"], event["date_end"]) == (date(*first), date(*last))
    assert event["date_precision"] == precision


@pytest.mark.parametrize("text", ["16/07/2025", "16.07.2025 14:30", "16-7-2025"])
def test_days_in_numbers_need_an_order(text):
    """Without one they are refused, whatever they look like; with one they are read."""
    assert "not guessed" in refused({"When": text}).reason
    assert taken({"When": text}, date_order="dmy")["date_start"] == date(2025, 7, 16)


def test_the_order_decides_what_a_day_means():
    """03/04/2025 is in April or in March."""
    assert taken({"When": "03/04/2025"}, date_order="dmy")["date_start"] == date(2025, 4, 3)
    assert taken({"When": "03/04/2025"}, date_order="mdy")["date_start"] == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("07/16/2025", "no such day when the day comes first"),
        ("16/07/25", "four figures"),
        ("2025-02-30", "there is no such day"),
        ("1066-10-14", "days from 1800 to 2100"),
        ("9999", "days from 1800 to 2100"),
        ("yesterday", "expected a day such as 2025-07-16"),
        ("45853", "expected a day such as 2025-07-16"),
        ("", "an event needs a day"),
        ("unknown", "an event needs a day"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_do(text, said):
    """With the column of the table, not our name of it."""
    fault = refused({"When": text}, date_order="dmy")
    assert fault.column == "When"
    assert said in fault.reason


def test_numbers_of_days_are_read_when_the_mapping_says_so():
    """As a spreadsheet counts them; and years stay years."""
    assert taken({"When": "45853"}, date_serial=True)["date_start"] == date(2025, 7, 15)
    assert taken({"When": "45853.75"}, date_serial=True)["date_start"] == date(2025, 7, 15)
    assert taken({"When": "2025"}, date_serial=True)["date_precision"] == "year"


def test_a_time_of_another_zone_is_noted():
    """The day can be another than the one written."""
    found = read([ROW | {"When": "2025-07-16T01:00:00+03:00"}, ROW])
    assert [event["date_start"].day for event in found.events] == [15, 16]
    assert [(note.row, note.rows) for note in found.notes] == [(2, 1)]
    assert "the day is the one in UTC" in found.notes[0].text


def test_an_event_may_last():
    """To the last day, included; and not end before it begins."""
    columns = {"date_end": "Until"}
    assert taken({"Until": "18 July 2025"}, columns)["date_end"] == date(2025, 7, 18)
    assert taken({"Until": ""}, columns)["date_end"] == date(2025, 7, 16)
    fault = refused({"Until": "2025-07-15"}, columns)
    assert (fault.column, "before the first day" in fault.reason) == ("Until", True)


def test_the_least_exact_date_precision_counts():
    """What the two days and the column of the precision say."""
    columns = {"date_end": "Until", "date_precision": "Known"}
    assert taken({"Known": "Week"}, columns)["date_precision"] == "week"
    assert taken({"Until": "August 2025", "Known": "day"}, columns)["date_precision"] == "month"
    assert "expected one of day, week" in refused({"Known": "hour"}, columns).reason


def test_year_month_and_day_may_stand_apart():
    """Empty or 0 is not known; a day without a month is refused."""
    columns = {key: value for key, value in BASE.items() if key != "date_start"}
    columns |= {"year": "Y", "month": "M", "day": "D"}
    rows = [
        {"What": "battle", "Headline": "x", "Y": y, "M": m, "D": d}
        for y, m, d in [
            ("2025", "7", "16"),
            ("2025", "July", ""),
            ("2025", "0", "0"),
            ("2025", "", "3"),
            ("", "", ""),
            ("2025", "13", "1"),
        ]
    ]
    found = read_bytes(as_csv(rows), TableMapping(columns=columns))
    assert [event["date_precision"] for event in found.events] == ["day", "month", "year"]
    assert sorted(fault.row for fault in found.rejected) == [5, 6, 7]


@settings(max_examples=400)
@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,5}[-/. ][0-9]{1,4}"))
def test_any_text_is_a_day_or_unfit(text):
    """And never a day outside the years that are taken, or one that ends before it begins."""
    for order in days.ORDERS:
        try:
            found = days.parse(text, order, serial=True)
        except CellError:
            continue
        assert date(1800, 1, 1) <= found.first <= found.last <= date(2100, 12, 31)


@given(st.dates(date(1800, 1, 1), date(2100, 12, 31)))
def test_a_day_written_in_any_way_is_that_day(day):
    """Written and read again."""
    for text, order in (
        (day.isoformat(), ""),
        (f"{day.day}/{day.month}/{day.year}", "dmy"),
        (f"{day.month:02}.{day.day:02}.{day.year}", "mdy"),
        (day.strftime("%d %B %Y"), ""),
        (f"{day.isoformat()}T10:00:00Z", ""),
    ):
        assert days.parse(text, order).first == day


# --- places

POINT = {"lat": "Lat", "lon": "Lon"}


def test_a_point_is_a_town_unless_said_otherwise():
    """By the mapping, or by a column, in our words or the usual ones."""
    at = {"Lat": "33.5102", "Lon": "36.29128"}
    event = taken(at, POINT)
    assert (event["lon"], event["lat"], event["geo_precision"]) == (36.29128, 33.5102, "town")
    assert taken(at, POINT, geo_precision="exact")["geo_precision"] == "exact"
    columns = POINT | {"geo_precision": "How"}
    assert taken(at | {"How": "District"}, columns)["geo_precision"] == "admin2"
    assert "expected one of exact, town" in refused(at | {"How": "vague"}, columns).reason


@pytest.mark.parametrize(
    ("lat", "lon", "column", "said"),
    [
        ("0", "0.0", "Lon", "0,0 is in the Gulf of Guinea"),
        ("120", "33", "Lat", "if longitude and latitude are swapped, say so"),
        ("33", "200", "Lon", "from -180 to 180"),
        ("33", "", "Lon", "go together"),
        ("unknown", "36", "Lat", "go together"),
        ("33,5", "36", "Lat", "say in the mapping that decimals have one"),
        ("33.5 E", "36", "Lat", "this is a longitude"),
        ("north", "36", "Lat", "expected degrees"),
    ],
)
def test_coordinates_that_cannot_be_are_refused(lat, lon, column, said):
    """With the column at fault and what to do."""
    fault = refused({"Lat": lat, "Lon": lon}, POINT)
    assert fault.column == column
    assert said in fault.reason


def test_a_row_without_coordinates_is_kept_without_a_place():
    """Empty, or in words."""
    for nothing in ("", "n/a", "Unknown", "-"):
        event = taken({"Lat": nothing, "Lon": nothing}, POINT)
        assert (event["lon"], event["lat"], event["geo_precision"]) == (None, None, "none")


def test_decimals_may_stand_behind_a_comma():
    """When the mapping says so; points are then read too."""
    for lat, lon in (("33,5102", "36,29128"), ("33.5102", "36.29128")):
        event = taken({"Lat": lat, "Lon": lon}, POINT, decimal_comma=True)
        assert (event["lon"], event["lat"]) == (36.29128, 33.5102)


def test_degrees_minutes_and_seconds_are_read():
    """With the letter of the direction."""
    event = taken({"Lat": "33°30'36\"N", "Lon": "36° 17′ 28.8″ E"}, POINT)
    assert (event["lat"], event["lon"]) == pytest.approx((33.51, 36.291333), abs=1e-6)
    south = taken({"Lat": "33.5 S", "Lon": "W 36.5"}, POINT)
    assert (south["lat"], south["lon"]) == (-33.5, -36.5)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("32.7, 36.5", "lat lon"),
        ("36.5 32.7", "lon lat"),
        ("36.5;32.7", "lon lat"),
        ("[36.5, 32.7]", "lon lat"),
        ("POINT(36.5 32.7)", ""),
        ("SRID=4326;Point Z (36.5 32.7 650)", "lat lon"),
        ("32.7N, 36.5E", ""),
        ("36°30'E 32°42'N", ""),
        ('{"type": "Point", "coordinates": [36.5, 32.7]}', "lat lon"),
        ('{"lat": 32.7, "lon": 36.5}', ""),
    ],
)
def test_two_coordinates_may_stand_in_one_column(text, order):
    """WKT, GeoJSON and letters say their order; bare pairs are told it."""
    event = taken({"At": text}, {"coordinates": "At"}, lonlat=order)
    assert (event["lon"], event["lat"]) == (36.5, 32.7)


def test_a_bare_pair_is_never_guessed():
    """Without an order it is refused, and so is one that is none."""
    assert "say in the mapping" in refused({"At": "32.7, 36.5"}, {"coordinates": "At"}).reason
    for text in ("32.7", "1, 2, 3", "a, b", "{1}", "{}", "POINT EMPTY", "POINT(0 0)"):
        refused({"At": text}, {"coordinates": "At"}, lonlat="lat lon")


def test_swapped_columns_are_exchanged_and_noted():
    """Only when the mapping says so."""
    found = read(ROW | {"Lat": "36.29", "Lon": "33.51"}, POINT, swapped=True)
    assert (found.events[0]["lon"], found.events[0]["lat"]) == (36.29, 33.51)
    assert any("exchanged" in note.text for note in found.notes)


def test_a_column_full_of_wrong_names_is_refused_row_by_row():
    """Every row is, though only the first have a hint, which takes time to find."""
    rows = [ROW | {"Land": f"Siria{'x' * (number // 100)}{number}"} for number in range(300)]
    found = read([ROW | {"Land": "Siria"}, *rows], {"country": "Land"})
    assert [fault.row for fault in found.rejected[:2]] == [2, 3]
    assert "did you mean Syria?" in found.rejected[0].reason
    assert sorted(fault.row for fault in found.rejected) == list(range(2, 303))


@pytest.mark.parametrize(
    ("name", "code"),
    [("SYR", "SYR"), ("sy", "SYR"), ("Syria", "SYR"), ("SYRIAN ARAB REPUBLIC", "SYR")],
)
def test_countries_are_known_by_code_and_name(name, code):
    """In any case."""
    event = taken({"Land": name}, {"country": "Land"})
    assert (event["country"], event["geo_precision"]) == (code, "country")


def test_a_country_that_is_not_known_needs_a_point():
    """With one its name is kept as a detail and noted; without one the row is refused."""
    columns = POINT | {"country": "Land"}
    found = read(ROW | {"Land": "Ruritania", "Lat": "33.5", "Lon": "36.3"}, columns)
    assert found.events[0]["details"] == [{"name": "Land", "value": "Ruritania"}]
    assert found.events[0]["country"] is None
    assert any("kept as a detail" in note.text for note in found.notes)
    fault = refused({"Land": "Siria"}, columns)
    assert (fault.column, "did you mean Syria?" in fault.reason) == ("Land", True)


def test_governorates_are_known_by_code_or_by_name_within_their_country():
    """A name alone could be anywhere."""
    columns = {"country": "Land", "admin1": "Gov"}
    by_name = taken({"Land": "Syria", "Gov": "sweida"}, columns)
    assert (by_name["admin1"], by_name["geo_precision"]) == ("SYR-Sweida", "admin1")
    by_code = taken({"Land": "", "Gov": "SYR-Sweida"}, columns)
    assert (by_code["admin1"], by_code["country"]) == ("SYR-Sweida", "SYR")
    alone = taken({"Land": "", "Gov": "Northern"}, columns)
    assert (alone["admin1"], alone["details"]) == (None, [{"name": "Gov", "value": "Northern"}])
    assert "not in the country" in refused({"Land": "Iraq", "Gov": "SYR-Sweida"}, columns).reason


def test_a_region_elsewhere_is_counted_under_its_country():
    """Its name is kept; nothing is drawn at a place that is not known."""
    columns = {"country": "Land", "admin1": "Gov", "geo_precision": "How"}
    found = read(ROW | {"Land": "France", "Gov": "Bretagne", "How": "admin1"}, columns)
    event = found.events[0]
    assert (event["country"], event["geo_precision"]) == ("FRA", "country")
    assert {"name": "Gov", "value": "Bretagne"} in event["details"]
    located = locate(found.batches[0].events)
    assert located.events["country"].to_pylist() == ["FRA"]
    assert located.drawn["key"].to_pylist() == [""]


def test_the_point_of_a_country_is_not_where_it_happened():
    """It is not kept, which is noted; and a precision without a point becomes a wider one."""
    columns = POINT | {"country": "Land", "geo_precision": "How"}
    found = read(ROW | {"Land": "SY", "Lat": "35", "Lon": "38", "How": "country"}, columns)
    assert (found.events[0]["lon"], found.events[0]["geo_precision"]) == (None, "country")
    assert any("not where it happened" in note.text for note in found.notes)
    assert taken({"Land": "SY", "How": "town"}, columns)["geo_precision"] == "country"
    assert taken({"How": "exact"}, columns)["geo_precision"] == "none"
    fault = refused({"Lat": "35", "Lon": "38", "How": "none"}, columns)
    assert (fault.column, "must then be empty" in fault.reason) == ("How", True)


def test_zones_and_subjects_are_lists_of_codes():
    """An unknown code is refused with the nearest."""
    columns = {"zones": "Zone", "about": "On"}
    event = taken({"Zone": "undof", "On": "SYR;ISR;SYR"}, columns)
    assert (event["zones"], event["country"], event["about"]) == (["UNDOF"], "SYR", ["SYR", "ISR"])
    assert event["geo_precision"] == "admin1"
    assert "did you mean SYR-Sweida?" in refused({"On": "SYR-Swieda"}, columns).reason


# --- words and numbers


@pytest.mark.parametrize(
    ("word", "kind", "kept"),
    [
        ("battle", "battle", None),
        ("Violence against civilians", "violence_against_civilians", None),
        ("EXPLOSIONS/REMOTE VIOLENCE", "remote_violence", "EXPLOSIONS/REMOTE VIOLENCE"),
        ("Air/drone strike", "remote_violence", "Air/drone strike"),
        ("Air raid", "remote_violence", "Air raid"),
    ],
)
def test_types_are_known_by_our_words_and_those_of_acled(word, kind, kept):
    """And by the mapping; a word of the table's own stays as the label."""
    event = taken({"What": word}, types={"air raid": "remote_violence"})
    assert (event["event_type"], event["sub_type"]) == (kind, kept)


def test_other_types_are_refused_or_have_the_type_of_the_rest():
    """As the mapping says; the second is noted."""
    for word in ("Festival", ""):
        assert refused({"What": word}).column == "What"
        found = read(ROW | {"What": word}, default_type="statement")
        assert found.events[0]["event_type"] == "statement"
        assert any("taken as Statement" in note.text for note in found.notes)


def test_all_rows_may_be_of_one_type():
    """When no column says it."""
    columns = {"date_start": "When"}
    found = read_bytes(as_csv([ROW]), TableMapping(columns=columns, default_type="protest"))
    assert found.events[0]["event_type"] == "protest"


def test_actors_come_from_several_columns():
    """Each once, with the role of the first; “unknown” is no actor."""
    columns = {"actors": "Who", "initiator": "By", "target": "On", "actor2": "Other"}
    event = taken(
        {"Who": "UN|mediator; Israel|party;n/a", "By": "Israel", "On": "Unknown", "Other": "A;B"},
        columns,
    )
    assert [(actor["name"], actor["role"]) for actor in event["actors"]] == [
        ("Israel", "initiator"),
        ("A", "party"),
        ("B", "party"),
        ("UN", "mediator"),
    ]


def test_a_role_that_is_not_known_is_refused():
    """With the nearest one."""
    fault = refused({"Who": "UN|mediater"}, {"actors": "Who"})
    assert (fault.column, "did you mean mediator?" in fault.reason) == ("Who", True)


def test_too_many_actors_are_refused():
    """More than 200, together."""
    many = ";".join(f"a{number}" for number in range(150))
    others = many.replace("a", "b")
    found = read(ROW | {"One": many, "Two": others}, {"actor1": "One", "actor2": "Two"})
    assert (len(found.events), len(found.rejected)) == (0, 1)


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        ("0", None, 0, None),
        ("12", None, 12, None),
        ("12.0", None, 12, None),
        ("1 234", None, 1234, None),
        ("1,234,567", None, 1234567, None),
        ("12-15", 12, None, 15),
        ("12 – 15", 12, None, 15),
        ("12 to 15", 12, None, 15),
        ("10+", 10, None, None),
        ("at least 10", 10, None, None),
        ("٣", None, 3, None),
        ("", None, None, None),
        ("unknown", None, None, None),
        ("n/a", None, None, None),
        ("-", None, None, None),
    ],
)
def test_deaths_are_whole_numbers_ranges_or_not_known(text, low, best, high):
    """Not known is never zero."""
    event = taken({"Dead": text}, {"fatalities_best": "Dead"})
    found = tuple(event[f"fatalities_{name}"] for name in ("low", "best", "high"))
    assert found == (low, best, high)


@pytest.mark.parametrize(
    "text", ["1,234", "12.000", "3.5", "-5", "none", "many", "15-12", "100000001", "1e3", "~10"]
)
def test_other_numbers_of_deaths_are_refused(text):
    """1,234 can be thousands or decimals."""
    assert refused({"Dead": text}, {"fatalities_best": "Dead"}).column == "Dead"


def test_deaths_are_in_order():
    """Low is at most best, best at most high."""
    columns = {"fatalities_low": "L", "fatalities_best": "B", "fatalities_high": "H"}
    event = taken({"L": "3", "B": "5", "H": "unknown"}, columns)
    assert (event["fatalities_low"], event["fatalities_high"]) == (3, None)
    assert refused({"L": "9", "B": "5", "H": ""}, columns).column == "B"
    assert refused({"L": "9", "B": "", "H": "5"}, columns).column == "H"


def test_grades_are_single_signs():
    """Empty is F and 6: cannot be judged."""
    columns = {"reliability": "R", "credibility": "C"}
    event = taken({"R": "b", "C": "2"}, columns)
    assert (event["reliability"], event["credibility"]) == ("B", "2")
    event = taken({"R": "", "C": "unknown"}, columns)
    assert (event["reliability"], event["credibility"]) == ("F", "6")
    assert refused({"R": "good", "C": ""}, columns).column == "R"


def test_lists_are_parted_by_the_sign_of_the_mapping():
    """Semicolons unless said otherwise; an item stands once."""
    columns = {"storylines": "S", "tags": "T"}
    event = taken({"S": "Sweida; Paris talks;Sweida", "T": "a,b"}, columns)
    assert (event["storylines"], event["tags"]) == (["Sweida", "Paris talks"], ["a,b"])
    assert taken({"S": "", "T": "a,b"}, columns, separator=",")["tags"] == ["a", "b"]
    assert taken({"S": '["a;b", "c"]', "T": '["d'}, columns)["storylines"] == ["a;b", "c"]


# --- sources

SOURCE = {"source_publisher": "Pub", "source_url": "Url"}


@pytest.mark.parametrize(
    ("publisher", "url", "expected"),
    [
        ("Reuters", "https://r.example/1", [("Reuters", "https://r.example/1")]),
        ("Reuters", "", [("Reuters", None)]),
        ("", "https://www.r.example/1", [("r.example", "https://www.r.example/1")]),
        (
            "Reuters;AFP",
            "https://r.example/1 https://a.example/2",
            [("Reuters", "https://r.example/1"), ("AFP", "https://a.example/2")],
        ),
        ("AFP", "http://a/1;http://a/2", [("AFP", "http://a/1"), ("AFP", "http://a/2")]),
        ("A;B", "http://a/1", [("A", None), ("B", None), ("a", "http://a/1")]),
        ("unknown", "n/a", []),
        ("", "", []),
    ],
)
def test_sources_are_publishers_and_addresses(publisher, url, expected):
    """As many of both belong together; an address alone is named after its host."""
    event = taken({"Pub": publisher, "Url": url}, SOURCE)
    assert [(source["publisher"], source["url"]) for source in event["sources"]] == expected


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "www.example.org", "ftp://a/b", "http://me@a/", "http://a b"]
)
def test_what_is_no_address_is_kept_as_words(url):
    """In the note of the source, and noted; it can never be followed."""
    found = read(ROW | {"Pub": "P", "Url": url}, SOURCE)
    source = found.events[0]["sources"][0]
    assert source["url"] in {None, "http://a"}
    assert url.split()[-1] in source["note"]
    assert any("holds no address" in note.text for note in found.notes) or source["url"]


def test_a_source_may_say_more():
    """Title, day, language and note; a title alone is a report of no named publisher."""
    columns = {f"source_{name}": name for name in ("title", "published", "language", "note")}
    row = {"title": "T", "published": "16/07/2025", "language": "AR", "note": "n"}
    event = taken(row, columns, date_order="dmy")
    assert event["sources"] == [
        {
            "publisher": "not named",
            "title": "T",
            "url": None,
            "published": date(2025, 7, 16),
            "language": "ar",
            "note": "n",
            "fatalities_low": None,
            "fatalities_high": None,
        }
    ]
    assert taken(dict.fromkeys(row, ""), columns)["sources"] == []


# --- ids, titles, details


def test_without_an_id_the_content_gives_one():
    """The same at every import and in every order of columns; another for other content."""
    first = read([ROW, ROW | {"Headline": "B"}])
    again = read([dict(reversed((ROW | {"Headline": "B"}).items())), ROW])
    ids = [event["source_id"] for event in first.events]
    assert ids == [event["source_id"] for event in again.events][::-1]
    assert len(set(ids)) == 2
    more = read(ROW | {"Weather": "fine"})
    assert more.events[0]["source_id"] == ids[0]


def test_an_id_of_the_table_is_kept():
    """It may not be empty or longer than 200 characters."""
    columns = {"id": "Nr"}
    assert taken({"Nr": "e1"}, columns)["source_id"] == "e1"
    assert "may not be empty" in refused({"Nr": ""}, columns).reason
    assert "at most 200" in refused({"Nr": "x" * 201}, columns).reason


def test_a_title_is_made_where_there_is_none():
    """From type, place and actors, and noted; a long one is cut."""
    columns = {"place": "Where", "actor1": "A", "actor2": "B"}
    row = {"Headline": "", "Where": "Sweida", "A": "Druze militias", "B": "Bedouin tribes"}
    found = read([ROW | row, ROW], columns)
    titles = [event["title"] for event in found.events]
    assert titles == ["Battle, Sweida: Druze militias, Bedouin tribes", "A fight"]
    assert [(note.row, note.rows) for note in found.notes] == [(2, 1)]
    assert taken({"Headline": ""})["title"] == "Battle"
    long = taken({"Headline": "", "A": "x" * 200, "B": "y" * 200}, columns)["title"]
    assert len(long) == 300


def test_columns_without_a_field_are_details():
    """By their own names, the first 20; the others are noted, and some are left out."""
    row = {f"Column {number}": str(number) for number in range(25)} | {"Phone": "123"}
    found = read(ROW | row, leave_out=("Phone",))
    details = found.events[0]["details"]
    assert details[0] == {"name": "Column 0", "value": "0"}
    assert len(details) == 20
    notes = [note for note in found.notes if "not kept" in note.text]
    assert len(notes) == 1
    assert "5 columns" in notes[0].text
    assert notes[0].row == 0


def test_formulas_that_no_program_has_computed_cost_a_row_only_where_they_matter():
    """In a column without a field nothing is kept of them; a day that is not there is missed."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["When", "What", "Headline", "Year"])
    sheet.append(["2025-07-16", "battle", "A fight", "=YEAR(A2)"])
    sheet.append(["=TODAY()", "battle", "A fight", "2025"])
    content = io.BytesIO()
    book.save(content)
    found = read_bytes(content.getvalue(), TableMapping(columns=BASE), name="table.xlsx")
    assert [event["details"] for event in found.events] == [[]]
    assert [(fault.row, fault.column) for fault in found.rejected] == [(3, "When")]
    assert "is empty" in found.rejected[0].reason


def test_text_is_plain_and_of_one_line():
    """Control characters are taken out; a summary keeps its lines."""
    columns = {"summary": "Text", "place": "Where"}
    event = taken({"Headline": "A\x07\nB", "Text": "a\nb\u202e", "Where": "x\ty"}, columns)
    assert (event["title"], event["summary"], event["place"]) == ("A B", "a\nb", "x y")


# --- HXL

HXL = b"""Date,Kind,Nr dead,Lat,Lon
#date+occurred,#event+type,#affected+killed,#geo+lat,#geo+lon
2025-07-16,battle,3,33.5,36.3
"""


def test_a_row_of_hxl_tags_is_no_event():
    """It is neither counted nor rejected, but noted, and it gives the mapping."""
    found = read_bytes(HXL)
    assert (len(found.events), found.rejected, found.rows) == (1, [], 1)
    event = found.events[0]
    assert (event["fatalities_best"], event["lon"], event["lat"]) == (3, 36.3, 33.5)
    assert [note.row for note in found.notes if "HXL" in note.text] == [2]


def test_headings_above_the_tags_are_no_events_either():
    """HXL allows several rows of headings."""
    lines = HXL.splitlines(keepends=True)
    found = read_bytes(lines[0] + b"(UTC),,persons,,\n" + b"".join(lines[1:]))
    assert (len(found.events), found.rejected, found.rows) == (1, [], 1)
    assert found.batches[0].lines.to_pylist() == [4]
    assert any("the 1 above it" in note.text for note in found.notes)


# --- everything


def test_the_template_is_read_without_a_question():
    """All fields are in it, and its three examples are events with a mark."""
    path = Path(__file__).parent.parent / "assets" / "template.csv"
    opened = open_table(path)
    assert opened.names == tuple(FIELDS)
    first = guess(opened)
    assert dict(first.mapping.columns) == {field: field for field in FIELDS}
    assert first.questions == ()
    found = Found(reader.read(opened, first.mapping, "mine"))
    assert found.rejected == []
    assert [event["source_id"] for event in found.events] == ["example-1", "example-2", "example-3"]
    for event in found.events:
        assert event["title"].startswith("EXAMPLE")
        assert "example" in event["tags"]


def test_the_page_for_people_names_every_field():
    """With its own row, and the template beside it."""
    page = (Path(__file__).parent.parent / "docs" / "sources" / "table.md").read_text("utf-8")
    assert [field for field in FIELDS if f"`{field}`" not in page] == []


@pytest.mark.parametrize("name", ["table.json", "table.geojson", "table.jsonl"])
def test_points_of_geojson_and_lines_of_json_are_tables_too(name):
    """With the same result."""
    item = '{"When": "2025-07-16", "What": "battle", "longitude": 36.3, "latitude": 33.5}'
    content = {
        "table.json": f"[{item}]",
        "table.jsonl": f"{item}\n",
        "table.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature",'
        ' "properties": {"When": "2025-07-16", "What": "battle"},'
        ' "geometry": {"type": "Point", "coordinates": [36.3, 33.5]}}]}',
    }[name]
    columns = {"date_start": "When", "event_type": "What", "lon": "longitude", "lat": "latitude"}
    found = read_bytes(content.encode(), TableMapping(columns=columns), name=name)
    assert [(event["lon"], event["lat"]) for event in found.events] == [(36.3, 33.5)]


CELL = st.one_of(
    st.text(max_size=15),
    st.sampled_from(
        [
            *("2025-07-16", "16/07/2025", "July 2025", "45853", "battle", "protest", "Syria", "SY"),
            *("SYR-Sweida", "Sweida", "33.5", "36,3", "120", "0", "12-15", "unknown", "town"),
            *("none", "POINT(1 2)", "32.7, 36.5", "https://a.example/b", "A;B|host", "B", "2"),
            *("#date", "#geo+lat", "\x01=A1", "UNDOF", "\x1f", "\x1e", "a\x1fb", "٣"),
        ]
    ),
)
COLUMNS = st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=12, unique=True)


@settings(max_examples=250)
@given(
    fields=COLUMNS,
    cells=st.lists(st.lists(CELL, min_size=15, max_size=15), max_size=6),
    order=st.sampled_from(["", "dmy", "mdy"]),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    words=st.tuples(st.sampled_from(["", *EVENT_TYPES]), st.sampled_from(";,|/")),
)
def test_no_row_is_lost_or_breaks_the_reading(fields, cells, order, flags, words):
    """Whatever stands in whichever field: rows are events and rejected rows."""
    fields = list(dict.fromkeys(["date_start", "event_type", *fields]))
    names = [*(f"c{number}" for number in range(len(fields))), "more"]
    rows = [dict(zip(names, row, strict=False)) for row in cells]
    mapping = TableMapping(
        columns=dict(zip(fields, names, strict=False)),
        date_order=order,
        date_serial=flags[0],
        decimal_comma=flags[1],
        swapped=flags[2],
        lonlat="lon lat",
        default_type=words[0],
        separator=words[1],
    )
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    found = read_bytes(text.getvalue().replace("\0", "").encode("utf-8", "replace"), mapping)
    if found is None or check(mapping, names):
        return
    lines = {fault.row for fault in found.rejected}
    assert found.rows == len(found.events) + len(lines)
    taken_lines = [line for batch in found.batches for line in batch.lines.to_pylist()]
    assert lines.isdisjoint(taken_lines)
    for event in found.events:
        precise = event["geo_precision"] in {"exact", "town", "admin2"}
        assert not precise or event["lon"] is not None
        assert event["geo_precision"] != "country" or (event["country"] and event["lon"] is None)
        assert event["title"]
        assert "\n" not in event["title"]
        assert event["date_start"] <= event["date_end"]


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(content):
    """Whatever they are."""
    found = read_bytes(b"Date,Type,Lat,Lon,Deaths\n" + content)
    if found is not None and found.rows:
        assert found.rows == len(found.events) + len({fault.row for fault in found.rejected})
