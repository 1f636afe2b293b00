"""The tables of the store.

``event`` holds a row per event: as read (the columns of ``schema.EVENT_SCHEMA``), and as
codes to count by. Few combinations of words occur, so a *profile* (type, data set, grades,
precisions), a *region set*, a *story set* and a *location* are numbers into small tables, and
a filter on any of them is a filter on a short list of numbers. Words and the most frequent
actors have a bit each, which needs no list. The bridges ``event_actor``, ``event_pair`` and
``citation`` repeat those codes: they are filtered and counted without a join.
``event_word`` finds words; it holds all text that is searched, cut at white space.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = "6"
"""Of the file; a store of another format is not opened."""

ROWS_OF_AN_EVENT: Final = ("event", "event_actor", "event_pair", "citation", "event_word")
"""The tables that an event has rows in, each with its ``number``."""

DERIVED: Final = (
    *ROWS_OF_AN_EVENT,
    *("profile", "region", "region_set", "region_member", "storyline", "story_set"),
    *("story_member", "location", "zone_location", "actor", "pair", "publisher", "word"),
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
    "location",
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
    location INTEGER,         -- 0: not drawn
    traits BIGINT,        -- a bit for each word it has, see filters.sql.TRAITS
    actor_bits BIGINT     -- of those that take part and have a bit
"""

TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS meta (name VARCHAR, content VARCHAR);
CREATE TABLE IF NOT EXISTS dataset (
    source VARCHAR, name VARCHAR, kind VARCHAR, licence VARCHAR, attribution VARCHAR,
    url VARCHAR, terms VARCHAR,
    read_at TIMESTAMP,       -- when the store last took events of it
    retrieved_at TIMESTAMP,  -- when its data was fetched from its publisher
    row_count BIGINT, taken BIGINT, rejected BIGINT,
    file VARCHAR, sha256 VARCHAR,
    hidden BOOLEAN,          -- kept, but in no answer
    deleted BOOLEAN          -- the same, until it is purged or brought back
);
CREATE TABLE IF NOT EXISTS import (
    import INTEGER, source VARCHAR, done_at TIMESTAMP, file VARCHAR, sha256 VARCHAR,
    taken BIGINT, rejected BIGINT,
    added BIGINT, revised BIGINT, removed BIGINT, unchanged BIGINT
);
CREATE TABLE IF NOT EXISTS change (
    import INTEGER, number INTEGER,
    verdict VARCHAR          -- added, revised, removed
);
CREATE TABLE IF NOT EXISTS duplicate (
    a INTEGER, b INTEGER     -- numbers of events of two data sets, a < b
);
CREATE TABLE IF NOT EXISTS zone (
    zone INTEGER, source VARCHAR,
    key VARCHAR,          -- source:name, as in links; zones of several periods share one
    name VARCHAR,
    valid_from DATE, valid_to DATE,  -- UTC, both included; null: open
    colour VARCHAR,       -- #rrggbb, or empty
    kind VARCHAR,         -- area, line
    geometry BLOB,        -- WKB, degrees WGS84
    extent DOUBLE         -- of its box from corner to corner, in degrees
);
CREATE TABLE IF NOT EXISTS zone_location (zone INTEGER, location INTEGER);  -- areas only
CREATE TABLE IF NOT EXISTS feed (
    key VARCHAR,
    cursor VARCHAR,          -- where it goes on, in words of its own
    last_attempt TIMESTAMP, last_success TIMESTAMP, next_attempt TIMESTAMP,
    last_error VARCHAR, note VARCHAR,  -- sentences for a person; empty: none
    failures BIGINT,         -- attempts in a row that went wrong
    taken BIGINT             -- events added or revised by it so far
);
CREATE TABLE IF NOT EXISTS mapping (signature VARCHAR, toml VARCHAR, saved_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS profile (
    profile INTEGER, source VARCHAR, event_type VARCHAR, grp TINYINT, aggregate BOOLEAN,
    geo_precision VARCHAR, date_precision VARCHAR, reliability VARCHAR, credibility VARCHAR,
    deaths VARCHAR,       -- unknown, none, some
    placed VARCHAR,       -- placed, country, none
    removed BOOLEAN       -- no longer in its data set: kept, but in no answer
);
CREATE TABLE IF NOT EXISTS region (region INTEGER, code VARCHAR);
CREATE TABLE IF NOT EXISTS region_set (region_set INTEGER, key VARCHAR);
CREATE TABLE IF NOT EXISTS region_member (
    region_set INTEGER, region INTEGER,
    scope TINYINT         -- 1 venue, 2 subject, 3 both; ancestors included
);
CREATE TABLE IF NOT EXISTS storyline (storyline INTEGER, name VARCHAR);
CREATE TABLE IF NOT EXISTS story_set (story_set INTEGER, key VARCHAR);
CREATE TABLE IF NOT EXISTS story_member (story_set INTEGER, storyline INTEGER, scope TINYINT);
CREATE TABLE IF NOT EXISTS location (
    location INTEGER, key VARCHAR, name VARCHAR, precision VARCHAR, country VARCHAR,
    region VARCHAR, lon DOUBLE, lat DOUBLE,
    mx INTEGER, my INTEGER  -- Web Mercator, 24 bits
);
CREATE TABLE IF NOT EXISTS actor (
    actor INTEGER, name VARCHAR,
    bit BIGINT            -- a power of two, or 0
);
CREATE TABLE IF NOT EXISTS publisher (publisher INTEGER, name VARCHAR);
CREATE TABLE IF NOT EXISTS event ({_CODE_COLUMNS},
    event_id BIGINT,      -- 63-bit hash of source and source_id, to find an event by them
    sort_key BIGINT,      -- days since 1970 in the upper half, less number: order of the list
    source VARCHAR, source_id VARCHAR, date_end DATE, date_precision VARCHAR,
    event_type VARCHAR, sub_type VARCHAR, title VARCHAR, summary VARCHAR,
    actors STRUCT(name VARCHAR, role VARCHAR)[],
    place VARCHAR, lon DOUBLE, lat DOUBLE, geo_precision VARCHAR,
    country VARCHAR, admin1 VARCHAR, zones VARCHAR[], about VARCHAR[],
    fatalities_low INTEGER, fatalities_best INTEGER, fatalities_high INTEGER,
    reliability VARCHAR, credibility VARCHAR, storylines VARCHAR[], tags VARCHAR[],
    details STRUCT(name VARCHAR, "value" VARCHAR)[],
    sources STRUCT(
        publisher VARCHAR, title VARCHAR, url VARCHAR, published DATE,
        "language" VARCHAR, note VARCHAR,
        fatalities_low INTEGER, fatalities_high INTEGER  -- as it states them itself
    )[],
    retrieved_at TIMESTAMP,
    source_count INTEGER, aggregate BOOLEAN,
    place_key VARCHAR,    -- of its location; empty: not drawn
    updated_at TIMESTAMP  -- UTC
);
CREATE TABLE IF NOT EXISTS event_actor ({_CODE_COLUMNS},
    actor INTEGER,
    direct BOOLEAN,       -- named itself, not only a part of it
    participant BOOLEAN   -- in another role than subject, itself or a part of it
);
CREATE TABLE IF NOT EXISTS pair (
    pair INTEGER, a INTEGER, b INTEGER,
    is_frequent BOOLEAN         -- in many events: looked at first
);
CREATE TABLE IF NOT EXISTS event_pair ({_CODE_COLUMNS},
    pair INTEGER,         -- of actors that are no part of another
    is_frequent BOOLEAN,
    participants BOOLEAN  -- both are
);
CREATE TABLE IF NOT EXISTS citation ({_CODE_COLUMNS}, publisher INTEGER);
CREATE TABLE IF NOT EXISTS word (word INTEGER, text VARCHAR);
CREATE TABLE IF NOT EXISTS event_word (word INTEGER, number INTEGER);
CREATE TABLE IF NOT EXISTS revision (
    number INTEGER, name VARCHAR, old VARCHAR, new VARCHAR, replaced_at TIMESTAMP,
    import INTEGER
);
"""

_LOCATED: Final = ("location", "zone_location", "event", "event_actor", "event_pair", "citation")

MIGRATIONS: Final = {
    "2": """
ALTER TABLE dataset RENAME retrieved_at TO read_at;
ALTER TABLE dataset ADD COLUMN terms VARCHAR DEFAULT '';
ALTER TABLE dataset ADD COLUMN retrieved_at TIMESTAMP;
ALTER TABLE dataset ADD COLUMN taken BIGINT;
ALTER TABLE dataset ADD COLUMN rejected BIGINT DEFAULT 0;
ALTER TABLE dataset ADD COLUMN file VARCHAR DEFAULT '';
ALTER TABLE dataset ADD COLUMN sha256 VARCHAR DEFAULT '';
ALTER TABLE dataset ADD COLUMN hidden BOOLEAN DEFAULT FALSE;
ALTER TABLE dataset ADD COLUMN deleted BOOLEAN DEFAULT FALSE;
UPDATE dataset SET taken = row_count;
ALTER TABLE profile ADD COLUMN removed BOOLEAN DEFAULT FALSE;
ALTER TABLE event ADD COLUMN details STRUCT(name VARCHAR, "value" VARCHAR)[] DEFAULT [];
ALTER TABLE revision ADD COLUMN import INTEGER DEFAULT 0;
""",
    "3": f"""
ALTER TABLE spot RENAME TO location;
CREATE TABLE IF NOT EXISTS zone_spot (zone INTEGER, spot INTEGER);
ALTER TABLE zone_spot RENAME TO zone_location;
{"".join(f"ALTER TABLE {table} RENAME spot TO location;" for table in _LOCATED)}
ALTER TABLE event RENAME standing TO sort_key;
ALTER TABLE pair RENAME often TO is_frequent;
ALTER TABLE event_pair RENAME often TO is_frequent;
""",
    "4": """
DROP TABLE event_actor;
DROP TABLE event_pair;
UPDATE meta SET content = '' WHERE name = 'directory';
ALTER TABLE event ADD COLUMN sources.element.fatalities_low INTEGER;
ALTER TABLE event ADD COLUMN sources.element.fatalities_high INTEGER;
""",
    "5": """
UPDATE meta SET content = '' WHERE name = 'directory';
""",
}
"""How a store of each older format becomes one of the next; then what it lacks is made.
Without a mark of the directory, everything derived is derived again."""
