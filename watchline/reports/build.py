"""Make a report file of any format."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from geodata.store import Snapshot
from watchline.reports.content import gathered
from watchline.reports.docx import document
from watchline.reports.html import document as html_file
from watchline.reports.pptx import presentation
from watchline.reports.request import Report
from watchline.reports.templates import TemplateError


class ReportFormat(NamedTuple):
    """A format: what it is called, how its files end and are named on the web, and whether a
    template of the user's can be filled."""

    label: str
    suffix: str
    media_type: str
    templates: bool


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
FORMATS: Final[Mapping[str, ReportFormat]] = MappingProxyType(
    {
        "docx": ReportFormat(
            "Word", ".docx", _OFFICE + "wordprocessingml.document", templates=True
        ),
        "pptx": ReportFormat(
            "PowerPoint", ".pptx", _OFFICE + "presentationml.presentation", templates=True
        ),
        "html": ReportFormat("Web page, one file", ".html", "text/html", templates=False),
    }
)
"""The formats in the order in which they are offered."""

_BUILD: Final = {"docx": document.build, "pptx": presentation.build, "html": html_file.build}
_DRAWN: Final = 0.9
"""How much of the work is done when all figures are drawn."""


def build(
    db: Snapshot,
    report: Report,
    format: str,  # noqa: A002 - what a reader of the call expects
    *,
    base_link: str,
    template: Path | None = None,
    keys: Collection[str] = (),
    notice: Callable[[str], None] = lambda _: None,
    progress: Callable[[float], None] = lambda _: None,
) -> bytes:
    """The bytes of a report.

    ``format`` is a key of ``FORMATS``. ``base_link`` is the address of the page, to which links
    of the same view lead; without one of http or https there are none. ``template`` is a file
    of the user's to be filled; what it lacks is told to ``notice``, a sentence each. ``keys`` are
    the data sets whose events may be listed although their terms do not let rows be passed on
    (``geodata.writers.restrictions``). ``progress`` is told the share of the work that is done,
    from 0 to 1; what it raises ends the work.

    Raises:
        KeyError: there is no such format.
        TemplateError: the template cannot be used; says why.
    """
    make = _BUILD[format]
    if template is not None and not FORMATS[format].templates:
        raise TemplateError(template, FORMATS[format].suffix, "web pages have none")
    progress(0.0)
    content = gathered(db, report, base_link=base_link, keys=keys)
    figures = sum(len(part.figures) for part in content.parts)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(_DRAWN * done / max(figures, 1))

    made = make(db, content, template, notice=notice, step=step)
    progress(1.0)
    return made
