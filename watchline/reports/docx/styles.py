"""The styles of a Word file, as Word names them, and how they look without a template."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from docx.document import Document
from docx.oxml.ns import qn

from watchline.reports.docx.xml import element

FONT: Final = "IBM Plex Sans"
FALLBACK: Final = "Arial"
LANGUAGE: Final = "en-GB"
INK: Final = "1D1C1A"
INK2: Final = "55514B"
LINK_COLOUR: Final = "2159A4"
HAIR: Final = "BDB7AC"

LINK: Final = "Hyperlink"
NOTE: Final = "footnote text"
REFERENCE: Final = "footnote reference"
BULLET: Final = "List Bullet"
TABLE: Final = "Watchline Table"
FILTERS: Final = "Watchline Filters"
CELL: Final = "Watchline Cell"
KICKER: Final = "Watchline Note"
PICTURE: Final = "Watchline Picture"


class ParagraphStyle(NamedTuple):
    """A style of paragraphs. Sizes, spaces and indents in points; ``line`` times the type."""

    size: float = 10.0
    bold: bool = False
    colour: str = INK
    before: float = 0.0
    after: float = 6.0
    line: float = 1.25
    keep: bool = False
    hang: float = 0.0
    level: int = -1


LOOKS: Final = {
    "Normal": ParagraphStyle(),
    "Title": ParagraphStyle(25, bold=True, after=2, line=1.1, keep=True),
    "Subtitle": ParagraphStyle(13, colour=INK2, after=4, keep=True),
    "heading 1": ParagraphStyle(16, bold=True, before=22, after=3, line=1.15, keep=True, level=0),
    "heading 2": ParagraphStyle(11.5, bold=True, before=12, after=4, keep=True, level=1),
    "caption": ParagraphStyle(8.5, colour=INK2, before=8, after=4, line=1.2, keep=True),
    BULLET: ParagraphStyle(after=3, hang=12),
    "header": ParagraphStyle(8, colour=INK2, after=0),
    "footer": ParagraphStyle(8, colour=INK2, after=0),
    NOTE: ParagraphStyle(7.5, colour=INK2, after=1, line=1.1, hang=9),
    FILTERS: ParagraphStyle(9, colour=INK2, after=6, keep=True),
    CELL: ParagraphStyle(8.5, after=0, line=1.15),
    KICKER: ParagraphStyle(8.5, colour=INK2, after=4),
    PICTURE: ParagraphStyle(after=14, line=1.0),
}
"""The styles of paragraphs that a report uses."""

OWN: Final = frozenset({TABLE, FILTERS, CELL, KICKER, PICTURE})
"""Styles that no template is expected to have."""


def known(document: Document) -> dict[str, str]:
    """The ids of the styles by their names, in small letters."""
    found = {}
    for style in document.styles.element.findall(qn("w:style")):
        name = style.find(qn("w:name"))
        if name is not None:
            found[name.get(qn("w:val"), "").casefold()] = style.get(qn("w:styleId"), "")
    return found


def paragraph_style(name: str, bullets: str = "") -> Any:  # noqa: ANN401 - lxml ships no types
    """A style of ``LOOKS``; ``bullets`` is the id of the numbering that draws them."""
    look = LOOKS[name]
    style = _style("paragraph", name)
    if name == "Normal":
        style.set(qn("w:default"), "1")
    else:
        style.append(element("w:basedOn", val="Normal"))
    if name not in {"Normal", CELL, NOTE, BULLET, "header", "footer"}:
        style.append(element("w:next", val="Normal"))
    style.append(element("w:qFormat"))
    place = element("w:pPr")
    if look.keep:
        place.append(element("w:keepNext"))
    if name == BULLET and bullets:
        numbered = element("w:numPr")
        numbered.append(element("w:numId", val=bullets))
        place.append(numbered)
    if name in {"header", "footer"}:
        tabs = element("w:tabs")
        tabs.append(element("w:tab", val="right", pos="9072"))
        place.append(tabs)
    spacing = {"before": _twips(look.before), "after": _twips(look.after)}
    place.append(element("w:spacing", **spacing, line=str(round(look.line * 240)), lineRule="auto"))
    if look.hang:
        place.append(element("w:ind", left=_twips(look.hang), hanging=_twips(look.hang)))
    if name == BULLET:
        place.append(element("w:contextualSpacing", val="0"))
    if look.level >= 0:
        place.append(element("w:outlineLvl", val=str(look.level)))
    style.extend((place, _looks(look.size, bold=look.bold, colour=look.colour)))
    return style


def other_styles() -> dict[str, Any]:
    """The styles of characters and tables that a report uses, by name."""
    plain = _style("character", "Default Paragraph Font")
    plain.set(qn("w:default"), "1")
    link = _style("character", LINK)
    link.append(_looks(0, bold=False, colour=LINK_COLOUR))
    mark = _style("character", REFERENCE)
    raised = element("w:rPr")
    raised.append(element("w:vertAlign", val="superscript"))
    mark.append(raised)
    return {LINK: link, REFERENCE: mark, TABLE: _table()}


def base_styles() -> list[Any]:
    """The styles that every Word file has."""
    font = _style("character", "Default Paragraph Font")
    font.append(element("w:semiHidden"))
    table = _style("table", "Normal Table", "TableNormal")
    table.append(element("w:semiHidden"))
    inside, cells = element("w:tblPr"), element("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        cells.append(
            element(f"w:{side}", w="0" if side in {"top", "bottom"} else "108", type="dxa")
        )
    inside.extend((element("w:tblInd", w="0", type="dxa"), cells))
    table.append(inside)
    numbers = _style("numbering", "No List")
    numbers.append(element("w:semiHidden"))
    for style in (font, table, numbers):
        style.set(qn("w:default"), "1")
    return [font, table, numbers]


def defaults() -> Any:  # noqa: ANN401 - lxml ships no types
    """Font and language of all text."""
    made, looks, places = element("w:docDefaults"), element("w:rPrDefault"), element("w:pPrDefault")
    inside = element("w:rPr")
    inside.append(element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))
    inside.extend((element("w:sz", val="20"), element("w:szCs", val="20")))
    inside.append(element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"))
    looks.append(inside)
    made.extend((looks, places))
    return made


def _table() -> Any:  # noqa: ANN401 - lxml ships no types
    style = _style("table", TABLE)
    style.append(element("w:basedOn", val="TableNormal"))
    inside, borders, cells = element("w:tblPr"), element("w:tblBorders"), element("w:tblCellMar")
    for side, width, colour in (("top", 8, INK), ("bottom", 4, HAIR), ("insideH", 4, HAIR)):
        borders.append(element(f"w:{side}", val="single", sz=str(width), space="0", color=colour))
    for side, room in (("top", 50), ("left", 0), ("bottom", 50), ("right", 110)):
        cells.append(element(f"w:{side}", w=str(room), type="dxa"))
    inside.extend((borders, cells))
    style.append(inside)
    first, bold = element("w:tblStylePr", type="firstRow"), element("w:rPr")
    bold.extend((element("w:b"), element("w:bCs")))
    first.append(bold)
    style.append(first)
    return style


def _style(kind: str, name: str, key: str = "") -> Any:  # noqa: ANN401 - lxml ships no types
    words = name.split()
    style = element(
        "w:style", type=kind, styleId=key or "".join(word[:1].upper() + word[1:] for word in words)
    )
    if name in OWN:
        style.set(qn("w:customStyle"), "1")
    style.append(element("w:name", val=name))
    return style


def _looks(size: float, *, bold: bool, colour: str) -> Any:  # noqa: ANN401 - lxml ships no types
    looks = element("w:rPr")
    if bold:
        looks.extend((element("w:b"), element("w:bCs")))
    looks.append(element("w:color", val=colour))
    if size:
        half = str(round(size * 2))
        looks.extend((element("w:sz", val=half), element("w:szCs", val=half)))
    return looks


def _twips(points: float) -> str:
    return str(round(points * 20))
