"""A report as one HTML file: no script, nothing fetched, sources linked back and forth."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Final

from dashboard.pictures.text import metrics
from geodata.store import Snapshot
from geodata.text import NOT_RECORDED
from watchline.reports import figures
from watchline.reports.claims import (
    CLAIMS_COLUMNS,
    CLAIMS_HEAD,
    ClaimedEvent,
)
from watchline.reports.content import (
    EVENTS_HEAD,
    SAME_VIEW,
    EventEntry,
    ReportContent,
    ReportFigure,
    SectionContent,
)
from watchline.reports.html.style import CSS
from watchline.reports.sentences import Sentence
from watchline.reports.sources import NumberedSource

POLICY: Final = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
"""What a browser may load for the page: what is in it."""

WIDTH: Final = 848.0
HEIGHTS: Final = {"map": 570.0, "timeline": 460.0, "situation": 1100.0}
OTHER_HEIGHT: Final = 560.0
MOST: Final = 1_300.0
HEADS: Final = ("Date", "Place", "What", "Deaths", "Grade", "Sources")


class _Page:
    """Writes the parts of a page; remembers where each source is cited."""

    def __init__(self, db: Snapshot, content: ReportContent, step: Callable[[], None]) -> None:
        self.store, self.content, self.step = db, content, step
        self.cited: defaultdict[int, int] = defaultdict(int)
        self.figures = 0

    def cite(self, numbers: Sequence[int]) -> str:
        """``[1][2]``, each leading to its source."""
        marks = []
        for number in numbers:
            self.cited[number] += 1
            here = f"c{number}-{self.cited[number]}"
            marks.append(f'<a id="{here}" href="#s{number}">[{number}]</a>')
        return f' <span class="cite">{"".join(marks)}</span>' if marks else ""

    def said(self, sentences: Sequence[Sentence]) -> str:
        inside = " ".join(escape(one.text) + self.cite(one.cites) for one in sentences)
        return f"<p>{inside}</p>\n" if inside else ""

    def part(self, part: SectionContent, at: int) -> str:
        made = [
            f'<section id="part{at}">\n<h2 dir="auto">{escape(part.heading)}</h2>\n',
            f'<p class="filters">{escape(part.filters)}{_same_view(part)}</p>\n',
            self.said(part.happened),
            self.said(part.known),
            *(self.figure(figure) for figure in part.figures),
            self.claims(part),
            self.table(part),
        ]
        return "".join(made) + "</section>\n"

    def figure(self, figure: ReportFigure) -> str:
        high = HEIGHTS.get(figure.kind, OTHER_HEIGHT)
        drawn = figures.draw(
            self.store,
            figure.view,
            figure.kind,
            (WIDTH, high),
            look="light",
            name=figure.name,
            most=MOST,
        )
        self.step()
        self.figures += 1
        data = base64.b64encode(drawn.svg.encode()).decode("ascii")
        shown = WIDTH * drawn.height / drawn.width
        return (
            f'<figure class="figure">\n<img alt="{escape(drawn.about)}" width="{WIDTH:.0f}"'
            f' height="{shown:.0f}" src="data:image/svg+xml;base64,{data}">\n<figcaption>'
            f"<b>Figure {self.figures}.</b> {escape(figure.caption.text)}"
            f"{self.cite(figure.caption.cites)}</figcaption>\n</figure>\n"
        )

    def claims(self, part: SectionContent) -> str:
        if not part.claims.events:
            return ""
        heads = "".join(f'<th scope="col">{head}</th>' for head in CLAIMS_COLUMNS)
        events = "".join(map(self.claimed, part.claims.events))
        return (
            f'<h3>{CLAIMS_HEAD}</h3>\n<table class="claims">\n'
            f"<caption>{escape(part.claims.note)}</caption>\n"
            f"<thead><tr>{heads}</tr></thead>\n{events}</table>\n"
        )

    def claimed(self, event: ClaimedEvent) -> str:
        rows = "".join(
            f'<tr><td><span dir="auto">{escape(one.publisher)}</span>{self.cite(one.cites)}</td>'
            f'<td data-head="{CLAIMS_COLUMNS[1]}">{escape(one.deaths)}</td>'
            f'<td data-head="{CLAIMS_COLUMNS[2]}">{escape(one.published)}</td></tr>\n'
            for one in event.entries
        )
        rows = rows or f'<tr><td colspan="3">{NOT_RECORDED}</td></tr>\n'
        return (
            f'<tbody>\n<tr><th colspan="3" scope="rowgroup"><span dir="auto">{escape(event.title)}'
            f'</span><span class="kind">{escape(event.about)}</span></th></tr>\n{rows}</tbody>\n'
        )

    def table(self, part: SectionContent) -> str:
        if not part.events:
            return ""
        heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
        rows = "".join(map(self.row, part.events))
        return (
            f"<h3>{EVENTS_HEAD}</h3>\n<table>\n<caption>{escape(part.events_note)}</caption>\n"
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
        )

    def row(self, event: EventEntry) -> str:
        more = f" and {event.more} more" if event.more else ""
        sources = self.cite(event.cites).strip() or "none given"
        return (
            f'<tr><td class="date">{escape(event.when)}</td>'
            f'<td dir="auto">{escape(event.where)}</td>'
            f'<td><span dir="auto">{escape(event.title)}</span>'
            f'<span class="kind">{escape(event.kind)}</span></td>'
            f'<td class="narrow" data-head="Deaths">{escape(event.deaths)}</td>'
            f'<td data-head="Grade">{escape(event.grade)}</td>'
            f'<td data-head="Sources">{sources}{more}</td></tr>\n'
        )

    def sources(self) -> str:
        entries = "".join(map(self.source, self.content.sources))
        if not entries:
            return ""
        return (
            f'<section id="sources">\n<h2>Sources</h2>\n<ol class="sources">\n{entries}</ol>\n'
            "</section>\n"
        )

    def source(self, entry: NumberedSource) -> str:
        title = escape(entry.title)
        if entry.url:
            title = _link(entry.url, entry.title, "out")
        back = " ".join(
            f'<a class="back" href="#c{entry.number}-{at}"'
            f' aria-label="Back to citation {at} of source {entry.number}">↑</a>'
            for at in range(1, self.cited[entry.number] + 1)
        )
        before = f"<bdi>{escape(entry.before)}</bdi> " if entry.before else ""
        said = f"{before}<bdi>{title}</bdi>{escape(entry.after)}"
        return f'<li id="s{entry.number}">{said} {back}</li>\n'


def _same_view(part: SectionContent) -> str:
    return f" {_link(part.link, SAME_VIEW)}" if part.link else ""


def _link(url: str, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<a{named} href="{escape(url)}" rel="noopener noreferrer">{escape(text)}</a>'


def build(
    db: Snapshot,
    content: ReportContent,
    template: Path | None,  # noqa: ARG001 - web pages have none
    *,
    notice: Callable[[str], None],  # noqa: ARG001 - nothing can be lacking
    step: Callable[[], None],
) -> bytes:
    """The bytes of an HTML file, in UTF-8."""
    page = _Page(db, content, step)
    parts = "".join(page.part(part, at) for at, part in enumerate(content.parts, 1))
    said = [escape(note) for note in content.notes]
    said += [
        f"{SAME_VIEW}, <bdi>{escape(part.heading)}</bdi>: {_link(part.link, part.link)}"
        for part in content.parts
        if part.link
    ]
    notes = "".join(f"<li>{note}</li>\n" for note in said)
    title = escape(content.title)
    body = (
        f'<header>\n<h1 dir="auto">{title}</h1>\n<p class="period">{escape(content.period)}</p>\n'
        f'<p class="small">{escape(content.as_of)}. Reported events, with their sources.</p>\n'
        f"{_holds(content)}</header>\n<main>\n{parts}{page.sources()}"
        f'<section id="about">\n<h2>About this report</h2>\n<ul class="notes">\n{notes}</ul>\n'
        "</section>\n</main>\n"
    )
    fonts = metrics.styles(set(body))
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="author" content="Watchline">\n'
        f'<meta name="dcterms.created" content="{content.created.isoformat()}">\n'
        f"<title>{title}</title>\n<style>{fonts}{CSS}</style>\n</head>\n<body>\n{body}</body>\n"
        "</html>\n"
    ).encode()


def _holds(content: ReportContent) -> str:
    if len(content.holds) <= 1:
        return ""
    items = "".join(
        f'<li dir="auto"><a href="#part{at}">{escape(words)}</a></li>\n'
        for at, words in enumerate(content.holds, 1)
    )
    return f'<nav aria-label="In this report">\n<ul class="notes">\n{items}</ul>\n</nav>\n'
