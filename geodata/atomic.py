"""Write files that are there whole, or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path beside ``target`` to write to, which takes its place when the block ends well.

    If the block raises, the target is as it was and nothing else is left. The name of the path
    ends as that of the target does, because some libraries go by the suffix.

    Raises:
        OSError: the target cannot be written; names it, and not the path beside it.
    """
    part = target.with_name(f".part-{secrets.token_hex(4)}-{target.name}")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        if error.filename and Path(error.filename) == part:
            error.filename, error.filename2 = str(target), None
        raise
    finally:
        part.unlink(missing_ok=True)
