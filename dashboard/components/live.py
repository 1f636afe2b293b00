"""How the feeds stand: in a few words for the badge, and one by one for the data dialog."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs
from geodata.feeds.status import FeedStatus, is_late
from geodata.text import count, day


def summary(feeds: Sequence[FeedStatus], now: datetime) -> dict[str, Any] | None:
    """What the badge says of the feeds: when one was last read, whether all are late, and
    how many failed at the last attempt. Nothing when there are none."""
    if not feeds:
        return None
    read = [feed.last_success for feed in feeds if feed.last_success]
    return {
        "count": len(feeds),
        "read": max(read).isoformat(timespec="seconds") if read else "",
        "late": all(is_late(feed, now) for feed in feeds),
        "failing": sum(bool(feed.last_error) for feed in feeds),
    }


def feeds(statuses: Sequence[FeedStatus], now: datetime) -> list[Component | str]:
    """Every feed: whether it is in order, when it was read and will be, and its last error."""
    if not statuses:
        return []
    return [
        html.H3("Feeds"),
        html.Ul([_feed(one, now) for one in statuses], className="data-sets feeds"),
        html.P(
            "Read by this server as feeds.toml says. When a reading fails, the events that it"
            " brought before stay.",
            className="hint",
        ),
    ]


def _feed(one: FeedStatus, now: datetime) -> Component:
    state = "Being read now" if one.busy else "In order" if _well(one, now) else _trouble(one)
    # filled and hollow as everywhere: what is known, and what is not as fresh as it should be
    css = "dot filled" if _well(one, now) else "dot"
    said = [
        f"{one.kind} · {count(one.events, 'event')} · read every {_span(one.every)}",
        " · ".join(
            (
                f"Last read {_when(one.last_success, now)}",
                f"last attempt {_when(one.last_attempt, now)}",
                f"next {_when(one.next_attempt, now)}",
            )
        ),
    ]
    problem = [html.P([html.Strong("Last error: "), one.last_error])] if one.last_error else []
    note = [html.P(one.note, className="hint")] if one.note else []
    return html.Li(
        html.Div(
            [
                html.P(
                    [
                        html.Span(className=css),
                        html.Strong(one.name, dir="auto"),
                        html.Span(f" {state}", className="state"),
                    ],
                    className="feed-name",
                ),
                *(html.P(line, className="hint") for line in said),
                *problem,
                *note,
            ]
        ),
        className="data-set",
        **attrs({"data-key": f"feed:{one.key}"}),
    )


def _well(one: FeedStatus, now: datetime) -> bool:
    return not one.last_error and one.last_success is not None and not is_late(one, now)


def _trouble(one: FeedStatus) -> str:
    if one.last_error:
        return "Failed" if one.failures < 2 else f"Failed {one.failures} times in a row"  # noqa: PLR2004 - once is said without a number
    return "Not read yet" if one.last_success is None else "Late"


def _when(moment: datetime | None, now: datetime) -> str:
    """``2 min ago (14:03 UTC)``, ``in 5 min (14:10 UTC)``, with the day when it is another."""
    if moment is None:
        return "never"
    apart = (moment - now).total_seconds()
    words = "now" if abs(apart) < 1 else _span(abs(apart))
    told = words if words == "now" else f"in {words}" if apart > 0 else f"{words} ago"
    other = "" if moment.date() == now.date() else f"{day(moment.date())}, "
    return f"{told} ({other}{moment:%H:%M} UTC)"


_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))


def _span(seconds: float) -> str:
    """``40 s``, ``15 min``, ``6 h``, ``2 d``."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(1, int(seconds))} s"
