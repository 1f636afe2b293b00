"""A table at an address: CSV, JSON, GeoJSON, Excel or Parquet, read whole when it has changed."""

from __future__ import annotations

from geodata.feeds.files import described, read_file, remark
from geodata.feeds.status import Delivery, PollOutcome, Visit
from geodata.http.client import Validators
from geodata.http.errors import FetchError
from geodata.imports.files import TABLE, ZONES
from geodata.imports.stage import fingerprint


def poll(visit: Visit) -> PollOutcome:
    """Fetch the table unless it is as it was, and take in what differs.

    Raises:
        FetchError: it cannot be had or read.
    """
    feed, before = visit.feed, visit.cursor
    token = feed.secrets().get("token")
    fetched = visit.client.file(
        feed.url,
        visit.folder / "table",
        secret={"Authorization": f"Bearer {token}"} if token else None,
        seen=Validators(before.get("etag", ""), before.get("modified", "")),
    )
    if fetched is None:
        return PollOutcome(before.get("note", ""))
    mark = fingerprint(fetched.path)
    cursor = {**fetched.seen._asdict(), "sha256": mark, "note": before.get("note", "")}
    if mark == before.get("sha256"):
        visit.take(Delivery(cursor))
        return PollOutcome(cursor["note"])
    mapping = visit.setting["mapping"]
    checked = read_file(
        fetched.path,
        visit.folder,
        feed.key,
        mapping=mapping,
        kind=TABLE if mapping else "",
        remembered=visit.remembered,
    )
    if checked.found.kind == ZONES:
        raise FetchError("it holds zones and no events: import it in the Data dialog")
    cursor["note"] = remark(checked.staged)
    visit.take(
        Delivery(
            cursor,
            checked.staged,
            missing=visit.setting["missing"],
            checked=checked,
            dataset=described(feed.dataset, checked.found),
        )
    )
    return PollOutcome(cursor["note"])
