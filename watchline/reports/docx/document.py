"""A report as a Word file: text and tables to be edited, figures as pictures, sources as
footnotes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.shared import Emu, Mm
from docx.table import Table
from docx.text.paragraph import Paragraph

from dashboard.pictures import render, sizes
from dashboard.pictures.text import metrics
from geodata.store import Snapshot
from geodata.text import NOT_RECORDED
from watchline.reports import figures
from watchline.reports.archive import steady
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
from watchline.reports.docx import template as docx_look
from watchline.reports.docx.footnotes import Footnotes
from watchline.reports.docx.styles import BULLET, CELL, FILTERS, KICKER, PICTURE, TABLE, known
from watchline.reports.docx.xml import directed, element, field, linked, words
from watchline.reports.properties import described
from watchline.reports.sentences import Sentence
from watchline.reports.text import LEFT_TO_RIGHT, inside

HEIGHTS: Final = {"map": 100.0, "timeline": 86.0, "situation": 200.0}
"""Heights of figures on a page of 160 mm between its margins, in mm."""
OTHER_HEIGHT: Final = 105.0
WIDTH: Final = 160.0
COLUMNS: Final = (
    ("Date", 0.15),
    ("Place", 0.19),
    ("What", 0.45),
    ("Deaths", 0.13),
    ("Grade", 0.08),
)
CLAIMS: Final = tuple(zip(CLAIMS_COLUMNS, (0.58, 0.22, 0.2), strict=True))
HEADER: Final = 8.0
HEADER_ROOM: Final = 280.0
"""Size of the type of a header, and the room for its title, in points."""
_LEAST: Final = 60.0  # mm of a figure


class _Writer:
    """Writes a report into a document."""

    def __init__(self, db: Snapshot, document: Document, content: ReportContent) -> None:
        self.store, self.document, self.content = db, document, content
        self.styles = known(document)
        self.notes = Footnotes(document, content.sources, self.styles)
        self.bullet = "" if not docx_look.plain_bullets(document) else "– "
        page = document.sections[-1]
        inner = (page.page_width or Mm(210)) - (page.left_margin or 0) - (page.right_margin or 0)
        tall = (page.page_height or Mm(297)) - (page.top_margin or 0) - (page.bottom_margin or 0)
        self.width = max(_LEAST, Emu(inner).mm)
        self.tall = max(_LEAST, Emu(tall).mm)
        self.figures = 0

    def paragraph(self, text: str, style: str) -> Paragraph:
        made = self.document.add_paragraph()
        self.styled(made, style)
        if text:
            words(directed(made, text), text)
        return made

    def styled(self, paragraph: Paragraph, style: str) -> None:
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - a style by its id, in any language
        properties.style = self.styles[style.casefold()]

    def said(self, sentences: Sequence[Sentence], style: str = "Normal") -> None:
        """Sentences as one paragraph, each with its sources."""
        if not sentences:
            return
        made = self.paragraph("", style)
        for at, sentence in enumerate(sentences):
            words(made, (" " if at else "") + sentence.text)
            self.notes.cite(made, sentence.cites)

    def head(self) -> None:
        """Title, period, and what the report holds."""
        content = self.content
        self.paragraph(content.title, "Title")
        self.paragraph(content.period, "Subtitle")
        self.paragraph(f"{content.as_of}. Reported events, with their sources.", KICKER)
        if len(content.holds) > 1:
            self.paragraph("In this report", "heading 2")
            for words_ in content.holds:
                self.paragraph(self.bullet + words_, BULLET)

    def part(self, part: SectionContent, step: Callable[[], None]) -> None:
        """A section."""
        self.paragraph(part.heading, "heading 1")
        filters = self.paragraph(part.filters, FILTERS)
        if part.link:
            words(filters, " ")
            key = self.styles["hyperlink"]
            linked(filters._p, self.document.part, SAME_VIEW, part.link, key)  # noqa: SLF001 - python-docx writes no links
        self.said(part.happened)
        self.said(part.known)
        for figure in part.figures:
            self.figure(figure)
            step()
        if part.claims.events:
            self.paragraph(CLAIMS_HEAD, "heading 2")
            note = self.paragraph(part.claims.note, KICKER)
            note.paragraph_format.keep_with_next = True
            self.claims(part.claims.events)
        if part.events:
            self.paragraph(EVENTS_HEAD, "heading 2")
            note = self.paragraph(part.events_note, KICKER)
            note.paragraph_format.keep_with_next = True
            self.table(part.events)

    def figure(self, figure: ReportFigure) -> None:
        """A picture at 300 dots per inch under a numbered caption."""
        high = HEIGHTS.get(figure.kind, OTHER_HEIGHT) * self.width / WIDTH
        most = self.tall * 0.86 / sizes.MM_PER_UNIT
        size = (self.width / sizes.MM_PER_UNIT, min(high / sizes.MM_PER_UNIT, most))
        drawn = figures.draw(
            self.store, figure.view, figure.kind, size, look="print", name=figure.name, most=most
        )
        pixels = self.width / sizes.MM_PER_INCH * sizes.DPI
        png = render.png(drawn.svg, drawn.width, drawn.height, round(pixels))
        self.figures += 1
        # above the picture: some programs cut a picture that is to be kept with what follows
        caption = self.paragraph("", "caption")
        caption.paragraph_format.keep_with_next = True
        words(caption, "Figure ", bold=True)
        field(caption, "SEQ Figure \\* ARABIC", str(self.figures), bold=True)
        words(caption, ". ", bold=True)
        words(caption, figure.caption.text)
        self.notes.cite(caption, figure.caption.cites)
        holder = self.paragraph("", PICTURE)
        shape = holder.add_run().add_picture(io.BytesIO(png), width=Mm(self.width))
        for side in ("distT", "distB", "distL", "distR"):
            shape._inline.set(side, "0")  # noqa: SLF001 - some programs take an eighth of an inch
        said = shape._inline.docPr  # noqa: SLF001 - python-docx has no alternative text
        said.set("name", f"Figure {self.figures}")
        said.set("title", f"{figure.label}: {figure.name}")
        said.set("descr", drawn.about)

    def table(self, events: Sequence[EventEntry]) -> None:
        """The events, a row each; the head is repeated on every page."""
        table = self._table(COLUMNS)
        for event in events:
            row = self._row(
                table, (event.when, event.where, event.title, event.deaths, event.grade)
            )
            what = row.cells[2]
            self.notes.cite(what.paragraphs[0], event.cites)
            kind = what.add_paragraph()
            self.styled(kind, CELL)
            more = f" · {event.more} more sources" if event.more else ""
            words(kind, event.kind + more, italic=True)
        _kept_whole(table)

    def claims(self, events: Sequence[ClaimedEvent]) -> None:
        """The sources of each event with their numbers, a row each, under the event."""
        table = self._table(CLAIMS)
        for event in events:
            row = table.add_row()
            named = row.cells[0].merge(row.cells[-1])
            self.styled(named.paragraphs[0], CELL)
            words(directed(named.paragraphs[0], event.title), event.title, bold=True)
            about = named.add_paragraph()
            self.styled(about, CELL)
            words(about, event.about, italic=True)
            for paragraph in (named.paragraphs[0], about):
                paragraph.paragraph_format.keep_with_next = True
            for one in event.entries:
                told = self._row(table, (one.publisher, one.deaths, one.published))
                self.notes.cite(told.cells[0].paragraphs[0], one.cites)
            if not event.entries:
                row = table.add_row()
                whole = row.cells[0].merge(row.cells[-1])
                self.styled(whole.paragraphs[0], CELL)
                words(whole.paragraphs[0], NOT_RECORDED)
        _kept_whole(table)

    def _table(self, columns: Sequence[tuple[str, float]]) -> Any:  # noqa: ANN401 - python-docx ships no types
        """A table of columns with their shares of the width, and its head."""
        table = self.document.add_table(rows=0, cols=len(columns))
        _laid_out(table, self.styles[TABLE.casefold()], self.width, columns)
        head = table.add_row()
        for cell, (name, _) in zip(head.cells, columns, strict=True):
            self.styled(cell.paragraphs[0], CELL)
            words(cell.paragraphs[0], name, bold=True)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        return table

    def _row(self, table: Any, said: Sequence[str]) -> Any:  # noqa: ANN401 - as above
        row = table.add_row()
        for cell, text in zip(row.cells, said, strict=True):
            self.styled(cell.paragraphs[0], CELL)
            words(directed(cell.paragraphs[0], text), text)
        return row

    def about(self) -> None:
        """On what terms, what to know before quoting a number, and where to look again."""
        self.paragraph("About this report", "heading 1")
        for note in self.content.notes:
            self.paragraph(self.bullet + note, BULLET)
        for part in self.content.parts:
            if part.link:
                made = self.paragraph(f"{self.bullet}{SAME_VIEW}, {inside(part.heading)}: ", BULLET)
                key = self.styles["hyperlink"]
                linked(made._p, self.document.part, part.link, part.link, key)  # noqa: SLF001 - python-docx writes no links

    def margins(self) -> None:
        """Header and footer, where the template has none."""
        for page in self.document.sections:
            if page.header.is_linked_to_previous and page.footer.is_linked_to_previous:
                page.start_type = page.start_type or WD_SECTION.NEW_PAGE
                page.different_first_page_header_footer = True
                title = metrics.shortened(self.content.title, HEADER, HEADER_ROOM)
                self._line(page.header, title, self.content.period)
                for foot in (page.footer, page.first_page_footer):
                    self._line(foot, f"Watchline · {self.content.as_of}", "")
                    end = foot.paragraphs[0]
                    words(end, "\tPage ")
                    field(end, "PAGE", "1")
                    words(end, " of ")
                    field(end, "NUMPAGES", "1")

    def _line(self, place: object, left: str, right: str) -> None:
        place.is_linked_to_previous = False  # type: ignore[attr-defined]
        made: Paragraph = place.paragraphs[0]  # type: ignore[attr-defined]
        self.styled(made, "header")
        words(made, left)
        if right:
            # digits after words that are read from the right would change places
            words(made, f"\t{LEFT_TO_RIGHT}{right}")


def _kept_whole(table: Table) -> None:
    """No row is cut by the end of a page, and the head is repeated on every page."""
    for at, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no such property
        properties.append(element("w:cantSplit"))
        if not at:
            properties.append(element("w:tblHeader"))


def _laid_out(table: Table, style: str, width: float, columns: Sequence[tuple[str, float]]) -> None:
    """Fixed columns, so that every program breaks lines alike."""
    properties = table._tbl.tblPr  # noqa: SLF001 - a style by its id
    for child in list(properties):
        properties.remove(child)
    properties.append(element("w:tblStyle", val=style))
    properties.append(element("w:tblW", w=str(round(Mm(width).twips)), type="dxa"))
    properties.append(element("w:tblLayout", type="fixed"))
    properties.append(element("w:tblLook", val="0420", firstRow="1", noVBand="1"))
    for column, (_, share) in zip(table.columns, columns, strict=True):
        column.width = Mm(width * share)


def build(
    db: Snapshot,
    content: ReportContent,
    template: Path | None,
    *,
    notice: Callable[[str], None],
    step: Callable[[], None],
) -> bytes:
    """The bytes of a DOCX file.

    Raises:
        TemplateError: the template cannot be used; says why.
    """
    document = docx_look.opened(template, notice)
    writer = _Writer(db, document, content)
    writer.head()
    for part in content.parts:
        writer.part(part, step)
    writer.about()
    writer.margins()
    described(document.part.package, content, docx_look.language(document))
    target = io.BytesIO()
    document.save(target)
    return steady(target.getvalue())
