"""Watches: the list in the rail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs, icon, unseen
from dashboard.components.facet_rows import fold
from dashboard.glossary import GLOSSARY
from dashboard.state import View, link
from geodata.filters import Filters
from geodata.query.watch_counts import SpanCounts
from geodata.text import number
from geodata.watches.config import Watch
from geodata.watches.links import query_of
from geodata.watches.rule import WatchRule, counted, crossed, left_out

MOST_WATCHES: Final = 20
NAME_LIMIT: Final = 80

FOR_ALL: Final = "For every reader, set up on the server."


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """A watch and what there is to say of it.

    ``new`` is how many events came in since it was looked at; ``found`` counts for its rule;
    ``here``: the page shows its filters; ``unread``: a part of them cannot be used;
    ``shared``: it is the operator's, for every reader.
    """

    id: str
    name: str
    filters: Filters
    rule: WatchRule
    new: int
    found: SpanCounts | None
    here: bool = False
    unread: bool = False
    shared: bool = False

    @property
    def speaks_up(self) -> bool:
        """Whether its threshold is reached."""
        return self.found is not None and crossed(self.rule, self.found)


def shared(listed: Sequence[Watch]) -> str:
    """The operator's watches in JSON, for the browser to keep beside its own. Each has a mark
    that is another one when its filters or its threshold are."""
    told = []
    for one in listed:
        said = (one.key, query_of(one.filters), one.rule.text)
        mark = hashlib.sha256(repr(said).encode()).hexdigest()[:16]
        told.append({"id": f"all{mark}", "name": one.name, "query": said[1], "rule": said[2]})
    return json.dumps(told)


def watches(listed: Sequence[WatchStatus], *, opened: bool = False) -> list[Component]:
    """The list: each with its events that are new, and whether it speaks up. It is folded,
    unless there are the operator's (``opened``), which no reader has asked for."""
    rows = [html.Ul([_row(one) for one in listed], className="watches")] if listed else []
    hint = [] if listed else [html.P(GLOSSARY["watch"].means, className="hint")]
    add = html.Button(
        "Watch these filters…",
        type="button",
        className="underlined",
        **attrs({"data-watch-act": "new", "data-key": "watch:new"}),
    )
    return [fold([html.B("Watches")], [*rows, *hint, add], "watches", _sum(listed), opened=opened)]


def _sum(listed: Sequence[WatchStatus]) -> str:
    """``3 · 12 new · 1 over its threshold``."""
    if not listed:
        return "none yet"
    new = sum(one.new for one in listed)
    over = sum(one.speaks_up for one in listed)
    said = [number(len(listed))]
    said += [f"{number(new)} new"] if new else []
    said += [f"{over} at {'its' if over == 1 else 'their'} threshold"] if over else []
    return " · ".join(said)


def _row(one: WatchStatus) -> Component:
    new = [html.Span(f"{number(one.new)} new", className="watch-new")] if one.new else []
    current = {"aria-current": "true"} if one.here else {}
    to_filters = html.A(
        [html.Span(one.name, className="row-label", dir="auto"), *new],
        href=link(View(filters=one.filters)),
        title=one.name,
        **attrs({"data-watch": one.id, "data-key": f"watch:{one.id}", **current}),
    )
    edit = html.Button(
        [icon("list"), unseen(f"Settings of the watch {one.name}")],
        type="button",
        className="icon-button",
        title="Settings",
        **attrs({"data-watch-act": "edit", "data-watch-id": one.id, "data-key": f"set:{one.id}"}),
    )
    return html.Li(
        [
            html.Div(to_filters if one.shared else [to_filters, edit], className="watch-row"),
            *_said(one),
        ],
        className="speaks-up" if one.speaks_up else "",
        **attrs({"data-key": f"li:{one.id}"}),
    )


def _said(one: WatchStatus) -> list[Component]:
    """What its threshold says, and what could not be used."""
    said: list[Component] = []
    if one.found is not None:
        if one.speaks_up:
            words = one.rule.words()
            said.append(
                html.P(
                    [
                        html.Span(className="watch-mark", **attrs({"aria-hidden": "true"})),
                        html.Strong(words[:1].upper() + words[1:]),
                    ]
                )
            )
        said.append(html.P(_counts(one.rule, one.found), className="hint"))
    if one.unread:
        words = "A part of its filters cannot be read any more; it counts without that part."
        said.append(html.P(words, className="hint"))
    if one.shared:
        said.append(html.P(FOR_ALL, className="hint"))
    return said


def _counts(rule: WatchRule, found: SpanCounts) -> str:
    rest = left_out(found, compared=rule.kind == "more")
    return " ".join([f"{counted(found)}.", *rest])


def headline(one: WatchStatus) -> str:
    """What a notification says of a watch; empty when there is nothing to say."""
    if one.found is not None:
        return f"{one.rule.words()}: {counted(one.found)}" if one.speaks_up else ""
    return f"{number(one.new)} new" if one.new else ""
