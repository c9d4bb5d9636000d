"""A refused file, returned as a workbook with every offending cell marked, to correct and upload again."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO

import polars as pl

from data.exports import new_workbook
from data.intake.read import Sheet
from data.problems import sentences

MOST_COMMENTS = 5000
"""More comments than this make a workbook that spreadsheets open slowly; every problem is on the second sheet anyway."""

TABLE_SHEET, LIST_SHEET = "To be mended", "Problems"


def marked_workbook(sheet: Sheet, problems: pl.DataFrame) -> bytes:
    """A workbook of two sheets: the person's own table, each cell in its place, the offending ones filled and
    commented; and a list of every problem, in the order of the rows. Cells stay text, just as the file has them."""
    sheet = sheet.of_file
    content = BytesIO()
    texts = sentences(problems)
    by_cell = _by_cell(sheet, problems, texts)
    with new_workbook(content) as book:
        table = book.add_worksheet(TABLE_SHEET)
        plain = book.add_format({"num_format": "@"})
        heading = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        bad = book.add_format({"num_format": "@", "bg_color": "#FFD9D0", "border": 2, "border_color": "#B3261E"})
        comments = 0
        for (row, column), text, is_heading in _placed(sheet):
            found = by_cell.pop((row, column), [])
            table.write_string(row - 1, column - 1, text, bad if found else heading if is_heading else plain)
            if found and comments < MOST_COMMENTS:
                table.write_comment(row - 1, column - 1, "\n".join(found)[:30_000], {"x_scale": 3, "y_scale": 1.5})
                comments += 1
        for (row, column), found in by_cell.items():  # offending cells that are blank
            table.write_blank(row - 1, column - 1, None, bad)
            if comments < MOST_COMMENTS:
                table.write_comment(row - 1, column - 1, "\n".join(found)[:30_000], {"x_scale": 3, "y_scale": 1.5})
                comments += 1
        table.set_column(0, max(sheet.places, default=1), 20)
        listed = book.add_worksheet(LIST_SHEET)
        for place, title in enumerate(("Row", "Column", "Value", "What is wrong and how to mend it")):
            listed.write_string(0, place, title, heading)
        for at, (problem, text) in enumerate(zip(problems.iter_rows(named=True), texts, strict=True), start=1):
            if problem["row"] is not None:
                listed.write_number(at, 0, problem["row"])
            listed.write_string(at, 1, problem["heading"] or "")
            listed.write_string(at, 2, (problem["value"] or "")[:32_000])
            listed.write_string(at, 3, text[:32_000])
        listed.set_column(1, 2, 24)
        listed.set_column(3, 3, 100)
        listed.freeze_panes(1, 0)
    return content.getvalue()


def _placed(sheet: Sheet) -> list[tuple[tuple[int, int], str, bool]]:
    """((row, column), text, whether it is a heading) for every filled cell of the table, where the file has it."""
    cells = []
    if sheet.heading_row:
        cells = [(sheet.place(sheet.heading_row, at), text, True) for at, text in enumerate(sheet.headings)]
    rows = sheet.rows.to_list()
    for at in range(len(sheet.headings)):
        for row, text in zip(rows, sheet.cells.to_series(at).to_list(), strict=True):
            if text is not None:
                cells.append((sheet.place(row, at), text, False))
    return cells


def _by_cell(sheet: Sheet, problems: pl.DataFrame, texts: list[str]) -> dict[tuple[int, int], list[str]]:
    """The sentences for each offending cell; a problem with a whole row marks its first cell."""
    position = {heading: at for at, heading in reversed(list(enumerate(sheet.headings)))}
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for problem, text in zip(problems.iter_rows(named=True), texts, strict=True):
        at = position.get(problem["heading"])
        if problem["row"] is not None:
            found[sheet.place(problem["row"], 0 if at is None else at)].append(text)
        elif at is not None and sheet.heading_row:
            found[sheet.place(sheet.heading_row, at)].append(text)
    return dict(found)
