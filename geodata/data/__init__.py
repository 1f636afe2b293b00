"""The files that come with the package: events, actors, regions, codes."""

from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent
