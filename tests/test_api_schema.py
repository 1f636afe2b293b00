"""The API against its own OpenAPI document, asked whatever the document allows and does not."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks
from support import zone_files

from dashboard.pictures import request
from dashboard.state import BOUNDARIES, LANES, SCALES, TABS
from geodata.filters import PARAMETERS
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Store
from watchline.api import parameters, route_parameters
from watchline.api.application import ROOT, ROUTES
from watchline.api.openapi import addresses
from watchline.web.app import create_app

DOCUMENT = "/api/v1/openapi.json"
EXAMPLES = 8
PICTURES = 3
GUIDE = (Path(__file__).parent.parent / "docs" / "api.md").read_text()
PATHS = [path for route in ROUTES for path, _ in addresses(ROOT, route)]

BETWEEN_PARAMETERS = (
    # a document cannot say that a period does not end before it begins, nor what is blank; what
    # is accepted and refused is tested below
    checks.positive_data_acceptance,
    checks.negative_data_rejection,
)


@pytest.fixture(scope="module")
def asked():
    """Return what schemathesis knows of the API of a server with events and zones."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        zone_files.load(store)
        yield schemathesis.openapi.from_asgi(DOCUMENT, create_app(store).server)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_as_the_document_says(asked, path, mode):
    """No address fails, and each status, type and body is one that the document tells of."""

    @given(case=asked[path]["GET"].as_strategy(generation_mode=mode))
    @settings(
        max_examples=PICTURES if "figure" in path else EXAMPLES,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def check(case) -> None:
        case.call_and_validate(excluded_checks=list(BETWEEN_PARAMETERS))

    check()


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_with_everything_in_it_is_as_the_document_says(asked, path):
    """Without filters the answer holds all there is, and its body is of the schema."""
    chosen = {"kind": "map"} if "figure" in path else {}
    answer = asked[path]["GET"].Case(query=chosen).call_and_validate()
    assert answer.status_code == 200
    assert len(answer.content) > 300


def test_the_document_names_the_parameters_of_the_page(client):
    """Whatever stands in a link of the page may stand in a request, and is told of."""
    document = client.get(DOCUMENT).json()
    assert set(PARAMETERS) <= set(document["components"]["parameters"])
    assert parameters.LOOKS["tab"]["schema"]["enum"] == list(TABS)
    assert parameters.LOOKS["lanes"]["schema"]["enum"] == list(LANES)
    assert parameters.LOOKS["lane_scale"]["schema"]["enum"] == list(SCALES)
    assert parameters.LOOKS["boundaries"]["schema"]["enum"] == list(BOUNDARIES)
    assert set(route_parameters.PICTURE) == set(request.PARAMETERS)


SHARED = [*parameters.FILTERS.values(), *parameters.LOOKS.values()]


@pytest.mark.parametrize("said", SHARED, ids=lambda said: said["name"])
def test_an_example_of_the_document_is_accepted(client, said):
    """Each parameter that is shared by all addresses can be used as the document shows it."""
    answer = client.get("/api/v1/summary", params={said["name"]: said["example"]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["all_events"] == 130


OWN = {
    **dict.fromkeys(("limit", "after"), "/api/v1/events"),
    "bucket": "/api/v1/histogram",
    **dict.fromkeys(("bbox", "zoom"), "/api/v1/places"),
    **dict.fromkeys(route_parameters.PICTURE, "/api/v1/figure.svg"),
}


@pytest.mark.parametrize("name", route_parameters.OWN)
def test_an_example_of_a_single_address_is_accepted(client, name):
    """Each parameter of some addresses can be used there as the document shows it."""
    example = route_parameters.OWN[name].parameter.example
    picture = {"kind": "map"} if name in route_parameters.PICTURE else {}
    answer = client.get(OWN[name], params={**picture, name: example})
    assert answer.status_code == 200, answer.text


def closed():
    """The parameters that do not take just any text, each with an address that has it."""
    for said in SHARED:
        schema = said["schema"].get("items", said["schema"])
        if {"enum", "pattern", "format"} & set(schema):
            yield said["name"], "/api/v1/summary"
    for name, path in OWN.items():
        if name not in {"title", "subtitle"}:
            yield name, path


@pytest.mark.parametrize(("name", "path"), list(closed()))
def test_a_value_that_cannot_be_read_is_refused_by_name(client, name, path):
    """The page leaves out what it cannot read; an answer to a program would hide that."""
    answer = client.get(path, params={name: "no such value"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    fault = answer.json()["errors"][0]
    assert fault["parameter"] == name
    assert "ignored" not in fault["detail"]


def test_the_page_of_the_api_tells_all_addresses_and_runs_nothing(client):
    """Every address and parameter of the document is on the page, which holds no script."""
    answer = client.get("/api/v1/")
    assert answer.headers["content-type"].startswith("text/html")
    document = client.get(DOCUMENT).json()
    for path in document["paths"]:
        assert f'href="{path}"' in answer.text
    for said in document["components"]["parameters"].values():
        assert f"<code>{said['name']}</code>" in answer.text
    assert "<script" not in answer.text
    assert client.get("/api/static/page.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("path", PATHS)
def test_the_guide_names_every_address(path):
    """docs/api.md has each address; a format may stand there by its suffix."""
    base, _, suffix = path.partition(".")
    assert base in GUIDE
    assert f".{suffix}`" in GUIDE or not suffix


def test_the_guide_names_what_only_some_addresses_take():
    """Each parameter that is not of the page is in docs/api.md."""
    assert [name for name in route_parameters.OWN if f"`{name}`" not in GUIDE] == []
