"""Where readers open the page: what links lead to in pictures, reports, files and feeds.

The operator says it. Without that it is the address somebody used, unless that leads to their own
machine only: ``localhost`` printed in a report would lead each reader to theirs.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from geodata.http.urls import url_problem


class PublicAddressError(ValueError):
    """What was given as the address of the page is none, in one sentence."""


def public_address(given: str) -> str:
    """The address that an operator gives, as links begin with it; empty when none is given.

    Raises:
        PublicAddressError: it is no address that readers could open.
    """
    given = given.strip()
    if not given:
        return ""
    reason = url_problem(given)
    if not reason and any(sign in given for sign in "?#"):
        reason = "it may hold no query and no fragment"
    if not reason and not reachable(given):
        reason = "it leads to the machine of whoever opens it"
    if reason:
        # what may be a password is not repeated
        shown = "The address" if "@" in given else f'"{given}"'
        raise PublicAddressError(
            f"{shown} is no address of the page for its readers: {reason}; give one such as"
            " https://watch.example.org/."
        )
    return reachable(given)


def reachable(address: str) -> str:
    """The address of a page without user, query and fragment, if other machines may have it.

    Empty when it is none of http or https, or names only the machine it is opened on.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    netloc = parts.netloc.rpartition("@")[2]
    bare = f"{parts.scheme}://{netloc}{parts.path or '/'}"
    return "" if url_problem(bare) or _is_own(host) else bare


def site(public: str, asked: str) -> str:
    """Where links lead: the operator's address, else the one that was asked, if others can open
    it; empty when there is none."""
    return public or reachable(asked)


def _is_own(host: str) -> bool:
    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip = ip_address(name)
    except ValueError:
        return False
    return ip.is_loopback or ip.is_unspecified
