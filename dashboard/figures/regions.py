"""Where the events are, or what they are about, by country and part."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import plotly.graph_objects as go

from dashboard.figures.ranking import RankingRow, bars_figure, beside
from dashboard.figures.theme import Theme
from geodata.results import Rank

NO_REGIONS = "No regions in this selection"
_INDENT = 16


def regions_figure(
    ranks: Sequence[Rank], theme: Theme, width: int, *, chosen: Collection[str] = ()
) -> go.Figure:
    """Events per region, its parts included, each country followed by its parts.

    Countries and the parts of each keep the order given. A part whose country is not among
    ``ranks`` stands alone. An event in or about several regions counts for each. ``chosen``:
    keys whose names stand out. A row's ``customdata`` is the region's code.
    """
    rows = [
        RankingRow(rank.key, rank.label, rank.events, rank.counts, indent, rank.key in chosen)
        for rank, indent in nested(ranks)
    ]
    return bars_figure(rows, beside(rows, width), theme, NO_REGIONS)


def nested(ranks: Sequence[Rank]) -> list[tuple[Rank, int]]:
    """Each country followed by its parts, and by how many pixels each is indented."""
    present = {rank.key for rank in ranks}
    tops = [rank for rank in ranks if rank.parent not in present]
    return [pair for top in tops for pair in _with_parts(top, ranks, 0)]


def _with_parts(top: Rank, ranks: Sequence[Rank], indent: int) -> list[tuple[Rank, int]]:
    parts = [rank for rank in ranks if rank.parent == top.key and rank.key != top.key]
    below = [pair for part in parts for pair in _with_parts(part, ranks, indent + _INDENT)]
    return [(top, indent), *below]
