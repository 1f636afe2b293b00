"""Files made to break a reader: each is refused in a sentence, quickly and in little memory."""

from __future__ import annotations

import codecs
import json
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geodata.readers.batches import first_rows
from geodata.readers.formats.detect import open_table
from geodata.readers.rows import Rows
from geodata.readers.sheet import Sheet
from geodata.schema import Note, Rejected

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="memory is measured as Unix does")

MEGABYTE = 1_000_000
MEMORY_LIMIT = 400 * MEGABYTE
TIME_LIMIT = 60  # seconds, on a machine with much else to do

READ = """
import json, resource, sys
from pathlib import Path
from geodata.readers.rows import Rows
from geodata.readers.sheet import Sheet
from geodata.readers.formats.detect import open_table
from geodata.schema import Rejected

def peak(whose=resource.RUSAGE_SELF):
    used = resource.getrusage(whose).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024

before = peak()
table = open_table(Path(sys.argv[1]))
rows, rejected, reasons = 0, 0, []
if isinstance(table, Rejected):
    reasons.append(table.reason)
else:
    for part in table.parts():
        if isinstance(part, Rows):
            rows += len(part.lines)
            sheet = Sheet("f", part)
            for name in table.names[:3]:
                sheet.text(name, 300)
        elif isinstance(part, Rejected):
            rejected += 1
            reasons = [*reasons[:3], f"{part.row}: {part.reason}"]
print(json.dumps({
    "whole": isinstance(table, Rejected),
    "rows": rows,
    "rejected": rejected,
    "reasons": reasons,
    "memory": max(peak() - before, peak(resource.RUSAGE_CHILDREN)),
}))
"""


def read(path):
    """A file read in a process of its own, within the limits; what came of it. The memory of
    processes that it starts counts too."""
    done = subprocess.run(
        [sys.executable, "-c", READ, path],
        capture_output=True,
        timeout=TIME_LIMIT,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    assert done.stderr == b""
    found = json.loads(done.stdout)
    assert found["memory"] < MEMORY_LIMIT, found
    return found


def refused(path):
    """Why a file is refused as a whole."""
    found = read(path)
    assert found["whole"], found
    (reason,) = found["reasons"]
    return reason


def written(path, *pieces: tuple[bytes, int]):
    """A file of some bytes, each given with how often it stands there."""
    with path.open("wb") as file:
        for piece, times in pieces:
            at_once = max(1, min(times, MEGABYTE // max(len(piece), 1)))
            for _ in range(times // at_once):
                file.write(piece * at_once)
            file.write(piece * (times % at_once))
    return path


# --- text ---------------------------------------------------------------------------------------


def test_a_million_columns_are_refused(tmp_path):
    """No table of events has so many."""
    path = written(tmp_path / "f", (b"name,", MEGABYTE), (b"\n", 1), (b"1,2,3\n", 99))
    assert "the header has 1,000,001 columns; at most 2,000 are read" in refused(path)


def test_a_line_of_a_hundred_megabytes_is_refused(tmp_path):
    """As a header it refuses the file; further down the rows before it are kept."""
    path = written(tmp_path / "f", (b"x", 100 * MEGABYTE))
    assert "longer than 8,000,000 bytes" in refused(path)
    path = written(tmp_path / "f", (b"a,b\n1,2\n3,", 1), (b"x", 100 * MEGABYTE), (b"\n1,2\n", 1))
    found = read(path)
    assert (found["rows"], found["rejected"]) == (1, 1)
    (reason,) = found["reasons"]
    assert reason.startswith("3: this row is longer than 8,000,000 bytes: ")
    assert reason.endswith("this row and the line after it were not read")


def test_a_value_of_ten_megabytes_ends_the_reading_in_a_sentence(tmp_path):
    """The rows before it are kept."""
    path = written(tmp_path / "f", (b'a,b\n1,2\n3,"', 1), (b"x", 10 * MEGABYTE), (b'"\n', 1))
    found = read(path)
    assert (found["rows"], found["rejected"]) == (1, 1)
    assert "longer than 8,000,000 bytes" in found["reasons"][0]


def test_many_values_of_a_megabyte_are_read_a_few_at_a_time(tmp_path):
    """They are cut, and the memory for all of them is never needed at once."""
    row = b"1," + b"x" * MEGABYTE + b"\n"
    found = read(written(tmp_path / "f", (b"a,b\n", 1), (row, 100)))
    assert (found["rows"], found["rejected"]) == (100, 0)
    found = read(written(tmp_path / "f", (b'a,"b"\n0,x"\n', 1), (row, 100)))
    assert (found["rows"], found["rejected"]) == (101, 0)


def test_a_quotation_mark_that_is_never_closed_does_not_collect_the_file(tmp_path):
    """Fifty megabytes of lines after it: their number is said."""
    lines = 50 * MEGABYTE // 10
    path = written(tmp_path / "f", (b'a,b\n1,2\n3,"4\n', 1), (b"123,45678\n", lines))
    found = read(path)
    assert (found["rows"], found["rejected"]) == (1, 1)
    assert "a quotation mark opened in this row is not closed" in found["reasons"][0]
    assert f"the {lines:,} lines after it were not read" in found["reasons"][0]


@pytest.mark.parametrize("piece", [b'"', b"\n", b",", b"\r", b'""\n', b"\xef\xbb\xbf"])
def test_floods_of_one_sign_take_little_memory(tmp_path, piece):
    """Nothing but quotation marks, line ends or separators."""
    path = written(tmp_path / "f", (b"a,b\n1,2\n", 1), (piece, 3 * MEGABYTE // len(piece)))
    found = read(path)
    assert found["rows"] + found["rejected"] >= 1


def test_half_a_million_rows_that_do_not_fit_are_reported_one_by_one(tmp_path):
    """Never all at once."""
    found = read(written(tmp_path / "f", (b"a,b\n", 1), (b"1\n", MEGABYTE // 2)))
    assert (found["rows"], found["rejected"]) == (0, MEGABYTE // 2)


def test_nul_bytes_are_refused(tmp_path):
    """A file of a gigabyte of nothing."""
    path = written(tmp_path / "f", (b"a,b\n", 1))
    with path.open("r+b") as file:
        file.truncate(1_000 * MEGABYTE)
    assert "NUL bytes" in refused(path)


def test_bytes_that_are_no_text_reject_their_row(tmp_path):
    """However far down they stand."""
    rows = 5 * MEGABYTE
    path = written(tmp_path / "f", ("a,b\né,1\n".encode(), 1), (b"1,2\n", rows), (b"1,\xff\n", 1))
    found = read(path)
    assert (found["rows"], found["rejected"]) == (rows + 1, 1)
    assert f"{rows + 3}: the row holds" in found["reasons"][0]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1256"])
def test_large_texts_in_other_encodings_are_read_a_block_at_a_time(tmp_path, encoding):
    """Whether they say it themselves or it is guessed."""
    head, row = "a,b\n1,\u0627\u0644\u0633\n".encode(encoding), "1,\u0627\n".encode(encoding)
    row = row.removeprefix(codecs.BOM_UTF16_LE)
    found = read(written(tmp_path / "f", (head, 1), (row, 3 * MEGABYTE)))
    assert (found["rows"], found["rejected"]) == (3 * MEGABYTE + 1, 0)


# --- Excel and zip ------------------------------------------------------------------------------

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = (
    f'<Relationships><Relationship Id="r0" Type="{RELATIONS}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
SHEET = '<sheet name="s" sheetId="1" r:id="r1"/>'
HEADER = '<row r="1"><c t="inlineStr"><is><t>a</t></is></c></row>'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def sheet(rows):
    """A sheet of these rows below its header."""
    return f"<worksheet><sheetData>{HEADER}{rows}</sheetData></worksheet>"


def workbook(path, method=zipfile.ZIP_DEFLATED, **parts: str | bytes):
    """A workbook of one sheet, with some parts put in place of the plain ones."""
    links = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for name, kind, target in (
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        )
    )
    plain = {
        "workbook": f'<workbook xmlns:r="{RELATIONS}"><sheets>{SHEET}</sheets></workbook>',
        "_rels/workbook": f"<Relationships>{links}</Relationships>",
        "worksheets/sheet1": sheet(""),
        "sharedStrings": "<sst/>",
        "styles": "<styleSheet/>",
    }
    with zipfile.ZipFile(path, "w", method, compresslevel=1) as packed:
        packed.writestr("_rels/.rels", ROOT)
        for name, content in plain.items():
            end = ".xml.rels" if "_rels" in name else ".xml"
            packed.writestr(f"xl/{name}{end}", parts.get(name.rpartition("/")[2], content))
    return path


@pytest.mark.parametrize("part", ["workbook", "sheet1", "sharedStrings", "styles"])
def test_entities_in_a_workbook_are_not_expanded(tmp_path, part):
    """A billion laughs are not laughed."""
    content = f"{LAUGHS}<a><row><c t='str'><v>&l9;</v></c></row><si><t>&l9;</t></si></a>"
    found = read(workbook(tmp_path / "f", **{part: content}))
    assert found["whole"] or found["rows"] == 0


def stating(path, name, size):
    """A zip that says that one of its files unpacks to another size than it does."""
    content = bytearray(path.read_bytes())
    at = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
    content[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_workbook_that_states_gigabytes_is_refused_unread(tmp_path, part):
    """Only the sheet itself may be large."""
    path = stating(workbook(tmp_path / "f"), part, 4_200_000_000)
    assert f"“{part}” in the zip unpacks to 4,200,000,000 bytes" in refused(path)


def test_texts_by_the_million_are_read_in_bounded_memory(tmp_path):
    """Empty ones take a few bytes of the file and more of the memory."""
    path = workbook(
        tmp_path / "f",
        zipfile.ZIP_STORED,
        sharedStrings=b"<sst>" + b"<si/>" * 6 * MEGABYTE + b"</sst>",
    )
    found = read(path)
    assert (found["rows"], found["rejected"]) == (0, 0) or found["whole"]


@pytest.mark.parametrize(
    "rows",
    [
        "<row>" + "<c/>" * 5 * MEGABYTE + "</row>",
        "<b>" * 10 * MEGABYTE,
        "<row><c t='str'><v>" + "x" * 20 * MEGABYTE,
        "<!--" + "x" * 20 * MEGABYTE,
        "<row/>" * 2 * MEGABYTE,
        '<row r="1048577"/>',
        '<row r="9999999999999999999"><c r="A1"><v>1</v></c></row>',
    ],
    ids=["cells", "depth", "text", "comment", "rows", "row", "number"],
)
def test_a_sheet_without_end_is_no_table(tmp_path, rows):
    """Whatever it is that does not end."""
    path = workbook(
        tmp_path / "f", zipfile.ZIP_STORED, sheet1=f"<worksheet><sheetData>{HEADER}{rows}"
    )
    found = read(path)
    assert found["rows"] == 0


FAR = "bytes of memory, far more than its size"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 60_000)),
    ],
    ids=["corner", "column"],
)
def test_cells_far_away_take_little_memory(tmp_path, rows):
    """All cells up to them would be held in memory."""
    assert FAR in refused(workbook(tmp_path / "f", sheet1=sheet(rows)))


def test_one_long_text_in_every_row_takes_little_memory(tmp_path):
    """It is in the workbook once, and referred to."""
    texts = f"<sst><si><t>{'x' * MEGABYTE}</t></si></sst>"
    rows = '<row><c t="s"><v>0</v></c></row>' * 2_000
    assert FAR in refused(workbook(tmp_path / "f", sharedStrings=texts, sheet1=sheet(rows)))


def test_cells_that_are_repeated_take_little_memory(tmp_path):
    """An OpenDocument sheet may say of one cell that it fills the whole of it."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    table = f'<table:table table:name="s">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(tmp_path / "f", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml", f"<office:document-content{names}>{body}</office:document-content>"
        )
        packed.writestr("META-INF/manifest.xml", "<a/>")
    assert "repeats millions of times" in refused(tmp_path / "f")


def bomb(path, name, size):
    """A zip of a file of ``size`` million zeros, made without making them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b"0" * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr(name, piece * size + packer.flush())
    content = bytearray(path.read_bytes())
    for mark, method, whole in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        at = content.rindex(mark)
        content[at + method : at + method + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        content[at + whole : at + whole + 4] = struct.pack("<I", size * MEGABYTE)
    path.write_bytes(content)
    return path


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    """A gigabyte in a megabyte."""
    path = bomb(tmp_path / "f", "a.csv", 1_000)
    assert path.stat().st_size < 2 * MEGABYTE
    reason = refused(path)
    assert "“a.csv” in the zip unpacks to 1,000,000,000 bytes" in reason
    assert "that is no table of events" in reason


def test_a_zip_that_lies_about_its_size_is_read_no_further(tmp_path):
    """It says that a gigabyte is a thousand bytes."""
    path = stating(bomb(tmp_path / "f", "a.csv", 1_000), "a.csv", 1_000)
    assert "damaged" in refused(path)


def test_a_zip_of_a_million_files_is_refused_by_its_size(tmp_path):
    """The list of them would fill the memory."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    count = MEGABYTE
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(entry) * count, 0, 0)
    path = written(tmp_path / "f", (b"PK\x03\x04", 1), (entry, count), (end, 1))
    assert "many thousands of files" in refused(path)


def test_a_zip_in_a_zip_is_refused(tmp_path):
    """However deep they go."""
    bomb(tmp_path / "inner", "a.csv", 10)
    with zipfile.ZipFile(tmp_path / "f", "w") as packed:
        packed.write(tmp_path / "inner", "inner.zip")
    assert "unpack it first" in refused(tmp_path / "f")


# --- JSON and Parquet ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece", [b"[", b'{"a":', b'[{"a":', b'{"features":[', b"[[[]],"], ids=lambda piece: piece
)
def test_a_million_brackets_are_refused(tmp_path, piece):
    """A parser that follows them all would need a thousand gigabytes."""
    path = written(tmp_path / "f", (piece, MEGABYTE))
    assert "nested too deeply" in refused(path)
    path = written(tmp_path / "f", (b'[{"a":1},\n{"b":', 1), (piece, MEGABYTE))
    assert "nested too deeply" in read(path)["reasons"][0]


def test_a_line_of_a_million_brackets_is_rejected_alone(tmp_path):
    """The lines after it are objects like those before."""
    path = written(tmp_path / "f", (b'{"a":1}\n{"a":', 1), (b"[", MEGABYTE), (b'\n{"a":2}\n', 1))
    found = read(path)
    assert (found["rows"], found["rejected"]) == (2, 1)


def test_a_line_of_json_beyond_the_limit_is_rejected_alone(tmp_path):
    """Without reading it into memory."""
    path = written(
        tmp_path / "f", (b'{"a":1}\n{"a":"', 1), (b"x", 100 * MEGABYTE), (b'"}\n{"a":2}\n', 1)
    )
    found = read(path)
    assert (found["rows"], found["rejected"]) == (2, 1)
    assert found["reasons"] == [
        "2: this is no JSON object: one item is longer than 8,000,000 bytes"
    ]


@pytest.mark.parametrize("start", [b'[{"a": "', b'[{"', b'{"data": [{"a": [1', b"[{}, 1"])
def test_an_item_of_json_without_end_is_refused(tmp_path, start):
    """A text, a name, a list."""
    piece = b"x" if start.endswith((b'"', b'{"')) else b",1"
    found = read(written(tmp_path / "f", (start, 1), (piece, 20 * MEGABYTE)))
    assert found["whole"] or found["rejected"]


def test_a_million_names_are_refused(tmp_path):
    """Each object has others."""
    path = tmp_path / "f"
    with path.open("w") as file:
        for row in range(1_000):
            file.write(json.dumps({f"name {row} {n}": n for n in range(1_000)}) + "\n")
    assert "columns; at most 2,000 are read" in refused(path)


@pytest.mark.parametrize("length", [100, 2**31 - 1, 2**32 - 1, 0])
def test_a_parquet_file_with_a_broken_footer_is_refused(tmp_path, length):
    """Whatever length it states."""
    noise = random.Random(0).randbytes(100_000)  # noqa: S311 - any bytes will do
    footer = struct.pack("<I", length) + b"PAR1"
    path = written(tmp_path / "f", (b"PAR1" + noise + footer, 1))
    assert refused(path) == "the file is no Parquet table, or is damaged"


def test_a_text_in_every_row_of_a_parquet_file_takes_little_memory(tmp_path):
    """It is in the file once; decoded it would take gigabytes."""
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000), pa.array(["x" * 3 * MEGABYTE]))
    pq.write_table(pa.table({"a": text}), tmp_path / "f")
    found = read(tmp_path / "f")
    assert (found["rows"], found["rejected"]) == (2_000, 0)


# --- any bytes ----------------------------------------------------------------------------------

STARTS = st.sampled_from(
    [
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"PAR1",
        b"{",
        b"[",
        b"[{",
        b"<",
        b"\xef\xbb\xbf{",
        b"a,b\n",
    ]
)
PIECES = st.sampled_from(
    [
        b'"',
        b"\n",
        b",",
        b"\r",
        b'{"a":',
        b"}",
        b"]",
        b"1",
        b"\\ud800",
        b"\xff",
        b"\x00",
        b"x",
        b"PK\x01\x02",
    ]
)
BYTES = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=40).map(b"".join))


@settings(max_examples=500)
@given(STARTS, BYTES, st.sampled_from([b"", b"PAR1", b"\n", b"PK\x05\x06" + b"\0" * 18]))
@example(b"PK\x03\x04", b"", b"PK\x05\x06" + b"\0" * 18)
@example(b"[{", b'"a":' + b"9" * 5_000, b"}]")
def test_no_bytes_raise(start, middle, end):
    """A table whose every part can be read, or a sentence; never an exception."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "f"
        path.write_bytes(start + middle + end)
        table = open_table(path)
        if isinstance(table, Rejected):
            assert (table.file, table.row, table.column) == ("f", 1, "")
            assert table.reason
            return
        assert len(set(map(str.lower, table.names))) == len(table.names)
        first_rows(table)
        numbers = []
        for part in table.parts():
            if isinstance(part, Rows):
                sheet = Sheet("f", part)
                for name in table.names:
                    assert len(sheet.text(name, 10)) == len(part.lines)
                numbers += list(map(int, part.lines))
            elif isinstance(part, Rejected):
                assert part.reason
                numbers.append(part.row)
            else:
                assert isinstance(part, Note)
        assert len(set(numbers)) == len(numbers)
