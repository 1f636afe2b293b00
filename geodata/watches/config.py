"""``watches.toml``: the operator's watches, for programs that are told of events and for every
reader's page. What is wrong is said by line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from geodata.config.toml_lines import Lines
from geodata.feeds.config import FeedsError, parsed, unfit_variable
from geodata.feeds.kinds import FeedSetting
from geodata.filters import Filters
from geodata.http.urls import url_problem
from geodata.readers.cells import nearest, shown
from geodata.watches.links import filters_of
from geodata.watches.rule import DAYS, WatchRule, rule_of

WATCHES_FILE: Final = "watches.toml"
"""The name of the file in the data folder."""

SHORTEST_SECRET: Final = 16
ANSWER_LIMIT: Final = 1_000_000
MOST_IN_PAGE: Final = 20

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SETTINGS: Final[Mapping[str, FeedSetting]] = {
    "key": FeedSetting("its short name, which its files are called by", required=True),
    "name": FeedSetting("what it is called"),
    "link": FeedSetting("the filters, as a link copied from the page", required=True),
    "url": FeedSetting("the address that is told"),
    "secret_env": FeedSetting("a variable with the secret that signs"),
    "page": FeedSetting("whether it stands in every reader's page", False, type="choice"),
    "threshold": FeedSetting("when it speaks up"),
    "allow_private": FeedSetting("hosts of the own network", [], type="texts"),
}


@dataclass(frozen=True, slots=True)
class Watch:
    """Filters, and who is told when events come in for them: a program, every reader, or both.

    Attributes:
        key: its name in the status and in the folder of its state.
        link: the filters, as they stand in an address; days that count back from today are
            read anew each time.
        url: the address of the program; empty where none is told.
        page: whether it stands in the page of every reader.
        base: where the page is, if the link says so; else empty.
        rule: the threshold; without one every event is told.
        secret_env: the environment variable that holds the secret, by its use.
        allow_private: hosts (or host:port) that may have addresses of the own network.
    """

    key: str
    name: str
    link: str
    url: str = ""
    page: bool = False
    base: str = ""
    rule: WatchRule = field(default_factory=WatchRule)
    secret_env: Mapping[str, str] = field(default_factory=dict)
    allow_private: tuple[str, ...] = ()
    size_limit: int = ANSWER_LIMIT

    @property
    def filters(self) -> Filters:
        """What is watched, as of today."""
        return filters_of(self.link)[0]

    def secrets(self) -> dict[str, str]:
        """The secret as the environment has it now, by its use."""
        found = {use: os.environ.get(name, "").strip() for use, name in self.secret_env.items()}
        return {use: value for use, value in found.items() if value}


def load(path: Path) -> tuple[Watch, ...]:
    """The watches of a file, in its order.

    Raises:
        FeedsError: something in it is wrong; nothing of it is used then.
    """
    text, found = parsed(path, "watches")
    reading = _Reading(Lines(text, "watch"))
    watches = reading.watches(found)
    if reading.wrong:
        said = sorted(reading.wrong)
        raise FeedsError(tuple(f"{path}, line {line}: {reason}." for line, reason in said))
    return watches


class _Reading:
    """Reads the tables of one file and gathers what is wrong."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.wrong: list[tuple[int, str]] = []

    def watches(self, found: Mapping[str, Any]) -> tuple[Watch, ...]:
        for name in found.keys() - {"watch"}:
            said = f"“{shown(name)}” is no setting: watches are [[watch]] tables"
            self.wrong.append((self.lines.of_name(name), said))
        tables = found.get("watch", [])
        if not isinstance(tables, list) or len(self.lines.tables) != len(tables):
            self.wrong.append((1, "each watch is a table of its own that begins with [[watch]]"))
            return ()
        read = [self._watch(number, table) for number, table in enumerate(tables)]
        seen: dict[str, int] = {}
        for number, one in enumerate(read):
            if one and (first := seen.setdefault(one.key, number)) != number:
                line = self.lines.tables[first]
                self._at(number, "key", f"the watch in line {line} has the key “{one.key}” too")
        in_page = [number for number, one in enumerate(read) if one and one.page]
        for number in in_page[MOST_IN_PAGE:]:
            self._at(number, "page", f"at most {MOST_IN_PAGE} watches stand in the page")
        return tuple(one for one in read if one)

    def _at(self, number: int, name: str, reason: str) -> None:
        self.wrong.append((self.lines.of(number, name), reason))

    def _watch(self, number: int, table: Mapping[str, Any]) -> Watch | None:
        before = len(self.wrong)
        values = self._values(number, table)
        if len(self.wrong) > before:
            return None
        if not _KEY.fullmatch(values["key"]):
            said = "expected small letters, digits and hyphens, 60 at most, such as syria-strikes"
            self._at(number, "key", f"key is “{shown(values['key'])}”: {said}")
        for notice in filters_of(values["link"])[1]:
            self._at(number, "link", notice.rstrip("."))
        self._told(number, values)
        rule = rule_of(values["threshold"])
        if rule is None:
            spans = " or ".join(map(str, DAYS))
            self._at(
                number,
                "threshold",
                f"threshold is “{shown(values['threshold'])}”: expected “more than usual in 7"
                f" days” or “at least 20 in 30 days”; in {spans} days",
            )
        if len(self.wrong) > before or rule is None:
            return None
        link = values["link"]
        return Watch(
            key=values["key"],
            name=" ".join(values["name"].split()) or values["key"],
            link=link,
            url=values["url"],
            page=values["page"],
            base=link.partition("?")[0] if not url_problem(link) else "",
            rule=rule,
            secret_env={"secret": values["secret_env"]} if values["url"] else {},
            allow_private=tuple(host.lower() for host in values["allow_private"]),
        )

    def _values(self, number: int, table: Mapping[str, Any]) -> dict[str, Any]:
        """Every setting, as given or as is usual; of the right type."""
        for name in table.keys() - _SETTINGS.keys():
            reason = f"“{shown(name)}” is no setting of a watch"
            if name == "secret":
                reason = (
                    "secrets do not belong into this file. Put it into an environment variable,"
                    " and name that one with secret_env"
                )
            else:
                reason += nearest(name, tuple(_SETTINGS))
            self._at(number, name, reason)
        values: dict[str, Any] = {}
        for name, setting in _SETTINGS.items():
            values[name] = table.get(name, setting.usual)
            if name in table and (reason := setting.unfit(values[name])):
                self._at(number, name, f"{name} {reason}")
            elif name not in table and setting.required:
                self._at(number, "", f"a watch needs {name}: {setting.meaning}")
        return values

    def _told(self, number: int, values: Mapping[str, Any]) -> None:
        """See that somebody is told, and that a program can be."""
        if not values["url"]:
            if not values["page"]:
                said = "a watch needs url, the address that is told, or page = true"
                self._at(number, "", said)
            return
        if reason := url_problem(values["url"]):
            self._at(number, "url", f"url is no address that can be told: {reason}")
        if values["secret_env"]:
            self._secret(number, values["secret_env"])
        else:
            meaning = _SETTINGS["secret_env"].meaning
            self._at(number, "url", f"a watch with url needs secret_env: {meaning}")

    def _secret(self, number: int, variable: str) -> None:
        reason = unfit_variable("secret_env", variable, any_text=True)
        if not reason and len(os.environ[variable].strip()) < SHORTEST_SECRET:
            reason = (
                f"the secret in the environment variable {variable} is shorter than"
                f" {SHORTEST_SECRET} characters, which can be guessed"
            )
        if reason:
            self._at(number, "secret_env", reason)
