"""What people and imported files may rely on in the list of actors."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import actors
from geodata.actors import KINDS, ActorsError, ancestors, canonical, load, parts
from geodata.imports import bundled


def write(folder: Path, *rows: str) -> Path:
    path = folder / "actors.csv"
    path.write_text("\n".join(("name,kind,parent,aliases", *rows)) + "\n", encoding="utf-8")
    return path


def test_every_actor_of_the_bundled_events_is_listed_under_its_canonical_name():
    """The bundled events use no name that the list does not know."""
    named = {
        actor["name"]
        for row in bundled.read_bundled().events["actors"].to_pylist()
        for actor in row
    }
    assert named <= set(actors.actors())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Military Forces of Israel (2022-)", "Israel Defense Forces"),
        ("IDF", "Israel Defense Forces"),
        ("Government of Israel", "Israel"),
        ("HTS: Hayat Tahrir al-Sham", "Hayat Tahrir al-Sham"),
        ("QSD: Syrian Democratic Forces", "Syrian Democratic Forces"),
        ("Military Forces of Syria (2024-)", "Syrian Armed Forces"),
        ("Military Forces of Syria (2000-2024)", "Syrian Arab Army"),
        ("Druze Militia (Syria)", "Druze militias"),
        ("IRGC", "Islamic Revolutionary Guard Corps"),
        ("UNIFIL: United Nations Interim Force in Lebanon (1978-)", "UNIFIL"),
        ("SOHR", "Syrian Observatory for Human Rights"),
        ("  military   FORCES of israel (2022-) ", "Israel Defense Forces"),
    ],
)
def test_names_of_other_data_sets_are_understood(written, name):
    """Case and white space aside, an alias stands for its actor."""
    assert canonical(written) == name


@pytest.mark.parametrize("name", ["ambassador", "Assad Street", "", "Israel Inc.", "Syrian army"])
def test_an_unknown_name_stays_as_it_is(name):
    """Nothing is guessed from a part of a name, nor where several actors could be meant."""
    assert canonical(name) == name


@given(st.text())
def test_a_canonical_name_is_its_own_canonical_name(name):
    """Looking a name up twice changes nothing more."""
    assert canonical(canonical(name)) == canonical(name)


def test_choosing_israel_finds_its_army_and_its_people():
    """A parent's parts are all of its descendants."""
    found = parts("Israel")
    assert {"Israel Defense Forces", "Israeli Air Force", "Benjamin Netanyahu"} <= set(found)
    assert {"Ron Dermer", "Yechiel Leiter", "Roman Gofman", "Gil Reich"} <= set(found)
    assert "Israel" not in found
    assert len(found) == len(set(found))


def test_parts_and_ancestors_agree():
    """An actor is a part of exactly its ancestors, nearest first."""
    assert ancestors("Quds Force") == ("Islamic Revolutionary Guard Corps", "Iran")
    for name in actors.actors():
        for above in ancestors(name):
            assert name in parts(above)
        for below in parts(name):
            assert name in ancestors(below)


def test_the_present_syrian_government_is_not_that_of_assad():
    """Neither government finds the other's people."""
    assert ancestors("Ahmad al-Sharaa") == ("Syria (government)",)
    assert ancestors("Bashar al-Assad") == ("Syria (Assad government)",)
    assert "Bashar al-Assad" not in parts("Syria (government)")


def test_an_armed_group_is_no_part_of_the_community_it_comes_from():
    """What fighters do is not put down to a people."""
    listed = actors.actors()
    for actor in listed.values():
        if actor.kind == "armed group":
            assert all(listed[above].kind != "community" for above in ancestors(actor.name))


def test_the_side_of_an_actor_is_the_whole_that_it_is_part_of_in_the_end():
    """Through as many bodies as there are; nothing is known of others."""
    assert actors.side("Quds Force") == actors.side("Iran") == "Iran"
    assert actors.side("Karen National Union") == "Karen National Union"


def test_organisations_and_persons_are_what_can_meet_at_that_level():
    """A state is a party only, and its prime minister's office an organisation of it."""
    organisations, persons = map(actors.at_level, ("organisations", "persons"))
    assert {"UNDOF", "Hamas", "Israel Defense Forces", "ICRC"} <= set(organisations)
    assert "Israeli Prime Minister's Office" in organisations
    assert not {"Israel", "Syria (government)", "Civilians", "Ron Dermer"} & set(organisations)
    assert {actors.actors()[name].kind for name in persons} == {"person"}


def test_an_unknown_actor_has_no_parts_and_no_ancestors():
    """Names that are not listed can be asked about."""
    assert parts("Nobody") == ()
    assert ancestors("Nobody") == ()


def test_every_kind_is_used_and_labelled():
    """The words of the list and the list of words agree."""
    assert {actor.kind for actor in actors.actors().values()} == set(KINDS)
    assert all(KINDS.values())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("A,state,,X", "B,state,,x"), "names both A and B"),
        (("A,state,,", "B,state,,a"), "names both A and B"),
        (("A,state,,", "A,person,,"), "names both A and A"),
        (("A,kingdom,,",), "not a kind"),
        (("A,state,B,",), "not an actor"),
        (("A,state,B,", "B,state,A,"), "part of itself"),
        (("A,state,A,",), "part of itself"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(tmp_path, rows, said):
    """One alias for two actors, unknown kinds and parents, and circles are errors."""
    with pytest.raises(ActorsError, match=said):
        load(write(tmp_path, *rows))


def test_other_columns_are_refused(tmp_path):
    """A list with other columns is not read as something else."""
    path = tmp_path / "actors.csv"
    path.write_text("name,aliases\nA,\n", encoding="utf-8")
    with pytest.raises(ActorsError, match="columns"):
        load(path)
