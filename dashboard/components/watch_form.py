"""The form of a watch: its name, its threshold, and the addresses that can be copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs
from dashboard.components.forms import field, line, select, tick
from dashboard.components.header import phrased
from dashboard.components.tree import Element
from dashboard.components.watches import MOST_WATCHES, NAME_LIMIT
from dashboard.state import View, link
from geodata.filters import Filters
from geodata.filters.english import scope
from geodata.watches.rule import MOST, WatchRule

ATOM: Final = "/watch.atom"


def proposed(filters: Filters, names: Mapping[str, str]) -> str:
    """A name for a watch, from its filters in words; data sets by their ``names``."""
    # how a region counts is told where it is not the usual way
    usual = f", {scope(venue_only=False)}"
    values = [phrase.value.removesuffix(usual) for phrase in phrased(filters, names)]
    said = " · ".join(values) or "All events"
    return said if len(said) <= NAME_LIMIT else f"{said[: NAME_LIMIT - 1]}…"


def form(
    filters: Filters,
    names: Mapping[str, str],
    *,
    known: str,
    name: str,
    rule: WatchRule,
    notify: bool,
) -> list[Component | str]:
    """The form of a watch. ``known`` is its mark in the browser, empty for a new one."""
    words = " · ".join(phrase.value for phrase in phrased(filters, names)) or "All events"
    address = link(View(filters=filters))
    hidden = {"type": "hidden", "data-key": f"{known}{address}"}
    kept: list[Component] = [
        Element("input", {**hidden, "name": "query", "defaultValue": address.removeprefix("?")}),
        Element("input", {**hidden, "name": "watch", "defaultValue": known}),
    ]
    title = field("Name", _name(name or proposed(filters, names), known))
    return [
        html.P([html.Strong("Filters: "), html.Span(words, dir="auto")]),
        Element(
            "form",
            {
                "data-form": "watch",
                "className": "form",
                "data-key": f"{known}?{address}",
                "noValidate": True,  # fields that do not show are not asked for
            },
            [
                *kept,
                title,
                *_threshold(rule, filters),
                *_notify(on=notify),
                _share(address),
                _ends(known),
            ],
        ),
    ]


def _name(value: str, known: str) -> Element:
    named = line("name", value, required=True)
    named.attributes = {**named.attributes, "maxLength": NAME_LIMIT, "data-key": f"{known}{value}"}
    return named


def _threshold(rule: WatchRule, filters: Filters) -> list[Component]:
    kinds = (
        ("", "No threshold: only count what is new"),
        ("more", "When there are more than usual"),
        ("least", "When there are at least so many"),
    )
    spans = (("7", "the last 7 days"), ("30", "the last 30 days"))
    least = Element(
        "input",
        {
            "name": "least",
            "type": "number",
            "min": 1,
            "max": MOST,
            "required": True,
            "defaultValue": rule.least if rule.kind == "least" else 10,
            "data-key": rule.text,
        },
    )
    note = (
        "Counted by the day of the event (UTC), of events dated to the day. More than usual:"
        " compared with as many days before, with a guard for small numbers. Reports come in"
        " late, so the last days are never complete."
    )
    if filters.date_from or filters.date_to or filters.added_since:
        note += " The dates of the filters are left aside for it."
    return [
        field("Tell me", select("rule", kinds, rule.kind)),
        html.Div(
            [
                html.Div(field("At least", least), className="watch-least"),
                field("Events in", select("days", spans, str(rule.days))),
            ],
            className="fields watch-rule",
        ),
        html.P(note, className="hint watch-rule"),
    ]


def _notify(*, on: bool) -> list[Component]:
    return [
        tick("notify", "Also as a notification of this computer, while the page is open", on=on),
        html.P("", id="watch-notify-said", className="hint", role="status"),
    ]


def _share(address: str) -> Component:
    """The buttons that copy; the browser knows under which host it found this page."""
    copy = [
        html.Button(
            label,
            type="button",
            className="button",
            **attrs({"data-watch-act": "copy", "data-address": where, "data-key": key}),
        )
        for label, where, key in (
            ("Copy a link to these filters", address, "copy:link"),
            ("Copy the address of the Atom feed", f"{ATOM}{address}", "copy:atom"),
        )
    ]
    said = html.P("", id="watch-said", className="hint", role="status")
    return html.Div([html.Div(copy, className="actions"), said])


def _ends(known: str) -> Component:
    def button(label: str, act: str) -> Component:
        return html.Button(
            label,
            type="button",
            className="button",
            **attrs({"data-watch-act": act, "data-key": act}),
        )

    save = html.Button("Save", type="submit", className="button primary")
    made = [save, button("Cancel", "cancel")]
    return html.Div([*made, button("Delete", "delete")] if known else made, className="actions")


def full() -> list[Component | str]:
    """What stands in place of the form when no more are kept."""
    return [html.P(f"This browser keeps {MOST_WATCHES} watches already. Delete one of them first.")]
