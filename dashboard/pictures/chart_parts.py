"""The charts of a picture: the timeline, and ranked bars of actors, pairs and regions."""

from __future__ import annotations

from dashboard.pictures.chart_ranks import draw_ranks
from dashboard.pictures.chart_said import ChartPart
from dashboard.pictures.chart_timeline import draw_timeline

__all__ = ["ChartPart", "draw_ranks", "draw_timeline"]
