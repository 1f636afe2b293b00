"""The small map of an event's subject."""

import pytest

from dashboard.figures.map.inset import extent, inset_figure, subjects
from dashboard.figures.theme import DARK, LIGHT

SUBJECT = ("SYR", "UNDOF", "Golan", "ISR")


def words(figure) -> set[str]:
    return {trace.text[0] for trace in figure.data}


def test_parts_are_drawn_instead_of_their_countries():
    """Talks about UNDOF and Syria show UNDOF; talks about Syria alone show Syria."""
    assert subjects(SUBJECT) == ("UNDOF", "Golan")
    assert subjects(("SYR",)) == ("SYR",)


def test_subject_and_surroundings_are_named():
    """The subject in semi-bold, neighbours in capitals, towns, and a scale in km."""
    found = words(inset_figure(SUBJECT, LIGHT))
    assert {"UNDOF area", "Golan<br>Heights"} <= found
    assert "\u200a".join("LEBANON") in found
    assert "Damascus" in found
    assert any(word.endswith(" km") for word in found)


def test_labels_stay_in_the_frame_and_apart():
    """No town's name is cut off at the edge."""
    figure = inset_figure(SUBJECT, LIGHT)
    assert all(0 <= trace.x[0] <= 292 and 0 <= trace.y[0] <= 264 for trace in figure.data)


def test_subject_is_outlined():
    """UNDOF has a solid line of 2 px, the Golan, which is not settled, a dashed one."""
    lines = [s.line for s in inset_figure(SUBJECT, DARK).layout.shapes if s.line.width == 2]
    assert len(lines) == 2
    assert {line.dash for line in lines} == {None, "5px,3px"}
    assert {line.color for line in lines} == {DARK.ink}


def test_boundary_view_gives_the_golan_its_colour():
    """In the UN position the Golan has Syria's colour, de facto it has Israel's."""
    fills = [
        [s.fillcolor for s in inset_figure(("UNDOF",), LIGHT, view).layout.shapes]
        for view in ("un", "defacto")
    ]
    assert fills[0].count(LIGHT.land) == fills[1].count(LIGHT.land) + 1


def test_extent_holds_the_subject():
    """The frame on the large map is what the inset shows."""
    box = extent(("UNDOF", "Golan"))
    assert box.west < 35.6
    assert box.east > 35.9
    assert box.south < 32.7
    assert box.north > 33.4


def test_unknown_regions_are_refused():
    """Without a known region there is nothing to draw."""
    with pytest.raises(ValueError, match="known region"):
        extent(("nowhere",))


def test_overseas_parts_do_not_shrink_a_country():
    """France is shown in Europe, without Guiana and Réunion."""
    box = extent(("FRA",))
    assert -15 < box.west < box.east < 20
