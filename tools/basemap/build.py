"""Build the base map of the world as vector tiles in one file (README.md beside this).

Land, lines and names come from the same pieces as the boundaries that events are located by
(``tools.boundaries``), in full detail; tippecanoe simplifies them for each zoom.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tools.basemap import labels, shapes, towns
from tools.basemap.feature import Feature, line_of
from tools.boundaries.gazetteer import read_towns
from tools.boundaries.names import GOVERNORATES
from tools.boundaries.topology import read_arcs
from tools.boundaries.units import Sources, read_units

ROOT: Final = Path(__file__).resolve().parents[2]
RESULT: Final = ROOT / "dashboard" / "basemap" / "world.mbtiles"
DEEPEST: Final = 7
"""Zoom of the last tiles; beyond it the browser enlarges them, which hold 4096 steps a side."""

OPTIONS: Final = (
    f"-Z0 -z{DEEPEST}",
    # every feature from its own zoom on, whatever the size of a tile; 4/256 of surroundings
    "-r1 -b4 -pf -pk",
    # neighbours simplified alike, by 10 px units, but not in the last tiles
    "-S10 -pS -pn",
)
KEPT: Final = (
    *("code", "un", "defacto", "kind", "view"),
    *("name", "rank", "minzoom", "maxzoom", "capital"),
)

COPY: Final = """
CREATE TABLE metadata (name TEXT, value TEXT);
CREATE TABLE tiles (
    zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB,
    PRIMARY KEY (zoom_level, tile_column, tile_row)
);
INSERT INTO metadata SELECT name, value FROM made.metadata
    WHERE name IN ('format', 'minzoom', 'maxzoom', 'bounds', 'type') ORDER BY name;
INSERT INTO tiles SELECT zoom_level, tile_column, tile_row, tile_data
    FROM made.tiles ORDER BY 1, 2, 3;
"""


def main() -> None:
    """Read the packages, write the file, print its size."""
    parser = argparse.ArgumentParser(description="Build the base map's tiles.")
    for name in ("admin1", "natural-earth", "second-view"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build(Sources(given.admin1, given.natural_earth, given.second_view), Path(folder))
    print(f"{RESULT.relative_to(ROOT)}: {RESULT.stat().st_size:,} bytes")


def build(sources: Sources, folder: Path) -> None:
    """Write the layers into ``folder``, have them tiled, and keep what is served."""
    units = read_units(sources, everywhere=False)
    arcs = read_arcs(units["code"].tolist(), units.geometry.to_numpy())
    world = shapes.World(units, arcs, sources)
    seats = {(code[:2], row.seat) for code, row in GOVERNORATES.items()}
    chosen, _ = read_towns(seats)
    spaced = towns.towns(chosen)
    layers = {
        "land": shapes.land(world),
        "admin1": shapes.admin1(world),
        "zones": shapes.zones(world),
        "lines": shapes.lines(world),
        "lakes": shapes.lakes(sources),
        "labels": labels.labels(sources, spaced),
        "towns": spaced,
    }
    for name, features in layers.items():
        _write(folder / f"{name}.geojsonl", features)
    _tile(folder, list(layers))
    _keep(folder / "all.mbtiles", RESULT)


def _write(path: Path, features: Iterable[Feature]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(line_of(one) for one in features)


def _tile(folder: Path, names: Iterable[str]) -> None:
    command = ["tippecanoe", "-q", "-f", "-o", str(folder / "all.mbtiles")]
    command += [part for option in OPTIONS for part in option.split()]
    for key in KEPT:
        command += ["-y", key]
    for name in names:
        command += ["-L", f"{name}:{folder / name}.geojsonl"]
    subprocess.run(command, check=True)


def _keep(made: Path, path: Path) -> None:
    """Copy the tiles without what tippecanoe says of itself, which has paths of the machine."""
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute("ATTACH ? AS made", (str(made),))
    db.executescript(COPY)
    said = {"name": "Watchline", "attribution": "Natural Earth; GeoNames, CC BY 4.0"}
    db.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
    (text,) = db.execute("SELECT value FROM made.metadata WHERE name = 'json'").fetchone()
    layers = json.dumps({"vector_layers": json.loads(text)["vector_layers"]})
    db.execute("INSERT INTO metadata VALUES ('json', ?)", (layers,))
    db.commit()
    db.execute("VACUUM")
    db.close()


if __name__ == "__main__":
    main()
