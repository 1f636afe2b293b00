"""The data dialog's view of one file: what it was taken for, what is in it, importing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components import data_mapping
from dashboard.components.data_sets import Boxes, only
from dashboard.components.elements import attrs, scrolled
from dashboard.components.forms import act, field, line, select
from dashboard.components.tree import Element
from geodata.imports import files
from geodata.imports.files import CheckedFile, IdentifiedFile
from geodata.imports.uploads import Upload
from geodata.store import MISSING
from geodata.store.datasets import StoredDataset
from geodata.text import count as counted
from geodata.text import day, number

Parts = list[Component | str]

SETTINGS: Final = data_mapping.SETTINGS
SHOWN_FAULTS: Final = 30
CELL: Final = 60


def data_file(upload: Upload | None, stored: Sequence[StoredDataset], boxes: Boxes) -> Parts:
    """An upload as it stands; ``None`` when it is not there any more."""
    if upload is None:
        return [
            html.H3("No file", tabIndex=-1),
            _apart([html.P("This file is not here any more; hand it in again."), _to_list()]),
        ]
    head: Parts = [html.H3(upload.file, dir="auto", tabIndex=-1)]
    if upload.phase == "failed":
        return [*head, _apart([html.P(upload.error, className="trouble"), _to_list()])]
    if upload.phase == "done":
        return [*head, _apart(_done(upload, stored, boxes))]
    if upload.phase in {"receiving", "reading", "importing"}:
        return [*head, _apart(_busy(upload))]
    if upload.found is None:
        return [*head, _back()]
    return [*head, _form(upload, upload.found, stored)]


def _apart(parts: Parts) -> Component:
    """Parts with room between them."""
    return html.Div(parts, className="form")


def _to_list() -> Component:
    return html.Div(act("Back to the data sets", "list"), className="actions")


def _busy(upload: Upload) -> Parts:
    verb = "Importing" if upload.phase == "importing" else "Reading"
    unit = "events" if upload.phase == "importing" else "rows"
    bar = Element("progress", {"max": 1, "value": upload.done, "aria-label": verb})
    said = f"{verb}: {upload.done:.0%}" + (f", {number(upload.rows)} {unit}" if upload.rows else "")
    return [bar, html.P(said, role="status"), *([] if upload.phase == "importing" else [_back()])]


def _done(upload: Upload, stored: Sequence[StoredDataset], boxes: Boxes) -> Parts:
    done = upload.imported
    if done is None or upload.dataset is None:
        return [_back()]
    counts = [
        (done.added, "new"),
        (done.revised, "revised"),
        (done.removed, "removed, as the file no longer has them"),
        (done.unchanged, "already there as they are"),
    ]
    said = ", ".join(f"{number(count)} {what}" for count, what in counts if count) or "nothing"
    its = [one for one in stored if one.dataset.key == done.source and one.events]
    left = f" {counted(done.rejected, 'row')} not taken." if done.rejected else ""
    return [
        html.P([html.Strong(upload.dataset.name, dir="auto"), f" is loaded: {said}.{left}"]),
        *([_download(upload)] if done.rejected else []),
        html.Div(
            [
                *(only(one, boxes, "button primary") for one in its),
                act("Back to the data sets", "list"),
            ],
            className="actions",
        ),
    ]


def _form(upload: Upload, found: IdentifiedFile, stored: Sequence[StoredDataset]) -> Component:
    inside: Parts = [_kind(found)]
    if found.refused:
        inside += [html.P(f"It cannot be read: {found.refused}.", className="trouble"), _back()]
        return _of(upload, inside)
    if found.kind == files.TABLE and upload.mapping is not None:
        inside += data_mapping.mapping(found, upload.mapping, asking=upload.phase == "asking")
    if found.zones is not None and found.zones.question:
        inside += _reference(found.zones.question)
    checked = upload.checked
    if checked is None:
        return _of(upload, inside)
    if checked.staged.refused:
        said = f"It cannot be read: {checked.staged.refused}."
        inside += [html.P(said, className="trouble"), _back()]
        return _of(upload, inside)
    inside += [*_report(upload, checked), *_first_rows(found)]
    inside += _into(found, checked, stored) if checked.staged.taken else [_back()]
    return _of(upload, inside)


def _reference(question: str) -> Parts:
    """The reference system of zones, which their file does not tell."""
    help_ = "A code such as EPSG:4326 (degrees) or EPSG:32637 (UTM zone 37 north)"
    return [
        html.P("To decide before the file can be read:", className="lead"),
        html.Div(field(question, line("crs", ""), help_), className="question"),
        data_mapping.read_or_leave(),
    ]


def _of(upload: Upload, inside: Parts) -> Component:
    attributes = {"data-form": "file", "data-token": upload.token, "className": "form"}
    return Element("form", attributes, inside)


def _back() -> Component:
    return html.Div(act("Cancel", "list"), className="actions")


def _kind(found: IdentifiedFile) -> Component:
    options = [(kind, files.LABELS[kind]) for kind in files.KINDS]
    format_ = f"Read as {found.table.format}" if found.table else ""
    control = select("kind", options, found.kind or files.TABLE)
    return html.Div(
        [
            field("Taken for", control, format_),
            *([_sheet(found)] if found.table and len(found.table.sheets) > 1 else []),
        ],
        className="fields",
        **attrs({"data-rereads": "yes"}),
    )


def _sheet(found: IdentifiedFile) -> Component:
    names = found.table.sheets if found.table else ()
    options = [(name, name) for name in names]
    return field("Sheet", select("sheet", options, found.sheet or names[0]))


def _report(upload: Upload, checked: CheckedFile) -> Parts:
    staged = checked.staged
    taken, rejected = number(staged.taken), number(staged.rejected)
    what, share = "rows", f"; {number(staged.placed)} with coordinates"
    if checked.found.kind == files.ZONES:
        what, share = "shapes", ""
    days = ""
    if staged.first_day and staged.last_day:
        days = f", {day(staged.first_day)} to {day(staged.last_day)}"
    parts: Parts = [
        html.P(
            [
                html.Strong(f"{taken} of {number(staged.rows)} {what} can be taken"),
                f"{days}{share}." + (f" {rejected} cannot." if staged.rejected else ""),
            ],
            role="status",
        )
    ]
    if staged.notes:
        notes = [
            html.Li(note.text + (f" ({counted(note.rows, 'row')})" if note.row else ""))
            for note in staged.notes[:SHOWN_FAULTS]
        ]
        parts.append(html.Ul(notes, className="notes"))
    if staged.faults:
        parts += _rejected(upload, checked)
    return parts


def _rejected(upload: Upload, checked: CheckedFile) -> Parts:
    staged = checked.staged
    unit = checked.found.table.unit.capitalize() if checked.found.table else "Row"
    faults = sorted(staged.faults, key=lambda one: one.row)[:SHOWN_FAULTS]
    rows = [
        html.Tr([html.Th(number(one.row), scope="row"), html.Td(one.reason, className="text")])
        for one in faults
    ]
    head = html.Thead(html.Tr([html.Th(unit, scope="col"), html.Th("Why", scope="col")]))
    first = f"The first {SHOWN_FAULTS} reasons" if len(staged.faults) > SHOWN_FAULTS else "Reasons"
    parts = [html.Caption(first), head, html.Tbody(rows)]
    table = html.Table(parts, className="table why")
    return [
        html.Details(
            [
                html.Summary(f"Rows that cannot be taken: {number(staged.rejected)}"),
                scrolled([table], "Rows that cannot be taken"),
            ],
            className="fold",
        ),
        _download(upload),
    ]


def _download(upload: Upload) -> Component:
    return html.P(
        html.A(
            "Download all rows that are not taken, with reasons (CSV)",
            href=f"/data/files/{upload.token}/rejected.csv",
            download="",
            className="underlined",
        )
    )


def _first_rows(found: IdentifiedFile) -> Parts:
    rows = files.preview(found)
    if not rows or found.table is None:
        return []
    names = found.table.names
    head = html.Thead(html.Tr([html.Th(name, scope="col", dir="auto") for name in names]))
    body = html.Tbody(
        [
            html.Tr([html.Td(_cut(row[name]), className="text", dir="auto") for name in names])
            for row in rows
        ]
    )
    table = html.Table([html.Caption("As they stand in the file"), head, body], className="table")
    return [
        html.Details(
            [html.Summary("First rows"), scrolled([table], "First rows")], className="fold wide"
        ),
    ]


def _cut(value: str) -> str:
    value = value.removeprefix("\x01")
    return value if len(value) <= CELL else f"{value[: CELL - 1]}…"


def _missing() -> Component:
    label = "Events that the data set has already and this file has not"
    help_ = "Removed events are in no view; the Changes tab keeps them."
    control = field(label, select("missing", list(MISSING.items()), "days"), help_)
    return html.Div(control, className="for-known")


def _into(found: IdentifiedFile, checked: CheckedFile, stored: Sequence[StoredDataset]) -> Parts:
    """Which data set the file goes to, and the words about a new one."""
    same = [one.dataset for one in stored if one.dataset.kind == found.kind and not one.deleted]
    options = [
        ("", "A new data set"),
        *((one.key, f"A newer file of “{one.name}”") for one in same),
    ]
    again = next(
        (
            one.dataset.key
            for one in stored
            if one.dataset.kind == found.kind and one.file == found.file and not one.deleted
        ),
        "",
    )
    about = found.about
    what = "zone" if found.kind == files.ZONES else "event"
    count = f"{number(checked.staged.taken)} {what}{'' if checked.staged.taken == 1 else 's'}"
    return [
        html.H4("Into which data set"),
        html.Div(
            [
                field("Data set", select("target", options, again)),
                field("Retrieved from its publisher on", line("retrieved", "", kind="date")),
            ],
            className="fields",
        ),
        *([_missing()] if same and found.kind != files.ZONES else []),
        html.Div(
            [
                field("Name", line("name", files.name_for(found.file), required=True)),
                field("Licence", line("licence", about.licence)),
                field("Attribution", line("attribution", about.attribution)),
                field("Address", line("url", about.url), "Begins with https:// or http://"),
                field("Terms", line("terms", about.terms), "Shown wherever the data is"),
            ],
            className="fields for-new",
        ),
        html.Div(
            [
                act(
                    f"Import {count}",
                    "import",
                    "button primary",
                ),
                act("Cancel", "list"),
            ],
            className="actions",
        ),
    ]
