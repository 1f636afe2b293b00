"""The house rules that a machine can check: which way the parts depend, pins, no other host."""

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

ROOT = Path(__file__).parent.parent
PACKAGES = ("watchline", "callbacks", "dashboard", "geodata")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

MAY_IMPORT = {
    "watchline": {"watchline.cli"},
    "watchline.cli": {
        "watchline.web",
        "watchline.api",
        "watchline.reports",
        "dashboard",
        "geodata",
    },
    "watchline.web": {
        *("callbacks", "watchline.api", "watchline.reports"),
        *("dashboard", "geodata"),
    },
    "callbacks": {"dashboard", "geodata"},
    "watchline.api": {"watchline.reports", "dashboard", "geodata"},
    "watchline.reports": {"dashboard", "geodata"},
    "dashboard": {"geodata"},
    "geodata": set[str](),
}
"""Which part may import which, besides itself; a part that stands in no line may not exist."""

FOUNDATION = {
    *("geodata.actors", "geodata.atomic", "geodata.buckets", "geodata.circles", "geodata.data"),
    *("geodata.divisions", "geodata.folding", "geodata.shores"),
    *("geodata.delegations", "geodata.hexagons", "geodata.mercator", "geodata.regions"),
    *("geodata.gazetteer", "geodata.spellings"),
    *("geodata.event_results", "geodata.file_jobs", "geodata.jobs", "geodata.results"),
    *("geodata.schema", "geodata.text", "geodata.file_names"),
}
GEODATA_MAY_IMPORT = {
    "geodata.zones": {"geodata.readers"},
    "geodata.config": set[str](),
    "geodata.filters": set[str](),
    "geodata.http": {"geodata.config"},
    "geodata.readers": {"geodata.filters", "geodata.zones"},
    "geodata.store": {"geodata.filters", "geodata.zones"},
    "geodata.query": {"geodata.store", "geodata.filters"},
    "geodata.imports": {"geodata.readers", "geodata.store", "geodata.filters", "geodata.zones"},
    "geodata.writers": {"geodata.query", "geodata.store", "geodata.filters", "geodata.readers"},
    "geodata.feeds": {
        *("geodata.imports", "geodata.readers", "geodata.store"),
        *("geodata.http", "geodata.config"),
    },
    "geodata.watches": {
        *("geodata.feeds", "geodata.http", "geodata.config", "geodata.writers"),
        *("geodata.readers", "geodata.query", "geodata.store", "geodata.filters"),
    },
}
"""The same inside the data package; every part may import ``FOUNDATION``."""

PICTURE_AND_WEB = {"dash", "dash_mantine_components", "plotly", "fastapi", "starlette", "uvicorn"}
DASH = {"dash", "dash_mantine_components"}
TIED_TO_THE_APP = {"Dash", "callback", "clientside_callback"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_of(path) for path in MODULES}


def part_of(module: str, parts: dict[str, set[str]]) -> str:
    """Return the part that a module belongs to: the longest name that it begins with."""
    return max((part for part in parts if f"{module}.".startswith(f"{part}.")), key=len, default="")


def imports_of(path: Path) -> Iterator[str]:
    """Yield the full names of what a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relative to itself"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in NAMES else str(node.module)


def packages_of(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports_of(path)}


def ours_of(path: Path) -> set[str]:
    return {name for name in imports_of(path) if name in NAMES}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_dependencies_go_one_way(path: Path):
    """The program uses the page, the page the data; never back."""
    part = part_of(module_of(path), MAY_IMPORT)
    used = {part_of(name, MAY_IMPORT) for name in ours_of(path)}
    assert used <= MAY_IMPORT[part] | {part}


@pytest.mark.parametrize("path", sorted((ROOT / "geodata").rglob("*.py")), ids=name_of)
def test_the_data_package_flows_one_way(path: Path):
    """Inside the data package files come in and answers go out, in one direction."""
    module = module_of(path)
    used = {name for name in ours_of(path) if part_of(name, dict.fromkeys(FOUNDATION)) == ""}
    if module in {"geodata", *FOUNDATION}:
        assert used == set()
        return
    part = part_of(module, GEODATA_MAY_IMPORT)
    assert {part_of(name, GEODATA_MAY_IMPORT) for name in used} <= GEODATA_MAY_IMPORT[part] | {part}


def test_no_modules_import_each_other_in_a_circle():
    """Every module can be understood, and moved, without those that use it."""
    graph = {module_of(path): ours_of(path) for path in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("path", sorted((ROOT / "geodata").rglob("*.py")), ids=name_of)
def test_the_data_package_knows_no_page(path: Path):
    """Geodata can be used without Dash, Plotly or a web server."""
    assert not packages_of(path) & PICTURE_AND_WEB


@pytest.mark.parametrize(
    "path", sorted((ROOT / "dashboard" / "figures").rglob("*.py")), ids=name_of
)
def test_figures_know_no_dash(path: Path):
    """A figure can be drawn by a script that has no page."""
    assert not packages_of(path) & DASH


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_app_and_the_callbacks_touch_dash_itself(path: Path):
    """Layout and figures register nothing, so that several apps can live in one process."""
    # the callback in the command line is Typer's
    if module_of(path).startswith(("callbacks", "watchline.cli.", "watchline.web.app")):
        return
    tree = ast.parse(path.read_text())
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "dash":
            used |= {alias.name for alias in node.names}
    assert not used & TIED_TO_THE_APP


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path):
    """Each module begins with a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", sorted((ROOT / "tests").glob("test_*.py")), ids=name_of)
def test_every_test_says_what_a_user_would_notice(path: Path):
    """Each test function has a docstring that states the behaviour."""
    tree = ast.parse(path.read_text())
    tests = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]
    assert [test.name for test in tests if not ast.get_docstring(test)] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name: str):
    """An install today and one next year give the same versions."""
    lines = [line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    loose = [line for line in lines if line and "==" not in line and not line.startswith("-r ")]
    assert loose == []


def own_assets() -> list[Path]:
    files = [path for path in (ROOT / "assets").rglob("*") if path.suffix in {".js", ".css"}]
    return sorted(path for path in files if ".min." not in path.name)


@pytest.mark.parametrize("path", own_assets(), ids=name_of)
def test_scripts_and_styles_name_no_other_host(path: Path):
    """Nothing that the browser runs or draws comes from anywhere but this server."""
    hosts = set(re.findall(r"(?:https?:)?//([\w-]+(?:\.[\w-]+)+)", path.read_text()))
    assert hosts <= {"www.w3.org"}  # the name of the SVG language, never fetched


def test_the_plotly_bundle_is_of_the_version_that_makes_the_figures():
    """The committed script and the Python package agree, and the script holds no eval."""
    text = (ROOT / "assets" / "plotly-watchline.min.js").read_text()
    assert f"plotly.js v{get_plotlyjs_version()}," in text[:200]
    assert not re.search(r"\bnew Function\(|[^.\w]eval\(", text)


def test_no_test_imports_another():
    """What they share stands in tests/support."""
    tests = sorted((ROOT / "tests").rglob("*.py"))
    names = {path.stem for path in tests if path.stem.startswith("test_")}
    assert len(names) > 50
    assert [
        f"{path.name}: {module}"
        for path in tests
        for module in imports_of(path)
        if module.split(".")[0] in names
    ] == []
