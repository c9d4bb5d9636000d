"""Bytes are counted as bytes.count counts them, over the edges of the pieces too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.intake.read.counting import count_below, count_of, is_followed


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=1), st.integers(0, 2**20 + 3))
def test_counts_are_those_of_bytes(some: bytes, mark: bytes, before: int) -> None:
    text = b"a" * before + some
    assert count_of(text, mark) == text.count(mark)
    assert count_below(text, 32) == sum(byte < 32 for byte in some)


@given(
    st.text(alphabet="ab, \n", max_size=12),
    st.sampled_from([0, 2**17 - 3]),
    st.sampled_from(["a,", "b"]),
    st.sampled_from([" \n", ","]),
)
def test_one_byte_before_another_is_found_wherever_it_is(some: str, before: int, marks: str, by: str) -> None:
    text = "x" * before + some
    assert is_followed(text.encode(), marks.encode(), by.encode()) == any(a + b in text for a in marks for b in by)
