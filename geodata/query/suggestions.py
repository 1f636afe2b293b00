"""What a search that finds nothing may have meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz, process

from geodata import gazetteer
from geodata.filters import Filters
from geodata.filters.place_words import TextWord, text_words
from geodata.query.cache import cached
from geodata.query.sql import fetch
from geodata.query.text import has_events
from geodata.query.totals import count
from geodata.results import Suggestion
from geodata.spellings import SIGNS, key, without_article
from geodata.store import Snapshot

MOST: Final = 3
_TRIED: Final = 8


@cached
def did_you_mean(db: Snapshot, filters: Filters) -> tuple[Suggestion, ...]:
    """Close spellings for the one word of a search that no event says, those that find most
    under the same filters first.

    Nothing unless exactly one word is unknown. Spellings are those of the store's own words
    and of the gazetteer's towns.
    """
    words = text_words(filters.text)
    unknown = [word for word in words if not has_events(db, word)]
    if len(unknown) != 1:
        return ()
    found: dict[str, Suggestion] = {}
    for other in _close(db, unknown[0]):
        text = " ".join(other if word == unknown[0] else " ".join(word.words) for word in words)
        suggestion = Suggestion(text, count(db, replace(filters, text=text)))
        found.setdefault(key(without_article(other)), suggestion)
    best = sorted(found.values(), key=lambda one: -one.events)[:MOST]
    # a town that no event names is said only where nothing better is known
    return tuple(one for one in best if one.events) or tuple(best[:1])


def _close(db: Snapshot, word: TextWord) -> list[str]:
    asked = " ".join(word.words)
    if len(asked) < gazetteer.SHORTEST:
        return []
    rows = fetch(
        db,
        "SELECT DISTINCT regexp_replace(text, $signs, '', 'g') FROM word"
        " WHERE starts_with(text, $first) AND length(text) BETWEEN $least AND $most",
        {
            "signs": SIGNS,
            "first": asked[0],
            "least": len(asked) - 2,
            "most": len(asked) + 3,
        },
    )
    said = sorted(text for (text,) in rows)
    close = process.extract(
        asked, said, scorer=fuzz.ratio, score_cutoff=gazetteer.CLOSE, limit=_TRIED
    )
    towns = gazetteer.suggestions(asked)[:_TRIED]
    return list(dict.fromkeys([*towns, *(text for text, _, _ in close)]))[:_TRIED]
