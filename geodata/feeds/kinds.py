"""The kinds of feeds, and what can be set for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from geodata import regions as places
from geodata.imports.files import UNSTATED
from geodata.readers.acled import reader as acled
from geodata.readers.cells import nearest, shown
from geodata.readers.gdelt import reader as gdelt
from geodata.readers.terms import Terms
from geodata.readers.ucdp import reader as ucdp
from geodata.schema import EVENT_TYPES
from geodata.store import MISSING

_ROOTS: Final = tuple(f"{number:02}" for number in range(1, 21))
_LISTED: Final = 20
_PLACED: Final = ("exact", "town", "admin2")


class FeedSetting(NamedTuple):
    """One setting: what it is for, what is usual, and of what type it is. ``listed`` are the
    items of a list; ``any_text`` is for secrets that are not sent in a header."""

    meaning: str
    usual: Any = ""
    required: bool = False
    type: str = "text"
    choices: tuple[str, ...] = ()
    any_text: bool = False

    def unfit(self, value: object) -> str:
        """Why a value cannot stand here; empty when it can."""
        expected, fits = _TYPES[self.type]
        if not fits(value):
            return f"is {expected}"
        given = value if isinstance(value, list) else [value]
        wrong = next((one for one in given if self.choices and one not in self.choices), None)
        if wrong is None:
            return ""
        said = f"has “{shown(str(wrong))}”, which is not known"
        if len(self.choices) <= _LISTED:
            said += f": expected one of {', '.join(self.choices)}"
        return said + nearest(str(wrong), self.choices)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPES: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "text": ("a text in quotation marks", lambda value: isinstance(value, str)),
    "texts": (
        "a list of texts",
        lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
    ),
    "numbers": (
        "a list of whole numbers",
        lambda value: isinstance(value, list) and all(type(one) is int for one in value),
    ),
    "number": (
        "a whole number from 1 to 10,000",
        lambda value: type(value) is int and 1 <= value <= 10_000,  # noqa: PLR2004 - said beside
    ),
    "megabytes": (
        "a number of megabytes from 0.001 to 20,000",
        lambda value: _is_number(value) and 0.001 <= value <= 20_000,  # noqa: PLR2004 - the same
    ),
    "span": (
        "a number of seconds, or a text such as “15 min”",
        lambda value: isinstance(value, str) or _is_number(value),
    ),
    "choice": ("true or false", lambda value: isinstance(value, bool)),
    "day": (
        "a day such as 2025-01-31, without quotation marks",
        lambda value: type(value) is date,
    ),
}


@dataclass(frozen=True, slots=True)
class FeedKind:
    """A kind of feed. ``every`` is how often it is usually asked, in seconds; ``about`` on
    what terms its data may be shown; ``is_base`` whether its address is the beginning of
    several; ``reader`` the kind of its data set."""

    name: str
    reader: str
    every: float
    settings: Mapping[str, FeedSetting]
    about: Terms = UNSTATED
    secrets: Mapping[str, FeedSetting] = field(default_factory=dict)
    is_base: bool = False
    size_limit: float = 0.0


COMMON: Final[Mapping[str, FeedSetting]] = {
    "kind": FeedSetting("what it is", required=True),
    "key": FeedSetting("its name in the store", required=True),
    "name": FeedSetting("what it is called"),
    "every": FeedSetting("how often it is asked", None, type="span"),
    "licence": FeedSetting("the licence of its data"),
    "attribution": FeedSetting("whom to name"),
    "website": FeedSetting("where the publisher presents its data"),
    "terms": FeedSetting("conditions shown wherever the data is"),
    "allow_private": FeedSetting("hosts of the own network", [], type="texts"),
    "size_limit": FeedSetting("the largest answer, in megabytes", 0.0, type="megabytes"),
}
_ADDRESS: Final = FeedSetting("the address to fetch", required=True)
_MAPPING: Final = FeedSetting("a file that says how the table is read")


def _countries() -> tuple[str, ...]:
    regions = places.regions()
    return tuple(sorted(code for code, region in regions.items() if region.level == "country"))


def _base(url: str) -> FeedSetting:
    return FeedSetting("the address of the service", url)


_RSS: Final[Mapping[str, FeedSetting]] = {
    "url": _ADDRESS,
    "event_type": FeedSetting("what every item is", "statement", choices=tuple(EVENT_TYPES)),
    "geo_precision": FeedSetting("how well points are known", "town", choices=_PLACED),
    "publisher": FeedSetting("who publishes it"),
}
_HOUR: Final = 3_600

KINDS: Final[Mapping[str, FeedKind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            FeedKind(
                "folder",
                "table",
                10,
                {
                    "folder": FeedSetting("the folder to watch", required=True),
                    "mapping": _MAPPING,
                    "missing": FeedSetting(
                        "events no longer there", "keep", choices=tuple(MISSING)
                    ),
                },
                size_limit=2_000,
            ),
            FeedKind(
                "table",
                "table",
                _HOUR / 4,
                {
                    "url": _ADDRESS,
                    "mapping": _MAPPING,
                    "missing": FeedSetting(
                        "events no longer there", "days", choices=tuple(MISSING)
                    ),
                },
                secrets={"token_env": FeedSetting("a variable with an access token")},
            ),
            FeedKind(
                "acled",
                "acled",
                6 * _HOUR,
                {
                    "url": _base("https://acleddata.com"),
                    "countries": FeedSetting(
                        "names of countries, as ACLED writes them", [], type="texts"
                    ),
                    "since": FeedSetting("the first day", None, type="day"),
                    "page_size": FeedSetting("rows of one answer", 5_000, type="number"),
                },
                acled.ABOUT,
                {
                    "username_env": FeedSetting(
                        "a variable with the address", "ACLED_USERNAME", any_text=True
                    ),
                    "password_env": FeedSetting(
                        "a variable with the password", "ACLED_PASSWORD", any_text=True
                    ),
                },
                is_base=True,
            ),
            FeedKind(
                "ucdp",
                "ucdp",
                24 * _HOUR,
                {
                    "url": _base("https://ucdpapi.pcr.uu.se/api"),
                    "versions": FeedSetting("releases, such as 25.1", required=True, type="texts"),
                    "countries": FeedSetting(
                        "numbers of countries (Gleditsch and Ward)", [], type="numbers"
                    ),
                    "since": FeedSetting("the first day", None, type="day"),
                    "page_size": FeedSetting("rows of one answer", 1_000, type="number"),
                },
                ucdp.ABOUT,
                {"token_env": FeedSetting("a variable with the access token", "UCDP_ACCESS_TOKEN")},
                is_base=True,
            ),
            FeedKind(
                "gdelt",
                "gdelt",
                _HOUR / 4,
                {
                    # its https answers with the certificate of another host
                    "url": _base("http://data.gdeltproject.org/gdeltv2"),
                    "countries": FeedSetting(
                        "ISO codes of countries", [], type="texts", choices=_countries()
                    ),
                    "roots": FeedSetting("CAMEO root codes", [], type="texts", choices=_ROOTS),
                    "at_once": FeedSetting("quarter hours read in one go", 96, type="number"),
                },
                gdelt.ABOUT,
                is_base=True,
            ),
            FeedKind("rss", "rss", _HOUR / 4, _RSS, size_limit=10),
            FeedKind("georss", "rss", _HOUR / 4, _RSS, size_limit=10),
        )
    }
)
"""The kinds by name."""
