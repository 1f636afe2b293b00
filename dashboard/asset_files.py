"""Where the scripts, styles, fonts and map data of the page lie.

In the source tree ``assets/`` stands at the top; an installed wheel has it inside this package.
"""

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent

ASSETS: Final = next(
    folder for folder in (_HERE / "assets", _HERE.parent / "assets") if folder.is_dir()
)
