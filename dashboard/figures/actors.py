"""Who is in the events, and who with whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import plotly.graph_objects as go

from dashboard.figures.ranks import Row, above, bars_figure, beside
from dashboard.figures.theme import Theme
from geodata.shapes import Dyad, Rank

NO_ACTORS = "No actors in this selection"
NO_PAIRS = "No two actors share an event here"


def actors_figure(
    ranks: Sequence[Rank], theme: Theme, width: int, *, chosen: Collection[str] = ()
) -> go.Figure:
    """Events per actor, its parts included, in the order given; ``width`` in pixels.

    An event counts for each of its actors, so the bars do not add up to the events in view.
    ``chosen``: keys whose names stand out. A row's ``customdata`` is the actor's key.
    """
    rows = [
        Row(rank.key, rank.label, rank.events, rank.counts, strong=rank.key in chosen)
        for rank in ranks
    ]
    return bars_figure(rows, beside(rows, width), theme, NO_ACTORS)


def dyads_figure(dyads: Sequence[Dyad], theme: Theme, width: int) -> go.Figure:
    """Pairs of actors that appear in the same event, in the order given.

    A list and not a matrix: in the panel a matrix would leave 25 px a cell and names on
    their side, while ``Israel – Syria (government) 63`` reads and quotes as it stands. The
    pair implies no direction. A row's ``customdata`` is the two keys.
    """
    rows = [Row([d.a, d.b], f"{d.a} – {d.b}", d.events, d.counts) for d in dyads]
    return bars_figure(rows, above(rows, width), theme, NO_PAIRS)
