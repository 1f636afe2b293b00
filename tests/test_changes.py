"""What imports changed: the query against a second reading of the files, and the tab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from dash import Dash
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from support import naive_query
from support.answers import reads
from support.callback_client import SCREEN, ask, every, text
from support.protests import OURS, events

from dashboard import ids
from dashboard.state import View, link, read, write
from geodata import query
from geodata.event_results import ImportChanges
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.query.changes import LISTED
from geodata.query.revisions import in_words
from geodata.schema import EVENT_SCHEMA
from geodata.store import Load, Store

FILTERS = [
    Filters(),
    Filters(types=("riot",)),
    Filters(text="march"),
    Filters(deaths=("known",)),
    Filters(date_from=date(2025, 7, 2)),
    Filters(datasets=("levant",)),
    Filters(actors=("Israel",), regions=("SYR",)),
    Filters(types=("aid",), text="march"),
]
JULY = {
    day: {"date_start": date(2025, 7, day), "date_end": date(2025, 7, day)} for day in (1, 2, 3)
}
MARCH = JULY[3] | {"title": "People march"}
UNNAMED = JULY[2] | {"event_type": "riot", "place": ""}
ISRAEL = {"actors": [{"name": "Israel", "role": "party"}]}
FILES: list[dict[str, dict[str, Any]]] = [
    {"a": JULY[1], "b": JULY[2], "c": JULY[3] | {"event_type": "riot"}, "d": JULY[3]},
    {"a": JULY[1] | {"title": "People march", "fatalities_best": 2}, "c": MARCH, "d": JULY[3]},
    {"a": JULY[1] | {"title": "People march", "fatalities_best": 2}, "c": MARCH, "d": JULY[3]},
    {"a": JULY[1] | ISRAEL, "b": JULY[2], "e": UNNAMED, "d": JULY[3]},
]
"""Four files of one data set, by the ids of their events."""


@pytest.fixture(scope="module")
def own() -> Iterator[Store]:
    """Return the bundled set and our own, read from four files one after the other."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        for at, file in enumerate(FILES):
            take(store, file, file=f"ours-{at}.csv", taken=len(file), rejected=at)
        yield store


@pytest.fixture(scope="module")
def client(own: Store) -> TestClient:
    """Return a client of the page on that store."""
    from watchline.web.app import create_app  # noqa: PLC0415 - not for tests of the query

    app = create_app(own)
    made = TestClient(app.server)
    made.page = app  # type: ignore[attr-defined]
    return made


@pytest.fixture
def fresh() -> Iterator[Store]:
    """Return a store with the bundled set only, to be written to."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


def take(store: Store, rows_by_id: dict[str, dict[str, Any]], **said: Any) -> None:
    """Load a file as all of our data set."""
    rows = [{"source_id": key} | values for key, values in rows_by_id.items()]
    store.load(Load(OURS, missing="days", **said), [events(*rows)])


def tab(client: TestClient, asked: str, **cursor: Any) -> dict[str, Any]:
    """What the panel answers for an address."""
    values = {"query.data": asked, "screen.data": SCREEN} | cursor
    return ask(client.page, client, f"{ids.tree(ids.TABS)}.tree", values)  # type: ignore[attr-defined]


def ours(store: Store, filters: Filters) -> dict[int, ImportChanges]:
    """The imports of our data set, by the file that was read."""
    found = reads(store, query.changes, filters, limit=100).imports
    return {int(one.file[5]): one for one in found if one.source == "ours"}


def expected(filters: Filters) -> list[dict[str, list[str]]]:
    """What each file added, revised and removed, read a second time, under the filters; an
    event is matched as it stood last."""
    last: dict[str, dict[str, Any]] = {}
    for file in FILES:
        last |= file
    table = events(*({"source_id": key} | values for key, values in last.items()))
    matching = {one.event_id for one in naive_query.matching(naive_query.read(table), filters)}
    told = []
    for before, file in zip([{}, *FILES], FILES, strict=False):
        changed = {
            "added": [key for key in file if key not in before and not _seen(key, file)],
            "revised": [
                key
                for key in file
                if (key in before and file[key] != before[key])
                or (key not in before and _seen(key, file))
            ],
            "removed": [key for key in before if key not in file],
        }
        told.append(
            {
                name: sorted(f"ours:{key}" for key in keys if f"ours:{key}" in matching)
                for name, keys in changed.items()
            }
        )
    return told


def _seen(key: str, file: dict[str, dict[str, Any]]) -> bool:
    return any(key in earlier for earlier in FILES[: FILES.index(file)])


@pytest.mark.parametrize("filters", FILTERS)
def test_each_import_lists_what_its_file_changed(own: Store, filters: Filters):
    """Added, revised and removed under any filters, as a second reading of the files finds."""
    found, wanted = ours(own, filters), expected(filters)
    for at, changed in enumerate(wanted):
        if at not in found:
            assert not any(changed.values())
            assert filters != Filters()
            continue
        for name, keys in changed.items():
            kind = getattr(found[at], name)
            assert kind.matching == len(keys), (at, name)
            if at:
                assert sorted(event.row.event_id for event in kind.events) == keys
    later = sum(len(keys) for changed in wanted[1:] for keys in changed.values())
    assert reads(own, query.changes, filters).matching == later


def test_an_import_knows_its_file_and_its_rows(own: Store):
    """What is said of an import: data set, file, rows taken and not, events as before."""
    one = ours(own, Filters())[1]
    assert (one.dataset, one.file, one.taken, one.rejected) == ("Our table", "ours-1.csv", 3, 1)
    assert (one.added.total, one.revised.total, one.removed.total, one.unchanged) == (0, 2, 1, 1)
    assert ours(own, Filters())[2].unchanged == 3
    assert abs((datetime.now(UTC) - one.at).total_seconds()) < 3600


def test_a_revised_value_is_told_in_words(own: Store):
    """Old and new, in the order of the event's page."""
    one = ours(own, Filters())[1]
    revised = {event.row.event_id: event.values for event in one.revised.events}
    assert revised == {
        "ours:a": (
            ("Title", "People gather", "People march"),
            ("Deaths, best", "not known", "2"),
        ),
        "ours:c": (("Title", "People gather", "People march"), ("Type", "Riot", "Protest")),
    }


def test_the_first_reading_is_counted_and_not_listed(own: Store):
    """A first file is no news: its events are all there are."""
    for one in reads(own, query.changes, Filters(), limit=100).imports:
        assert one.first == (one.source == "levant" or one.file == "ours-0.csv")
        if one.first:
            assert one.added.events == ()
            assert one.added.total == {"levant": 130, "ours": 4}[one.source]


def test_older_imports_follow(own: Store):
    """Pages give every import once, newest first."""
    numbers, after = [], 0
    while True:
        page = reads(own, query.changes, Filters(), limit=2, after=after)
        numbers += [one.number for one in page.imports]
        after = page.after
        if not after:
            break
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == len(set(numbers)) == 5


def test_what_is_left_out_is_counted(own: Store):
    """Under a filter, imports without a change that matches are left out and counted."""
    found = reads(own, query.changes, Filters(types=("riot",)))
    assert len(found.imports) + found.left_out == 5
    assert found.left_out > 0
    assert reads(own, query.changes, Filters()).left_out == 0


def test_removing_a_filter_gives_as_many_changes_as_it_says(own: Store):
    """Loosening counts changes, not events."""
    nothing = Filters(types=("aid",), text="march")
    assert reads(own, query.changes, nothing).matching == 0
    gains = dict(reads(own, query.relaxed_changes, nothing))
    assert gains == {
        "types": reads(own, query.changes, replace(nothing, types=())).matching,
        "text": reads(own, query.changes, replace(nothing, text="")).matching,
    }


def test_a_long_import_lists_its_first_events_only(fresh: Store):
    """Of many new events the newest are listed and the rest is counted."""
    take(fresh, {"a": JULY[1]})
    take(fresh, {"a": JULY[1]} | {f"n{at}": JULY[1 + at % 3] for at in range(50)})
    added = reads(fresh, query.changes, Filters()).imports[0].added
    assert (added.total, added.matching, len(added.events)) == (50, 50, LISTED)
    days = [event.row.date_start for event in added.events]
    assert days == sorted(days, reverse=True)
    assert days[0] == date(2025, 7, 3)


def test_hidden_and_purged_data_sets_leave_the_changes(fresh: Store):
    """No import and no event of a hidden data set is listed; it comes back when shown."""
    take(fresh, {"a": JULY[1]})
    take(fresh, {"a": JULY[2]})
    fresh.show("ours", hidden=True)
    found = reads(fresh, query.changes, Filters())
    assert [one.source for one in found.imports] == ["levant"]
    assert found.changes == 0
    fresh.show("ours", hidden=False)
    assert reads(fresh, query.changes, Filters()).changes == 1
    fresh.show("ours", deleted=True)
    fresh.purge()
    assert [one.source for one in reads(fresh, query.changes, Filters()).imports] == ["levant"]


def test_a_newer_bundled_set_is_an_import_without_a_file(fresh: Store):
    """What a newer version of Watchline corrects is listed; what was not counted is not said."""
    rows = read_bundled().events.to_pylist()
    rows[0]["title"] = "Corrected"
    fresh.upsert(pa.Table.from_pylist(rows, schema=EVENT_SCHEMA))
    newest = reads(fresh, query.changes, Filters()).imports[0]
    assert (newest.file, newest.revised.total, newest.unchanged, newest.first) == (
        "",
        1,
        None,
        False,
    )
    assert newest.revised.events[0].values[0].new == "Corrected"
    fresh.upsert(read_bundled().events.slice(1))
    assert len(reads(fresh, query.changes, Filters()).imports) == 2


def test_a_store_that_kept_no_imports_calls_none_the_first(fresh: Store):
    """Events from before imports were kept are not passed off as unread."""
    with fresh.read() as db:
        db.connection.execute("DELETE FROM change; DELETE FROM import")
        db.connection.commit()
    row = read_bundled().events.to_pylist()[0] | {"source_id": "another"}
    fresh.upsert(pa.Table.from_pylist([row], schema=EVENT_SCHEMA))
    (one,) = reads(fresh, query.changes, Filters()).imports
    assert not one.first
    assert [event.row.event_id for event in one.added.events] == ["levant:another"]


@pytest.mark.parametrize(
    ("revised", "told"),
    [
        ([("date_start", "2025-07-01", "2025-07-02")], ("First day", "1 Jul 2025", "2 Jul 2025")),
        (
            [("date_end", "2025-07-01", "2025-07-03"), ("date_start", "2025-07-01", "2025-07-02")],
            ("Dates", "1 Jul 2025", "2–3 Jul 2025"),
        ),
        ([("fatalities_low", "1200", "")], ("Deaths, low", "1,200", "not known")),
        ([("geo_precision", "admin1", "town")], ("Place known to", "governorate", "town")),
        (
            [("reliability", "F", "B")],
            (
                "Reliability",
                "F, reliability of the source cannot be judged",
                "B, usually reliable source",
            ),
        ),
        (
            [("about", "", "SYR-Sweida; UNDOF")],
            ("About", "none", "Sweida, UNDOF area of separation"),
        ),
        ([("lat", "", "32.5"), ("lon", "", "36.1")], ("Coordinates", "not known", "32.5, 36.1")),
        ([("lon", "36.1", "36.2")], ("Longitude", "36.1", "36.2")),
        ([("removed", "removed", "")], ("In the data set", "no longer", "again")),
        ([("country", "SYR", "")], ("Country", "Syria", "not known")),
        ([("event_type", "a word of long ago", "riot")], ("Type", "a word of long ago", "Riot")),
    ],
)
def test_columns_and_values_are_in_readers_words(
    revised: list[tuple[str, str, str]], told: tuple[str, str, str]
):
    """Codes have names, days are written out, and what is empty is not known, never zero."""
    assert in_words(revised) == (told,)


def test_of_a_long_text_only_what_differs_is_told():
    """One word in five thousand characters is found at a glance."""
    before, after = "many words come before. " * 100, " and many come after." * 100
    ((_, old, new),) = in_words([("summary", f"{before}two{after}", f"{before}nine{after}")])
    assert "two" in old
    assert "nine" in new
    assert max(len(old), len(new)) < 100
    assert old.startswith("…")
    assert new.endswith("…")


@given(old=st.text(max_size=400), new=st.text(max_size=400))
def test_a_shortened_text_is_bounded(old: str, new: str):
    """Whatever changed, the values are short and never empty."""
    ((_, told_old, told_new),) = in_words([("summary", old, new)])
    assert 0 < len(told_old) <= 165
    assert 0 < len(told_new) <= 165


def test_the_tab_lists_imports_and_links_to_events(client: TestClient):
    """A heading per import with its file, its counts in words, and links that open events."""
    answer = tab(client, "tab=changes")
    assert answer["changes.hidden"] is False
    assert answer["events.hidden"] is True
    assert text(answer["changes-head-tree.tree"]) == ""
    said = text(answer["changes-list-tree.tree"])
    assert "UTC · Our table · ours-1.csv" in said
    assert "2 revised, 1 removed, 1 as before" in said
    assert "3 rows taken, 1 rejected" in said
    assert "Nothing changed: 3 events as before" in said
    assert "First read: 130 events" in said
    assert "Deaths, best: not known →  became 2" in said
    about = every(answer["changes-list-tree.tree"], className="about")
    assert "Riot" in {text(one["children"]) for one in about}  # its place has no name
    links = [one for one in every(answer["changes-list-tree.tree"]) if one.get("data-event")]
    assert len(links) == 7
    for one in links:
        view, notices = read(one["href"])
        assert (view.event, view.shown_tab, notices) == (one["data-event"], "detail", ())


def test_the_tab_tells_what_matches_of_what_changed(client: TestClient):
    """Under a filter only what matches is listed, and of how many."""
    answer = tab(client, "tab=changes&type=riot")
    said = text(answer["changes-list-tree.tree"])
    assert "under these filters 1 added" in said
    assert "1 of 1" in said
    listed = {
        one["data-event"] for one in every(answer["changes-list-tree.tree"]) if "data-event" in one
    }
    assert listed == {"ours:e"}
    assert "3 other imports changed nothing under these filters." in said


def test_without_a_change_the_tab_says_what_to_loosen(client: TestClient):
    """Each way out leads to the changes that it promises, on the same tab."""
    answer = tab(client, "tab=changes&type=aid&q=march")
    assert "No changes under these filters" in text(answer["changes-head-tree.tree"])
    offered = [
        one
        for one in every(answer["changes-head-tree.tree"])
        if str(one.get("data-key", "")).startswith("loosen:") and "change" in text(one["children"])
    ]
    assert offered
    for one in offered:
        view, _ = read(one["href"])
        assert view.tab == "changes"
        there = tab(client, one["href"])
        shown = [got for got in every(there["changes-list-tree.tree"]) if "data-event" in got]
        assert text(one["children"]).split()[0] == str(len(shown))


def test_before_any_import_the_tab_says_so(app: Dash):
    """The bundled set alone has no changes."""
    alone = TestClient(app.server)
    alone.page = app  # type: ignore[attr-defined]
    answer = tab(alone, "tab=changes")
    assert "Nothing was imported yet besides the bundled set" in text(
        answer["changes-head-tree.tree"]
    )
    assert "First read: 130 events" in text(answer["changes-list-tree.tree"])
    assert answer["changes-more.hidden"] is True
    other = tab(alone, "tab=changes&type=aid")
    assert "No changes yet" in text(other["changes-head-tree.tree"])
    assert "First read: 130 events, 4 under these filters" in text(other["changes-list-tree.tree"])


def test_the_changes_are_not_sent_again_when_an_event_was_only_opened(client: TestClient):
    """Coming back finds the imports as they were left, older ones included."""
    first = tab(client, "tab=changes")
    cursor = {"changes-cursor.data": first["changes-cursor.data"]}
    again = tab(client, "tab=changes", **cursor)
    assert again["changes.hidden"] is False
    assert "changes-list-tree.tree" not in again
    assert "changes-list-tree.tree" in tab(client, "tab=changes&type=riot", **cursor)


def test_older_imports_are_added_below(fresh: Store):
    """The button gives the next imports until there are none."""
    from watchline.web.app import create_app  # noqa: PLC0415 - not for tests of the query

    for at in range(7):
        take(fresh, {"a": JULY[1] | {"title": f"Edition {at}"}}, file=f"{at}.csv")
    app = create_app(fresh)
    made = TestClient(app.server)
    made.page = app  # type: ignore[attr-defined]
    first = tab(made, "tab=changes")
    assert first["changes-more.hidden"] is False
    key = next(one for one in app.callback_map if "changes-list-tree.tree@" in one)
    output = next(name for name in key.strip(".").split("...") if "changes-list" in name)
    values = {
        "query.data": "tab=changes",
        "changes-cursor.data": first["changes-cursor.data"],
        "changes-more.n_clicks": 1,
    }
    more = ask(app, made, output, values, "changes-more.n_clicks")
    added = [one["params"]["value"] for one in more["changes-list-tree.tree"]["operations"]]
    assert len(every(added, className="import")) == 3
    assert more["changes-more.hidden"] is True
    assert (
        ask(app, made, output, values | {"changes-cursor.data": more["changes-cursor.data"]}) == {}
    )


def test_the_page_of_a_removed_event_says_since_when(own: Store, client: TestClient):
    """Day and file of the import that no longer had it; others say nothing of the kind."""
    at = ours(own, Filters())[3].at
    shown = text(tab(client, "event=ours:c")["detail-tree.tree"])
    assert f"No longer in this data set since {at.day} {at:%b %Y} (file ours-3.csv)" in shown
    for still in ("ours:a", "ours:b", "levant:2026-01-05-paris-fifth-round"):
        assert "No longer" not in text(tab(client, f"event={still}")["detail-tree.tree"])


def test_the_page_of_an_event_tells_its_revisions_in_words(client: TestClient):
    """The same words as in the changes."""
    shown = text(tab(client, "event=ours:a")["detail-tree.tree"])
    assert "Actors: Civilians (initiator) →  became Israel (party)" in shown
    assert "Deaths, best: not known →  became 2" in shown
    assert "fatalities_best" not in shown


def test_the_tab_is_a_view_that_a_link_carries():
    """A link opens the changes, also beside an open event."""
    view = View(event="ours:a", tab="changes")
    assert read(write(view)) == (view, ())
    assert view.shown_tab == "changes"
    assert link(View(tab="changes")) == "?tab=changes"
