"""``feeds.toml``: which feeds there are. What is wrong with it is said line by line."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from geodata.config.toml_lines import Lines
from geodata.feeds.kinds import COMMON, KINDS, FeedKind
from geodata.http.urls import url_problem
from geodata.imports.files import RESERVED, words
from geodata.readers.cells import NAME_LIMIT, nearest, shown
from geodata.readers.generic import mapping
from geodata.schema import Dataset

FEEDS_FILE: Final = "feeds.toml"
"""The name of the file in the data folder."""

EVERY_LIMIT: Final = 30 * 86_400
SIZE_LIMIT_MB: Final = 200

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_AT_LINE: Final = re.compile(r"\(at line (\d+)")
_SPAN: Final = re.compile(r"(\d+(?:\.\d+)?) ?(s|min|h|d)")
_SECONDS: Final = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
_SECRET: Final = re.compile(r"password|passwd|secret|token|api_?key|credential", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed.

    Attributes:
        key: its name in the store; also the key of its data set.
        kind: one of ``kinds.KINDS``.
        url: where it is fetched; for a folder the empty text.
        folder: the watched folder of the kind ``folder``.
        every: seconds from the end of one attempt to the next.
        settings: what else is said of this kind, by name, with what is usual filled in; of
            ``mapping`` the text of the file.
        secret_env: the environment variables that hold its secrets, by what they are for.
        allow_private: hosts (or host:port) that may have addresses of the own network.
        size_limit: the most that one answer may be, in bytes, unpacked.
    """

    key: str
    name: str
    kind: str
    dataset: Dataset
    every: float
    url: str = ""
    folder: Path | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    secret_env: Mapping[str, str] = field(default_factory=dict)
    allow_private: tuple[str, ...] = ()
    size_limit: int = SIZE_LIMIT_MB * 1_000_000

    def secrets(self) -> dict[str, str]:
        """The secrets as the environment has them now, by what they are for."""
        found = {use: os.environ.get(name, "").strip() for use, name in self.secret_env.items()}
        return {use: value for use, value in found.items() if value}


class FeedsError(Exception):
    """A list of feeds or of watches cannot be used; ``sentences`` say why, each with its line."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def load(path: Path) -> tuple[Feed, ...]:
    """The feeds of a file, in its order; folders and mappings are relative to it.

    Raises:
        FeedsError: something in it is wrong; nothing of it is used then.
    """
    text, found = parsed(path, "feeds")
    reading = _Reading(path, Lines(text))
    feeds = reading.feeds(found)
    if reading.wrong:
        said = sorted(reading.wrong)
        raise FeedsError(tuple(f"{path}, line {line}: {reason}." for line, reason in said))
    return feeds


def parsed(path: Path, what: str) -> tuple[str, dict[str, Any]]:
    """The text of a list in TOML, and what it holds; ``what`` it is a list of.

    Raises:
        FeedsError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not in UTF-8"
        raise FeedsError((f"{path} cannot be read: {reason}.",)) from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _AT_LINE.search(str(error))
        at = line[1] if line else len(text.splitlines())
        reason = str(error).partition(" (at")[0]
        raise FeedsError((f"{path}, line {at}: this is no TOML: {reason}.",)) from None
    except (RecursionError, ValueError):  # deep nesting; numbers of thousands of figures
        raise FeedsError((f"{path}, line 1: this is no list of {what}.",)) from None


class _Reading:
    """Reads the tables of one file and gathers what is wrong."""

    def __init__(self, path: Path, lines: Lines) -> None:
        self.path = path
        self.lines = lines
        self.wrong: list[tuple[int, str]] = []
        self._incomplete: set[int] = set()

    def feeds(self, found: Mapping[str, Any]) -> tuple[Feed, ...]:
        for name in found.keys() - {"feed"}:
            line = self.lines.of_name(name)
            self.wrong.append((line, f"“{shown(name)}” is no setting: feeds are [[feed]] tables"))
        tables = found.get("feed", [])
        if not isinstance(tables, list) or len(self.lines.tables) != len(tables):
            self.wrong.append((1, "each feed is a table of its own that begins with [[feed]]"))
            return ()
        feeds = [self._feed(number, table) for number, table in enumerate(tables)]
        seen: dict[str, int] = {}
        for number, feed in enumerate(feeds):
            if feed and (first := seen.setdefault(feed.key, number)) != number:
                line = self.lines.tables[first]
                self._at(number, "key", f"the feed in line {line} has the key “{feed.key}” too")
        return tuple(feed for feed in feeds if feed)

    def _at(self, number: int, name: str, reason: str) -> None:
        self.wrong.append((self.lines.of(number, name), reason))

    def _feed(self, number: int, table: Mapping[str, Any]) -> Feed | None:
        before = len(self.wrong)
        kind_name = table.get("kind")
        kind = KINDS.get(kind_name) if isinstance(kind_name, str) else None
        if kind is None:
            given = f"“{shown(str(kind_name))}” is no kind" if kind_name else "the kind is missing"
            hint = nearest(str(kind_name), tuple(KINDS)) if kind_name else ""
            self._at(number, "kind", f"{given}: expected one of {', '.join(KINDS)}{hint}")
            return None
        values = self._values(number, table, kind)
        key = values["key"]
        if "key" in table and not _KEY.fullmatch(key):
            said = "expected small letters, digits and hyphens, 60 at most, such as syria-acled"
            self._at(number, "key", f"key is “{shown(key)}”: {said}")
        elif key in RESERVED:
            self._at(number, "key", f"the key “{key}” is taken by a data set of Watchline's own")
        every = self._every(number, values["every"], kind)
        url = self._url(number, values["url"]) if "url" in kind.settings else ""
        folder = self.path.parent / values["folder"] if "folder" in kind.settings else None
        secrets = self._secrets(number, values, kind)
        name = " ".join(values["name"].split())[:NAME_LIMIT] or key
        settings = {each: values[each] for each in kind.settings.keys() - {"url", "folder"}}
        if named := settings.get("mapping"):
            settings["mapping"] = self._mapping(number, self.path.parent / named)
        if len(self.wrong) > before:
            return None
        about = kind.about._asdict()
        # the address that is fetched may be known to few: it is never shown
        told = values | {"url": values["website"]}
        terms = words({word: told[word] or about[word] for word in about}, name)
        return Feed(
            key=key,
            name=name,
            kind=kind.name,
            dataset=Dataset(key, kind=kind.reader, **(terms | {"name": name})),
            every=every,
            url=url.rstrip("/") if kind.is_base else url,
            folder=folder,
            settings=settings,
            secret_env=secrets,
            allow_private=tuple(host.lower() for host in values["allow_private"]),
            size_limit=int(values["size_limit"] * 1_000_000),
        )

    def _values(self, number: int, table: Mapping[str, Any], kind: FeedKind) -> dict[str, Any]:
        """Every setting of a feed, as given or as is usual; of the right type."""
        known = {**COMMON, **kind.settings, **kind.secrets}
        for name in table.keys() - known.keys():
            reason = f"“{shown(name)}” is no setting of the kind {kind.name}"
            if _SECRET.search(name) and not name.endswith("_env"):
                reason = (
                    f"“{shown(name)}”: secrets do not belong into this file. Put it into an"
                    " environment variable"
                )
                if kind.secrets:
                    reason += f", and name that one with {' or '.join(kind.secrets)}"
            else:
                reason += nearest(name, tuple(known))
            self._at(number, name, reason)
        values: dict[str, Any] = {}
        for name, setting in known.items():
            value = table.get(name, setting.usual)
            if name in table and (reason := setting.unfit(value)):
                self._at(number, name, f"{name} {reason}")
                value = setting.usual
            elif name not in table and setting.required:
                said = f"a feed of the kind {kind.name} needs {name}: {setting.meaning}"
                self._at(number, "kind", said)
                self._incomplete.add(number)
            values[name] = value
        if "size_limit" not in table:
            values["size_limit"] = kind.size_limit or SIZE_LIMIT_MB
        return values

    def _every(self, number: int, given: float | str | None, kind: FeedKind) -> float:
        if given is None:
            return kind.every
        seconds = -1.0
        if isinstance(given, str):
            if found := _SPAN.fullmatch(given.strip()):
                seconds = float(found[1]) * _SECONDS[found[2]]
        else:
            seconds = float(given)
        if not 1 <= seconds <= EVERY_LIMIT:
            said = "expected seconds, or a span such as “30 s”, “15 min”, “6 h” or “1 d”"
            self._at(number, "every", f"every is “{shown(str(given))}”: {said}, 30 days at most")
        return seconds

    def _url(self, number: int, url: str) -> str:
        if not url and number in self._incomplete:
            return url
        if reason := url_problem(url):
            self._at(number, "url", f"url is no address that can be fetched: {reason}")
        elif any(_SECRET.search(name) for name, _ in parse_qsl(urlsplit(url).query)):
            said = "url holds what looks like a secret: those are named with token_env instead"
            self._at(number, "url", said)
        return url

    def _mapping(self, number: int, path: Path) -> str:
        """What a mapping says: with another one the feed is read anew."""
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            self._at(number, "mapping", f"the mapping {path} cannot be read: {error.strerror}")
            return ""
        if isinstance(read := mapping.from_toml(text), str):
            self._at(number, "mapping", f"in the mapping {path}, {read}")
        return text

    def _secrets(self, number: int, values: Mapping[str, Any], kind: FeedKind) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, setting in kind.secrets.items():
            variable = values[name]
            if not variable:
                continue
            if reason := unfit_variable(name, variable, any_text=setting.any_text):
                self._at(number, name, reason)
            found[name.removesuffix("_env")] = variable
        return found


def unfit_variable(name: str, variable: str, *, any_text: bool = False) -> str:
    """Why an environment variable named by a setting serves as no secret; empty when it does.
    ``any_text``: it is not sent in a header."""
    if not _VARIABLE.fullmatch(variable):
        # it may be the secret itself: it is not repeated
        return f"{name} is not the name of an environment variable"
    value = os.environ.get(variable, "").strip()
    if not value:
        return f"the environment variable {variable} is not set"
    if not (value.isprintable() and (value.isascii() or any_text)):
        return f"the environment variable {variable} holds characters that cannot be sent"
    return ""
