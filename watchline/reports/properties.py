"""What an Office file says of itself: title, author, and as its time that of the data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from watchline.reports.content import ReportContent

_LONGEST: Final = 255
_APPLICATION: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/extended-properties"><Application>Watchline'
    b"</Application></Properties>"
)


def described(package: Any, content: ReportContent, language: str) -> None:  # noqa: ANN401 - python-docx and python-pptx ship no types
    """Fill in the properties of a package, and drop the preview of what it was before."""
    told = package.core_properties
    told.title, told.author, told.last_modified_by = content.title, "Watchline", "Watchline"
    told.subject, told.comments, told.keywords = content.period, content.as_of[:_LONGEST], ""
    told.category, told.revision, told.language = "Situation report", 1, language
    told.created = told.modified = content.created.replace(tzinfo=None)
    dropped(relations(package), ("/thumbnail",))
    for relation in relations(package).values():
        if relation.reltype.endswith("/extended-properties"):
            relation.target_part._blob = _APPLICATION  # noqa: SLF001 - a part that both leave alone


def relations(package: Any) -> Any:  # noqa: ANN401 - python-docx and python-pptx ship no types
    """The relations of a package; the two libraries name them differently."""
    return package.rels if hasattr(package, "rels") else package._rels  # noqa: SLF001 - the same


def dropped(found: Any, endings: Collection[str]) -> None:  # noqa: ANN401 - python-docx and python-pptx ship no types
    """Take relations of these kinds out, and with them the parts that they lead to."""
    for key, relation in list(found.items()):
        if relation.reltype.endswith(tuple(endings)):
            found.pop(key)
