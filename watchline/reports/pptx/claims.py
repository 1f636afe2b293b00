"""Who says what of deaths, on a slide."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.text import NOT_RECORDED
from watchline.reports.claims import ClaimedEvent
from watchline.reports.pptx.text import SlideParagraph, TextRun, grey, marks


def claim_paragraphs(
    events: Sequence[ClaimedEvent], size: float
) -> tuple[list[SlideParagraph], list[int]]:
    """A paragraph for each event with what its sources state, and the sources cited."""
    made, used = [], list[int]()
    for event in events:
        runs = [TextRun(event.title, bold=True), TextRun(f" {event.about}. ")]
        for at, one in enumerate(event.entries):
            parted = "; " if at else ""
            runs.append(TextRun(f"{parted}{one.deaths}, {one.publisher}, {one.published}"))
            runs.append(grey(marks(one.cites)))
            used += one.cites
        runs += [] if event.entries else [TextRun(NOT_RECORDED)]
        made.append(SlideParagraph(tuple(runs), size, "•", after=7))
    return made, used
