"""The charts of a picture: the timeline, ranked bars of actors, pairs and regions, the matrix."""

from __future__ import annotations

from dashboard.pictures.charts.matrix import draw_matrix
from dashboard.pictures.charts.part import ChartPart
from dashboard.pictures.charts.ranking import draw_ranks
from dashboard.pictures.charts.timeline import draw_timeline

__all__ = ["ChartPart", "draw_matrix", "draw_ranks", "draw_timeline"]
