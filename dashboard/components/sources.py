"""The published reports that an event rests on, each a link of its own."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from geodata.shapes import Source
from geodata.text import day

LANGUAGES = {
    "en": "English",
    "ar": "Arabic",
    "he": "Hebrew",
    "fr": "French",
    "tr": "Turkish",
    "de": "German",
    "es": "Spanish",
    "ru": "Russian",
    "fa": "Persian",
    "ku": "Kurdish",
}


def source_list(sources: Sequence[Source]) -> list[Component]:
    """Every source with publisher, title, date, language and note."""
    languages = sorted({source.language for source in sources if source.language})
    if not sources:
        hint = "none given"
    elif len(languages) == 1:
        name = LANGUAGES.get(languages[0], languages[0])
        hint = f"{len(sources)}, {'all ' if len(sources) > 1 else ''}in {name}"
    else:
        hint = f"{len(sources)}, in {len(languages)} languages" if languages else str(len(sources))
    head = html.Div([html.H3("Sources"), html.Span(hint, className="hint")], className="block-head")
    return [head, html.Ul([_source(source) for source in sources], className="sources")]


def _source(source: Source) -> Component:
    said: list[Component | str] = [source.publisher]
    if source.title:
        said.append(f" · {source.title}")
    anchor: Component = html.Span(said, dir="auto")
    if source.url.startswith(("https://", "http://")):
        anchor = html.A(
            said,
            href=source.url,
            target="_blank",
            rel="noopener noreferrer",
            title=f"{source.url} (opens in a new tab)",
            dir="auto",
        )
    when = day(source.published) if source.published else "no date"
    parts: list[Component] = [
        html.Span(anchor),
        html.Span(f"{when} · {source.language}" if source.language else when, className="hint"),
    ]
    if source.note:
        parts.append(html.Span(source.note, className="note", dir="auto"))
    return html.Li(parts)
