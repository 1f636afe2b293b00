"""Tables and news feeds at addresses: read when they have changed, refused when they are broken."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.answers import sql
from support.feed_server import Answer, Asked, Run, Server, feed_of, serving
from support.imports import ASKS, TABLE

from geodata.feeds import rss
from geodata.feeds.status import DeliveryCount, FeedStatus, Visit
from geodata.http.client import Client
from geodata.http.errors import FetchError
from geodata.store import Store

MAPPING = (
    'date_order = "dmy"\ndefault_type = "statement"\n'
    '[columns]\ndate_start = "Fecha"\nevent_type = "Tipo"\ntitle = "Nota"\n'
)


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server of this machine."""
    with serving() as server:
        yield server


@pytest.fixture
def own() -> Iterator[Store]:
    """Return an empty store in memory."""
    with Store.open(None) as store:
        yield store


@pytest.fixture
def run(own: Store, server: Server, tmp_path: Path) -> Callable[..., Run]:
    """Return a function that makes a feed of a path of the server."""

    def make(kind: str = "table", more: str = "") -> Run:
        text = (
            f'kind = "{kind}"\nkey = "team"\nname = "Team"\nurl = "{server.url}/a"\n'
            f'allow_private = ["127.0.0.1"]\n{more}'
        )
        return Run(own, tmp_path, feed_of(tmp_path, text))

    return make


def with_tag(body: str, mark: str, kind: str = "text/csv") -> Callable[[Asked], Answer]:
    """An answer that is not sent again to those who have it."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == mark:
            return Answer(status=304)
        return Answer(body, type=kind, headers={"ETag": mark})

    return answer


def test_a_table_is_read_and_kept_up_to_date(run: Callable[..., Run], server: Server, own: Store):
    """New rows come, changed ones are revised, those gone within its days are removed."""
    table = run()
    server.routes["/a"] = with_tag(TABLE, '"1"')
    status = table.now()
    assert (status.last_error, status.events, table.ids()) == ("", 3, ["1", "2", "3"])
    assert status.last_success == table.clock.now
    assert own.datasets()[0].retrieved_at == table.clock.now

    changed = TABLE.replace("First", "Newly told").replace(
        "2025-07-02,riot,Second,32.619,36.102,2,South\n", ""
    )
    server.routes["/a"] = with_tag(changed, '"2"')
    table.now()
    assert table.ids() == ["1", "3"]
    assert table.events()[0]["title"] == "Newly told"


def test_what_has_not_changed_leaves_the_store_as_it_is(
    run: Callable[..., Run], server: Server, own: Store
):
    """Neither a 304 nor the same answer again is a new version; both are a success."""
    table = run()
    server.routes["/a"] = with_tag(TABLE, '"1"')
    table.now()
    version = own.version
    for answer in (with_tag(TABLE, '"1"'), with_tag(TABLE, '"2"'), with_tag(TABLE + "\n", '"3"')):
        server.routes["/a"] = answer
        table.clock.now = table.clock.now.replace(minute=table.clock.now.minute + 1)
        status = table.now()
        assert (status.last_error, status.last_success) == ("", table.clock.now)
    assert own.version == version
    assert sql(own, "SELECT count(*) FROM import") == [(1,)]
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [
        *(None, '"1"', '"1"', '"2"')
    ]


def test_a_failing_table_keeps_the_last_good_data(run: Callable[..., Run], server: Server):
    """The last attempt and the last success stay apart; the reason is in plain words."""
    table = run()
    server.routes["/a"] = Answer(TABLE)
    good = table.now().last_success
    table.clock.now = table.clock.now.replace(hour=13)
    server.routes["/a"] = Answer("no", 503, "text/plain")
    status = table.now()
    assert (status.last_success, status.last_attempt) == (good, table.clock.now)
    assert status.last_error == "127.0.0.1: it has trouble of its own (status 503)."
    assert status.age == table.clock.now - good
    assert table.ids() == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(""), "empty"),
        (Answer("<html><p>Please log in", type="text/plain"), "web page"),
        (Answer("Date,Type,Headline\n", type="text/csv"), "it is empty"),
        (Answer("a,b\n1,2\n"), "decided first"),
        (Answer(ASKS), "decided first"),
        (Answer(TABLE, cut=120), "broke off"),
        (Answer('[{"Date": "2025-07-01", "Type": "protest", "Headl', type="x/y"), "br"),
    ],
)
def test_what_cannot_be_read_takes_nothing_away(
    run: Callable[..., Run], server: Server, answer: Answer, said: str
):
    """Empty, half, or another thing altogether: what was there before stays."""
    table = run()
    server.routes["/a"] = Answer(TABLE)
    table.now()
    server.routes["/a"] = answer
    status = table.now()
    assert said in status.last_error
    assert table.ids() == ["1", "2", "3"]


def test_json_that_breaks_off_is_not_taken_in_part(run: Callable[..., Run], server: Server):
    """The items before the break could be read, and stay out."""
    table = run()
    item = '{"Date": "2025-07-01", "Type": "protest", "Headline": "One", "Ref": "1"}'
    server.routes["/a"] = Answer(f"[{item}, {item[:30]}", type="application/json", length=False)
    assert "breaks off in the middle" in table.now().last_error
    assert table.ids() == []


def test_a_mapping_answers_what_would_be_asked(
    run: Callable[..., Run], server: Server, tmp_path: Path
):
    """It is named in feeds.toml; a mapping that does not fit says why."""
    (tmp_path / "team.mapping.toml").write_text(MAPPING)
    table = run(more='mapping = "team.mapping.toml"')
    server.routes["/a"] = Answer(ASKS)
    assert table.now().last_error == ""
    assert {event["title"] for event in table.events()} == {"uno", "dos"}
    assert {event["date_start"] for event in table.events()} == {date(2025, 4, 3), date(2025, 6, 5)}
    server.routes["/a"] = Answer(TABLE)
    assert "the mapping does not fit: the table has no column “Fecha”" in table.now().last_error


def test_a_token_is_sent_and_never_shown(
    run: Callable[..., Run],
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    """Not in the log, not in the status, not in the store."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TEAM_TOKEN", "s3cr3t-t0ken")
    table = run(more='token_env = "TEAM_TOKEN"')
    server.routes["/a"] = Answer("s3cr3t-t0ken", 401, "text/plain")
    status = table.now()
    assert server.asked[0].headers["authorization"] == "Bearer s3cr3t-t0ken"
    assert "check the environment variable TEAM_TOKEN" in status.last_error
    stored = str(table.store.feeds()) + str(table.store.datasets())
    assert "s3cr3t" not in caplog.text + repr(status) + stored + repr(table.feed)
    server.routes["/a"] = Answer("x: s3cr3t-t0ken\n", type="text/csv")
    assert "s3cr3t" not in caplog.text + repr(table.now())


def test_a_deleted_data_set_lets_its_feed_rest(run: Callable[..., Run], server: Server, own: Store):
    """What was deleted in the page does not come back by itself; after a purge it begins anew."""
    table = run()
    server.routes["/a"] = with_tag(TABLE, '"1"')
    table.now()
    own.show("team", deleted=True)
    asked = len(server.asked)
    assert "its data set was deleted, so it rests" in table.now().last_error
    assert len(server.asked) == asked
    own.purge()
    assert table.now().last_error == ""
    assert table.ids() == ["1", "2", "3"]


def test_another_kind_of_data_is_not_mixed_in(run: Callable[..., Run], server: Server):
    """A data set of the same key that came from elsewhere is left alone."""
    table = run(kind="rss")
    server.routes["/a"] = Answer(TABLE)
    run().now()
    server.routes["/a"] = Answer(FEED, type="application/rss+xml")
    assert "is of another kind: give the feed another key" in table.now().last_error
    assert table.ids() == ["1", "2", "3"]


FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:georss="http://www.georss.org/georss"
 xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"><channel><title>Example &amp; Co</title>
<item><guid>a</guid><title>Talks &lt;b&gt;begin&lt;/b&gt;</title><link>https://example.org/a</link>
<description>&lt;p&gt;First.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Second &amp;amp;
 more.&lt;/p&gt;</description><pubDate>Mon, 06 Oct 2025 23:30:00 -0200</pubDate>
<georss:point>33.51 36.29</georss:point></item>
<item><guid>b</guid><title>No place</title><link>javascript:alert(1)</link>
<pubDate>Sun, 05 Oct 2025 10:00:00 GMT</pubDate></item>
<item><title>By its link</title><link>https://example.org/c</link>
<pubDate>Sat, 04 Oct 2025 10:00:00 GMT</pubDate><geo:lat>36.2</geo:lat><geo:long>37.1</geo:long>
</item>
<item><guid>d</guid><title>No day</title></item>
<item><guid>e</guid><title>Off the globe</title><georss:point>133 36</georss:point>
<pubDate>Sat, 04 Oct 2025 10:00:00 GMT</pubDate></item>
<item><guid>f</guid><title>Nowhere</title><georss:point>0 0</georss:point>
<pubDate>Sat, 04 Oct 2025 10:00:00 GMT</pubDate></item>
</channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Example</title>
<entry><id>tag:example.org,2025:1</id><title type="html">One &amp;amp; two</title>
<link href="https://example.org/1"/><updated>2025-10-06T10:00:00Z</updated>
<summary>Said.</summary></entry></feed>
"""


def test_items_of_a_feed_are_events(run: Callable[..., Run], server: Server):
    """Title and summary are plain text, the day is that of publication in UTC, the id the guid."""
    news = run(kind="georss")
    server.routes["/a"] = Answer(FEED, type="application/rss+xml")
    status = news.now()
    assert status.last_error == ""
    assert news.ids() == ["a", "b", "f", "https://example.org/c"]
    first, second, *_ = news.events()
    assert (first["title"], first["summary"]) == ("Talks begin", "First.\nSecond & more.")
    assert (first["date_start"], first["event_type"]) == (date(2025, 10, 7), "statement")
    assert (first["lon"], first["lat"], first["geo_precision"]) == (36.29, 33.51, "town")
    assert first["country"] == "SYR"
    (source,) = first["sources"]
    assert (source["publisher"], source["url"]) == ("Example & Co", "https://example.org/a")
    assert second["sources"][0]["url"] is None


def test_items_without_a_point_are_events_without_a_place(run: Callable[..., Run], server: Server):
    """They are counted and said, never put somewhere; 0,0 is no place; bad ones are refused."""
    news = run(kind="rss")
    server.routes["/a"] = Answer(FEED, type="application/rss+xml")
    status = news.now()
    unplaced = [one for one in news.events() if one["geo_precision"] == "none"]
    assert {one["source_id"] for one in unplaced} == {"b", "f"}
    assert all(one["lon"] is None and one["lat"] is None for one in unplaced)
    assert status.note.startswith("2 of 4 items have no point. 2 of 6 rows were not taken")


def test_atom_is_read_as_rss_is(run: Callable[..., Run], server: Server):
    """With the setting for what its items are."""
    news = run(kind="rss", more='event_type = "aid"\npublisher = "Us"')
    server.routes["/a"] = Answer(ATOM, type="application/atom+xml")
    assert news.now().last_error == ""
    (event,) = news.events()
    assert (event["title"], event["event_type"]) == ("One & two", "aid")
    assert event["source_id"] == "tag:example.org,2025:1"
    assert event["sources"][0]["publisher"] == "Us"


def test_an_item_that_leaves_the_feed_stays_an_event(
    run: Callable[..., Run], server: Server, own: Store
):
    """A feed shows the newest only; an item that comes again changes nothing."""
    news = run(kind="rss")
    server.routes["/a"] = Answer(FEED, type="text/xml")
    news.now()
    version = own.version
    shorter = FEED[: FEED.index("<item><title>By")] + "</channel></rss>"
    server.routes["/a"] = Answer(shorter, type="text/xml")
    assert news.now().last_error == ""
    assert len(news.ids()) == 4
    assert own.version == version


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (FEED[:700], "breaks off in the middle"),
        ("<html><body>hello</body></html>", "no RSS or Atom feed"),
        ("", "no RSS or Atom feed"),
        ('<!DOCTYPE r [<!ENTITY a "b">]>' + FEED.partition("\n")[2], "entities of its own"),
    ],
)
def test_what_is_no_feed_or_half_of_one_is_refused(
    run: Callable[..., Run], server: Server, body: str, said: str
):
    """Nothing of it is taken."""
    news = run(kind="rss")
    server.routes["/a"] = Answer(body, type="application/xml", length=False)
    assert said in news.now().last_error
    assert news.ids() == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), at=st.integers(0, len(FEED)), over=st.integers(0, 60))
def test_no_bytes_make_reading_a_feed_fail_otherwise(
    run: Callable[..., Run], tmp_path: Path, body: bytes, at: int, over: int
):
    """A damaged feed gives events and refused items, each once, or one sentence."""
    damaged = FEED.encode()[:at] + body + FEED.encode()[at + over :]
    feed = run(kind="rss").feed
    with Client(feed) as client:
        visit = Visit(feed, client, tmp_path, {}, {}, lambda _: DeliveryCount())
        try:
            batch = rss.read(damaged, visit)
        except FetchError:
            return
    assert batch.rows == len(batch.events) + len({fault.row for fault in batch.rejected})


@given(st.text())
def test_plain_text_has_no_tags_whatever_comes_in(html: str):
    """Nor does anything make it fail; what it says is shown as text only."""
    assert "<script>" not in rss.plain(f"<p>{html}</p><script>x</script>").replace(html, "")


def test_broken_markup_does_not_hold_it_up():
    """A hostile item takes no longer than another."""
    began = time.monotonic()
    rss.plain("<!--" * 500_000)
    assert time.monotonic() - began < 5


def test_the_status_says_all_that_a_person_asks(run: Callable[..., Run]):
    """Before the first attempt nothing is known, and that is how it looks."""
    table = run()
    (status,) = table.poller.status()
    assert status == FeedStatus("team", "Team", "table", "team", 900.0)
