"""Who acts in GDELT events, and how they are called.

The types of actors are those of the CAMEO Codebook 1.1b3 (Schrodt).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata import regions
from geodata.readers.cells import NAME_LIMIT
from geodata.readers.gdelt.lists import side_by_side
from geodata.readers.sheet import Sheet

ACTOR_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AGR": "agriculture",
        "AMN": "Amnesty International",
        "BUS": "business",
        "COP": "police",
        "CRM": "criminal",
        "CVL": "civilian",
        "DEV": "development",
        "EDU": "education",
        "ELI": "elites",
        "ENV": "environmental",
        "GOV": "government",
        "GRP": "Greenpeace",
        "HLH": "health",
        "HRI": "human rights",
        "IGO": "international governmental organisation",
        "IMG": "international militarised group",
        "INS": "insurgents",
        "INT": "international",
        "IRC": "Red Cross",
        "JUD": "judiciary",
        "LAB": "labour",
        "LEG": "legislature",
        "MED": "media",
        "MIL": "military",
        "MNC": "multinational corporation",
        "MOD": "moderate",
        "NGM": "non-governmental movement",
        "NGO": "non-governmental organisation",
        "OPP": "political opposition",
        "PKO": "peacekeepers",
        "PTY": "political party",
        "RAD": "radical",
        "REB": "rebels",
        "REF": "refugees",
        "SEP": "separatists",
        "SET": "settlers",
        "SPY": "intelligence service",
        "UAF": "unaligned armed forces",
        "UIS": "unidentified state actor",
        "UNO": "United Nations",
    }
)

# Codes of CAMEO that ISO 3166-1 has given up or never had.
_OWN_COUNTRIES: Final = {"IMY": "IMN", "MTN": "MNE", "ROM": "ROU", "TMP": "TLS"}
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SMALL: Final = frozenset({"and", "for", "in", "of", "on", "the", "to"})
_LETTERS: Final = frozenset(
    re.findall(
        r"\w+",
        "BBC CIA CNN DPRK DRC ECOWAS EU FARC FBI FDA IAEA IBM ICC IMF IRA ISI ISIL ISIS KGB NASA"
        " NATO NGO OAS OECD OPEC OSCE PKK PLO SADC UAE UK UN UNESCO UNHCR UNICEF UNIFIL UNRWA US"
        " USA WHO WTO",
    )
)
"""Words that stand for their letters and keep their capitals."""


def actor_name(sheet: Sheet, number: int) -> pa.StringArray:
    """What the first or second actor of each row is called; null when it is not known."""
    columns = [f"Actor{number}{trait}" for trait in ("Name", "Code", "CountryCode")]
    return sheet.combined(columns, _called, pa.string())


def actors(first: pa.StringArray, second: pa.StringArray) -> pa.Array:
    """Who acted and on whom; one that did both takes part."""
    same = pc.fill_null(pc.equal(first, second), fill_value=False)
    nobody = pa.scalar(None, pa.string())
    stated = side_by_side(
        [
            pc.if_else(same, nobody, first),
            pc.if_else(same, nobody, second),
            pc.if_else(same, first, nobody),
        ]
    )
    roles = pa.array(["initiator", "target", "party"]).take(stated.column)
    pairs = pa.StructArray.from_arrays([stated.values, roles], ["name", "role"])
    return pa.ListArray.from_arrays(stated.bounds, pairs)


def _called(name: str, code: str, country: str) -> str | None:
    """How an actor is called: its country when the code says just that, else its name.

    GDELT writes names in capitals, and for a country the word that stood in the report, which
    may be a city (“PARIS”) or an adjective (“SYRIAN”).
    """
    iso3 = _OWN_COUNTRIES.get(country, country)
    region = regions.regions().get(iso3)
    if code and code == country and region is not None and region.level == "country":
        return region.name
    shown = _readable(name)
    return (shown if len(shown) <= NAME_LIMIT else f"{shown[: NAME_LIMIT - 1]}…") or None


def _readable(name: str) -> str:
    """A name in capitals as it is usually written; any other as it is."""
    if not name.isupper():
        return name
    return _WORD.sub(lambda found: _cased(found.group(), first=found.start() == 0), name)


def _cased(word: str, *, first: bool) -> str:
    if word in _LETTERS:
        return word
    small = word.lower()
    return small if small in _SMALL and not first else word.capitalize()


def roles(*types: str) -> str | None:
    """The roles of an actor in words, by its type codes; an unknown code as it is."""
    return ", ".join(dict.fromkeys(ACTOR_TYPES.get(code, code) for code in types if code)) or None
