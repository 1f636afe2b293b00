"""Words for types of events in tables, and the event types they are here.

Only words that can mean one thing are taken by themselves: ours and ACLED's. Others are
suggested to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from geodata.folding import fold
from geodata.schema import EVENT_TYPES

# types and sub-types of the ACLED Codebook that say by themselves what happened
_ACLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Battles": "battle",
        "Armed clash": "battle",
        "Government regains territory": "battle",
        "Non-state actor overtakes territory": "battle",
        "Explosions/Remote violence": "remote_violence",
        "Chemical weapon": "remote_violence",
        "Air/drone strike": "remote_violence",
        "Suicide bomb": "remote_violence",
        "Shelling/artillery/missile attack": "remote_violence",
        "Remote explosive/landmine/IED": "remote_violence",
        "Grenade": "remote_violence",
        "Sexual violence": "violence_against_civilians",
        "Abduction/forced disappearance": "violence_against_civilians",
        "Protests": "protest",
        "Peaceful protest": "protest",
        "Protest with intervention": "protest",
        "Excessive force against protesters": "protest",
        "Riots": "riot",
        "Violent demonstration": "riot",
        "Mob violence": "riot",
        "Headquarters or base established": "mobilization",
        "Non-violent transfer of territory": "political_change",
    }
)
# parts of words, in the order in which they are looked for: never taken without a person
_LIKE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "protest": "protest demonstration manifest rally sit_in kundgebung مظاهرة احتجاج",
        "riot": "riot unrest emeute disturbio krawall شغب",
        "agreement": "agreement ceasefire truce treaty accord acuerdo abkommen anlasma اتفاق هدنة",
        "consultation": "talks meeting negotiation summit visit consult entretien reunion treffen"
        " gorusme اجتماع محادثات لقاء",
        "statement": "statement declaration condemn speech announce erklarung aciklama بيان تصريح",
        "aid": "aid humanitarian relief assistance hilfe yardim مساعدات",
        "remote_violence": "airstrike air_strike airstrik shelling bomb explosion missile rocket"
        " drone mortar ied artillery landmine bombardement bombardeo angriff saldiri قصف غارة"
        " انفجار",
        "violence_against_civilians": "civilian kidnap abduct assassinat execution murder killing"
        " massacre torture arrest detention اختطاف اغتيال",
        "battle": "clash battle fighting combat firefight ambush gefecht catisma اشتباك معركة",
        "mobilization": "deploy mobiliz mobilis troop exercise reinforce checkpoint انتشار",
        "political_change": "election coup appoint resign government cabinet law decree انتخابات",
    }
)


def known(word: str) -> str:
    """The event type that a word means by itself; empty when it means none."""
    return _KNOWN.get(fold(word), "")


def suggested(word: str) -> str:
    """The event type that a word may mean, for a person to decide; empty for no idea."""
    folded = fold(word)
    padded = f" {folded}"
    return known(word) or next(
        (
            kind
            for kind, parts in _LIKE.items()
            if any(f" {part.replace('_', ' ')}" in padded for part in parts.split())
        ),
        "",
    )


def own(word: str, kind: str) -> bool:
    """Whether a word is the name or the label of an event type."""
    return fold(word) in {fold(kind), fold(EVENT_TYPES[kind].label)}


_KNOWN: Final[Mapping[str, str]] = (
    {fold(word): kind for word, kind in _ACLED.items()}
    | {fold(kind.label): word for word, kind in EVENT_TYPES.items()}
    | {fold(word): word for word in EVENT_TYPES}
)
