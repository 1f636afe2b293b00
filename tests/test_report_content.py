"""What a report says: numbers of the page's own queries, and sources under numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from support.answers import reads
from support.report_requests import LINK, SWEIDA, event, stored

from geodata import query
from geodata.filters import Filters
from geodata.imports.data_folder import OWN
from geodata.schema import Dataset
from geodata.store import Store
from watchline import reports
from watchline.reports.content import ReportContent, gathered
from watchline.reports.sentences import span_before
from watchline.reports.text import address, line

ACLED = Dataset("acled", "ACLED", "acled", "ACLED terms", "ACLED", "https://acleddata.com", "Ask.")


def content_of(store: Store, view: str, **more: object) -> ReportContent:
    report, notices = reports.read({"sections": [{"view": view, **more}]}, date(2026, 11, 23))
    assert notices == ()
    return reads(store, gathered, report, base_link=LINK)


def test_the_numbers_are_those_of_the_page(store: Store):
    """Counts, types, deaths and citations are what the queries of the page give."""
    (part,) = content_of(store, SWEIDA).parts
    filters = Filters(
        regions=("SYR-Sweida",), date_from=date(2025, 7, 1), date_to=date(2025, 7, 31)
    )
    totals = reads(store, query.totals, filters)
    said = " ".join(one.text for one in (*part.happened, *part.known))
    assert part.total == totals.events == 20
    assert f"{totals.events} of {totals.all_events} events match these filters" in said
    assert f"{totals.citations} citations from {totals.publishers} publishers" in said
    assert f"Deaths reported: {totals.deaths_low}–{totals.deaths_high} in" in said
    assert f"not known in the other {totals.deaths_unknown}" in said


def test_the_span_before_has_the_same_length(store: Store):
    """The number for the days before stands beside the caveat that late reports count."""
    (part,) = content_of(store, "from=2025-08-01&to=2025-08-31").parts
    before = reads(
        store, query.count, Filters(date_from=date(2025, 7, 1), date_to=date(2025, 7, 31))
    )
    said = " ".join(one.text for one in part.happened)
    assert f"{before} events match in the 31 days before (1–31 Jul 2025)." in said
    assert "Late reports can change both numbers" in said


def test_an_event_in_both_spans_is_said_to_be():
    """A month-long event counts in both spans, and the report says so."""
    store = stored(
        event(1, date_start=date(2026, 1, 1), date_end=date(2026, 1, 31), date_precision="month"),
        event(2, date_start=date(2025, 6, 1), date_end=date(2025, 6, 1)),
        *(event(n, date_start=date(2025, 6, 1), date_end=date(2025, 6, 1)) for n in range(3, 9)),
    )
    (part,) = content_of(store, "from=2026-01-16&to=2026-01-31").parts
    assert "1 lies in both spans." in " ".join(one.text for one in part.happened)
    assert "1 to the month" in " ".join(one.text for one in part.known)


def test_a_data_set_that_begins_too_late_is_not_compared(store: Store):
    """No number of days in which a data set knew nothing is put beside another."""
    (part,) = content_of(store, "from=2025-01-01&to=2025-03-01").parts
    said = " ".join(one.text for one in part.happened)
    assert "No comparison with the 60 days before" in said
    assert "begins on 8 Dec 2024" in said


@pytest.mark.parametrize(
    ("first", "last"), [(None, date(2025, 1, 1)), (date(2025, 1, 1), None), (date.min, date.max)]
)
def test_an_open_period_has_no_span_before(first: date | None, last: date | None):
    """Without both ends, or without room before them, nothing is compared."""
    assert span_before(Filters(date_from=first, date_to=last)) is None


def test_sources_are_numbered_in_the_order_in_which_they_are_cited(store: Store):
    """1 is the data set; every citation has its source, and no source is there twice."""
    content = content_of(store, SWEIDA)
    (part,) = content.parts
    cited = [n for one in (*part.happened, *part.known) for n in one.cites]
    cited += [n for figure in part.figures for n in figure.caption.cites]
    cited += [n for event in part.claims.events for one in event.entries for n in one.cites]
    cited += [n for listed in part.events for n in listed.cites]
    assert list(dict.fromkeys(cited)) == [one.number for one in content.sources]
    assert content.sources[0].title == "Levant curated set"
    urls = [one.url for one in content.sources if one.url]
    assert len(urls) == len(set(urls))


def test_what_is_not_known_is_said(store: Store):
    """No event without stated deaths gets a number of them."""
    (part,) = content_of(store, SWEIDA).parts
    by_title = {row.title: row for row in reads(store, query.page, Filters(), limit=200).rows}
    for listed in part.events:
        row = by_title[listed.title]
        known = (row.fatalities_low, row.fatalities_best, row.fatalities_high)
        assert (listed.deaths == "not known") == (known == (None, None, None))


def test_an_empty_section_says_so(store: Store):
    """No figure and no list are made of nothing."""
    content = content_of(store, "from=2030-01-01&to=2030-01-05", figures=["map"])
    (part,) = content.parts
    assert part.happened[0].text == "No event matches these filters."
    assert (part.figures, part.events, part.known) == ((), (), ())
    assert "The newest event of these data sets is of 20 Mar 2026." in [
        one.text for one in part.happened
    ]


def test_events_that_may_not_be_handed_on_are_counted_and_not_listed():
    """ACLED's rows are in the counts, and a sentence says why they are not in the list."""
    store = stored(event(1, source="acled", title="Held back"), event(2, title="Ours"))
    store.put_dataset(ACLED)
    store.put_dataset(OWN)
    report, _ = reports.read({})
    content = reads(store, gathered, report, base_link="")
    (part,) = content.parts
    assert part.total == 2
    assert [one.title for one in part.events] == ["Ours"]
    assert part.events_note.startswith("1 of 2 events")
    assert any("ACLED" in note and "not listed" in note for note in content.notes)
    allowed = reads(store, gathered, report, base_link="", keys=["acled"])
    assert len(allowed.parts[0].events) == 2


def test_licences_and_boundaries_are_told(store: Store):
    """Every data set with its licence and whom to name, and the note on boundaries."""
    notes = " ".join(content_of(store, f"{SWEIDA}&boundaries=defacto").notes)
    assert "Levant curated set. Watchline contributors. CC BY 4.0." in notes
    assert "Boundaries: Natural Earth, De facto. They imply no opinion" in notes


def test_links_lead_to_the_same_view(store: Store):
    """The address of the page with the filters; without such an address there is no link."""
    assert content_of(store, SWEIDA).parts[0].link == f"{LINK}?{SWEIDA}"
    assert content_of(store, "").parts[0].link == LINK
    report, _ = reports.read({})
    for base in ("", "javascript:alert(1)", "file:///etc/passwd"):
        assert reads(store, gathered, report, base_link=base).parts[0].link == ""


def test_a_report_of_the_last_days_links_to_days(store: Store):
    """The link of a report shows the same a year later."""
    report, _ = reports.read({"sections": [{"view": "from=-7d"}]})
    link = reads(store, gathered, report, base_link=LINK).parts[0].link
    assert "from=-7d" not in link
    assert "from=20" in link


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/path",
        "http://",
        "http://[::1",
        "https://a.example/ b",
        'https://a.example/"onclick=',
        "https://a.example/\u202e",
        "https://a.example/" + "x" * 3000,
        "",
    ],
)
def test_only_web_addresses_become_links(url: str):
    """Anything else is left out."""
    assert address(url) == ""


def test_addresses_are_written_in_ascii():
    """Letters of other scripts in an address are encoded, what is encoded stays."""
    assert address("https://a.example/ä?b=%20#c") == "https://a.example/%C3%A4?b=%20#c"


def test_a_line_holds_no_signs_that_break_files():
    """Controls, halves of characters and turns of the reading order go; length is held."""
    assert line("a\x00b\ud800\u202e\ufffe\n c") == "ab c"
    assert len(line("x" * 500, 120)) == 120


def test_the_period_stands_on_the_report(store: Store):
    """The days of all sections, or that they differ."""
    view = {"view": SWEIDA}
    report, _ = reports.read({"sections": [view, view]})
    assert reads(store, gathered, report, base_link="").period == "1–31 Jul 2025 (UTC)"
    report, _ = reports.read({"sections": [view, {"view": ""}]})
    assert reads(store, gathered, report, base_link="").period == "Dates differ by section"
    report = replace(report, period=(None, None))
    assert reads(store, gathered, report, base_link="").period == "All dates"


def test_a_single_event_is_spoken_of_as_one():
    """No plural for one event, and what it does not say is not known."""
    (part,) = content_of(stored(event(1)), "").parts
    said = [one.text for one in (*part.happened, *part.known)]
    assert "1 of 1 event matches these filters, dated 10 Jan 2026." in said
    assert "The place is not known." in said
    assert "It is dated to the day." in said
    assert part.events_note == "The one event."
