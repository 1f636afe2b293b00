"""Small pieces of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

from typing import Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from watchline.reports.text import right_to_left

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, /, **attributes: str) -> Any:  # noqa: ANN401 - lxml ships no types
    """An element such as ``w:tab``, its attributes in the same namespace."""
    made = OxmlElement(name)
    prefix = name.partition(":")[0]
    for key, value in attributes.items():
        made.set(qn(f"{prefix}:{key}"), value)
    return made


def words(paragraph: Paragraph, text: str, **looks: bool) -> Run:
    """A run of text; what is read from the right says so."""
    run = paragraph.add_run(text)
    for look, on in looks.items():
        setattr(run, look, on)
    if right_to_left(text):
        run.font.rtl = True
    return run


def directed(paragraph: Paragraph, text: str) -> Paragraph:
    """The paragraph, set from the right when its words are."""
    if right_to_left(text):
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no property for it
        properties.insert_element_before(
            element("w:bidi"),
            *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing"),
            *("w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:rPr"),
        )
    return paragraph


def field(
    paragraph: Paragraph, code: str, shown: str, style: str = "", *, bold: bool = False
) -> None:
    """A field that the program works out, such as ``PAGE``; ``shown`` until it does."""
    simple = element("w:fldSimple", instr=f" {code} ")
    simple.append(_run(shown, style, bold=bold))
    paragraph._p.append(simple)  # noqa: SLF001 - python-docx has no fields


def marked(paragraph: Paragraph, text: str, style: str) -> None:
    """Words in a style of characters, by its id."""
    paragraph._p.append(_run(text, style))  # noqa: SLF001 - python-docx knows styles by name


def _run(text: str, style: str, *, bold: bool = False) -> Any:  # noqa: ANN401 - lxml ships no types
    run, looks, said = element("w:r"), element("w:rPr"), element("w:t")
    if style:
        looks.append(element("w:rStyle", val=style))
    if bold:
        looks.append(element("w:b"))
    if right_to_left(text):
        looks.append(element("w:rtl"))
    said.set(_SPACE, "preserve")
    said.text = text
    run.extend((looks, said))
    return run


def linked(target: Any, part: Any, text: str, url: str, style: str) -> None:  # noqa: ANN401 - lxml
    """Add words that lead to a web address to the paragraph ``target`` of a part."""
    # lxml would make up a prefix, or take one that any other library has registered
    link = OxmlElement("w:hyperlink", nsdecls={one: nsmap[one] for one in ("w", "r")})
    link.set(qn("r:id"), part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(_run(text, style))
    target.append(link)


def said(target: Any, text: str) -> None:  # noqa: ANN401 - lxml ships no types
    """Add plain words to the paragraph ``target``."""
    target.append(_run(text, ""))
