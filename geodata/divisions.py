"""The first divisions of countries by the names that files call them by.

Names are Natural Earth's, in several languages and spellings (``names.parquet``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geodata.folding import fold
from geodata.regions import FOLDER, regions

NO_SUCH_REGION: Final = (
    "there is no region of this name in the boundaries: counted under the country, and the"
    " coordinates, which stand for all of the region, were left out"
)
"""Said of rows that are known to a region which has no shape here."""

_KINDS: Final = frozenset(
    {
        *("state", "region", "division", "province", "governorate", "district", "department"),
        *("oblast", "krai", "kray", "republic", "county", "prefecture", "territory", "union"),
        *("autonomous", "municipality", "city", "canton", "parish", "voivodeship", "emirate"),
        *("of", "the", "de", "departement", "departamento", "provincia", "estado", "wilaya"),
        *("wilayat", "muhafazat", "ostan", "special", "administrative", "area", "il", "ili"),
        *("regional", "capital", "national", "federal", "محافظة", "ولاية", "منطقة", "область"),
    }
)
"""Words that say what a division is, which one source writes and another leaves out."""


def division(country: str | None, name: str) -> str | None:
    """The code of a division of a country by a name of it, or by the name without the word for
    its kind; None where no division, or more than one, is called that."""
    within, folded = country or "", fold(name)
    exact, bare = _names()
    if (within, folded) in exact:
        return exact[within, folded]
    return bare.get((within, _bare(folded)))


def named(country: pa.StringArray, name: pa.StringArray, wanted: pa.BooleanArray) -> pa.StringArray:
    """:func:`division` of the wanted rows, null elsewhere; each pair is looked up once."""
    if not pc.any(wanted).as_py():
        return pa.nulls(len(wanted), pa.string())
    pairs = pc.binary_join_element_wise(
        country.fill_null(""), name.fill_null(""), "\x1f"
    ).dictionary_encode()
    codes = [division(*pair.split("\x1f", 1)) for pair in pairs.dictionary.to_pylist()]
    found = pa.array(codes, pa.string()).take(pairs.indices)
    return pc.if_else(wanted, found, pa.scalar(None, pa.string()))


@cache
def _names() -> tuple[dict[tuple[str, str], str | None], dict[tuple[str, str], str | None]]:
    """Codes by country and folded name, whole and without the kind; None where several fit."""
    exact: dict[tuple[str, str], str | None] = {}
    bare: dict[tuple[str, str], str | None] = {}
    # a name in the bundled list comes first: what another is called besides does not count then
    for names in (_own(), _other()):
        found: dict[tuple[str, str], str | None] = {}
        short: dict[tuple[str, str], str | None] = {}
        for country, code, name in names:
            folded = fold(name)
            for known, key in ((found, folded), (short, _bare(folded))):
                at = (country, key)
                known[at] = code if known.get(at, code) == code else None
        exact = found | exact
        bare = short | bare
    bare.update({key: None for key in bare if not key[1]})
    return exact, bare


def _own() -> Iterator[tuple[str, str, str]]:
    for code, region in regions().items():
        if region.level == "admin1":
            yield from (
                (region.parent, code, name)
                for name in (region.name, region.name_ar, region.name_he)
                if name
            )


def _other() -> Iterator[tuple[str, str, str]]:
    table = pq.ParquetFile(FOLDER / "names.parquet").read()
    for code, name in zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True):
        yield regions()[code].parent, code, name


def _bare(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in _KINDS)
