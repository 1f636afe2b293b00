"""The published reports that an event rests on, each a link of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from dash import html
from dash.development.base_component import Component

from dashboard.components.terms import term
from dashboard.glossary import GLOSSARY
from geodata.event_results import Source
from geodata.text import NOT_RECORDED, claimed, day

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


INFERRED: Final = GLOSSARY["inferred"]


def source_list(sources: Sequence[Source], *, contested: bool = False) -> list[Component]:
    """Every source with publisher, title, date, language and note; with the deaths that it states
    itself where any of them states some. ``contested``: the
    numbers of the event differ."""
    languages = sorted({source.language for source in sources if source.language})
    if not sources:
        hint = "none given"
    elif len(languages) == 1:
        name = LANGUAGES.get(languages[0], languages[0])
        hint = f"{len(sources)}, {'all ' if len(sources) > 1 else ''}in {name}"
    else:
        hint = f"{len(sources)}, in {len(languages)} languages" if languages else str(len(sources))
    head = html.Div(
        [html.H3(term("sources")), html.Span(hint, className="hint")], className="block-head"
    )
    stated = any(source.states_deaths for source in sources)
    listed = html.Ul([_source(source, stated=stated) for source in sources], className="sources")
    made: list[Component] = [head]
    if contested and sources and not stated:
        made.append(html.P(NOT_RECORDED, className="hint"))
    made.append(listed)
    if any(INFERRED.name in source.publisher for source in sources):
        means = f"{INFERRED.name}: {INFERRED.means[0].lower()}{INFERRED.means[1:]}"
        made.append(html.P(means, className="hint"))
    return made


def cited(source: Source) -> Component:
    """Who published it and under what title, linked where it has an address."""
    said: list[Component | str] = [source.publisher]
    # where no title is known, the outlet says at least where the link leads
    if named := source.title or urlsplit(source.url).hostname:
        said.append(f" · {named}")
    if not source.url.startswith(("https://", "http://")):
        return html.Span(said, dir="auto")
    return html.A(
        said,
        href=source.url,
        target="_blank",
        rel="noopener noreferrer",
        title=f"{source.url} (opens in a new tab)",
        dir="auto",
    )


def _source(source: Source, *, stated: bool) -> Component:
    when = day(source.published) if source.published else "no date"
    parts: list[Component] = [
        html.Span(cited(source)),
        html.Span(f"{when} · {source.language}" if source.language else when, className="hint"),
    ]
    if stated:
        words = claimed(source.fatalities_low, source.fatalities_high)
        parts.append(html.Span(f"Deaths: {words}", className="claim"))
    if source.note:
        parts.append(html.Span(source.note, className="note", dir="auto"))
    return html.Li(parts)
