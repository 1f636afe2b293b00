"""The query shapes: from a store and filters to the small tables that views are drawn from.

Every function takes the store first and the filters second (``event``, ``related``,
``duplicates`` and ``zones_of`` take an event's id, ``zones`` takes days), runs on the calling
thread's own cursor, and keeps its results until the data change.
"""

from geodata.query.changes import changes, relaxed_changes
from geodata.query.duplicates import duplicate_count, duplicates
from geodata.query.facets import facets
from geodata.query.fresh import changed_since, fresh, identity, newest_import
from geodata.query.listing import event, page, position, related
from geodata.query.place import bins, places
from geodata.query.precision import most_reported, precisions, publishers
from geodata.query.ranks import dyads, ranking
from geodata.query.records import RECORD_SCHEMA, RecordPage, record_page, records
from geodata.query.summary import count, relaxed, span, totals
from geodata.query.swimlanes import lanes
from geodata.query.time import histogram
from geodata.query.zone import zones, zones_of

__all__ = [
    "RECORD_SCHEMA",
    "RecordPage",
    "bins",
    "changed_since",
    "changes",
    "count",
    "duplicate_count",
    "duplicates",
    "dyads",
    "event",
    "facets",
    "fresh",
    "histogram",
    "identity",
    "lanes",
    "most_reported",
    "newest_import",
    "page",
    "places",
    "position",
    "precisions",
    "publishers",
    "ranking",
    "record_page",
    "records",
    "related",
    "relaxed",
    "relaxed_changes",
    "span",
    "totals",
    "zones",
    "zones_of",
]
