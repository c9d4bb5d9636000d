"""Counts bytes of a large text, quickly."""

from __future__ import annotations

import numpy as np

_PIECE = 2**20
"""So many bytes at a time: what a whole file is compared into would be new memory, which costs more than comparing."""


def count_of(utf8: bytes, mark: bytes) -> int:
    """How often one byte occurs. bytes.count takes three times as long if it occurs often."""
    return sum(int(np.count_nonzero(piece == mark[0])) for piece in _pieces(utf8))


def count_below(utf8: bytes, limit: int) -> int:
    """How many bytes are below `limit`."""
    return sum(int(np.count_nonzero(piece < limit)) for piece in _pieces(utf8))


def is_followed(utf8: bytes, marks: bytes, by: bytes) -> bool:
    """Whether any of some bytes comes straight before any of others. bytes.find takes five times as long to find two
    bytes in text with many of either."""
    data = np.frombuffer(utf8, dtype=np.uint8)
    for at in range(0, len(data) - 1, _NEAR_PIECE):
        piece = data[at : at + _NEAR_PIECE + 1]
        if (_any_of(piece[:-1], marks) & _any_of(piece[1:], by)).any():
            return True
    return False


_NEAR_PIECE = 2**17
"""So many bytes at a time where each is compared several times: they stay in the processor's own memory."""


def _any_of(piece: np.ndarray, marks: bytes) -> np.ndarray:
    found: np.ndarray = piece == marks[0]
    for mark in marks[1:]:
        found |= piece == mark
    return found


def _pieces(utf8: bytes) -> list[np.ndarray]:
    data = np.frombuffer(utf8, dtype=np.uint8)
    return [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]
