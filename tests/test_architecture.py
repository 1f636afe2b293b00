"""The house rules that a machine can check: which way the parts depend, pins, no other host."""

import ast
import re
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

ROOT = Path(__file__).parent.parent
PARTS = ("geodata", "dashboard", "callbacks", "reports", "api")
TOP = (
    *("app.py", "cli.py", "cli_feeds.py", "cli_import.py", "compression.py", "server.py"),
    *("live.py", "metrics.py", "monitoring.py", "stopping.py", "uploads.py"),
    *(
        "cli_export.py",
        "cli_report.py",
        "cli_snapshot.py",
        "exports.py",
        "cli_watches.py",
        "watches.py",
    ),
    "zone_route.py",
)
MODULES = sorted(
    [ROOT / name for name in TOP] + [path for part in PARTS for path in (ROOT / part).rglob("*.py")]
)
OURS = {*PARTS, *(name.removesuffix(".py") for name in TOP)}

MAY_IMPORT = {
    "geodata": {"geodata"},
    "dashboard": {"dashboard", "geodata"},
    "callbacks": {"callbacks", "dashboard", "geodata"},
    "reports": {"reports", "dashboard", "geodata"},
    "api": {"api", "reports", "server", "dashboard", "geodata"},
    "compression": set[str](),
    "server": {"compression"},
    "live": {"geodata"},
    "metrics": {"callbacks", "geodata"},
    "monitoring": {"metrics", "geodata"},
    "stopping": set[str](),
    "uploads": {"server", "geodata"},
    "zone_route": {"server", "dashboard", "geodata"},
    "cli_export": {"cli_import", "dashboard", "geodata"},
    "exports": {"dashboard", "geodata"},
    "report_route": {"reports", "geodata"},
    "cli_report": {"cli_import", "reports", "geodata"},
    "cli_snapshot": {"cli_import", "dashboard", "geodata"},
    "cli_feeds": {"geodata"},
    "cli_watches": {"geodata"},
    "watches": {"geodata"},
    "cli_import": {"geodata"},
    "app": OURS
    - {
        "app",
        "cli",
        "cli_export",
        "cli_feeds",
        "cli_import",
        "cli_report",
        "cli_snapshot",
        "cli_watches",
    },
    "cli": {
        *("api", "app", "cli_export", "cli_feeds", "cli_import", "cli_report", "cli_watches"),
        "cli_snapshot",
        *("server", "stopping", "geodata", "exports"),
    },
}
PICTURE_AND_WEB = {"dash", "dash_mantine_components", "plotly", "fastapi", "starlette", "uvicorn"}
DASH = {"dash", "dash_mantine_components"}
TIED_TO_THE_APP = {"Dash", "callback", "clientside_callback"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return the top-level names of the packages that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relative to itself"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_dependencies_go_one_way(path: Path):
    """App and command line use callbacks, those the page, the page the data; never back."""
    assert imported(path) & OURS <= MAY_IMPORT[part_of(path)]


@pytest.mark.parametrize("path", sorted((ROOT / "geodata").rglob("*.py")), ids=name_of)
def test_the_data_package_knows_no_page(path: Path):
    """Geodata can be used without Dash, Plotly or a web server."""
    assert not imported(path) & PICTURE_AND_WEB


@pytest.mark.parametrize(
    "path", sorted((ROOT / "dashboard" / "figures").rglob("*.py")), ids=name_of
)
def test_figures_know_no_dash(path: Path):
    """A figure can be drawn by a script that has no page."""
    assert not imported(path) & DASH


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_app_and_the_callbacks_touch_dash_itself(path: Path):
    """Layout and figures register nothing, so that several apps can live in one process."""
    # the callback in cli.py is Typer's
    if part_of(path) in {"app", "callbacks"} or part_of(path).partition("_")[0] == "cli":
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
