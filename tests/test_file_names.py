"""Names of files: letters of every script, figure and size, and nothing that a system refuses."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.file_names import MOST_BYTES, content_disposition, file_name, named_after

HEADERS = json.loads((Path(__file__).parent / "javascript" / "file-names.json").read_text())


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("map", "Sweida السويداء, 2025-07", "half-page"),
         "watchline-map-sweida-السويداء-2025-07-half-page.png"),
        (("map", "Sümeyye’s Straße", "slide"), "watchline-map-sümeyyes-straße-slide.png"),
        (("map", "दिल्ली में प्रदर्शन"), "watchline-map-दिल्ली-में-प्रदर्शन.png"),
        (("map", "抗议 東京"), "watchline-map-抗议-東京.png"),
        (("map", "קונייטרה 21–23"), "watchline-map-קונייטרה-21-23.png"),
        (("map", 'a/../b\\c:d*?"<>|'), "watchline-map-a-b-c-d.png"),
        (("map", "\u202egnp.exe\u2066x"), "watchline-map-gnp-exex.png"),
        (("map", "!!!", ""), "watchline-map.png"),
        (("con", "AUX"), "watchline-con-aux.png"),
    ],
)  # fmt: skip
def test_a_name_keeps_the_letters_of_every_script(parts: tuple[str, ...], name: str):
    """And nothing that separates folders, turns the reading order or ends a name early."""
    assert file_name(*parts, suffix=".png") == name


def test_a_long_title_leaves_room_for_figure_and_size():
    """It is cut, between letters and not between a letter and its vowel."""
    name = file_name("map", "नि" * 300, "half-page", "2026-03-20", suffix=".png")
    assert name.startswith("watchline-map-नि")
    assert name.endswith("नि-half-page-2026-03-20.png")


@given(st.lists(st.text(max_size=400), max_size=4))
def test_no_title_makes_a_name_that_a_system_refuses(parts: list[str]):
    """At most 255 bytes with room for a browser's addition, no sign that Windows forbids."""
    fit(file_name(*parts, suffix=".geojson"))


@given(st.text(max_size=400))
def test_no_file_handed_in_makes_a_name_that_a_system_refuses(stem: str):
    """What is saved after another file's name is safe as well."""
    fit(named_after(stem, " - rows not taken.csv"))
    fit(named_after(stem, ".toml"))


def fit(name: str) -> None:
    assert 0 < len(name.encode()) <= MOST_BYTES
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in name)
    assert name == name.strip(" .")
    assert name.partition(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    header = content_disposition(name)
    assert header.isascii()
    encoded = header.partition("filename*=UTF-8''")[2]
    assert unquote(encoded) == name if encoded else f'filename="{name}"' in header


@pytest.mark.parametrize("stem", ["con", "NUL", "Com1", "lpt¹", "aux.2025"])
def test_a_name_that_windows_keeps_for_itself_is_changed(stem: str):
    """Whatever its ending, it could not be saved there."""
    assert named_after(stem, ".toml") == f"_{stem}.toml"


@pytest.mark.parametrize(("name", "header"), HEADERS["written"])
def test_a_header_has_a_name_for_old_programs_and_one_in_its_letters(name: str, header: str):
    """As RFC 6266 and RFC 8187 have it; the page reads the same list."""
    assert content_disposition(name) == header
