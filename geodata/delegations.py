"""Who sat on which side of an event: its actors under the wholes that they are part of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from geodata import actors
from geodata.schema import ROLES


class Delegation(NamedTuple):
    """A side, or somebody on one, with those of its own part under it.

    ``role`` is that of an actor that the event names; of a side that is there only by its
    members it is empty. ``name`` is as the event has it, of such a side its canonical name.
    """

    name: str
    role: str
    members: tuple[Delegation, ...] = ()

    @property
    def leading(self) -> str:
        """Its role, or that of its first member."""
        return self.role or self.members[0].leading


def delegations(named: Iterable[tuple[str, str]]) -> Mapping[str, tuple[Delegation, ...]]:
    """The sides of an event by the role that each has in it, in the order of ``schema.ROLES``.

    ``named`` are its actors as (name, role). Whom an event is about (subject) is on no side of
    those that take part.
    """
    sides: dict[tuple[bool, str], list[tuple[str, str]]] = {}
    for name, role in named:
        side = actors.side(actors.canonical(name))
        sides.setdefault((role == "subject", side), []).append((name, role))
    made = [
        delegation for (_, side), members in sides.items() for delegation in _side(side, members)
    ]
    return {
        role: found
        for role in ROLES
        if (found := tuple(one for one in made if one.leading == role))
    }


def _side(side: str, named: Sequence[tuple[str, str]]) -> Iterable[Delegation]:
    """A side as a tree; two names of the whole itself are two sides to look at."""
    known = {actors.canonical(name) for name, _ in named}
    under: dict[str, list[tuple[str, str]]] = {}
    whole: list[tuple[str, str]] = []
    for name, role in named:
        itself = actors.canonical(name)
        if itself == side:
            whole.append((name, role))
            continue
        above = next((one for one in actors.ancestors(itself) if one in known), side)
        under.setdefault(above, []).append((name, role))

    def tree(name: str, role: str) -> Delegation:
        # of two names of one actor the first has the members
        members = under.pop(actors.canonical(name), [])
        return Delegation(name, role, tuple(tree(*member) for member in members))

    return [tree(*one) for one in whole or [(side, "")]]
