"""Text tables: every row is read with the line it stands in, or reported with it."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geodata.readers import rows
from geodata.readers.batches import batches, first_rows
from geodata.readers.formats import delimited_reading, encoding
from geodata.readers.formats.delimited_records import DelimitedFormat
from geodata.readers.formats.detect import open_table
from geodata.readers.formats.encoding import ENCODINGS
from geodata.readers.rows import Rows
from geodata.schema import EVENT_SCHEMA, Batch, Rejected


@contextmanager
def table_of(content, form=None, name="t.csv"):
    """A file of these bytes, opened as a table."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        yield open_table(path, form=form)


def read(content, form=None):
    """The names of columns, the rows by line, and what was rejected by line."""
    with table_of(content, form) as table:
        assert not isinstance(table, Rejected), table.reason
        taken, rejected = {}, {}
        for part in table.parts():
            if isinstance(part, Rejected):
                assert part.row not in rejected
                rejected[part.row] = part.reason
                continue
            assert isinstance(part, Rows)
            assert set(part.values) == set(table.names)
            assert 0 <= part.done <= 1
            columns = [[str(value) for value in part.values[name]] for name in table.names]
            for line, *values in zip(part.lines, *columns, strict=True):
                assert int(line) not in taken
                taken[int(line)] = values
    assert not taken.keys() & rejected.keys()
    return table.names, taken, rejected


def reason(content, form=None):
    """Why a file is refused as a whole."""
    with table_of(content, form) as table:
        assert isinstance(table, Rejected), table
        assert table.row == 1
        return table.reason


def taken_whole(sheet):
    """Every row of a sheet as an event."""
    day = date(2025, 7, 16)
    dated = {"source_id": "1", "date_start": day, "date_end": day}
    return sheet.batch("mine", dated | {"event_type": "battle", "title": "A battle"})


@contextmanager
def in_small_blocks(size=7):
    """Reading so that every border between blocks is met."""
    with mock.patch.object(encoding, "BLOCK", size):
        yield


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_files_of_any_spreadsheet_are_read(separator, ending, mark):
    """Any usual separator and line end, with or without a byte order mark."""
    lines = [["id", "what"], ["1", "Güterzug"], ["2", f'"a{separator} b{ending}c ""d"""']]
    text = ending.join(separator.join(line) for line in lines)
    with in_small_blocks():
        names, taken, rejected = read(mark + text.encode())
    assert names == ("id", "what")
    assert taken == {2: ["1", "Güterzug"], 3: ["2", f'a{separator} b{ending}c "d"']}
    assert rejected == {}


def test_lines_are_those_of_a_text_editor():
    """Also after embedded line breaks, blank lines and rows of separators only."""
    text = 'a,b\n1,"x\n\ny"\n\n2,z\n,\n ,"  "\n""\n3,w'
    with in_small_blocks():
        _, taken, rejected = read(text)
    assert taken == {2: ["1", "x\n\ny"], 6: ["2", "z"], 10: ["3", "w"]}
    assert rejected == {}


def test_a_row_of_another_width_is_rejected_with_its_own_line():
    """Too wide and too narrow, also after line breaks in cells and blank lines."""
    text = 'a,b\n1\n\n2,"x\ny"\n3,4,5\n6,7\n,,,\n8,9,\n'
    with in_small_blocks():
        _, taken, rejected = read(text)
    assert taken == {4: ["2", "x\ny"], 7: ["6", "7"]}
    assert list(rejected) == [2, 6, 9]
    assert "the row has 1 values and the header 2 columns" in rejected[2]
    assert "a separator is missing" in rejected[6]


def test_rows_swallowed_by_a_stray_quotation_mark_are_counted():
    """The marks pair up over several lines: no row is lost without a word."""
    text = 'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n10,11,12"\n13,14,15\n'
    with in_small_blocks():
        _, taken, rejected = read(text)
    assert taken == {2: ["1", "2", "3"], 6: ["13", "14", "15"]}
    assert list(rejected) == [3]
    assert "it runs to line 5" in rejected[3]
    assert "quotation mark" in rejected[3]


def test_an_inch_sign_inside_a_value_is_part_of_it():
    """A value that does not begin with a quotation mark is taken as it stands."""
    _, taken, rejected = read('a,b\n1,a 5" gun\n2,6""\n')
    assert taken == {2: ["1", 'a 5" gun'], 3: ["2", '6""']}
    assert rejected == {}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('3,"x\n4,y\n5,z\n', "a quotation mark opened in this row is never closed"),
        ('3,"x" y\n4,y\n5,z\n', "a quotation mark inside a quoted value is not doubled"),
    ],
)
def test_reading_stops_where_quotation_marks_break_down_and_says_how_much_is_left(broken, said):
    """The rows before are kept; the number of lines not read is exact."""
    _, taken, rejected = read("a,b\n1,v\n\n2,w\n" + broken)
    assert taken == {2: ["1", "v"], 4: ["2", "w"]}
    assert rejected == {5: f"{said}: this row and the 2 lines after it were not read"}


def test_a_broken_last_row_leaves_nothing_unread():
    """Then no number of lines is given."""
    _, _, rejected = read('a,b\n1,"v')
    assert rejected == {
        2: "a quotation mark opened in this row is never closed: this row was not read"
    }


def test_the_header_is_the_first_row_in_which_anything_stands():
    """Blank lines and rows of separators may lead up to it, and are no rows of data."""
    with in_small_blocks():
        names, taken, rejected = read("\n  \n,,\n,\n\n a , b \n1,2\n")
    assert names == ("a", "b")
    assert taken == {7: ["1", "2"]}
    assert rejected == {}


def test_columns_without_a_name_or_with_the_same_are_told_apart():
    """Also where the names differ in case only, since columns are found by any case."""
    names, taken, _ = read("a,,A,a, ,a (2)\n1,2,3,4,5,6\n")
    assert names == ("a", "column 2", "A (2)", "a (3)", "column 5", "a (2) (2)")
    assert taken == {2: ["1", "2", "3", "4", "5", "6"]}


def test_many_columns_of_one_name_are_named_quickly():
    """The time does not grow with the square of their number."""
    assert len(set(rows.unique(["a"] * 100_000))) == 100_000


@pytest.mark.parametrize("first", ["sep=;", "sep=;;"])
def test_a_first_line_that_tells_the_separator_is_heeded(first):
    """As spreadsheets write it for one another; it is no header."""
    with in_small_blocks():
        names, taken, rejected = read(f"{first}\na,b;c\n1,5;2\n")
    assert names == ("a,b", "c")
    assert taken == {3: ["1,5", "2"]}
    assert rejected == {}


def test_separators_and_line_breaks_in_quoted_names_do_not_mislead():
    """The separator is looked for outside quotation marks, in the first record."""
    names, taken, _ = read('"a,b,\nc";"d,e"\n1;2\n')
    assert names == ("a,b, c", "d,e")
    assert taken == {3: ["1", "2"]}


def test_one_column_is_a_table():
    """Blank lines between its rows are none of them."""
    _, taken, rejected = read("a\n1\n\n2\n")
    assert (taken, rejected) == ({2: ["1"], 4: ["2"]}, {})


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_without_a_header_is_read_by_its_form(mark):
    """Its first line is a row; quotation marks are signs like others where they enclose
    nothing."""
    form = DelimitedFormat(separator="\t", quotes=False, names=("a", "b"))
    with in_small_blocks():
        names, taken, rejected = read(f'{mark}1\t"x\n\n2\ty"\n3\n', form)
    assert names == ("a", "b")
    assert taken == {1: ["1", '"x'], 3: ["2", 'y"']}
    assert list(rejected) == [4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\n\n  \n", "the file is empty"),
        (b"\n" * 10_000, "the file is empty"),
        (b"\xff\xfe", "the file is empty"),
        (b"a,b\n1,\x00\n", "NUL"),
        ("ä,\u0416,ü,b".encode() + b"\xff\n1,2,3,4\n", "a byte that is no text"),
        (b"<html><table>", "a web page"),
        (b'a,"b\n1,2\n', "never closed"),
        (b'a,"b" c\n1,2\n', "not doubled"),
    ],
)
def test_a_file_that_is_no_text_table_is_refused_in_one_sentence(content, said):
    """None of it is taken, and the reason says what to do."""
    assert said in reason(content)


def test_blank_lines_by_the_thousand_may_lead_up_to_a_table():
    """What a file is, is told from its first bytes; blanks tell nothing."""
    names, taken, _ = read("\n" * 10_000 + "a,b\n1,2\n")
    assert (names, taken) == (("a", "b"), {10_002: ["1", "2"]})


def test_a_file_of_blanks_has_no_rows_whatever_its_form():
    """Also where the names of columns are known."""
    for blanks in (" \n", "\n", "\r\n", ",\n"):
        assert "the file is empty" in reason(blanks * 5_000, DelimitedFormat(names=("a", "b")))


# --- encodings ----------------------------------------------------------------------------------

WORDS = {
    "cp1256": "اشتباكات في السويداء",
    "cp1255": "תקיפה אווירית בדמשק",
    "cp1252": "Explosion près de l'école à Damas",
    "cp1254": "İstanbul'da çatışma, Şanlıurfa ilçesi",
    "cp1251": "Обстрел в районе Дамаска",
    "cp1253": "Συγκρούσεις στη Δαμασκό",
    "gb18030": "大马士革发生冲突",
}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("word", WORDS.values())
def test_a_text_that_says_its_encoding_is_read_without_a_word(encoding, word):
    """UTF-8, and UTF-16 as Excel saves “Unicode text”."""
    content = f"a\tb\n1\t{word}\n".encode(encoding)
    with table_of(content) as table, in_small_blocks():
        assert table.notes == ()
        assert read(content)[1] == {2: ["1", word]}


@pytest.mark.parametrize(("encoding", "word"), WORDS.items())
def test_the_encoding_of_other_texts_is_guessed_and_the_guess_said(encoding, word):
    """With some words as they were read, so that a person sees whether it is right."""
    content = f"a;b\n1;plain\n2;{word}\n".encode(encoding)
    with table_of(content) as table:
        assert table.encoding == encoding
        (note,) = table.notes
        assert ENCODINGS[encoding] in note.text
        assert next(one for one in word.split() if not one.isascii()) in note.text
    assert read(content)[1] == {2: ["1", "plain"], 3: ["2", word]}


def test_an_encoding_that_a_person_chooses_is_taken():
    """Then nothing is guessed."""
    content = f"a,b\n1,{WORDS['cp1256']}\n".encode("cp1256")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content)
        table = open_table(path, encoding="cp1251")
        assert (table.encoding, table.notes) == ("cp1251", ())
        assert first_rows(table) == [{"a": "1", "b": content[6:-1].decode("cp1251")}]


@pytest.mark.parametrize("bad", [b"\xff", b"\x00", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f\x98"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_byte_that_is_no_text_costs_its_row_alone(bad, quote):
    """Nothing is put in its place, and the rows around it are read; also where other rows hold
    the sign for what someone else has replaced."""
    before = "a,b\n" + "é,ü\n" * 9 + f"1,{quote}x"
    content = before.encode() + bad + f'{quote}\n2,\ufffd\n3,5" gun\n'.encode()
    with in_small_blocks(4):
        _, taken, rejected = read(content)
    assert taken.keys() == {*range(2, 11), 12, 13}
    assert list(rejected) == [11]
    assert "a byte that is no text" in rejected[11]


def test_a_text_cut_off_within_a_letter_loses_its_last_row_only():
    """As when a download ends too early."""
    _, taken, rejected = read("a,b\n1,é\n2,ü".encode()[:-1])
    assert (taken, list(rejected)) == ({2: ["1", "é"]}, [3])


def test_a_table_is_read_again_from_its_beginning():
    """The first rows may be looked at before all are read, and the file is let go."""
    with table_of("a,b\n" + "1,2\n" * 9) as table:
        assert first_rows(table, 2) == [{"a": "1", "b": "2"}] * 2
        assert sum(len(part.lines) for part in table.parts()) == 9
        assert sum(len(part.lines) for part in table.parts()) == 9


def test_long_values_are_read_whole():
    """A report of half a megabyte does not end the reading of the rest."""
    long = "x" * 500_000
    with in_small_blocks(9_999):
        _, taken, rejected = read(f'a,b\n1,{long}\n2,"{long}\n"\n3,4\n')
    assert rejected == {}
    assert [len(b) for _, b in taken.values()] == [500_000, 500_001, 1]


def test_parts_are_of_bounded_size():
    """However short or long the rows are, only so many are in memory at once."""
    with (
        in_small_blocks(99_999),
        mock.patch.object(rows, "ROWS_AT_ONCE", 10),
        mock.patch.object(delimited_reading, "ROWS_AT_ONCE", 10),
        table_of("a,b\n" + "1,2\n" * 99) as table,
    ):
        assert max(len(part.lines) for part in table.parts()) <= 10


def test_rows_of_many_long_values_come_in_smaller_parts():
    """The characters of a part are bounded, and not only its rows."""
    with in_small_blocks(1_000), table_of("a,b\n" + f"1,{'x' * 300}\n" * 20) as table:
        sizes = [len(part.lines) for part in table.parts()]
    assert sum(sizes) == 20
    assert max(sizes) <= 4


def test_a_file_of_nothing_but_misfits_comes_in_many_small_reports():
    """A header of the wrong file must not gather a report for every row in memory."""
    with table_of("a,b\n" + "1\n" * 45_000) as table:
        found = list(batches(table, taken_whole))
    assert max(len(batch.rejected) for batch in found) <= rows.ROWS_AT_ONCE
    assert sum(batch.rows for batch in found) == 45_000
    lines = [fault.row for batch in found for fault in batch.rejected]
    assert lines == list(range(2, 45_002))


def test_a_table_without_rows_is_one_empty_batch():
    """Whoever reads it is told of the end all the same."""
    with table_of("a,b\n") as table:
        (batch,) = batches(table, lambda _: Batch(EVENT_SCHEMA.empty_table(), ()))
    assert (batch.rows, batch.rejected) == (0, ())


@pytest.mark.parametrize("first", range(1, 20))
def test_a_line_break_of_two_signs_is_whole_wherever_a_block_ends(first):
    """Inside quotation marks it is part of the value."""
    text = f"a,b\r\n{'y' * first},x\r\n" + '"1\r\n2\r\n",x\r\n' * 30
    with in_small_blocks(9):
        _, taken, rejected = read(text)
    assert list(taken.values())[1:] == [["1\r\n2\r\n", "x"]] * 30
    assert rejected == {}


def test_a_file_that_vanishes_or_shrinks_is_reported():
    """Between being opened and being read it may change; what was read before is kept."""
    for content in ("a,b\n1,2\n", 'a,b\n1,x"\n'):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "t.csv"
            path.write_text(content)
            table = open_table(path)
            path.unlink()
            *_, last = table.parts()
            assert isinstance(last, Rejected)
            assert "could not be read" in last.reason


# --- compared with a plain reading ------------------------------------------------------------


def plain(text, separator):
    """The names, the rows and the lines of misfits by Python's csv module and a plain count;
    the line where quotation marks break down, if they do."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names, taken, misfits, before = None, {}, [], 0
    try:
        for record in reader:
            line, before = before + 1, reader.line_num
            if not "".join(record).strip():
                continue
            if names is None:
                names = [value.strip() for value in record]
            elif len(record) == len(names):
                taken[line] = record
            else:
                misfits.append(line)
    except csv.Error:
        return names, taken, misfits, before + 1
    return names, taken, misfits, None


def agrees(text, separator=","):
    """A reading agrees with a plain one, row by row and line by line."""
    names, taken, misfits, broken = plain(text, separator)
    expected = sorted([*misfits, *([broken] if broken else [])])
    if not names:
        with table_of(text) as table:
            assert isinstance(table, Rejected)
        return
    found, found_rows, rejected = read(text)
    assert found == rows.unique(names)
    assert found_rows == taken
    assert sorted(rejected) == expected


VALUES = st.text(st.sampled_from('ab1é😀\u2028",;|\t\n\r \x1c\xa0'), max_size=8)
RECORDS = st.lists(st.lists(VALUES, min_size=1, max_size=5), max_size=12)


@st.composite
def tables(draw):
    """A well-formed table with misfits, blank rows and line breaks inside its values."""
    width = draw(st.integers(1, 4))
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    text = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(text, lineterminator=ending, quoting=quoting)
    text.write(ending * draw(st.integers(0, 2)))
    writer.writerow([f"name {number}" for number in range(width)])
    fitting = st.lists(VALUES, min_size=width, max_size=width)
    row = st.one_of(fitting, fitting, st.lists(VALUES, max_size=5), st.just([]))
    for values in draw(st.lists(row, max_size=12)):
        writer.writerow(values)
    content = text.getvalue()
    return content if draw(st.booleans()) else content.removesuffix(ending)


@settings(max_examples=400)
@given(tables(), st.integers(3, 64))
@example("name 0\n" + "\r" * 3, 3)
@example('name 0,name 1\n"",""\n,"\n"\n1,2', 7)
def test_a_reading_and_a_plain_one_agree(text, size):
    """The same rows with the same lines, wherever the borders of blocks fall."""
    agrees(text)
    with in_small_blocks(size):
        agrees(text)


@settings(max_examples=600)
@given(st.text(st.sampled_from('ab, "\n\r"\n,'), max_size=60), st.integers(3, 20))
@example('a,b\n1,"2"\r\n"3\r",4\n', 3)
@example('","', 3)
@example('"""",\n""\n"""",""\n" ","",""', 3)
@example('"",a\n"a""",""""\n', 3)
def test_any_text_is_read_as_a_plain_reading_has_it(text, size):
    """Also where quotation marks stand anywhere: a row, a rejected row, or said to be left."""
    if text[:1] in {"{", "[", "<"}:
        return
    with in_small_blocks(size):
        agrees("name 1,name 2\n" + text)


@settings(max_examples=200)
@given(st.lists(st.text(st.sampled_from('ab" \té\r'), max_size=6), max_size=20))
def test_signs_between_separators_are_taken_as_they_stand_without_quotes(lines):
    """A form without quotation marks splits at every separator and line end."""
    text = "".join(f"{line}\n" for line in lines)
    form = DelimitedFormat("\t", quotes=False, names=("a", "b"))
    expected, misfits, number = {}, [], 0
    for line in io.StringIO(text, newline=""):
        number += 1
        record = line.rstrip("\r\n").split("\t")
        if not "".join(record).strip():
            continue
        if len(record) == 2:
            expected[number] = record
        else:
            misfits.append(number)
    if not text.strip():
        return
    with in_small_blocks():
        _, taken, rejected = read(text, form)
    assert taken == expected
    assert list(rejected) == misfits


@settings(max_examples=100)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=40), st.integers(3, 30))
def test_every_row_counts_once_in_the_batches(widths, size):
    """Rows read are rows taken and rows rejected, whatever their widths."""
    text = "a,b\n" + "".join(",".join("x" * width) + "\n" for width in widths)
    with in_small_blocks(size), table_of(text) as table:
        found = list(batches(table, taken_whole))
    rejected = {fault.row for batch in found for fault in batch.rejected}
    taken = [line for batch in found for line in batch.lines.to_pylist()]
    assert sum(batch.rows for batch in found) == len(widths)
    assert len(taken) + len(rejected) == len(widths)
    assert all(before < after for before, after in pairwise(taken))
