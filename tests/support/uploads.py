"""Uploads that are held and awaited."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from geodata.imports import files
from geodata.imports.uploads import Upload

PATIENCE = 30.0


def wait(upload: Upload, *phases: str) -> None:
    """Wait until a file is in one of some phases."""
    end = time.monotonic() + PATIENCE
    while upload.phase not in phases:
        assert time.monotonic() < end, (upload.phase, upload.error)
        time.sleep(0.005)


class Held:
    """A step that waits until it is let go; it says when it has begun."""

    def __init__(self, step: Callable[..., Any]) -> None:
        self._step = step
        self.begun = threading.Event()
        self.free = threading.Event()
        self.calls = 0

    def __call__(self, *args: Any, **said: Any) -> Any:
        self.calls += 1
        self.begun.set()
        assert self.free.wait(PATIENCE)
        return self._step(*args, **said)


def hold(monkeypatch: pytest.MonkeyPatch, name: str) -> Held:
    """Hold a step of importing."""
    held = Held(getattr(files, name))
    monkeypatch.setattr(files, name, held)
    return held
