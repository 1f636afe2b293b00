"""The Atom feed of a watch, read back by a program that knows nothing of ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from fastapi.testclient import TestClient
from support.atom import armed
from support.live_feeds import publish, wire_event

from geodata.store import Store
from watchline.api import ApiSettings
from watchline.web.app import create_app

SOURCE = {
    "publisher": "SANA",
    "title": "Talks held",
    "url": "https://sana.example/1?a=b&c=d",
    "published": date(2026, 3, 22),
    "language": "ar",
    "note": "",
}


@pytest.fixture
def own(store: Store) -> Iterator[Store]:
    """Return an empty store."""
    del store
    own = Store.open(None)
    yield own
    own.close()


@pytest.fixture
def site(own: Store) -> Iterator[TestClient]:
    """Return a client of a page on that store."""
    with TestClient(create_app(own).server, base_url="http://watch.example:8050") as client:
        yield client


def get(site: TestClient, query: str = "") -> Any:
    """The feed as a reader understands it, without complaint."""
    answer = site.get(f"/watch.atom?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def test_a_reader_of_feeds_understands_it(own: Store, site: TestClient):
    """Newest first; title, link, times, sources and precise words; the name of the watch."""
    publish(own, wire_event(1))
    publish(
        own, wire_event(2, date_start=date(2024, 1, 1), date_end=date(2024, 1, 1), sources=[SOURCE])
    )
    found = get(site, "name=Talks+%26+more&region=SYR")
    assert found.feed.title == "Talks & more"
    assert [one.title for one in found.entries] == ["Talks number 2", "Talks number 1"]
    first = found.entries[0]
    assert first.link == "http://watch.example:8050/?region=SYR&event=wire:n2"
    assert [one.href for one in first.links if one.rel == "related"] == [SOURCE["url"]]
    assert first.author == "Wire"
    assert "Licence: None" in first.rights
    said = first.content[0].value
    assert "Date: 1 Jan 2024 (dated to the day)" in said
    assert "Place: Damascus, Syria (exact place)" in said
    assert "Deaths: not known" in said
    assert "SANA, Talks held, 22 Mar 2026 https://sana.example/1?a=b&c=d" in said
    assert found.feed.links[0].href.startswith("http://watch.example:8050/watch.atom?name=Talks")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"fatalities_low": 4, "fatalities_high": 7}, "Deaths: 4–7 dead"),
        ({"fatalities_best": 0}, "Deaths: 0 dead"),
        (
            {
                "date_start": date(2026, 3, 1),
                "date_end": date(2026, 3, 31),
                "date_precision": "month",
            },
            "Date: March 2026 (dated to the month)",
        ),
        (
            {"lon": None, "lat": None, "place": None, "geo_precision": "country"},
            "Place: Syria (country only)",
        ),
        (
            {"lon": None, "lat": None, "place": None, "country": None, "geo_precision": "none"},
            "Place: not known",
        ),
    ],
)
def test_what_is_not_known_is_said_so(own: Store, site: TestClient, said: Any, words: str):
    """Precision of place and date, and deaths, in words; nothing is made up."""
    publish(own, wire_event(1, **said))
    assert words in get(site).entries[0].content[0].value


def test_markup_in_a_title_stays_text(own: Store, site: TestClient):
    """Signs that XML cannot write are left out, and nothing becomes an element."""
    publish(own, wire_event(1, title="<script>x</script> & \x0b\x00end", summary="]]> <b>"))
    body = site.get("/watch.atom?name=%3Cb%3E%00").content
    found = feedparser.parse(body, sanitize_html=False)
    assert not found.bozo
    assert found.entries[0].title.startswith("<script>x</script> &")
    assert b"<script" not in body
    assert ET.fromstring(body).find("{http://www.w3.org/2005/Atom}title").text == "<b>"  # type: ignore[union-attr]  # noqa: S314 - our own answer


def test_ids_stay_and_a_revision_is_an_update(own: Store, site: TestClient):
    """RFC 4287: the id of an entry never changes; other filters give the same id."""
    publish(own, wire_event(1))
    before = get(site).entries[0]
    publish(own, wire_event(1, title="Corrected"))
    after = get(site, "region=SYR").entries[0]
    assert after.title == "Corrected"
    assert after.id == before.id
    assert after.id.startswith("urn:uuid:")
    assert after.updated_parsed >= before.updated_parsed
    assert after.published == before.published


def test_a_feed_that_is_as_it_was_is_not_sent_again(own: Store, site: TestClient):
    """304 until the store changes; other filters have another mark."""
    publish(own, wire_event(1))
    mark = site.get("/watch.atom").headers["etag"]
    again = site.get("/watch.atom", headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get("/watch.atom?region=SYR", headers={"If-None-Match": mark}).status_code == 200
    publish(own, wire_event(2))
    assert site.get("/watch.atom", headers={"If-None-Match": mark}).status_code == 200


def test_events_that_may_not_be_handed_on_are_only_counted(own: Store, site: TestClient):
    """Of ACLED's data an entry per import with a number, its terms and a link to the page."""
    publish(own, wire_event(1))
    armed(own, 1, 2, 3)
    answer = site.get("/watch.atom").text
    assert "Secret clash" not in answer
    counted, event = get(site).entries
    assert counted.title == "3 new events · Armed events"
    assert "do not let its events be handed on" in counted.content[0].value
    assert "data=armed" in counted.link
    assert "added=" in counted.link
    assert "No raw rows" in counted.rights
    assert event.title == "Talks number 1"


def test_what_the_operator_lets_be_handed_on_is_listed(own: Store):
    """Whoever has an agreement says so when starting the server."""
    armed(own, 1)
    with TestClient(create_app(own, api=ApiSettings(raw=("armed",))).server) as site:
        assert [one.title for one in get(site).entries] == ["Secret clash"]


def test_a_hundred_entries_at_most(own: Store, site: TestClient):
    """The newest hundred, and how many there are in all."""
    publish(own, *(wire_event(number) for number in range(130)))
    found = get(site)
    assert len(found.entries) == 100
    assert len({one.id for one in found.entries}) == 100
    assert "130 events in all" in found.feed.subtitle


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("region=XX", 'Region "XX" in the link is not known'),
        ("from=yesterday", "is not a date"),
        ("reigon=SYR", '"reigon" in the link is not known.'),
        ("q=" + "x" * 9000, "too long"),
    ],
)
def test_filters_that_cannot_be_read_are_refused(site: TestClient, query: str, reason: str):
    """A feed of all events in place of the wanted ones would be worse than none."""
    answer = site.get(f"/watch.atom?{query}")
    assert answer.status_code == 400
    assert reason in answer.text


def test_what_a_link_says_of_the_page_is_passed_over(own: Store, site: TestClient):
    """A whole copied address serves."""
    publish(own, wire_event(1))
    found = get(site, "event=wire:n1&tab=actors&map=1,2,3&lanes=type&region=SYR")
    assert len(found.entries) == 1


def test_an_empty_feed_is_a_feed(site: TestClient):
    """Nothing came in yet."""
    assert get(site, "q=nothing").entries == []
