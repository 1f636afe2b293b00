"""What a request asks for: the view of its link, and the parameters of its own address.

A link of the page is read by the page's own reader. The page leaves out what it cannot read
and says so; whoever programs against an answer would not see that, so here it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from api.own_parameters import OWN
from api.parameters import PAGE, refusing
from api.problems import Fault, unreadable
from dashboard.state import MAX_QUERY, View, read, write
from geodata.filter_facets import FACETS
from geodata.filters import Filters, sentence

Pairs = Sequence[tuple[str, str]]

MOST_STRANGE: Final = 20
"""How many unknown parameters are named, of a request that holds more."""


class Asked(NamedTuple):
    """A request that can be answered. ``own`` has the parameters of the address besides those
    of the page, as numbers and words; ``pairs`` is the whole request, to be continued,
    and ``site`` the address of the page that the server was asked under."""

    view: View
    own: Mapping[str, str]
    pairs: Pairs
    site: str

    @property
    def filters(self) -> Filters:
        """What chooses the events."""
        return self.view.filters

    @property
    def words(self) -> str:
        """The filters in words."""
        return sentence(self.view.filters)

    @property
    def link(self) -> str:
        """The query string of the page that shows the same, with its ``?``."""
        return f"?{write(self.view)}"

    def number(self, name: str, usual: int) -> int:
        """A whole number of ``own``."""
        return int(self.own[name]) if name in self.own else usual

    def with_own(self, name: str, value: str) -> str:
        """The query string of the same request with another value of a parameter."""
        kept = [pair for pair in self.pairs if pair[0] != name]
        return urlencode([*kept, (name, value)])


def asked(query: str, names: Sequence[str], site: str = "/") -> Asked:
    """Read a query string of an address whose own parameters are ``names``.

    Raises:
        ProblemError: something of it cannot be read.
    """
    if len(query) > MAX_QUERY:
        said = f"The query is longer than {MAX_QUERY:,} characters."
        raise unreadable([Fault(parameter="", detail=said)])
    pairs = parse_qsl(query, keep_blank_values=False)
    own = {name: value for name, value in pairs if name in names}
    faults = [fault for name in names for fault in _own_faults(name, pairs)]
    strange = sorted({name for name, _ in pairs} - {*names, *PAGE})
    faults += [
        Fault(parameter=name[:40], detail=f'"{name[:40]}" is no parameter of this address.')
        for name in strange[:MOST_STRANGE]
    ]
    known = [pair for pair in pairs if pair[0] in PAGE]
    view, notices = read(urlencode(known))
    about = _reasons(known) if notices else {}
    faults += [Fault(parameter=about.get(one, ""), detail=refusing(one)) for one in notices]
    if faults:
        raise unreadable(faults)
    return Asked(view, own, pairs, site)


def _own_faults(name: str, pairs: Pairs) -> list[Fault]:
    values = [value for other, value in pairs if other == name]
    if len(values) > 1:
        return [Fault(parameter=name, detail=f"{name} stands more than once in the link.")]
    said = OWN[name].fault(values[0]) if values else ""
    return [Fault(parameter=name, detail=said)] if said else []


def _reasons(pairs: Pairs) -> Mapping[str, str]:
    """The page's notices on these parameters, with those that give rise to each: one alone, or
    several of one facet."""
    given = dict.fromkeys(name for name, _ in pairs)
    together = [tuple(name for name in facet.params if name in given) for facet in FACETS]
    found: dict[str, str] = {}
    for names in (*((name,) for name in given), *together):
        _, notices = read(urlencode([pair for pair in pairs if pair[0] in names]))
        for notice in notices:
            found.setdefault(notice, ",".join(names))
    return found
