"""Searching for a place, however it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.callback_client import ask, every, text
from support.protests import OURS
from support.protests import events as protests

from dashboard import ids
from geodata import query
from geodata.filters import Filters
from geodata.filters.place_words import occurs
from geodata.store import Store

TITLES = {
    "english": "Shelling in As-Suwayda, two wounded",
    "press": "Sweida’s notables meet",
    "arabic": "اشتباكات في السويداء",
    "joined": "هدوء بالسويداء",
    "hebrew": "עימותים בסווידא",
    "ukraine": "Explosions heard in Kyiv.",
    "russian": "Киев: взрывы",
    "believe": "People believe that the kievan market opens",
    "sham": "Hayat Tahrir al-Sham makes a statement",
    "daraa": "Protest in Dara’a",
}


@pytest.fixture(scope="module")
def titled() -> Iterator[Store]:
    """Return a store with an event for each title, at a place that says nothing."""
    nowhere = {"place": None, "lon": None, "lat": None, "geo_precision": "none"}
    rows = [{"source_id": name, "title": title, **nowhere} for name, title in TITLES.items()]
    with Store.open(None) as store:
        store.put_dataset(OURS)
        store.upsert(protests(*rows))
        yield store


def found(store: Store, words: str) -> set[str]:
    with store.read() as db:
        rows = query.page(db, Filters(text=words), limit=50).rows
    return {row.event_id.partition(":")[2] for row in rows}


SWEIDA = {"english", "press", "arabic", "joined", "hebrew"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *[(word, SWEIDA) for word in ("Sweida", "suwayda", "As-Suwayda", "السويداء", "סווידא")],
        ("Suweida", SWEIDA),
        ("Kiev", {"ukraine", "russian", "believe"}),
        ("Київ", {"ukraine", "russian"}),
        ("Deraa", {"daraa"}),
        ("Damascus", set()),
        ("Sweida notables", {"press"}),
        ("al-Sham", {"sham"}),
        ("Suwaydaa", set()),
    ],
)
def test_one_spelling_finds_the_others(titled: Store, words: str, expected: set[str]):
    """Known spellings count as one another, as words of their own; close ones do not."""
    assert found(titled, words) == expected


def test_an_event_in_the_governorate_is_found_by_its_name(store: Store):
    """Clashes near Mazraa are in Sweida, though the text says neither spelling."""
    with store.read() as db:
        counts = {w: query.count(db, Filters(text=w)) for w in ("Sweida", "Suwayda", "السويداء")}
        there = query.count(db, Filters(regions=("SYR-Sweida",), venue_only=True))
        both = Filters(text="Sweida", regions=("SYR-Sweida",), venue_only=True)
        assert query.count(db, both) == there
    assert len(set(counts.values())) == 1
    assert counts["Sweida"] > there


def test_the_page_says_what_else_was_looked_for(app: Dash, store: Store):
    """Header and chip name the other spellings and the region; so does the API."""
    client = TestClient(app.server)
    answer = ask(app, client, f"{ids.tree(ids.SUMMARY)}.tree", {f"{ids.QUERY}.data": "?q=Suwayda"})
    said = "“Suwayda” (also Sweida; region Sweida)"
    assert said in text(answer[f"{ids.tree(ids.SUMMARY)}.tree"])
    assert said in text(answer[f"{ids.tree(ids.CHIPS)}.tree"])
    told = client.get("/api/v1/summary?q=Suwayda").json()
    assert told["filters"] == said
    with store.read() as db:
        assert told["events"] == query.count(db, Filters(text="Suwayda"))
        assert query.in_full(db, Filters(text="ceasefire")) == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Damscus", "Damascus"), ("ceasfire", "ceasefire"), ("Paris talsk", "paris talks")],
)
def test_a_slip_is_answered_with_what_was_meant(app: Dash, store: Store, typed: str, meant: str):
    """A search that finds nothing offers a close spelling, as a link to what it finds."""
    answer = listed(app, typed)
    with store.read() as db:
        events = query.count(db, Filters(text=meant))
    assert f"Did you mean {meant} ({events} events)?" in text(answer)
    (link,) = every(answer, **{"data-key": f"meant:{meant}"})
    assert f"q={quote(meant)}" in link["href"]


def test_a_town_of_which_nothing_is_reported_is_said_so(app: Dash):
    """The right spelling is told, and that it finds no event either."""
    assert "Did you mean Khartoum (no event either)?" in text(listed(app, "Khartuom"))


def test_nonsense_is_not_answered_with_a_guess(app: Dash):
    """Nothing is close to it."""
    assert "Did you mean" not in text(listed(app, "xqzzvk"))


def listed(app: Dash, words: str) -> Any:
    """Return what stands in place of the list of events."""
    name = f"{ids.tree(ids.EVENTS_HEAD)}.tree"
    answer = ask(app, TestClient(app.server), name, {f"{ids.QUERY}.data": f"?q={words}"})
    return answer[f"{ids.tree(ids.EVENT_LIST)}.tree"]


@pytest.mark.parametrize(
    ("part", "word", "is_said"),
    [
        *[("suwayda", "(as-suwayda),", True), ("suwayda", "suwaydan", False)],
        *[("kiev", "kiev's", True), ("iev", "believe", False)],
        *[("سويداء", "والسويداء", True), ("حمص", "حمصي", False)],
        *[("киев", "киевом", False), ("сувейда", "сувейдами", True)],
        *[("苏韦达", "在苏韦达省", True), ("सुवैदा", "सुवैदा", True)],
    ],
)
def test_a_name_is_a_word_of_its_own(part: str, word: str, is_said: bool):
    """Signs may stand around a name, and what scripts join to it, but no other letters."""
    assert occurs(part, word) is is_said
