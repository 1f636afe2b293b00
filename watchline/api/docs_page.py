"""The readable page of the API, made from its OpenAPI document; no script."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

STATIC: Final = Path(__file__).parent / "static"
FILES: Final = {"page.css": "text/css", "embed.css": "text/css", "embed.js": "text/javascript"}

Json = dict[str, Any]

_REFUSED: Final = (
    "<p>Where something of a request cannot be read, nothing is answered: status 400, and"
    " <code>errors</code> names each parameter with what is wrong with it. Errors are problem"
    " details (RFC 9457), <code>application/problem+json</code>.</p>"
    "<p>Every answer carries an <code>ETag</code>; sent back as <code>If-None-Match</code>, it is"
    " answered with 304 until the data change.</p>"
)


def fixed(text: str, media: str) -> Callable[[Request], Awaitable[Response]]:
    """An address that always answers the same."""

    async def endpoint(_request: Request) -> Response:
        return Response(text, media_type=media)

    return endpoint


async def static(request: Request) -> Response:
    """The style sheets and the one script of the pages that are made here."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    return FileResponse(STATIC / name, media_type=FILES[name])


def head(title: str, *sheets: str, script: str = "") -> str:
    """The head of a page, with the fonts and colours of the dashboard."""
    links = "".join(
        f'<link rel="stylesheet" href="{sheet}">'
        for sheet in ("/assets/fonts.css", "/assets/tokens.css", *sheets)
    )
    run = f'<script src="{script}" defer></script>' if script else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{links}{run}</head>'
    )


def page(document: Json) -> str:
    """What can be asked and what is answered, for people."""
    shared = document["components"]["parameters"]
    return "".join(
        (
            head("Watchline: the API", "/api/static/page.css"),
            '<body><main><p class="brand"><a href="/">Watchline</a></p><h1>The API</h1>',
            f"<p>{escape(document['info']['description'])}",
            ' For programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>',
            "<h2>Addresses</h2>",
            *_table(("Address", "Answers", "Own parameters"), _addresses(document, shared)),
            "<h2>Parameters of every address</h2>",
            *_table(("Name", "What it asks for", "Example"), _parameters(document, shared)),
            "<h2>Parameters of some addresses</h2>",
            *_table(("Name", "What it asks for", "Example"), _own(document, shared)),
            *_schemas(document["components"]["schemas"]),
            '<h2 id="unreadable">What is refused</h2>',
            _REFUSED,
            "</main></body></html>",
        )
    )


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield "<table><thead><tr>"
    yield "".join(f'<th scope="col">{one}</th>' for one in heads)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"


def _named(operation: Json) -> list[str]:
    return [one["$ref"].rpartition("/")[2] for one in operation["parameters"]]


def _everywhere(document: Json) -> set[str]:
    named = [set(_named(one["get"])) for one in document["paths"].values()]
    return set.intersection(*named)


def _addresses(document: Json, shared: Json) -> Iterator[tuple[str, ...]]:
    """The addresses; those that differ by their suffix only stand together."""
    everywhere = _everywhere(document)
    alike: defaultdict[str, dict[str, Json]] = defaultdict(dict)
    for path, item in document["paths"].items():
        alike[path.partition(".")[0]][path] = item["get"]
    for those in alike.values():
        (operation, *_) = those.values()
        links = [f'<a href="{path}"><code>{path}</code></a>' for path in those]
        content: Json = {}
        for one in those.values():
            content |= one["responses"]["200"]["content"]
        types = "<br>".join(_type(media, said) for media, said in content.items())
        own = [shared[name]["name"] for name in _named(operation) if name not in everywhere]
        yield (
            "<br>".join([*links, escape(operation["summary"])]),
            types,
            ", ".join(f"<code>{name}</code>" for name in own),
        )


def _type(media: str, said: Json) -> str:
    name = said["schema"].get("$ref", "").rpartition("/")[2]
    model = f': <a href="#{name}">{name}</a>' if name else ""
    return f"<code>{media}</code>{model}"


def _parameters(document: Json, shared: Json) -> Iterator[tuple[str, ...]]:
    everywhere = _everywhere(document)
    return (_parameter(one) for name, one in shared.items() if name in everywhere)


def _own(document: Json, shared: Json) -> Iterator[tuple[str, ...]]:
    everywhere = _everywhere(document)
    return (_parameter(one) for name, one in shared.items() if name not in everywhere)


MOST_WORDS: Final = 20


def _parameter(one: Json) -> tuple[str, ...]:
    schema = one["schema"]
    several = schema.get("type") == "array"
    words = (schema["items"] if several else schema).get("enum", [])
    said = _prose(one["description"])
    if words and len(words) <= MOST_WORDS:
        said += f" One of {', '.join(f'<code>{escape(str(word))}</code>' for word in words)}."
    if several:
        said += " Repeatable: any of them."
    example = one["example"]
    shown = "&".join(f"{one['name']}={value}" for value in (example if several else [example]))
    return f"<code>{one['name']}</code>", said, f"<code>{escape(shown)}</code>"


def _schemas(schemas: Json) -> Iterator[str]:
    yield "<h2>Answers</h2>"
    for name, schema in schemas.items():
        yield f'<h3 id="{name}">{name}</h3><p>{_prose(schema.get("description", ""))}</p>'
        yield from _table(("Name", "Type", "Meaning"), _properties(schema))


def _properties(schema: Json) -> Iterator[tuple[str, ...]]:
    for name, one in schema.get("properties", {}).items():
        yield f"<code>{name}</code>", _shape(one), _prose(one.get("description", ""))


def _shape(schema: Json) -> str:
    """The type of a value in words, with links to what is told elsewhere."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_shape, schema["anyOf"])))
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(word))}</code>" for word in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    if schema.get("type") == "array":
        return f"list of {_shape(schema['items'])}" if "items" in schema else "list"
    return str(schema.get("format", schema.get("type", "")))


def _prose(text: str) -> str:
    """Text with its code marked."""
    return re.sub(r"`{1,2}([^`]+)`{1,2}", r"<code>\1</code>", escape(text, quote=False))
