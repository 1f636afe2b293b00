"""The query shapes: from a store and filters to the small tables that views are drawn from.

Every function takes the store first and the filters second (``event`` and ``related`` take
an event's id), runs on the calling thread's own cursor, and keeps its results until the
data change.
"""

from geodata.query.facets import facets
from geodata.query.listing import event, page, position, related
from geodata.query.place import bins, places
from geodata.query.ranks import dyads, ranking
from geodata.query.summary import count, relaxed, span, totals
from geodata.query.swimlanes import lanes
from geodata.query.time import histogram

__all__ = [
    "bins",
    "count",
    "dyads",
    "event",
    "facets",
    "histogram",
    "lanes",
    "page",
    "places",
    "position",
    "ranking",
    "related",
    "relaxed",
    "span",
    "totals",
]
