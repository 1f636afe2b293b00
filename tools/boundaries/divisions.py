"""The first divisions of all countries: their codes, and the names that sources give them.

What is corrected here are codes of ISO 3166-2, and names that two of a country share.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

_ISO: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_NUMBERED: Final = re.compile(r"[A-Z]{3}-\d+")
_VARIANTS: Final = (
    *("name", "name_en", "name_alt", "name_local", "woe_name", "gn_name"),
    *("gns_name", "name_de", "name_es", "name_fr", "name_pt", "name_ru", "name_uk"),
    *("name_ar", "name_he"),
)


class Division(NamedTuple):
    """A first division of a country: its code, its names, and other names of it."""

    code: str
    name: str
    name_ar: str
    name_he: str
    variants: tuple[str, ...]


# Keyed by Natural Earth's adm1_code, where it has the code of a neighbour or a wrong name.
_CODES: Final[Mapping[str, str]] = {
    "SDN-5859": "SD-DC",
    "SDN-5857": "SD-DE",
    "SDN-5856": "SD-DS",
    "AFG-1769": "AF-PAN",
    "AFG-1772": "AF-PAR",
    "AFG-1753": "AF-DAY",
    "AFG-1752": "AF-URU",
    "RUS-2364": "RU-MOS",
    "RUS-2365": "RU-MOW",
}
_NAMES: Final[Mapping[str, str]] = {
    "SDN-5858": "West Darfur",
    "KOS-5902": "Pristina",
    "KOS-5907": "Kamenica",
    "KOS-5908": "Prizren",
    "KOS-5913": "Ferizaj",
    "RUS-283": "Crimea",
    "AFG-1769": "Panjshir",
    "AFG-1753": "Daykundi",
    "ARG-1295": "Buenos Aires Province",
    "ARG-5493": "City of Buenos Aires",
    "BGR-2243": "Sofia City",
    "BGR-2244": "Sofia Province",
    "BLR-2345": "Minsk Region",
    "BLR-4825": "Minsk City",
    "HRV-1588": "Zagreb County",
    "HRV-1589": "Zagreb City",
    "KAZ-3207": "Almaty Region",
    "KAZ-4829": "Almaty City",
    "RUS-2364": "Moscow Oblast",
    "RUS-2365": "Moscow",
    "RUS-2399": "Altai Krai",
    "UKR-321": "Kyiv Oblast",
    "UKR-4826": "Kyiv City",
    "UZB-372": "Tashkent Region",
    "UZB-4828": "Tashkent City",
    "YEM-3498": "Amanat Al Asimah",
}


def ascii_code(name: str) -> str:
    """CamelCase ASCII of a name: ``Şırnak`` → ``Sirnak``."""
    folded = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    plain = "".join(c for c in folded if c.isascii() and (c.isalnum() or c in " -"))
    return "".join(word[:1].upper() + word[1:] for word in plain.replace("-", " ").split())


def divisions(rows: Sequence[Any], countries: Sequence[str]) -> dict[str, Division]:
    """The divisions of the admin-1 file by Natural Earth's adm1_code.

    ``countries`` is the country of each row. A country of one piece has none, and neither has
    a piece without a name. The code is ISO 3166-2 where the file has it once, else adm1_code.
    """
    used = Counter(str(row.iso_3166_2) for row in rows)
    pieces = Counter(countries)
    names = [_names(row) for row in rows]
    alike = Counter(
        (land, name) for own, land in zip(names, countries, strict=True) for name in set(own)
    )
    found = {}
    for row, land, own in zip(rows, countries, names, strict=True):
        if not land or pieces[land] == 1 or not own:
            continue
        # English if that is its own, else as it is called there, else with what it is
        kind = f"{own[0]} ({_text(row.type_en)})"
        label = next((name for name in own if alike[land, name] == 1), kind)
        found[str(row.adm1_code)] = Division(
            _code(row, land, used), label, _text(row.name_ar), _text(row.name_he), _variants(row)
        )
    return found


def _code(row: Any, country: str, used: Mapping[str, int]) -> str:  # noqa: ANN401 - has no type
    """ISO 3166-2, else adm1_code, else the country and the name (Somaliland)."""
    number, iso = str(row.adm1_code), str(row.iso_3166_2)
    if number in _CODES:
        return _CODES[number]
    if _ISO.fullmatch(iso) and used[iso] == 1 and iso not in _CODES.values():
        return iso
    if _NUMBERED.fullmatch(number):
        return number
    return f"{country}-{ascii_code(_names(row)[0])}"


def _names(row: Any) -> list[str]:  # noqa: ANN401 - a row of the file, which has no type
    """In English and as it is called there; a name corrected here is the only one."""
    if right := _NAMES.get(str(row.adm1_code)):
        return [right]
    return [name for name in (_text(row.name_en), _text(row.name)) if name]


def _variants(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row of the file
    cells = [_NAMES.get(str(row.adm1_code), ""), *(_text(getattr(row, c)) for c in _VARIANTS)]
    # a wrong name is nobody's
    wrong = {_text(row.name_en), _text(row.name)} if cells[0] else set()
    names = (name.strip() for cell in cells for name in cell.split("|"))
    return tuple(dict.fromkeys(name for name in names if name and name not in wrong))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
