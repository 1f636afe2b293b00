"""The first divisions of the countries outside the Levant, with the codes that events have."""

from __future__ import annotations

import re
from typing import Final

import geopandas as gpd

from tools.boundaries.names import LEVANT
from tools.boundaries.units import Sources, ascii_code

_ISO: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_NUMBERED: Final = re.compile(r"[A-Z]{3}-\d+")

# Keyed by Natural Earth's adm1_code, where it has the code of a neighbour or a wrong name.
_CODES: Final = {"SDN-5859": "SD-DC", "SDN-5857": "SD-DE", "SDN-5856": "SD-DS"}
_NAMES: Final = {
    "SDN-5858": "West Darfur",
    "KOS-5902": "Pristina",
    "KOS-5907": "Kamenica",
    "KOS-5908": "Prizren",
    "KOS-5913": "Ferizaj",
    "RUS-283": "Crimea",
}


def divisions(sources: Sources) -> gpd.GeoDataFrame:
    """The admin-1 file without the Levant, with ``code`` and ``label`` added.

    The code is ISO 3166-2 where the file has it once, else ``adm1_code``; the label is the
    English name, empty where there is none.
    """
    frame = gpd.read_file(sources.admin1)
    known = frame["adm1_code"].map(_CODES)
    iso, number = frame["iso_3166_2"].astype(str), frame["adm1_code"].astype(str)
    once = ~iso.duplicated(keep=False) & iso.str.fullmatch(_ISO) & ~iso.isin(set(_CODES.values()))
    label = frame["adm1_code"].map(_NAMES).fillna(frame["name_en"]).fillna(frame["name"]).fillna("")
    named = frame["adm0_a3"] + "-" + label.map(ascii_code)
    code = iso.where(once, number.where(number.str.fullmatch(_NUMBERED), named))
    frame = frame.assign(code=known.fillna(code), label=label)
    frame = frame[~frame["adm0_a3"].isin(LEVANT)].sort_values("adm1_code")
    return frame.reset_index(drop=True)
