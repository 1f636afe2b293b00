"""`watchline report` as a person or cron meets it: files, words and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.command_line import Desk

from geodata.imports.bundled import LEVANT, read_bundled
from geodata.imports.data_folder import STORE_NAME
from geodata.store import Store
from watchline.reports import FORMATS

SWEIDA = "https://watch.example/?from=2025-07-01&to=2025-07-31&region=SYR-Sweida"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a folder with a store of the bundled events in it."""
    found = Desk(tmp_path)
    found.data.mkdir()
    with Store.open(found.data / STORE_NAME) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
    return found


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_ending_says_what_is_written(desk: Desk, name: str):
    """The same command gives the same file again."""
    path = desk.folder / f"report.{name}"
    assert desk.run("report", SWEIDA, "--figure", "map", "-o", path).code == 0
    first = path.read_bytes()
    said = desk.run("report", SWEIDA, "--figure", "map", "-o", path)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{path}: ")
    assert path.read_bytes() == first
    assert sorted(one.name for one in desk.folder.glob("*report*")) == [path.name]


def test_links_are_sections_with_names_and_a_period(desk: Desk):
    """Links in their order, headings in theirs, one period for all."""
    path = desk.folder / "report.html"
    said = desk.run(
        *("report", SWEIDA, "region=IRQ", "--name", "Sweida", "--title", "Two places"),
        *("--figure", "timeline", "--from", "2025-07-10", "--to", "2025-07-20", "-o", path),
    )
    assert said.code == 0, said.err
    text = path.read_text()
    assert '<h1 dir="auto">Two places</h1>' in text
    assert "10–20 Jul 2025 (UTC)" in text
    assert text.index(">Sweida</h2>") < text.index(">Iraq, 10–20 Jul 2025</h2>")
    assert "https://watch.example/?from=2025-07-10&amp;to=2025-07-20&amp;region=IRQ" in text


def test_a_plan_says_what_the_report_holds(desk: Desk):
    """A file that cron can use; options change it."""
    plan = desk.folder / "plan.json"
    plan.write_text(json.dumps({"title": "Planned", "sections": [{"view": SWEIDA, "figures": []}]}))
    path = desk.folder / "report.html"
    assert desk.run("report", "--plan", plan, "--title", "Tonight", "-o", path).code == 0
    text = path.read_text()
    assert '<h1 dir="auto">Tonight</h1>' in text
    assert "<img" not in text


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["regon=SYR"], "regon"),
        (["", "--figure", "pie"], "pie"),
        (["", "--from", "yesterday"], "yesterday"),
        (["", "--name", "a", "--name", "b"], "more names than links"),
        (["", "--export-raw", "nothing"], "no data set nothing"),
        (["", "--template", "missing.docx"], "there is no file missing.docx"),
        (["--plan", "missing.json"], "missing.json"),
    ],
)
def test_what_is_amiss_is_said_and_nothing_written(desk: Desk, arguments: list[str], about: str):
    """One sentence, exit code 1, no file."""
    path = desk.folder / "report.docx"
    said = desk.run("report", *arguments, "-o", path)
    assert said.code == 1
    assert about in said.err
    assert "Traceback" not in said.err
    assert not path.exists()


@pytest.mark.parametrize("plan", ["[]", "{", "[" * 100_000, '{"sections": 5}'])
def test_a_bad_plan_gives_a_reason(desk: Desk, plan: str):
    """No traceback, whatever the file holds."""
    path = desk.folder / "plan.json"
    path.write_text(plan)
    said = desk.run("report", "--plan", path, "-o", desk.folder / "report.html")
    assert said.code == 1
    assert said.err
    assert "Traceback" not in said.err


def test_an_unknown_ending_is_refused(desk: Desk):
    """The sentence names those there are."""
    said = desk.run("report", "", "-o", desk.folder / "report.odt")
    assert said.code == 1
    assert ".docx, .pptx, .html" in said.err
