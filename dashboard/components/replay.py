"""How far a replay of the bundled events has come, in words."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from geodata.results import Totals
from geodata.text import day, number


def progress(totals: Totals, events: int) -> list[Component | str]:
    """Of ``events`` in all, how many are in and up to which day; ``totals`` are those."""
    if totals.all_events >= events:
        return [html.Strong("It is over"), f": all {number(events)} events are in."]
    said: list[Component | str] = [f"{number(totals.all_events)} of {number(events)} events"]
    if totals.last:
        said += [", up to ", html.Strong(day(totals.last)), ", from which watches count back"]
    return said
