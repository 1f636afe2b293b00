"""Actors: one canonical name each, what kind they are, what they are part of.

The list is ``geodata/data/actors.csv``; its rules and decisions are in
``docs/data-format.md``. Nothing is matched by substring ("assad" is in "ambassador"): a
name is known exactly, case and white space aside, or it stays as it came.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from geodata.data import DATA

ACTORS_FILE: Final = DATA / "actors.csv"
COLUMNS: Final = ("name", "kind", "parent", "aliases")

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "state": "State",
        "government": "Government",
        "state forces": "State forces",
        "armed group": "Armed group",
        "international body": "International body",
        "organisation": "Organisation",
        "community": "Community",
        "person": "Person",
    }
)
"""The controlled words of ``kind``, each with its label. A state is a state and its
government together; a government stands alone where a state has had several in turn or a
body governs without being a state. State forces are armies, police and services."""

LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {"parties": "Parties", "organisations": "Organisations", "persons": "Persons"}
)
"""At which actors can be paired, each with its label. *Parties* are whole actors, part of
nothing, whatever their kind; an unlisted actor is one, as nothing is known of it."""

_KINDS_OF_LEVEL: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "organisations": frozenset(
            {"government", "state forces", "armed group", "international body", "organisation"}
        ),
        "persons": frozenset({"person"}),
    }
)


class Actor(NamedTuple):
    """Someone who acts in events. ``parent`` is the canonical name of what it is part of,
    empty for none; ``aliases`` are other names of the very same actor."""

    name: str
    kind: str
    parent: str
    aliases: tuple[str, ...]


class ActorsError(ValueError):
    """The list of actors contradicts itself; the message says where."""


class Directory(NamedTuple):
    """The actors of one file, and every name or alias, folded, to its canonical name."""

    actors: Mapping[str, Actor]
    names: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]]


def fold(name: str) -> str:
    """A name as it is compared: case ignored, runs of white space as one blank."""
    return " ".join(name.split()).casefold()


def load(path: Path) -> Directory:
    """Read a list of actors (CSV, UTF-8, columns ``COLUMNS``, aliases separated by ``|``).

    Raises:
        ActorsError: a wrong column, an unknown kind or parent, a parent that leads back
            to its own part, or one name or alias for two actors.
        OSError: the file cannot be read.
    """
    listed: dict[str, Actor] = {}
    names: dict[str, str] = {}
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ActorsError(f"the columns of {path.name} are not {', '.join(COLUMNS)}")
        for row in reader:
            aliases = tuple(part.strip() for part in row["aliases"].split("|") if part.strip())
            actor = Actor(row["name"], row["kind"], row["parent"], aliases)
            if actor.kind not in KINDS:
                raise ActorsError(f"{actor.name}: {actor.kind!r} is not a kind of actor")
            for name in (actor.name, *aliases):
                taken = names.setdefault(fold(name), actor.name)
                if taken != actor.name or actor.name in listed:
                    raise ActorsError(f"{name!r} names both {taken} and {actor.name}")
            listed[actor.name] = actor
    return Directory(MappingProxyType(listed), MappingProxyType(names), _children(listed))


def _children(listed: Mapping[str, Actor]) -> Mapping[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {}
    for actor in listed.values():
        if not actor.parent:
            continue
        if actor.parent not in listed:
            raise ActorsError(f"{actor.name}: its parent {actor.parent!r} is not an actor")
        children.setdefault(actor.parent, []).append(actor.name)
        seen, above = {actor.name}, actor.parent
        while above:
            if above in seen:
                raise ActorsError(f"{actor.name} is part of itself, by way of {above}")
            seen.add(above)
            above = listed[above].parent if above in listed else ""
    return MappingProxyType({name: tuple(parts) for name, parts in children.items()})


@functools.cache
def _directory() -> Directory:
    return load(ACTORS_FILE)


def actors() -> Mapping[str, Actor]:
    """Every listed actor by canonical name, in the order of the file."""
    return _directory().actors


def canonical(name: str) -> str:
    """The canonical name of an actor or alias; an unknown name comes back unchanged."""
    return _directory().names.get(fold(name), name)


def ancestors(name: str) -> tuple[str, ...]:
    """What an actor is part of, nearest first; empty when unknown or part of nothing."""
    listed = actors()
    found: list[str] = []
    above = listed[name].parent if name in listed else ""
    while above:
        found.append(above)
        above = listed[above].parent
    return tuple(found)


def parts(name: str) -> tuple[str, ...]:
    """All that is part of an actor, directly or through others, without itself."""
    children = _directory().children
    found: list[str] = []
    for child in children.get(name, ()):
        found.append(child)
        found.extend(parts(child))
    return tuple(found)


def side(name: str) -> str:
    """The whole actor that an actor is part of in the end: itself where it is part of nothing."""
    return (ancestors(name) or (name,))[-1]


def at_level(level: str) -> tuple[str, ...]:
    """The listed actors of a level of ``LEVELS`` other than the parties, in the order of the
    file. A government that is part of a state is an organisation, any other is a party only."""
    kinds = _KINDS_OF_LEVEL[level]
    return tuple(
        actor.name
        for actor in actors().values()
        if actor.kind in kinds and (actor.parent or actor.kind != "government")
    )
