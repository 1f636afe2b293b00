"""Where links in what is published lead: the operator's address, and never to one's own machine."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from support.exports import asked, ended
from typer.testing import CliRunner

from dashboard.public_address import PublicAddressError, public_address, reachable, site
from geodata.imports.data_folder import open_store
from geodata.store import Store
from geodata.writers.exports import Exports
from watchline.api.settings import ApiSettings
from watchline.cli.build import ServerSettings, build
from watchline.cli.main import main
from watchline.web.app import create_app
from watchline.web.command_protocol import PATH as COMMAND_PATH
from watchline.web.command_protocol import TOKEN_HEADER, json_line

PUBLIC = "https://watch.example.org/desk/"
LOCAL = "http://127.0.0.1"
SWEIDA = "region=SYR-Sweida"


@pytest.fixture(scope="module", params=[PUBLIC, ""], ids=["set", "not set"])
def local(request: pytest.FixtureRequest, store: Store) -> tuple[TestClient, str]:
    """Return a client on the server's own machine, and the address that readers have."""
    exports = Exports(store)
    app = create_app(store, api=ApiSettings(public_address=request.param), exports=exports)
    return TestClient(app.server, base_url=LOCAL), request.param


def test_a_picture_leads_where_readers_can_go(local: tuple[TestClient, str]):
    """To the operator's address; without one there is no link, and no name of this machine."""
    client, public = local
    drawn = client.get(f"/api/v1/figure.svg?{SWEIDA}&kind=map").text
    assert (f"{PUBLIC}?{SWEIDA}" in drawn) == bool(public)
    assert ("Same view" in drawn) == bool(public)
    assert "127.0.0.1" not in drawn


@pytest.mark.parametrize("name", ["docx", "pptx", "html"])
def test_a_report_leads_where_readers_can_go(local: tuple[TestClient, str], name: str):
    """In Word, PowerPoint and HTML alike."""
    client, public = local
    sections = [{"view": SWEIDA, "figures": ["timeline"]}]
    answer = client.post("/data/reports", json={"format": name, "sections": sections})
    assert answer.status_code == 200
    content = answer.content
    if name != "html":
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            content = b"".join(map(file.read, file.namelist()))
    assert (f"{PUBLIC}?{SWEIDA}".encode() in content) == bool(public)
    assert b"127.0.0.1" not in content


def test_a_data_file_leads_where_readers_can_go(local: tuple[TestClient, str]):
    """Without an address it has what makes the same view in anybody's Watchline."""
    client, public = local
    token = asked(client, f"format=geojson&{SWEIDA}")["id"]
    ended(client, token)
    about = client.get(f"/data/exports/{token}/file").json()["watchline"]
    assert about["link"] == f"{public}?{SWEIDA}"


def test_feeds_and_frames_lead_to_the_public_address(store: Store):
    """Without one they lead where whoever asked for them came from."""
    settings = ApiSettings(embed_origins=("*",), public_address=PUBLIC)
    client = TestClient(create_app(store, api=settings).server, base_url=LOCAL)
    feed = client.get(f"/watch.atom?{SWEIDA}").text
    assert f'href="{PUBLIC}watch.atom?{SWEIDA}"' in feed
    assert f'href="{PUBLIC}?{SWEIDA}"' in feed
    assert "127.0.0.1" not in feed
    assert f'href="{PUBLIC}?{SWEIDA}"' in client.get(f"/embed/map?{SWEIDA}").text
    without = ApiSettings(embed_origins=("*",))
    plain = TestClient(create_app(store, api=without).server, base_url=LOCAL)
    assert f'href="{LOCAL}/?{SWEIDA}"' in plain.get(f"/watch.atom?{SWEIDA}").text
    assert f'href="/?{SWEIDA}"' in plain.get(f"/embed/map?{SWEIDA}").text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("https://watch.example.org", "https://watch.example.org/"),
        (" http://10.1.2.3:8050/desk/ ", "http://10.1.2.3:8050/desk/"),
    ],
)
def test_the_setting_is_kept_as_links_begin_with_it(given: str, kept: str):
    """With a path, so that a query can follow."""
    assert public_address(given) == kept


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("watch.example.org", "begins with https:// or http://"),
        ("ftp://watch.example.org", "begins with https:// or http://"),
        ("https://", "begins with https:// or http://"),
        ("https://ann:geheim@watch.example.org", "no user name and no password"),
        ("https://watch.example.org/?region=SYR", "no query and no fragment"),
        ("https://watch.example.org/#map", "no query and no fragment"),
        ("https://watch.example.org:x/", "not well-formed"),
        ("https://watch exam.org/", "no blanks"),
        ("http://localhost:8050", "leads to the machine of whoever opens it"),
        ("http://LOCALHOST./", "leads to the machine of whoever opens it"),
        ("http://127.0.1.9/", "leads to the machine of whoever opens it"),
        ("http://[::1]:8050/", "leads to the machine of whoever opens it"),
        ("http://0.0.0.0:8050/", "leads to the machine of whoever opens it"),
    ],
)
def test_a_setting_that_readers_could_not_open_is_refused(given: str, reason: str):
    """In one sentence that does not repeat a password."""
    with pytest.raises(PublicAddressError) as caught:
        public_address(given)
    assert reason in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_start_says_what_is_wrong_with_it(tmp_path: Path):
    """Before anything is opened; the variable counts like the option."""
    made = CliRunner().invoke(
        main,
        ["serve", "--data", str(tmp_path / "new")],
        env={"WATCHLINE_PUBLIC_ADDRESS": "localhost"},
    )
    assert made.exit_code == 1
    assert "--public-address" in made.output
    assert not (tmp_path / "new").exists()


def test_a_server_answers_to_its_public_name(tmp_path: Path):
    """Without its having to be named twice."""
    settings = ServerSettings("127.0.0.1", 0, str(tmp_path), public_address=PUBLIC)
    server, store, _ = build(settings)
    try:
        inside = TestClient(server, base_url="https://watch.example.org")
        assert inside.get("/api/v1/summary").status_code == 200
        other = TestClient(server, base_url="https://other.example.org")
        assert other.get("/api/v1/summary").status_code == 421
        # and a command that it answers for the command line prints it
        picture = {"query": SWEIDA, "output": "a.svg", "format": "svg", "picture": {"kind": "map"}}
        head = json_line({"options": picture | {"raw": [], "public_address": ""}, "files": []})
        token = {TOKEN_HEADER: server.state.commands.token}
        local = TestClient(server, base_url=LOCAL)
        drawn = local.post(f"{COMMAND_PATH}/snapshot", content=head, headers=token).text
        assert f"{PUBLIC}?{SWEIDA}" in drawn
    finally:
        server.state.commands.close()
        server.state.exports.close()
        store.close()


def test_an_address_loses_what_is_nobody_elses():
    """A password in a copied link is not printed; other schemes lead nowhere."""
    assert reachable("https://ann:x@watch.example.org/a?b#c") == "https://watch.example.org/a"
    assert reachable("javascript:alert(1)") == ""
    assert reachable("http://[bad") == ""
    assert site("", "http://office:8050/") == "http://office:8050/"
    assert site(PUBLIC, "http://office:8050/") == PUBLIC


@pytest.mark.parametrize(
    ("link", "options", "printed"),
    [
        (f"http://localhost:8050/?{SWEIDA}", (), ""),
        (SWEIDA, (), ""),
        (f"https://a.example/?{SWEIDA}", (), f"https://a.example/?{SWEIDA}"),
        (SWEIDA, ("--public-address", PUBLIC), f"{PUBLIC}?{SWEIDA}"),
    ],
)
def test_a_snapshot_prints_no_address_of_this_machine(
    tmp_path: Path, link: str, options: tuple[str, ...], printed: str
):
    """That of the link, if readers can open it, or the one that is given."""
    open_store(tmp_path / "data").store.close()
    file = tmp_path / "a.svg"
    words = ["snapshot", link, "-o", str(file), "--kind", "map", "--data", str(tmp_path / "data")]
    made = CliRunner().invoke(main, [*words, *options])
    assert made.exit_code == 0, made.output
    drawn = file.read_text()
    assert ("Same view" in drawn) == bool(printed)
    assert printed in drawn
    assert "localhost" not in drawn
