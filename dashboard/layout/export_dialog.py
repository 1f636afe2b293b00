"""The export dialog: a picture, a data file or a report of what is in view.

What stands here never changes; ``assets/export.js`` fills in what the address says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.elements import attrs
from dashboard.components.forms import Options, field, line, select, tick
from dashboard.components.tree import Element, Tree, plain
from dashboard.layout.elements import modal
from dashboard.pictures.elements import ELEMENTS
from dashboard.pictures.request import KINDS, LOOKS, MAX_TITLE
from dashboard.pictures.sizes import SIZES

PANES: Final = (("picture", "Picture"), ("file", "Data file"), ("report", "Report"))
FIGURES: Final = ("situation", "map", "timeline", "actors", "matrix", "dyads", "regions")
CHOSEN: Final = frozenset({"map", "timeline"})
DOCUMENTS: Final = (
    ("docx", "Word document"),
    ("pptx", "PowerPoint slides"),
    ("html", "Web page in one file"),
)


def export_dialog(formats: Options) -> Component:
    """The dialog; ``formats`` are those of data files."""
    tabs = [
        html.Button(
            label,
            type="button",
            role="tab",
            id=f"export-tab-{name}",
            **attrs(
                {
                    "data-pane": name,
                    "aria-selected": "true" if name == "picture" else "false",
                    "aria-controls": f"export-{name}",
                }
            ),
        )
        for name, label in PANES
    ]
    panes = (_picture(), _file(formats), _report())
    made = [
        html.Div(tabs, role="tablist", className="export-tabs", **attrs({"aria-label": "Export"})),
        *(
            html.Div(
                list(pane),
                id=f"export-{name}",
                role="tabpanel",
                hidden=name != "picture",
                className=f"export-pane export-{name}",
                **attrs({"aria-labelledby": f"export-tab-{name}"}),
            )
            for (name, _), pane in zip(PANES, panes, strict=True)
        ),
    ]
    return modal(ids.EXPORT, "Export", "76rem", Tree("export-tree", plain(made)))


def _picture() -> Sequence[Component]:
    title = {"maxLength": MAX_TITLE, "autoComplete": "off", "dir": "auto"}
    sizes = [(size.key, size.label) for size in SIZES.values()]
    own = html.Div(
        [
            field("Width", _number("width", "1600")),
            field("Height", _number("height", "900")),
            field("in", select("unit", (("px", "px"), ("mm", "mm")), "px")),
        ],
        className="export-own",
    )
    form = Element(
        "form",
        {"id": "export-form", "className": "form"},
        [
            field("Figure", select("kind", tuple(KINDS.items()), "situation")),
            field("Size", select("size", (*sizes, ("own", "Own size")), "slide")),
            own,
            field("Colours", select("theme", tuple(LOOKS.items()), "light")),
            field(
                "Map shows",
                select(
                    "extent",
                    (("fit", "where the events are"), ("keep", "the same as on the page")),
                    "fit",
                ),
            ),
            field("Title", Element("input", {"name": "title", **title})),
            field("Subtitle", Element("input", {"name": "subtitle", **title})),
            _elements(),
        ],
    )
    save = html.Div(
        [
            _save("PNG", "png"),
            field("at", select("scale", (("1", "1×"), ("2", "2×"), ("3", "3×")), "2")),
            _save("SVG", "svg"),
            _save("PDF", "pdf"),
        ],
        className="export-save",
    )
    more = html.Div(
        [
            html.Button(
                "Copy image", type="button", className="button", **attrs({"data-copy": "image"})
            ),
            html.Button(
                "Copy address of the picture",
                type="button",
                className="button",
                **attrs({"data-copy": "address"}),
            ),
        ],
        className="actions",
    )
    shown = html.Div(
        html.Img(id="export-preview", alt="", className="export-image"),
        className="export-shown",
    )
    side = html.Div([form, save, more, _said("picture")], className="export-side")
    return shown, side


def _elements() -> Component:
    """What of the picture may be left out."""
    ticks = [tick(f"show-{name}", one.label, on=one.usual) for name, one in ELEMENTS.items()]
    return html.Details(
        [
            html.Summary("What stands on it"),
            html.Div(ticks, className="export-ticks"),
            html.P(
                "Filters, counts, data sets with their licences and the note on boundaries always"
                " stay.",
                className="hint",
            ),
        ],
        className="export-elements",
    )


def _number(name: str, value: str) -> Element:
    attributes = {"name": name, "type": "number", "defaultValue": value, "min": 60, "max": 8000}
    return Element("input", attributes)


def _save(label: str, suffix: str) -> Component:
    css = "button primary" if suffix == "png" else "button"
    return html.Button(label, type="button", className=css, **attrs({"data-save": suffix}))


def _said(pane: str) -> Component:
    return html.P(
        id=f"export-said-{pane}", role="status", className="hint", **attrs({"data-said": ""})
    )


def _file(formats: Options) -> Sequence[Component]:
    hint = (
        "All events of this view, not only those in the list, with all their sources, the filters,"
        " licences and attribution."
    )
    bar = Element("progress", {"id": "export-progress", "max": 1, "aria-label": "Written"})
    return (
        html.P(id="export-count", className="lead"),
        html.P(hint),
        Element(
            "form",
            {"id": "export-file-form", "className": "form"},
            field("Format", select("format", formats, formats[0][0])),
        ),
        html.Div(
            [
                html.Button(
                    "Write the file",
                    type="button",
                    className="button primary",
                    **attrs({"data-write": "file"}),
                ),
                html.Button(
                    "Cancel",
                    type="button",
                    className="button",
                    hidden=True,
                    **attrs({"data-cancel": "file"}),
                ),
            ],
            className="actions",
        ),
        html.Div(bar, id="export-progress-box", hidden=True),
        _said("file"),
    )


def _report() -> Sequence[Component]:
    figures = html.Div(
        [tick(f"figure-{name}", KINDS[name], on=name in CHOSEN) for name in FIGURES],
        className="export-ticks",
        role="group",
        **attrs({"aria-label": "Figures"}),
    )
    sections = html.Div(
        id="export-sections",
        className="export-ticks",
        role="group",
        **attrs({"aria-label": "What it is about"}),
    )
    form = Element(
        "form",
        {"id": "export-report-form", "className": "form"},
        [
            field("Title", line("title", "")),
            html.Div(
                [
                    field("From", line("from", "", kind="date")),
                    field("To", line("to", "", kind="date"), "Empty: the dates of each part."),
                ],
                className="fields",
            ),
            html.Div([html.Span("About", className="field-label"), sections]),
            html.Div([html.Span("Figures", className="field-label"), figures]),
            field("Format", select("format", DOCUMENTS, "docx")),
        ],
    )
    button = html.Button(
        "Write the report",
        type="button",
        className="button primary",
        **attrs({"data-write": "report"}),
    )
    return form, html.Div(button, className="actions"), _said("report")
