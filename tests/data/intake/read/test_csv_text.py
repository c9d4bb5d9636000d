"""Delimited text: the fast and the careful path give the same cells, and quotes are never guessed at."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.intake.read.cells import clean, may_be_padded, needs_mending
from data.intake.read.csv_text import Dialect, _regular_records, read_carefully, read_regular, records
from data.intake.read.model import Grid
from data.problems import Refused

CELLS = st.text(alphabet="ab1,;\"\n\r é\t'\\", max_size=6)
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
)


def cells(grid: Grid) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in grid.frame.rows()]


def written(rows: list[list[str]], delimiter: str, end: str, every: bool) -> str:
    def cell_of(cell: str) -> str:
        if every or any(mark in cell for mark in (delimiter, '"', "\r", "\n")) or cell != cell.strip():
            return '"' + cell.replace('"', '""') + '"'
        return cell

    return "".join(delimiter.join(map(cell_of, row)) + end for row in rows)


@given(TABLES, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_table_written_by_the_book_comes_back_by_both_paths(
    rows: list[list[str]], delimiter: str, end: str, every: bool
) -> None:
    text = written(rows, delimiter, end, every)
    assert records(text, Dialect(delimiter)) == rows
    fast = read_regular(text.encode(), delimiter)
    if fast is not None:  # a carriage return inside a cell sends a file with LF line ends to the careful path
        assert cells(fast) == rows


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(["a", "", " ", "\t", "a ", " a", '" a"', '""', "_x0009_"]), min_size=4, max_size=8),
    st.sampled_from(",\t "),
    st.sampled_from(["\n", "\r\n"]),
)
def test_text_of_which_nothing_need_be_cleaned_is_clean(parts: list[str], delimiter: str, end: str) -> None:
    """What the bytes say of all cells at once leaves out only what would change none."""
    text = end.join(delimiter.join(parts[at : at + 2]) for at in range(0, len(parts), 2)).encode()
    grid = read_regular(text, delimiter)
    if grid is None or needs_mending(text) or may_be_padded(text, delimiter):
        return
    cleaned = clean(grid)
    assert cleaned.frame.equals(grid.frame)
    assert not cleaned.notices


@settings(max_examples=600)
@given(st.text(alphabet='a,"\n\r ', max_size=40))
@example("a,b\na,b,c\na\n")  # as many delimiters as three records of two cells
@example('"a\n",b\n"c,",d')
@example('a,"b"\n"",""\n')
@example("a,b\n\n,\n")
@example(",\n\n,,")  # one cell too many, blank, at the very end
def test_what_the_fast_path_takes_the_careful_path_reads_alike(text: str) -> None:
    fast = read_regular(text.encode(), ",")
    if fast is None:
        return
    careful = read_carefully(text.encode(), ",")
    assert cells(fast) == cells(careful)
    assert fast.rows.to_list() == careful.rows.to_list()
    assert fast.widths.to_list() == careful.widths.to_list()
    assert cells(fast) == list(csv.reader(io.StringIO(text, newline=""), strict=True))


@settings(max_examples=600)
@given(st.text(alphabet='a,"\n\r ', max_size=40))
def test_what_the_csv_module_is_trusted_with_the_state_machine_reads_alike(text: str) -> None:
    trusted = _regular_records(text, ",")
    if trusted is not None:
        assert trusted == records(text, Dialect(","))


def test_a_large_regular_file_takes_the_fast_path() -> None:
    text = "a,b,c\n" + "".join(f'{i},"x, {i}","line\nbreak ""{i}"""\n' for i in range(20_000))
    fast = read_regular(text.encode(), ",")
    assert fast is not None
    assert cells(fast) == list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('a,b\n1,"2\n3,4\n', 2),  # never closed
        ('a,b\n1,2\n"x "y" z",4\n', 3),  # a quote inside a quoted cell that isn't doubled
        ('a,b\nx "y, z" w,1\n', 2),  # may be one cell or two
    ],
)
def test_a_quote_that_may_mean_two_things_is_refused_by_row(text: str, row: int) -> None:
    with pytest.raises(Refused, match=f"Row {row}: "):
        read_carefully(text.encode(), ",")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,b\n5" disk,2\n', ['5" disk', "2"]),  # an inch mark in an unquoted cell is itself
        ('a, "b"\n1, "2, 3"\n', ["1", "2, 3"]),  # spaces around a quoted cell are no part of it
        ('a,b\n"he said \\"no\\"",2\n', ['he said "no"', "2"]),  # a backslash before a quote
        ("a,b\n'x, y',2\n'it''s',3\n", ["x, y", "2"]),  # apostrophes for quotes
        ("a,b\r1,2\r", ["1", "2"]),  # an old Mac's line ends
        ("a,b\n1,2\r\n3,4\r", ["1", "2"]),  # line ends of three systems
        ('a,b\n"C:\\dir\\",2\n', ["C:\\dir\\", "2"]),  # a backslash that ends a cell, and escapes nothing
    ],
)
def test_odd_but_certain_text_is_read(text: str, expected: list[str]) -> None:
    assert cells(read_carefully(text.encode(), ","))[1] == expected


def test_an_empty_line_counts_as_a_row() -> None:
    grid = read_carefully(b"a,b\n\n1,2\n", ",")
    assert grid.rows.to_list() == [1, 2, 3]
    assert grid.widths.to_list() == [2, 0, 2]
