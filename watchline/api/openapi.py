"""The OpenAPI document: made from the same list of addresses that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from watchline.api import parameters, route_parameters
from watchline.api.negotiation import SUFFIXES, Make
from watchline.api.problems import MEDIA_TYPE, Problem

Json = dict[str, Any]


class ResponseFormat(NamedTuple):
    """How one type of an answer is made, and its model; none for what is no JSON."""

    make: Make
    model: type[BaseModel] | None = None


class ApiRoute(NamedTuple):
    """An address: ``own`` are its parameters besides those of the page."""

    path: str
    summary: str
    own: tuple[str, ...]
    formats: Mapping[str, ResponseFormat]
    always_suffix: bool = False
    headers: Mapping[str, str] = {}


Addresses = list[tuple[str, Mapping[str, ResponseFormat]]]

REFUSALS: Final[Mapping[int, str]] = {
    400: "Something of the request cannot be read; `errors` says what",
    406: "Nothing that is accepted is offered",
    500: "The server could not answer",
    503: "Too many requests wait",
}
_TEMPLATE: Final = "#/components/schemas/{model}"
_ETAG: Final = {
    "ETag": {
        "description": "A mark of the data; send it back as If-None-Match.",
        "schema": {"type": "string"},
    }
}
_PARTS: Final = {
    "Watchline-Total": {
        "description": "How many events match.",
        "schema": {"type": "integer"},
    },
    "Watchline-Left-Out": {
        "description": "How many of them are not given out, because of their terms.",
        "schema": {"type": "integer"},
    },
    "Link": {
        "description": 'The part that follows, as `rel="next"`; not there at the end.',
        "schema": {"type": "string"},
    },
}


def addresses(root: str, route: ApiRoute) -> Addresses:
    """The address that answers as is accepted, and one for each type if there are several."""
    path = f"{root}{route.path}"
    found: Addresses = [] if route.always_suffix else [(path, route.formats)]
    if route.always_suffix or len(route.formats) > 1:
        found += [
            (f"{path}.{SUFFIXES[media]}", {media: one}) for media, one in route.formats.items()
        ]
    return found


def document(root: str, routes: Sequence[ApiRoute]) -> Json:
    """The document as JSON."""
    paths = {
        path: {"get": _operation(path.removeprefix(f"{root}/"), route, formats)}
        for route in routes
        for path, formats in addresses(root, route)
    }
    answers = {one.model for route in routes for one in route.formats.values() if one.model}
    models: list[type[BaseModel]] = sorted({*answers, Problem}, key=lambda one: one.__name__)
    _, schemas = models_json_schema(
        [(model, "serialization") for model in models], ref_template=_TEMPLATE
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Watchline",
            "version": version("watchline"),
            "description": "Reported events with their sources. What a link of the page asks for,"
            " an address here answers: put its query string behind it.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "parameters": route_parameters.components(),
            "responses": {str(status): _refusal(said) for status, said in REFUSALS.items()},
        },
    }


def _operation(name: str, route: ApiRoute, formats: Mapping[str, ResponseFormat]) -> Json:
    named = (*parameters.PAGE, *route.own)
    refusals = {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in REFUSALS
        if status != HTTPStatus.NOT_ACCEPTABLE or len(formats) > 1
    }
    return {
        "operationId": name.replace(".", "_"),
        "summary": route.summary,
        "parameters": [{"$ref": f"#/components/parameters/{one}"} for one in named],
        "responses": {
            "200": {
                "description": "The answer",
                "headers": {**_ETAG, **(_PARTS if "after" in route.own else {})},
                "content": {media: _content(one) for media, one in formats.items()},
            },
            "304": {"description": "Nothing has changed since the mark in If-None-Match"},
            **refusals,
        },
    }


def _content(one: ResponseFormat) -> Json:
    if one.model is None:
        return {"schema": {"type": "string"}}
    return {"schema": {"$ref": _TEMPLATE.format(model=one.model.__name__)}}


def _refusal(said: str) -> Json:
    schema = {"$ref": _TEMPLATE.format(model=Problem.__name__)}
    return {"description": said, "content": {MEDIA_TYPE: {"schema": schema}}}
