"""Parse the query string of a request: the view of the page, and the address's own parameters.

The view is read by the page's own reader. The page leaves out what it cannot read, with a
notice; a program would not see that, so here every notice is a fault, and the request refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from dashboard.state import MAX_QUERY, View, read, write
from geodata.filters import Filters, sentence
from geodata.filters.url import SHOWN
from watchline.api.parameters import PAGE
from watchline.api.problems import Fault, unreadable
from watchline.api.route_parameters import OWN

Pairs = Sequence[tuple[str, str]]

MOST_UNKNOWN: Final = 20
"""How many unknown parameters are named, of a request that has more."""


class ApiRequest(NamedTuple):
    """A request that can be answered. ``own`` has the parameters of the address besides those
    of the page, as numbers and words; ``pairs`` is the whole request, to be continued,
    and ``site`` the address of the page for its readers, empty when none is known."""

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


def asked(query: str, names: Sequence[str], site: str = "") -> ApiRequest:
    """Read a query string of an address whose own parameters are ``names``.

    Raises:
        ProblemError: something of it cannot be read.
    """
    if len(query) > MAX_QUERY:
        too_long = f"The query is longer than {MAX_QUERY:,} characters."
        raise unreadable([Fault(parameter="", detail=too_long)])
    pairs = parse_qsl(query, keep_blank_values=False)
    own = {name: value for name, value in pairs if name in names}
    faults = [fault for name in names for fault in _own_faults(name, pairs)]
    unknown = sorted({name for name, _ in pairs} - {*names, *PAGE})
    faults += [
        Fault(parameter=name[:SHOWN], detail=f'"{name[:SHOWN]}" is no parameter of this address.')
        for name in unknown[:MOST_UNKNOWN]
    ]
    view, notices = read(urlencode([pair for pair in pairs if pair[0] in PAGE]))
    faults += [
        Fault(parameter=",".join(notice.parameters), detail=notice.problem) for notice in notices
    ]
    if faults:
        raise unreadable(faults)
    return ApiRequest(view, own, pairs, site)


def _own_faults(name: str, pairs: Pairs) -> list[Fault]:
    values = [value for other, value in pairs if other == name]
    if len(values) > 1:
        return [Fault(parameter=name, detail=f"{name} stands more than once in the link.")]
    detail = OWN[name].fault(values[0]) if values else ""
    return [Fault(parameter=name, detail=detail)] if detail else []
