"""Fields of a form: a label, what can be put in, a word of help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs
from dashboard.components.tree import Element
from geodata.imports.files import WORD_LIMIT

Options = Sequence[tuple[str, str]]
"""Values and what they are called."""


def select(name: str, options: Options, chosen: str, label: str = "") -> Element:
    """A list to choose one of; it starts anew when another is chosen for it. ``label`` names
    it where no label stands beside it."""
    attributes = {"name": name, "defaultValue": chosen, "data-key": f"{name}={chosen}"}
    if label:
        attributes["aria-label"] = label
    made = [
        Element("option", {"value": value, "data-key": value}, called) for value, called in options
    ]
    return Element("select", attributes, made)


def line(name: str, value: str, *, kind: str = "text", required: bool = False) -> Element:
    """A line of text, or a day for the kind ``date``."""
    return Element(
        "input",
        {
            "name": name,
            "type": kind,
            "defaultValue": value,
            "data-key": f"{name}={value}",
            "maxLength": WORD_LIMIT,
            "required": required,
            "autoComplete": "off",
        },
    )


def tick(name: str, label: str, *, on: bool) -> Element:
    """A box to tick, with its label."""
    box = {"name": name, "type": "checkbox", "defaultChecked": on, "data-key": f"{name}={on}"}
    return Element("label", {"className": "tick"}, [Element("input", box), html.Span(label)])


def field(label: str, control: Element, help_: str = "") -> Element:
    """A control under its label, with help below it."""
    inside: list[Component] = [html.Span(label, className="field-label"), control]
    if help_:
        inside.append(html.Span(help_, className="hint"))
    return Element("label", {"className": "form-field"}, inside)


def act(label: str, action: str, css: str = "button", **data: str) -> Component:
    """A button that asks the data dialog for something; ``data`` goes along with it."""
    extra: dict[str, Any] = {f"data-{name}": value for name, value in data.items()}
    key = ":".join((action, *data.values()))
    return html.Button(
        label,
        type="button",
        className=css,
        **attrs({"data-act": action, "data-key": key, **extra}),
    )
