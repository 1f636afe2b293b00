"""A user's own template: looked over before it is opened, and refused with a reason."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

LIMIT: Final = 50_000_000
"""Bytes of a template, packed."""
UNPACKED: Final = 300_000_000
_MAIN: Final = {".docx": "word/document.xml", ".pptx": "ppt/presentation.xml"}
_PROGRAM: Final = {".docx": "Word", ".pptx": "PowerPoint"}


class TemplateError(Exception):
    """A template cannot be used; the message is a sentence for a person."""

    def __init__(self, path: Path, suffix: str, reason: str = "") -> None:
        program = _PROGRAM.get(suffix, "")
        said = reason or (
            f"it cannot be read as a {program} file; open it in {program} and save it as {suffix}"
        )
        super().__init__(f"The template {path.name} cannot be used: {said}.")


def checked(path: Path, suffix: str) -> Path:
    """The path of a template that is worth opening.

    Raises:
        TemplateError: it is not there, too large, or no file of this kind.
    """
    if not path.is_file():
        raise TemplateError(path, suffix, "there is no such file")
    if path.stat().st_size > LIMIT:
        raise TemplateError(path, suffix, f"it is larger than {LIMIT / 1e6:.0f} MB")
    try:
        with zipfile.ZipFile(path) as packed:
            names = {entry.filename for entry in packed.infolist()}
            size = sum(entry.file_size for entry in packed.infolist())
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise TemplateError(path, suffix) from error
    if _MAIN[suffix] not in names:
        raise TemplateError(path, suffix, f"it is no {_PROGRAM[suffix]} file")
    if size > UNPACKED:
        raise TemplateError(path, suffix, f"it holds more than {UNPACKED / 1e6:.0f} MB unpacked")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise TemplateError(path, suffix, "it holds macros")
    return path
