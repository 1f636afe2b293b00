"""Words in a picture: how wide they are, where they break, and that nothing can break out."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drawings import ISOLATES

from dashboard.figures.theme import LIGHT
from dashboard.pictures import svg
from dashboard.pictures.text import metrics
from dashboard.pictures.text.paragraph import paragraph

ARABIC = "السويداء، تموز 2025"


def parsed(inside: str) -> ET.Element:
    return ET.fromstring(svg.document(10, 10, [inside], title="", about=""))  # noqa: S314 - ours


def test_semibold_is_wider_and_size_counts():
    """A line is as wide as its letters are in that weight and size."""
    regular, strong = metrics.width("Sweida", 10), metrics.width("Sweida", 10, svg.SEMIBOLD)
    assert regular < strong
    assert metrics.width("Sweida", 20) == pytest.approx(2 * regular)
    assert metrics.width("", 10) == 0


def test_arabic_letters_are_joined_when_they_are_measured():
    """Joined letters are narrower than the same ones standing alone."""
    alone = sum(metrics.width(letter, 20) for letter in "السويداء")
    assert 0 < metrics.width("السويداء", 20) < alone


def test_letters_that_the_fonts_lack_are_taken_for_wide():
    """A line in Chinese does not run out of its room."""
    assert metrics.width("東京", 12) == 24


@given(st.text(max_size=80), st.floats(min_value=20, max_value=300))
def test_lines_fit_and_lose_no_word(words: str, wide: float):
    """Whatever is written: no line is wider than its room, and all letters are there."""
    lines = metrics.lines(words, 12, wide)
    assert "".join(lines).replace(" ", "") == "".join(words.split())
    for line in lines:
        assert metrics.width(line, 12) <= wide or len(line) == 1


@given(st.text(min_size=1, max_size=80), st.floats(min_value=20, max_value=200))
def test_shortened_words_fit(words: str, wide: float):
    """What is left out is told by an ellipsis."""
    short = metrics.shortened(words, 12, wide)
    assert metrics.width(short, 12) <= wide or len(short) <= 2
    assert short == words or short.endswith("…")


def test_lines_beyond_the_last_are_told_by_an_ellipsis():
    """Two lines are asked for; the second says that there is more."""
    lines = metrics.lines("one two three four five six seven eight nine ten", 12, 60, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")


@given(st.text(max_size=60))
def test_words_cannot_break_the_drawing(words: str):
    """Tags, quotes, control characters and halves of pairs stay words, or go."""
    made = parsed(svg.text(0, 0, words, fill="#000"))
    (line,) = made.iter("{http://www.w3.org/2000/svg}text")
    assert len(line) == 0
    shown = (line.text or "").translate(ISOLATES)
    kept = [letter for letter in shown if letter.isprintable() and letter != "�"]
    assert [letter for letter in kept if letter not in words + " "] == []


def test_a_tag_in_a_title_is_written_and_not_obeyed():
    """A title from a link is text."""
    evil = '</text><script>alert(1)</script>"'
    made = svg.document(10, 10, [svg.text(0, 0, evil, fill="#000")], title=evil, about=evil)
    assert "<script" not in made
    assert evil in "".join(ET.fromstring(made).itertext())  # noqa: S314 - ours


def test_words_from_the_right_are_set_apart():
    """Their full stop stands at their left end, whatever draws them."""
    assert svg.right_to_left(ARABIC)
    assert not svg.right_to_left("2025 Sweida (السويداء)")
    assert svg.said(ARABIC).startswith("\u2067")


def test_arabic_semibold_asks_for_the_arabic_family_first():
    """Else some programs take its letters from a lighter font."""
    made = svg.text(0, 0, ARABIC, fill="#000", weight=svg.SEMIBOLD)
    assert re.search(r'font-family="[^"]*?Arabic SmBld', made)


def test_a_length_that_is_no_number_is_a_defect():
    """A drawing with it would show nothing, so that it is not made."""
    with pytest.raises(ValueError, match="no length"):
        svg.number(float("nan"))


def test_a_drawing_carries_the_fonts_of_its_letters_only():
    """Latin alone does not bring the Arabic font along."""
    latin = metrics.styles("Sweida")
    both = metrics.styles("Sweida" + ARABIC)
    assert "data:font/woff2" in latin
    assert len(both) > len(latin) * 1.3
    assert "url(fonts/" not in both


def test_a_paragraph_in_two_weights_fits_and_keeps_its_words():
    """Semi-bold numbers in a running text."""
    runs = [("20", True), (" of 130 events · ", False), ("15", True), (" on this map.", False)]
    block = paragraph(runs, LIGHT, 90)
    made = parsed("".join(block.parts))
    lines = ["".join(line.itertext()) for line in made.iter("{http://www.w3.org/2000/svg}text")]
    assert " ".join(lines) == "20 of 130 events · 15 on this map."
    assert len(lines) > 1
    assert block.height == pytest.approx(len(lines) * 11 * 1.42)


def test_a_paragraph_that_is_cut_says_so():
    """And keeps the weights of what it shows."""
    runs = [("Events per day", True), (", by day of start (UTC), and by storyline; bars", False)]
    block = paragraph(runs, LIGHT, 120, most=1)
    assert len(block.parts) == 1
    assert "…" in block.parts[0]
    assert block.parts[0].count("font-weight") == 1
