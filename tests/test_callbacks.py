"""Every callback, asked as the browser asks it."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.answers import reads
from support.callback_client import LEVANT, ask, every, request, text
from support.page_values import page_values

from dashboard import ids
from dashboard.state import read
from geodata.filters import Filters
from geodata.query import histogram, page
from geodata.store import Store

DATA = Path(__file__).parent.parent / "geodata" / "data"
STATES = [
    "",
    "view=table&sort=-deaths&columns=date,title,id&page=2",
    "region=SYR&from=2025-03-21&to=2026-03-20",
    "actor=Israel&region=SYR-Sweida&from=2025-07-01&to=2025-07-31",
    "type=humanitarian&storyline=Paris%20talks",
    "placed=none",
    "area=35.5 32.3,37.5 32.3,37.5 33.2,35.5 33.2",
    "near=32.71,36.57,50km",
    "q=koya&deaths=known",
    "actor=Israel&actor=United States&match=all&lanes=actor&boundaries=defacto",
    "event=levant:2026-01-05-paris-fifth-round&lanes=region",
    "event=levant:no-such-event",
    "place=SYR-Sweida&lanes=type",
    "tab=actors",
    "tab=actors&level=persons&role=participant",
    "tab=regions",
    "tab=changes",
    "tab=detail",
    "from=1900-01-01&to=1900-01-31",
    "region=ATLANTIS&from=never",
]
STRIKE = "levant:2025-07-16-israel-strikes-damascus-hq"
OUTPUTS = [
    f"{ids.tree(ids.SUMMARY)}.tree",
    f"{ids.DATES}.value",
    f"{ids.tree(ids.PRESETS)}.tree",
    f"{ids.tree(ids.REGION_MORE)}.tree",
    f"{ids.tree(ids.ACTOR_MORE)}.tree",
    f"{ids.MAP}.figure",
    f"{ids.tree(ids.MAP_FOOT)}.tree",
    f"{ids.TIMELINE}.figure",
    f"{ids.tree(ids.TABS)}.tree",
]


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a bundled file, read without the program's own reader."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_callback_names_components_of_the_page(app: Dash):
    """No callback waits for a component that is not there."""
    assert not app.config.suppress_callback_exceptions
    everything = [app.layout, *app.layout._traverse()]  # noqa: SLF001 - Dash has no public way through its layout
    known = {component.id for component in everything if hasattr(component, "id")}
    used = {
        one["id"] for spec in app.callback_map.values() for one in (*spec["inputs"], *spec["state"])
    } | {name.rsplit(".", 1)[0] for key in app.callback_map for name in key.strip(".").split("...")}
    assert used <= known
    declared = {
        value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)
    }
    assert declared - {ids.REPLAY} <= known  # which stands in the page of a replay alone


@pytest.mark.parametrize("query", STATES)
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_callback_answers_every_view(app: Dash, client: TestClient, output: str, query: str):
    """Whatever the address says, each part of the page has an answer."""
    assert ask(app, client, output, page_values(query))


@pytest.mark.parametrize("query", STATES[:8])
def test_the_numbers_of_a_view_agree(app: Dash, client: TestClient, store: Store, query: str):
    """Header, tab, sum under the map, marks, list and bars count the same events."""
    values = page_values(query)
    words = ask(app, client, "summary-tree.tree", values)
    count = int(text(words["summary-tree.tree"]).split()[0])
    tabs = text(ask(app, client, "tabs-tree.tree", values)["tabs-tree.tree"])
    assert tabs.startswith(f"Events {count}")
    figure = ask(app, client, "map.figure", values)["map.figure"]
    marks = sum(row[4] for row in figure["data"][0].get("customdata") or [])
    foot = text(ask(app, client, "map-foot-tree.tree", values)["map-foot-tree.tree"])
    here, elsewhere, country, nowhere = (
        int(part.split()[0]) for part in foot.split(" — ")[0].split(" · ")[:4]
    )
    assert here + elsewhere + country + nowhere == count
    assert here + elsewhere == marks
    filters = read(query)[0].filters
    starts = [row.date_start for row in reads(store, page, filters, limit=1000).rows]
    assert len(starts) == count
    if starts:
        bars = reads(store, histogram, filters, min(starts), max(starts), "day")
        outside = [day for day in starts if not _within(day, filters)]
        inside = sum(sum(bar.counts) for bar in bars.rows if _within(bar.start, filters))
        assert inside == count - len(outside)


def _within(day: date, filters: Filters) -> bool:
    return (filters.date_from or day) <= day <= (filters.date_to or day)


def test_every_event_opens_with_all_its_sources(app: Dash, client: TestClient):
    """All 130 events open; every source is a link that opens elsewhere and tells nothing."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for row in read_csv("sources.csv"):
        wanted[row["event_id"]].append(row["url"])
    events = read_csv("events.csv")
    assert len(events) == 130
    for event in events:
        values = page_values(f"event=levant:{event['id']}")
        shown = ask(app, client, "tabs-tree.tree", values)["detail-tree.tree"]
        assert event["title"] in text(shown)
        assert event["summary"] in text(shown)
        links = every(shown, target="_blank")
        assert sorted(one["href"] for one in links) == sorted(wanted[event["id"]])
        assert {one["rel"] for one in links} == {"noopener noreferrer"}


def test_an_inferred_publisher_is_explained_where_it_stands(app: Dash, client: TestClient):
    """And a source whose title is not known says where its link leads."""
    values = page_values("event=levant:2024-12-08-israel-enters-buffer-zone")
    shown = text(ask(app, client, "tabs-tree.tree", values)["detail-tree.tree"])
    assert "AFP (inferred) · english.hathalyoum.net" in shown
    assert "(inferred): the report is a reprint that does not name its agency" in shown
    values = page_values("event=levant:1974-05-31-disengagement-agreement")
    assert "inferred" not in text(ask(app, client, "tabs-tree.tree", values)["detail-tree.tree"])


def test_talks_show_their_delegations_with_the_people_of_each(app: Dash, client: TestClient):
    """Whoever sat for a side stands in a list under it, and the side under its role."""
    values = page_values("event=levant:2026-01-05-paris-fifth-round")
    shown = text(ask(app, client, "tabs-tree.tree", values)["detail-tree.tree"])
    parties = shown.split("Parties", 1)[1].split("Mediator", 1)[0]
    syria, israel = parties.split("Israel", 1)
    assert syria == "Syria (government)Asaad al-ShaibaniHussein al-Salama"
    assert israel == "Yechiel LeiterRoman GofmanGil Reich"
    assert "MediatorUnited StatesTom BarrackHostFrance" in shown


def test_the_matrix_leads_to_the_events_that_it_counts(app: Dash, client: TestClient):
    """At the level of the link; a cell of one side says so, one without events is empty."""
    query = "tab=actors&level=persons&role=participant&storyline=Paris+talks"
    answer = ask(app, client, "tabs-tree.tree", page_values(query))
    table = answer["matrix-table-tree.tree"]
    (number,), link = next(
        (cell["children"], cell["href"])
        for cell in every(table, **{"data-key": "cell:Ron Dermer:Asaad al-Shaibani"})
    )
    words = ask(app, client, "summary-tree.tree", page_values(link.removeprefix("?")))
    assert text(words["summary-tree.tree"]).split()[0] == number
    assert {"level=persons", "match=all", "role=participant"} <= set(link[1:].split("&"))
    figure = answer["matrix-chart.figure"]
    assert number in [note["text"] for note in figure["layout"]["annotations"]]
    assert "one side" in text(table)
    assert "Parties / Organisations / Persons" in text(answer["pairs-head-tree.tree"])


def test_an_event_leads_to_what_is_around_it(app: Dash, client: TestClient, store: Store):
    """Three links to other views, each with as many events as stand there, itself among them."""
    shown = ask(app, client, "tabs-tree.tree", page_values(f"event={STRIKE}&type=aid"))
    made = {
        one["data-key"]: one
        for one in every(shown["detail-tree.tree"])
        if str(one.get("data-key")).startswith("lead:")
    }
    for words, one in zip(
        (
            "That week: 13–19 Jul 2025, everywhere",
            "Within 50 km of Damascus, all dates",
            "Same actors: Ahmad al-Sharaa, Israel and Syria (government)",
        ),
        made.values(),
        strict=True,
    ):
        found = reads(store, page, read(one["href"])[0].filters, limit=200)
        assert text(one["children"]) == f"{words} {found.total} events"
        assert STRIKE in {row.event_id for row in found.rows}


def test_what_is_not_known_of_an_event_leads_nowhere_and_says_why(app: Dash, client: TestClient):
    """A governorate is no place to be near to; a month is more days than a week."""
    values = page_values("event=levant:2025-07-13-sweida-week-of-violence")
    shown = text(ask(app, client, "tabs-tree.tree", values)["detail-tree.tree"])
    assert "Within 50 km: its place is known to the governorate only" in shown
    assert "Those days, three more on either side: 10–23 Jul 2025, everywhere" in shown


def test_unknown_deaths_read_as_not_known(app: Dash, client: TestClient):
    """An empty field is not zero."""
    values = page_values("event=levant:2026-01-05-paris-fifth-round")
    shown = text(ask(app, client, "tabs-tree.tree", values)["detail-tree.tree"])
    assert "DeathsNot knownlow –, best –, high –" in shown


def test_an_aggregate_is_one_record_and_in_no_sum(app: Dash, client: TestClient):
    """The week of violence says that its deaths are in no sum, and is drawn hollow."""
    query = "event=levant:2025-07-13-sweida-week-of-violence"
    shown = text(ask(app, client, "tabs-tree.tree", page_values(query))["detail-tree.tree"])
    assert "426–2,026" in shown
    assert "an aggregate, in no sum" in shown
    rows = ask(app, client, "tabs-tree.tree", page_values("q=week of killings"))
    marks = [
        one
        for one in every(rows["event-list-tree.tree"])
        if "mark-violence" in str(one.get("className"))
    ]
    assert marks
    assert all("hollow" in one["className"] for one in marks)


def test_a_governorate_is_spelled_as_on_the_map_and_in_the_filters(app: Dash, client: TestClient):
    """Whatever the event's own text calls it."""
    values = page_values("region=SYR-Sweida&precision=admin1")
    listed = text(ask(app, client, "tabs-tree.tree", values)["event-list-tree.tree"])
    assert "Sweida gov." in listed
    assert "Sweida governorate" not in listed


@pytest.mark.parametrize(
    ("link", "lon"),
    [("?storyline=Paris+talks&region=FRA", 2.35), ("region=SYR-Sweida", 36.6), ("", 36)],
)
def test_a_link_opens_where_its_events_are(app: Dash, client: TestClient, link: str, lon: float):
    """A filter never moves the map, but a page that opens with one shows what it found."""
    values = page_values(link.removeprefix("?")) | {"map-view.data": None}
    figure = ask(app, client, "map.figure", values)["map.figure"]
    assert figure["layout"]["map"]["center"]["lon"] == pytest.approx(lon, abs=1)


def test_an_event_without_a_place_is_listed_and_counted(app: Dash, client: TestClient):
    """No place is a fact that is shown, not a reason to drop an event."""
    wanted = sum(row["geo_precision"] == "none" for row in read_csv("events.csv"))
    values = page_values("placed=none")
    listed = ask(app, client, "tabs-tree.tree", values)["event-list-tree.tree"]
    assert text(listed).count("No place known") == wanted
    foot = text(ask(app, client, "map-foot-tree.tree", values)["map-foot-tree.tree"])
    assert f"{wanted} without a place" in foot
    figure = ask(app, client, "map.figure", values)["map.figure"]
    assert not figure["data"][0].get("customdata")


def test_counts_beside_values_are_what_choosing_them_gives(app: Dash, client: TestClient):
    """Each box of the rail leads to as many events as it says."""
    values = page_values("from=2025-07-01&to=2025-07-31")
    rail = ask(app, client, "presets-tree.tree", values)
    boxes = every(rail["storyline-rows-tree.tree"], role="checkbox") + every(
        rail["region-rows-tree.tree"], role="checkbox"
    )
    assert len(boxes) > 8
    for box in boxes:
        promised = int(text(box["children"][1]).replace(",", ""))
        there = ask(app, client, "summary-tree.tree", page_values(box["href"]))
        assert text(there["summary-tree.tree"]).split()[0] == str(promised), box["title"]


def test_a_month_of_the_list_leads_to_its_days(app: Dash, client: TestClient):
    """A click on a heading leaves that month; when no other is left it is a heading only."""
    shown = ask(app, client, "tabs-tree.tree", page_values("region=SYR-Sweida"))
    month = every(shown["event-list-tree.tree"], **{"data-key": "month:2025-07"})[0]
    assert text(month["children"]) == "July 2025"
    assert read(month["href"])[0].filters == Filters(
        regions=("SYR-Sweida",), date_from=date(2025, 7, 1), date_to=date(2025, 7, 31)
    )
    then = ask(app, client, "tabs-tree.tree", page_values(month["href"]))
    assert "July 2025" in text(then["event-list-tree.tree"])
    assert not every(then["event-list-tree.tree"], **{"data-key": "month:2025-07"})


def test_the_list_continues_where_it_ended(app: Dash, client: TestClient):
    """All events can be reached by asking for more, each once."""
    values = page_values("")
    answer = ask(app, client, "tabs-tree.tree", values)
    shown = [
        one["data-event"] for one in every(answer["event-list-tree.tree"]) if one.get("data-event")
    ]
    while not answer["more.hidden"]:
        cursor = {"more-cursor.data": answer["more-cursor.data"], "more.n_clicks": 1}
        answer = _more(app, client, values | cursor)
        shown += [one["data-event"] for one in answer["rows"]]
    assert len(shown) == 130
    assert Counter(shown).most_common(1)[0][1] == 1


def _more(app: Dash, client: TestClient, values: dict[str, Any]) -> dict[str, Any]:
    key = next(one for one in app.callback_map if "event-list-tree.tree@" in one)
    output = next(name for name in key.strip(".").split("...") if "event-list" in name)
    answer = ask(app, client, output, values, "more.n_clicks")
    operations = answer["event-list-tree.tree"]["operations"]
    added = [one for operation in operations for one in every(operation["params"]["value"])]
    return {
        "rows": [one for one in added if one.get("data-event")],
        "months": [text(one["children"][0]) for one in added if one.get("className") == "month"],
        "more.hidden": answer["more.hidden"],
        "more-cursor.data": answer["more-cursor.data"],
    }


def test_a_month_has_one_heading_however_long_the_list(app: Dash, client: TestClient):
    """Asking for more events continues the month that the list had come to."""
    values = page_values("")
    answer = ask(app, client, "tabs-tree.tree", values)
    months = [
        text(one["children"][0]) for one in every(answer["event-list-tree.tree"], className="month")
    ]
    while not answer["more.hidden"]:
        cursor = {"more-cursor.data": answer["more-cursor.data"], "more.n_clicks": 1}
        answer = _more(app, client, values | cursor)
        months += answer["months"]
    assert max(Counter(months).values()) == 1


def test_the_list_is_not_sent_again_when_an_event_was_only_opened(app: Dash, client: TestClient):
    """Coming back from an event finds the list as it was left, further pages included."""
    shown = ask(app, client, "tabs-tree.tree", page_values("region=SYR"))
    values = page_values("region=SYR", **{"more-cursor.data": shown["more-cursor.data"]})
    again = ask(app, client, "tabs-tree.tree", values)
    assert again["events.hidden"] is False
    assert "event-list-tree.tree" not in again
    other = page_values("region=ISR", **{"more-cursor.data": shown["more-cursor.data"]})
    assert "event-list-tree.tree" in ask(app, client, "tabs-tree.tree", other)


def test_an_equal_state_is_not_drawn_again(app: Dash, client: TestClient):
    """A change of tab does not redraw the map or the timeline."""
    values = page_values("")
    drawn = ask(app, client, "map.figure", values)["map-drawn.data"]
    again = page_values("tab=actors", **{"map-drawn.data": drawn})
    assert ask(app, client, "map.figure", again) == {}


def test_far_talks_are_framed_with_their_subject_and_left_again(app: Dash, client: TestClient):
    """Opening the talks moves the map to both ends; closing them puts it back."""
    drawn = ask(app, client, "map.figure", page_values(""))["map-drawn.data"]
    talks = page_values("event=levant:2026-01-05-paris-fifth-round", **{"map-drawn.data": drawn})
    opened = ask(app, client, "map.figure", talks)
    moved = {
        "/".join(map(str, one["location"])): one["params"]["value"]
        for one in opened["map.figure"]["operations"]
    }
    assert moved["layout/map/zoom"] < 5
    assert 2 < moved["layout/map/center"]["lon"] < 36
    assert opened["inset-box.hidden"] is False
    closed = ask(
        app, client, "map.figure", page_values("", **{"map-drawn.data": opened["map-drawn.data"]})
    )
    back = {
        "/".join(map(str, one["location"])): one["params"]["value"]
        for one in closed["map.figure"]["operations"]
    }
    assert back["layout/map/zoom"] == LEVANT["zoom"]
    assert back["layout/map/center"] == {"lon": LEVANT["lon"], "lat": LEVANT["lat"]}
    assert closed["inset-box.hidden"] is True


def test_talks_about_countries_name_them_all_and_have_no_inset(app: Dash, client: TestClient):
    """Mar-a-Lago is joined to Israel and Syria together; an inset would show no more."""
    query = "event=levant:2025-12-29-trump-netanyahu-mar-a-lago"
    drawn = ask(app, client, "map.figure", page_values(query))
    assert drawn["inset-box.hidden"] is True
    ends = drawn["map.figure"]["data"][0]["meta"]["link"]["features"]
    assert "Israel, Syria" in {one["properties"].get("name") for one in ends}


def test_a_changed_filter_patches_the_map_and_leaves_the_view(app: Dash, client: TestClient):
    """After the first drawing only data and style are sent, so the map cannot move."""
    drawn = ask(app, client, "map.figure", page_values(""))["map-drawn.data"]
    values = page_values("region=SYR-Sweida", **{"map-drawn.data": drawn})
    patch = ask(app, client, "map.figure", values)["map.figure"]
    assert sorted("/".join(map(str, one["location"])) for one in patch["operations"]) == [
        "data",
        "layout/map/style",
    ]


@pytest.mark.parametrize(
    ("button", "said"),
    [
        (ids.MAP_TABLE_BUTTON, "without a place"),
        (ids.TIMELINE_TABLE_BUTTON, "by day of start"),
    ],
)
def test_the_dialog_shows_what_its_button_says(
    app: Dash, client: TestClient, button: str, said: str
):
    """Tables and data sets open from their buttons."""
    answer = ask(app, client, f"{ids.DIALOG}.opened", page_values(""), f"{button}.n_clicks")
    assert answer["dialog.opened"] is True
    assert said in text(answer["table-body-tree.tree"])


def test_a_data_set_is_called_by_its_name(app: Dash, client: TestClient):
    """The chip says what people call the data set, not its key."""
    answer = ask(app, client, "summary-tree.tree", page_values("data=levant"))
    assert "Levant curated set" in text(answer["chips-tree.tree"])
    assert "Levant curated set" in text(answer["summary-tree.tree"])


def test_a_large_answer_is_packed(app: Dash, client: TestClient):
    """The list of events travels compressed."""
    answer = request(app, client, f"{ids.tree(ids.TABS)}.tree", page_values(""))
    assert answer.headers["content-encoding"] in {"br", "zstd", "gzip"}
