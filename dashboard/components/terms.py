"""Words that explain themselves where they stand; ``assets/terms.js`` shows what they mean."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Children, attrs
from dashboard.components.symbols import symbols
from dashboard.components.tree import Element
from dashboard.glossary import GLOSSARY


def term(key: str, words: Children = "") -> Component:
    """A word of the glossary, by default its name, explained to pointer, focus and touch.

    Raises:
        KeyError: the glossary has no such word.
    """
    return html.Button(
        words or GLOSSARY[key].name,
        type="button",
        className="term",
        **attrs({"data-term": key, "aria-describedby": _id(key)}),
    )


def pointed(key: str, says: str = "") -> dict[str, Any]:
    """Attributes of what stands inside a link, or around one, and is explained to the pointer.

    ``says`` is what it is here, ahead of what such things mean: ``3 sources``. What a screen reader
    has to know must stand beside it.

    Raises:
        KeyError: the glossary has no such word.
    """
    if key not in GLOSSARY:
        raise KeyError(key)
    return attrs({"data-term": key, "data-says": says})


def explanations() -> list[Component]:
    """What every word means, hidden until it is asked for."""
    return [
        Element(
            "div",
            {"id": _id(key), "role": "tooltip", "popover": "manual", "className": "explanation"},
            [
                html.P(className="term-says"),
                html.P([html.Strong([*symbols(key), one.name]), html.Span(one.means)]),
            ],
        )
        for key, one in GLOSSARY.items()
    ]


def _id(key: str) -> str:
    return f"term-{key}"
