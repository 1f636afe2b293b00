"""Exports asked for and awaited."""

from __future__ import annotations

import time
from typing import Any

from fastapi.testclient import TestClient

PATIENCE = 30.0


def asked(client: TestClient, search: str, **more: Any) -> dict[str, Any]:
    """Ask for a file; what the server said."""
    answer = client.post(f"/data/exports?{search}", **more)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/data/exports/{answer.json()['id']}"
    said: dict[str, Any] = answer.json()
    return said


def ended(client: TestClient, token: str) -> dict[str, Any]:
    """How a file stands when nothing more happens to it."""
    end = time.monotonic() + PATIENCE
    while True:
        said: dict[str, Any] = client.get(f"/data/exports/{token}").json()
        if said["state"] in {"done", "failed"}:
            return said
        assert time.monotonic() < end, said
        time.sleep(0.01)
