"""Who says what of deaths: events on which numbers differ, with the number of each source."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from geodata import query
from geodata.query.claims import EventClaims
from geodata.writers.restrictions import allowed
from watchline.api.event_models import LeftOut, Source
from watchline.api.models import Answer, Model
from watchline.api.negotiation import AnswerContext, ResponseBody, written
from watchline.api.provenance import said
from watchline.api.request import ApiRequest
from watchline.api.route_parameters import USUAL_RANKS


class ClaimedEvent(Model):
    """An event with the numbers of deaths that it states, and its sources with theirs, by the
    day on which they were published."""

    event_id: str
    title: str
    date_start: date
    date_end: date
    aggregate: bool = Field(description="It overlaps other events: in no sum.")
    fatalities_low: int | None
    fatalities_best: int | None
    fatalities_high: int | None
    recorded: bool = Field(
        description="Whether the data says which source gave which number; where it does not, the"
        " sources have none."
    )
    sources: list[Source]

    @classmethod
    def of(cls, one: EventClaims) -> ClaimedEvent:
        """From an answer of the store."""
        row = one.event
        return cls(
            event_id=row.event_id,
            title=row.title,
            date_start=row.date_start,
            date_end=row.date_end,
            aggregate=row.aggregate,
            fatalities_low=row.fatalities_low,
            fatalities_best=row.fatalities_best,
            fatalities_high=row.fatalities_high,
            recorded=one.recorded,
            sources=[
                Source(**{name: value if value != "" else None for name, value in pairs})
                for pairs in (source._asdict().items() for source in one.sources)
            ],
        )


class Claims(Answer):
    """Events on whose deaths numbers differ, and aggregates that state some; earliest first."""

    total: int = Field(description="How many of the events that may be given out are such events.")
    left_out: list[LeftOut] = Field(description="Events that match and are not given out as rows.")
    events: list[ClaimedEvent]


def claims(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """Those on which numbers differ most where there are more than ``limit``."""
    let = allowed(context.db, asked.filters, context.settings.raw)
    found = query.claims(context.db, let.filters, asked.number("limit", USUAL_RANKS))
    return written(
        Claims(
            **said(context.db, asked),
            total=found.total,
            left_out=[LeftOut(**one._asdict()) for one in let.left_out],
            events=[ClaimedEvent.of(one) for one in found.events],
        )
    )
