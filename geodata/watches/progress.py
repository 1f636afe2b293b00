"""Where a webhook goes on, in a small file of its own that is always whole; and how it stands."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from geodata.atomic import replacing

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PendingDelivery:
    """A delivery that is under way: of which imports it tells, and since when it is tried."""

    delivery: str
    up_to: int
    began: float


@dataclass(frozen=True, slots=True)
class WebhookProgress:
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
    pending: PendingDelivery | None = None


def read(path: Path) -> WebhookProgress | None:
    """What is kept; ``None`` when nothing is, or nothing that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        pending = found.pop("pending")
        kept = WebhookProgress(**found, pending=PendingDelivery(**pending) if pending else None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        logger.warning("%s cannot be read: this webhook goes on with what comes in now", path)
        return None
    # numbers of anything else would be compared with those of imports
    numbers = (kept.after, kept.given_up, pending["up_to"] if pending else 0)
    return kept if all(type(one) is int for one in numbers) else None


def write(path: Path, kept: WebhookProgress) -> None:
    """Keep it: a crash leaves the old file or the new one.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part, part.open("w", encoding="utf-8") as file:
        json.dump(asdict(kept), file)
        file.flush()
        os.fsync(file.fileno())


def began(pending: PendingDelivery) -> datetime:
    """When a delivery was tried first, in UTC."""
    return datetime.fromtimestamp(pending.began, UTC)


@dataclass(frozen=True, slots=True)
class WebhookStatus:
    """How a webhook stands; times are UTC, ``None`` for never in this run.

    ``waiting``: something is to be delivered; ``failures`` in a row; ``given_up`` is how many
    events were told in deliveries that were never taken.
    """

    key: str
    name: str
    host: str
    waiting: bool = False
    failures: int = 0
    given_up: int = 0
    last_success: datetime | None = None
    next_attempt: datetime | None = None
    last_error: str = ""
