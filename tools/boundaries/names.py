"""Codes and names that the boundary sources lack or get wrong.

Facts here are of three kinds: ISO 3166-1 codes where Natural Earth has -99, the region
codes and English names of this project, and the capital of each governorate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

LEVANT: Final = ("SYR", "ISR", "PSE", "LBN", "JOR", "IRQ", "TUR")
"""The countries that are divided into governorates (ISO 3166-1 alpha-3)."""


class Part(NamedTuple):
    """A territory of Natural Earth that is no ISO country of its own.

    ``un`` and ``defacto`` are the countries (ISO 3166-1 alpha-3) it is counted to in the
    two boundary views; empty is nobody's.
    """

    code: str
    un: str
    defacto: str


# Keyed by Natural Earth's ADM0_A3. The UN column follows the General Assembly and the
# Security Council: Cyprus (S/RES/541), Somalia, Cuba. Kosovo (S/RES/1244) keeps the
# user-assigned code XKX in both views; its line to Serbia is unsettled in the UN's. Land that no
# state holds or claims alone (Bir Tawil, Siachen, Spratly, ice field of Patagonia) is nobody's.
PARTS: Final[Mapping[str, Part]] = {
    "KOS": Part("XKX", "XKX", "XKX"),
    "CYN": Part("NorthernCyprus", "CYP", "CYN"),
    "CNM": Part("CyprusBufferZone", "CYP", "CYP"),
    "SOL": Part("Somaliland", "SOM", "SOL"),
    "ESB": Part("Dhekelia", "GBR", "GBR"),
    "WSB": Part("Akrotiri", "GBR", "GBR"),
    "USG": Part("Guantanamo", "CUB", "CUB"),
    "KAB": Part("KAZ", "KAZ", "KAZ"),
    "BRI": Part("BRA", "BRA", "BRA"),
    "KAS": Part("Siachen", "", "IND"),
    "SPI": Part("PatagonianIceField", "", ""),
    "BRT": Part("BirTawil", "", ""),
    "PGA": Part("Spratly", "", ""),
    "SCR": Part("Scarborough", "", ""),
    "BJN": Part("BajoNuevo", "", ""),
    "SER": Part("Serranilla", "", ""),
}

# Held by one state, another's in the UN's view: cut out of the holder's land.
GOLAN: Final = Part("Golan", "SYR", "ISR")
CRIMEA: Final = Part("Crimea", "UKR", "RUS")
WESTERN_SAHARA_WEST: Final = Part("WesternSaharaWest", "ESH", "MAR")
CRIMEA_ISO: Final = ("UA-43", "UA-40")

COUNTRY_NAMES: Final[Mapping[str, str]] = {
    "ALA": "Åland",
    "BHS": "Bahamas",
    "CHN": "China",
    "CIV": "Côte d'Ivoire",
    "COD": "DR Congo",
    "COG": "Congo",
    "CPV": "Cabo Verde",
    "CZE": "Czechia",
    "FSM": "Micronesia",
    "GMB": "Gambia",
    "MAC": "Macao",
    "TKL": "Tokelau",
    "TLS": "Timor-Leste",
    "USA": "United States",
}
"""Where Natural Earth's NAME_EN is not the name in common use."""


class Governorate(NamedTuple):
    """A first-level division: code, English name, and its seat in the gazetteer."""

    code: str
    name: str
    seat: str


# Keyed by ISO 3166-2 as Natural Earth has it. Turkish provinces are named from the source.
GOVERNORATES: Final[Mapping[str, Governorate]] = {
    "SY-DI": Governorate("SYR-Damascus", "Damascus", "Damascus"),
    "SY-RD": Governorate("SYR-RifDimashq", "Rif Dimashq", "Damascus"),
    "SY-HL": Governorate("SYR-Aleppo", "Aleppo", "Aleppo"),
    "SY-HI": Governorate("SYR-Homs", "Homs", "Homs"),
    "SY-HM": Governorate("SYR-Hama", "Hama", "Hama"),
    "SY-LA": Governorate("SYR-Latakia", "Latakia", "Latakia"),
    "SY-TA": Governorate("SYR-Tartus", "Tartus", "Tartus"),
    "SY-ID": Governorate("SYR-Idlib", "Idlib", "Idlib"),
    "SY-RA": Governorate("SYR-Raqqa", "Raqqa", "Raqqa"),
    "SY-DY": Governorate("SYR-DeirEzZor", "Deir ez-Zor", "Deir ez-Zor"),
    "SY-HA": Governorate("SYR-Hasakah", "Hasakah", "Al-Hasakah"),
    "SY-DR": Governorate("SYR-Daraa", "Daraa", "Daraa"),
    "SY-SU": Governorate("SYR-Sweida", "Sweida", "Sweida"),
    "SY-QU": Governorate("SYR-Quneitra", "Quneitra", "Quneitra"),
    "IL-Z": Governorate("ISR-Northern", "Northern District", "Nof HaGalil"),
    "IL-HA": Governorate("ISR-Haifa", "Haifa District", "Haifa"),
    "IL-M": Governorate("ISR-Central", "Central District", "Ramla"),
    "IL-TA": Governorate("ISR-TelAviv", "Tel Aviv District", "Tel Aviv"),
    "IL-JM": Governorate("ISR-Jerusalem", "Jerusalem District", "Jerusalem"),
    "IL-D": Governorate("ISR-Southern", "Southern District", "Beersheba"),
    "PS-WBK": Governorate("PSE-WestBank", "West Bank", "Ramallah"),
    "PS-GZZ": Governorate("PSE-Gaza", "Gaza Strip", "Gaza"),
    "LB-BA": Governorate("LBN-Beirut", "Beirut", "Beirut"),
    "LB-JL": Governorate("LBN-MountLebanon", "Mount Lebanon", "Baabda"),
    "LB-AS": Governorate("LBN-North", "North Lebanon", "Tripoli"),
    "LB-JA": Governorate("LBN-South", "South Lebanon", "Sidon"),
    "LB-BI": Governorate("LBN-Beqaa", "Beqaa", "Zahle"),
    "LB-NA": Governorate("LBN-Nabatieh", "Nabatieh", "Nabatieh"),
    "JO-IR": Governorate("JOR-Irbid", "Irbid", "Irbid"),
    "JO-MD": Governorate("JOR-Madaba", "Madaba", "Madaba"),
    "JO-KA": Governorate("JOR-Karak", "Karak", "Karak"),
    "JO-AT": Governorate("JOR-Tafilah", "Tafilah", "Tafilah"),
    "JO-AQ": Governorate("JOR-Aqaba", "Aqaba", "Aqaba"),
    "JO-BA": Governorate("JOR-Balqa", "Balqa", "Salt"),
    "JO-MA": Governorate("JOR-Mafraq", "Mafraq", "Mafraq"),
    "JO-MN": Governorate("JOR-Maan", "Ma'an", "Ma'an"),
    "JO-AM": Governorate("JOR-Amman", "Amman", "Amman"),
    "JO-AZ": Governorate("JOR-Zarqa", "Zarqa", "Zarqa"),
    "JO-AJ": Governorate("JOR-Ajloun", "Ajloun", "Ajloun"),
    "JO-JA": Governorate("JOR-Jerash", "Jerash", "Jerash"),
    "IQ-DA": Governorate("IRQ-Duhok", "Duhok", "Duhok"),
    "IQ-AR": Governorate("IRQ-Erbil", "Erbil", "Erbil"),
    "IQ-BA": Governorate("IRQ-Basra", "Basra", "Basra"),
    "IQ-MU": Governorate("IRQ-Muthanna", "Muthanna", "Samawah"),
    "IQ-SU": Governorate("IRQ-Sulaymaniyah", "Sulaymaniyah", "Sulaymaniyah"),
    "IQ-DI": Governorate("IRQ-Diyala", "Diyala", "Baqubah"),
    "IQ-WA": Governorate("IRQ-Wasit", "Wasit", "Kut"),
    "IQ-MA": Governorate("IRQ-Maysan", "Maysan", "Amarah"),
    "IQ-AN": Governorate("IRQ-Anbar", "Anbar", "Ramadi"),
    "IQ-NA": Governorate("IRQ-Najaf", "Najaf", "Najaf"),
    "IQ-NI": Governorate("IRQ-Nineveh", "Nineveh", "Mosul"),
    "IQ-SD": Governorate("IRQ-Saladin", "Saladin", "Tikrit"),
    "IQ-TS": Governorate("IRQ-Kirkuk", "Kirkuk", "Kirkuk"),
    "IQ-BG": Governorate("IRQ-Baghdad", "Baghdad", "Baghdad"),
    "IQ-BB": Governorate("IRQ-Babylon", "Babylon", "Hillah"),
    "IQ-QA": Governorate("IRQ-Qadisiyyah", "Qadisiyyah", "Diwaniyah"),
    "IQ-DQ": Governorate("IRQ-DhiQar", "Dhi Qar", "Nasiriyah"),
    "IQ-KA": Governorate("IRQ-Karbala", "Karbala", "Karbala"),
}

UNDOF_ISO: Final = "SY-X01~"


class Zone(NamedTuple):
    """An area with its own name that crosses or replaces governorates."""

    name: str
    name_ar: str
    name_he: str


ZONES: Final[Mapping[str, Zone]] = {
    "Golan": Zone("Golan Heights", "مرتفعات الجولان", "רמת הגולן"),
    "UNDOF": Zone("UNDOF area of separation", "المنطقة العازلة (الأندوف)", "אזור ההפרדה"),
}
