"""Zip files that are the same byte for byte when their contents are."""

from __future__ import annotations

import io
import zipfile
from typing import Final

_WHEN: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_LEVEL: Final = 6
_PACKED: Final = (".png", ".jpg", ".jpeg", ".gif")


def steady(made: bytes) -> bytes:
    """The same zip file without the times and the system it was made at."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.create_system = 0
            method = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name), method, _LEVEL)
    return target.getvalue()
