"""The main events of a picture as a list: when, where, what, and who reported it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.page import keys
from dashboard.pictures.text import metrics
from dashboard.pictures.text.paragraph import Block
from geodata import regions
from geodata.event_results import EventDetail
from geodata.schema import EVENT_TYPES
from geodata.text import dated, number

HEAD: Final = "Main events, by sources and deaths"
INDENT: Final = 18.0
LINE: Final = 15.0
GAP: Final = 7.0
TOP: Final = 22.0
PUBLISHERS: Final = 3
TWO_COLUMNS: Final = 700.0
BETWEEN: Final = 24.0


def listed(
    events: Sequence[EventDetail], total: int, theme: Theme, wide: float, high: float
) -> Block:
    """As many of the events as there is room for, and how many they are of."""
    columns = 2 if wide >= TWO_COLUMNS else 1
    across = (wide - (columns - 1) * BETWEEN) / columns
    parts: list[str] = []
    shown, column, y = 0, 0, TOP
    for event in events:
        block = _entry(event, theme, across)
        if y + block.height > high:
            column, y = column + 1, TOP
            if column == columns or y + block.height > high:
                break
        parts.append(svg.moved(column * (across + BETWEEN), y, block.parts))
        y += block.height + GAP
        shown += 1
    if not shown:
        return Block((), 0)
    of = "" if shown == total else f" ({number(shown)} of {number(total)})"
    looks = [(HEAD, svg.SEMIBOLD, theme.ink), (of, metrics.REGULAR, theme.ink2)]
    return Block((svg.spans(0, 11, looks, size=11), *parts), high)


def _entry(event: EventDetail, theme: Theme, wide: float) -> Block:
    row = event.row
    room = wide - INDENT
    group = EVENT_TYPES[row.event_type].group
    hollow = row.aggregate or row.geo_precision == "admin1"
    parts = [keys.mark(group, 6, 7, 4, theme, hollow=hollow)]
    when = dated(row.date_start, row.date_end, row.date_precision)
    y = 11.0
    head = metrics.shortened(f"{when} · {where(event)}", 11, room)
    parts.append(svg.text(INDENT, y, head, size=11, fill=theme.ink2))
    for line in metrics.lines(row.title, 12, room, most=2):
        y += LINE
        parts.append(svg.text(INDENT, y, line, size=12, fill=theme.ink))
    y += LINE - 1
    said = f"{row.reliability}{row.credibility} · {reported(event)}"
    parts.append(svg.text(INDENT, y, metrics.shortened(said, 11, room), size=11, fill=theme.ink3))
    return Block(tuple(parts), y + 3)


def where(event: EventDetail) -> str:
    """The place, and how precisely it is known when that is less than a town."""
    row = event.row
    if row.geo_precision == "none":
        return "place not known"
    words = row.place or regions.label(row.country)
    if row.geo_precision in {"admin1", "admin2", "country"}:
        words += f" ({regions.precision_words(row.geo_precision, row.place_key)})"
    return words


def reported(event: EventDetail) -> str:
    """Who reported it: at most three publishers by name."""
    names = list(dict.fromkeys(one.publisher for one in event.sources if one.publisher))
    if not names:
        return "no source given"
    rest = len(names) - PUBLISHERS
    more = f" and {number(rest)} more" if rest > 0 else ""
    return ", ".join(names[:PUBLISHERS]) + more
