"""Who sat on which side: actors under the wholes that they are part of."""

from __future__ import annotations

from geodata.delegations import Delegation, delegations


def test_people_stand_under_their_side_and_sides_under_their_role():
    """A delegation is one, in whatever order its people are named."""
    assert delegations(
        [
            ("Tom Barrack", "mediator"),
            ("Ron Dermer", "party"),
            ("Israel", "party"),
            ("Syria (government)", "party"),
            ("Asaad al-Shaibani", "party"),
            ("France", "host"),
            ("United States", "mediator"),
        ]
    ) == {
        "party": (
            Delegation("Israel", "party", (Delegation("Ron Dermer", "party"),)),
            Delegation("Syria (government)", "party", (Delegation("Asaad al-Shaibani", "party"),)),
        ),
        "mediator": (
            Delegation("United States", "mediator", (Delegation("Tom Barrack", "mediator"),)),
        ),
        "host": (Delegation("France", "host"),),
    }


def test_a_side_that_is_not_named_is_there_by_its_people_and_in_their_role():
    """Trump met al-Sharaa; neither state is named."""
    assert delegations([("Donald Trump", "initiator"), ("Ahmad al-Sharaa", "party")]) == {
        "initiator": (Delegation("United States", "", (Delegation("Donald Trump", "initiator"),)),),
        "party": (Delegation("Syria (government)", "", (Delegation("Ahmad al-Sharaa", "party"),)),),
    }


def test_people_stand_under_the_nearest_body_that_is_named():
    """An air force under its army, a minister beside it; other roles are kept."""
    (israel,) = delegations(
        [
            ("IDF", "initiator"),
            ("Israeli Air Force", "initiator"),
            ("Israel Katz", "witness"),
            ("Israel", "initiator"),
        ]
    )["initiator"]
    army, minister = israel.members
    assert (army.name, [one.name for one in army.members]) == ("IDF", ["Israeli Air Force"])
    assert minister == Delegation("Israel Katz", "witness")


def test_whom_an_event_is_about_sits_on_no_side():
    """Talk about al-Sharaa does not put him among the Syrians at the table."""
    found = delegations(
        [
            ("Syria (government)", "party"),
            ("Israel", "party"),
            ("Ahmad al-Sharaa", "subject"),
        ]
    )
    assert [one.name for one in found["party"]] == ["Syria (government)", "Israel"]
    assert all(one.members == () for one in found["party"])
    (spoken_of,) = found["subject"]
    assert [one.name for one in spoken_of.members] == ["Ahmad al-Sharaa"]


def test_names_that_are_not_listed_are_sides_of_their_own_and_none_is_lost():
    """Nothing is known of them; two names of one actor both stand."""
    named = [("Karen National Union", "party"), ("UN", "witness"), ("United Nations", "host")]
    found = delegations(named)
    assert {(one.name, one.role) for sides in found.values() for one in sides} == set(named)
    assert delegations([]) == {}
