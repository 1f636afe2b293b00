"""The data sets of a server."""

from __future__ import annotations

from api.answering import Context, Made, written
from api.asked import Asked
from api.credits import credit
from api.models import Datasets, Set
from geodata.writers.allowed import ALL, restricted


def datasets(context: Context, _asked: Asked) -> Made:
    """Every data set that shows."""
    given = set(context.settings.raw)
    shown = [one for one in context.store.datasets() if one.shows]
    return written(
        Datasets(
            datasets=[
                Set(
                    **dict(credit(one)),
                    kind=one.dataset.kind,
                    events=one.events,
                    rows_given=bool({ALL, one.dataset.source} & given)
                    or not restricted(one.dataset),
                )
                for one in shown
            ]
        )
    )
