"""A report as a presentation: words and tables to be edited, figures as pictures, and at the
end the numbered sources."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from pptx.util import Pt

from dashboard.pictures import render
from dashboard.pictures.text import metrics
from geodata.store import Snapshot
from watchline.reports import figures
from watchline.reports.archive import steady
from watchline.reports.claims import CLAIMS_HEAD
from watchline.reports.content import EVENTS_HEAD, ReportContent, ReportFigure, SectionContent
from watchline.reports.pptx import table
from watchline.reports.pptx import template as pptx_look
from watchline.reports.pptx.claims import claim_paragraphs
from watchline.reports.pptx.template import COVER_TITLE, SlideBox, SlideTemplate
from watchline.reports.pptx.text import (
    LEADING,
    SlideParagraph,
    TextRun,
    box,
    directed,
    footed,
    grey,
    marks,
    paged,
    run,
    titled,
)
from watchline.reports.properties import described
from watchline.reports.sentences import Sentence
from watchline.reports.sources import NumberedSource
from watchline.reports.text import inside, right_to_left

UNITS: Final = 1371 / 960
"""Units of a drawing per point of a slide: type on it is as large as in a picture of a slide."""
PIXELS: Final = 4
"""Of a picture per point: twice those of a slide of 1920 px."""
FILTERS: Final = 11.0
TEXT: Final = 16.0
CAPTION: Final = 11.0
NOTE: Final = 8.5
NOTES: Final = 24.0
SOURCE: Final = 10.5
_SAID: Final = 60
_BLANK: Final = (6.0, 8.0)


class _Slides:
    """Writes the slides of a report."""

    def __init__(self, db: Snapshot, deck: SlideTemplate, content: ReportContent) -> None:
        self.store, self.deck, self.content = db, deck, content
        self.sources = {entry.number: entry for entry in content.sources}
        self.figures = 0

    def cover(self) -> None:
        """Title, period, and what the report holds."""
        content, deck = self.content, self.deck
        slide = deck.presentation.slides.add_slide(deck.cover)
        title = slide.shapes.title
        place = (_box(title) or deck.title)._replace(safe=deck.title.safe)
        size = COVER_TITLE if deck.ours else deck.title_size
        titled(slide, place, content.title, size, ours=deck.ours)
        said = [content.period, f"{content.as_of}. Reported events, with their sources."]
        said += content.holds if len(content.holds) > 1 else ()
        under = [shape for shape in slide.placeholders if shape.placeholder_format.idx == 1]
        rest = place._replace(top=place.top + place.height + 10, height=180)
        room = ((_box(under[0]) if under else None) or rest)._replace(safe=place.safe)
        size = 18.0
        lines: list[SlideParagraph] = []
        while size > 8:  # noqa: PLR2004 - the smallest type of a slide
            lines = [
                SlideParagraph((TextRun(words) if not at else grey(words),), size, after=4)
                for at, words in enumerate(said)
            ]
            if len(paged(lines, room)) == 1:
                break
            size -= 1
        if under:
            _reset(under[0], lines)
        else:
            box(slide, room, lines, name="Contents")
        footed(slide, "Watchline")
        _noted(slide, "\n".join(said))

    def slide(self, title: str, filters: str, note: str) -> tuple[Any, SlideBox]:
        """A slide with title and filters; and the room that is left, without that of sources."""
        deck = self.deck
        slide = deck.presentation.slides.add_slide(deck.plain)
        titled(slide, deck.title, title, deck.title_size, ours=deck.ours)
        top = deck.body.top + _BLANK[0]
        if not filters:
            top += _BLANK[1]
        else:
            line = metrics.shortened(filters, FILTERS, deck.body.width * deck.body.safe)
            place = deck.body._replace(top=top, height=FILTERS * LEADING)
            box(slide, place, [SlideParagraph((grey(line),), FILTERS, after=0)], name="Filters")
            top += FILTERS * LEADING + _BLANK[1]
        footed(slide, f"Watchline · {self.content.as_of}")
        _noted(slide, note)
        bottom = deck.body.top + deck.body.height - NOTES - _BLANK[0]
        return slide, deck.body._replace(top=top, height=bottom - top)

    def part(self, part: SectionContent, step: Callable[[], None]) -> None:
        """The slides of a section."""
        note = "\n".join(filter(None, (part.filters, part.link and f"Same view: {part.link}")))
        lines = [
            SlideParagraph((TextRun(one.text), grey(marks(one.cites))), TEXT, "•", after=7)
            for one in (*part.happened, *part.known)
        ]
        used = _cites((*part.happened, *part.known))
        self.texts(part.heading, part.filters, lines, note, used)
        for figure in part.figures:
            self.figure(part, figure, note)
            step()
        if part.claims.events:
            title = _with(part.heading, CLAIMS_HEAD)
            lines, used = claim_paragraphs(part.claims.events, TEXT)
            self.texts(title, part.filters, lines, f"{note}\n{part.claims.note}", used)
        if part.events:
            self.events(part, note)

    def texts(
        self,
        title: str,
        filters: str,
        lines: Sequence[SlideParagraph],
        note: str,
        used: Sequence[int],
    ) -> None:
        """Paragraphs on as many slides as they need."""
        rest = list(lines)
        while rest:
            slide, room = self.slide(title, filters, note)
            first = paged(rest, room)[0]
            box(slide, room, first, name="Text")
            self.under(slide, used)
            rest = rest[len(first) :]
            title = title if len(rest) < len(lines) - len(first) else _with(title, "Continued")

    def figure(self, part: SectionContent, figure: ReportFigure, note: str) -> None:
        """A slide with a picture, its caption under it."""
        self.figures += 1
        title = _with(part.heading, figure.label)
        slide, room = self.slide(title, part.filters, note)
        caption = CAPTION * LEADING
        wide, high = room.width, room.height - caption - _BLANK[0]
        size = (wide * UNITS, high * UNITS)
        drawn = figures.draw(
            self.store, figure.view, figure.kind, size, look="light", name=figure.name
        )
        png = render.png(drawn.svg, drawn.width, drawn.height, round(wide * PIXELS))
        picture = slide.shapes.add_picture(
            io.BytesIO(png), *(Pt(side) for side in (room.left, room.top, wide, high))
        )
        picture.name = f"Figure {self.figures}"
        said = picture._element.nvPicPr.cNvPr  # noqa: SLF001 - python-pptx has no alternative text
        said.set("descr", drawn.about)
        said.set("title", f"{figure.label}: {figure.name}")
        words = f"Figure {self.figures}. "
        text = metrics.shortened(figure.caption.text, CAPTION, wide * (room.safe - 0.15))
        line = SlideParagraph(
            (TextRun(words, bold=True), TextRun(text), grey(marks(figure.caption.cites))),
            CAPTION,
            after=0,
        )
        place = room._replace(top=room.top + high + _BLANK[0], height=caption)
        box(slide, place, [line], name="Caption")
        self.under(slide, figure.caption.cites)
        _noted(slide, f"{note}\n{drawn.about}")

    def events(self, part: SectionContent, note: str) -> None:
        """The events of a section as tables."""
        title = _with(part.heading, EVENTS_HEAD)
        filters = f"{part.events_note} {part.filters}"
        rest = list(part.events)
        while rest:
            slide, room = self.slide(title, filters, note)
            size, shown = table.fitting(rest, room)
            table.table(slide, room, shown, size)
            self.under(slide, [number for event in shown for number in event.cites])
            rest = rest[len(shown) :]

    def under(self, slide: Any, numbers: Iterable[int]) -> None:  # noqa: ANN401 - python-pptx ships no types
        """The sources of a slide in small type, in at most two lines."""
        used = [self.sources[number] for number in sorted(set(numbers))]
        if not used:
            return
        width = self.deck.body.width
        shown = len(used)
        while True:
            words = "Sources: " + "; ".join(map(_short, used[:shown]))
            if shown < len(used):
                words += f"; and {len(used) - shown} more on the slides “Sources”"
            fits = len(metrics.lines(words, NOTE, width * self.deck.body.safe)) <= 2  # noqa: PLR2004 - two lines
            if fits or shown == 1:
                break
            shown -= 1
        top = self.deck.body.top + self.deck.body.height - NOTES
        place = self.deck.body._replace(top=top, height=NOTES)
        box(
            slide,
            place,
            [SlideParagraph((grey(words),), NOTE, after=0)],
            name="Sources of this slide",
        )

    def end(self) -> None:
        """All sources, and what to know of the report."""
        lines = [_source(entry) for entry in self.content.sources]
        self.texts("Sources", "", lines, "All sources, as they are numbered on the slides.", ())
        about = [SlideParagraph((TextRun(note),), 13, "•", after=7) for note in self.content.notes]
        for part in self.content.parts:
            if part.link:
                bits = (
                    TextRun(f"Same view, {inside(part.heading)}: "),
                    TextRun(part.link, url=part.link),
                )
                about.append(SlideParagraph(bits, 11, "•", after=5))
        self.texts("About this report", "", about, "On what terms the data may be used.", ())


def _with(heading: str, label: str) -> str:
    """A heading and what of it is on the slide; a heading that is read from the right last, so
    that the signs between them keep their places."""
    if right_to_left(heading):
        return f"{label}: {heading}"
    return f"{heading}: {label.lower()}"


def _source(entry: NumberedSource) -> SlideParagraph:
    before = (TextRun(f"{entry.before} "),) if entry.before else ()
    bits = (*before, TextRun(entry.title, url=entry.url), grey(entry.after))
    return SlideParagraph(bits, SOURCE, f"[{entry.number}]", after=2.5)


def _short(entry: NumberedSource) -> str:
    """A source in a few words: who reported it."""
    who = entry.title if entry.before in {"", "Data set:"} else entry.before
    return f"[{entry.number}] {who.rstrip(': ')[:_SAID]}"


def _cites(sentences: Iterable[Sentence]) -> list[int]:
    return [number for sentence in sentences for number in sentence.cites]


def _box(shape: Any) -> SlideBox | None:  # noqa: ANN401 - python-pptx ships no types
    sides = () if shape is None else (shape.left, shape.top, shape.width, shape.height)
    if not sides or None in sides:
        return None
    return SlideBox(*(side / Pt(1) for side in sides))


def _reset(shape: Any, lines: Sequence[SlideParagraph]) -> None:  # noqa: ANN401 - python-pptx ships no types
    """Words in a placeholder, in its own colours."""
    for at, line in enumerate(lines):
        paragraph = shape.text_frame.paragraphs[0] if not at else shape.text_frame.add_paragraph()
        directed(paragraph, line.text)
        paragraph.space_after = Pt(line.after)
        for bit in line.bits:
            run(paragraph, bit, line.size)


def _noted(slide: Any, text: str) -> None:  # noqa: ANN401 - python-pptx ships no types
    slide.notes_slide.notes_text_frame.text = text


def build(
    db: Snapshot,
    content: ReportContent,
    template: Path | None,
    *,
    notice: Callable[[str], None],
    step: Callable[[], None],
) -> bytes:
    """The bytes of a PPTX file.

    Raises:
        TemplateError: the template cannot be used; says why.
    """
    deck = pptx_look.opened(template, notice)
    slides = _Slides(db, deck, content)
    slides.cover()
    for part in content.parts:
        slides.part(part, step)
    slides.end()
    described(deck.presentation.part.package, content, "en-GB")
    target = io.BytesIO()
    deck.presentation.save(target)
    return steady(target.getvalue())
