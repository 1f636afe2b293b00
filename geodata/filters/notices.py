"""What of a link cannot be used, for the page and for programs."""

from __future__ import annotations

from typing import Self


class Notice(str):
    """A sentence for the page: what is wrong with a link, and what was done about it.

    ``problem`` is the same sentence without what was done about it. ``parameters`` are the
    names in the link that it is about; none when it is about the link as such.
    """

    __slots__ = ("parameters", "problem")
    parameters: tuple[str, ...]
    problem: str

    def __new__(cls, parameters: tuple[str, ...], problem: str, consequence: str = "") -> Self:
        """Join ``problem`` and ``consequence``, both without a full stop."""
        notice = super().__new__(cls, f"{problem}{consequence}.")
        notice.parameters = parameters
        notice.problem = f"{problem}."
        return notice
