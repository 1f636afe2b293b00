"""When a watch says that there is more than there was: thresholds, and the test behind them."""

from __future__ import annotations

import math
import re
from typing import Final, NamedTuple

from geodata.query.watch_counts import SpanCounts
from geodata.text import count, day, number

DAYS: Final = (7, 30)
MOST: Final = 1_000_000

SIGNIFICANT: Final = 0.01
"""How seldom as many as this, or more, would come by chance if nothing had changed."""

MORE: Final = 5
"""So many more there have to be at least: 3 after 0 is no news."""

QUARTER: Final = 1.25
"""And so many times as many: of thousands, a few per cent more mean little."""


class WatchRule(NamedTuple):
    """What a watch speaks up for: ``kind`` is empty for nothing, ``more`` for more than usual,
    ``least`` for at least so many; in the last ``days``."""

    kind: str = ""
    days: int = 7
    least: int = 1

    @property
    def text(self) -> str:
        """The rule in one word, as browsers keep it: ``more-7``, ``least-20-30``, or nothing."""
        if not self.kind:
            return ""
        number_of = f"-{self.least}" if self.kind == "least" else ""
        return f"{self.kind}{number_of}-{self.days}"

    def words(self) -> str:
        """``more than usual in 7 days``, ``at least 20 in 30 days``; empty without one."""
        said = {"more": "more than usual", "least": f"at least {number(self.least)}"}
        return f"{said[self.kind]} in {self.days} days" if self.kind else ""


_RULE: Final = re.compile(r"more-(\d{1,2})|least-(\d{1,7})-(\d{1,2})")
_WORDS: Final = re.compile(
    r"more than usual in (\d{1,2}) days|at least (\d{1,7}) in (\d{1,2}) days"
)


def rule_of(text: str) -> WatchRule | None:
    """A rule from its one word or from its words; ``None`` for anything else."""
    if not text:
        return WatchRule()
    found = _RULE.fullmatch(text) or _WORDS.fullmatch(" ".join(text.replace(",", "").split()))
    if not found:
        return None
    days, least = int(found[1] or found[3]), int(found[2] or 1)
    if days not in DAYS or not 1 <= least <= MOST:
        return None
    return WatchRule("more" if found[1] else "least", days, least)


def by_chance(last: int, before: int) -> float:
    """How likely it is that at least ``last`` of ``last + before`` events fall into the later
    of two spans of one length, if each event is as likely to fall into either.

    The exact conditional test of two Poisson counts (J. Przyborowski and H. Wilenski,
    Biometrika 31, 1940): given their sum, the one is binomial with p = 1/2.
    """
    return _upper(last + before, last)


def _upper(events: int, least: int) -> float:
    """P(X >= least) of a binomial with p = 1/2; each term from the one before it."""
    if 2 * least <= events:
        return 1.0 - (_upper(events, events - least + 1) if least else 0.0)
    logarithm = math.lgamma(events + 1) - math.lgamma(least + 1) - math.lgamma(events - least + 1)
    term = math.exp(logarithm - events * math.log(2))
    total = 0.0
    for at in range(least, events + 1):
        total += term
        term *= (events - at) / (at + 1)
        if term < total * 1e-12:
            break
    return min(total, 1.0)


def more_than_usual(last: int, before: int) -> bool:
    """Whether ``last`` is so many more than ``before`` that chance hardly explains it."""
    return (
        last - before >= MORE and last >= QUARTER * before and by_chance(last, before) < SIGNIFICANT
    )


def crossed(rule: WatchRule, found: SpanCounts) -> bool:
    """Whether a rule speaks up for these counts."""
    if rule.kind == "least":
        return found.last >= rule.least
    return rule.kind == "more" and more_than_usual(*found.compared)


def counted(found: SpanCounts) -> str:
    """``14 in the last 7 days, 3 in the 7 before``."""
    said = f"{number(found.last)} in the last {found.days} days"
    return f"{said}, {number(found.before)} in the {found.days} before"


def left_out(found: SpanCounts, *, compared: bool = True) -> tuple[str, ...]:
    """What the counts leave out, a sentence each."""
    said = []
    if found.less_exact:
        events = count(found.less_exact, "event")
        said.append(f"Not counted: {events} dated to a week, month or year.")
    if compared:
        said += [
            f"{one.name} begins on {day(one.begins)}, so its {count(one.last, 'event')}"
            " cannot be compared."
            for one in found.young
        ]
    return tuple(said)
