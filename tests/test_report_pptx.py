"""The presentation of a report: slides that can be edited, and words that fit on them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.util import Inches, Pt
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
    said_in,
)

from dashboard.pictures.text import metrics
from geodata.store import Store
from watchline import reports
from watchline.reports.content import gathered

MANY = {
    "title": "Southern Syria, July 2025",
    "sections": [
        {"name": "Sweida", "view": SWEIDA, "figures": ["map", "timeline", "actors"]},
        {"name": "Israel and Syria " * 7, "view": "actor=Israel", "figures": ["dyads"]},
        {"name": HOSTILE + "W" * 90, "view": SWEIDA, "figures": []},
    ],
}


@pytest.fixture(scope="module")
def made(store: Store) -> bytes:
    """Return a presentation of three sections."""
    return built(store, MANY, "pptx")


def slides(made: bytes) -> list[Any]:
    return list(pptx.Presentation(io.BytesIO(made)).slides)


def test_the_same_report_is_the_same_file(store: Store):
    """Byte for byte, so that a nightly report changes only when the data do."""
    assert built(store, ONE, "pptx") == built(store, ONE, "pptx")


def test_slides_are_wide_and_titled(made: bytes):
    """16:9; every slide has its title where programs look for it, and a number."""
    deck = pptx.Presentation(io.BytesIO(made))
    assert deck.slide_width * 9 == deck.slide_height * 16
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert b'type="slidenum"' in slide.part.blob


def test_each_figure_has_a_slide_with_title_caption_and_words(made: bytes):
    """The picture is twice as sharp as a slide of 1920 px, and says what it shows."""
    found = [
        (slide, shape) for slide in slides(made) for shape in slide.shapes if is_picture(shape)
    ]
    assert [slide.shapes.title.text_frame.text for slide, _ in found][:3] == [
        *("Sweida: map", "Sweida: timeline", "Sweida: actors")
    ]
    for slide, shape in found:
        assert shape._element.nvPicPr.cNvPr.get("descr")  # noqa: SLF001 - python-pptx has no words for it
        assert any(one.name == "Caption" and one.text_frame.text for one in slide.shapes)
        assert shape.image.size[0] / (shape.width / Inches(40 / 3)) == pytest.approx(3840, rel=0.01)


def is_picture(shape: Any) -> bool:
    return bool(shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE)


def test_no_words_run_out_of_their_box(made: bytes):
    """Every box of words is as high as its lines in Plex, and lies on its slide."""
    for slide in slides(made):
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Pt(960)
            assert shape.top + shape.height <= Pt(540)
            if shape.has_text_frame and shape.name.startswith("Text"):
                assert lines_high(shape) <= shape.height / Pt(1) + 0.1, shape.text_frame.text


def lines_high(shape: Any) -> float:
    """How high the words of a box are."""
    total = 0.0
    for paragraph in shape.text_frame.paragraphs:
        size = max(run.font.size / Pt(1) for run in paragraph.runs)
        inset = int(paragraph._p.pPr.get("marL", "0")) / Pt(1)  # noqa: SLF001 - python-pptx has no words for it
        wide = shape.width / Pt(1) - inset
        total += len(metrics.lines(paragraph.text, size, wide)) * paragraph.line_spacing / Pt(1)
        total += paragraph.space_after / Pt(1)
    return total - paragraph.space_after / Pt(1)


def test_events_are_tables_that_name_their_sources(store: Store, made: bytes):
    """Ten events of the section, each with the numbers of its sources."""
    (table,) = [
        shape.table
        for slide in slides(made)
        if slide.shapes.title.text_frame.text.startswith("Sweida: main events")
        for shape in slide.shapes
        if shape.has_table
    ]
    report, _ = reports.read(MANY)
    listed = reads(store, gathered, report, base_link=LINK).parts[0].events
    for row, event in zip(list(table.rows)[1:], listed, strict=True):
        assert event.title in row.cells[2].text_frame.text
        assert row.cells[5].text_frame.text == "".join(f"[{n}]" for n in event.cites)


def test_all_sources_stand_at_the_end_with_links(store: Store, made: bytes):
    """Numbered as on the slides; the slides name those they use in a small line."""
    report, _ = reports.read(MANY)
    sources = reads(store, gathered, report, base_link=LINK).sources
    text = said_in(made)
    for entry in sources:
        assert f"[{entry.number}]\t" in "".join(
            paragraph.text
            for slide in slides(made)
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
        )
        assert entry.title in text
    assert {entry.url for entry in sources if entry.url} <= links_out(made)


def test_notes_hold_the_filters(made: bytes):
    """Who speaks to a slide sees what it is filtered by, and the link to it."""
    slide = slides(made)[1]
    notes = slide.notes_slide.notes_text_frame.text
    assert "Reported events: 1–31 Jul 2025 · Sweida" in notes
    assert f"{LINK}?{SWEIDA}" in notes


def test_an_arabic_title_is_set_from_the_right(store: Store):
    """Its paragraph says so."""
    first = slides(built(store, {**EMPTY, "title": ARABIC}, "pptx"))[0]
    paragraph = first.shapes.title.text_frame.paragraphs[0]
    assert paragraph.text == ARABIC
    assert paragraph._p.pPr.get("rtl") == "1"  # noqa: SLF001 - python-pptx has no words for it


def test_an_empty_section_makes_slides(store: Store):
    """Words that there is nothing."""
    made = built(store, EMPTY, "pptx")
    assert "No event matches these filters." in said_in(made)
    assert not any(is_picture(shape) for slide in slides(made) for shape in slide.shapes)


def test_a_template_gives_its_size_and_layouts(store: Store, tmp_path: Path):
    """Its slides go, its master stays, and all words are on its page."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "Replace this slide"
    path = tmp_path / "house.pptx"
    deck.save(path)
    said: list[str] = []
    made = built(store, ONE, "pptx", template=path, notice=said.append)
    assert said == []
    filled = pptx.Presentation(io.BytesIO(made))
    assert (filled.slide_width, filled.slide_height) == (deck.slide_width, deck.slide_height)
    assert filled.slides[0].shapes.title.text_frame.text == "Situation report"
    assert "Replace this slide" not in said_in(made)
    for one in filled.slides:
        for shape in one.shapes:
            assert shape.left + shape.width <= filled.slide_width
            assert shape.top + shape.height <= filled.slide_height


def test_a_template_without_the_layouts_is_said_to_lack_them(store: Store, tmp_path: Path):
    """Another layout with a title is used, and named."""
    deck = pptx.Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name in {"Title Slide", "Title Only"}:
            deck.slide_layouts.remove(layout)
    path = tmp_path / "house.pptx"
    deck.save(path)
    said: list[str] = []
    made = built(store, EMPTY, "pptx", template=path, notice=said.append)
    assert len(said) == 2
    assert all("The template has no layout “Title" in sentence for sentence in said)
    assert slides(made)[0].shapes.title.text_frame.text == "Situation report"
