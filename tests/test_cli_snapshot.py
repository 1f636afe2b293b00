"""`watchline snapshot`: the picture of a link, as the API draws it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from geodata.imports.data_folder import STORE_NAME, open_store
from geodata.store import Store
from watchline.cli.main import main
from watchline.web.app import create_app

SWEIDA = "from=2025-07-01&to=2025-07-31&region=SYR-Sweida"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the bundled events, as `serve` leaves it."""
    folder = tmp_path_factory.mktemp("data")
    open_store(folder).store.close()
    return folder


def run(*words: str, data: Path) -> tuple[int, str]:
    made = CliRunner().invoke(main, ["snapshot", *words, "--data", str(data)])
    return made.exit_code, made.output


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_a_snapshot_is_the_picture_of_the_api_byte_for_byte(
    data: Path, tmp_path: Path, suffix: str
):
    """The same link, the same store: the same file."""
    file = tmp_path / f"sweida.{suffix}"
    code, said = run(f"http://testserver/?{SWEIDA}", "-o", str(file), "--kind", "map", data=data)
    assert code == 0, said
    with Store.open(data / STORE_NAME) as store:
        client = TestClient(create_app(store).server)
        answer = client.get(f"/api/v1/figure.{suffix}?{SWEIDA}&kind=map")
        assert answer.status_code == 200
    assert file.read_bytes() == answer.content


def test_a_snapshot_is_drawn_as_asked(data: Path, tmp_path: Path):
    """Options are those of a picture's link."""
    file = tmp_path / "mine.svg"
    options = ("--kind", "timeline", "--size", "column", "--theme", "print", "--title", "Mine")
    code, said = run(SWEIDA, "-o", str(file), *options, data=data)
    assert code == 0, said
    drawn = file.read_text()
    assert "<title>Mine</title>" in drawn
    assert 'data-pixels="1004"' in drawn


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((SWEIDA, "-o", "a.gif"), "must end in one of png, svg, pdf"),
        (("region=Atlantis", "-o", "a.png"), "Atlantis"),
        ((SWEIDA, "-o", "a.png", "--kind", "pie"), "pie"),
        ((SWEIDA, "-o", "a.png", "--size", "400x330px", "--kind", "map"), "at least"),
        ((SWEIDA, "-o", "no/such/folder/a.png"), "no/such/folder"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    said: str,
):
    """Exit code 1, a reason, and no file."""
    monkeypatch.chdir(tmp_path)
    code, told = run(*words, data=data)
    assert code == 1
    assert said in " ".join(told.split())
    assert list(tmp_path.rglob("a.*")) == []
