"""The controls of the timeline: how long it is, its lines, its lanes. Each is a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dash import html
from dash.development.base_component import Component
from dateutil.relativedelta import relativedelta

from dashboard.components.elements import attrs, icon, unseen
from dashboard.figures.timeline.curves import CURVES, MEAN, WINDOWS
from dashboard.state import LANES, SCALES, View, link, toggled
from geodata.results import Span

_PERIODS: Final = ((1, "1 y", "One year"), (10, "10 y", "Ten years"))


def timeline_controls(view: View, span: Span | None, bucket: str) -> list[Component]:
    """``span``: the days of the events; ``bucket``: the unit of the bars that are shown."""
    return [
        *_periods(view, span),
        _menu("Timeline: ", "Lines, scale", [*_lines(view, bucket), *_scales(view)]),
        _menu("Lanes by ", LANES[view.lanes], [_lane(view, name) for name in LANES], "Lanes"),
    ]


def _menu(before: str, shown: str, items: Sequence[Component], label: str = "") -> Component:
    """``before`` is said before what is ``shown``, ``label`` is seen there."""
    seen = [html.Span(label, className="menu-label", **attrs({"aria-hidden": "true"}))]
    summary = html.Summary(
        [unseen(before), *(seen if label else []), html.Span(shown), icon("down")]
    )
    return html.Details(
        [summary, html.Div(items, className="menu-items")],
        className="menu",
        **attrs({"data-fold": f"timeline:{before.strip().lower()}"}),
    )


def _choice(label: str, to: View, key: str, *, current: bool) -> Component:
    said = {"aria-current": "true" if current else "false", "data-key": key}
    return html.A(label, href=link(to), **attrs(said))


def _lane(view: View, name: str) -> Component:
    to = replace(view, lanes=name)
    return _choice(LANES[name], to, f"lanes:{name}", current=name == view.lanes)


def _lines(view: View, bucket: str) -> list[Component]:
    """A tick for each line; of a mean that there is none on years and decades."""
    items: list[Component] = []
    for name in CURVES:
        chosen = toggled(view.curves, name)
        to = replace(view, curves=tuple(one for one in CURVES if one in chosen))
        label = (
            WINDOWS.get(bucket, (0, "Mean (of years: none)"))[1] if name == MEAN else "Sum so far"
        )
        items.append(
            html.A(
                label[0].upper() + label[1:],
                href=link(to),
                role="checkbox",
                **attrs(
                    {
                        "aria-checked": "true" if name in view.curves else "false",
                        "data-key": f"curves:{name}",
                    }
                ),
            )
        )
    return items


def _scales(view: View) -> list[Component]:
    return [
        _choice(
            label, replace(view, lane_scale=name), f"scale:{name}", current=name == view.lane_scale
        )
        for name, label in SCALES.items()
    ]


def _periods(view: View, span: Span | None) -> list[Component]:
    """How much of the data is shown: where there are more than a year of them."""
    if span is None or _before(span.last, 1) <= span.core_first:
        return []
    whole = (span.first, span.last)
    usual = view.filters.date_from is view.filters.date_to is None and not span.earlier
    last = min(max(_looked_at(view, span), span.first), span.last)
    items = []
    for years, label, title in _PERIODS:
        if _before(span.last, years) > span.first:
            to = max(last, min(_after(span.first, years), span.last))
            shown = (_before(to, years), to)
            items.append(_period(view, label, title, shown, current=view.time == shown))
    everything = None if usual else whole
    return [
        html.Div(
            [
                *items,
                _period(view, "All", "All events", everything, current=view.time == everything),
            ],
            className="presets",
            role="group",
            **attrs({"aria-label": "How much of the time is shown"}),
        )
    ]


def _period(
    view: View, label: str, title: str, shown: tuple[date, date] | None, *, current: bool
) -> Component:
    """One that is chosen leads back to what follows from the dates."""
    to = replace(view, time=None if current else shown)
    return html.A(
        label,
        href=link(to),
        title=f"{title} on the timeline",
        className="chosen" if current else "",
        **attrs({"aria-current": "true" if current else "false", "data-key": f"time:{label}"}),
    )


def _looked_at(view: View, span: Span) -> date:
    if view.time:
        return view.time[1]
    return view.filters.date_to or span.last


def _before(value: date, years: int) -> date:
    return value - relativedelta(years=years, days=-1)


def _after(value: date, years: int) -> date:
    return value + relativedelta(years=years, days=-1)
