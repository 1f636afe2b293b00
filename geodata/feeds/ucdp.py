"""UCDP's API: whole releases of georeferenced events, page by page.

From UCDP's documentation: ``/gedevents/<version>`` with ``pagesize``, ``Country`` (numbers of
Gleditsch and Ward) and ``StartDate``; the header ``x-ucdp-access-token``; ``NextPageUrl`` names
the following page, ``TotalCount`` says how many events there are.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from geodata.feeds.files import refuse_broken, remark
from geodata.feeds.pages import page_path, rows_of, staged
from geodata.feeds.status import TRIAL_ROWS, Delivery, PollOutcome, Visit
from geodata.http.errors import FetchError
from geodata.text import number as written

HEADER: Final = "x-ucdp-access-token"
_HOST: Final = "UCDP"


def poll(visit: Visit) -> PollOutcome:
    """Read the releases through; what they no longer have is removed.

    Raises:
        FetchError: they cannot be had whole, or hold no events.
    """
    paths: list[Path] = []
    for version in visit.setting["versions"]:
        paths += _release(visit, version, len(paths))
    if not paths:
        raise FetchError("UCDP has no events for these settings: check versions and countries")
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    cursor = {"sha256": digest.hexdigest(), "note": visit.cursor.get("note", "")}
    if cursor["sha256"] == visit.cursor.get("sha256"):
        return PollOutcome(cursor["note"])
    read = staged(visit, "ucdp", paths)
    refuse_broken(read)
    cursor["note"] = remark(read)
    visit.take(Delivery(cursor, read, sha256=cursor["sha256"], missing="all"))
    return PollOutcome(cursor["note"])


def _release(visit: Visit, version: str, before: int) -> list[Path]:
    """The pages of one release that hold events, all of them."""
    asked: dict[str, Any] = {"pagesize": TRIAL_ROWS if visit.trial else visit.setting["page_size"]}
    if countries := visit.setting["countries"]:
        asked["Country"] = ",".join(map(str, countries))
    if day := visit.setting["since"]:
        asked["StartDate"] = day.isoformat()
    url = f"{visit.feed.url}/gedevents/{quote(version, safe='')}?{urlencode(asked)}"
    token = visit.feed.secrets().get("token", "")
    paths: list[Path] = []
    seen: set[str] = set()
    total = count = 0
    while url:
        if url in seen:
            raise FetchError("UCDP’s pages go round in a circle; nothing was taken")
        seen.add(url)
        path = page_path(visit, before + len(paths) + 1)
        answer = visit.client.json(url, secret={HEADER: token} if token else None, keep=path)
        rows = rows_of(answer, "Result", _HOST)
        if rows:
            paths.append(path)
        count += len(rows)
        total = answer.get("TotalCount", count)
        url = "" if visit.trial else _next(visit, answer.get("NextPageUrl"))
    if count != total and not visit.trial:
        said = f"{written(count)} of {total} events of release {version} came"
        raise FetchError(f"{said}; nothing was taken")
    return paths


def _next(visit: Visit, url: object) -> str:
    """The address of the following page: of the same host, and reached as the first was."""
    if not url:
        return ""
    parts = urlsplit(url if isinstance(url, str) else "")
    base = urlsplit(visit.feed.url)
    if parts.hostname != base.hostname or not parts.path.startswith(base.path):
        raise FetchError("UCDP’s next page is at another host, which is not asked")
    return f"{base.scheme}://{base.netloc}{parts.path}?{parts.query}"
