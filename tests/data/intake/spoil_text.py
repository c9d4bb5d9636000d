"""Spoiled variants, part one: encodings, delimiters, line ends, structure, headings and binary files."""

from __future__ import annotations

import gzip
import io
import random
import unicodedata
import zipfile
from collections.abc import Iterator

import polars as pl

from tests.data.intake.spoil import Expected, Variant, encoded, table, text, with_cell


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Encodings, delimiters, line ends, structure, headings, binary."""
    yield from _encodings(clean)
    yield from _delimiters(clean)
    yield from _line_ends(clean)
    yield from _structure(clean)
    yield from _broken_rows(clean)
    yield from _headings(clean)
    yield from _binary(clean)


def _csv(
    name: str, group: str, content: bytes | str, expected: Expected, reason: str, base: pl.DataFrame | None = None
) -> Variant:
    data = content.encode() if isinstance(content, str) else content
    return Variant(name, group, name.replace(" ", "_") + ".csv", data, expected, reason, base)


def _encodings(clean: pl.DataFrame) -> Iterator[Variant]:
    plain = text(table(clean))
    group = "encodings"
    western = plain.encode("cp1252")
    yield _csv("utf-8", group, plain, "must_load", "the clean file itself")
    yield _csv("utf-8 with mark", group, b"\xef\xbb\xbf" + plain.encode(), "must_load", "Excel's ‘CSV UTF-8’")
    yield _csv(
        "utf-16-le with mark", group, b"\xff\xfe" + plain.encode("utf-16-le"), "must_load", "Excel's ‘Unicode text’"
    )
    yield _csv("utf-16-be with mark", group, b"\xfe\xff" + plain.encode("utf-16-be"), "must_load", "from a Mac or Java")
    yield _csv(
        "utf-16-le without mark", group, plain.encode("utf-16-le"), "must_load", "zeros in every other byte say so"
    )
    yield _csv(
        "utf-16-be without mark", group, plain.encode("utf-16-be"), "must_load", "zeros in every other byte say so"
    )
    yield _csv("utf-32 with mark", group, plain.encode("utf-32"), "either", "rare")
    yield _csv("windows-1252", group, western, "must_load", "Excel's plain CSV in Britain")
    straight = clean.with_columns(pl.all().str.replace_all("[“”]", ""))  # what the older encodings can't write
    old = text(table(straight))
    for name in ("iso-8859-1", "iso-8859-15"):
        yield _csv(name, group, old.encode(name), "must_load", "the same bytes for these letters", straight)
    yield _csv(
        "windows-1252 with a stray byte", group, western.replace(b"Said to be", b"Said\x81to be"), "either", "0x81"
    )
    yield _csv("mac roman", group, plain.encode("mac-roman"), "either", "‘CafŽ’ when read as Windows-1252")
    yield _csv("code page 850", group, old.encode("cp850"), "either", "‘Caf‚’", straight)
    yield _csv("code page 437", group, old.encode("cp437"), "either", "‘Caf‚’", straight)
    yield _csv("utf-7", group, plain.encode("utf-7"), "must_refuse", "‘Caf+AOk-’")
    yield _csv("ebcdic", group, old.encode("cp037"), "must_refuse", "from a mainframe", straight)
    twice = plain.encode().decode("latin-1").encode()
    yield _csv("encoded twice", group, twice, "either", "‘CafÃ©’: certain enough to mend, or refused")
    left = clean.with_columns(pl.all().str.replace_all("”", "“"))  # ” holds a byte that Windows-1252 lacks
    again = text(table(left)).encode().decode("cp1252")
    yield _csv("encoded twice by way of Windows-1252", group, again, "either", "‘â€œ’", left)
    thrice = again.encode().decode("cp1252", "ignore") if "\x9d" not in again else again
    yield _csv("encoded three times", group, thrice, "either", "‘Ãƒ©’", left)
    mixed = plain.encode().replace("Café".encode(), b"Caf\xe9")
    yield _csv("utf-8 with one Windows-1252 letter", group, mixed, "either", "two encodings in one file")
    middle = len(plain) // 2
    half = plain[:middle].encode() + plain[middle:].encode("cp1252")
    yield _csv("half utf-8, half windows-1252", group, half, "either", "two files put together")
    yield _csv("lost characters", group, plain.replace("é", "\ufffd"), "must_refuse", "a name that has lost a letter")
    yield _csv(
        "accents as question marks",
        group,
        plain.replace("è", "?").replace("ï", "?"),
        "must_refuse",
        "‘Cr?che’, ‘Na?ve’",
    )
    yield _csv(
        "decomposed accents", group, unicodedata.normalize("NFD", plain), "must_load", "a Mac's file names; same text"
    )
    yield _csv("mark twice", group, b"\xef\xbb\xbf\xef\xbb\xbf" + plain.encode(), "must_load", "two programs added it")
    yield _csv(
        "mark in the middle", group, plain.replace("APP-0020", "\ufeffAPP-0020"), "must_load", "two files put together"
    )
    yield _csv(
        "html codes",
        group,
        plain.replace("&", "&amp;").replace("é", "&eacute;").replace("'", "&#39;"),
        "either",
        "web export",
    )
    yield _csv(
        "utf-8 cut within a letter", group, plain[: plain.index("Crèche") + 3].encode()[:-1], "must_refuse", "cut short"
    )
    yield _csv(
        "utf-16 of odd length",
        group,
        (b"\xff\xfe" + plain.encode("utf-16-le"))[:-1],
        "either",
        "cut within the last character",
    )


def _delimiters(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "delimiters"
    for name, mark in (("semicolons", ";"), ("tabs", "\t"), ("pipes", "|")):
        yield _csv(name, group, text(rows, mark), "must_load", "an ordinary delimiter")
        yield _csv(f"{name}, all quoted", group, text(rows, mark, every=True), "must_load", "an ordinary delimiter")
    yield _csv("all quoted", group, text(rows, every=True), "must_load", "an ordinary way to write CSV")
    yield _csv("sep line with semicolons", group, "sep=;\r\n" + text(rows, ";"), "must_load", "Excel's own hint")
    yield _csv("sep line quoted", group, '"sep=,"\r\n' + text(rows), "either", "an export that quotes all")
    yield _csv(
        "semicolons and decimal commas", group, text(_decimal_commas(rows), ";"), "either", "Excel on the continent"
    )
    for name, mark in (("colons", ":"), ("carets", "^"), ("tildes", "~"), ("unit separators", "\x1f")):
        yield _csv(name, group, text(rows, mark), "either", "rare")
    spaced = "\r\n".join(", ".join(_quoted(cell) for cell in row) for row in rows)
    yield _csv("a space after each comma", group, spaced, "must_load", "typed by hand")
    tight = "\r\n".join(" , ".join(_quoted(cell, True) for cell in row) for row in rows)
    yield _csv("spaces around commas and quotes", group, tight, "must_load", "typed by hand")
    doubled = "\r\n".join(",,".join(_quoted(cell) for cell in row) for row in rows)
    yield _csv("double commas", group, doubled, "either", "a blank column between each two")
    wide = [max(len(row[i]) for row in rows) + 2 for i in range(len(rows[0]))]
    fixed = "\n".join("".join(c.replace("\n", " ").ljust(w) for c, w in zip(r, wide, strict=True)) for r in rows)
    yield _csv("fixed width", group, fixed, "must_refuse", "no delimiter")
    mixed = text(rows[:20]) + text(rows[20:], ";")
    yield _csv("commas, then semicolons", group, mixed, "must_refuse", "two files put together")
    odd = text(rows[:5]) + text(rows[5:6], ";") + text(rows[6:])
    yield _csv("one row with semicolons", group, odd, "must_refuse", "one row is of one cell")
    yield _csv("apostrophes for quotes", group, text(rows, quote="'"), "must_load", "a dialect of databases")
    yield _csv(
        "apostrophes for quotes, all", group, text(rows, quote="'", every=True), "must_load", "a dialect of databases"
    )
    yield _csv("backslash before quotes", group, text(rows, escape="\\"), "must_load", "MySQL and others")
    yield _csv(
        "backslash before quotes, all quoted",
        group,
        text(rows, escape="\\", every=True),
        "must_load",
        "MySQL and others",
    )
    curly = "\r\n".join(",".join(f"“{cell}”" if cell else "" for cell in row) for row in rows)
    yield _csv("curly quotes", group, curly, "must_refuse", "Word's autocorrection")
    unquoted = "\r\n".join(",".join(cell.replace("\n", " ") for cell in row) for row in rows)
    yield _csv("no quotes at all", group, unquoted, "must_refuse", "commas inside names part them")
    markdown = "\n".join(
        "| " + " | ".join(c.replace("\n", " ") for c in r) + " |" for r in [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    )
    yield _csv("a Markdown table", group, markdown, "must_refuse", "its second row is no record")


def _quoted(cell: str, always: bool = False) -> str:
    return '"' + cell.replace('"', '""') + '"' if always or any(c in cell for c in ',"\n') else cell


def _decimal_commas(rows: list[list[str]]) -> list[list[str]]:
    at = rows[0].index("annual_cost_gbp")
    return [rows[0], *[[*row[:at], row[at].replace(".", ","), *row[at + 1 :]] for row in rows[1:]]]


def _line_ends(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "line ends"
    lf = text(rows, end="\n")
    yield _csv("lf", group, lf, "must_load", "Unix")
    yield _csv("cr", group, text(rows, end="\r"), "must_load", "an old Mac; cells keep their own line feeds")
    yield _csv("crlf everywhere", group, lf.replace("\n", "\r\n"), "must_load", "also inside cells")
    yield _csv("cr everywhere", group, lf.replace("\n", "\r"), "must_load", "also inside cells")
    parts = [text([row], end=end) for row, end in zip(rows, ["\n", "\r\n", "\r"] * len(rows), strict=False)]
    yield _csv("mixed line ends", group, "".join(parts), "must_load", "several programs wrote it")
    yield _csv("no final line end", group, lf.rstrip("\n"), "must_load", "common")
    yield _csv("many final line ends", group, lf + "\n" * 5, "must_load", "common")
    yield _csv("blank first lines", group, "\n\n" + lf, "must_load", "common")
    yield _csv("cr cr lf", group, lf.replace("\n", "\r\r\n"), "must_load", "text mode twice on Windows")
    yield _csv(
        "a blank line after each",
        group,
        "\n".join(text([row], end="\n") for row in rows),
        "must_load",
        "doubled line ends",
    )
    yield _csv("ctrl-z at the end", group, lf + "\x1a", "must_load", "DOS")
    single = lf.replace("\n", "\u2028")
    yield _csv("unicode line separators", group, single, "must_refuse", "no line end that spreadsheets know")


def _structure(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "structure"
    width = len(rows[0])
    body = text(rows)
    full = [["Application inventory"], ["As at 31 March 2013", "", "Prepared by ICT"], []]

    def padded(row: list[str]) -> list[str]:
        return [*row, *[""] * (width - len(row))]

    yield _csv("title rows", group, text(full + rows), "must_load", "a report")
    yield _csv("title rows padded", group, text([padded(r) for r in full] + rows), "must_load", "Excel pads rows")
    yield _csv(
        "comment lines above", group, "# exported 2013-03-31\r\n# by ICT, for audit\r\n" + body, "either", "an export"
    )
    total = [""] * width
    cost = rows[0].index("annual_cost_gbp")
    total[0], total[cost] = "Total", f"{sum(float(r[cost]) for r in rows[1:]):.2f}"
    yield _csv("totals row", group, text([*rows, total]), "must_load", "never a record")
    yield _csv("blank row, totals row", group, text([*rows, [""] * width, total]), "must_load", "never a record")
    nameless = ["", *total[1:]]
    yield _csv("totals row without label", group, text([*rows, nameless]), "either", "its key is blank")
    second = ["", "Total", *total[2:]]
    yield _csv("totals label in the name column", group, text([*rows, second]), "either", "its key is blank")
    counted = ["Total: 40 applications", *total[1:]]
    yield _csv("totals row with a count", group, text([*rows, counted]), "either", "never a record")
    dense = ["TOTAL", "40", "5", "5", "4", "26", "9999", total[cost], *["40"] * (width - 8)]
    yield _csv("dense totals row", group, text([*rows, dense]), "either", "a count in every column")
    grand = ["Grand total", "All applications", "All departments", "All functions", *total[4:]]
    yield _csv("totals row in words", group, text([*rows, grand]), "either", "no record, but full of words")
    average = ["Average", *[""] * (cost - 1), "12345.00", *[""] * (width - cost - 1)]
    yield _csv("average row", group, text([*rows, average]), "either", "never a record")
    between = [*rows[:20], ["Subtotal", *total[1:]], *rows[20:]]
    yield _csv("subtotal in the middle", group, text(between), "either", "never a record")
    yield _csv(
        "notes after",
        group,
        text([*rows, [], ["Source: ICT asset register"], ["* estimated"]]),
        "must_load",
        "footnotes",
    )
    yield _csv(
        "notes after, padded", group, text([*rows, padded([]), padded(["Source: ICT asset register"])]), "must_load", ""
    )
    yield _csv("row count after", group, text([*rows, [], ["(40 rows affected)"]]), "must_load", "SQL Server")
    yield _csv(
        "blank rows within", group, text([*rows[:10], [], *rows[10:20], [], [], *rows[20:]]), "must_load", "spacing"
    )
    delimiters = [*rows[:10], [""] * width, *rows[10:], [""] * width, [""] * width]
    yield _csv("rows of delimiters only", group, text(delimiters), "must_load", "Excel's deleted rows")
    yield _csv(
        "rows of spaces only", group, text([*rows[:10], [" "] * width, *rows[10:]]), "must_load", "nothing in them"
    )
    yield _csv(
        "trailing delimiters everywhere",
        group,
        text([[*row, "", ""] for row in rows]),
        "must_load",
        "Excel's empty columns",
    )
    longer = [rows[0], *[[*row, ""] for row in rows[1:]]]
    yield _csv("trailing delimiter but not on the heading", group, text(longer), "must_load", "a program's habit")
    yield _csv(
        "leading blank column", group, text([["", *row] for row in rows]), "must_load", "the table begins in column B"
    )
    yield _csv("blank column within", group, text([[*row[:5], "", *row[5:]] for row in rows]), "must_load", "spacing")
    repeated = [*rows[:20], rows[0], *rows[20:]]
    yield _csv("heading repeated", group, text(repeated), "must_load", "pages of a report put together")
    pages = [*rows[:20], [], ["Application inventory, page 2"], rows[0], *rows[20:]]
    yield _csv("page break with title and heading", group, text(pages), "either", "pages of a report put together")
    yield _csv("no heading", group, text(rows[1:]), "must_refuse", "the first record would become the heading")
    yield _csv("heading only", group, text(rows[:1]), "must_refuse", "nothing in it")
    yield _csv("heading last", group, text([*rows[1:], rows[0]]), "must_refuse", "sorted with its heading")
    yield _csv(
        "heading in the middle",
        group,
        text([*rows[1:20], rows[0], *rows[20:]]),
        "must_refuse",
        "sorted with its heading",
    )
    turned = [list(column) for column in zip(*rows, strict=True)]
    yield _csv("transposed", group, text(turned), "must_load", "a record per column")
    yield _csv("transposed with title", group, text([["Inventory"], [], *turned]), "either", "a record per column")
    other = [["partner_id", "name", "category"], ["P1", "NHS Plymouth", "nhs"], ["P2", "Sentinel", "cic"]]
    yield _csv("a second table beneath", group, text([*rows, [], *other]), "must_refuse", "two tables")
    yield _csv(
        "a second table beneath, padded",
        group,
        text([*rows, padded([]), *map(padded, other)]),
        "must_refuse",
        "two tables",
    )
    beside = [[*row, "", *(other[i] if i < 3 else ["", "", ""])] for i, row in enumerate(rows)]
    yield _csv("a second table beside", group, text(beside), "must_refuse", "two tables; name occurs twice")
    yield _csv("the table twice", group, text([*rows, *rows]), "must_refuse", "every key twice")
    units = [rows[0], ["", "text", "text", "text", "", "", "number", "£", *[""] * (width - 8)], *rows[1:]]
    yield _csv("a row of units", group, text(units), "must_refuse", "no record")
    rule = [rows[0], ["---"] * width, *rows[1:]]
    yield _csv("a ruled line", group, text(rule), "must_refuse", "SQL clients draw it")
    groups = [["Identity", "", "Owner", "", "Supply", "", "", "", "Technical", "", "", "", "Future", "", "", ""], *rows]
    yield _csv("a row of groups above", group, text(groups), "either", "two lines of headings")
    numbers = [list(map(str, range(1, width + 1))), *rows]
    yield _csv("column numbers above", group, text(numbers), "either", "two lines of headings")
    index = [["", *rows[0]], *[[str(i), *row] for i, row in enumerate(rows[1:])]]
    yield _csv("a row counter in front", group, text(index), "either", "pandas writes one")
    shuffled = [rows[0], *random.Random(4).sample(rows[1:], len(rows) - 1)]
    yield _csv("rows in another order", group, text(shuffled), "must_load", "order means nothing")
    order = random.Random(5).sample(range(width), width)
    yield _csv(
        "columns in another order", group, text([[row[i] for i in order] for row in rows]), "must_load", "headings say"
    )
    sections = [
        rows[0],
        ["Human resources", *[""] * (width - 1)],
        *rows[1:20],
        ["Housing", *[""] * (width - 1)],
        *rows[20:],
    ]
    yield _csv("section lines", group, text(sections), "must_refuse", "no records; only by guess")


def _broken_rows(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "broken rows"
    body = text(rows)

    def changed(row: int, new: list[str]) -> str:
        return text([*rows[:row], new, *rows[row + 1 :]])

    width = len(rows[0])
    for at in (1, 3, 5, 8, 13, 15):
        yield _csv(
            f"one cell missing at {at + 1}",
            group,
            changed(8, [*rows[8][:at], *rows[8][at + 1 :]]),
            "must_refuse",
            "ragged",
        )
        extra = [*rows[8][:at], "", *rows[8][at:]]
        label: Expected = "either" if [*extra[:width]] == rows[8] else "must_refuse"
        yield _csv(f"an extra blank cell at {at + 1}", group, changed(8, extra), label, "shifted")
    extra_end = changed(8, [*rows[8], ""])
    yield _csv("an extra blank cell at the end", group, extra_end, "either", "nothing in it")
    yield _csv(
        "an extra filled cell at the end", group, changed(8, [*rows[8], "x"]), "must_refuse", "no heading for it"
    )
    yield _csv("short last row", group, text([*rows[:-1], rows[-1][:9]]), "must_refuse", "cut short")
    raw = text(rows)
    bare = raw.replace('"Smith, Jones & Co ledger"', "Smith, Jones & Co ledger")
    yield _csv("unquoted comma in a name", group, bare, "must_refuse",
               "shifted")  # fmt: skip
    cost = rows[7][rows[0].index("annual_cost_gbp")]
    thousands = f"{float(cost):,.2f}"
    yield _csv(
        "unquoted comma in a number", group, raw.replace(f",{cost},", f",{thousands},", 1), "must_refuse", "shifted"
    )
    yield _csv(
        "unclosed quote",
        group,
        raw.replace('"Smith, Jones & Co ledger"', '"Smith, Jones & Co ledger'),
        "must_refuse",
        "swallows",
    )
    yield _csv(
        "quote never opened",
        group,
        raw.replace('"Smith, Jones & Co ledger"', 'Smith, Jones & Co ledger"'),
        "must_refuse",
        "",
    )
    yield _csv(
        "a lone quote opens a cell",
        group,
        raw.replace("Parking permits", '"Parking permits'),
        "must_refuse",
        "swallows",
    )
    yield _csv(
        "quotes within not doubled",
        group,
        raw.replace('"The ""Hub"" portal"', '"The "Hub" portal"'),
        "either",
        "not RFC 4180",
    )
    yield _csv(
        "quotes within, cell not quoted",
        group,
        raw.replace('"The ""Hub"" portal"', 'The "Hub" portal'),
        "either",
        "one reading",
    )
    screen = with_cell(clean, 22, "product", '19" screen')
    inch = text(table(screen)).replace('"19"" screen"', '19" screen')
    yield _csv("an inch mark", group, inch, "either", "a quote inside an unquoted cell", screen)
    lines = raw.split("\r\n")
    yield _csv(
        "two records on one line",
        group,
        "\r\n".join([*lines[:6], lines[6] + lines[7], *lines[8:]]),
        "must_refuse",
        "a lost line end",
    )
    joined = "\r\n".join([*lines[:6], lines[6] + "," + lines[7], *lines[8:]])
    yield _csv("two records joined by a comma", group, joined, "must_refuse", "a lost line end")
    broken = raw.replace("Council tax", "Council\r\ntax")
    yield _csv("an unquoted line break in a cell", group, broken, "must_refuse", "two half records")
    for share in (0.31, 0.5, 0.77):
        cut = raw[: int(len(raw) * share)]
        yield _csv(f"cut at {share:.0%}", group, cut, "must_refuse", "cut short in the middle of a record")
    quoted = raw.index("Said to be") + 5
    yield _csv("cut inside a quoted cell", group, raw[:quoted], "must_refuse", "cut short")
    yield _csv(
        "a merge conflict", group, raw.replace("APP-0012", "<<<<<<< HEAD\r\nAPP-0012"), "must_refuse", "version control"
    )
    yield _csv(
        "an error message at the end",
        group,
        body + "ORA-01555: snapshot too old\r\n",
        "must_refuse",
        "the export failed",
    )
    yield _csv(
        "an html error at the end",
        group,
        body + "<html><body>Gateway time-out</body></html>\r\n",
        "must_refuse",
        "failed",
    )


def _headings(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "headings"

    def headed(names: list[str]) -> str:
        return text([names, *rows[1:]])

    names = rows[0]
    yield _csv("upper case", group, headed([n.upper() for n in names]), "must_load", "the same words")
    yield _csv(
        "spaces for underscores",
        group,
        headed([n.replace("_", " ").capitalize() for n in names]),
        "must_load",
        "same words",
    )
    yield _csv("padded headings", group, headed([f"  {n}\u00a0 " for n in names]), "must_load", "the same words")
    people = ["App ID", "Application name", "Dept", "Function", "Vendor", "Software", "Number of users", "Annual cost (£)",
              "Hosted", "Priority", "Value", "Fit", "Contract expiry", "Plan", "Core", "Notes"]  # fmt: skip
    yield _csv("synonyms", group, headed(people), "must_load", "declared synonyms")
    yield _csv(
        "quoted headings with mark",
        group,
        b"\xef\xbb\xbf" + text([names, *rows[1:]], every=True).encode(),
        "must_load",
        "",
    )
    yield _csv(
        "line breaks in headings", group, headed([n.replace("_", "\n") for n in names]), "must_load", "wrapped cells"
    )
    yield _csv(
        "zero-width space in a heading",
        group,
        headed([names[0] + "\u200b", *names[1:]]),
        "must_load",
        "from a web page",
    )
    yield _csv("a heading twice", group, headed([*names[:2], "name", *names[3:]]), "must_refuse", "which is meant?")
    twice = [[*row, row[7]] for row in rows]
    yield _csv("a column twice", group, text(twice), "must_refuse", "which is meant?")
    differ = [[*names, "Annual_Cost_GBP"], *[[*row, "1"] for row in rows[1:]]]
    yield _csv("headings that differ in case", group, text(differ), "must_refuse", "which is meant?")
    synonyms = [[*names, "Cost"], *[[*row, "1"] for row in rows[1:]]]
    yield _csv("two headings for one column", group, text(synonyms), "either", "the exact one is meant, or neither")
    yield _csv(
        "a blank heading", group, headed([*names[:7], "", *names[8:]]), "must_refuse", "the column's name is lost"
    )
    yield _csv(
        "a missing required heading",
        group,
        headed([*names[:2], "Team name", *names[3:]]),
        "must_refuse",
        "no department",
    )
    without = [[*row[:2], *row[3:]] for row in rows]
    yield _csv("a missing required column", group, text(without), "must_refuse", "no department")
    yield _csv(
        "a misspelt optional heading",
        group,
        headed([*names[:7], "anual_cost_gpb", *names[8:]]),
        "must_refuse",
        "would be lost",
    )
    yield _csv("heading row shifted by one", group, headed(["", *names[:-1]]), "must_refuse", "every column misnamed")
    extra = [[*names, "Colour"], *[[*row, "red"] for row in rows[1:]]]
    yield _csv("an unknown column", group, text(extra), "either", "said, and not taken")


def _binary(clean: pl.DataFrame) -> Iterator[Variant]:
    group, body = "binary", encoded(clean)
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
    yield _csv("a picture", group, png, "must_refuse", "no table")
    yield _csv("a jpeg", group, b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, "must_refuse", "no table")
    yield _csv("a pdf", group, b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + body, "must_refuse", "no table")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("applications.csv", body)
    yield _csv("a zip", group, archive.getvalue(), "must_refuse", "an archive")
    yield _csv("a gzip", group, gzip.compress(body), "must_refuse", "an archive")
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in table(clean))
    yield _csv("a web page", group, f"<html><body><table>{cells}</table></body></html>", "must_refuse", "a web page")
    yield Variant(
        "a web page named xls", group, "export.xls", f"<table>{cells}</table>".encode(), "must_refuse", "a web page"
    )
    yield _csv("xml", group, f"<?xml version='1.0'?><rows>{cells}</rows>", "must_refuse", "XML")
    yield _csv("json", group, clean.write_json(), "must_refuse", "JSON")
    yield _csv("rich text", group, "{\\rtf1\\ansi " + body.decode() + "}", "must_refuse", "a document")
    yield _csv("random bytes", group, random.Random(1).randbytes(5000), "must_refuse", "noise")
    yield _csv("sqlite", group, b"SQLite format 3\x00" + b"\x00" * 500, "must_refuse", "a database")
    yield _csv("empty", group, b"", "must_refuse", "nothing in it")
    yield _csv("only a mark", group, b"\xef\xbb\xbf", "must_refuse", "nothing in it")
    yield _csv("only white space", group, b" \r\n\t\r\n \r\n", "must_refuse", "nothing in it")
    yield _csv("only delimiters", group, b",,,\r\n,,,\r\n", "must_refuse", "nothing in it")
    yield _csv("a nul in a cell", group, body.replace(b"Payroll", b"Pay\x00roll"), "must_refuse", "damaged")
    yield _csv("nuls at the end", group, body + b"\x00" * 512, "must_refuse", "a block that was never written")
    yield _csv(
        "nuls in the middle", group, body[:900] + b"\x00" * 512 + body[1412:], "must_refuse", "a block that was lost"
    )
    yield _csv("a control character", group, body.replace(b"Payroll", b"Pay\x07roll"), "must_refuse", "damaged")
    yield _csv(
        "an escape sequence",
        group,
        body.replace(b"Payroll", b"\x1b[1mPayroll\x1b[0m"),
        "must_refuse",
        "from a terminal",
    )
    yield _csv(
        "a vertical tab", group, encoded(with_cell(clean, 3, "name", "Parking\x0bpermits")), "must_refuse", "damaged"
    )
    yield _csv("binary after the table", group, body + random.Random(2).randbytes(300), "must_refuse", "damaged")
    yield _csv("one line of prose", group, b"Please find the inventory attached.", "must_refuse", "no table")
    yield _csv(
        "an e-mail", group, b"From: ict@example.org\nTo: you\nSubject: inventory\n\n" + body, "either", "headers above"
    )
    yield _csv("a python list", group, str(table(clean)), "must_refuse", "no CSV")
