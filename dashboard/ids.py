"""Every component id of the page, so that a callback cannot name one that is not there."""

from __future__ import annotations

from typing import Final


def tree(container: str) -> str:
    """The id of the tree that fills a container of the page."""
    return f"{container}-tree"


# State held by the browser
QUERY: Final = "query"  # the query string of the address, without its "?"
ADDRESS: Final = "address"  # the same, set only when the reader goes somewhere
SCREEN: Final = "screen"  # widths in px, small or not, light or dark
MAP_VIEW: Final = "map-view"  # centre, zoom and bounds of the map as it stands
MAP_DRAWN: Final = "map-drawn"  # what the map shows, so that it is not drawn twice
TIMELINE_DRAWN: Final = "timeline-drawn"
BOOT: Final = "boot"
MORE_CURSOR: Final = "more-cursor"
SINK: Final = "sink"  # output of clientside callbacks that only navigate

# Live updates
LIVE: Final = "live"  # what is new and how the feeds stand, as the server says
LIVE_ASK: Final = "live-ask"  # what this reader has seen, and that it is to be said again
LIVE_WORDS: Final = "live-words"
LIVE_PAUSE: Final = "live-pause"
NEW_PILL: Final = "new-pill"
SINCE_VISIT: Final = "since-visit"
ALL_SEEN: Final = "all-seen"

# Header
SKIP: Final = "skip"
THEME_PROVIDER: Final = "theme-provider"
SUMMARY: Final = "summary"
PRINTED: Final = "printed"
NOTICES: Final = "notices"
STATUS_BUTTON: Final = "status-button"
STATUS_LABEL: Final = "status-label"
COPY_LINK: Final = "copy-link"
THEME_BUTTON: Final = "theme-button"
FILTERS_BUTTON: Final = "filters-button"
PANEL_BUTTON: Final = "panel-button"
MORE_TOOLS: Final = "more-tools"
TOOLS_MENU: Final = "tools-menu"

# Filter rail
RAIL: Final = "rail"
FOLD_RAIL: Final = "fold-rail"
RAIL_CLOSE: Final = "rail-close"
SEARCH: Final = "search"
DATES: Final = "dates"
PRESETS: Final = "presets"
REGION_ROWS: Final = "region-rows"
REGION_SEARCH: Final = "region-search"
REGION_MORE: Final = "region-more"
REGION_MORE_LABEL: Final = "region-more-label"
ACTOR_SEARCH: Final = "actor-search"
ACTOR_HEAD: Final = "actor-head"
ACTOR_ROWS: Final = "actor-rows"
ACTOR_MORE: Final = "actor-more"
ACTOR_MORE_LABEL: Final = "actor-more-label"
TYPE_CHIPS: Final = "type-chips"
STORYLINE_ROWS: Final = "storyline-rows"
MORE_ROWS: Final = "more-rows"

# Map
SHOW_MAP: Final = "show-map"  # on a screen too low for both
SHOW_TIMELINE: Final = "show-timeline"
MAP_HEAD: Final = "map-head"  # what is shown and why, and the switch
MAP_AREA: Final = "map-area"
MAP: Final = "map"
INSET: Final = "inset"
INSET_BOX: Final = "inset-box"
CHIPS: Final = "chips"
LEGEND: Final = "legend"
BOUNDARIES: Final = "boundaries"
SCALE: Final = "scale"
MAP_FOOT: Final = "map-foot"
MAP_AWAY: Final = "map-away"  # said over a map that shows none of the events
MAP_TABLE_BUTTON: Final = "map-table-button"
ZOOM_IN: Final = "zoom-in"
ZOOM_OUT: Final = "zoom-out"
HOME: Final = "home"
LASSO: Final = "lasso"

# Timeline
TIMELINE: Final = "timeline"
TIMELINE_HEAD: Final = "timeline-head"
LANE_LINKS: Final = "lane-links"  # over the names of the lanes
LANES_BY: Final = "lanes-by"
TIMELINE_TABLE_BUTTON: Final = "timeline-table-button"

# Table of events
EVENT_TABLE: Final = "event-table"
TABLE_HEAD: Final = "event-table-head"
TABLE_COLUMNS: Final = "event-table-columns"
TABLE_COPY: Final = "event-table-copy"
TABLE_BACK: Final = "event-table-back"
TABLE_CHIPS: Final = "event-table-chips"
TABLE_SAID: Final = "event-table-said"  # what was copied
TABLE_ROWS: Final = "event-table-rows"

# Right panel
PANEL: Final = "panel"
TABS: Final = "tabs"
EVENTS: Final = "events"
EVENT_LIST: Final = "event-list"
EVENTS_HEAD: Final = "events-head"
MORE: Final = "more"
DETAIL: Final = "detail"
ACTORS: Final = "actors"
ACTORS_CHART: Final = "actors-chart"
ACTORS_TABLE: Final = "actors-table"
PAIRS_HEAD: Final = "pairs-head"  # the level of pairs, and the roles that count
MATRIX_CHART: Final = "matrix-chart"
MATRIX_TABLE: Final = "matrix-table"
DYADS_CHART: Final = "dyads-chart"
DYADS_TABLE: Final = "dyads-table"
REGIONS: Final = "regions"
REGIONS_CHART: Final = "regions-chart"
REGIONS_TABLE: Final = "regions-table"
CHANGES: Final = "changes"
CHANGES_HEAD: Final = "changes-head"
CHANGES_LIST: Final = "changes-list"
CHANGES_MORE: Final = "changes-more"
CHANGES_CURSOR: Final = "changes-cursor"  # what the list shows, and where it goes on

# Data dialog
DATA_BUTTON: Final = "data-button"
DATA: Final = "data-dialog"
DATA_DROP: Final = "data-drop"
DATA_BODY: Final = "data-body"
DATA_WAITS: Final = "data-waits"  # shown while an answer takes long
DATA_ASK: Final = "data-ask"  # what a person wants of it, with a number that rises
DATA_VIEW: Final = "data-view"  # what it shows: the list, or a file by its token
DATA_TICK: Final = "data-tick"  # while a file is read or imported
DATA_CHANGED: Final = "data-changed"  # the version of the store after a change made in it

# Export dialog
EXPORT: Final = "export-dialog"
EXPORT_BUTTON: Final = "export-button"

# Help dialog
HELP: Final = "help-dialog"
ABOUT: Final = "about"

# Dialog
DIALOG: Final = "dialog"
DIALOG_BODY: Final = "table-body"

# Replay
REPLAY: Final = "replay"  # how far it has come

# Watches
WATCHES: Final = "watches"  # the list in the rail
WATCH_ASK: Final = "watch-ask"  # the watches that the browser keeps, to be counted
WATCH_TOLD: Final = "watch-told"  # what the server says of them
WATCH_EDIT: Final = "watch-edit"  # the watch that is to be looked at in the dialog
WATCH_DIALOG: Final = "watch-dialog"
WATCH_FORM: Final = "watch-form"
