"""An empty Word file to write into: our own, or a user's template without its text."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from watchline.reports.docx.styles import (
    BULLET,
    FALLBACK,
    FONT,
    LANGUAGE,
    LOOKS,
    OWN,
    base_styles,
    defaults,
    known,
    other_styles,
    paragraph_style,
)
from watchline.reports.docx.xml import element
from watchline.reports.properties import dropped
from watchline.reports.templates import TemplateError, checked

SIDE: Final = 25
"""Margins left and right of our own page, in mm."""

_BROKEN: Final = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError),
    *(zipfile.BadZipFile, PackageNotFoundError, etree.LxmlError),
)
"""What python-docx raises of files that are not as they should be."""


def opened(template: Path | None, notice: Callable[[str], None]) -> Document:
    """An empty document with every style that a report uses.

    Raises:
        TemplateError: the template cannot be used; says why.
    """
    if template is None:
        document = docx.Document()
        _own_page(document)
        _own_styles(document)
        _own_settings(document)
        return document
    path = checked(template, ".docx")
    try:
        document = docx.Document(str(path))
        _emptied(document)
        _fill_in(document, notice)
    except _BROKEN as error:
        raise TemplateError(template, ".docx") from error
    return document


def _own_page(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(SIDE)
    page.top_margin, page.bottom_margin = Mm(25), Mm(22)
    page.header_distance = page.footer_distance = Mm(12)


def _own_styles(document: Document) -> None:
    root = document.styles.element
    bullets = root.xpath('w:style[@w:styleId="ListBullet"]/w:pPr/w:numPr/w:numId/@w:val')
    for child in list(root):
        root.remove(child)
    root.append(defaults())
    root.extend(base_styles())
    root.extend(paragraph_style(name, bullets[0] if bullets else "") for name in LOOKS)
    root.extend(other_styles().values())
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = _fonts()  # noqa: SLF001 - a part that python-docx leaves alone


def _own_settings(document: Document) -> None:
    """Lay the file out as Word does since 2013, and leave out what only a default file has."""
    settings = document.settings.element
    for mode in settings.xpath('.//w:compatSetting[@w:name="compatibilityMode"]'):
        mode.set(qn("w:val"), "15")
    for preview in settings.findall(qn("w:savePreviewPicture")):
        settings.remove(preview)
    dropped(document.part.rels, ("/stylesWithEffects", "/customXml"))


def _fonts() -> bytes:
    """The table of fonts: what stands in for Plex where it is not installed."""
    font = element("w:font", name=FONT)
    font.append(element("w:altName", val=FALLBACK))
    font.append(element("w:panose1", val="020B0503050203000203"))
    font.append(element("w:family", val="swiss"))
    font.append(element("w:pitch", val="variable"))
    table = etree.fromstring(f"<w:fonts {nsdecls('w')}/>")
    table.append(font)
    made: bytes = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _emptied(document: Document) -> None:
    """Take the text of a template out; its page, header and footer stay."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _fill_in(document: Document, notice: Callable[[str], None]) -> None:
    """Add the styles that a template lacks."""
    root, there = document.styles.element, known(document)
    for name in LOOKS:
        if name.casefold() not in there:
            root.append(paragraph_style(name))
            if name not in OWN:
                notice(f"The template has no style “{name}”; a plain one was added.")
    for name, style in other_styles().items():
        if name.casefold() not in there:
            root.append(style)


def plain_bullets(document: Document) -> bool:
    """Whether the style of lists draws no bullets, so that they have to be written."""
    key = known(document)[BULLET.casefold()]
    found = document.styles.element.xpath(f'w:style[@w:styleId="{key}"]/w:pPr/w:numPr')
    return not found


def language(document: Document) -> str:
    """The language that a document says its text is in."""
    found = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:val")
    return found[0] if found else LANGUAGE
