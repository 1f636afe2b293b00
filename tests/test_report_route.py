"""Reports asked for by the page: one answer, a file or a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geodata.store import Store
from watchline.cli.build import ServerSettings, build
from watchline.cli.errors import CommandError
from watchline.web.app import create_app

SWEIDA = "from=2025-07-01&to=2025-07-31&region=SYR-Sweida"
ASKED = {
    "title": "Sweida in July",
    "format": "docx",
    "from": "",
    "to": "",
    "sections": [{"name": "Fighting", "view": SWEIDA, "figures": ["map"]}],
}


def test_a_report_comes_as_a_file_named_after_its_title(client: TestClient):
    """Word opens it: it is a package with a document, and holds the title and a picture."""
    answer = client.post("/data/reports", json=ASKED)
    assert answer.status_code == 200, answer.text
    assert 'filename="watchline-report-sweida-in-july-' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert "Sweida in July" in file.read("word/document.xml").decode()
        assert [name for name in file.namelist() if name.endswith(".png")]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({**ASKED, "format": "exe"}, "The format is not one of"),
        ({**ASKED, "sections": [{"view": SWEIDA, "figures": ["pie"]}]}, "pie"),
        ([], "could not be read"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(client: TestClient, asked: object, said: str):
    """Nothing of what was asked for is passed over."""
    answer = client.post("/data/reports", json=asked)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_another_sites_page_cannot_have_reports_written(client: TestClient):
    """It would keep the server busy."""
    headers = {"origin": "https://evil.example"}
    assert client.post("/data/reports", json=ASKED, headers=headers).status_code == 403


def test_a_template_that_is_none_is_said_and_not_passed_over(store: Store, tmp_path: Path):
    """The operator learns it from the answer; the report is not written in another look."""
    wrong = tmp_path / "ours.docx"
    wrong.write_text("no document")
    client = TestClient(create_app(store, templates={"docx": wrong}).server)
    answer = client.post("/data/reports", json=ASKED)
    assert answer.status_code == 500
    assert "ours.docx" in answer.json()["error"]


@pytest.mark.parametrize("name", ["missing.docx", "there.txt"])
def test_a_template_that_cannot_be_one_stops_the_start(tmp_path: Path, name: str):
    """At once, and not when the first report is asked for."""
    (tmp_path / "there.txt").write_text("x")
    settings = ServerSettings(
        "127.0.0.1", 0, str(tmp_path), report_templates=(str(tmp_path / name),)
    )
    with pytest.raises(CommandError, match="--report-template"):
        build(settings)
