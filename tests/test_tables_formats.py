"""Excel, Parquet, JSON and zip files: the same rows as text, wherever they come from."""

from __future__ import annotations

import base64
import gc
import json
import re
import zipfile
import zlib
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from unittest import mock

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.readers import rows
from geodata.readers.batches import first_rows
from geodata.readers.formats import json_table
from geodata.readers.formats.detect import open_table
from geodata.readers.rows import Rows
from geodata.schema import Note, Rejected


def read(path, **options: object):
    """The table, its rows by number as dicts, the rejected by number, and the notes."""
    table = open_table(path, **options)
    assert not isinstance(table, Rejected), table.reason
    taken, rejected, notes = {}, {}, list(table.notes)
    for part in table.parts():
        if isinstance(part, Rows):
            assert tuple(part.values) == table.names
            assert 0 <= part.done <= 1
            for at, number in enumerate(part.lines):
                assert int(number) not in taken
                taken[int(number)] = {name: str(part.values[name][at]) for name in table.names}
        elif isinstance(part, Note):
            notes.append(part)
        else:
            assert part.row not in rejected
            rejected[part.row] = part.reason
    assert not taken.keys() & rejected.keys()
    return table, taken, rejected, notes


def reason(path, **options: object):
    """Why a file is refused as a whole."""
    table = open_table(path, **options)
    assert isinstance(table, Rejected), table
    assert (table.row, table.file) == (1, path.name)
    return table.reason


# --- Excel --------------------------------------------------------------------------------------


def excel(path, records, title="Events", others=()):
    """A workbook of these rows, saved as Excel would."""
    book = openpyxl.Workbook()
    book.active.title = title
    for record in records:
        book.active.append(record)
    for other in others:
        book.create_sheet(other).append([other])
    book.save(path)
    return path


def test_cells_of_a_workbook_are_text_as_a_csv_file_has_it(tmp_path):
    """Days without a time of day, whole numbers without a fraction, no exponents."""
    path = excel(
        tmp_path / "t.xlsx",
        [
            ["id", "when", "number", "text"],
            [1, date(2025, 7, 16), 36.29128, ' ä<&\n"x" '],
            [2.0, datetime(2025, 7, 16, 12, 30), 0.00001, True],  # noqa: DTZ001 - as in a cell
            [None, time(3, 4), 10**20, None],
            ["007", timedelta(hours=30), -5, False],
        ],
    )
    table, taken, rejected, notes = read(path)
    assert table.format == "the sheet “Events” of a workbook"
    assert (table.unit, table.sheets, notes) == ("row", ("Events",), [])
    assert [list(row.values()) for row in taken.values()] == [
        ["1", "2025-07-16", "36.29128", 'ä<&\n"x"'],
        ["2", "2025-07-16 12:30:00", "0.00001", "true"],
        ["", "03:04:00", "100000000000000000000", ""],
        ["007", "1 day, 6:00:00", "-5", "false"],
    ]
    assert (list(taken), rejected) == ([2, 3, 4, 5], {})


def test_days_counted_from_1904_are_the_days_that_excel_shows(tmp_path):
    """Workbooks made on old Macs count so."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["when"])
    book.active.append([date(2025, 7, 16)])
    book.save(tmp_path / "t.xlsx")
    assert read(tmp_path / "t.xlsx")[1] == {2: {"when": "2025-07-16"}}


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("mmm-yy", "2025-07"),
        ("mmmm yyyy", "2025-07"),
        ('[$-409]mmmm\\ yyyy" data";@', "2025-07"),
        ("yyyy", "2025-07-01"),
        ("d mmm yyyy", "2025-07-01"),
        ("[$-809]dd\\ mmmm\\ yyyy", "2025-07-01"),
    ],
)
def test_days_that_are_shown_as_a_month_are_a_month(tmp_path, number_format, shown):
    """Typed “Jul 2025”, they are kept as the first of July; any other day is one."""
    path = excel(tmp_path / "t.xlsx", [["n", "when"], *[[1, date(2025, 7, n)] for n in (1, 2)]])
    book = openpyxl.load_workbook(path)
    for cell in book.active["B"][1:]:
        cell.number_format = number_format
    book.save(path)
    assert [row["when"] for row in read(path)[1].values()] == [shown, "2025-07-02"]


def test_days_that_are_shown_as_a_year_are_a_year(tmp_path):
    """Also on a sheet far down, and beyond the first block of it."""
    rows = [["when", "text"], *[[date(2025, 1, 1), "x" * 100] for _ in range(30_000)]]
    book = openpyxl.Workbook()
    book.create_sheet("Events")
    for row in rows:
        book["Events"].append(row)
    for cell in book["Events"]["A"][2::2]:
        cell.number_format = "yyyy"
    book.save(tmp_path / "t.xlsx")
    taken = read(tmp_path / "t.xlsx", sheet="Events")[1]
    assert [taken[row]["when"] for row in range(2, 30_002)] == ["2025-01-01", "2025"] * 15_000


def test_numbers_that_are_no_days_stay_numbers(tmp_path):
    """A number formatted as a day that no calendar has is not turned into one."""
    path = excel(tmp_path / "t.xlsx", [["when"], [1e9], [-1e9]])
    book = openpyxl.load_workbook(path)
    for cell in book.active["A"][1:]:
        cell.number_format = "yyyy-mm-dd"
    book.save(path)
    assert [row["when"] for row in read(path)[1].values()] == ["1000000000", "-1000000000"]


def test_several_sheets_are_named_and_one_is_chosen(tmp_path):
    """The first is read and the others named; any can be asked for by its title."""
    path = excel(tmp_path / "t.xlsx", [["a"], [1]], others=["Codes", "“Notes”"])
    table, taken, _, notes = read(path)
    assert table.sheets == ("Events", "Codes", "“Notes”")
    assert [note.text for note in notes] == [
        "the sheet “Events” is read; not read: “Codes”, ““Notes””"
    ]
    assert taken == {2: {"a": "1"}}
    assert read(path, sheet="Codes")[0].names == ("Codes",)
    assert reason(path, sheet="None") == (
        "the workbook has no sheet “None”; it has “Events”, “Codes”, ““Notes””"
    )


def test_a_formula_is_the_value_that_was_last_computed(tmp_path):
    """As whoever saved the workbook saw it; a formula that no program has computed is empty."""
    path = excel(tmp_path / "t.xlsx", [["a", "b", "c"], ["=1+1", "=B9", "x"]])
    value = b"<f>1+1</f><v>2</v>"
    rewritten(path, sheet1=lambda xml: re.sub(rb"<f>1\+1</f><v ?/>|<f>1\+1</f><v></v>", value, xml))
    assert read(path)[1] == {2: {"a": "2", "b": "", "c": "x"}}


def test_a_hidden_sheet_is_read_only_when_asked_for(tmp_path):
    """Lists of choices stand there, in front of the table that they are for."""
    book = openpyxl.Workbook()
    book.active.append(["list"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Events").append(["a"])
    book.save(tmp_path / "t.xlsx")
    table, _, _, notes = read(tmp_path / "t.xlsx")
    assert table.names == ("a",)
    assert "the sheet “Events” is read; not read: “Sheet”" in notes[0].text
    assert read(tmp_path / "t.xlsx", sheet="Sheet")[0].names == ("list",)


OLD_EXCEL = (
    "c-rk)J!lj`6#iy!_x?yOd+{P9LO23OjcLTjCay{}O$<>4MFib=iyk@d!nqc)F&eKF1S`cRkj5rz;}2SBXCXwi5Cr"
    "8;ODjRaBDwX=+uie`7CF%P!+guUdGF1<nYTM{-p=mx#dLM<PEQTrVJ9M}dkI9Fbb?AE6iiUN=SeoK<5WC_e+r2>E"
    "o9Wd!}ez}xrTDRYtV38e?k;^N97o%Fjgu$*)_x-_Q4j?hasW@H%OC0H+$8|^d!@DOmA_|M@)CI<}%YE>RS~@v1pA"
    "A><FUxh}Oq#Dadi}vCV7NY(p2G$|yd6MfiOU>@Mf+!r$4@tG8huv~D9#(J9-7Dl)Wy^Z4v#fluL1eVkSLwbcud{>"
    "w^z>?iuGnhwmsJHY{7q2&5D;xDkhL>V|5>__S}Y`YFsho+|-gQ~n+a46f3+HT%Gn{y~BkCuw3m?wi_$97MjNy==^"
    "yW3o`yW2VH+lc1S!F-xy-=zG#bo1kj{S)KXan{UmM)&jnM(HX%T#y!IoNBcAqYkjeR;Cwu)D6t{FwIcJQr$n^6)^"
    "i|xz8nT?WcLRGhSMon)uDcS3VrL-&=WaZ6SVPq;@W|@XDG)A3drZ*~@DdgJMuzzb5g(3TqMMh&N2Tf5;bc%?y0^f"
    "|pwdmXTyO&D59V(-93x3!arPMM#P?B%LI^AsHkY@;$0`;;uBItn>{@C@3f>C@3f>C@B012tL(<&#^k6TmAEVEcma"
    "pOr@@Vll-?hh!R~ceVFb=k?Jz0TZ*6cFhn?(Sfx$)zfj^Z&0fYNCfJY3mgASc@<j9ftlH50bz7*_`RlFt`J3ne3S"
    "}$G8~"
)


def test_workbooks_of_excel_before_2007_are_read(tmp_path):
    """Whatever they are called."""
    (tmp_path / "upload").write_bytes(zlib.decompress(base64.b85decode(OLD_EXCEL)))
    table, taken, rejected, _ = read(tmp_path / "upload")
    assert table.names == ("Date", "Type", "Title", "Latitude", "Longitude", "Deaths")
    assert (taken, rejected) == ({}, {})


ODS = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"


def test_opendocument_sheets_are_read(tmp_path):
    """As LibreOffice saves them: days are days, and trailing empty rows are none."""
    spaces = "".join(f' xmlns:{one}="{ODS.format(one)}"' for one in ("office", "table", "text"))
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell office:value-type={}><text:p>{}</text:p></table:table-cell>"
    text = '"string"'
    rows = [
        row.format(cell.format(text, "when") + cell.format(text, "n")),
        row.format(
            cell.format('"date" office:date-value="2025-07-16"', "16/07/25")
            + cell.format('"float" office:value="36.5"', "36,5")
        ),
        row.replace(">", ' table:number-rows-repeated="1048574">', 1).format(
            '<table:table-cell table:number-columns-repeated="16384"/>'
        ),
    ]
    table = f'<table:table table:name="s">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"<office:document-content{spaces}>{body}</office:document-content>"
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    members = {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": "<a/>"}
    found, taken, _, _ = read(packed(tmp_path / "upload", members))
    assert found.sheets == ("s",)
    assert taken == {2: {"when": "2025-07-16", "n": "36.5"}}


def test_rows_are_numbered_as_excel_numbers_them(tmp_path):
    """Empty rows are passed over, also above the header; errors are not known, and of merged
    cells the first has the value; values right of the header reject the row."""
    book = openpyxl.Workbook()
    sheet = book.active
    for at, value in {
        "A3": "a",
        "C3": "c",
        "A6": "1",
        "B6": "#N/A",
        "A7": "merged",
        "D8": "right of the header",
        "C9": "last",
    }.items():
        sheet[at] = value
    sheet.merge_cells("A7:A8")
    book.save(tmp_path / "t.xlsx")
    table, taken, rejected, _ = read(tmp_path / "t.xlsx")
    assert table.names == ("a", "column 2", "c")
    assert taken == {
        6: {"a": "1", "column 2": "", "c": ""},
        7: {"a": "merged", "column 2": "", "c": ""},
        9: {"a": "", "column 2": "", "c": "last"},
    }
    assert rejected == {8: "the row has values to the right of the 3 named columns"}


def rewritten(path, **parts: object):
    """A workbook with some of its parts changed."""
    with zipfile.ZipFile(path) as packed:
        contents = {name: packed.read(name) for name in packed.namelist()}
    for name, change in parts.items():
        part = next(one for one in contents if one.endswith(f"{name}.xml"))
        contents[part] = change(contents[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in contents.items():
            packed.writestr(name, content)
    return path


@pytest.mark.parametrize("said", [b'ref="A1"', b'ref="A1:XFD1048576"'])
def test_what_a_sheet_says_of_its_own_size_is_not_believed(tmp_path, said):
    """Programs get it wrong: rows beyond it are read all the same."""
    path = excel(tmp_path / "t.xlsx", [["a", "b"], [1, 2], [3, 4]])
    rewritten(path, sheet1=lambda xml: xml.replace(b'ref="A1:B3"', said))
    assert [row["b"] for row in read(path)[1].values()] == ["2", "4"]


def test_sheets_of_other_programs_are_read(tmp_path):
    """Prefixed names, cells without an address, inline and rich texts, escaped signs."""
    path = excel(tmp_path / "t.xlsx", [["a"]])
    xml = """<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>
    <x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c><x:c t="str"><x:v>b</x:v></x:c></x:row>
    <x:row r="4"><x:c t="inlineStr"><x:is><x:r><x:t>1_x000D_</x:t></x:r><x:r><x:t>2</x:t></x:r>
    <x:rPh sb="0" eb="1"><x:t>spoken</x:t></x:rPh></x:is></x:c>
    <x:c t="d"><x:v>2025-07-16T00:00:00.000</x:v></x:c></x:row>
    <x:row><x:c r="A5"><x:v>5</x:v></x:c><x:c r="B5" t="e"><x:v>#REF!</x:v></x:c></x:row>
    </x:sheetData></x:worksheet>"""
    rewritten(path, sheet1=lambda _: xml.encode())
    assert read(path)[1] == {4: {"a": "1\r2", "b": "2025-07-16"}, 5: {"a": "5", "b": ""}}


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="2"><c r="?2"><v>1</v></c></row>',
        '<row r="2"><c t="s"><v>99</v></c></row>',
        '<row r="2"><c t="s"><v>-x</v></c></row>',
        "<row r='x'/>",
        "<row",
    ],
)
def test_a_damaged_sheet_is_refused(tmp_path, cells):
    """None of it is taken: what a damage has done to the cells before cannot be told."""
    path = excel(tmp_path / "t.xlsx", [["a"]])
    good = '<row><c t="inlineStr"><is><t>a</t></is></c></row>'
    xml = f"<worksheet><sheetData>{good}{cells}</sheetData></worksheet>"
    rewritten(path, sheet1=lambda _: xml.encode())
    assert "is damaged, or" in reason(path)


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("workbook", lambda xml: xml.replace(b"<sheet ", b"<other "), "no sheet"),
        ("workbook", lambda _: b"", "is no workbook"),
        ("workbook", lambda xml: xml[:-30], "is no workbook"),
        ("sheet1", lambda _: b"<worksheet/>", "is empty"),
        ("sheet1", lambda _: b"\x00\xff", "is no workbook"),
    ],
)
def test_a_broken_workbook_is_refused_in_one_sentence(tmp_path, part, change, said):
    """Whatever is broken in it."""
    path = excel(tmp_path / "t.xlsx", [["a"], ["text"]])
    assert said in reason(rewritten(path, **{part: change}))


def with_texts(path, texts, cells):
    """A workbook whose sheet refers to a list of texts, as Excel itself writes it."""
    excel(path, [["a"]])
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rId99" Type="{main}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", texts)
    ends = b"</Relationships>"
    rels = "workbook.xml.rels"
    sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    with zipfile.ZipFile(path) as packed:
        contents = {one: packed.read(one) for one in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in contents.items():
            linked = content.replace(ends, link.encode() + ends) if rels in name else content
            packed.writestr(name, sheet if "sheet1" in name else linked)
    return path


TEXT_CELLS = """<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>
<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>"""


def test_texts_of_a_workbook_are_found_by_their_number(tmp_path):
    """Rich texts are joined, and how they are spoken is left out."""
    texts = """<sst><si><t>b</t></si><si><t>a</t></si>
    <si><r><t xml:space="preserve">Rich </t></r><r><t xml:space="preserve">text_x000A_</t></r></si>
    <si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh></si></sst>"""
    path = with_texts(tmp_path / "t.xlsx", texts, TEXT_CELLS)
    assert read(path)[1] == {2: {"a": "Rich text", "b": "東京"}}


@pytest.mark.parametrize(
    "texts",
    [
        "<sst><si><t>a</t></si>",
        "<sst><si><t>a</t></si></sst>",
        "",
        '<!DOCTYPE a [<!ENTITY b "c">]><sst><si><t>&b;</t></si></sst>',
    ],
)
def test_broken_texts_of_a_workbook_refuse_it(tmp_path, texts):
    """A header cannot be read without them."""
    assert "is damaged" in reason(with_texts(tmp_path / "t.xlsx", texts, TEXT_CELLS))


def test_a_row_of_too_much_text_is_rejected_alone(tmp_path):
    """However long a cell is, the rows after it are read."""
    path = excel(tmp_path / "t.xlsx", [["a", "b"], ["x" * 600, "y" * 600], [1, 2]])
    with mock.patch("geodata.readers.formats.workbook.LINE_LIMIT", 1_000):
        _, taken, rejected, _ = read(path)
    assert taken == {3: {"a": "1", "b": "2"}}
    assert rejected == {2: "the row is longer than 1,000 characters"}


def test_nothing_of_a_workbook_is_left_behind(tmp_path, monkeypatch):
    """Its rows wait on disk as long as someone may read them."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = excel(tmp_path / "t.xlsx", [["a"], [1]])
    table = open_table(path)
    assert len(list(tmp_path.iterdir())) == 2
    assert first_rows(table) == [{"a": "1"}]
    del table
    gc.collect()
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_without_texts_and_styles_is_read(tmp_path):
    """Both are optional."""
    path = excel(tmp_path / "t.xlsx", [[1], [2]])
    with zipfile.ZipFile(path) as packed:
        keep = {n: packed.read(n) for n in packed.namelist() if "styles" not in n}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in keep.items():
            packed.writestr(name, content)
    assert read(path)[1] == {2: {"1": "2"}}


def test_a_workbook_with_a_password_or_damaged_is_refused_with_what_to_do(tmp_path):
    """Encrypted workbooks look like old ones from outside."""
    path = tmp_path / "t.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "is damaged, or" in reason(path)


# --- Parquet ------------------------------------------------------------------------------------


def parquet(path, **columns: object):
    """A Parquet file of these columns."""
    pq.write_table(pa.table(columns), path)
    return path


def test_columns_of_any_type_come_as_text(tmp_path):
    """The same text as in a CSV file; nothing for null and NaN; times in UTC."""
    nano = pa.array([datetime(2025, 7, 16), datetime(2025, 7, 16, 1, 2, 3, 4)])  # noqa: DTZ001 - without zone
    zoned = pa.array(
        [datetime(2025, 7, 16, tzinfo=UTC), datetime(2025, 7, 16, 12, tzinfo=UTC)],
        pa.timestamp("us", "Europe/Berlin"),
    )
    columns = {
        "text": (["ä\n", None], ["ä\n", ""]),
        "large": (pa.array(["x", None], pa.large_string()), ["x", ""]),
        "coded": (pa.array(["b", None]).dictionary_encode(), ["b", ""]),
        "day": ([date(2025, 7, 16), None], ["2025-07-16", ""]),
        "nano": (nano.cast(pa.timestamp("ns")), ["2025-07-16", "2025-07-16 01:02:03.000004"]),
        "zoned": (zoned, ["2025-07-16", "2025-07-16 12:00:00Z"]),
        "time": ([time(3, 4), None], ["03:04:00", ""]),
        "int": ([2**62, -1], [str(2**62), "-1"]),
        "float": ([36.29128, float("nan")], ["36.29128", ""]),
        "whole": ([1e10, None], ["10000000000", ""]),
        "huge": ([1e300, float("inf")], ["1e+300", "inf"]),
        "single": (pa.array([33.51, 2], pa.float32()), ["33.51", "2"]),
        "decimal": ([Decimal("5.00"), Decimal("0.10")], ["5", "0.1"]),
        "flag": ([True, None], ["true", ""]),
        "bytes": ([b"plain", b"\xff"], ["plain", "\ufffd"]),
        "list": ([["a", None], []], ['["a", null]', "[]"]),
        "struct": ([{"x": date(2025, 7, 16)}, None], ['{"x": "2025-07-16"}', ""]),
        "nothing": (pa.nulls(2), ["", ""]),
    }
    path = parquet(tmp_path / "t", **{name: values for name, (values, _) in columns.items()})
    table, taken, rejected, notes = read(path)
    assert (table.format, table.unit) == ("a Parquet table", "row")
    assert (list(taken), rejected, notes) == ([1, 2], {}, [])
    for name, (_, expected) in columns.items():
        assert [row[name] for row in taken.values()] == expected, name


def test_names_of_a_parquet_file_are_each_given_once(tmp_path):
    """Also where they differ in case only."""
    path = tmp_path / "t"
    pq.write_table(pa.table([["1"], ["2"], ["3"]], names=["a", "A", ""]), path)
    assert read(path)[1] == {1: {"a": "1", "A (2)": "2", "column 3": "3"}}


def test_a_text_that_stands_in_every_row_does_not_fill_the_memory(tmp_path):
    """It is in the file once; parts are made smaller, and no row is lost."""
    long = "x" * 5_000
    path = parquet(tmp_path / "t", a=[long] * 1_000)
    with mock.patch("geodata.readers.formats.parquet.PART_LIMIT", 1_000_000):
        sizes = [len(part.lines) for part in open_table(path).parts()]
    assert sum(sizes) == 1_000
    assert max(sizes) <= 201


def test_a_parquet_file_that_unpacks_to_gigabytes_is_refused(tmp_path):
    """A column of a group of rows is limited by what the file says of it."""
    path = parquet(tmp_path / "t", a=[f"{n}" * 99 for n in range(1_000)])
    with mock.patch("geodata.readers.formats.parquet.CHUNK_LIMIT", 100_000):
        assert "write it in smaller groups of rows" in reason(path)


def test_no_rows_are_no_rows(tmp_path):
    """An empty table is one all the same."""
    table, taken, rejected, _ = read(parquet(tmp_path / "t", a=pa.array([], pa.string())))
    assert (table.names, taken, rejected) == (("a",), {}, {})


def geoparquet(path, shapes, geo=None, **columns: object):
    """A GeoParquet file, as geopandas writes it."""
    stated = {"encoding": "WKB", "geometry_types": []} | (geo or {})
    meta = {"version": "1.1.0", "primary_column": "geom", "columns": {"geom": stated}}
    wkb = [shape if isinstance(shape, bytes) or shape is None else shape.wkb for shape in shapes]
    table = pa.table({**columns, "geom": pa.array(wkb, pa.binary())})
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(meta)}), path)
    return path


def test_points_of_geoparquet_are_longitude_and_latitude(tmp_path):
    """What is no point is said where a number should be; nothing is made of nothing."""
    shapes = [
        shapely.Point(36.29128, 33.5),
        None,
        shapely.Point(),
        shapely.box(0, 0, 1, 1),
        b"\x01",
        shapely.Point(1, 2, 3),
    ]
    path = geoparquet(tmp_path / "t", shapes, id=list("abcdef"), Longitude=["old"] * 6)
    table, taken, _, _ = read(path)
    assert table.format == "a GeoParquet table"
    assert table.names == ("id", "Longitude (column)", "longitude", "latitude")
    assert [(row["longitude"], row["latitude"]) for row in taken.values()] == [
        ("36.29128", "33.5"),
        ("", ""),
        ("", ""),
        ("a Polygon, not a point", ""),
        ("a broken geometry", ""),
        ("1.0", "2.0"),
    ]


@pytest.mark.parametrize(
    "geo",
    [
        {"crs": {"id": {"authority": "EPSG", "code": 3857}}},
        {"crs": None},
        {"crs": "EPSG:4326"},
        {"encoding": "point"},
    ],
)
def test_geometry_that_is_not_in_degrees_is_not_read_and_said(tmp_path, geo):
    """Metres are never taken for degrees."""
    path = geoparquet(tmp_path / "t", [shapely.Point(36, 33)], geo, id=["a"])
    table, taken, _, notes = read(path)
    assert (table.names, taken) == (("id",), {1: {"id": "a"}})
    assert "is not read" in notes[0].text


@pytest.mark.parametrize("geo", [b"{", b"[]", b'{"primary_column": "none", "columns": {}}', b"1"])
def test_metadata_that_is_no_geoparquet_is_passed_over(tmp_path, geo):
    """The table is read as any other."""
    table = pa.table({"a": ["1"]}).replace_schema_metadata({"geo": geo})
    pq.write_table(table, tmp_path / "t")
    assert read(tmp_path / "t")[1] == {1: {"a": "1"}}


def test_a_damaged_parquet_file_keeps_the_rows_before(tmp_path):
    """Groups of rows that can be read are; how many rows were not is said."""
    path = tmp_path / "t"
    numbers = np.random.default_rng(0).integers(0, 2**62, 3_000)
    table = pa.table({"a": numbers})
    pq.write_table(table, path, row_group_size=1_000, write_page_checksum=True)
    content = bytearray(path.read_bytes())
    start = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    content[start + 200 : start + 4_000] = bytes(3_800)
    path.write_bytes(content)
    _, taken, rejected, _ = read(path)
    assert list(taken) == list(range(1, len(taken) + 1))
    ((row, why),) = rejected.items()
    assert row == len(taken) + 1
    assert f"the rest of {3_000 - len(taken):,} rows were not read" in why


# --- JSON ---------------------------------------------------------------------------------------


def written(path, content):
    """A file of this text, these bytes or this JSON."""
    if not isinstance(content, (str, bytes)):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


TWO = [{"a": 1, "b": "x"}, {"b": None, "a": 2.5}]


@pytest.mark.parametrize("mark", ["", "\ufeff", "\n \t"])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "wrapped",
    [
        TWO,
        {"data": TWO},
        {"status": 200, "meta": {"data": []}, "Result": TWO},
        {"results": TWO, "next": None},
    ],
)
def test_lists_of_objects_are_read_wherever_they_stand(tmp_path, wrapped, indent, mark):
    """Plain, or in the answer of an interface, on one line or indented."""
    table, taken, rejected, _ = read(
        written(tmp_path / "t", mark + json.dumps(wrapped, indent=indent))
    )
    assert (table.names, table.unit) == (("a", "b"), "item")
    assert taken == {1: {"a": "1", "b": "x"}, 2: {"a": "2.5", "b": ""}}
    assert rejected == {}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_object_per_line_is_a_row_per_line(tmp_path, ending):
    """Lines are counted as an editor does; one that is no object is rejected, not the file."""
    lines = ['{"a": 1}', "", '{"a": 2', "[1]", '{"a": "3", "features": []}', '{"a": NaN}']
    table, taken, rejected, _ = read(written(tmp_path / "t", ending.join(lines)))
    assert (table.format, table.unit) == ("JSON, one object per line", "line")
    assert {number: row["a"] for number, row in taken.items()} == {1: "1", 5: "3", 6: ""}
    assert list(rejected) == [3, 4]
    assert "no JSON object: the JSON is broken" in rejected[3]


def test_one_object_is_one_row(tmp_path):
    """A file of one line is one object per line."""
    assert read(written(tmp_path / "t", '{"a": {"b": [1.5, null]}, "c": true}\n'))[1] == {
        1: {"a": '{"b": [1.5, null]}', "c": "true"}
    }


def feature(geometry, **properties: object):
    """A GeoJSON feature."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*coordinates: object):
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": list(coordinates)}


@pytest.mark.parametrize("indent", [None, 1])
def test_points_of_geojson_are_longitude_and_latitude(tmp_path, indent):
    """Anything else than a point is said where a number should be; null is no place."""
    features = [
        feature(point(36.29128, 33.5, 700), name="a") | {"id": 7},
        feature(None, name="b", longitude=5),
        feature({"type": "Polygon", "coordinates": []}, name="c"),
        feature(point(), name="d"),
        feature(point("36", None), name="e"),
        feature({"type": "Point"}, name="f"),
        feature("somewhere", name="g"),
        {"type": "Feature", "properties": None, "geometry": point(1)},
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}, indent=indent)
    table, taken, rejected, _ = read(written(tmp_path / "t", content))
    assert (table.format, set(table.names)) == ("GeoJSON", {"id", "name", "longitude", "latitude"})
    assert [(row["longitude"], row["latitude"]) for row in taken.values()] == [
        ("36.29128", "33.5"),
        ("5", ""),
        ("a Polygon, not a point", ""),
        ("", ""),
        ("36", ""),
        ("", ""),
        ("a somewhere, not a point", ""),
        ("[1]", ""),
    ]
    assert taken[1]["id"] == "7"
    assert rejected == {}


@pytest.mark.parametrize("indent", [None, 1])
def test_a_single_feature_is_one_row(tmp_path, indent):
    """On one line or indented."""
    content = json.dumps(feature(point(36, 33), name="a"), indent=indent)
    assert list(read(written(tmp_path / "t", content))[1].values()) == [
        {"name": "a", "longitude": "36", "latitude": "33"}
    ]


@pytest.mark.parametrize("form", ['[{{"a": {}}}]', '{{"a": {}}}\n{{"a": 1}}'])
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("36.0", "36"),
        ("1e3", "1000"),
        ("1E-7", "0.0000001"),
        ("-0.50", "-0.5"),
        ("33.510200000000001", None),
    ],
)
def test_numbers_are_taken_as_they_are(tmp_path, form, number, expected):
    """No digit of a long number is lost, and none is written with an exponent."""
    (first, *_) = read(written(tmp_path / "t", form.format(number)))[1].values()
    assert first["a"] == expected or expected is None
    assert float(first["a"]) == float(number)


def test_the_last_of_two_values_of_one_name_counts(tmp_path):
    """As everywhere in JSON."""
    for content in ('[{"a": 1, "a": 2}]', '{"a": 1, "a": 2}'):
        assert read(written(tmp_path / "t", content))[1] == {1: {"a": "2"}}


def test_names_that_differ_in_case_only_are_two_columns(tmp_path):
    """Columns are found by any case, so each is told apart."""
    assert read(written(tmp_path / "t", '[{"a": 1, "A": 2, "": 3}]'))[1] == {
        1: {"a": "1", "A (2)": "2", "column 3": "3"}
    }


def test_names_that_occur_late_are_said(tmp_path):
    """The columns are those of the first thousand objects; a value elsewhere does not vanish
    without a word."""
    with mock.patch.object(json_table, "_LOOKED_AT", 2):
        content = [{"a": 1}, {"b": 2}, {"a": 3, "c": 4}, {"d": 5}]
        _, taken, _, notes = read(written(tmp_path / "t", content))
    assert list(taken[3].values()) == ["3", ""]
    assert [(note.row, note.text) for note in notes] == [
        (
            3,
            "names of values that first occur after item 2 are not read: 2 of them, such as “c”",
        )
    ]


@pytest.mark.parametrize("cut", [1, 30, 60_000])
def test_rows_before_a_break_are_kept(tmp_path, cut):
    """The sentence says from where on nothing was read."""
    content = json.dumps([{"a": "x" * 30, "n": n} for n in range(3_000)])
    content = content[:-cut] if cut > 1 else content.replace('"n": 2990', '"n": ?')
    _, taken, rejected, _ = read(written(tmp_path / "t", content))
    ((row, why),) = rejected.items()
    assert list(taken) == list(range(1, row))
    assert row > 1_500
    assert "the JSON is broken" in why
    assert "from here on the file was not read" in why


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "holds no objects"),
        ("[1, 2]", "holds no objects"),
        ("{}", "holds no objects"),
        ('{"a":\n1}', "holds no list of events"),
        ('{"features": 5,\n"x": [1]}', "holds no list of events"),
        ('[{"a": }]', "the JSON is broken"),
        ("{", "the JSON is broken"),
        ("[", "the JSON is broken"),
        (b'[{"a": "\xff"}]', "not UTF-8, as JSON has to be"),
        ('[{"a": "\x00"}]', "NUL"),
        ('[{"a": ' + "[" * 5_000, "nested too deeply"),
        ('[{"a": ' + "9" * 5_000 + "}]", "more than 1,000 digits"),
        ('{"a": ' + "9" * 5_000 + "}", "more than 1,000 digits"),
        ('[{"a": 1e99999999999999999999}]', "the JSON is broken"),
    ],
)
def test_json_without_rows_is_refused_in_one_sentence(tmp_path, content, said):
    """Broken, empty, or without a list of events."""
    assert said in reason(written(tmp_path / "t", content))


def test_half_signs_and_deep_values_do_not_end_the_reading(tmp_path):
    """JSON may hold halves of a sign, which are no text; and lists in lists."""
    deep = "[" * 600 + "]" * 600
    content = '{"a": "\\ud800x", "\\udfff": "1"}\n{"a": ["\\udfff"]}\n' + f'{{"a": {deep}}}\n'
    table, taken, rejected, _ = read(written(tmp_path / "t", content))
    assert table.names == ("a", "?")
    assert [row["a"] for row in taken.values()][:2] == ["?x", '["?"]']
    assert len(taken) + len(rejected) == 3


# --- zip ----------------------------------------------------------------------------------------


def packed(path, members, method=zipfile.ZIP_DEFLATED):
    """A zip of these files."""
    with zipfile.ZipFile(path, "w", method) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return path


CSV = "a,b\n1,x\n2,y\n"


@pytest.mark.parametrize(
    "names",
    [
        ["events.csv"],
        ["folder/events.csv"],
        ["events.csv", "__MACOSX/._events.csv", ".DS_Store", "folder/"],
        ["../../../events.csv"],
        ["/etc/events.csv"],
        ["C:\\events.csv"],
    ],
)
def test_the_one_table_in_a_zip_is_read_where_it_is(tmp_path, names):
    """Whatever its name, nothing is written anywhere."""
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    path = packed(folder / "t.zip", dict.fromkeys(names, CSV))
    before = sorted(tmp_path.rglob("*"))
    _, taken, rejected, _ = read(path)
    assert (list(taken), rejected) == ([2, 3], {})
    assert sorted(tmp_path.rglob("*")) == before


def test_json_in_a_zip_is_read(tmp_path):
    """As any text."""
    path = packed(tmp_path / "t.zip", {"t.json": json.dumps(TWO)})
    assert len(read(path)[1]) == 2


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "the zip holds no file"),
        ({"a.csv": CSV, "b.csv": CSV}, "the zip holds 2 files: pack one table"),
        ({"__MACOSX/a.csv": CSV}, "the zip holds no file"),
        ({"a.zip": b"PK\x03\x04rest"}, "“a.zip”, no text: unpack it first"),
        ({"a.parquet": b"PAR1rest"}, "“a.parquet”, no text: unpack it first"),
        ({"a.csv": b""}, "the file is empty"),
    ],
)
def test_a_zip_of_anything_but_one_table_is_refused(tmp_path, members, said):
    """Which of several is meant cannot be told."""
    assert said in reason(packed(tmp_path / "t.zip", members))


def test_an_encrypted_zip_is_refused(tmp_path):
    """No password is asked for."""
    path = packed(tmp_path / "t.zip", {"a.csv": CSV}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    path.write_bytes(content)
    assert "encrypted" in reason(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(tmp_path, method):
    """Python would unpack a whole block of them at once, however large."""
    path = packed(tmp_path / "t.zip", {"a.csv": CSV * 99}, method)
    assert "packed in a way that is not read" in reason(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
@pytest.mark.parametrize("kind", ["zip", "xlsx", "parquet"])
def test_no_damage_raises(tmp_path, kind, at, noise):
    """Some bytes of a good file overwritten: rows, rejected rows, or a sentence."""
    path = tmp_path / f"good.{kind}"
    if not path.exists():
        if kind == "zip":
            packed(path, {"a.csv": CSV * 40})
        elif kind == "xlsx":
            excel(path, [["a", "b"], *([n, f"text {n}"] for n in range(30))])
        else:
            parquet(path, a=list(range(300)), b=[f"text {n}" for n in range(300)])
    content = bytearray(path.read_bytes())
    at %= len(content)
    content[at : at + len(noise)] = noise
    damaged = written(tmp_path / "damaged", bytes(content))
    table = open_table(damaged)
    if not isinstance(table, Rejected):
        read(damaged)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
TABLES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES)
def test_every_format_gives_the_same_rows(tmp_path, records):
    """A table is what it is, in whatever file it stands."""
    shown = [record for record in records if any(record)]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("s")
    sheet.append(["a", "b"])
    for record in shown:
        sheet.append([f"'{value}" for value in record])
    book.save(tmp_path / "t.xlsx")
    parquet(tmp_path / "t.parquet", a=[f"'{a}" for a, _ in shown], b=[f"'{b}" for _, b in shown])
    objects = [{"a": f"'{a}", "b": f"'{b}"} for a, b in shown]
    written(tmp_path / "t.json", {"data": objects})
    written(tmp_path / "t.jsonl", "\n".join(json.dumps(one) for one in objects))
    expected = [[f"'{value}" for value in record] for record in shown]
    for name in ("t.xlsx", "t.parquet", *(["t.json", "t.jsonl"] if shown else [])):
        _, taken, rejected, _ = read(tmp_path / name)
        assert [list(row.values()) for row in taken.values()] == expected, name
        assert rejected == {}


def test_parts_of_every_format_are_of_bounded_size(tmp_path):
    """However many rows a file has."""
    records = [["a"], *([n] for n in range(99))]
    paths = [
        excel(tmp_path / "t.xlsx", records),
        written(tmp_path / "t.json", [{"a": n} for n in range(99)]),
    ]
    with mock.patch.object(rows, "ROWS_AT_ONCE", 10):
        for path in paths:
            sizes = [len(part.lines) for part in open_table(path).parts()]
            assert sum(sizes) == 99
            assert max(sizes) <= 10
