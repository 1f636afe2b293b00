"""What a store of an older format needs besides other tables."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from geodata.divisions import division
from geodata.regions import EXACT_BORDERS

_EXACT: Final = ", ".join(f"'{code}'" for code in sorted(EXACT_BORDERS))


def _detail(label: str) -> str:
    return f"list_filter(details, lambda one: one.name = '{label}')[1].value"


# what readers left of a region that had no code then: the detail of ACLED and UCDP, GDELT's place
_CALLED: Final = f"""
CASE WHEN geo_precision = 'country' THEN coalesce(
    {_detail("First-level region")},
    CASE WHEN {_detail("Place matched with")} IN ('a state of the United States',
        'a state or province') THEN regexp_replace(place, ',[^,]*$', '') END)
WHEN geo_precision = 'admin1' THEN {_detail("First-order area")} END
"""


def name_divisions(con: duckdb.DuckDBPyConnection) -> None:
    """Give events that are known to a region by its name its code, as the readers do since all
    countries are divided (format 6), inside the transaction of the caller.

    Events are to be derived anew afterwards.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE called AS SELECT number, country, {_CALLED} AS name"
        f" FROM event WHERE admin1 IS NULL AND country IS NOT NULL AND country NOT IN ({_EXACT})"
        " AND geo_precision IN ('country', 'admin1')"
    )
    con.execute("DELETE FROM called WHERE name IS NULL")
    pairs = con.execute("SELECT DISTINCT country, name FROM called ORDER BY ALL").fetchall()
    columns = ("country", "name", "code")
    rows = [(country, name, division(country, name)) for country, name in pairs]
    known = pa.table(
        {
            column: pa.array([row[at] for row in rows], pa.string())
            for at, column in enumerate(columns)
        }
    )
    con.register("known_divisions", known)
    con.execute("CREATE OR REPLACE TEMP TABLE named AS SELECT * FROM known_divisions")
    con.unregister("known_divisions")
    found = "FROM called JOIN named USING (country, name) WHERE event.number = called.number"
    con.execute(
        f"UPDATE event SET admin1 = code, geo_precision = 'admin1' {found} AND code IS NOT NULL"
    )
    con.execute(
        f"UPDATE event SET geo_precision = 'country', lon = NULL, lat = NULL {found}"
        " AND code IS NULL AND geo_precision = 'admin1'"
    )
    con.execute("DROP TABLE called; DROP TABLE named")
