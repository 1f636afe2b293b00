"""What imports changed: which events are new, which were revised, which are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs, mark, unseen
from dashboard.components.empty import ways_out
from dashboard.components.events import hollow, place_words
from dashboard.components.terms import term
from dashboard.state import View, link
from geodata.event_results import (
    Changed,
    ChangedEvent,
    ChangedValue,
    Changes,
    EventRow,
    ImportChanges,
)
from geodata.filters import words
from geodata.imports.bundled import LEVANT
from geodata.results import Relaxed
from geodata.schema import EVENT_TYPES
from geodata.text import (
    count,
    date_precision,
    day,
    day_month,
    days,
    number,
)

_GROUPS: Final = ("added", "revised", "removed")


def head(view: View, found: Changes, relaxed: Sequence[Relaxed]) -> list[Component]:
    """Nothing, or that nothing changed and what to loosen; ``relaxed`` counts changes."""
    if found.matching:
        return []
    if found.changes and relaxed:
        title = (
            "No changes under these filters" if len(relaxed) > 1 else "No changes under this filter"
        )
        told = ways_out(view, relaxed, "change")
        return [html.Div([html.H2(title), *told], className="empty")]
    return [html.Div([html.H2("No changes yet"), html.P(_nothing_yet(found))], className="empty")]


def _nothing_yet(found: Changes) -> str:
    later = "When a data set is read again, what is new, revised or gone is listed here."
    sources = {one.source for one in found.imports}
    if not sources:
        return f"No import is recorded. {later}"
    if sources == {LEVANT.key}:
        return f"Nothing was imported yet besides the bundled set. {later}"
    return f"Nothing changed since each data set was first read. {later}"


def imports(view: View, found: Changes) -> list[Component]:
    """The imports with what each changed, under the filters where there are any."""
    filtered = bool(words(view.filters))
    made = [_import(view, one, filtered=filtered) for one in found.imports]
    if found.left_out and not found.after:
        others = count(found.left_out, "other import" if made else "import")
        made.append(html.P(f"{others} changed nothing under these filters.", className="hint"))
    return made


def _import(view: View, one: ImportChanges, *, filtered: bool) -> Component:
    parts = [f"{day(one.at)}, {one.at:%H:%M} UTC", one.dataset, *([one.file] if one.file else [])]
    said = [html.P(line, className="hint") for line in _counts(one, filtered=filtered)]
    return html.Section(
        [
            html.Div([html.H2(" · ".join(parts), dir="auto"), *said], className="import-head"),
            *(
                part
                for name in _GROUPS
                for part in _group(view, one, name, getattr(one, name), filtered=filtered)
            ),
        ],
        className="import",
    )


def _counts(one: ImportChanges, *, filtered: bool) -> list[str]:
    """What an import did, in words: to events, and with the rows of its file."""
    changed = [(name, getattr(one, name)) for name in _GROUPS]
    parts = [f"{number(kind.total)} {name}" for name, kind in changed if kind.total]
    if one.first:
        events = f"First read: {count(one.added.total, 'event')}"
        if filtered:
            events += f", {number(one.added.matching)} under these filters"
    elif not parts:
        same = f": {count(one.unchanged, 'event')} as before" if one.unchanged else ""
        events = f"Nothing changed{same}"
    else:
        same_too = [f"{number(one.unchanged)} as before"] if one.unchanged else []
        events = ", ".join([*parts, *same_too])
        if filtered:
            under = [f"{number(kind.matching)} {name}" for name, kind in changed if kind.matching]
            events += f"; under these filters {', '.join(under)}"
    if not one.taken and not one.rejected:
        return [events]
    return [events, f"{count(one.taken, 'row')} taken, {number(one.rejected)} rejected"]


def _group(
    view: View, one: ImportChanges, name: str, kind: Changed, *, filtered: bool
) -> list[Component]:
    if one.first or not kind.matching:
        return []
    hint = f"{number(kind.matching)} of {number(kind.total)}" if filtered else number(kind.total)
    label = term("revision", "Revised") if name == "revised" else name.capitalize()
    head = html.Div([html.H3(label), html.Span(hint, className="hint")], className="block-head")
    items = [_event(view, event, on_map=name != "removed") for event in kind.events]
    more = kind.matching - len(kind.events)
    if more:
        items.append(html.Li(f"and {number(more)} more", className="hint"))
    return [head, html.Ul(items)]


def _event(view: View, event: ChangedEvent, *, on_map: bool) -> Component:
    row = event.row
    kind = EVENT_TYPES[row.event_type]
    about = " · ".join(filter(None, (kind.label, place_words(row))))
    line = html.A(
        [
            _when(row),
            mark(kind.group, hollow=hollow(row)),
            html.Span(
                [
                    html.Span(row.title, className="title", dir="auto"),
                    html.Span(about, className="about", dir="auto"),
                ]
            ),
        ],
        href=link(replace(view, event=row.event_id, tab="")),
        className="event-row",
        **attrs(
            {
                "data-key": f"e:{row.event_id}",
                "data-event": row.event_id,
                "data-place": row.place_key if on_map else "",
            }
        ),
    )
    if not event.values:
        return html.Li(line)
    return html.Li([line, html.Ul([revised(value) for value in event.values], className="revised")])


def _when(row: EventRow) -> Component:
    precise = row.date_precision == "day"
    known = date_precision(row.date_precision)
    return html.Span(
        [
            day_month(row.date_start),
            html.Small(str(row.date_start.year) + ("" if precise else " ±")),
            unseen(": " if precise else f", {known}: "),
        ],
        className="when",
        title=f"{days(row.date_start, row.date_end)}, {known}",
    )


def revised(value: ChangedValue, *after: Component) -> Component:
    """A value that was revised: what it was and what it became."""
    return html.Li(
        [
            html.Span(f"{value.label}: ", className="hint"),
            html.Span(value.old, dir="auto"),
            html.Span(" → ", **attrs({"aria-hidden": "true"})),
            unseen(" became "),
            html.Span(value.new, dir="auto"),
            *after,
        ]
    )
