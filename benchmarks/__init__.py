"""What takes how long: ``python -m benchmarks.bench``. They share helpers with the tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))
