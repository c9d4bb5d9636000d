"""Numpy arrays as Polars series."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa


def as_series(array: np.ndarray) -> pl.Series:
    """The same whole numbers. Polars' own conversion first loads numpy.ma, Arrow's needs pandas, which no command loads, and a
    series made of one of Arrow's arrays loads all of its functions: each takes as long as reading a small file (0.05 s)."""
    numbers = np.ascontiguousarray(array)
    column = pa.Array.from_buffers(pa.from_numpy_dtype(numbers.dtype), len(numbers), [None, pa.py_buffer(numbers)])
    return pl.DataFrame(pa.Table.from_arrays([column], ["numbers"])).to_series().rename("")
