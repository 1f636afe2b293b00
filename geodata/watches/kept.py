"""Where a webhook goes on, in a small file of its own that is always whole."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """A delivery that is under way: of which imports it tells, and since when it is tried."""

    delivery: str
    up_to: int
    began: float


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a webhook goes on.

    ``store`` and ``watch`` are marks: with another one it begins anew. ``after`` is the import
    up to which all was told; ``crossed``: its threshold was reached, and that was told;
    ``given_up``: events that were never taken by the other side.
    """

    store: str
    watch: str
    after: int
    crossed: bool = False
    given_up: int = 0
    pending: Pending | None = None


def read(path: Path) -> Kept | None:
    """What is kept; ``None`` when nothing is, or nothing that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        pending = found.pop("pending")
        kept = Kept(**found, pending=Pending(**pending) if pending else None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        logger.warning("%s cannot be read: this webhook goes on with what comes in now", path)
        return None
    # numbers of anything else would be compared with those of imports
    numbers = (kept.after, kept.given_up, pending["up_to"] if pending else 0)
    return kept if all(type(one) is int for one in numbers) else None


def write(path: Path, kept: Kept) -> None:
    """Keep it: a crash leaves the old file or the new one.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".part")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(kept), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def began(pending: Pending) -> datetime:
    """When a delivery was tried first, in UTC."""
    return datetime.fromtimestamp(pending.began, UTC)
