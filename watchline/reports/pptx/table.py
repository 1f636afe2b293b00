"""The events of a report as tables on slides, as many rows as fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pptx.oxml.ns import qn
from pptx.util import Pt

from watchline.reports.content import EventEntry
from watchline.reports.docx.styles import HAIR, INK
from watchline.reports.pptx.template import SlideBox
from watchline.reports.pptx.text import SlideParagraph, TextRun, fill, grey, height

COLUMNS: Final = (
    *(("Date", 0.13), ("Place", 0.17), ("What", 0.41), ("Deaths", 0.09), ("Grade", 0.07)),
    ("Sources", 0.13),
)
SIZES: Final = (11.0, 10.0)
"""Of the type, in the order in which they are tried."""
SMALLER: Final = 1.5
_RIGHT: Final = 8.0
_ABOVE: Final = 3.5
_PLAIN: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"


def fitting(events: Sequence[EventEntry], box: SlideBox) -> tuple[float, list[EventEntry]]:
    """The size of type, and the first events that fit into a box as a table: all of them if one
    of ``SIZES`` makes them fit, else about as many as on each of the slides after it."""
    for size in SIZES:
        portions = _pages(events, box, size)
        if len(portions) == 1:
            return size, portions[0]
    portions = _pages(events, box, SIZES[0])
    even = -(-len(events) // len(portions))
    return SIZES[0], portions[0][:even]


def _pages(events: Sequence[EventEntry], box: SlideBox, size: float) -> list[list[EventEntry]]:
    made: list[list[EventEntry]] = [[]]
    head = _high([_words(name, size) for name, _ in COLUMNS], box)
    room = box.height - head
    for event in events:
        need = _high(_cells(event, size), box)
        if made[-1] and need > room:
            made.append([])
            room = box.height - head
        made[-1].append(event)
        room -= need
    return made


def table(slide: Any, box: SlideBox, events: Sequence[EventEntry], size: float) -> None:  # noqa: ANN401 - python-pptx ships no types
    """A table of events that can be edited."""
    head = [[SlideParagraph((TextRun(name, bold=True),), size, after=0)] for name, _ in COLUMNS]
    rows = [head, *(_cells(event, size) for event in events)]
    heights = [_high(row, box) for row in rows]
    frame = slide.shapes.add_table(
        len(rows),
        len(COLUMNS),
        *(Pt(side) for side in (box.left, box.top, box.width, sum(heights))),
    )
    frame.name = "Events"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "Table of events with their sources")  # noqa: SLF001 - no such property
    made = frame.table
    properties = made._tbl.tblPr  # noqa: SLF001 - no such property
    properties.find(qn("a:tableStyleId")).text = _PLAIN
    made.horz_banding = False
    for column, (_, share) in zip(made.columns, COLUMNS, strict=True):
        column.width = Pt(box.width * share)
    for at, (row, high, cells) in enumerate(zip(made.rows, heights, rows, strict=True)):
        row.height = Pt(high)
        for cell, lines in zip(row.cells, cells, strict=True):
            cell.margin_left, cell.margin_right = 0, Pt(_RIGHT)
            cell.margin_top = cell.margin_bottom = Pt(_ABOVE)
            fill(cell.text_frame, lines)
            _ruled(cell, INK if not at else HAIR, 1.25 if not at else 0.5)


def _cells(event: EventEntry, size: float) -> list[list[SlideParagraph]]:
    marks = "".join(f"[{number}]" for number in event.cites) or "none given"
    if event.more:
        marks += f" and {event.more} more"
    what = [
        SlideParagraph((TextRun(event.title),), size, after=0),
        SlideParagraph((grey(event.kind),), size - SMALLER, after=0),
    ]
    return [
        _words(event.when, size),
        _words(event.where, size),
        what,
        _words(event.deaths, size),
        _words(event.grade, size),
        [SlideParagraph((grey(marks),), size - SMALLER, after=0)],
    ]


def _words(text: str, size: float) -> list[SlideParagraph]:
    return [SlideParagraph((TextRun(text),), size, after=0)]


def _high(cells: Sequence[Sequence[SlideParagraph]], box: SlideBox) -> float:
    """How high a row is."""
    return 2 * _ABOVE + max(
        sum(height(line, box.width * share - _RIGHT, box.safe) for line in lines)
        for lines, (_, share) in zip(cells, COLUMNS, strict=True)
    )


def _ruled(cell: Any, colour: str, width: float) -> None:  # noqa: ANN401 - python-pptx ships no types
    """A line under a cell."""
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-pptx has no borders
    line = properties.makeelement(qn("a:lnB"), {"w": str(round(Pt(width)))})
    paint = line.makeelement(qn("a:solidFill"), {})
    paint.append(paint.makeelement(qn("a:srgbClr"), {"val": colour}))
    line.append(paint)
    properties.insert(0, line)
