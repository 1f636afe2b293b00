"""Events by the words of a search, and by other spellings of the places in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata import regions
from geodata.filters import Filters, english, sentence
from geodata.filters.place_words import Spelling, TextWord, occurs, text_words
from geodata.filters.sql import VENUE, Condition, listed, matches_region
from geodata.query.cache import cached
from geodata.query.sql import fetch, fetch_columns
from geodata.store import Snapshot
from geodata.text import count

_TOLD: Final = 4
"""How many other spellings a chip says."""

Numbers = npt.NDArray[np.int32]


@cached
def says(db: Snapshot, words: tuple[TextWord, ...]) -> Condition:
    """The events that meet every word."""
    hits: Numbers | None = None
    for word in words:
        numbers = _events_of(db, word)
        hits = numbers if hits is None else np.intersect1d(hits, numbers, assume_unique=True)
    table = pa.table({"number": pa.array(hits, pa.int32())})
    return Condition("SELECT number FROM text_hits", {"text_hits": table}, "number")


@cached
def found_spellings(
    db: Snapshot, word: TextWord
) -> tuple[tuple[Spelling, tuple[tuple[int, ...], ...]], ...]:
    """The other spellings of a place that occur in the store, each with the numbers of the
    words that say it: of a spelling of several words, those of the first, and so on."""
    parts = sorted({part for spelling in word.also for part in spelling.parts})
    if not parts:
        return ()
    rows = fetch(
        db,
        "SELECT word, text FROM word WHERE regexp_matches(text, $pattern)",
        {"pattern": "|".join(map(re.escape, parts))},
    )
    saying = {part: {number for number, text in rows if occurs(part, text)} for part in parts}
    return tuple(
        (spelling, tuple(tuple(sorted(saying[part])) for part in spelling.parts))
        for spelling in word.also
        if all(saying[part] for part in spelling.parts)
    )


@cached
def also_said(db: Snapshot, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a search for a text finds besides its words: other spellings that occur in the
    store, and the codes of regions in which events happened."""
    words = text_words(text)
    found = (name for word in words for name, _ in found_spellings(db, word))
    names = {" ".join(spelling.parts): spelling.name for spelling in found}
    codes_in, bound = listed("code", [code for word in words for code in word.regions] or [""])
    rows = fetch(
        db,
        "SELECT DISTINCT r.code FROM region r JOIN region_member m USING (region)"
        f" WHERE r.code IN ({codes_in}) AND (m.scope & $venue) <> 0 ORDER BY r.code",
        {**bound, "venue": VENUE},
    )
    return tuple(names.values()), tuple(code for (code,) in rows)


def in_full(db: Snapshot, filters: Filters) -> Mapping[str, str]:
    """The chip of the text, and the same with what else it finds: ``“Sweida” (also Suwayda;
    region Sweida)``. Empty when it finds nothing else."""
    names, codes = also_said(db, filters.text)
    shown = ", ".join(names[:_TOLD])
    more = f" and {count(len(names) - _TOLD, 'other spelling')}" if len(names) > _TOLD else ""
    told = [f"also {shown}{more}"] if names else []
    if codes:
        told.append(f"region {english.either(map(regions.label, codes))}")
    quoted = english.quoted(filters.text)
    return {quoted: f"{quoted} ({'; '.join(told)})"} if told else {}


def sentence_in_full(db: Snapshot, filters: Filters) -> str:
    """All filters in one line, with what else the text finds."""
    said = sentence(filters)
    for short, full in in_full(db, filters).items():
        # the text stands first
        said = full + said.removeprefix(short)
    return said


def has_events(db: Snapshot, word: TextWord) -> bool:
    """Whether any event, hidden ones included, meets a word."""
    return bool(len(_events_of(db, word)))


@cached
def _events_of(db: Snapshot, word: TextWord) -> Numbers:
    """The sorted numbers of the events that meet one word of a search."""
    ways = [_containing(db, word.words)]
    found = found_spellings(db, word)
    alone = {number for _, parts in found if len(parts) == 1 for number in parts[0]}
    ways.append(_with_any(db, sorted(alone)))
    for _, parts in found:
        if len(parts) > 1:
            ways.append(_with_all(db, parts))
    if word.regions:
        ways.append(_in_regions(db, word.regions))
    return np.unique(np.concatenate(ways))


def _containing(db: Snapshot, words: tuple[str, ...]) -> Numbers:
    numbered = []
    for word in words:
        rows = fetch(db, "SELECT word FROM word WHERE contains(text, $word)", {"word": word})
        numbered.append(tuple(number for (number,) in rows))
    return _with_all(db, tuple(numbered))


def _with_all(db: Snapshot, parts: tuple[tuple[int, ...], ...]) -> Numbers:
    """The events that have, of each part, one of the words."""
    hits = _with_any(db, parts[0])
    for words in parts[1:]:
        hits = np.intersect1d(hits, _with_any(db, words), assume_unique=True)
    return hits


def _with_any(db: Snapshot, words: Sequence[int]) -> Numbers:
    words_in, bound = listed("word", words or [0])
    sql = f"SELECT DISTINCT number FROM event_word WHERE word IN ({words_in})"
    return np.sort(fetch_columns(db, sql, bound)["number"])


def _in_regions(db: Snapshot, codes: tuple[str, ...]) -> Numbers:
    """The events that happened in one of the regions."""
    condition = matches_region(codes, venue_only=True)
    sql = f"SELECT number FROM event JOIN ({condition.sql}) USING ({condition.column})"
    return np.sort(fetch_columns(db, sql, condition.values)["number"])
