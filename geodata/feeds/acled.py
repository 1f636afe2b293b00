"""ACLED's API: a login, pages of what has changed since the last time, and what was deleted.

From ACLED's documentation: a password grant at ``/oauth/token`` with the client ``acled``;
``/api/acled/read`` with ``limit``, ``page`` and ``timestamp`` (seconds since 1970, when a row was
last changed); ``/api/deleted/read`` with ``deleted_timestamp``; ``…_where`` is the comparison.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from geodata.feeds.files import refuse_broken, remark
from geodata.feeds.pages import FeedPage, page_path, rows_of, staged
from geodata.feeds.status import TRIAL_ROWS, Delivery, PollOutcome, Visit
from geodata.http.errors import FetchError

CLIENT: Final = "acled"
OVERLAP: Final = 86_400
"""Seconds before the newest change that are asked for again: a page may have shifted while
ACLED published."""

_EARLY: Final = 60.0
_REFUSED: Final = frozenset({400, 401})
_TOKEN, _REFRESH, _EXPIRES = "access_token", "refresh_token", "expires_at"


def poll(visit: Visit) -> PollOutcome:
    """Take in what ACLED has added, changed and deleted since the last time.

    Raises:
        FetchError: it cannot be had or read.
    """
    before = visit.cursor
    changed = int(before.get("timestamp", 0))
    deleted = int(before.get("deleted", 0))
    pages = [page for page in _events(visit, max(changed - OVERLAP, 0)) if page.rows]
    read = staged(visit, "acled", [page.path for page in pages]) if pages else None
    if read is not None and not changed:
        refuse_broken(read)
    elif not changed:
        raise FetchError("ACLED has no events for these settings: check the names of the countries")
    newest = max((_seconds(row, "timestamp") for page in pages for row in page.rows), default=0)
    # on the first day nothing can have gone that was ever here
    since = deleted or max(newest, changed)
    gone = [] if visit.trial else list(_deleted(visit, since))
    cursor = {
        "timestamp": max(newest, changed),
        "deleted": max([since, *(at for _, at in gone)]),
    }
    ids = tuple(dict.fromkeys(name for name, _ in gone))
    visit.take(Delivery(cursor, read, gone=ids))
    return PollOutcome(remark(read) if read else "")


def _events(visit: Visit, since: int) -> Iterator[FeedPage]:
    asked: dict[str, Any] = {}
    if since:
        asked |= {"timestamp": since, "timestamp_where": ">="}
    if countries := visit.setting["countries"]:
        asked["country"] = "|".join(countries)
    if day := visit.setting["since"]:
        asked |= {"event_date": day.isoformat(), "event_date_where": ">="}
    yield from _pages(visit, "/api/acled/read", asked)


def _deleted(visit: Visit, since: int) -> Iterator[tuple[str, int]]:
    """The ids of deleted events, and when each was."""
    asked = {"deleted_timestamp": since, "deleted_timestamp_where": ">="}
    for page in _pages(visit, "/api/deleted/read", asked):
        for row in page.rows:
            if isinstance(row.get("event_id_cnty"), str):
                yield row["event_id_cnty"], _seconds(row, "deleted_timestamp")


def _pages(visit: Visit, path: str, asked: Mapping[str, Any]) -> Iterator[FeedPage]:
    limit = TRIAL_ROWS if visit.trial else visit.setting["page_size"]
    name = path.split("/")[2]
    last: list[dict[str, Any]] = []
    number = 1
    while True:
        said = urlencode({"_format": "json", "limit": limit, "page": number, **asked})
        kept = page_path(visit, number).with_name(f"{name}-{number:05}.json")
        answer = _ask(visit, f"{visit.feed.url}{path}?{said}", kept)
        if isinstance(answer, dict) and answer.get("success") is False:
            raise FetchError(f"ACLED refused the request (status {_status(answer)})")
        rows = rows_of(answer, "data", "ACLED")
        if rows and rows == last:
            raise FetchError("ACLED gave the same page twice; nothing was taken")
        yield FeedPage(rows, kept)
        if len(rows) < limit or visit.trial:
            return
        last, number = rows, number + 1


def _status(answer: Mapping[str, Any]) -> int:
    status = answer.get("status")
    return status if isinstance(status, int) else 0


def _ask(visit: Visit, url: str, kept: Any) -> Any:  # noqa: ANN401 - a path; JSON
    """What an address answers to somebody who is logged in; a login that is no longer
    accepted is made anew once."""
    for again in (True, False):
        secret = {"Authorization": f"Bearer {_token(visit)}"}
        try:
            return visit.client.json(url, secret=secret, keep=kept)
        except FetchError as trouble:
            if trouble.status != 401 or not again:  # noqa: PLR2004 - HTTP's “not logged in”
                raise
            visit.memory.pop(_TOKEN, None)
    raise AssertionError


def _token(visit: Visit) -> str:
    """An access token: the one at hand, a refreshed one, or one for the password."""
    memory = visit.memory
    if _TOKEN in memory and time.monotonic() < memory[_EXPIRES]:
        return str(memory[_TOKEN])
    if refresh := memory.pop(_REFRESH, None):
        try:
            return _login(visit, {"grant_type": "refresh_token", "refresh_token": refresh})
        except FetchError as trouble:
            if trouble.status not in _REFUSED:
                raise
    secrets = visit.feed.secrets()
    fields = {name: secrets.get(name, "") for name in ("username", "password")}
    try:
        return _login(visit, {"grant_type": "password", "scope": "authenticated", **fields})
    except FetchError as trouble:
        if trouble.status not in _REFUSED:
            raise
        names = " and ".join(visit.feed.secret_env.values())
        said = f"the login was refused: check the environment variables {names}"
        raise FetchError(said, status=trouble.status) from None


def _login(visit: Visit, fields: Mapping[str, str]) -> str:
    url = f"{visit.feed.url}/oauth/token"
    answer = visit.client.json(url, form={"client_id": CLIENT, **fields})
    token = answer.get(_TOKEN) if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token.isprintable() or not token.isascii():
        raise FetchError(f"{urlsplit(url).hostname} gave no access token")
    lives = answer.get("expires_in")
    seconds = float(lives) if isinstance(lives, (int, float)) else 0.0
    visit.memory[_TOKEN] = token
    visit.memory[_EXPIRES] = time.monotonic() + max(seconds - _EARLY, 0.0)
    if isinstance(answer.get(_REFRESH), str):
        visit.memory[_REFRESH] = answer[_REFRESH]
    return token


def _seconds(row: Mapping[str, Any], name: str) -> int:
    """A time in seconds since 1970; 0 for none."""
    try:
        return int(float(row.get(name) or 0))
    except (TypeError, ValueError, OverflowError):
        return 0
