"""The Word file of a report: styles, footnotes, tables, pictures, templates."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from support.answers import reads
from support.report_requests import (
    ARABIC,
    EMPTY,
    HOSTILE,
    LINK,
    ONE,
    SWEIDA,
    built,
    links_out,
    parts,
    said_in,
    xml_of,
)

from geodata.store import Store
from watchline import reports
from watchline.reports.content import gathered


@pytest.fixture(scope="module")
def made(store: Store) -> bytes:
    """Return a report of one section with a map."""
    return built(store, ONE, "docx")


def test_the_same_report_is_the_same_file(store: Store, made: bytes):
    """Byte for byte, so that a nightly report changes only when the data do."""
    assert built(store, ONE, "docx") == made
    # what else the process has loaded decides about prefixes that nobody declared
    assert not any(b"xmlns:ns0" in part for part in parts(made).values())


def test_every_source_is_a_footnote_with_its_link(store: Store, made: bytes):
    """One note per source under its number; sources cited again refer to the note."""
    report, _ = reports.read(ONE)
    content = reads(store, gathered, report, base_link=LINK)
    xml = xml_of(made)
    notes = xml["word/footnotes.xml"].findall(qn("w:footnote"))
    said = ["".join(note.itertext()).strip() for note in notes[2:]]
    assert said == [entry.words for entry in content.sources]
    references = [
        int(one.get(qn("w:id"))) for one in xml["word/document.xml"].iter(qn("w:footnoteReference"))
    ]
    assert references == [entry.number for entry in content.sources]
    again = [
        one.get(qn("w:instr"))
        for one in xml["word/document.xml"].iter(qn("w:fldSimple"))
        if "NOTEREF" in one.get(qn("w:instr"))
    ]
    assert any("_Source1 " in code for code in again)
    assert {entry.url for entry in content.sources if entry.url} <= links_out(made)


def test_styles_are_real_ones(made: bytes):
    """Title, headings, caption, lists and notes can be changed in one place."""
    document = docx.Document(io.BytesIO(made))
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "Heading 2", "Caption", "List Bullet"} <= used
    looks = xml_of(made)["word/styles.xml"].find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert looks.find(qn("w:rFonts")).get(qn("w:ascii")) == "IBM Plex Sans"
    assert looks.find(qn("w:lang")).get(qn("w:val")) == "en-GB"
    assert b'altName w:val="Arial"' in parts(made)["word/fontTable.xml"]


def test_the_page_is_a4_with_page_numbers(made: bytes):
    """A4, the title on top of later pages, numbers at the foot of all."""
    document = docx.Document(io.BytesIO(made))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert "Situation report" in page.header.paragraphs[0].text
    for foot in (page.footer, page.first_page_footer):
        codes = [one.get(qn("w:instr")).strip() for one in foot._element.iter(qn("w:fldSimple"))]  # noqa: SLF001 - python-docx has no words for it
        assert codes == ["PAGE", "NUMPAGES"]


def test_the_picture_is_sharp_and_says_what_it_shows(made: bytes):
    """300 dots per inch, and words for those who cannot see it."""
    document = docx.Document(io.BytesIO(made))
    (shape,) = document.inline_shapes
    said = shape._inline.docPr  # noqa: SLF001 - python-docx has no words for it
    assert said.get("descr").startswith("Sweida, July 2025: Map. Reported events: 1–31 Jul 2025")
    assert "20 of 130 events" in said.get("descr")
    (name,) = [one for one in parts(made) if one.startswith("word/media/")]
    width, _ = struct.unpack(">II", parts(made)[name][16:24])
    assert round(width / (shape.width / Mm(25.4))) == 300
    assert round(shape.width.mm) == 160


def test_the_head_of_the_table_is_repeated(made: bytes):
    """On every page that the list of events runs over."""
    *_, table = docx.Document(io.BytesIO(made)).tables
    assert [cell.text for cell in table.rows[0].cells] == [
        *("Date", "Place", "What", "Deaths", "Grade")
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None  # noqa: SLF001 - python-docx has no words for it
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None  # noqa: SLF001 - python-docx has no words for it


def test_the_file_says_who_made_it_and_of_when_its_data_are(store: Store, made: bytes):
    """Title, author, and as its time that of the data."""
    told = docx.Document(io.BytesIO(made)).core_properties
    report, _ = reports.read(ONE)
    created = reads(store, gathered, report, base_link=LINK).created
    assert (told.title, told.author) == ("Situation report", "Watchline")
    assert told.created == told.modified == created
    assert not [name for name in parts(made) if "thumbnail" in name]
    assert b"<Application>Watchline</Application>" in parts(made)["docProps/app.xml"]


def test_hostile_words_stay_words(store: Store):
    """Markup, controls and half characters in titles break no part of the file."""
    said = {"title": HOSTILE, "sections": [{"name": HOSTILE, "view": SWEIDA, "figures": ["map"]}]}
    made = built(store, said, "docx")
    text = said_in(made)
    assert "<script>alert(1)</script> & ]]>" in text
    assert not {"\x00", "\u202e", "\ufffe"} & set(text)


def test_an_arabic_title_is_set_from_the_right(store: Store):
    """Its paragraph and its letters say so; English ones do not."""
    document = docx.Document(io.BytesIO(built(store, {**EMPTY, "title": ARABIC}, "docx")))
    title, subtitle = document.paragraphs[:2]
    assert title.text == ARABIC
    assert title._p.pPr.find(qn("w:bidi")) is not None  # noqa: SLF001 - python-docx has no words for it
    assert title.runs[0].font.rtl
    assert subtitle._p.pPr.find(qn("w:bidi")) is None  # noqa: SLF001 - python-docx has no words for it


def test_an_empty_section_makes_a_file(store: Store):
    """Words that there is nothing, and no picture."""
    made = built(store, EMPTY, "docx")
    assert "No event matches these filters." in said_in(made)
    assert not [name for name in parts(made) if name.startswith("word/media/")]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a template of a house: its page, its header, a style; one style is missing."""
    document = docx.Document()
    document.add_paragraph("Replace this text")
    page = document.sections[0]
    page.page_width, page.page_height = Mm(216), Mm(279)
    page.header.paragraphs[0].text = "House of Examples"
    document.styles["Heading 1"].font.name = "Georgia"
    caption = document.styles["Caption"].element
    caption.getparent().remove(caption)
    path = tmp_path / "house.docx"
    document.save(path)
    return path


def test_a_template_gives_page_header_and_styles(store: Store, template: Path):
    """Its text goes; what it lacks is added, and a sentence says so."""
    said: list[str] = []
    made = built(store, ONE, "docx", template=template, notice=said.append)
    document = docx.Document(io.BytesIO(made))
    page = document.sections[0]
    assert round(page.page_width.mm) == 216
    assert page.header.paragraphs[0].text == "House of Examples"
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.paragraphs[0].text == "Situation report"
    assert "Replace this text" not in said_in(made)
    assert "The template has no style “caption”; a plain one was added." in said
    (shape,) = document.inline_shapes
    assert shape.width <= page.page_width - page.left_margin - page.right_margin


def bad_templates(folder: Path, suffix: str) -> dict[str, Path]:
    """Files that are no templates."""
    garbage, text = folder / f"garbage{suffix}", folder / f"text{suffix}"
    garbage.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    text.write_text("no office file")
    folder_named = folder / f"folder{suffix}"
    folder_named.mkdir()
    main = {".docx": "word/document.xml", ".pptx": "ppt/presentation.xml"}[suffix]
    hollow, macros = folder / f"hollow{suffix}", folder / f"macros{suffix}"
    for path, names in ((hollow, [main]), (macros, [main, "word/vbaProject.bin"])):
        with zipfile.ZipFile(path, "w") as packed:
            for name in names:
                packed.writestr(name, "<not-office/>")
    other = folder / f"other{suffix}"
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("hello.txt", "hello")
    return {
        "garbage": garbage,
        "text": text,
        "folder": folder_named,
        "hollow": hollow,
        "macros": macros,
        "other": other,
        "missing": folder / f"missing{suffix}",
    }


@pytest.mark.parametrize("suffix", [".docx", ".pptx"])
@pytest.mark.parametrize(
    "name", ["garbage", "text", "folder", "hollow", "macros", "other", "missing"]
)
def test_a_bad_template_gives_a_reason(store: Store, tmp_path: Path, name: str, suffix: str):
    """One sentence with its name, whatever is wrong with it."""
    path = bad_templates(tmp_path, suffix)[name]
    report, _ = reports.read(EMPTY)
    with pytest.raises(reports.TemplateError) as error:
        reads(store, reports.build, report, suffix[1:], base_link=LINK, template=path)
    assert str(error.value).startswith(f"The template {name}{suffix} cannot be used: ")
