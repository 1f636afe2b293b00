"""What a spelling of a town may mean."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from geodata import gazetteer, spellings
from geodata.gazetteer import candidates

SWEIDA, DARAA = "geonames:172408", "geonames:170905"
KYIV, KHARTOUM = "geonames:703448", "geonames:379252"


@pytest.mark.parametrize(
    ("place", "written"),
    [
        (SWEIDA, ["Sweida", "Suwayda", "As-Suwayda", "as suwayda", "SUWEIDA", "Swaida"]),
        (SWEIDA, ["السويداء", "سويداء", "سویداء", "סווידא", "א-סווידא", "Сувейда"]),
        (DARAA, ["Deraa", "Dara'a", "Dara’a", "Daraa", "Darʿā", "درعا", "דרעא"]),
        (KYIV, ["Kyiv", "Kiev", "KIEV", "Київ", "Киев", "كييف"]),
        (KHARTOUM, ["Khartoum", "Al-Khartum", "الخرطوم", "خرطوم", "Хартум"]),
    ],
)
def test_a_town_is_known_however_people_write_it(place: str, written: list[str]):
    """Spellings in any script, with or without article, accents and apostrophes, are exact."""
    for spelling in written:
        found = [one for one in candidates(spelling) if one.kind == "town"]
        assert [(one.id, one.exact) for one in found][:1] == [(place, True)], spelling


def test_a_name_of_several_places_gives_them_all():
    """Nothing is chosen: Tripoli is in Libya and in Lebanon; a country tells which."""
    assert {"LBY", "LBN"} <= {one.country for one in candidates("Tripoli")}
    (only,) = candidates("Tripoli", "LBN")
    assert (only.name, only.admin1, only.exact) == ("Tripoli", "LBN-North", True)


def test_a_name_of_a_town_and_of_a_region_gives_both():
    """Homs is a city, and the governorate around it."""
    kinds = {one.id: one.kind for one in candidates("Homs", "SYR")}
    assert kinds == {"geonames:169577": "town", "SYR-Homs": "admin1"}


def test_a_close_spelling_is_said_to_be_one():
    """A slip of the pen finds the town, with how alike it is to which known spelling."""
    first = candidates("Suwaydaa", "SYR")[0]
    assert (first.id, first.exact) == (SWEIDA, False)
    assert gazetteer.CLOSE <= first.score < 100
    assert "Suwayda" in first.spelling


@pytest.mark.parametrize(
    "unknown", ["", " ", "-", "xqzzvk", "Sw", "'", "\x00", "😀", "1", "a" * 5000]
)
def test_what_is_no_name_finds_nothing(unknown: str):
    """Signs, single letters and nonsense are no place."""
    assert candidates(unknown) == ()


def test_a_town_lies_in_the_region_of_its_country():
    """Rafah of Egypt, which simplified boundaries put into Gaza, is in no part of Palestine."""
    assert {one.country: one.admin1 for one in candidates("Rafah")} == {
        "PSE": "PSE-Gaza",
        "EGY": "",
    }


@pytest.mark.parametrize("word", ["police", "march", "south", "Lebanon", "Hamas", "al-Sham", "dam"])
def test_an_ordinary_word_is_not_searched_as_a_town(word: str):
    """Who looks for the police does not mean Police in Poland, nor does al-Sham mean Damascus."""
    assert gazetteer.towns_to_search(word) == ()


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        *[("As-Suwayda", "Suwayda"), ("Al Bab", "Bab"), ("ar-Raqqa", "Raqqa")],
        *[("السويداء", "سويداء"), ("Alep", "Alep"), ("El Paso", "Paso"), ("Al", "Al")],
    ],
)
def test_an_article_is_taken_off_only_where_it_is_one(name: str, bare: str):
    """``Alep`` begins with no article."""
    assert spellings.without_article(name) == bare


SPELLINGS = Path(__file__).parent / "gazetteer_spellings.csv"
PAGE = Path(__file__).parent.parent / "docs" / "gazetteer.md"


def outcome(spelling: str, country: str, expected: str) -> str:
    """Return what the gazetteer makes of a spelling, in the words of docs/gazetteer.md."""
    towns = [one for one in candidates(spelling, country) if one.kind == "town"]
    exact = [one for one in towns if one.exact]
    if len(exact) > 1:
        right = expected == "ambiguous" or f"geonames:{expected}" in {one.id for one in exact}
        return "ambiguous" if right else "wrong"
    if exact:
        return "exact" if exact[0].id == f"geonames:{expected}" else "wrong"
    if towns and towns[0].id == f"geonames:{expected}":
        return "close"
    return "unknown" if expected == "none" else "missed"


def test_spellings_of_the_press_are_known_as_often_as_is_said():
    """The counts in the documentation are those of the list; none is taken for another town."""
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = Counter(outcome(row["spelling"], row["country"], row["expected"]) for row in rows)
    assert counts["wrong"] == 0
    page = PAGE.read_text(encoding="utf-8")
    said = {name: int(n) for name, n in re.findall(r"^\| (\w+) \| (\d+) \|", page, re.MULTILINE)}
    assert said == {"spellings": len(rows), **counts, "wrong": 0}
