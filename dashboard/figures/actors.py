"""Who is in the events, and who with whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import plotly.graph_objects as go

from dashboard.figures.matrix import no_pairs
from dashboard.figures.ranking import RankingRow, above, bars_figure, beside
from dashboard.figures.theme import Theme
from geodata.filters import Filters, together
from geodata.results import Dyad, Rank

NO_ACTORS = "No actors in this selection"


def actors_figure(
    ranks: Sequence[Rank], theme: Theme, width: int, *, chosen: Collection[str] = ()
) -> go.Figure:
    """Events per actor, its parts included, in the order given; ``width`` in pixels.

    An event counts for each of its actors, so the bars do not add up to the events in view.
    ``chosen``: keys whose names stand out. A row's ``customdata`` is the actor's key.
    """
    rows = [
        RankingRow(rank.key, rank.label, rank.events, rank.counts, strong=rank.key in chosen)
        for rank in ranks
    ]
    return bars_figure(rows, beside(rows, width), theme, NO_ACTORS)


def dyads_figure(
    dyads: Sequence[Dyad], theme: Theme, width: int, *, level: str, filters: Filters
) -> go.Figure:
    """Pairs of actors of a level that appear in the same event, in the order given.

    ``Israel – Syria (government) 63`` reads and quotes as it stands; the pair implies no
    direction. A row's ``customdata`` is the actors to filter by, as in the matrix.
    """
    rows = [
        RankingRow(list(together(filters, d.a, d.b).actors), f"{d.a} – {d.b}", d.events, d.counts)
        for d in dyads
    ]
    return bars_figure(rows, above(rows, width), theme, no_pairs(level))
