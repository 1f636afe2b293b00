"""Packed clusters and clusters pushed apart, in Python as in the browser."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import shapely

from dashboard.pictures.map_pack import Box, pack, push_apart

ASSETS = Path(__file__).parent.parent / "assets"
SPECS = ("0f1", "4f2", "0f9 4f2 0h1 r", "0f30 1f4 2f4 3f1 4f12 5f2", "0h6 1h1 4h1 5h1", "nf12")
BOXES = ((10, 10, 8, 8), (14, 12, 5, 9), (16, 9, 3, 3), (200, 50, 20, 20), (214, 61, 6, 4))

SCRIPT = """
const sheet = { getContext: () => ({}) };
globalThis.window = { watchline: {} };
globalThis.document = { createElement: () => sheet };
for (const name of ["marks.js", "map-layout.js"]) {
  require("vm").runInThisContext(require("fs").readFileSync(process.argv[1] + "/" + name, "utf8"));
}
const { marks, mapLayout } = window.watchline;
const packed = %s.map((spec) => {
  const { marks: drawn, radius, halfX, halfY } = marks.pack(spec, 5, 28);
  return { marks: drawn.map((m) => [m.group, m.hollow, m.r, m.x, m.y]), size: [radius, halfX, halfY] };
});
const boxes = %s.map(([x, y, halfX, halfY]) => ({ x, y, halfX, halfY, mass: halfX * halfY }));
mapLayout.pushApart(boxes);
console.log(JSON.stringify({ packed, boxes: boxes.map((b) => [b.x, b.y]) }));
"""  # noqa: E501 - of the browser's language


@pytest.fixture(scope="module")
def browser() -> dict:
    """Return what the page's scripts make of the same clusters and boxes."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, to run the page's scripts")
    script = SCRIPT % (json.dumps(SPECS), json.dumps(BOXES))
    said = subprocess.run(
        [node, "-e", script, str(ASSETS)], capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(said.stdout)


def test_clusters_are_packed_as_on_the_page(browser: dict):
    """Every mark has the size and the place that it has in the browser."""
    for spec, theirs in zip(SPECS, browser["packed"], strict=True):
        ours = pack(spec, 5, 28)
        assert [(mark.hollow, *map(close, (mark.r, mark.x, mark.y))) for mark in ours.marks] == [
            (hollow, r, x, y) for _, hollow, r, x, y in theirs["marks"]
        ]
        assert [ours.radius, ours.half_x, ours.half_y] == [close(one) for one in theirs["size"]]


def test_touching_clusters_move_as_on_the_page(browser: dict):
    """Neighbours end where the browser puts them, and no two boxes touch."""
    boxes = [Box(*one) for one in BOXES]
    push_apart(boxes)
    assert [(box.x, box.y) for box in boxes] == [(close(x), close(y)) for x, y in browser["boxes"]]
    assert not any(
        abs(a.x - b.x) < a.half_x + b.half_x and abs(a.y - b.y) < a.half_y + b.half_y
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
    )


def close(value: float) -> object:
    return pytest.approx(value, abs=1e-6)


def test_a_mark_has_the_area_of_its_events():
    """Four times as many events cover four times the area, whatever the shape."""
    small, large = pack("0f2", 5, 100).marks[0], pack("0f8", 5, 100).marks[0]
    assert large.r == pytest.approx(2 * small.r)


def test_marks_of_a_cluster_do_not_overlap():
    """Each shape of a place with every kind of event can be seen whole."""
    marks = pack("0f30 1f4 2f4 3f1 4f12 5f2 0h3 4h2", 5, 28).marks
    areas = [
        shapely.Polygon([(mark.x + x, mark.y + y) for x, y in mark.corners])
        if mark.corners
        else shapely.Point(mark.x, mark.y).buffer(mark.r)
        for mark in marks
    ]
    assert not any(a.intersects(b) for i, a in enumerate(areas) for b in areas[i + 1 :])
