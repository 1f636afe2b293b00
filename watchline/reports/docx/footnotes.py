"""Footnotes of a Word file: a part of its own, which python-docx does not write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.text.paragraph import Paragraph

from watchline.reports.docx.styles import LINK, NOTE, REFERENCE
from watchline.reports.docx.xml import element, field, linked, marked, said
from watchline.reports.sources import NumberedSource

_SEPARATORS: Final = ((-1, "separator"), (0, "continuationSeparator"))


class Footnotes:
    """Puts the sources of a report under the pages on which they are cited first.

    A source that is cited again is referred to by the number of its note.
    """

    def __init__(
        self, document: Document, sources: Sequence[NumberedSource], styles: Mapping[str, str]
    ) -> None:
        self._sources = {entry.number: entry for entry in sources}
        self._text, self._link = styles[NOTE], styles[LINK.casefold()]
        self._reference = styles[REFERENCE]
        self._root = element("w:footnotes")
        for number, kind in _SEPARATORS:
            note = element("w:footnote", type=kind, id=str(number))
            paragraph, run = element("w:p"), element("w:r")
            spacing = element("w:pPr")
            spacing.append(element("w:spacing", after="0", line="240", lineRule="auto"))
            run.append(element(f"w:{kind}"))
            paragraph.extend((spacing, run))
            note.append(paragraph)
            self._root.append(note)
        self._part = self._attached(document)
        self._noted: set[int] = set()

    def _attached(self, document: Document) -> XmlPart:
        """A new part for the notes, in the place of one that a template has."""
        own = document.part
        for key, relation in list(own.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
                own.rels.pop(key)
        part = XmlPart(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, self._root, own.package
        )
        own.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        return part

    def cite(self, paragraph: Paragraph, numbers: Sequence[int]) -> None:
        """References to sources at the end of a paragraph, as small raised numbers."""
        reference = self._reference
        for at, number in enumerate(numbers):
            if at:
                marked(paragraph, ", ", reference)
            if number in self._noted:
                field(paragraph, f"NOTEREF _Source{number} \\h", str(number), reference)
                continue
            self._noted.add(number)
            self._write(self._sources[number], reference)
            run = element("w:r")
            looks = element("w:rPr")
            looks.append(element("w:rStyle", val=reference))
            run.extend((looks, element("w:footnoteReference", id=str(number))))
            mark = {"id": str(1000 + number)}
            paragraph._p.extend(  # noqa: SLF001 - python-docx has no bookmarks
                (
                    element("w:bookmarkStart", **mark, name=f"_Source{number}"),
                    run,
                    element("w:bookmarkEnd", **mark),
                )
            )

    def _write(self, entry: NumberedSource, reference: str) -> None:
        note = element("w:footnote", id=str(entry.number))
        paragraph, looks = element("w:p"), element("w:pPr")
        looks.append(element("w:pStyle", val=self._text))
        paragraph.append(looks)
        mark, style = element("w:r"), element("w:rPr")
        style.append(element("w:rStyle", val=reference))
        mark.extend((style, element("w:footnoteRef")))
        paragraph.append(mark)
        said(paragraph, f" {entry.before} " if entry.before else " ")
        if entry.url:
            linked(paragraph, self._part, entry.title, entry.url, self._link)
        else:
            said(paragraph, entry.title)
        said(paragraph, entry.after)
        note.append(paragraph)
        self._root.append(note)
