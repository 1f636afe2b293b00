"""The data dialog: what is loaded, and bringing in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from callbacks.live import Feeds
from callbacks.threads import threaded
from dashboard import ids
from dashboard.components import data_file, data_sets, live
from dashboard.components.tree import plain
from dashboard.figures import geo
from geodata import importing, query
from geodata.filters import Filters
from geodata.intake import Intake, Job
from geodata.readers.fields import FIELDS
from geodata.readers.mapping import TableMapping, answered
from geodata.schema import Dataset
from geodata.store import MISSING, EventStore

Json = dict[str, Any]
Form = Mapping[str, Any]

LIST: Final[Json] = {"shows": "list", "token": "", "editing": ""}
BUSY: Final = ("receiving", "reading", "importing")
CRS_LIMIT: Final = 40
BOX_ZOOM: Final = 8
"""Of the grid that tells where a data set lies: squares of about 20 km."""


def register(app: Dash, store: EventStore, intake: Intake | None, feeds: Feeds) -> None:
    """Attach the callbacks. Without an intake the dialog shows and changes nothing.

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
        prevent_initial_call=True,
    )
    @threaded
    def data(asked: Json | None, _ticks: int, view: Json | None) -> tuple[Any, ...]:
        before = store.version
        view = view or LIST
        news = _untold(intake, view)  # before the file is left
        if ctx.triggered_id == ids.DATA_ASK and asked:
            view = _answer(store, intake, asked, view)
        job = intake.get(str(view["token"])) if intake and view["token"] else None
        if view["shows"] == "closed":
            body: Any = no_update
        elif view["shows"] == "file":
            boxes = _boxes(store) if job and job.phase == "done" else {}
            body = plain(data_file.data_file(job, store.datasets(), boxes))
        else:
            stand = feeds()
            shown = data_sets.data_sets(
                store.datasets(),
                str(view["editing"]),
                _boxes(store),
                open_to_changes=intake is not None,
                fed=bool(stand),
            )
            body = plain([*live.feeds(stand, datetime.now(UTC)), *shown])
        if job and _untold(intake, view):
            news = True
            view = {**view, "done": job.token}
        changed = store.version if news or store.version != before else no_update
        return body, view, not (job and job.phase in BUSY), changed


def _untold(intake: Intake | None, view: Json) -> bool:
    """Whether a file was imported and the page does not know it yet."""
    job = intake.get(str(view["token"])) if intake else None
    return job is not None and job.phase == "done" and view.get("done") != job.token


def _boxes(store: EventStore) -> dict[str, tuple[float, float, float, float]]:
    """Where each data set lies; those without a place lie nowhere."""
    found = {}
    for one in store.datasets():
        own = Filters(datasets=(one.dataset.source,))
        if rows := query.bins(store, own, geo.WORLD, BOX_ZOOM) if one.shows else ():
            west, south, east, north = geo.around(rows)
            found[one.dataset.source] = (west, south, east, north)
    return found


def _answer(store: EventStore, intake: Intake | None, asked: Json, view: Json) -> Json:
    """Do what is asked; what the dialog shows then."""
    act = str(asked.get("act", ""))
    if intake is None:
        return {**LIST, "shows": "closed" if act == "close" else "list"}
    if act in {"list", "close"}:
        return _leave(store, intake, view, closes=act == "close")
    source, token = str(asked.get("source", "")), str(asked.get("token", ""))
    form: Form = asked["form"] if isinstance(asked.get("form"), dict) else {}
    if act == "edit":
        return {**LIST, "editing": source}
    if act in _SHOWN:
        # what is read at every start would only seem to go
        if act != "delete" or source not in importing.RESERVED:
            store.show(source, **_SHOWN[act])
        return LIST
    if act == "words":
        _reword(store, source, form)
        return LIST
    if act == "look":
        intake.drop(str(view["token"]) if view["token"] != token else "")
    job = intake.get(token)
    if job is not None and act in _WITH_FILE:
        _WITH_FILE[act](store, intake, job, form)
    return {"shows": "file", "token": token, "editing": ""}


def _leave(store: EventStore, intake: Intake, view: Json, *, closes: bool) -> Json:
    """Leave the file that is shown; one that is being imported goes on meanwhile."""
    if closes:
        store.purge()
    job = intake.get(str(view["token"]))
    if job and job.phase == "importing":
        return {**view, "shows": "closed" if closes else "file"}
    intake.drop(str(view["token"]))
    return {**LIST, "shows": "closed" if closes else "list"}


_SHOWN: Final[Mapping[str, dict[str, bool]]] = {
    "hide": {"hidden": True},
    "show": {"hidden": False},
    "delete": {"deleted": True},
    "restore": {"deleted": False},
}


def _reword(store: EventStore, source: str, form: Form) -> None:
    for stored in store.datasets():
        if stored.dataset.source == source and source not in importing.RESERVED:
            words = importing.words(form, stored.dataset.name)
            store.put_dataset(replace(stored.dataset, **words))


def _read(_store: EventStore, intake: Intake, job: Job, form: Form) -> None:
    """Read the file as the form says; another kind or sheet starts with what is guessed of it."""
    kind, sheet = str(form.get("kind", "")), str(form.get("sheet", ""))
    kind = kind if kind in importing.KINDS else ""
    mapping, table = None, job.found.table if job.found else None
    if job.mapping and job.found and table and job.found.kind == kind == importing.TABLE:
        stood = job.found.sheet or next(iter(table.sheets), "")
        if sheet == stood:
            mapping = _mapped(job.mapping, form, table.names)
    crs = str(form.get("crs", ""))[:CRS_LIMIT]
    intake.read(job, kind=kind, sheet=sheet, crs=crs, mapping=mapping)


def _mapped(mapping: TableMapping, form: Form, names: Sequence[str]) -> TableMapping:
    for name, value in form.items():
        given = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        part, _, key = name.partition(".")
        fits = {"columns": key in FIELDS and given in ("", *names), "types": bool(key)}
        if fits.get(part, name in data_file.SETTINGS):
            mapping = answered(mapping, name, given)
    return mapping


def _import(store: EventStore, intake: Intake, job: Job, form: Form) -> None:
    known = {stored.dataset.source: stored.dataset for stored in store.datasets()}
    target = known.get(str(form.get("target", "")))
    kind = job.found.kind if job.found else importing.TABLE
    if target is None:
        said = importing.words(form, job.file)
        target = Dataset(importing.key_for(said["name"], known), kind=kind, **said)
    intake.take(
        job,
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


_WITH_FILE: Final[Mapping[str, Callable[[EventStore, Intake, Job, Form], None]]] = {
    "read": _read,
    "import": _import,
}
