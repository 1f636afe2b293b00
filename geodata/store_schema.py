"""The tables of the store.

``event`` holds a row per event: as read (the columns of ``schema.EVENT_SCHEMA``), and as
codes to count by. Few combinations of words occur, so a *profile* (type, data set, grades,
precisions), a *region set*, a *story set* and a *spot* are numbers into small tables, and
a filter on any of them is a filter on a short list of numbers. Words and the most frequent
actors have a bit each, which needs no list. The bridges ``event_actor``, ``event_pair`` and
``citation`` repeat those codes: they are filtered and counted without a join.
``event_word`` finds words; it holds all text that is searched, cut at white space.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = "2"
"""Of the file; a store of another format is not opened."""

ROWS_OF_AN_EVENT: Final = ("event", "event_actor", "event_pair", "citation", "event_word")
"""The tables that an event has rows in, each with its ``number``."""

DERIVED: Final = (
    *ROWS_OF_AN_EVENT,
    *("profile", "region", "region_set", "region_member", "storyline", "story_set"),
    *("story_member", "spot", "actor", "pair", "publisher", "word"),
)
"""The tables that are made again from the events as read."""

# columns that ``event`` and both bridges share, and what conditions may name
CODES: Final[tuple[str, ...]] = (
    "date_start",
    "first_day",
    "last_day",
    "grp",
    "profile",
    "region_set",
    "story_set",
    "spot",
    "traits",
    "actor_bits",
)

_CODE_COLUMNS: Final = """
    number INTEGER,       -- of the event in this store; counted on, kept when revised
    date_start DATE,      -- UTC
    first_day DATE,       -- the days the event may cover, as widened by its precision
    last_day DATE,
    grp TINYINT,          -- position in schema.GROUPS
    profile INTEGER,
    region_set INTEGER,
    story_set INTEGER,
    spot INTEGER,         -- 0: not drawn
    traits BIGINT,        -- a bit for each word it has, see filter_sql.TRAITS
    actor_bits BIGINT     -- of those that take part and have a bit
"""

TABLES: Final = f"""
CREATE TABLE meta (name VARCHAR, content VARCHAR);
CREATE TABLE dataset (
    source VARCHAR, name VARCHAR, kind VARCHAR, licence VARCHAR, attribution VARCHAR,
    url VARCHAR, retrieved_at TIMESTAMP, row_count BIGINT
);
CREATE TABLE profile (
    profile INTEGER, source VARCHAR, event_type VARCHAR, grp TINYINT, aggregate BOOLEAN,
    geo_precision VARCHAR, date_precision VARCHAR, reliability VARCHAR, credibility VARCHAR,
    deaths VARCHAR,       -- unknown, none, some
    placed VARCHAR        -- placed, country, none
);
CREATE TABLE region (region INTEGER, code VARCHAR);
CREATE TABLE region_set (region_set INTEGER, key VARCHAR);
CREATE TABLE region_member (
    region_set INTEGER, region INTEGER,
    scope TINYINT         -- 1 venue, 2 subject, 3 both; ancestors included
);
CREATE TABLE storyline (storyline INTEGER, name VARCHAR);
CREATE TABLE story_set (story_set INTEGER, key VARCHAR);
CREATE TABLE story_member (story_set INTEGER, storyline INTEGER, scope TINYINT);
CREATE TABLE spot (
    spot INTEGER, key VARCHAR, name VARCHAR, precision VARCHAR, country VARCHAR,
    region VARCHAR, lon DOUBLE, lat DOUBLE,
    mx INTEGER, my INTEGER  -- Web Mercator, 24 bits
);
CREATE TABLE actor (
    actor INTEGER, name VARCHAR,
    bit BIGINT            -- a power of two, or 0
);
CREATE TABLE publisher (publisher INTEGER, name VARCHAR);
CREATE TABLE event ({_CODE_COLUMNS},
    event_id BIGINT,      -- 63-bit hash of source and source_id, to find an event by them
    standing BIGINT,      -- days since 1970 in the upper half, less number: order of the list
    source VARCHAR, source_id VARCHAR, date_end DATE, date_precision VARCHAR,
    event_type VARCHAR, sub_type VARCHAR, title VARCHAR, summary VARCHAR,
    actors STRUCT(name VARCHAR, role VARCHAR)[],
    place VARCHAR, lon DOUBLE, lat DOUBLE, geo_precision VARCHAR,
    country VARCHAR, admin1 VARCHAR, zones VARCHAR[], about VARCHAR[],
    fatalities_low INTEGER, fatalities_best INTEGER, fatalities_high INTEGER,
    reliability VARCHAR, credibility VARCHAR, storylines VARCHAR[], tags VARCHAR[],
    sources STRUCT(
        publisher VARCHAR, title VARCHAR, url VARCHAR, published DATE,
        "language" VARCHAR, note VARCHAR
    )[],
    retrieved_at TIMESTAMP,
    source_count INTEGER, aggregate BOOLEAN,
    place_key VARCHAR,    -- of its spot; empty: not drawn
    updated_at TIMESTAMP  -- UTC
);
CREATE TABLE event_actor ({_CODE_COLUMNS},
    actor INTEGER,
    direct BOOLEAN        -- named itself, not only a part of it
);
CREATE TABLE pair (
    pair INTEGER, a INTEGER, b INTEGER,
    often BOOLEAN         -- in many events: looked at first
);
CREATE TABLE event_pair ({_CODE_COLUMNS},
    pair INTEGER,         -- of actors that are no part of another
    often BOOLEAN
);
CREATE TABLE citation ({_CODE_COLUMNS}, publisher INTEGER);
CREATE TABLE word (word INTEGER, text VARCHAR);
CREATE TABLE event_word (word INTEGER, number INTEGER);
CREATE TABLE revision (
    number INTEGER, name VARCHAR, old VARCHAR, new VARCHAR, replaced_at TIMESTAMP
);
"""
