"""Countries and their first divisions as tables name them, and the codes they have here.

Facts: ISO 3166-1 for the codes; names as the United Nations writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from geodata.divisions import division
from geodata.readers.cells import nearest
from geodata.regions import regions

HINTS: Final = 50
"""How many wrong values of a part of a table get a hint at the right one."""

# two letters and three letters of ISO 3166-1
_ISO: Final = """
ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE
BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BRBRA BSBHS BTBTN
BWBWA BYBLR BZBLZ CACAN CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB
CVCPV CWCUW CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP
ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GGGGY GHGHA GIGIB GLGRL GMGMB
GNGIN GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL
ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR
KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX
LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MRMRT
MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR
NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE
PTPRT PWPLW PYPRY QAQAT ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN
SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO
THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA
UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM ZAZAF ZMZMB ZWZWE
"""
# names of the United Nations and other current ones, where they are not the bundled name
_ALSO: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bolivia (plurinational state of)": "BOL",
        "brunei darussalam": "BRN",
        "burma": "MMR",
        "cape verde": "CPV",
        "congo, democratic republic of the": "COD",
        "czech republic": "CZE",
        "democratic people's republic of korea": "PRK",
        "democratic republic of congo": "COD",
        "democratic republic of the congo": "COD",
        "iran (islamic republic of)": "IRN",
        "iran, islamic republic of": "IRN",
        "ivory coast": "CIV",
        "lao people's democratic republic": "LAO",
        "micronesia (federated states of)": "FSM",
        "occupied palestinian territory": "PSE",
        "palestine, state of": "PSE",
        "republic of korea": "KOR",
        "republic of moldova": "MDA",
        "republic of the congo": "COG",
        "russian federation": "RUS",
        "state of palestine": "PSE",
        "swaziland": "SWZ",
        "syrian arab republic": "SYR",
        "the gambia": "GMB",
        "türkiye": "TUR",
        "turkiye": "TUR",
        "united kingdom of great britain and northern ireland": "GBR",
        "united republic of tanzania": "TZA",
        "united states of america": "USA",
        "venezuela (bolivarian republic of)": "VEN",
        "viet nam": "VNM",
    }
)


def country(name: str) -> str | None:
    """The country of a code of two or three letters or of exactly its name, any case."""
    return _countries().get(_bare(name))


def admin1(name: str, within: str | None) -> str | None:
    """The division of a code, or of a name of it within a country."""
    return _codes().get(_bare(name)) or division(within, name)


def country_hint(name: str) -> str:
    """A hint at the country whose name was meant, empty when none is close."""
    return nearest(name, _names())


def sparing(hint: Callable[[str], str], times: int = HINTS) -> Callable[[str], str]:
    """A hint for the first values only: thousands of wrong names would take minutes."""
    left = iter(range(times))
    return lambda value: hint(value) if next(left, None) is not None else ""


@cache
def _names() -> tuple[str, ...]:
    return tuple(place.name for place in regions().values() if place.level == "country")


def _bare(name: str) -> str:
    return " ".join(name.casefold().split())


@cache
def _countries() -> Mapping[str, str]:
    known = {place.code: place for place in regions().values() if place.level == "country"}
    two = {pair[:2].casefold(): pair[2:] for pair in _ISO.split() if pair[2:] in known}
    names = {
        _bare(name): place.code
        for place in known.values()
        for name in (place.name_he, place.name_ar, place.name, place.code)
        if name
    }
    return dict(_ALSO) | two | names


@cache
def _codes() -> Mapping[str, str]:
    return {_bare(code): code for code, place in regions().items() if place.level == "admin1"}
