"""The web page of a report: one file, no script, nothing fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from support.answers import reads
from support.report_requests import ARABIC, EMPTY, HOSTILE, LINK, ONE, SWEIDA, built

from geodata.store import Store
from watchline import reports
from watchline.reports.content import gathered


class Elements(HTMLParser):
    """The elements of a page and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def text(store: Store) -> str:
    """Return a report of one section with a map."""
    return built(store, ONE, "html").decode()


def test_the_same_report_is_the_same_file(store: Store, text: str):
    """Byte for byte, so that a nightly report changes only when the data do."""
    assert built(store, ONE, "html").decode() == text


def test_the_page_needs_no_other_file(text: str):
    """A policy forbids it; pictures and fonts are inside; there is no script."""
    page = Elements(text)
    policy = next(m for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert (policy["content"] or "").startswith("default-src 'none'; img-src data:;")
    assert {name for name, _ in page.found}.isdisjoint({"script", "link", "iframe", "object"})
    assert all((one["src"] or "").startswith("data:") for one in page.all("img"))
    css = re.sub(r"url\(\"?data:[^)]*\)", "", text[text.index("<style>") : text.index("</style>")])
    assert "url(" not in css


def test_the_page_can_be_read_without_seeing_it(text: str):
    """A language, headings in order, words for the picture, heads of columns."""
    page = Elements(text)
    assert page.all("html")[0]["lang"] == "en-GB"
    levels = [int(name[1]) for name, _ in page.found if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("20 of 130 events" in (one["alt"] or "") for one in page.all("img"))
    assert {one["scope"] for one in page.all("th")} == {"col", "rowgroup"}


def test_sources_are_linked_back_and_forth(store: Store, text: str):
    """Each number leads to its source, each source back to where it is cited."""
    page = Elements(text)
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = [one["href"][1:] for one in page.all("a") if (one["href"] or "").startswith("#")]
    assert set(inner) <= set(ids)
    report, _ = reports.read(ONE)
    for entry in reads(store, gathered, report, base_link=LINK).sources:
        assert {f"s{entry.number}", f"c{entry.number}-1"} <= set(inner)


def test_links_are_of_the_web_only(text: str):
    """Nothing else can be clicked, and no referrer is told."""
    outer = [one for one in Elements(text).all("a") if not (one["href"] or "").startswith("#")]
    assert outer
    assert all(re.match("https?://", one["href"] or "") for one in outer)
    assert all(one["rel"] == "noopener noreferrer" for one in outer)


def test_hostile_words_stay_words(store: Store):
    """Markup in a title is shown as it is."""
    said = {"title": HOSTILE, "sections": [{"name": HOSTILE, "view": SWEIDA, "figures": ["map"]}]}
    text = built(store, said, "html").decode()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ]]&gt;" in text
    assert not {"\x00", "\u202e", "\ufffe"} & set(text)


def test_words_take_their_own_direction(store: Store):
    """An Arabic title is read from the right."""
    text = built(store, {**EMPTY, "title": ARABIC}, "html").decode()
    assert f'<h1 dir="auto">{ARABIC}</h1>' in text


def test_an_empty_section_makes_a_page(store: Store):
    """Words that there is nothing, no picture, no table."""
    page = built(store, EMPTY, "html").decode()
    assert "No event matches these filters." in page
    assert not Elements(page).all("img") + Elements(page).all("table")


def test_progress_is_told_up_to_the_end(store: Store):
    """From nothing to all, never backwards; what it raises ends the work."""
    told: list[float] = []
    built(store, ONE, "html", progress=told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)

    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        built(store, ONE, "html", progress=stop)
