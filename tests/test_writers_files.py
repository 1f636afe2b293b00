"""Files of events, read back by other programs and by our own reader: nothing is lost."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import all_records, reads
from support.table_files import LINK, NOW, as_rows, read_native, saved

from geodata import query, writers
from geodata.filters import Filters, sentence
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.query import RECORD_SCHEMA
from geodata.readers.cells import unseen
from geodata.schema import POINT_PRECISIONS, ROLES
from geodata.store import Store
from geodata.writers import xlsx
from geodata.writers.cells import cells, source_cells
from geodata.writers.provenance import DatasetProvenance, Provenance, about

ALL = Filters()
SYRIA = Filters(regions=("SYR",), date_from=date(2025, 3, 21))
FORMATS = list(writers.WRITERS)


def records(store: Store, filters: Filters = ALL) -> list[dict[str, object]]:
    """What the store has, in the order of the list."""
    return [row for table in all_records(store, filters) for row in table.to_pylist()]


def with_point(rows: list[dict[str, object]]) -> int:
    """How many of them have a place of their own."""
    return sum(row["lon"] is not None and row["geo_precision"] in POINT_PRECISIONS for row in rows)


@pytest.mark.parametrize("name", ["csv", "zip"])
def test_our_own_reader_reads_what_was_written(store: Store, tmp_path: Path, name: str):
    """Every bundled event comes back with all its columns and sources, and none is refused."""
    table, rejected = read_native(saved(store, tmp_path, name))
    assert rejected == []
    expected = pa.concat_tables(all_records(store, ALL))
    assert as_rows(table) == as_rows(expected)


@pytest.mark.parametrize("name", ["csv", "zip"])
def test_a_file_taken_in_again_changes_nothing(tmp_path: Path, name: str):
    """The store finds no event new and none revised."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        table, _ = read_native(saved(store, tmp_path, name))
        assert store.upsert(table) == (0, 0, 130)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_events_make_the_same_bytes(store: Store, tmp_path: Path, name: str):
    """Nothing in a file depends on when and where it was written but its day."""
    found = []
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        found.append(saved(store, tmp_path / folder, name, SYRIA).read_bytes())
    assert found[0] == found[1]


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_selection_makes_a_readable_file(store: Store, tmp_path: Path, name: str):
    """With its columns and its words, and no event."""
    path = saved(store, tmp_path, name, Filters(text="no such word"))
    if name in {"csv", "zip"}:
        table, rejected = read_native(path)
        assert (table.num_rows, rejected) == (0, [])
    elif name == "xlsx":
        assert openpyxl.load_workbook(path)["Events"].max_row == 1
    elif name == "geojson":
        assert json.loads(path.read_text())["features"] == []
    elif name == "parquet":
        assert len(geopandas.read_parquet(path)) == 0
    else:
        assert len(geopandas.read_file(path, layer="events")) == 0


@pytest.mark.parametrize("name", ["geojson", "gpkg", "parquet"])
def test_geopandas_reads_the_points(store: Store, tmp_path: Path, name: str):
    """Each point where the store has it, in WGS84; none for what is known to a region only."""
    path = saved(store, tmp_path, name, SYRIA)
    rows = {row["source_id"]: row for row in records(store, SYRIA)}
    if name == "parquet":
        frame = geopandas.read_parquet(path)
    else:
        frame = geopandas.read_file(path, **({"layer": "events"} if name == "gpkg" else {}))
    assert frame.crs.equals("EPSG:4326") or frame.crs.equals("OGC:CRS84")
    own = "id" if name == "gpkg" else "source_id"
    points = frame[~frame.geometry.isna()]
    assert len(points) == with_point(list(rows.values())) > 50
    for event_id, point in zip(points[own], points.geometry, strict=True):
        row = rows[event_id]
        assert row["geo_precision"] in POINT_PRECISIONS
        assert (point.x, point.y) == pytest.approx((row["lon"], row["lat"]), abs=1e-7)
    if name != "gpkg":
        assert len(frame) == len(rows)


def test_geojson_keeps_to_its_standard(store: Store, tmp_path: Path):
    """RFC 7946: no crs, an id and a geometry or null for every feature, few decimals; the
    attribution and the boundary note stand beside the features."""
    found = json.loads(saved(store, tmp_path, "geojson", SYRIA).read_text(encoding="utf-8"))
    assert list(found) == ["type", "watchline", "features"]
    said = found["watchline"]
    assert said["shown"] == len(found["features"]) == reads(store, query.count, SYRIA)
    assert said["datasets"][0]["attribution"] == LEVANT.attribution
    assert "imply no opinion" in said["boundaries"]
    assert said["link"] == LINK
    rows = {row["event_id"]: row for row in records(store, SYRIA)}
    for feature in found["features"]:
        row = rows.pop(feature["id"])
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["properties"]["fatalities_best"] == row["fatalities_best"]
        assert feature["properties"]["date_start"] == str(row["date_start"])
        assert [one["url"] for one in feature["properties"]["sources"]] == [
            one["url"] for one in row["sources"]
        ]
        if feature["geometry"]:
            for number in feature["geometry"]["coordinates"]:
                assert re.fullmatch(r"-?\d+(\.\d{1,7})?", json.dumps(number))
    assert rows == {}


def test_geoparquet_holds_every_column_as_it_is(store: Store, tmp_path: Path):
    """Lists are lists, unknown is null, and the metadata names version, points and terms."""
    path = saved(store, tmp_path, "parquet")
    table = pq.read_table(path)
    assert table.select(RECORD_SCHEMA.names).to_pylist() == records(store)
    metadata = pq.read_schema(path).metadata
    geo = json.loads(metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"] == {"encoding": "WKB", "geometry_types": ["Point"]}
    assert json.loads(metadata[b"watchline"])["datasets"][0]["licence"] == LEVANT.licence


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="gdal-bin is not installed")
@pytest.mark.parametrize("name", ["geojson", "gpkg"])
def test_ogrinfo_opens_the_file(store: Store, tmp_path: Path, name: str):
    """GDAL's own program finds the layers, their counts and the reference system."""
    path = saved(store, tmp_path, name, SYRIA)
    said = subprocess.run(
        ["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, check=True
    )
    assert "ERROR" not in said.stderr
    counts = dict(re.findall(r"Layer name: (\S+)\n(?:.*\n)*?Feature Count: (\d+)", said.stdout))
    rows = records(store, SYRIA)
    if name == "geojson":
        assert [int(count) for count in counts.values()] == [len(rows)]
    else:
        sources = sum(len(row["sources"]) for row in rows)  # type: ignore[arg-type]
        placed = with_point(rows)
        assert counts["events"] == str(placed)
        assert counts["events_without_point"] == str(len(rows) - placed)
        assert counts["sources"] == str(sources)
        assert int(counts["about"]) > 5
    assert "WGS 84" in said.stdout


def test_a_workbook_has_its_three_sheets(store: Store, tmp_path: Path):
    """Days are days, deaths numbers or nothing, and every source has a row."""
    book = openpyxl.load_workbook(saved(store, tmp_path, "xlsx", SYRIA))
    assert book.sheetnames == ["Events", "Sources", "About this file"]
    header, *lines = book["Events"].iter_rows(values_only=True)
    rows = records(store, SYRIA)
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        cells = dict(zip(header, line, strict=True))
        assert cells["id"] == row["source_id"]
        assert cells["date_start"] == datetime.combine(row["date_start"], datetime.min.time())  # type: ignore[arg-type]
        assert cells["fatalities_high"] == row["fatalities_high"]
        assert (cells["lon"], cells["lat"]) == (row["lon"], row["lat"])
        assert cells["summary"] == row["summary"]
    _, *sources = book["Sources"].iter_rows(values_only=True)
    assert len(sources) == sum(len(row["sources"]) for row in rows)  # type: ignore[arg-type]
    said = dict(book["About this file"].iter_rows(values_only=True))
    assert said["Filters"] == sentence(SYRIA)
    assert "imply no opinion" in said["Boundaries"]
    assert said["Link"] == LINK


def test_a_zip_says_what_it_is(store: Store, tmp_path: Path):
    """The text in it has counts, licence, attribution, boundaries and the link."""
    with zipfile.ZipFile(saved(store, tmp_path, "zip", SYRIA)) as archive:
        assert archive.namelist() == ["events.csv", "sources.csv", "ABOUT.txt"]
        said = archive.read("ABOUT.txt").decode()
    total = reads(store, query.count, SYRIA)
    for words in (f"{total} of 130 events", "CC BY 4.0", LEVANT.attribution, "no opinion", LINK):
        assert words in said


def test_too_many_rows_for_a_sheet_are_refused_beforehand(store: Store, tmp_path: Path):
    """Events or sources beyond what Excel opens: a sentence, and no file."""
    with store.read() as db:
        prepared = writers.prepare(db, ALL, link=LINK, now=NOW)
        for changes in ({"shown": 1_048_576}, {"citations": 2_000_000}):
            with pytest.raises(writers.RefusedError, match=r"1,048,575 rows.*CSV or Parquet"):
                writers.save(
                    "xlsx",
                    prepared._replace(about=prepared.about._replace(**changes)),
                    tmp_path / "out.xlsx",
                )
        assert xlsx.refused(prepared.about._replace(shown=1_048_575)) == ""
        assert list(tmp_path.iterdir()) == []


class GivenUpError(Exception):
    """A reader no longer wants the file."""


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_is_given_up_leaves_nothing(store: Store, tmp_path: Path, name: str):
    """Neither half a file nor a name."""

    def stop(done: int) -> None:
        if done:
            raise GivenUpError

    with store.read() as db:
        prepared = writers.prepare(db, ALL, link=LINK, now=NOW)
        with pytest.raises(GivenUpError):
            writers.save(name, prepared, tmp_path / f"out{writers.WRITERS[name].suffix}", stop)
        assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_when_a_new_one_fails(store: Store, tmp_path: Path):
    """What was written before is whole until the new file is."""
    path = saved(store, tmp_path, "csv")
    before = path.read_bytes()

    def stop(done: int) -> None:
        if done:
            raise GivenUpError

    with pytest.raises(GivenUpError):
        saved(store, tmp_path, "csv", SYRIA, progress=stop)
    assert path.read_bytes() == before


# Words that a table, a list or a spreadsheet may take for something else.
NASTY = st.sampled_from(
    [
        "=",
        "+",
        "-",
        "@",
        "'",
        '"',
        ";",
        "|",
        "\\",
        ",",
        " ",
        "=1+1",
        "'=",
        ";=",
        "＝",
        "é",
        "ع",
        "x",
    ]
)
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"])


def text(limit: int, least: int = 0, inside: str = "") -> st.SearchStrategy[str]:
    """Strings as readers take them: no control characters, no blanks at the ends."""
    pieces = st.one_of(NASTY, CHARACTERS, *([st.sampled_from(list(inside))] if inside else []))
    return (
        st.lists(pieces, min_size=least, max_size=8)
        .map(lambda parts: "".join(parts).strip()[:limit].strip())
        .filter(lambda value: len(value) >= least)
        .filter(lambda value: not any(unseen(s) and s not in inside for s in value))
    )


def several(least: int = 1) -> st.SearchStrategy[list[str]]:
    """Some different strings."""
    return st.lists(text(50, least), max_size=3, unique=True)


@st.composite
def events(draw: st.DrawFn) -> pa.Table:
    """Two events with hostile words wherever words may stand."""
    template = read_bundled().events.slice(0, 1).to_pylist()[0]
    own_ids = draw(st.lists(text(100, 1), min_size=2, max_size=2, unique=True))
    rows = []
    for own in own_ids:
        source = {
            "publisher": draw(text(100, 1)),
            "title": draw(text(100)) or None,
            "url": draw(st.sampled_from([None, "https://example.org/a;b|c\\d?=1", "http://e.org"])),
            "published": draw(st.sampled_from([None, date(2025, 7, 16)])),
            "language": draw(st.sampled_from([None, "en"])),
            "note": draw(text(200, inside="\n\t")).replace("\n", " ").replace("\t", " ") or None,
        }
        rows.append(
            template
            | {
                "source_id": own,
                "sub_type": draw(text(100)) or None,
                "title": draw(text(200, 1)),
                "summary": draw(text(500, inside="\n\t")),
                "place": draw(text(100)) or None,
                "actors": [
                    {"name": name, "role": draw(st.sampled_from(list(ROLES)))}
                    for name in draw(several())
                ],
                "storylines": draw(several()),
                "tags": draw(several()),
                "details": [{"name": name, "value": draw(text(50))} for name in draw(several())],
                "sources": [source],
                "updated_at": datetime(2026, 4, 1, tzinfo=UTC),
                "event_id": f"levant:{own}",
            }
        )
    return pa.Table.from_pylist(rows, schema=RECORD_SCHEMA)


ABOUT = DatasetProvenance("levant", "Levant", 2, "CC BY 4.0", "Us", "", "", None)


@pytest.fixture(scope="module")
def said(store: Store) -> Provenance:
    """Return what is said of a file of one data set."""
    return reads(store, about, ALL, link=LINK, now=NOW)._replace(datasets=(ABOUT,))


@settings(max_examples=40)
@given(table=events())
def test_hostile_words_come_back_as_they_were(said: Provenance, table: pa.Table):
    """Whatever stands in a name, a list or a text, our reader gives the same events; no cell
    of the file begins as a formula, also where semicolons or tabs part the cells."""
    for name in ("csv", "zip"):
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"out{writers.WRITERS[name].suffix}"
            writers.WRITERS[name].write(iter([table]), said, path)
            found, rejected = read_native(path)
            assert rejected == []
            assert as_rows(found) == as_rows(table)
            for content in contents(path):
                no_formula(content)


def contents(path: Path) -> list[str]:
    """The tables of a file as text."""
    if path.suffix == ".csv":
        return [path.read_text(encoding="utf-8-sig")]
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name).decode("utf-8-sig") for name in archive.namelist()[:2]]


def no_formula(content: str) -> None:
    """See that no cell begins as a formula, whatever a spreadsheet takes to part cells."""
    for separator in (",", ";", "\t"):
        for record in csv.reader(io.StringIO(content, newline=""), delimiter=separator):
            for cell in record:
                start = cell.strip(' "\t\r\n')[:1]
                number = re.fullmatch(r"-\d+(\.\d+)?", cell)
                assert number or start not in set("=+-@＝＋－＠"), cell


@settings(max_examples=15)
@given(table=events())
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(said: Provenance, table: pa.Table):
    """Words are words, whatever they begin with."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        xlsx.write(iter([table]), said, path)
        book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "inlineStr", "n", "d"}
                assert cell.hyperlink is None
    titles = [cell.value for cell in book["Events"]["G"][1:]]
    assert titles == table.column("title").to_pylist()


def test_a_text_longer_than_a_cell_is_cut_where_it_can_be():
    """Excel opens no longer cell; half a sign is not left, and the cut is shown."""
    assert xlsx.fitted("a" * 32_767) == "a" * 32_767
    assert xlsx.fitted("a" * 32_768) == "a" * 32_766 + "…"
    cut = xlsx.fitted("🙂" * 20_000)
    assert cut == "🙂" * 16_383 + "…"


def test_a_part_of_a_table_gives_a_part_of_its_cells(store: Store, said: Provenance):
    """Also from its middle: lists and sources stay with their events."""
    (table,) = all_records(store, ALL)
    part = table.slice(50, 30)
    assert cells(part, said).equals(cells(table, said).slice(50, 30))
    own = set(part.column("source_id").to_pylist())
    every = source_cells(table, said).to_pylist()
    assert source_cells(part, said).to_pylist() == [row for row in every if row["event_id"] in own]


def test_a_workbook_of_many_parts_is_whole(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Written a few events at a time, it is the same, and each step is told."""
    whole = saved(store, tmp_path, "xlsx").read_bytes()
    few = writers.WRITERS["xlsx"]._replace(at_once=50)
    monkeypatch.setattr(writers, "WRITERS", {"xlsx": few})
    steps: list[int] = []
    path = tmp_path / "parts.xlsx"
    with store.read() as db:
        prepared = writers.prepare(db, ALL, link=LINK, now=NOW)
        writers.save("xlsx", prepared, path, steps.append)
        assert path.read_bytes() == whole
        assert steps == [0, 50, 100, 130]
