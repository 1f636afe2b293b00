"""Which column of a table fills which field: questions, the mapping, words for types."""

from __future__ import annotations

from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import attrs
from dashboard.components.forms import act, field, select, tick
from geodata.imports import files
from geodata.imports.files import IdentifiedFile
from geodata.readers.generic.coordinates import PAIR_ORDERS
from geodata.readers.generic.days import ORDERS
from geodata.readers.generic.fields import FIELDS
from geodata.readers.generic.guess import Question
from geodata.readers.generic.mapping import POINT_PRECISIONS, SEPARATORS, TableMapping
from geodata.schema import EVENT_TYPES, GEO_PRECISIONS
from geodata.text import count, number

Parts = list[Component | str]

SETTINGS: Final = (
    "date_order",
    "date_serial",
    "decimal_comma",
    "lonlat",
    "swapped",
    "default_type",
    "geo_precision",
    "separator",
)
"""Names of the settings of a mapping, as its form has them."""

_FIRST: Final = (
    "date_start",
    "date_end",
    "event_type",
    "title",
    "summary",
    "actors",
    "actor1",
    "actor2",
    "place",
    "lat",
    "lon",
    "coordinates",
    "country",
    "fatalities_best",
    "source_url",
)
"""The fields that are always shown; others when they have a column, the rest folded."""

_NONE: Final = ("", "— no column —")
_WORDS_SHOWN: Final = 40


def mapping(found: IdentifiedFile, chosen: TableMapping, *, asking: bool) -> Parts:
    """The questions that are open, then the mapping, open while something is asked."""
    parts: Parts = []
    if asking:
        parts += [
            html.P("To decide before the file can be read:", className="lead"),
            *(_question(found, one, chosen) for one in found.questions),
        ]
    samples = files.preview(found, 1)
    sample = samples[0] if samples else {}
    notes = found.guess.notes if found.guess else ()
    table = html.Details(
        [
            html.Summary(f"Columns: {count(len(chosen.columns), 'field')} filled from your table"),
            html.Ul([html.Li(note) for note in notes], className="notes"),
            *_fields(found, chosen, sample),
            *_types(found, chosen, asking=asking),
            *_settings(chosen, {one.field for one in found.questions} if asking else set()),
            html.P(
                [
                    "The mapping is remembered for tables with the same columns. ",
                    html.A(
                        "As a file (TOML)",
                        href=f"/data/files/{found.path.parent.name}/mapping.toml",
                        download="",
                        className="underlined",
                    ),
                ],
                className="hint",
            ),
        ],
        open=asking,
        className="fold wide",
        **attrs({"data-fold": "mapping"}),
    )
    again = act("Read again with these columns", "read")
    return [*parts, table, read_or_leave() if asking else html.Div(again, className="actions")]


def read_or_leave() -> Component:
    """The buttons below questions about a file."""
    buttons = [act("Read the file", "read", "button primary"), act("Cancel", "list")]
    return html.Div(buttons, className="actions")


def _question(found: IdentifiedFile, one: Question, chosen: TableMapping) -> Component:
    if one.field == "types":
        return html.Div([html.P(one.text), *_type_rows(found, chosen)], className="question")
    part, _, name = one.field.partition(".")
    options = [("", "— choose —"), *((choice.value, choice.label) for choice in one.choices)]
    standing = chosen.columns.get(name, "") if name else getattr(chosen, part)
    if isinstance(standing, bool):
        standing = ""
    return html.Div(
        field(one.text, select(one.field, options, str(standing))), className="question"
    )


def _fields(found: IdentifiedFile, chosen: TableMapping, sample: dict[str, str]) -> Parts:
    names = found.table.names if found.table else ()
    asked = {one.field for one in found.questions} if found.guess else set()
    options = [_NONE, *((name, name) for name in names)]
    shown = [name for name in FIELDS if name in _FIRST or name in chosen.columns]
    shown = [name for name in shown if f"columns.{name}" not in asked or name in chosen.columns]
    others = [name for name in FIELDS if name not in shown and f"columns.{name}" not in asked]

    def row(name: str) -> Component:
        column = chosen.columns.get(name, "")
        about = FIELDS[name]
        value = sample.get(column, "").removeprefix("\x01")[:60] if column else ""
        return html.Tr(
            [
                html.Th([about.label, html.Span(about.help, className="hint")], scope="row"),
                html.Td(select(f"columns.{name}", options, column, f"Column for {about.label}")),
                html.Td(value, className="text", dir="auto"),
            ]
        )

    head = html.Thead(
        html.Tr([html.Th(label, scope="col") for label in ("Field", "Your column", "First value")])
    )
    more = html.Details(
        [
            html.Summary(f"{len(others)} more fields"),
            html.Table(html.Tbody([row(name) for name in others]), className="table mapping"),
        ],
        className="fold",
        **attrs({"data-fold": "more-fields"}),
    )
    body = html.Tbody([row(name) for name in shown])
    return [html.Table([head, body], className="table mapping"), more]


def _types(found: IdentifiedFile, chosen: TableMapping, *, asking: bool) -> Parts:
    """The words for types, unless a question shows them already."""
    asked = asking and any(one.field == "types" for one in found.questions)
    if asked or not (found.guess and found.guess.words):
        return []
    return [html.H4("Your words for the type of event"), *_type_rows(found, chosen)]


def _type_rows(found: IdentifiedFile, chosen: TableMapping) -> Parts:
    words = found.guess.words if found.guess else ()
    options = [("", "— not taken —"), *((key, kind.label) for key, kind in EVENT_TYPES.items())]
    rows = [
        html.Tr(
            [
                html.Th(one.word, scope="row", dir="auto"),
                html.Td(number(one.rows)),
                html.Td(
                    select(
                        f"types.{one.word}",
                        options,
                        chosen.types.get(one.word, one.suggestion),
                        f"Type for {one.word}",
                    )
                ),
            ]
        )
        for one in words[:_WORDS_SHOWN]
    ]
    labels = ("Your word", "Rows", "Type of event")
    head = html.Thead(html.Tr([html.Th(label, scope="col") for label in labels]))
    cut = f"Of {number(len(words))} words the {_WORDS_SHOWN} most frequent"
    more = [html.Caption(cut)] if len(words) > len(rows) else []
    return [html.Table([*more, head, html.Tbody(rows)], className="table mapping types")]


def _settings(chosen: TableMapping, asked: set[str]) -> Parts:
    types = [
        ("", "— refuse such rows —"),
        *((key, kind.label) for key, kind in EVENT_TYPES.items()),
    ]
    precisions = [(word, GEO_PRECISIONS[word]) for word in POINT_PRECISIONS]
    fields = {
        "date_order": field(
            "Order in dates such as 03/04/2025",
            select(
                "date_order", [(key, label) for key, label in ORDERS.items()], chosen.date_order
            ),
        ),
        "lonlat": field(
            "Order of coordinates in one column",
            select("lonlat", [(key, label) for key, label in PAIR_ORDERS.items()], chosen.lonlat),
        ),
        "default_type": field(
            "Type of rows without a known word", select("default_type", types, chosen.default_type)
        ),
        "geo_precision": field(
            "Points are exact to",
            select("geo_precision", precisions, chosen.geo_precision),
            "Where no column says how well a place is known",
        ),
        "separator": field(
            "Items of a list are parted by",
            select(
                "separator", [(key, label) for key, label in SEPARATORS.items()], chosen.separator
            ),
        ),
        "decimal_comma": tick(
            "decimal_comma", "Decimals stand behind a comma (36,29)", on=chosen.decimal_comma
        ),
        "swapped": tick(
            "swapped", "Longitude and latitude hold one another's values", on=chosen.swapped
        ),
        "date_serial": tick(
            "date_serial", "Numbers such as 45853 are days of a spreadsheet", on=chosen.date_serial
        ),
    }
    shown = [control for name, control in fields.items() if name not in asked]
    return [html.Div(shown, className="fields")]
