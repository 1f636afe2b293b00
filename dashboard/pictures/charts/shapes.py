"""Lines, boxes, circles and paths of a figure's layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from dashboard.pictures import svg
from dashboard.pictures.charts.axes import Axis, Drawn, UnsupportedError, dashes, only

_SHAPE: Final = frozenset(
    {
        *("type", "name", "layer", "xref", "yref", "x0", "x1", "y0", "y1", "path"),
        *("fillcolor", "opacity", "line"),
    }
)
_STEP: Final = re.compile(r"([MLHVZ])([^A-Za-z]*)")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def shape(given: Drawn, placed: Mapping[str, Axis], sheet: Mapping[str, Axis]) -> str:
    """A shape on the paper or on the first axes of a figure.

    Raises:
        UnsupportedError: it asks for something that is not drawn here.
    """
    only(given, _SHAPE, "a shape")
    line = given["line"]
    only(line, {"color", "width", "dash"}, "the line of a shape")
    across = _axis("x", given, placed, sheet)
    down = _axis("y", given, placed, sheet)
    looks = {
        "fill": given.get("fillcolor") or "none",
        "stroke": line["color"] if line["width"] else None,
        "stroke_width": line["width"] or None,
        "stroke_dasharray": dashes(line.get("dash")),
        "opacity": given.get("opacity"),
    }
    kind = given["type"]
    if kind == "path":
        d = given["path"] if across.plain and down.plain else _moved(given["path"], across, down)
        _known(d)
        return svg.path(d, fill_rule="evenodd", **looks)
    x0, x1 = across.place(given["x0"]), across.place(given["x1"])
    y0, y1 = down.place(given["y0"]), down.place(given["y1"])
    if kind == "line":
        return svg.line(x0, y0, x1, y1, **looks)
    left, right = sorted((x0, x1))
    top, bottom = sorted((y0, y1))
    if kind == "rect":
        return svg.rect(left, top, right - left, bottom - top, **looks)
    if kind == "circle":
        return svg.element(
            "ellipse",
            "",
            cx=(left + right) / 2,
            cy=(top + bottom) / 2,
            rx=(right - left) / 2,
            ry=(bottom - top) / 2,
            **looks,
        )
    raise UnsupportedError(f"a shape of the type {kind} is not drawn here")


def _axis(name: str, given: Drawn, placed: Mapping[str, Axis], sheet: Mapping[str, Axis]) -> Axis:
    # without a word Plotly takes the first axis
    reference = given.get(f"{name}ref") or name
    if reference == "paper":
        return sheet[name]
    if reference not in placed:
        raise UnsupportedError(f"a shape lies on {reference}, which is no axis of the figure")
    return placed[reference]


def _known(d: str) -> None:
    """See that a path has the commands that are known here, and nothing else in it."""
    if not re.fullmatch(r"[MLHVZ0-9.,\s-]*", d):
        raise UnsupportedError(f"the path {d[:60]!r} has steps that are not drawn here")


def _moved(d: str, across: Axis, down: Axis) -> str:
    """A path in values of the axes as one in units."""
    _known(d)
    made = []
    for step, said in _STEP.findall(d):
        values = [float(value) for value in _NUMBER.findall(said)]
        if step == "H":
            places = [across.place(value) for value in values]
        elif step == "V":
            places = [down.place(value) for value in values]
        else:
            places = [
                (down if index % 2 else across).place(value) for index, value in enumerate(values)
            ]
        made.append(step + " ".join(map(svg.number, places)))
    return "".join(made)
