"""Words on slides: measured before they are set, so that none runs out of its box.

Lengths are points of 1/72 inch.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.pictures.svg import SEMIBOLD
from dashboard.pictures.text import metrics
from watchline.reports.docx.styles import INK, INK2
from watchline.reports.pptx.template import SlideBox
from watchline.reports.text import right_to_left

LEADING: Final = 1.28
FOOTER: Final = 14.0
"""Size of type of a footer at most."""
_SMALL: Final = ("ftr", "sldNum")


class TextRun(NamedTuple):
    """Words of one look; ``url`` makes them a link."""

    text: str
    bold: bool = False
    colour: str = INK
    url: str = ""


class SlideParagraph(NamedTuple):
    """A paragraph. ``mark`` stands before it, hanging; ``after`` is the space below."""

    bits: tuple[TextRun, ...]
    size: float = 14.0
    mark: str = ""
    after: float = 6.0

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(bit.text for bit in self.bits)


HANG: Final = 1.1
"""How far a marked paragraph hangs, in its size of type."""


def hang(line: SlideParagraph) -> float:
    """How far a paragraph is set in, for its mark."""
    if not line.mark:
        return 0.0
    return max(HANG * line.size, metrics.width(line.mark, line.size) + 0.4 * line.size)


def height(line: SlideParagraph, width: float, safe: float) -> float:
    """How high a paragraph is in a box of this width, its space below included."""
    bold = SEMIBOLD if any(bit.bold for bit in line.bits) else metrics.REGULAR
    rows = metrics.lines(line.text, line.size, (width - hang(line)) * safe, bold)
    return max(1, len(rows)) * line.size * LEADING + line.after


def paged(lines: Sequence[SlideParagraph], box: SlideBox) -> list[list[SlideParagraph]]:
    """The paragraphs in portions that fit into a box each."""
    pages: list[list[SlideParagraph]] = [[]]
    room = box.height
    for line in lines:
        need = height(line, box.width, box.safe)
        if pages[-1] and need - line.after > room:
            pages.append([])
            room = box.height
        pages[-1].append(line)
        room -= need
    return pages


def fitted(
    text: str, size: float, box: SlideBox, least: float, *, weight: int = metrics.REGULAR
) -> tuple[str, float]:
    """Words and the size at which they fit: smaller down to ``least``, then cut."""
    wide = box.width * box.safe
    while True:
        most = max(1, int(box.height / (size * LEADING)))
        if len(metrics.lines(text, size, wide, weight)) <= most:
            return text, size
        if size - 1 < least:
            return " ".join(metrics.lines(text, size, wide, weight, most)), size
        size -= 1


def box(slide: Any, place: SlideBox, lines: Iterable[SlideParagraph], *, name: str) -> Any:  # noqa: ANN401 - python-pptx ships no types
    """A box of words that can be edited."""
    shape = slide.shapes.add_textbox(*(Pt(side) for side in place[:4]))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    fill(frame, lines)
    return shape


def fill(frame: Any, lines: Iterable[SlideParagraph]) -> None:  # noqa: ANN401 - python-pptx ships no types
    """Set paragraphs into a frame."""
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if not at else frame.add_paragraph()
        paragraph.line_spacing = Pt(line.size * LEADING)
        paragraph.space_after = Pt(line.after)
        paragraph.space_before = Pt(0)
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - no such properties
        if line.mark:
            inset = str(round(Pt(hang(line))))
            properties.set("marL", inset)
            properties.set("indent", f"-{inset}")
            if line.mark == "•":
                bullet = properties.makeelement(qn("a:buChar"), {"char": line.mark})
                properties.append(bullet)
            else:
                run(paragraph, TextRun(f"{line.mark}\t"), line.size)
                tabs = properties.makeelement(qn("a:tabLst"), {})
                tabs.append(tabs.makeelement(qn("a:tab"), {"pos": inset, "algn": "l"}))
                properties.append(tabs)
        directed(paragraph, line.text)
        for bit in line.bits:
            run(paragraph, bit, line.size)


def run(paragraph: Any, bit: TextRun, size: float) -> None:  # noqa: ANN401 - python-pptx ships no types
    """Words of one look."""
    made = paragraph.add_run()
    made.text = bit.text
    made.font.size = Pt(size)
    if bit.bold:
        made.font.bold = True
    if bit.url:
        made.hyperlink.address = bit.url
    else:
        colour = RGBColor(*bytes.fromhex(bit.colour))  # type: ignore[no-untyped-call]
        made.font.color.rgb = colour
    if not right_to_left(bit.text):
        made.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def directed(paragraph: Any, text: str) -> None:  # noqa: ANN401 - python-pptx ships no types
    """Set a paragraph from the right when its words are read so."""
    if right_to_left(text):
        paragraph.alignment = PP_ALIGN.RIGHT
        paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001 - no such property


def titled(slide: Any, place: SlideBox, text: str, size: float, *, ours: bool) -> None:  # noqa: ANN401 - python-pptx ships no types
    """The title of a slide, in its placeholder where there is one."""
    said, fits = fitted(text, size, place, 12, weight=SEMIBOLD)
    shape = slide.shapes.title
    if shape is None:
        box(slide, place, [SlideParagraph((TextRun(said, bold=True),), fits)], name="Title")
        return
    paragraph = shape.text_frame.paragraphs[0]
    directed(paragraph, said)
    made = paragraph.add_run()
    made.text = said
    if ours or fits != size:
        made.font.size = Pt(fits)
        paragraph.line_spacing = Pt(fits * 1.2)


def footed(slide: Any, words: str) -> None:  # noqa: ANN401 - python-pptx ships no types
    """Footer and number of a slide, where its layout has a place for them; other places that
    stayed empty go."""
    for shape in list(slide.placeholders):
        if shape.has_text_frame and not shape.text_frame.text.strip():
            shape._element.getparent().remove(shape._element)  # noqa: SLF001 - no such function
    for shape in slide.slide_layout.placeholders:
        kind = shape._element.find(f".//{qn('p:ph')}").get("type")  # noqa: SLF001 - by its XML name
        if kind not in _SMALL:
            continue
        if kind == "ftr" and metrics.width(words, FOOTER) > (shape.width or 0) / Pt(1):
            words = words.partition(" · ")[0]
        made = copy.deepcopy(shape._element)  # noqa: SLF001 - placeholders are copied as they are
        slide.shapes._spTree.append(made)  # noqa: SLF001 - the same
        made.find(f".//{qn('p:cNvPr')}").set("id", str(900 + len(slide.shapes)))
        _reworded(made, words if kind == "ftr" else None)


def _reworded(shape: Any, words: str | None) -> None:  # noqa: ANN401 - lxml ships no types
    """Other words in a copied placeholder; ``None`` is the number of the slide."""
    body = shape.find(qn("p:txBody"))
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)
    paragraph = body.makeelement(qn("a:p"), {})
    body.append(paragraph)
    if words is None:
        field = {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
        inside = paragraph.makeelement(qn("a:fld"), field)
    else:
        inside = paragraph.makeelement(qn("a:r"), {})
    paragraph.append(inside)
    inside.append(inside.makeelement(qn("a:rPr"), {"lang": "en-GB"}))
    text = inside.makeelement(qn("a:t"), {})
    text.text = words if words is not None else "‹#›"
    inside.append(text)


def marks(cites: Sequence[int]) -> str:
    """Numbers of sources behind what rests on them: `` [1][2]``."""
    return " " + "".join(f"[{number}]" for number in cites) if cites else ""


def grey(text: str) -> TextRun:
    """Words that stand back."""
    return TextRun(text, colour=INK2)
