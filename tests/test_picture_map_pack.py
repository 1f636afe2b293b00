"""Packed clusters and clusters pushed apart, for pictures as on the page."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from dashboard.figures.map.marks import mark_shapes
from dashboard.pictures.maps.packing import ClusterBox, pack, push_apart

SHARED = Path(__file__).parent / "javascript" / "packing.json"
K = 5
SPECS = ("0f1", "4f2", "0f9 4f2 0h1 r", "0f30 1f4 2f4 3f1 4f12 5f2", "0h6 1h1 4h1 5h1")
BOXES = ((10, 10, 8, 8), (14, 12, 5, 9), (16, 9, 3, 3), (200, 50, 20, 20), (214, 61, 6, 4))


def packing() -> dict[str, Any]:
    """Return what the browser is compared with.

    After a change of the drawing, write it again in ``tests``, with the root in ``PYTHONPATH``::

        python -c "import test_picture_map_pack as t; t.write()"
    """
    boxes = [ClusterBox(*one) for one in BOXES]
    push_apart(boxes)
    return {
        "k": K,
        "shapes": mark_shapes(),
        "clusters": [_cluster(spec) for spec in SPECS],
        "boxes": [
            dict(zip(("x", "y", "halfX", "halfY"), before, strict=True))
            | {"pushed": [after.x, after.y]}
            for before, after in zip(BOXES, boxes, strict=True)
        ],
    }


def _cluster(spec: str) -> dict[str, Any]:
    cluster = pack(spec, K)
    return {
        "spec": spec,
        "marks": [{"hollow": m.hollow, "r": m.r, "x": m.x, "y": m.y} for m in cluster.marks],
        "radius": cluster.radius,
        "halfX": cluster.half_x,
        "halfY": cluster.half_y,
    }


def write() -> None:
    """Write what the browser is compared with."""
    SHARED.write_text(json.dumps(packing()) + "\n", "utf-8")


def numbers(value: Any, path: str = "") -> dict[str, Any]:
    """Every value of a JSON document by its path."""
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list | tuple):
        parts = enumerate(value)
    else:
        return {path: value}
    return {k: v for name, part in parts for k, v in numbers(part, f"{path}/{name}").items()}


def test_clusters_are_packed_as_on_the_page():
    """Every mark has the size and the place that the browser's own tests expect of it, and
    neighbours end where the browser puts them."""
    assert numbers(packing()) == pytest.approx(numbers(json.loads(SHARED.read_text("utf-8"))))


def test_touching_clusters_move_apart():
    """No two marks of neighbouring places cover each other."""
    boxes = [ClusterBox(*one) for one in BOXES]
    push_apart(boxes)
    assert not any(
        abs(a.x - b.x) < a.half_x + b.half_x and abs(a.y - b.y) < a.half_y + b.half_y
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
    )


def test_a_mark_has_the_area_of_its_events():
    """Four times as many events cover four times the area, whatever the shape."""
    small, large = pack("0f2", 5).marks[0], pack("0f8", 5).marks[0]
    assert large.r == pytest.approx(2 * small.r)


def test_marks_of_a_cluster_do_not_overlap():
    """Each shape of a place with every kind of event can be seen whole."""
    marks = pack("0f30 1f4 2f4 3f1 4f12 5f2 0h3 4h2", 5).marks
    areas = [
        shapely.Polygon([(mark.x + x, mark.y + y) for x, y in mark.corners])
        if mark.corners
        else shapely.Point(mark.x, mark.y).buffer(mark.r)
        for mark in marks
    ]
    assert not any(a.intersects(b) for i, a in enumerate(areas) for b in areas[i + 1 :])
