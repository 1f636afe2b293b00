"""What of a picture may be left out: one by one, by the same names in the dialog, a link, the
command line and the API.

The figure, its filters in words, its counts, the data sets with licence and attribution, and the
boundary note always stay: without them a picture says more than it knows, or takes what is
somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final, Literal, NamedTuple, cast

from geodata.filters.url import SHOWN

ElementName = Literal[
    "empty-lanes", "empty-types", "types", "sizes", "scale",
    "deaths", "publishers", "date", "grades", "link",
]  # fmt: skip


class PictureElement(NamedTuple):
    """What it is called in the dialog, and whether it is there unless somebody says otherwise."""

    label: str
    usual: bool = True


ELEMENTS: Final[Mapping[ElementName, PictureElement]] = {
    "empty-lanes": PictureElement("Lanes without events", usual=False),
    "empty-types": PictureElement("Types without events", usual=False),
    "types": PictureElement("Key of types"),
    "sizes": PictureElement("Key of sizes and outlines"),
    "scale": PictureElement("Scale bar"),
    "deaths": PictureElement("Deaths"),
    "publishers": PictureElement("Publishers"),
    "date": PictureElement("Date of the data"),
    "grades": PictureElement("Grades"),
    "link": PictureElement("Link, if readers can open it"),
}

USUALLY_LEFT_OUT: Final = frozenset(name for name, one in ELEMENTS.items() if not one.usual)
"""A note under the chart or in the key says that they are."""

NOTHING: Final = "none"
"""In a link: leave nothing out."""


def read(words: str) -> tuple[frozenset[ElementName], str]:
    """The elements that ``link,grades`` leaves out, and what is wrong with it, if anything is."""
    names = () if words == NOTHING else words.split(",")
    strange = next((name for name in names if name not in ELEMENTS), None)
    if strange is None:
        return frozenset(cast("tuple[ElementName, ...]", tuple(names))), ""
    expected = f"one of {', '.join(ELEMENTS)}, nor {NOTHING}"
    return USUALLY_LEFT_OUT, f'"{strange[:SHOWN]}" is not {expected}'


def write(without: AbstractSet[ElementName]) -> str:
    """The same as it stands in a link."""
    return ",".join(name for name in ELEMENTS if name in without) or NOTHING
