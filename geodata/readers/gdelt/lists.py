"""Columns side by side turned into one list for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa


class StatedValues(NamedTuple):
    """Values of several columns side by side, those not stated left out: the values row by
    row, the column of each, and where the list of each row begins and the last one ends."""

    values: pa.Array
    column: pa.Array
    bounds: pa.Array


def side_by_side(columns: Sequence[pa.Array]) -> StatedValues:
    """The values of each row that are not null, in the order of the columns."""
    valid = np.column_stack([np.asarray(column.is_valid()) for column in columns])
    row, which = np.nonzero(valid)
    values = pa.concat_arrays(columns).take(pa.array(which * len(valid) + row))
    bounds = np.concatenate([[0], np.cumsum(valid.sum(axis=1))])
    return StatedValues(values, pa.array(which), pa.array(bounds, pa.int32()))
