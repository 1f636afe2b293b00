"""A copy of a store while it is used, and a store put back from one."""

from __future__ import annotations

import functools
import shutil
from datetime import UTC, datetime
from pathlib import Path

from geodata.atomic import replacing
from geodata.store.damage import in_use, log_of
from geodata.store.open import StoreError, connect
from geodata.store.store import Store
from geodata.store.verify import verify


def backup(store: Store, target: Path) -> None:
    """Copy a store into a file, with all that was written so far, and see that the copy is whole.

    Readers go on meanwhile; what is to be written waits.

    Raises:
        StoreError: the store is in memory or cannot be read, or the copy is not whole.
        OSError: the copy cannot be written.
    """
    version = store.writer.run(functools.partial(_copy, store, target))
    _check(target, version)


def _copy(store: Store, target: Path) -> int:
    if store.path is None:
        raise StoreError("A store in memory has no file to copy.")
    if store.trouble:
        raise StoreError(store.trouble)
    # nothing is written meanwhile: this is done by the thread that writes
    shutil.copyfile(store.path, target)
    if (log := log_of(store.path)).exists():
        shutil.copyfile(log, log_of(target))
    return store.version


def _check(path: Path, version: int | None = None) -> None:
    """See that a copy is whole; what is in its log is in the file afterwards."""
    with Store.open(path) as copy, copy.read() as db:
        wrong = verify(db)
        if wrong or version not in {None, copy.version}:
            raise StoreError(" ".join([f"The copy {path} is not whole.", *wrong]))


def restore(source: Path, target: Path) -> Path | None:
    """Put a backup in the place of a store, which is kept beside it under another name.

    A backup of an older version of this program is brought up to date. Returns where the store
    is now that was there before; ``None`` where there was none.

    Raises:
        StoreError: the backup is not whole or no store, or the store is in use.
        OSError: it cannot be read or written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as part:
        shutil.copyfile(source, part)
        try:
            _check(part)
        except StoreError as error:
            # of the copy that a person knows, not of the one that was made of it
            raise StoreError(str(error).replace(str(part), str(source))) from error
        return _set_aside(target)


def _set_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    _require_unused(target)
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = target.with_name(f"{target.stem}-replaced-{at}{target.suffix}")
    if (log := log_of(target)).exists():
        log.replace(log_of(aside))
    return target.rename(aside)


def _require_unused(target: Path) -> None:
    """See that no other process has a store open; a damaged one is nobody's."""
    try:
        connect(target).close()
    except StoreError as error:
        if in_use(error.__cause__):
            raise
