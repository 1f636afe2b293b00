"""ACLED, UCDP and GDELT as feeds, against a real server that speaks as theirs do."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.acled_files import CLASH
from support.answers import sql
from support.feed_server import Answer, Asked, Run, Server, feed_of, serving
from support.gdelt_files import EVENT, published
from support.ucdp_files import ROW

from geodata.http.client import TRIES
from geodata.store import Store, StoreError

PASSWORD = "pass-w0rd-of-ours"  # noqa: S105 - a test's
TOKEN = "t0ken-of-ours"  # noqa: S105 - a test's


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


Make = Callable[..., Run]


@pytest.fixture
def run(own: Store, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Return a function that makes a feed of a kind, served by the server."""
    monkeypatch.setenv("ACLED_USERNAME", "us@example.org")
    monkeypatch.setenv("ACLED_PASSWORD", PASSWORD)
    monkeypatch.setenv("UCDP_ACCESS_TOKEN", TOKEN)

    def make(kind: str, more: str = "") -> Run:
        text = (
            f'kind = "{kind}"\nkey = "{kind}"\nurl = "{server.url}/x"\n'
            f'allow_private = ["127.0.0.1:{server.port}"]\n{more}'
        )
        return Run(own, tmp_path, feed_of(tmp_path, text))

    return make


class Acled:
    """ACLED's side: rows, deletions, tokens that end."""

    def __init__(self, server: Server) -> None:
        self.rows: list[dict[str, Any]] = []
        self.deleted: list[dict[str, Any]] = []
        self.valid: set[str] = set()
        self.lives = 86_400
        self.refreshes = True
        self.given = 0
        server.routes |= {
            "/x/oauth/token": self._token,
            "/x/api/acled/read": lambda asked: self._read(asked, self.rows, "timestamp"),
            "/x/api/deleted/read": lambda asked: self._read(
                asked, self.deleted, "deleted_timestamp"
            ),
        }

    def row(self, number: int, at: int, **changes: str) -> dict[str, Any]:
        row = {**CLASH, "event_id_cnty": f"SYR{number}", "timestamp": str(at), **changes}
        self.rows = [one for one in self.rows if one["event_id_cnty"] != f"SYR{number}"]
        self.rows.append(row)
        return row

    def _token(self, asked: Asked) -> Answer:
        fields = dict(pair.split("=", 1) for pair in asked.body.split("&"))
        assert fields["client_id"] == "acled"
        if fields["grant_type"] == "refresh_token":
            fits = self.refreshes and fields["refresh_token"] == f"refresh-{self.given}"
        else:
            fits = fields["password"] == PASSWORD and fields["username"] == "us%40example.org"
        if not fits:
            return Answer('{"error": "invalid_grant"}', 400, "application/json")
        self.given += 1
        self.valid.add(f"token-{self.given}")
        return self._json(
            {
                "token_type": "Bearer",
                "expires_in": self.lives,
                "access_token": f"token-{self.given}",
                "refresh_token": f"refresh-{self.given}",
            }
        )

    def _read(self, asked: Asked, rows: list[dict[str, Any]], column: str) -> Answer:
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.valid:
            return Answer('{"message": "no"}', 401, "application/json")
        if column in asked.query:
            assert asked.query[f"{column}_where"] == ">="
            rows = [row for row in rows if int(row[column]) >= int(asked.query[column])]
        limit, page = int(asked.query["limit"]), int(asked.query["page"])
        part = rows[(page - 1) * limit : page * limit]
        return self._json({"status": 200, "success": True, "count": len(part), "data": part})

    def _json(self, found: dict[str, Any]) -> Answer:
        return Answer(json.dumps(found), type="application/json")


DAY = 86_400
T = 1_700_000_000


def test_acled_is_read_page_by_page(run: Make, server: Server, own: Store):
    """After a login; all pages are one change of the store."""
    theirs = Acled(server)
    for number in range(5):
        theirs.row(number, T + number)
    ours = run("acled", "page_size = 2")
    status = ours.now()
    assert (status.last_error, status.events) == ("", 5)
    assert ours.ids() == [f"SYR{number}" for number in range(5)]
    assert server.paths() == ["/x/oauth/token", *["/x/api/acled/read"] * 3, "/x/api/deleted/read"]
    (stored,) = own.datasets()
    assert stored.dataset.kind == "acled"
    assert "ACLED must be named" in stored.dataset.terms


def test_acled_goes_on_where_it_was(run: Make, server: Server, own: Store):
    """Only what changed since is asked for, a day over: new, revised and deleted events."""
    theirs = Acled(server)
    for number in range(3):
        theirs.row(number, T + number)
    ours = run("acled")
    ours.now()
    version = own.version
    ours.again()
    assert ours.now().last_error == ""
    assert own.version == version

    theirs.row(7, T + 9 * DAY)
    theirs.row(1, T + 9 * DAY, notes="Told anew.")
    theirs.deleted = [{"event_id_cnty": "SYR2", "deleted_timestamp": T + 5 * DAY}]
    theirs.rows = [row for row in theirs.rows if row["event_id_cnty"] != "SYR2"]
    assert ours.now().last_error == ""
    assert ours.ids() == ["SYR0", "SYR1", "SYR7"]
    assert (
        next(one for one in ours.events() if one["source_id"] == "SYR1")["summary"] == "Told anew."
    )
    asked = [one.query for one in server.asked if one.path.endswith("acled/read")]
    assert "timestamp" not in asked[0]
    assert asked[1]["timestamp"] == str(T + 2 - DAY)
    assert own.version == version + 1
    assert (1, 1, 1) in sql(own, "SELECT added, revised, removed FROM import")

    ours.now()
    assert own.version == version + 1  # the same deletion again is no news
    last = [one.query for one in server.asked if one.path.endswith("deleted/read")][-1]
    assert last["deleted_timestamp"] == str(T + 5 * DAY)


def test_acled_is_asked_for_countries_and_days(run: Make, server: Server):
    """As ACLED writes them."""
    theirs = Acled(server)
    theirs.row(1, T)
    run("acled", 'countries = ["Syria", "Lebanon"]\nsince = 2025-01-31').now()
    query = server.asked[1].query
    assert query["country"] == "Syria|Lebanon"
    assert (query["event_date"], query["event_date_where"]) == ("2025-01-31", ">=")


def test_acled_login_is_kept_and_refreshed(run: Make, server: Server):
    """One login serves many readings; when it ends it is refreshed, without the password."""
    theirs = Acled(server)
    theirs.row(1, T)
    ours = run("acled")
    ours.now()
    ours.now()
    assert server.paths().count("/x/oauth/token") == 1
    theirs.valid.clear()  # it ended early
    assert ours.now().last_error == ""
    logins = [asked.body for asked in server.asked if asked.method == "POST"]
    assert "grant_type=refresh_token" in logins[1]
    assert PASSWORD not in logins[1]
    theirs.valid.clear()
    theirs.refreshes = False
    assert ours.now().last_error == ""  # back to the password
    assert theirs.given == 3


def test_acled_tokens_that_expire_are_not_used(run: Make, server: Server):
    """The time that ACLED gives them counts."""
    theirs = Acled(server)
    theirs.lives = 30  # less than the reserve that is kept
    theirs.row(1, T)
    ours = run("acled")
    ours.now()
    assert theirs.given == 2  # one for the events, a fresh one for the deletions


def test_a_refused_login_names_the_variables(
    run: Make, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """The password is nowhere, least of all in an address."""
    caplog.set_level(logging.DEBUG)
    Acled(server)
    ours = run("acled")
    monkeypatch.setenv("ACLED_PASSWORD", "wrong-pass-word")
    status = ours.now()
    assert status.last_error == (
        "the login was refused: check the environment variables ACLED_USERNAME and ACLED_PASSWORD."
    )
    told = caplog.text + repr(status) + str(ours.store.feeds())
    assert "wrong-pass-word" not in told
    assert all("wrong-pass" not in asked.path + str(asked.query) for asked in server.asked)


def test_acled_without_events_is_said(run: Make, server: Server):
    """An empty answer at first is more likely a country misspelt than peace."""
    Acled(server)
    assert "has no events for these settings" in run("acled").now().last_error


def test_an_acled_server_that_repeats_a_page_is_not_read_for_ever(run: Make, server: Server):
    """Nothing is taken then."""
    theirs = Acled(server)
    row = theirs.row(1, T)
    server.routes["/x/api/acled/read"] = Answer(
        json.dumps({"data": [row]}), type="application/json"
    )
    ours = run("acled", "page_size = 1")
    assert "same page twice" in ours.now().last_error
    assert ours.ids() == []


def test_acled_trouble_in_a_good_envelope_is_trouble(run: Make, server: Server):
    """Status 200 around a refusal."""
    Acled(server)
    server.routes["/x/api/acled/read"] = Answer(
        '{"status": 500, "success": false}', type="application/json"
    )
    assert "ACLED refused the request (status 500)" in run("acled").now().last_error


def test_a_page_that_fails_leaves_all_as_it_was(run: Make, server: Server):
    """Half of the pages are not taken, and come whole at the next attempt."""
    theirs = Acled(server)
    for number in range(4):
        theirs.row(number, T + number)
    whole = server.routes["/x/api/acled/read"]
    assert callable(whole)

    def second_fails(asked: Asked) -> Answer:
        answer = whole(asked)
        return dataclasses.replace(answer, cut=20) if asked.query["page"] == "2" else answer

    server.routes["/x/api/acled/read"] = second_fails
    ours = run("acled", "page_size = 2")
    assert "broke off" in ours.now().last_error
    assert ours.ids() == []
    server.routes["/x/api/acled/read"] = whole
    assert ours.now().events == 4


class Ucdp:
    """UCDP's side: releases in pages, to those who have the token."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.releases: dict[str, list[dict[str, Any]]] = {}
        self.next_base = f"http://127.0.0.1:{server.port}"
        self.lost = 0

    def release(self, version: str, *ids: int) -> None:
        self.releases[version] = [{**ROW, "id": one} for one in ids]
        self.server.routes[f"/x/gedevents/{version}"] = lambda asked: self._page(version, asked)

    def _page(self, version: str, asked: Asked) -> Answer:
        if asked.headers.get("x-ucdp-access-token") != TOKEN:
            return Answer("API token required", 401, "text/plain")
        rows, size = self.releases[version], int(asked.query["pagesize"])
        page = int(asked.query.get("page", "0"))
        part = rows[page * size : (page + 1) * size]
        more = (page + 1) * size < len(rows)
        following = f"{self.next_base}{asked.path}?pagesize={size}&page={page + 1}"
        found = {
            "TotalCount": len(rows) + self.lost,
            "NextPageUrl": following if more else "",
            "Result": part,
        }
        return Answer(json.dumps(found), type="application/json")


def test_ucdp_releases_are_read_whole(run: Make, server: Server, own: Store):
    """All pages of all releases, with the token in a header; what is gone is removed."""
    theirs = Ucdp(server)
    theirs.release("25.1", 1, 2, 3)
    theirs.release("26.0.9", 8)
    ours = run("ucdp", 'versions = ["25.1", "26.0.9"]\npage_size = 2\ncountries = [652]')
    assert ours.now().last_error == ""
    assert ours.ids() == ["1", "2", "3", "8"]
    assert server.asked[0].query == {"pagesize": "2", "Country": "652"}
    version = own.version
    ours.now()
    assert own.version == version
    theirs.release("26.0.9", 9)
    ours.now()
    assert ours.ids() == ["1", "2", "3", "9"]


def test_ucdp_pages_of_another_host_are_not_asked(run: Make, server: Server):
    """The token would go there."""
    with serving() as other:
        theirs = Ucdp(server)
        theirs.release("25.1", 1, 2, 3)
        theirs.next_base = other.url.replace("127.0.0.1", "localhost")
        ours = run("ucdp", 'versions = ["25.1"]\npage_size = 2')
        assert "at another host" in ours.now().last_error
        assert other.asked == []
    assert ours.ids() == []


def test_ucdp_that_gives_less_than_it_says_is_not_taken(run: Make, server: Server):
    """Events that are missing would otherwise be removed."""
    theirs = Ucdp(server)
    theirs.release("25.1", 1, 2)
    ours = run("ucdp", 'versions = ["25.1"]')
    ours.now()
    theirs.release("25.1", 1)
    theirs.lost = 1
    assert "1 of 2 events of release 25.1 came" in ours.now().last_error
    assert ours.ids() == ["1", "2"]


def test_a_refused_ucdp_token_names_its_variable(
    run: Make, server: Server, monkeypatch: pytest.MonkeyPatch
):
    """And a release that is empty or not there is said."""
    theirs = Ucdp(server)
    theirs.release("25.1")
    ours = run("ucdp", 'versions = ["25.1"]')
    assert "has no events for these settings" in ours.now().last_error
    monkeypatch.setenv("UCDP_ACCESS_TOKEN", "another")
    assert "check the environment variable UCDP_ACCESS_TOKEN" in ours.now().last_error


class Gdelt:
    """GDELT's side: a file for each quarter of an hour, and the list of the newest."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.at = datetime(2025, 7, 16, 15, 0)  # noqa: DTZ001 - as in the names of files, UTC
        self.base = server.url

    def publish(self, *rows: dict[str, str], missing: bool = False) -> str:
        """The next file, of these rows or one of its own; its time."""
        self.at += timedelta(minutes=15)
        slot = self.at.strftime("%Y%m%d%H%M%S")
        rows = rows or ({"GLOBALEVENTID": f"{self.at:%d%H%M}"},)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            lines = published(*({**EVENT, **row} for row in rows))
            file.writestr(f"{slot}.export.CSV", lines)
        body = packed.getvalue()
        path = f"/x/{slot}.export.CSV.zip"
        if not missing:
            self.server.routes[path] = Answer(body, type="application/zip")
        self.names(path, len(body), hashlib.md5(body, usedforsecurity=False).hexdigest())
        return slot

    def names(self, path: str, size: int, md5: str) -> None:
        """Name the newest file."""
        lines = f"{size} {md5} {self.base}{path}\n1 a {self.base}/x/2.mentions.CSV.zip\n"
        self.server.routes["/x/lastupdate.txt"] = Answer(lines, type="text/plain")

    def asked(self) -> list[str]:
        """The times of the files that were asked for."""
        paths = [path for path in self.server.paths() if path.endswith("zip")]
        return [path.removeprefix("/x/")[:14] for path in paths]


def test_gdelt_begins_with_the_newest_file(run: Make, server: Server):
    """Not with the whole past; the MD5 is that of the list."""
    theirs = Gdelt(server)
    theirs.publish()
    slot = theirs.publish()
    ours = run("gdelt")
    assert ours.now().last_error == ""
    assert theirs.asked() == [slot]
    assert ours.ids() == ["161530"]


def test_gdelt_fills_a_gap_in_order(run: Make, server: Server, own: Store):
    """After an outage every file since is read, the oldest first; none twice."""
    theirs = Gdelt(server)
    first = theirs.publish()
    ours = run("gdelt")
    ours.now()
    later = [theirs.publish() for _ in range(5)]
    ours.again()
    assert ours.now().last_error == ""
    assert theirs.asked() == [first, *later]
    assert len(ours.ids()) == 6
    version = own.version
    assert ours.now().last_error == ""
    assert (theirs.asked(), own.version) == ([first, *later], version)


def test_gdelt_reads_some_at_a_time(run: Make, server: Server):
    """A long gap is filled in steps that follow soon; how much is left is said."""
    theirs = Gdelt(server)
    theirs.publish()
    ours = run("gdelt", "at_once = 2")
    ours.now()
    for _ in range(3):
        theirs.publish()
    status = ours.now()
    assert status.note == "1 more file to be read."
    assert status.next_attempt == ours.clock.now + timedelta(seconds=1)
    status = ours.now()
    assert (status.note, len(ours.ids())) == ("", 4)
    assert status.next_attempt == ours.clock.now + timedelta(seconds=900)


def test_gdelt_files_that_do_not_exist_are_noted(run: Make, server: Server):
    """GDELT leaves some out; the rest is read all the same."""
    theirs = Gdelt(server)
    theirs.publish()
    ours = run("gdelt")
    ours.now()
    theirs.publish(missing=True)
    theirs.publish()
    status = ours.now()
    assert status.last_error == ""
    assert "no files of these times (UTC), the last: 2025-07-16 15:30." in status.note
    assert ours.ids() == ["161515", "161545"]


def test_a_gdelt_file_that_fails_in_the_middle_is_read_again(run: Make, server: Server):
    """Those before it are kept; it goes on there."""
    theirs = Gdelt(server)
    theirs.publish()
    ours = run("gdelt")
    ours.now()
    good, bad, last = theirs.publish(), theirs.publish(), theirs.publish()
    path = f"/x/{bad}.export.CSV.zip"
    kept = server.routes[path]
    server.routes[path] = Answer("no", 500, "text/plain")
    assert "status 500" in ours.now().last_error
    assert len(ours.ids()) == 2
    asked = theirs.asked()
    assert asked[-TRIES - 1 :] == [good, *[bad] * TRIES]
    server.routes[path] = kept
    assert ours.now().last_error == ""
    assert theirs.asked()[-2:] == [bad, last]
    assert len(ours.ids()) == 4


def test_what_was_taken_before_the_trouble_keeps_its_age(run: Make, server: Server):
    """The first of two files comes in, the second does not: the data are as new as the first,
    and a visit that brings nothing makes them no newer."""
    theirs = Gdelt(server)
    theirs.publish()
    ours = run("gdelt")
    first = ours.now().last_success
    theirs.publish()
    server.routes[f"/x/{theirs.publish()}.export.CSV.zip"] = Answer("no", 404, "text/plain")
    status = ours.now()
    assert status.last_error
    assert len(ours.ids()) == 2
    assert first is not None
    assert status.last_success is not None
    assert status.last_success > first
    assert ours.now().last_success == status.last_success


def test_a_feed_that_comes_some_way_is_not_put_off(run: Make, server: Server):
    """Of a long gap every visit takes a file and stumbles over the next: the wait stays short."""
    theirs = Gdelt(server)
    theirs.publish()
    ours = run("gdelt")
    ours.now()
    slots = [theirs.publish() for _ in range(4)]
    for done, slot in enumerate(slots[1:], 1):
        path = f"/x/{slot}.export.CSV.zip"
        there = server.routes[path]
        server.routes[path] = Answer("try later", 503, "text/plain")
        status = ours.now()
        server.routes[path] = there
        assert "503" in status.last_error
        assert status.failures == 1
        assert len(ours.ids()) == done + 1
    assert ours.now().failures == 0
    assert len(ours.ids()) == 5


@pytest.mark.parametrize(
    ("list_", "said"),
    [
        ("", "does not name an event file"),
        ("1 zz http://127.0.0.1/x/20250716151500.export.CSV.zip", "does not name an event file"),
        ("1 {md5} http://127.0.0.1/x/20259916151500.export.CSV.zip", "does not name an event"),
        ("1 {md5} http://example.org/x/20250716151500.export.CSV.zip", "at another host"),
        ("1 {md5} http://127.0.0.1/x/20250716151500.export.CSV.zip", "not what GDELT says"),
    ],
)
def test_a_gdelt_list_that_is_not_right_is_refused(
    run: Make, server: Server, list_: str, said: str
):
    """Nothing is taken, and no other host is asked."""
    theirs = Gdelt(server)
    theirs.publish()
    body = list_.format(md5="0" * 32)
    server.routes["/x/lastupdate.txt"] = Answer(body, type="text/plain")
    ours = run("gdelt")
    assert said in ours.now().last_error
    assert ours.ids() == []


def test_a_damaged_gdelt_file_of_the_gap_is_refused(run: Make, server: Server):
    """Its own checksums are looked at where the list has none."""
    theirs = Gdelt(server)
    theirs.publish()
    ours = run("gdelt")
    ours.now()
    slot = theirs.publish()
    theirs.publish()
    answer = server.routes[f"/x/{slot}.export.CSV.zip"]
    assert isinstance(answer, Answer)
    assert isinstance(answer.body, bytes)
    server.routes[f"/x/{slot}.export.CSV.zip"] = Answer(answer.body[:-30], type="application/zip")
    assert "the zip is damaged" in ours.now().last_error
    assert len(ours.ids()) == 1


def test_gdelt_is_filtered_on_the_way_in(run: Make, server: Server):
    """By the country of the action and the root of the CAMEO code; a slot of none is done too."""
    theirs = Gdelt(server)
    rows = [
        {"GLOBALEVENTID": "1"},
        {"GLOBALEVENTID": "2", "ActionGeo_CountryCode": "LE"},
        {"GLOBALEVENTID": "3", "EventRootCode": "04", "EventCode": "040"},
        {"GLOBALEVENTID": "4", "ActionGeo_CountryCode": ""},
    ]
    theirs.publish(*rows)
    ours = run("gdelt", 'countries = ["SYR"]\nroots = ["19"]')
    assert ours.now().last_error == ""
    assert ours.ids() == ["1"]
    slot = theirs.publish(rows[1])
    assert ours.now().last_error == ""
    ours.now()
    assert theirs.asked().count(slot) == 1


@pytest.mark.parametrize("kind", ["acled", "ucdp", "gdelt"])
def test_a_crash_between_fetching_and_writing_loses_and_doubles_nothing(
    run: Make, server: Server, kind: str, monkeypatch: pytest.MonkeyPatch
):
    """The cursor is written with the events: the next reading takes what the last did not."""
    acled, theirs = Acled(server), Gdelt(server)
    acled.row(1, T)
    theirs.publish()
    Ucdp(server).release("25.1", 1)
    ours = run(kind, 'versions = ["25.1"]' if kind == "ucdp" else "")
    ours.now()
    acled.row(2, T + 1)
    theirs.publish()
    Ucdp(server).release("25.1", 1, 2)

    def crash(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr("geodata.store.feeds.keep_cursor", crash)
        assert ours.now().last_error == "The disk is full."
    assert len(ours.ids()) == 1  # the events of that reading went with it
    ours.again()
    assert ours.now().last_error == ""
    assert len(ours.ids()) == 2
    added = sql(ours.store, "SELECT sum(added), sum(revised) FROM import")
    assert added == [(2, 0)]
