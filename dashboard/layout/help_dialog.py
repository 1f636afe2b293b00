"""The help dialog, the explanations of words where they stand, and the hints of a first visit."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs, icon, unseen
from dashboard.components.help import help_text, hints, keys
from dashboard.components.terms import explanations
from dashboard.components.tree import Tree, plain
from dashboard.layout.elements import filled, modal

OPENS = "Help: what words and marks mean, and the keys"


def help_dialog() -> Component:
    """The dialog; a callback fills in what it says about Watchline and its data."""
    text = html.Div(Tree("help-text-tree", plain(help_text())), className="help-text")
    about = filled(html.Section, ids.ABOUT)
    aside = html.Div([html.Section(Tree("help-keys-tree", plain(keys()))), about])
    return modal(ids.HELP, "Help", "76rem", html.Div([text, aside], className="help"))


def help_button(css: str) -> Component:
    """A button that opens the dialog; a phone has it elsewhere than other screens."""
    return html.Button(
        [icon("help"), unseen(OPENS)],
        type="button",
        title=OPENS,
        className=f"icon-button {css}",
        **attrs({"data-help": ""}),
    )


def term_explanations() -> Component:
    """What every word of the page means, for ``assets/terms.js`` to show over everything."""
    return html.Div(Tree("terms-tree", plain(explanations())), className="explanations")


def first_visit() -> Component:
    """The hints, which the style sheet shows where ``assets/help.js`` finds no earlier visit."""
    return html.Section(
        Tree("hints-tree", plain(hints())),
        className="hints",
        **attrs({"aria-label": "First steps"}),
    )
