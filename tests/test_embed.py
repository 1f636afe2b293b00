"""One live figure in a frame of another site: only where the operator lets it, and only itself."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from dashboard.pictures.request import KINDS
from watchline.api.settings import ApiSettings
from watchline.cli.main import main
from watchline.web.app import create_app

SITES = ("https://news.example.org", "http://intranet:8080")
STATIC = Path(__file__).parent.parent / "watchline" / "api" / "static"


class Tags(HTMLParser):
    """Collects the tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def one(self, tag: str) -> dict[str, str | None]:
        """The attributes of the only tag of this name."""
        (attrs,) = [attrs for name, attrs in self.found if name == tag]
        return attrs


@pytest.fixture(scope="module")
def embedding(store):
    """Return a client of a server that lets two sites show its figures."""
    return TestClient(create_app(store, api=ApiSettings(embed_origins=SITES)).server)


def policy(answer) -> dict[str, str]:
    """The content security policy by its directives."""
    parts = answer.headers["content-security-policy"].split("; ")
    return dict(part.partition(" ")[::2] for part in parts)


def test_no_site_shows_a_figure_unless_the_operator_says_so(client):
    """Without the option there is a reason in place of the figure, and no frame is allowed."""
    answer = client.get("/embed/map")
    assert answer.status_code == 403
    assert "--embed-origin" in answer.json()["detail"]
    assert policy(answer)["frame-ancestors"] == "'none'"


def test_only_the_named_sites_may_frame_a_figure(embedding):
    """The browser is told which sites may; nothing else stands in the way."""
    answer = embedding.get("/embed/map?region=SYR")
    assert answer.status_code == 200
    assert policy(answer)["frame-ancestors"] == " ".join(SITES)
    assert "x-frame-options" not in answer.headers
    assert "set-cookie" not in answer.headers


def test_a_frame_runs_nothing_but_our_script(embedding):
    """No inline script, no other host: what a filter says cannot become code."""
    answer = embedding.get("/embed/map", params={"q": '"><script>alert(1)</script>'})
    rules = policy(answer)
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    tags = Tags(answer.text)
    assert tags.one("script")["src"] == "/api/static/embed.js"
    assert all("onload" not in attrs for _, attrs in tags.found)
    assert "alert(1)" in unescape(tags.one("img")["alt"] or "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_figure_in_a_frame_is_the_one_of_the_api(embedding, kind):
    """The picture is asked for with the same filters, and can be had."""
    tags = Tags(embedding.get(f"/embed/{kind}?region=SYR-Sweida&theme=dark&size=square").text)
    source = tags.one("img")["src"] or ""
    assert source.startswith("/api/v1/figure.svg?")
    assert {f"kind={kind}", "region=SYR-Sweida", "theme=dark"} <= set(re.split("[?&]", source))
    picture = embedding.get(source)
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")


def test_whoever_cannot_see_a_figure_hears_what_it_says(embedding):
    """The words beside the picture give the filters and the counts of the API."""
    link = "region=SYR-Sweida&from=2025-07-01&to=2025-07-31"
    said = Tags(embedding.get(f"/embed/map?{link}").text).one("img")["alt"] or ""
    counted = embedding.get(f"/api/v1/summary?{link}").json()
    assert "Sweida" in said
    assert f"{counted['events']} of {counted['all_events']} events" in said


def test_a_frame_leads_to_the_whole_view(embedding):
    """The link opens the page with the same filters, in a window of its own."""
    link = Tags(embedding.get("/embed/timeline?region=SYR-Sweida&lanes=actor").text).one("a")
    assert link["href"] == "http://testserver/?region=SYR-Sweida&lanes=actor"
    assert link["target"] == "_blank"
    assert link["rel"] == "noopener"


def test_a_frame_is_kept_until_the_data_change(embedding):
    """What is unchanged is not sent again, and the answer still says who may frame it."""
    first = embedding.get("/embed/map")
    again = embedding.get("/embed/map", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert policy(again) == policy(first)


@pytest.mark.parametrize("wrong", ["region=XX", "kind=map", "size=9x9px", "foo=1"])
def test_a_frame_that_cannot_be_read_says_why(embedding, wrong):
    """A wrong address shows no other figure than the one that was meant."""
    answer = embedding.get(f"/embed/map?{wrong}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == wrong.partition("=")[0]


def test_there_are_no_figures_but_those_of_the_page(embedding):
    """A kind that does not exist is named as such."""
    answer = embedding.get("/embed/pie")
    assert answer.status_code == 404
    assert "timeline" in answer.json()["detail"]


def test_a_picture_that_is_opened_by_itself_runs_nothing(embedding):
    """An SVG is a document: opened in a tab it has a policy that allows nothing."""
    rules = policy(embedding.get("/api/v1/figure.svg?kind=map"))
    assert rules["default-src"] == "'none'"
    assert "script-src" not in rules


@pytest.mark.parametrize(
    ("suffix", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_a_figure_comes_in_the_format_of_its_name(client, suffix, begins):
    """Each picture is what its address says, under a name to keep it by."""
    answer = client.get(f"/api/v1/figure.{suffix}?kind=map&size=page")
    assert answer.content.startswith(begins)
    disposition = answer.headers["content-disposition"]
    assert re.fullmatch(rf'inline; filename="[a-z0-9-]+\.{suffix}"', disposition)


def test_a_picture_that_is_too_large_is_refused(client):
    """A size that no machine should draw is an error of the request."""
    answer = client.get("/api/v1/figure.png?size=8000x8000px&scale=3")
    assert answer.status_code == 400
    assert "million pixels" in answer.json()["errors"][0]["detail"]


def test_a_picture_that_is_too_small_is_refused(client):
    """A size without room for the figure is an error of the request, with what would do."""
    answer = client.get("/api/v1/figure.svg?kind=situation&size=400x320px")
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == "size"
    assert "px" in fault["detail"]


@pytest.mark.parametrize("name", ["embed.js", "embed.css", "page.css"])
def test_what_frames_load_is_ours_and_names_no_other_host(client, name):
    """The script and the style sheets come from this server and ask no other."""
    assert client.get(f"/api/static/{name}").text == (STATIC / name).read_text()
    assert "//" not in re.sub(r"(?m)^\s*//.*| // .*", "", (STATIC / name).read_text())


@pytest.mark.parametrize("option", ["--api-origin", "--embed-origin"])
def test_a_site_that_is_none_stops_the_start(option, tmp_path):
    """The operator reads which option is wrong, and how a site is written."""
    result = CliRunner().invoke(main, ["serve", option, "example.org", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert option in result.output
    assert "https://example.org" in result.output
