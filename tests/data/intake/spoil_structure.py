"""Files spoiled in their lines: delimiters, quotes, line ends, what is above, beside and below the table, broken rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tests.data.intake.spoil import LABELS, Expected, Variant, csv, encoded, table, text, with_cell, with_every_cell


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Delimiters, line ends, quotes, numbered lines, titles and footnotes, pages of a report, broken rows."""
    yield from _delimiters(clean)
    yield from _line_ends(clean)
    yield from _stray_quotes_and_lines(clean)
    yield from _numbered_lines(clean)
    yield from _round_the_table(clean)
    yield from _prints_and_reports(clean)
    yield from _broken_rows(clean)


def _delimiters(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "delimiters"
    for name, mark in (("semicolons", ";"), ("tabs", "\t"), ("pipes", "|")):
        yield csv(name, group, text(rows, mark), "must_load", "an ordinary delimiter")
        yield csv(f"{name}, all quoted", group, text(rows, mark, every=True), "must_load", "an ordinary delimiter")
    yield csv("all quoted", group, text(rows, every=True), "must_load", "an ordinary way to write CSV")
    yield csv("sep line with semicolons", group, "sep=;\r\n" + text(rows, ";"), "must_load", "Excel's own hint")
    yield csv("sep line quoted", group, '"sep=,"\r\n' + text(rows), "either", "an export that quotes all")
    yield csv(
        "semicolons and decimal commas", group, text(_decimal_commas(rows), ";"), "either", "Excel on the continent"
    )
    for name, mark in (("colons", ":"), ("carets", "^"), ("tildes", "~"), ("unit separators", "\x1f")):
        yield csv(name, group, text(rows, mark), "either", "rare")
    spaced = "\r\n".join(", ".join(_quoted(cell) for cell in row) for row in rows)
    yield csv("a space after each comma", group, spaced, "must_load", "typed by hand")
    tight = "\r\n".join(" , ".join(_quoted(cell, True) for cell in row) for row in rows)
    yield csv("spaces around commas and quotes", group, tight, "must_load", "typed by hand")
    doubled = "\r\n".join(",,".join(_quoted(cell) for cell in row) for row in rows)
    yield csv("double commas", group, doubled, "either", "a blank column between each two")
    wide = [max(len(row[i]) for row in rows) + 2 for i in range(len(rows[0]))]
    fixed = "\n".join("".join(c.replace("\n", " ").ljust(w) for c, w in zip(r, wide, strict=True)) for r in rows)
    yield csv("fixed width", group, fixed, "must_refuse", "no delimiter")
    mixed = text(rows[:20]) + text(rows[20:], ";")
    yield csv("commas, then semicolons", group, mixed, "must_refuse", "two files put together")
    odd = text(rows[:5]) + text(rows[5:6], ";") + text(rows[6:])
    yield csv("one row with semicolons", group, odd, "must_refuse", "one row is of one cell")
    yield csv("apostrophes for quotes", group, text(rows, quote="'"), "must_load", "a dialect of databases")
    yield csv(
        "apostrophes for quotes, all", group, text(rows, quote="'", every=True), "must_load", "a dialect of databases"
    )
    yield csv("backslash before quotes", group, text(rows, escape="\\"), "must_load", "MySQL and others")
    yield csv(
        "backslash before quotes, all quoted",
        group,
        text(rows, escape="\\", every=True),
        "must_load",
        "MySQL and others",
    )
    curly = "\r\n".join(",".join(f"“{cell}”" if cell else "" for cell in row) for row in rows)
    yield csv("curly quotes", group, curly, "must_refuse", "Word's autocorrection")
    unquoted = "\r\n".join(",".join(cell.replace("\n", " ") for cell in row) for row in rows)
    yield csv("no quotes at all", group, unquoted, "must_refuse", "commas inside names part them")
    markdown = "\n".join(
        "| " + " | ".join(c.replace("\n", " ") for c in r) + " |" for r in [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    )
    in_one_line = clean.with_columns(pl.all().str.replace_all("\n", " ", literal=True))
    yield csv(
        "a Markdown table", group, markdown, "either", "its second row is a drawn line, and no record", in_one_line
    )


def _quoted(cell: str, always: bool = False) -> str:
    return '"' + cell.replace('"', '""') + '"' if always or any(c in cell for c in ',"\n') else cell


def _decimal_commas(rows: list[list[str]]) -> list[list[str]]:
    at = rows[0].index("annual_cost_gbp")
    return [rows[0], *[[*row[:at], row[at].replace(".", ","), *row[at + 1 :]] for row in rows[1:]]]


def _line_ends(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "line ends"
    lf = text(rows, end="\n")
    yield csv("lf", group, lf, "must_load", "Unix")
    yield csv("cr", group, text(rows, end="\r"), "must_load", "an old Mac; cells keep their own line feeds")
    yield csv("crlf everywhere", group, lf.replace("\n", "\r\n"), "must_load", "also inside cells")
    yield csv("cr everywhere", group, lf.replace("\n", "\r"), "must_load", "also inside cells")
    parts = [text([row], end=end) for row, end in zip(rows, ["\n", "\r\n", "\r"] * len(rows), strict=False)]
    yield csv("mixed line ends", group, "".join(parts), "must_load", "several programs wrote it")
    yield csv("no final line end", group, lf.rstrip("\n"), "must_load", "common")
    yield csv("many final line ends", group, lf + "\n" * 5, "must_load", "common")
    yield csv("blank first lines", group, "\n\n" + lf, "must_load", "common")
    yield csv("cr cr lf", group, lf.replace("\n", "\r\r\n"), "must_load", "text mode twice on Windows")
    yield csv(
        "a blank line after each",
        group,
        "\n".join(text([row], end="\n") for row in rows),
        "must_load",
        "doubled line ends",
    )
    yield csv("ctrl-z at the end", group, lf + "\x1a", "must_load", "DOS")
    single = lf.replace("\n", "\u2028")
    yield csv("unicode line separators", group, single, "must_refuse", "no line end that spreadsheets know")


def _stray_quotes_and_lines(clean: pl.DataFrame) -> Iterator[Variant]:
    group, whole = "delimiters", encoded(clean).decode()
    why = "a quote that has lost its twin"
    yield csv("a stray quote ends a cell", group, whole.replace("Pest control", 'Pest control"'), "must_refuse", why)
    yield csv("a stray quote within a cell", group, whole.replace("Licensing", 'Licen"sing'), "must_refuse", why)
    pair = with_cell(clean, 12, "name", 'Pest "control"')
    bare = encoded(pair).decode().replace('"Pest ""control"""', 'Pest "control"')
    yield replace(csv("a pair of quotes within a cell", group, bare, "either", "both are there"), clean=pair)
    # Python's own csv module quotes a cell for the line end that it writes, and for no other.
    rows = [[cell.replace("\n", "\0") for cell in row] for row in table(clean)]
    old_mac = text(rows, end="\r").replace("\0", "\n")
    yield csv("cr with line feeds unquoted", "line ends", old_mac, "must_load", "every record ends with CR alone")
    astray = old_mac.replace("Licensing", "Licen\nsing")
    yield csv("cr with a line feed astray", "line ends", astray, "must_refuse", "it stands in a name")
    broken = whole.replace("Elections register", "Elections\rregister")
    yield csv("a cr within an unquoted name", "line ends", broken, "must_refuse", "the record breaks there")
    kept = with_cell(clean, 6, "description", "It won't run")
    marked = encoded(with_every_cell(kept, lambda cell: "'" + cell))
    variant = csv("apostrophes before text with its own", "text", marked, "either", "a spreadsheet's mark for text")
    yield replace(variant, clean=kept)


def _numbered_lines(clean: pl.DataFrame) -> Iterator[Variant]:
    why = "the number of each line, as a search or a list puts it there"
    for mark in (":", ": ", ". ", ") "):
        lines = encoded(clean).decode().splitlines(keepends=True)
        numbered = "".join(f"{at}{mark}{line}" for at, line in enumerate(lines, start=1))
        yield csv(f"lines that begin with 12{mark}", "keys", numbered, "must_refuse", why)


def _round_the_table(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "structure"
    width = len(rows[0])
    body = text(rows)
    full = [["Application inventory"], ["As at 31 March 2013", "", "Prepared by ICT"], []]

    def padded(row: list[str]) -> list[str]:
        return [*row, *[""] * (width - len(row))]

    yield csv("title rows", group, text(full + rows), "must_load", "a report")
    yield csv("title rows padded", group, text([padded(r) for r in full] + rows), "must_load", "Excel pads rows")
    yield csv(
        "comment lines above", group, "# exported 2013-03-31\r\n# by ICT, for audit\r\n" + body, "either", "an export"
    )
    total = [""] * width
    cost = rows[0].index("annual_cost_gbp")
    total[0], total[cost] = "Total", f"{sum(float(r[cost]) for r in rows[1:]):.2f}"
    yield csv("totals row", group, text([*rows, total]), "must_load", "never a record")
    yield csv("blank row, totals row", group, text([*rows, [""] * width, total]), "must_load", "never a record")
    nameless = ["", *total[1:]]
    yield csv("totals row without label", group, text([*rows, nameless]), "either", "its key is blank")
    second = ["", "Total", *total[2:]]
    yield csv("totals label in the name column", group, text([*rows, second]), "either", "its key is blank")
    counted = ["Total: 40 applications", *total[1:]]
    yield csv("totals row with a count", group, text([*rows, counted]), "either", "never a record")
    dense = ["TOTAL", "40", "5", "5", "4", "26", "9999", total[cost], *["40"] * (width - 8)]
    yield csv("dense totals row", group, text([*rows, dense]), "either", "a count in every column")
    grand = ["Grand total", "All applications", "All departments", "All functions", *total[4:]]
    yield csv("totals row in words", group, text([*rows, grand]), "either", "no record, but full of words")
    average = ["Average", *[""] * (cost - 1), "12345.00", *[""] * (width - cost - 1)]
    yield csv("average row", group, text([*rows, average]), "either", "never a record")
    between = [*rows[:20], ["Subtotal", *total[1:]], *rows[20:]]
    yield csv("subtotal in the middle", group, text(between), "either", "never a record")
    yield csv(
        "notes after",
        group,
        text([*rows, [], ["Source: ICT asset register"], ["* estimated"]]),
        "must_load",
        "footnotes",
    )
    yield csv(
        "notes after, padded", group, text([*rows, padded([]), padded(["Source: ICT asset register"])]), "must_load", ""
    )
    yield csv("row count after", group, text([*rows, [], ["(40 rows affected)"]]), "must_load", "SQL Server")
    yield csv(
        "blank rows within", group, text([*rows[:10], [], *rows[10:20], [], [], *rows[20:]]), "must_load", "spacing"
    )
    delimiters = [*rows[:10], [""] * width, *rows[10:], [""] * width, [""] * width]
    yield csv("rows of delimiters only", group, text(delimiters), "must_load", "Excel's deleted rows")
    yield csv(
        "rows of spaces only", group, text([*rows[:10], [" "] * width, *rows[10:]]), "must_load", "nothing in them"
    )
    yield csv(
        "trailing delimiters everywhere",
        group,
        text([[*row, "", ""] for row in rows]),
        "must_load",
        "Excel's empty columns",
    )
    longer = [rows[0], *[[*row, ""] for row in rows[1:]]]
    yield csv("trailing delimiter but not on the heading", group, text(longer), "must_load", "a program's habit")
    yield csv(
        "leading blank column", group, text([["", *row] for row in rows]), "must_load", "the table begins in column B"
    )
    yield csv("blank column within", group, text([[*row[:5], "", *row[5:]] for row in rows]), "must_load", "spacing")
    repeated = [*rows[:20], rows[0], *rows[20:]]
    yield csv("heading repeated", group, text(repeated), "must_load", "pages of a report put together")
    pages = [*rows[:20], [], ["Application inventory, page 2"], rows[0], *rows[20:]]
    yield csv("page break with title and heading", group, text(pages), "either", "pages of a report put together")
    yield csv("no heading", group, text(rows[1:]), "must_refuse", "the first record would become the heading")
    yield csv("heading only", group, text(rows[:1]), "must_refuse", "nothing in it")
    yield csv("heading last", group, text([*rows[1:], rows[0]]), "must_refuse", "sorted with its heading")
    yield csv(
        "heading in the middle",
        group,
        text([*rows[1:20], rows[0], *rows[20:]]),
        "must_refuse",
        "sorted with its heading",
    )
    turned = [list(column) for column in zip(*rows, strict=True)]
    yield csv("transposed", group, text(turned), "must_load", "a record per column")
    yield csv("transposed with title", group, text([["Inventory"], [], *turned]), "either", "a record per column")
    other = [["partner_id", "name", "category"], ["P1", "NHS Plymouth", "nhs"], ["P2", "Sentinel", "cic"]]
    yield csv("a second table beneath", group, text([*rows, [], *other]), "must_refuse", "two tables")
    yield csv(
        "a second table beneath, padded",
        group,
        text([*rows, padded([]), *map(padded, other)]),
        "must_refuse",
        "two tables",
    )
    beside = [[*row, "", *(other[i] if i < 3 else ["", "", ""])] for i, row in enumerate(rows)]
    yield csv("a second table beside", group, text(beside), "must_refuse", "two tables; name occurs twice")
    yield csv("the table twice", group, text([*rows, *rows]), "must_refuse", "every key twice")
    units = [rows[0], ["", "text", "text", "text", "", "", "number", "£", *[""] * (width - 8)], *rows[1:]]
    yield csv("a row of units", group, text(units), "must_refuse", "no record")
    rule = [rows[0], ["---"] * width, *rows[1:]]
    yield csv("a ruled line", group, text(rule), "either", "SQL clients draw it")
    groups = [["Identity", "", "Owner", "", "Supply", "", "", "", "Technical", "", "", "", "Future", "", "", ""], *rows]
    yield csv("a row of groups above", group, text(groups), "either", "two lines of headings")
    numbers = [list(map(str, range(1, width + 1))), *rows]
    yield csv("column numbers above", group, text(numbers), "either", "two lines of headings")
    index = [["", *rows[0]], *[[str(i), *row] for i, row in enumerate(rows[1:])]]
    yield csv("a row counter in front", group, text(index), "either", "pandas writes one")
    shuffled = [rows[0], *random.Random(4).sample(rows[1:], len(rows) - 1)]
    yield csv("rows in another order", group, text(shuffled), "must_load", "order means nothing")
    order = random.Random(5).sample(range(width), width)
    yield csv(
        "columns in another order", group, text([[row[i] for i in order] for row in rows]), "must_load", "headings say"
    )
    sections = [
        rows[0],
        ["Human resources", *[""] * (width - 1)],
        *rows[1:20],
        ["Housing", *[""] * (width - 1)],
        *rows[20:],
    ]
    yield csv("section lines", group, text(sections), "must_refuse", "no records; only by guess")


def _prints_and_reports(clean: pl.DataFrame) -> Iterator[Variant]:
    group, rows = "structure", table(clean)
    heads, width = rows[0], len(rows[0])

    def made(name: str, content: list[list[str]], expected: Expected, reason: str) -> Variant:
        return csv(name, group, text(content), expected, reason)

    groups = ["What", "", "Whose", "", "Supply", "", "Use", "", "Technical", "", "Scores", "", "Plan", "", "", "More"]
    yield made("dense groups of headings", [groups, *rows], "either", "half of its cells are filled")
    filled = [*["What"] * 2, *["Whose"] * 2, *["Supply"] * 4, *["Technical"] * 4, *["Plan"] * 4]
    yield made("groups of headings repeated", [filled, *rows], "either", "unmerged cells, each filled")
    letters = [chr(65 + i) for i in range(width)]
    yield made("column letters above", [letters, *rows], "either", "a print of the sheet")
    printed = [["", *letters], *[[str(i), *row] for i, row in enumerate(rows, 1)]]
    yield made("column letters and row numbers", printed, "either", "a print of the sheet")
    yield made("names for programs over names for people", [heads, LABELS, *rows[1:]], "either", "two headings alike")
    yield made("names for people over names for programs", [LABELS, *rows], "either", "two headings alike")
    yield made("a record above its heading", [rows[1], heads, *rows[2:]], "must_refuse", "it would be lost as a title")
    for name, tail, expected in (
        ("footnotes with marks", [[], ["* provisional"], ["(1) excludes VAT"], ["Contact: jo@example.org"]], "must_load"),
        ("end of file mark", [["EOF"]], "must_load"),
        ("end of report", [["*** END OF REPORT ***"]], "must_load"),
        ("record count", [["Record count:", str(len(rows) - 1)]], "must_load"),
        ("record count that counts more", [["Record count:", str(len(rows) + 20)]], "must_refuse"),
        ("prepared by", [[], ["Prepared by", "J Smith", "", "Approved by", "A Jones"]], "must_load"),
        ("a disclaimer of e-mail", [[], ["This message is confidential, and may be privileged."], ["The Council"]], "must_load"),
        ("a note that rows were cut", [["Data truncated: showing first 40 rows"]], "must_refuse"),
        ("a note of more rows", [["... 160 more rows"]], "must_refuse"),
        ("a last row parted by semicolons", [[";".join(["APP-9999", "One system more", *["x"] * 14])]], "must_refuse"),
        ("the end of the last cell on a line of its own", [["and was agreed by the board in May"]], "must_refuse"),
        ("a page number", [["Page 1 of 1"]], "must_load"),
    ):  # fmt: skip
        asked = with_cell(clean, clean.height - 1, "description", "asked for")
        content = text([*table(asked), *tail])
        yield replace(csv(name, group, content, expected, "what programs and people add"), clean=asked)  # type: ignore[arg-type]
    pages = [row for i, row in enumerate(rows[1:]) for row in ([["Inventory"], heads, row] if i % 10 == 0 else [row])]
    yield made("each page with its title and heading", pages, "either", "a report's pages")
    users = ["", *[""] * (width - 1)]
    users[6] = str(sum(int(row[6] or 0) for row in rows[1:]))
    yield made("a last row of sums without a word", [*rows, users], "either", "it is the sum")
    users[6] = str(int(users[6]) + 1)
    yield made("a last row that is no sum", [*rows, users], "must_refuse", "its key is blank")
    subtotal = ["", "", "Housing Total", *[""] * 3, "12", "99.50", *[""] * 8]
    yield made("a subtotal named by its department", [*rows[:9], subtotal, *rows[9:]], "either", "Excel's outlines")
    for word in ("ditto", "as above", "〃", "same"):
        yield csv(
            f"{word} for a department",
            group,
            encoded(with_cell(clean, 6, "department", word)),
            "must_refuse",
            "not there",
        )


def _broken_rows(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "broken rows"
    body = text(rows)

    def changed(row: int, new: list[str]) -> str:
        return text([*rows[:row], new, *rows[row + 1 :]])

    width = len(rows[0])
    for at in (1, 3, 5, 8, 13, 15):
        yield csv(
            f"one cell missing at {at + 1}",
            group,
            changed(8, [*rows[8][:at], *rows[8][at + 1 :]]),
            "must_refuse",
            "ragged",
        )
        extra = [*rows[8][:at], "", *rows[8][at:]]
        label: Expected = "either" if [*extra[:width]] == rows[8] else "must_refuse"
        yield csv(f"an extra blank cell at {at + 1}", group, changed(8, extra), label, "shifted")
    extra_end = changed(8, [*rows[8], ""])
    yield csv("an extra blank cell at the end", group, extra_end, "either", "nothing in it")
    yield csv("an extra filled cell at the end", group, changed(8, [*rows[8], "x"]), "must_refuse", "no heading for it")
    yield csv("short last row", group, text([*rows[:-1], rows[-1][:9]]), "must_refuse", "cut short")
    raw = text(rows)
    bare = raw.replace('"Smith, Jones & Co ledger"', "Smith, Jones & Co ledger")
    yield csv("unquoted comma in a name", group, bare, "must_refuse",
               "shifted")  # fmt: skip
    cost = rows[7][rows[0].index("annual_cost_gbp")]
    thousands = f"{float(cost):,.2f}"
    yield csv(
        "unquoted comma in a number", group, raw.replace(f",{cost},", f",{thousands},", 1), "must_refuse", "shifted"
    )
    yield csv(
        "unclosed quote",
        group,
        raw.replace('"Smith, Jones & Co ledger"', '"Smith, Jones & Co ledger'),
        "must_refuse",
        "swallows",
    )
    yield csv(
        "quote never opened",
        group,
        raw.replace('"Smith, Jones & Co ledger"', 'Smith, Jones & Co ledger"'),
        "must_refuse",
        "",
    )
    yield csv(
        "a lone quote opens a cell",
        group,
        raw.replace("Parking permits", '"Parking permits'),
        "must_refuse",
        "swallows",
    )
    yield csv(
        "quotes within not doubled",
        group,
        raw.replace('"The ""Hub"" portal"', '"The "Hub" portal"'),
        "either",
        "not RFC 4180",
    )
    yield csv(
        "quotes within, cell not quoted",
        group,
        raw.replace('"The ""Hub"" portal"', 'The "Hub" portal'),
        "either",
        "one reading",
    )
    screen = with_cell(clean, 22, "product", '19" screen')
    inch = text(table(screen)).replace('"19"" screen"', '19" screen')
    yield csv("an inch mark", group, inch, "either", "a quote inside an unquoted cell", screen)
    lines = raw.split("\r\n")
    yield csv(
        "two records on one line",
        group,
        "\r\n".join([*lines[:6], lines[6] + lines[7], *lines[8:]]),
        "must_refuse",
        "a lost line end",
    )
    joined = "\r\n".join([*lines[:6], lines[6] + "," + lines[7], *lines[8:]])
    yield csv("two records joined by a comma", group, joined, "must_refuse", "a lost line end")
    broken = raw.replace("Council tax", "Council\r\ntax")
    yield csv("an unquoted line break in a cell", group, broken, "must_refuse", "two half records")
    for share in (0.31, 0.5, 0.77):
        cut = raw[: int(len(raw) * share)]
        yield csv(f"cut at {share:.0%}", group, cut, "must_refuse", "cut short in the middle of a record")
    quoted = raw.index("Said to be") + 5
    yield csv("cut inside a quoted cell", group, raw[:quoted], "must_refuse", "cut short")
    yield csv(
        "a merge conflict", group, raw.replace("APP-0012", "<<<<<<< HEAD\r\nAPP-0012"), "must_refuse", "version control"
    )
    yield csv(
        "an error message at the end",
        group,
        body + "ORA-01555: snapshot too old\r\n",
        "must_refuse",
        "the export failed",
    )
    yield csv(
        "an html error at the end",
        group,
        body + "<html><body>Gateway time-out</body></html>\r\n",
        "must_refuse",
        "failed",
    )
