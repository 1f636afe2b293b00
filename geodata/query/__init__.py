"""The query shapes: from a store and filters to the small tables that views are drawn from.

Every function takes the store first and the filters second (``event``, ``related``,
``duplicates`` and ``zones_of`` take an event's id, ``zones`` takes days), runs on the calling
thread's own cursor, and keeps its results until the data change.
"""

from geodata.query.aggregates import aggregate_deaths
from geodata.query.around import around
from geodata.query.changes import changes, relaxed_changes
from geodata.query.claims import claims
from geodata.query.duplicates import duplicate_count, duplicates
from geodata.query.dyads import dyads, matrix
from geodata.query.event_table import SORTS, event_table
from geodata.query.events import event, page, position, related
from geodata.query.facets import facets
from geodata.query.hexagons import fullest_hexagon, hexagons, known_by_region
from geodata.query.histogram import deaths_in_time, histogram
from geodata.query.lanes import lanes
from geodata.query.main_events import main_events
from geodata.query.news import changed_since, fresh, identity, newest_import
from geodata.query.places import places
from geodata.query.precision import precisions, publishers
from geodata.query.ranking import ranking
from geodata.query.records import RECORD_SCHEMA, RecordPage, record_page, records
from geodata.query.region_counts import region_counts
from geodata.query.suggestions import did_you_mean
from geodata.query.text import in_full, sentence_in_full
from geodata.query.totals import count, relaxed, span, totals
from geodata.query.zones import zones, zones_of

__all__ = [
    "RECORD_SCHEMA",
    "SORTS",
    "RecordPage",
    "aggregate_deaths",
    "around",
    "changed_since",
    "changes",
    "claims",
    "count",
    "deaths_in_time",
    "did_you_mean",
    "duplicate_count",
    "duplicates",
    "dyads",
    "event",
    "event_table",
    "facets",
    "fresh",
    "fullest_hexagon",
    "hexagons",
    "histogram",
    "identity",
    "in_full",
    "known_by_region",
    "lanes",
    "main_events",
    "matrix",
    "newest_import",
    "page",
    "places",
    "position",
    "precisions",
    "publishers",
    "ranking",
    "record_page",
    "records",
    "region_counts",
    "related",
    "relaxed",
    "relaxed_changes",
    "sentence_in_full",
    "span",
    "totals",
    "zones",
    "zones_of",
]
