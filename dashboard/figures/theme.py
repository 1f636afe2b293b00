"""Colours, type and marks, as settled in the drawings of the page.

``assets/tokens.css`` says the same for the page; a test compares the two.
Contrast of each pair was measured: text at least 4.5, marks at least 3 on land.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

FONT: Final = (
    "'IBM Plex Sans', 'IBM Plex Sans Arabic', 'IBM Plex Sans Hebrew', 'Noto Sans', sans-serif"
)

SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "violence": "diamond",
        "posture": "square",
        "demonstrations": "triangle-up",
        "politics": "triangle-down",
        "diplomacy": "circle",
        "humanitarian": "cross",
    }
)
"""Plotly's names of the shapes; shape repeats colour, so that print in grey loses nothing."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours; every field is a CSS colour."""

    name: str
    paper: str
    hover: str
    selected: str
    hair: str
    hair2: str
    ctl: str
    ink: str
    ink2: str
    ink3: str
    land: str
    land2: str
    tint1: str
    tint2: str
    water: str
    a1: str
    coast: str
    bord: str
    zone: str
    label_country: str
    label_region: str
    label_town: str
    label_water: str
    halo: str
    outline: str
    violence: str
    posture: str
    demonstrations: str
    politics: str
    diplomacy: str
    humanitarian: str
    density1: str
    density2: str
    density3: str
    density4: str
    density5: str
    density6: str

    @property
    def densities(self) -> tuple[str, ...]:
        """The colours of few to many events, evenly apart in lightness, also for those who see
        less colour and in grey; the first is below 3:1 on land, and numbers stand in the table."""
        return tuple(str(getattr(self, f"density{step}")) for step in range(1, 7))

    def group(self, name: str) -> str:
        """The colour of an event group."""
        return str(getattr(self, name))


LIGHT: Final = Theme(
    name="light",
    paper="#FFFFFF",
    hover="#F4F1EC",
    selected="#ECE8E1",
    hair="#E1DDD6",
    hair2="#BDB7AC",
    ctl="#8C867B",
    ink="#1D1C1A",
    ink2="#55514B",
    ink3="#68645D",
    land="#EEEBE4",
    land2="#F5F3EE",
    tint1="#E8E3DA",
    tint2="#E1DACE",
    water="#DCE6EA",
    a1="#CBC4B8",
    coast="#A9B7BD",
    bord="#857E73",
    zone="#6E675C",
    label_country="#5C564D",
    label_region="#615B51",
    label_town="#35322D",
    label_water="#41636F",
    halo="#F3F0EA",
    outline="#FFFFFF",
    violence="#A8281F",
    posture="#6A2580",
    demonstrations="#AD6600",
    politics="#3A3733",
    diplomacy="#2159A4",
    humanitarian="#29876A",
    density1="#E4D0A0",
    density2="#CDA46E",
    density3="#AD744F",
    density4="#82493F",
    density5="#522932",
    density6="#2A121F",
)

DARK: Final = Theme(
    name="dark",
    paper="#1B1A19",
    hover="#282624",
    selected="#33302D",
    hair="#34322F",
    hair2="#57534D",
    ctl="#7C766D",
    ink="#ECE8E1",
    ink2="#B9B4AB",
    ink3="#A09A90",
    land="#2B2A28",
    land2="#252422",
    tint1="#33312E",
    tint2="#3B3835",
    water="#172026",
    a1="#474440",
    coast="#3C4A52",
    bord="#8A8377",
    zone="#A09888",
    label_country="#B0A99D",
    label_region="#ACA498",
    label_town="#DAD5CC",
    label_water="#7F9DAC",
    halo="#262523",
    outline="#141312",
    violence="#F7695A",
    posture="#AF8AE3",
    demonstrations="#F2B455",
    politics="#E6E0D9",
    diplomacy="#78BEF0",
    humanitarian="#2FB397",
    density1="#4A3D31",
    density2="#6E553D",
    density3="#98724A",
    density4="#C2995F",
    density5="#E5C68A",
    density6="#FCEFCF",
)

PRINT: Final = replace(
    LIGHT,
    name="print",
    ink2="#3B3833",
    ink3="#55514B",
    land="#F1F1EF",
    land2="#FAFAF9",
    tint1="#E9E9E6",
    tint2="#E0E0DC",
    water="#E3E8EA",
    a1="#BFBDB8",
    coast="#8F9598",
    bord="#6B675F",
    label_water="#3C535B",
    halo="#F8F8F7",
    outline="#1D1C1A",
    violence="#A1261E",
    posture="#581F6A",
    demonstrations="#DFA54C",
    politics="#211F1D",
    diplomacy="#2A6BC0",
    humanitarian="#309F7D",
    density1="#D6D0C5",
    density2="#B5ADA0",
    density3="#938B7F",
    density4="#706961",
    density5="#4C4740",
    density6="#24211E",
)
"""For paper: the groups differ in lightness by eleven steps of L* or more, so that a copy in
grey still tells them apart; the palest has an outline in ink."""

THEMES: Final[Mapping[str, Theme]] = MappingProxyType({"light": LIGHT, "dark": DARK})

PICTURE_THEMES: Final[Mapping[str, Theme]] = MappingProxyType({**THEMES, "print": PRINT})
"""Those of pictures: the page's, and one for paper."""
