"""Events as rows: all their columns, part by part."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from geodata import query
from geodata.query.records import RecordPage
from geodata.writers import csv, geojson
from geodata.writers.provenance import about
from geodata.writers.restrictions import ReleasableEvents, allowed
from watchline.api.event_models import Event, EventFeatures, Events, Feature, LeftOut
from watchline.api.negotiation import AnswerContext, ResponseBody
from watchline.api.provenance import said
from watchline.api.request import ApiRequest
from watchline.api.route_parameters import USUAL_EVENTS

PATH: Final = "/api/v1/events"
TOTAL: Final = "Watchline-Total"
LEFT_OUT: Final = "Watchline-Left-Out"


class _Part(NamedTuple):
    """Rows that may be given out, what that leaves out, and the address of those that follow."""

    page: RecordPage
    let: ReleasableEvents
    following: str

    @property
    def total(self) -> int:
        return self.page.total + self.let.events_left_out

    @property
    def headers(self) -> dict[str, str]:
        """For those who cannot look into the body, such as readers of CSV."""
        numbers = {TOTAL: str(self.total), LEFT_OUT: str(self.let.events_left_out)}
        link = {"Link": f'<{self.following}>; rel="next"'} if self.following else {}
        return {**numbers, **link}

    @property
    def told(self) -> dict[str, Any]:
        """What the body says of itself."""
        return {
            "total": self.total,
            "shown": self.page.table.num_rows,
            "left_out": [LeftOut(**one._asdict()) for one in self.let.left_out],
            "next": self.following or None,
        }


def events(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """A part of the events as JSON."""
    part = _part(context, asked, "")
    rows = [Event.model_validate(row) for row in part.page.table.to_pylist()]
    answer = Events(**said(context.db, asked), **part.told, events=rows)
    return ResponseBody(answer.model_dump_json(), part.headers)


def features(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """A part of the events as GeoJSON."""
    part = _part(context, asked, ".geojson")
    found = [Feature.model_validate(one) for one in geojson.features(part.page.table)]
    answer = EventFeatures(**said(context.db, asked), **part.told, features=found)
    return ResponseBody(answer.model_dump_json(), part.headers)


def table(context: AnswerContext, asked: ApiRequest) -> ResponseBody:
    """A part of the events as CSV, as in a file that is exported."""
    part = _part(context, asked, ".csv")
    words = about(
        context.db,
        asked.filters,
        link=asked.link,
        now=datetime.now(UTC),
        keys=context.settings.raw,
    )
    return ResponseBody(b"".join(csv.parts(iter([part.page.table]), words)), part.headers)


def _part(context: AnswerContext, asked: ApiRequest, suffix: str) -> _Part:
    limit = asked.number("limit", USUAL_EVENTS)
    let = allowed(context.db, asked.filters, context.settings.raw)
    page = query.record_page(context.db, let.filters, limit, asked.own.get("after", ""))
    following = f"{PATH}{suffix}?{asked.with_own('after', page.after)}" if page.after else ""
    return _Part(page, let, following)
