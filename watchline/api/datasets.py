"""The data sets of a server."""

from __future__ import annotations

from geodata.writers.restrictions import ALL, restricted
from watchline.api.models import Datasets, Set
from watchline.api.negotiation import AnswerContext, ResponseBody, written
from watchline.api.provenance import credit
from watchline.api.request import ApiRequest


def datasets(context: AnswerContext, _asked: ApiRequest) -> ResponseBody:
    """Every data set that shows."""
    given = set(context.settings.raw)
    shown = [one for one in context.db.datasets() if one.shows]
    return written(
        Datasets(
            datasets=[
                Set(
                    **dict(credit(one)),
                    kind=one.dataset.kind,
                    events=one.events,
                    rows_given=bool({ALL, one.dataset.key} & given) or not restricted(one.dataset),
                )
                for one in shown
            ]
        )
    )
