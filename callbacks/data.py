"""The data dialog: what is loaded, and bringing in a file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update

from callbacks.live import Feeds
from callbacks.threads import threaded
from dashboard import ids
from dashboard.components import data_file, data_sets, live
from dashboard.components.tree import plain
from dashboard.density import overview
from dashboard.figures.map import geometry
from geodata import query
from geodata.filters import Filters
from geodata.imports import files
from geodata.imports.uploads import Upload, Uploads
from geodata.readers.generic.fields import FIELDS
from geodata.readers.generic.mapping import TableMapping, answered
from geodata.results import Hexagon, Place
from geodata.schema import Dataset
from geodata.store import MISSING, Snapshot, Store, StoreError

logger = logging.getLogger(__name__)

Json = dict[str, Any]
Form = Mapping[str, Any]

LIST: Final[Json] = {"shows": "list", "token": "", "editing": ""}
BUSY: Final = ("receiving", "reading", "importing")
CRS_LIMIT: Final = 40


def register(app: Dash, store: Store, uploads: Uploads | None, feeds: Feeds) -> None:
    """Attach the callbacks. Without uploads the dialog shows and changes nothing.

    ``feeds`` says how the feeds stand.
    """
    for name, source in (
        ("opened", Input(ids.DATA, "opened")),
        ("changed", Input(ids.DATA_CHANGED, "data")),
    ):
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash ships it untyped
            ClientsideFunction("watchlineData", name),
            Output(ids.SINK, "data", allow_duplicate=True),
            source,
            prevent_initial_call=True,
        )

    @app.callback(
        Output(ids.tree(ids.DATA_BODY), "tree"),
        Output(ids.DATA_VIEW, "data"),
        Output(ids.DATA_TICK, "disabled"),
        Output(ids.DATA_CHANGED, "data"),
        Input(ids.DATA_ASK, "data"),
        Input(ids.DATA_TICK, "n_intervals"),
        State(ids.DATA_VIEW, "data"),
        running=[(Output(ids.DATA_WAITS, "hidden"), False, True)],
        prevent_initial_call=True,
    )
    async def data(asked: Json | None, _ticks: int, view: Json | None) -> tuple[Any, ...]:
        wrote, problem = False, ""
        if ctx.triggered_id == ids.DATA_ASK and asked and uploads is not None:
            before = store.version
            problem = await _write(store, asked)
            wrote = store.version != before
        return await answer(asked, view or LIST, problem, wrote=wrote)

    @threaded
    def answer(asked: Json | None, view: Json, problem: str, *, wrote: bool) -> tuple[Any, ...]:
        news = _untold(_seen(uploads, view), view)  # before the file is left
        if ctx.triggered_id == ids.DATA_ASK and asked:
            view = _answer(store, uploads, asked, view)
        upload = _seen(uploads, view)
        with store.read() as db:
            version = db.version
            body = _body(db, view, upload, feeds, takes_files=uploads is not None)
        if problem and view["shows"] != "closed":
            body = [*plain([html.P(problem, className="trouble", role="alert")]), *body]
        if upload and _untold(upload, view):
            news = True
            view = {**view, "done": upload.token}
        changed = version if news or wrote else no_update
        return body, view, not (upload and upload.phase in BUSY), changed


def _body(
    db: Snapshot, view: Json, upload: Upload | None, feeds: Feeds, *, takes_files: bool
) -> Any:  # noqa: ANN401 - what Dash sends
    """Draw the file or the list that the dialog shows; nothing new when it is closed."""
    if view["shows"] == "closed":
        return no_update
    if view["shows"] == "file":
        boxes = _boxes(db) if upload and upload.phase == "done" else {}
        return plain(data_file.data_file(upload, db.datasets(), boxes))
    stand = feeds()
    shown = data_sets.data_sets(
        db.datasets(),
        str(view["editing"]),
        _boxes(db),
        open_to_changes=takes_files,
        fed=bool(stand),
    )
    return plain([*live.feeds(stand, datetime.now(UTC)), *shown])


def _seen(uploads: Uploads | None, view: Json) -> Upload | None:
    """The file that is shown as it stands: the body and the ticking come from one moment."""
    return uploads.seen(str(view["token"])) if uploads and view["token"] else None


def _untold(upload: Upload | None, view: Json) -> bool:
    """Whether a file was imported and the page does not know it yet."""
    return upload is not None and upload.phase == "done" and view.get("done") != upload.token


def _boxes(db: Snapshot) -> dict[str, tuple[float, float, float, float]]:
    """Where each data set lies; those without a place lie nowhere."""
    found = {}
    for one in db.datasets():
        own = Filters(datasets=(one.dataset.key,))
        if rows := _placed(db, own) if one.shows else ():
            west, south, east, north = geometry.around(rows)
            found[one.dataset.key] = (west, south, east, north)
    return found


def _placed(db: Snapshot, own: Filters) -> tuple[Place, ...] | tuple[Hexagon, ...]:
    found = query.places(db, own)
    return overview(db, own) if found.crowded else found.rows


def _answer(store: Store, uploads: Uploads | None, asked: Json, view: Json) -> Json:
    """Do what is asked, but for what is written; what the dialog shows then."""
    act = str(asked.get("act", ""))
    if uploads is None:
        return {**LIST, "shows": "closed" if act == "close" else "list"}
    if act in {"list", "close"}:
        return _leave(uploads, view, closes=act == "close")
    source, token = str(asked.get("source", "")), str(asked.get("token", ""))
    if act == "edit":
        return {**LIST, "editing": source}
    if act in _SHOWN or act == "words":
        return LIST
    if act == "look":
        uploads.drop(str(view["token"]) if view["token"] != token else "")
    upload = uploads.get(token)
    if upload is not None and act in _WITH_FILE:
        _WITH_FILE[act](store, uploads, upload, _form(asked))
    return {"shows": "file", "token": token, "editing": ""}


def _form(asked: Json) -> Form:
    return asked["form"] if isinstance(asked.get("form"), dict) else {}


def _leave(uploads: Uploads, view: Json, *, closes: bool) -> Json:
    """Leave the file that is shown; one that is being imported goes on meanwhile."""
    upload = uploads.get(str(view["token"]))
    if upload and upload.phase == "importing":
        return {**view, "shows": "closed" if closes else "file"}
    uploads.drop(str(view["token"]))
    return {**LIST, "shows": "closed" if closes else "list"}


_SHOWN: Final[Mapping[str, dict[str, bool]]] = {
    "hide": {"hidden": True},
    "show": {"hidden": False},
    "delete": {"deleted": True},
    "restore": {"deleted": False},
}


async def _write(store: Store, asked: Json) -> str:
    """Write what is asked for, in its turn and without a thread that waits; why it failed."""
    act, source = str(asked.get("act", "")), str(asked.get("source", ""))
    write: Callable[[], None]
    if act == "close":
        write = store.purge
    elif act == "words":
        write = partial(_reword, store, source, _form(asked))
    elif act in _SHOWN and not (act == "delete" and source in files.RESERVED):
        # what is read at every start would only seem to go
        write = partial(store.show, source, **_SHOWN[act])
    else:
        return ""
    try:
        await asyncio.wrap_future(store.submit(write))
    except StoreError as error:
        logger.exception("A data set could not be changed")
        return str(error)
    return ""


def _reword(store: Store, source: str, form: Form) -> None:
    for stored in store.datasets():
        if stored.dataset.key == source and source not in files.RESERVED:
            words = files.words(form, stored.dataset.name)
            store.put_dataset(replace(stored.dataset, **words))


def _read(_store: Store, uploads: Uploads, upload: Upload, form: Form) -> None:
    """Read the file as the form says; another kind or sheet starts with what is guessed of it."""
    kind, sheet = str(form.get("kind", "")), str(form.get("sheet", ""))
    kind = kind if kind in files.KINDS else ""
    mapping, table = None, upload.found.table if upload.found else None
    if upload.mapping and upload.found and table and upload.found.kind == kind == files.TABLE:
        stood = upload.found.sheet or next(iter(table.sheets), "")
        if sheet == stood:
            mapping = _mapped(upload.mapping, form, table.names)
    crs = str(form.get("crs", ""))[:CRS_LIMIT]
    uploads.read(upload, kind=kind, sheet=sheet, crs=crs, mapping=mapping)


def _mapped(mapping: TableMapping, form: Form, names: Sequence[str]) -> TableMapping:
    for name, value in form.items():
        given = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        part, _, key = name.partition(".")
        fits = {"columns": key in FIELDS and given in ("", *names), "types": bool(key)}
        if fits.get(part, name in data_file.SETTINGS):
            mapping = answered(mapping, name, given)
    return mapping


def _import(store: Store, uploads: Uploads, upload: Upload, form: Form) -> None:
    known = {stored.dataset.key: stored.dataset for stored in store.datasets()}
    target = known.get(str(form.get("target", "")))
    kind = upload.found.kind if upload.found else files.TABLE
    if target is None:
        said = files.words(form, upload.file)
        target = Dataset(files.key_for(said["name"], known), kind=kind, **said)
    uploads.take(
        upload,
        target,
        missing=str(form.get("missing")) if form.get("missing") in MISSING else "days",
        retrieved_at=_moment(str(form.get("retrieved", ""))),
    )


def _moment(text: str) -> datetime | None:
    """The beginning of a day in UTC; None when it is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


_WITH_FILE: Final[Mapping[str, Callable[[Store, Uploads, Upload, Form], None]]] = {
    "read": _read,
    "import": _import,
}
