"""Numpy arrays as Polars series."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa


def as_series(array: np.ndarray) -> pl.Series:
    """The same whole numbers. Polars' own conversion first loads numpy.ma, which takes longer than reading a small file
    (0.05 s), and Arrow's needs pandas, which no command loads."""
    numbers = np.ascontiguousarray(array)
    return pl.Series(
        pa.Array.from_buffers(pa.from_numpy_dtype(numbers.dtype), len(numbers), [None, pa.py_buffer(numbers)])
    )
