"""Rows of a table while they are checked: whole columns in, whole columns out.

A reader asks for its columns one after the other; every method answers with an Arrow array
as long as the part, null where a cell is empty or at fault, and notes the fault. ``batch``
then keeps the rows without fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import filterfalse
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata.readers.cells import shown, unseen
from geodata.readers.rows import FIELD_LIMIT, Rows
from geodata.schema import EVENT_SCHEMA, Batch, Note, Rejected

_DEFAULTS: Final[Mapping[str, object]] = {
    "date_precision": "day",
    "summary": "",
    "actors": [],
    "geo_precision": "none",
    "zones": [],
    "about": [],
    "reliability": "F",
    "credibility": "6",
    "storylines": [],
    "tags": [],
    "details": [],
    "sources": [],
}
"""What a column of ``EVENT_SCHEMA`` holds when a reader does not fill it; else null."""

_PART: Final = "\x1f"  # between cells; clean text holds none


class CellError(ValueError):
    """A cell cannot be taken; the message says what was expected instead."""


class Sheet:
    """A part of a file: columns by name, any case; the faults and notes found in it."""

    def __init__(self, file: str, rows: Rows) -> None:
        self.file = file
        self.rows = rows
        self.lines = np.asarray(rows.lines, dtype=np.int64)
        self.faults: list[Rejected] = []
        self.notes: list[Note] = []
        self._bad = np.zeros(len(self.lines), dtype=bool)
        self._values: dict[str, Any] = {}
        for name, values in rows.values.items():
            self._values.setdefault(name.lower(), values)
        self._texts: dict[str, pa.StringArray] = {}

    def __len__(self) -> int:
        return len(self.lines)

    def __contains__(self, column: str) -> bool:
        return column.lower() in self._values

    def raw(self, column: str) -> pa.StringArray:
        """The cells as they stand, blanks at their ends removed; empty text for no column."""
        name = column.lower()
        if name not in self._texts:
            values = self._values.get(name)
            if values is None:
                values = pa.repeat("", len(self))
            elif not isinstance(values, pa.Array):
                values = pa.array(values, pa.string())
            self._texts[name] = _bounded(pc.utf8_trim_whitespace(values))
        return self._texts[name]

    def text(
        self, column: str, limit: int, *, required: bool = False, lines: bool = False
    ) -> pa.StringArray:
        """Plain text of at most ``limit`` characters; empty cells are null.

        With ``lines`` line breaks are kept, else they become blanks. Longer text is cut at the
        limit with “…”, which is noted: a long report is worth more shortened than lost.
        """
        text = _clean(self.raw(column), lines=lines)
        if required:
            self.refuse(pc.equal(text, ""), column, "this column may not be empty")
        long = np.asarray(pc.greater(pc.utf8_length(text), limit))
        if long.any():
            cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(text, 0, limit - 1), "…", "")
            text = pc.if_else(pa.array(long), cut, text)
            self.note(long, f"{column} is longer than {limit:,} characters and was cut")
        return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)

    def parsed(
        self,
        column: str,
        parse: Callable[[str], Any],
        kind: pa.DataType,
        *,
        required: bool = False,
    ) -> pa.Array:
        """What ``parse`` makes of each cell that is not empty; it raises ``CellError``.

        Each distinct value is parsed once.
        """
        coded = self.raw(column).dictionary_encode()
        found: list[Any] = []
        wrong: dict[int, str] = {}
        for number, value in enumerate(coded.dictionary.to_pylist()):
            result = None
            try:
                if value:
                    result = parse(value)
                elif required:
                    raise CellError("this column may not be empty")  # noqa: TRY301 - one way for every fault
            except CellError as fault:
                wrong[number] = str(fault)
            found.append(result)
        self._refuse_each(coded.indices, wrong, column)
        return pa.array(found, kind).take(coded.indices)

    def refuse(self, rows: Any, column: str, reason: str) -> None:  # noqa: ANN401 - a mask
        """Refuse the rows of a mask for what stands in a column."""
        for row in np.flatnonzero(_mask(rows)):
            self._refuse_cell(int(row), column, reason)

    def refuse_rows(self, rows: Any, reason: str) -> None:  # noqa: ANN401 - a mask
        """Refuse the rows of a mask as a whole."""
        for row in np.flatnonzero(_mask(rows)):
            self.faults.append(Rejected(self.file, int(self.lines[row]), "", "", reason))
            self._bad[row] = True

    def note(self, rows: Any, text: str) -> None:  # noqa: ANN401 - a mask
        """Say something of the rows of a mask, which are taken all the same."""
        concerned = np.flatnonzero(_mask(rows))
        if len(concerned):
            first = int(self.lines[concerned[0]])
            self.notes.append(Note(self.file, first, text, len(concerned)))

    def details(self, columns: Mapping[str, str], limit: int = 500) -> pa.Array:
        """The non-empty cells of some columns as ``details``: label by column name."""
        present = [(column, label) for column, label in columns.items() if column in self]
        kind = EVENT_SCHEMA.field("details").type
        if not present or not len(self):
            return _repeated([], kind, len(self))
        texts = [self.text(column, limit) for column, _ in present]
        stated = np.column_stack([np.asarray(text.is_valid()) for text in texts])
        row, which = np.nonzero(stated)
        values = pa.concat_arrays(texts).take(pa.array(which * len(self) + row))
        labels = pa.array([label for _, label in present]).take(pa.array(which))
        ends = np.concatenate([[0], np.cumsum(stated.sum(axis=1))])
        pairs = pa.StructArray.from_arrays([labels, values], ["name", "value"])
        return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pairs).cast(kind)

    def combined(
        self, columns: Sequence[str], parse: Callable[..., Any], kind: pa.DataType
    ) -> pa.Array:
        """What ``parse`` makes of the cells of several columns, as clean one-line text.

        Each distinct combination is parsed once; ``parse`` raises ``CellError`` for one that
        cannot be taken, which counts against the first of the columns.
        """
        texts = [_clean(self.raw(column), lines=False) for column in columns]
        coded = pc.binary_join_element_wise(*texts, _PART).dictionary_encode()
        found: list[Any] = []
        wrong: dict[int, str] = {}
        for number, value in enumerate(coded.dictionary.to_pylist()):
            result = None
            try:
                result = parse(*value.split(_PART))
            except CellError as fault:
                wrong[number] = str(fault)
            found.append(result)
        self._refuse_each(coded.indices, wrong, columns[0])
        return pa.array(found, kind).take(coded.indices)

    def batch(
        self,
        dataset: str,
        columns: Mapping[str, Any],
        *,
        versions: pa.Array | None = None,
    ) -> Batch:
        """The rows without fault as events of a data set.

        ``columns`` holds Arrow arrays by the names of ``EVENT_SCHEMA``, or one value for all
        rows; what is left out has its default.
        """
        kept = pa.array(~self._bad)
        filled = {"source": dataset, **columns}
        arrays = [_column(filled, field, len(self)) for field in EVENT_SCHEMA]
        events = pa.table(arrays, schema=_loose()).filter(kept)
        return Batch(
            events=events.cast(EVENT_SCHEMA),
            rejected=tuple(self.faults),
            lines=pa.array(self.lines).filter(kept),
            versions=None if versions is None else versions.filter(kept),
            notes=tuple(self.notes),
            rows=len(self),
            done=self.rows.done,
        )

    def _refuse_each(self, codes: pa.Array, wrong: Mapping[int, str], column: str) -> None:
        """Refuse the rows whose code is among the wrong ones, each for its own reason."""
        if not wrong:
            return
        numbers = np.asarray(codes)
        for row in np.flatnonzero(np.isin(numbers, list(wrong))):
            self._refuse_cell(int(row), column, wrong[int(numbers[row])])

    def _refuse_cell(self, row: int, column: str, reason: str) -> None:
        value = str(self.raw(column)[row])
        said = f"is “{shown(value)}”" if value else "is empty"
        line = int(self.lines[row])
        reason = f"{column} {said}: {reason}"
        self.faults.append(Rejected(self.file, line, column, shown(value), reason))
        self._bad[row] = True


def _column(filled: Mapping[str, Any], field: pa.Field, length: int) -> pa.Array:
    """A column of events, of the type of its field."""
    value = filled.get(field.name, _DEFAULTS.get(field.name))
    if isinstance(value, (pa.Array, pa.ChunkedArray)):
        column = value.combine_chunks() if isinstance(value, pa.ChunkedArray) else value
        column = column.cast(field.type)
        default = _DEFAULTS.get(field.name) if column.null_count else None
        return column if default is None else column.fill_null(default)
    return _repeated(value, field.type, length)


def _repeated(value: object, kind: pa.DataType, length: int) -> pa.Array:
    """One value for every row; Arrow cannot repeat a list no times."""
    return pa.repeat(pa.scalar(value, kind), length) if length else pa.array([], kind)


def _loose() -> pa.Schema:
    """The schema with nulls allowed: rows at fault have them until they are dropped."""
    return pa.schema([field.with_nullable(nullable=True) for field in EVENT_SCHEMA])


def _mask(rows: Any) -> npt.NDArray[np.bool_]:  # noqa: ANN401 - an Arrow or NumPy mask
    if isinstance(rows, (pa.Array, pa.ChunkedArray)):
        rows = pc.fill_null(rows, fill_value=False).to_numpy(zero_copy_only=False)
    return np.asarray(rows, dtype=bool)


def _clean(text: pa.StringArray, *, lines: bool) -> pa.StringArray:
    """Text without signs that cannot be seen; only values that have some are looked at."""
    odd = np.flatnonzero(~np.asarray(pc.utf8_is_printable(text)))
    if not len(odd):
        return text
    values = text.take(pa.array(odd)).to_pylist()
    cleaned = pa.array([_readable(value, lines=lines) for value in values], pa.string())
    mask = np.zeros(len(text), dtype=bool)
    mask[odd] = True
    return pc.replace_with_mask(text, pa.array(mask), cleaned)


def _readable(value: str, *, lines: bool) -> str:
    """A text without control characters and marks that turn the reading order around."""
    broken = value.splitlines() if lines else [" ".join(value.split())]
    return "\n".join(map(_visible, broken)).strip()


def _visible(line: str) -> str:
    """A line without signs that cannot be seen; blanks of any kind are plain ones."""
    plain = line.replace("\t", " ").replace("\xa0", " ")
    return plain if plain.isprintable() else "".join(filterfalse(unseen, plain))


def _bounded(text: pa.StringArray) -> pa.StringArray:
    """Text of which no value is much longer than a value may be; ``Sheet.text`` then says so."""
    longest = pc.max(pc.binary_length(text)).as_py() or 0
    return text if longest <= FIELD_LIMIT else pc.utf8_slice_codeunits(text, 0, FIELD_LIMIT + 1)


def joined(parts: Iterable[pa.StringArray], separator: str) -> pa.StringArray:
    """Texts of a row side by side, those that are empty left out."""
    first, *others = parts
    # Arrow leaves a row out in which every text is null, and the columns no longer match
    first = pc.if_else(pc.is_null(pc.coalesce(first, *others)), "", first)
    return pc.binary_join_element_wise(first, *others, separator, null_handling="skip")
