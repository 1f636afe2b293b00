"""What has become frequent is marked: the commonest actors with a bit each, and pairs."""

from __future__ import annotations

from typing import Final

import duckdb

from geodata.store.codes import temp_rows, temp_table

_BITS: Final = 62
EVENTS_FOR_A_BIT: Final = 2000
EVENTS_OF_A_FREQUENT_PAIR: Final = 500
"""Of pairs below it there are very many, which nobody sees in a list of the first ones."""


def mark_frequent(con: duckdb.DuckDBPyConnection) -> None:
    """Give actors that have become frequent a bit each, while there are any left; mark
    pairs of actors that have."""
    _give_bits(con)
    temp_table(
        con,
        "fresh_pair",
        "SELECT pair FROM event_pair WHERE NOT is_frequent GROUP BY pair"
        f" HAVING count(*) >= {EVENTS_OF_A_FREQUENT_PAIR}",
    )
    for marked in ("pair", "event_pair"):
        con.execute(
            f"UPDATE {marked} SET is_frequent = TRUE FROM fresh_pair f WHERE {marked}.pair = f.pair"
        )
    con.execute("DROP TABLE fresh_pair")


def _give_bits(con: duckdb.DuckDBPyConnection) -> None:
    ((taken,),) = con.execute("SELECT count(*) FROM actor WHERE bit <> 0").fetchall()
    frequent = con.execute(
        "SELECT actor FROM event_actor JOIN actor a USING (actor) WHERE a.bit = 0"
        f" GROUP BY actor HAVING count(*) >= {EVENTS_FOR_A_BIT}"
        f" ORDER BY count(*) DESC, actor LIMIT {_BITS - taken}"
    ).fetchall()
    if not frequent:
        return
    fresh = [(actor, 1 << at) for at, (actor,) in enumerate(frequent, taken)]
    temp_rows(con, "fresh_bit", ("actor", "bit"), fresh)
    con.execute("UPDATE actor SET bit = f.bit FROM fresh_bit f WHERE actor.actor = f.actor")
    temp_table(
        con,
        "fresh_bits",
        "SELECT number, bit_or(f.bit) AS bits FROM event_actor JOIN fresh_bit f USING (actor)"
        " GROUP BY number",
    )
    for marked in ("event", "event_actor", "event_pair", "citation"):
        con.execute(
            f"UPDATE {marked} SET actor_bits = actor_bits | f.bits FROM fresh_bits f"
            f" WHERE {marked}.number = f.number"
        )
    con.execute("DROP TABLE fresh_bit; DROP TABLE fresh_bits")
