"""From a request to its answer: what type is wanted, whether it is news, who works it out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from dashboard.public_address import site
from geodata.jobs import JobRunner
from geodata.store import Snapshot, Store
from watchline.api.problems import problem
from watchline.api.request import ApiRequest, asked
from watchline.api.settings import ApiSettings

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
CSV: Final = "text/csv"
HTML: Final = "text/html"
PICTURES: Final[Mapping[str, str]] = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "application/pdf": "pdf",
}
SUFFIXES: Final[Mapping[str, str]] = {
    JSON: "json",
    GEOJSON: "geojson",
    CSV: "csv",
    **PICTURES,
}


class ResponseBody(NamedTuple):
    """The body of an answer, and headers that belong to it."""

    body: str | bytes
    headers: Mapping[str, str] = {}


Make = Callable[["AnswerContext", ApiRequest], ResponseBody]


class AnswerContext(NamedTuple):
    """What one answer is made from: one state of the data, the operator's settings, and a mark
    of that state."""

    db: Snapshot
    settings: ApiSettings
    sequence: str


class ApiContext(NamedTuple):
    """What the API answers from. ``sequence`` gives the mark of a version of the data;
    ``answers`` and ``pictures`` work answers out."""

    store: Store
    settings: ApiSettings
    sequence: Callable[[int], str]
    answers: JobRunner
    pictures: JobRunner


def written(model: BaseModel) -> ResponseBody:
    """A model as JSON."""
    return ResponseBody(model.model_dump_json())


async def answer(
    context: ApiContext,
    request: Request,
    names: Sequence[str],
    formats: Mapping[str, Make],
    headers: Mapping[str, str] = {},
) -> Response:
    """Answer with the format that the request accepts, or say that nothing has changed.

    ``names`` are the parameters of the address besides those of the page; ``headers`` go with
    every good answer.

    Raises:
        ProblemError: the request cannot be read or answered, or nothing it accepts is offered.
        BusyError: too many wait already.
        TimeLimitError: it took too long.
    """
    query = request.scope["query_string"].decode("utf-8", "replace")
    media = wanted(request.headers.get("accept", ""), formats)
    base = site(context.settings.public_address, str(request.base_url))
    read = await context.answers.run(lambda _: asked(query, names, base))
    told = {"Cache-Control": "no-cache", **context.settings.headers, **headers}
    if len(formats) > 1:
        told["Vary"] = "Accept"
    mark = etag(context.sequence(context.store.version), read, media)
    if is_known(request.headers.get("if-none-match", ""), mark):
        return Response(status_code=304, headers={"ETag": mark, **told})

    def make() -> Response:
        with context.store.read() as db:
            seen = AnswerContext(db, context.settings, context.sequence(db.version))
            made = formats[media](seen, read)
        marked = {"ETag": etag(seen.sequence, read, media), **told, **made.headers}
        return Response(made.body, media_type=media, headers=marked)

    runner = context.pictures if media in PICTURES else context.answers
    return await runner.run(lambda _: make())


def wanted(accept: str, offered: Mapping[str, object]) -> str:
    """The media type to answer with: the first offered one of those accepted most.

    Where one is offered only, it is meant: GDAL asks for a file of GeoJSON as text or JSON.

    Raises:
        ProblemError: none of several is accepted.
    """
    if len(offered) == 1:
        return next(iter(offered))
    ranges = [_range(one) for one in accept.split(",") if one.strip()]
    if not ranges:
        return next(iter(offered))
    weights = {media: _weight(media, ranges) for media in offered}
    best = max(weights, key=weights.__getitem__)
    if not weights[best]:
        types = ", ".join(offered)
        raise problem(HTTPStatus.NOT_ACCEPTABLE, f"This address answers with {types}.")
    return best


def _range(text: str) -> tuple[str, float]:
    """A media range and its weight; what is not a number weighs nothing less."""
    media, *parameters = (part.strip().lower() for part in text.split(";"))
    given = [one.removeprefix("q=") for one in parameters if one.startswith("q=")]
    try:
        return media, float(given[0]) if given else 1.0
    except ValueError:
        return media, 1.0


def _weight(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """How much a type is accepted: the narrowest range that it is in decides."""
    for known in (media, f"{media.partition('/')[0]}/*", "*/*"):
        weights = [weight for name, weight in ranges if name == known]
        if weights:
            return max(weights)
    return 0.0


def etag(sequence: str, read: ApiRequest, media: str) -> str:
    """A mark of an answer: the data, the type, and the days that a link counts back to."""
    days = (read.filters.date_from, read.filters.date_to) if read.filters.recent else ()
    rest = hashlib.sha256(repr((media, days)).encode()).hexdigest()[:8]
    return f'W/"{sequence}-{rest}"'


def is_known(if_none_match: str, mark: str) -> bool:
    """Whether who asks has the answer of this mark already."""
    bare = mark.removeprefix("W/")
    given = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in given or bare in given
