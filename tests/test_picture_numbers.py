"""What is printed on a picture and what the API says for the same link are one."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlencode

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.drawings import said
from support.random_filters import filters

from dashboard.pictures import request
from geodata.filters import Filters, to_pairs

KIND = st.sampled_from(list(request.KINDS))


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1].replace(",", "")) if found else 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=filters(), kind=KIND)
def test_the_numbers_of_a_picture_are_the_apis(client: TestClient, chosen: Filters, kind: str):
    """For any filters: events, deaths, places, precision, groups, citations."""
    link = urlencode(to_pairs(chosen))
    summary = client.get(f"/api/v1/summary?{link}")
    assert summary.status_code == 200, summary.text
    told = summary.json()
    answer = client.get(f"/api/v1/figure.svg?{link}&kind={kind}&size=page")
    assert answer.status_code == 200, answer.text
    text = " ".join(said(answer.text).split())
    shown, every = re.search(r"(\d[\d,]*) of (\d[\d,]*) events?\b", text).groups()  # type: ignore[union-attr]
    assert int(shown) == told["events"]
    assert int(every) == told["all_events"]
    assert number(r"(\d[\d,]*) known to a country only", text) == told["country_only"]
    assert number(r"(\d[\d,]*) without a place", text) == told["without_place"]
    if kind in {"map", "situation"}:
        here = number(r"(\d[\d,]*) on this map", text)
        assert here + number(r"(\d[\d,]*) elsewhere", text) == told["placed"]
    assert number(r"(\d[\d,]*) citations? from", text) == told["citations"]
    if told["deaths_low"] is not None:
        low, high = told["deaths_low"], told["deaths_high"]
        words = f"{low:,}" if low == high else f"{low:,}–{high:,}"
        assert f"Deaths reported: {words} in" in text
    elif told["events"]:
        assert "Deaths: not known for any of these events." in text
    for group, events in told["by_group"].items():
        # of a type without events nothing is said, or that there are none
        assert not events or re.search(rf"{group.capitalize()} {events:,}\b", text)


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_a_picture_is_named_after_its_title(client: TestClient, suffix: str):
    """A folder of pictures can be told apart."""
    answer = client.get(f"/api/v1/figure.{suffix}?region=SYR-Sweida&from=2025-07-01&to=2025-07-31")
    assert answer.status_code == 200
    named = answer.headers["content-disposition"]
    said = rf'filename="watchline-situation-sweida-july-2025-slide-\d{{4}}-\d\d-\d\d\.{suffix}"'
    assert re.search(said, named)


def test_the_name_of_a_picture_keeps_the_letters_of_its_title(client: TestClient):
    """In Arabic as it was typed, beside what old programs can read; figure and size stand in it."""
    answer = client.get("/api/v1/figure.svg?kind=map&size=square&title=Sweida السويداء")
    named = answer.headers["content-disposition"]
    plain, _, encoded = named.partition("; filename*=UTF-8''")
    assert plain.startswith('inline; filename="watchline-map-sweida-')
    assert plain.isascii()
    assert unquote(encoded).startswith("watchline-map-sweida-السويداء-square-2")
    assert unquote(encoded).endswith(".svg")


def test_half_a_page_holds_one_figure(client: TestClient):
    """A map fits; a situation page is refused in words that say what to ask for."""
    assert client.get("/api/v1/figure.svg?kind=map&size=half-page").status_code == 200
    answer = client.get("/api/v1/figure.svg?size=half-page")
    assert answer.status_code == 400
    assert "A situation page takes a whole page: ask for size=page" in answer.text


def test_a_picture_that_is_too_small_is_a_problem_in_words(client: TestClient):
    """Not a picture with something cut off."""
    answer = client.get("/api/v1/figure.png?kind=map&size=400x330px")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "make the picture at least" in answer.text
