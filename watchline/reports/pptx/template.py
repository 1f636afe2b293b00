"""An empty presentation to write into: our own, or a user's template without its slides.

Lengths are points of 1/72 inch.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

import pptx
from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import SlideLayout
from pptx.util import Pt

from watchline.reports.docx.styles import FONT, INK, LINK_COLOUR
from watchline.reports.properties import dropped
from watchline.reports.templates import TemplateError, checked

COVER: Final = "Title Slide"
PLAIN: Final = "Title Only"
TITLE: Final = 26.0
COVER_TITLE: Final = 38.0
SIDE: Final = 40.0
FOOT: Final = 26.0
"""Room at the bottom of a slide for its number."""
_WIDE, _HIGH = 960.0, 540.0
_TITLES: Final = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
_SMALL: Final = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
_BROKEN: Final = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError),
    *(zipfile.BadZipFile, PythonPptxError, etree.LxmlError),
)
"""What python-pptx raises of files that are not as they should be."""


OURS: Final = 0.95
FOREIGN: Final = 0.82
"""How much of a line is filled: programs set words a little wider than they are measured, and
the font of a template may be a wide one."""


class SlideBox(NamedTuple):
    """A rectangle on a slide. ``safe`` is how much of its lines may be filled."""

    left: float
    top: float
    width: float
    height: float
    safe: float = OURS


class SlideTemplate(NamedTuple):
    """A presentation without slides, the layouts that a report uses, where its titles stand
    and what room they leave. ``title_size`` is that of the type of titles."""

    presentation: Presentation
    cover: SlideLayout
    plain: SlideLayout
    title: SlideBox
    title_size: float
    body: SlideBox
    ours: bool


def opened(template: Path | None, notice: Callable[[str], None]) -> SlideTemplate:
    """A presentation without slides.

    Raises:
        TemplateError: the template cannot be used; says why.
    """
    if template is None:
        presentation = pptx.Presentation()
        _restyled(presentation)
        return _deck(presentation, lambda _: None, ours=True)
    path = checked(template, ".pptx")
    try:
        presentation = pptx.Presentation(str(path))
        _emptied(presentation)
        return _deck(presentation, notice, ours=False)
    except _BROKEN as error:
        raise TemplateError(template, ".pptx") from error


def _deck(
    presentation: Presentation, notice: Callable[[str], None], *, ours: bool
) -> SlideTemplate:
    layouts = list(presentation.slide_layouts)
    cover = _layout(layouts, COVER, {PP_PLACEHOLDER.CENTER_TITLE}, notice)
    plain = _layout(layouts, PLAIN, {PP_PLACEHOLDER.TITLE}, notice)
    wide, high = (presentation.slide_width or 0) / Pt(1), (presentation.slide_height or 0) / Pt(1)
    title = _title_box(plain) or SlideBox(SIDE, 24, wide - 2 * SIDE, 40)
    title = title._replace(safe=OURS if ours else FOREIGN)
    top = title.top + title.height
    body = title._replace(top=top, height=min(high - FOOT, _foot(plain, high)) - top)
    size = TITLE if ours else _title_size(presentation)
    return SlideTemplate(presentation, cover, plain, title, size, body, ours)


def _layout(
    layouts: list[SlideLayout],
    name: str,
    kinds: set[PP_PLACEHOLDER],
    notice: Callable[[str], None],
) -> SlideLayout:
    """The layout of a name, else the emptiest one with such a title."""
    for layout in layouts:
        if layout.name.casefold() == name.casefold():
            return layout
    for wanted in (kinds, _TITLES):
        fits = [one for one in layouts if _kinds(one) & wanted]
        if fits:
            found = min(fits, key=lambda one: len(_kinds(one) - _SMALL))
            notice(f"The template has no layout “{name}”; “{found.name}” was used.")
            return found
    notice(f"The template has no layout “{name}”, and none with a title; its first was used.")
    return layouts[0]


def _kinds(layout: SlideLayout) -> set[PP_PLACEHOLDER]:
    return {shape.placeholder_format.type for shape in _shapes(layout)}


def _shapes(layout: SlideLayout) -> list[Any]:
    placeholders: Any = layout.placeholders  # its type does not say that it can be gone through
    return list(placeholders)


def _title_box(layout: SlideLayout) -> SlideBox | None:
    for shape in _shapes(layout):
        if shape.placeholder_format.type in _TITLES:
            sides = (shape.left, shape.top, shape.width, shape.height)
            if all(side is not None for side in sides):
                return SlideBox(*(side / Pt(1) for side in sides))
    return None


def _foot(layout: SlideLayout, high: float) -> float:
    """Where date, footer and number begin at the bottom of a slide."""
    tops = [
        shape.top / Pt(1)
        for shape in _shapes(layout)
        if shape.placeholder_format.type in _SMALL and shape.top is not None
    ]
    return min((top for top in tops if top > high / 2), default=high)


def _title_size(presentation: Presentation) -> float:
    found = presentation.slide_master.element.xpath(
        "p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz"
    )
    return int(found[0]) / 100 if found else TITLE


def _emptied(presentation: Presentation) -> None:
    """Take the slides of a template out, and what refers to them."""
    listed = presentation.slides._sldIdLst  # noqa: SLF001 - python-pptx removes no slides
    for slide in list(listed):
        presentation.part.drop_rel(slide.rId)
        listed.remove(slide)
    for names in presentation.element.findall(qn("p:custShowLst")):
        presentation.element.remove(names)
    for more in presentation.element.findall(qn("p:extLst")):  # sections name slides
        presentation.element.remove(more)


def _restyled(presentation: Presentation) -> None:
    """Turn python-pptx's own presentation into ours: 16:9, quiet, set in Plex."""
    presentation.slide_width, presentation.slide_height = Pt(_WIDE), Pt(_HIGH)
    for layout in list(presentation.slide_layouts):
        if layout.name not in {COVER, PLAIN}:
            presentation.slide_layouts.remove(layout)
    dropped(presentation.part.rels, ("/printerSettings",))
    master = presentation.slide_master
    _themed(master)
    styles = master.element.find(qn("p:txStyles"))
    for level in styles.iterfind(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}"):
        level.set("algn", "l")
        looks = level.find(qn("a:defRPr"))
        looks.set("sz", str(round(TITLE * 100)))
        looks.set("b", "1")
    for page in (master, *presentation.slide_layouts):
        _placed(page.placeholders, cover=getattr(page, "name", "") == COVER)


def _placed(shapes: Iterable[Any], *, cover: bool) -> None:
    inner = _WIDE - 2 * SIDE
    boxes = {
        PP_PLACEHOLDER.TITLE: SlideBox(SIDE, 24, inner, 38),
        PP_PLACEHOLDER.CENTER_TITLE: SlideBox(SIDE, 120, inner, 110),
        PP_PLACEHOLDER.SUBTITLE: SlideBox(SIDE, 240, inner, 230),
        PP_PLACEHOLDER.BODY: SlideBox(SIDE, 90, inner, 400),
        PP_PLACEHOLDER.FOOTER: SlideBox(SIDE, _HIGH - 24, inner - 100, 14),
        PP_PLACEHOLDER.SLIDE_NUMBER: SlideBox(_WIDE - SIDE - 90, _HIGH - 24, 90, 14),
        PP_PLACEHOLDER.DATE: SlideBox(_WIDE - SIDE - 190, _HIGH - 24, 90, 14),
    }
    for shape in list(shapes):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE:
            shape._element.getparent().remove(shape._element)  # noqa: SLF001 - no such function
            continue
        box = boxes[kind]
        shape.left, shape.top, shape.width, shape.height = (Pt(side) for side in box[:4])
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        body = frame._txBody.bodyPr  # noqa: SLF001 - no such property
        for child in list(body):
            body.remove(child)
        upper = cover and kind == PP_PLACEHOLDER.SUBTITLE
        body.set("anchor", "t" if upper else "ctr" if kind in _SMALL else "b")
        _levelled(frame, kind)


def _levelled(frame: Any, kind: PP_PLACEHOLDER) -> None:  # noqa: ANN401 - python-pptx ships no types
    """Size, side and colour of the words of a placeholder."""
    sizes = {
        PP_PLACEHOLDER.CENTER_TITLE: COVER_TITLE,
        PP_PLACEHOLDER.SUBTITLE: 18,
        PP_PLACEHOLDER.FOOTER: 9,
        PP_PLACEHOLDER.SLIDE_NUMBER: 9,
    }
    for level in frame._txBody.iterfind(f"{qn('a:lstStyle')}/{qn('a:lvl1pPr')}"):  # noqa: SLF001 - no such property
        level.set("algn", "r" if kind == PP_PLACEHOLDER.SLIDE_NUMBER else "l")
        looks = level.find(qn("a:defRPr"))
        if looks is not None and kind in sizes:
            looks.set("sz", str(round(sizes[kind] * 100)))
    if kind == PP_PLACEHOLDER.CENTER_TITLE:
        listed = frame._txBody.find(qn("a:lstStyle"))  # noqa: SLF001 - no such property
        level = etree.SubElement(listed, qn("a:lvl1pPr"), algn="l")
        etree.SubElement(level, qn("a:defRPr"), sz=str(round(COVER_TITLE * 100)), b="1")


def _themed(master: Any) -> None:  # noqa: ANN401 - python-pptx ships no types
    """Fonts and colours of the theme, which all text takes."""
    for relation in master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            part = relation.target_part
            text = part.blob.decode("utf-8")
            text = re.sub(r'(<a:latin typeface=")[^"]*"', rf'\g<1>{FONT}"', text)
            for name, colour in (("dk1", INK), ("dk2", INK), ("hlink", LINK_COLOUR)):
                text = re.sub(
                    rf"<a:{name}>.*?</a:{name}>",
                    f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>',
                    text,
                    flags=re.DOTALL,
                )
            part._blob = text.encode("utf-8")  # noqa: SLF001 - a part that python-pptx leaves alone
