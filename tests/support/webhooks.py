"""Webhooks that wait no longer than a test may."""

from __future__ import annotations

from pathlib import Path

from geodata.watches.config import Watch, load
from geodata.watches.webhooks import RetryTimes
from support.feed_server import QUICK

PACE = RetryTimes(look=0.02, gather=0.05, first=0.05, give_up=60, times=QUICK)


def settings(url: str, more: str = "", link: str = "?region=SYR") -> str:
    """A watch as it stands in ``watches.toml``."""
    return (
        f'[[watch]]\nkey = "syria"\nname = "Syria"\nlink = "{link}"\nurl = "{url}/hook"\n'
        f'secret_env = "HOOK_SECRET"\nallow_private = ["127.0.0.1"]\n{more}\n'
    )


def read_watch(folder: Path, text: str) -> Watch:
    """The one watch of a file of this text."""
    path = folder / "watches.toml"
    path.write_text(text, encoding="utf-8")
    (watch,) = load(path)
    return watch
