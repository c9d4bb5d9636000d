"""Files spoiled in their bytes: code pages, letters read in another one, files that are no text."""

from __future__ import annotations

import gzip
import io
import random
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tests.data.intake.spoil import Variant, csv, encoded, table, text, with_cell


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Code pages, single signs that tell one, text read in the wrong one, binary."""
    yield from _code_pages(clean)
    yield from _single_signs(clean)
    yield from _misread(clean)
    yield from _binary(clean)


def _code_pages(clean: pl.DataFrame) -> Iterator[Variant]:
    plain = text(table(clean))
    group = "encodings"
    western = plain.encode("cp1252")
    yield csv("utf-8", group, plain, "must_load", "the clean file itself")
    yield csv("utf-8 with mark", group, b"\xef\xbb\xbf" + plain.encode(), "must_load", "Excel's ‘CSV UTF-8’")
    yield csv(
        "utf-16-le with mark", group, b"\xff\xfe" + plain.encode("utf-16-le"), "must_load", "Excel's ‘Unicode text’"
    )
    yield csv("utf-16-be with mark", group, b"\xfe\xff" + plain.encode("utf-16-be"), "must_load", "from a Mac or Java")
    yield csv(
        "utf-16-le without mark", group, plain.encode("utf-16-le"), "must_load", "zeros in every other byte say so"
    )
    yield csv(
        "utf-16-be without mark", group, plain.encode("utf-16-be"), "must_load", "zeros in every other byte say so"
    )
    yield csv("utf-32 with mark", group, plain.encode("utf-32"), "either", "rare")
    yield csv("windows-1252", group, western, "must_load", "Excel's plain CSV in Britain")
    straight = clean.with_columns(pl.all().str.replace_all("[“”]", ""))  # what the older encodings can't write
    old = text(table(straight))
    for name in ("iso-8859-1", "iso-8859-15"):
        yield csv(name, group, old.encode(name), "must_load", "the same bytes for these letters", straight)
    yield csv(
        "windows-1252 with a stray byte", group, western.replace(b"Said to be", b"Said\x81to be"), "either", "0x81"
    )
    yield csv("mac roman", group, plain.encode("mac-roman"), "either", "‘CafŽ’ when read as Windows-1252")
    yield csv("code page 850", group, old.encode("cp850"), "either", "‘Caf‚’", straight)
    yield csv("code page 437", group, old.encode("cp437"), "either", "‘Caf‚’", straight)
    yield csv("utf-7", group, plain.encode("utf-7"), "must_refuse", "‘Caf+AOk-’")
    yield csv("ebcdic", group, old.encode("cp037"), "must_refuse", "from a mainframe", straight)
    twice = plain.encode().decode("latin-1").encode()
    yield csv("encoded twice", group, twice, "either", "‘CafÃ©’: certain enough to mend, or refused")
    left = clean.with_columns(pl.all().str.replace_all("”", "“"))  # ” holds a byte that Windows-1252 lacks
    again = text(table(left)).encode().decode("cp1252")
    yield csv("encoded twice by way of Windows-1252", group, again, "either", "‘â€œ’", left)
    thrice = again.encode().decode("cp1252", "ignore") if "\x9d" not in again else again
    yield csv("encoded three times", group, thrice, "either", "‘Ãƒ©’", left)
    mixed = plain.encode().replace("Café".encode(), b"Caf\xe9")
    yield csv("utf-8 with one Windows-1252 letter", group, mixed, "either", "two encodings in one file")
    middle = len(plain) // 2
    half = plain[:middle].encode() + plain[middle:].encode("cp1252")
    yield csv("half utf-8, half windows-1252", group, half, "either", "two files put together")
    yield csv("lost characters", group, plain.replace("é", "\ufffd"), "must_refuse", "a name that has lost a letter")
    yield csv(
        "accents as question marks",
        group,
        plain.replace("è", "?").replace("ï", "?"),
        "must_refuse",
        "‘Cr?che’, ‘Na?ve’",
    )
    yield csv(
        "decomposed accents", group, unicodedata.normalize("NFD", plain), "must_load", "a Mac's file names; same text"
    )
    yield csv("mark twice", group, b"\xef\xbb\xbf\xef\xbb\xbf" + plain.encode(), "must_load", "two programs added it")
    yield csv(
        "mark in the middle", group, plain.replace("APP-0020", "\ufeffAPP-0020"), "must_load", "two files put together"
    )
    yield csv(
        "html codes",
        group,
        plain.replace("&", "&amp;").replace("é", "&eacute;").replace("'", "&#39;"),
        "either",
        "web export",
    )
    yield csv(
        "utf-8 cut within a letter", group, plain[: plain.index("Crèche") + 3].encode()[:-1], "must_refuse", "cut short"
    )
    yield csv(
        "utf-16 of odd length",
        group,
        (b"\xff\xfe" + plain.encode("utf-16-le"))[:-1],
        "either",
        "cut within the last character",
    )


def _single_signs(clean: pl.DataFrame) -> Iterator[Variant]:
    bare = clean.with_columns(pl.col(pl.String).str.replace_all(r"[^\x00-\x7f]", "").str.strip_chars())

    def made(name: str, value: str, encoding: str) -> Variant:
        frame = with_cell(bare, 6, "name", value)
        content = text(table(frame)).encode(encoding)
        return replace(csv(name, "encodings", content, "either", "one sign tells it"), clean=frame)

    yield made("UTF-7 beyond Latin-1", "Tŷ Gŵyr", "utf-7")
    yield made("Welsh ISO 8859-14", "Tŷ Gŵyr", "iso8859-14")
    yield made("ISO 8859-15 with a euro", "Cost in € desk", "iso8859-15")
    yield made("a DOS pound", "£ desk", "cp850")
    yield made("a DOS circumflex", "Bryn-y-Môr", "cp850")
    yield made("a Mac circumflex", "Bryn-y-Môr", "mac-roman")
    halves = with_cell(bare, 6, "name", "Desk 😀")
    split = text(table(halves)).encode().replace("😀".encode(), "\ud83d\ude00".encode("utf-8", "surrogatepass"))
    yield replace(
        csv("a character in two halves", "encodings", split, "either", "CESU-8, as Oracle writes it"), clean=halves
    )


def _misread(clean: pl.DataFrame) -> Iterator[Variant]:
    group, utf8 = "encodings", encoded(clean)
    for page in ("cp850", "cp437", "cp1250", "cp1251", "cp1253"):
        wrong = utf8.decode(page, "ignore")
        yield csv(f"utf-8 opened as {page} and saved", group, wrong, "must_refuse", "every accent is two other letters")
    cut = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in "Пистолет".encode())
    named = encoded(with_cell(clean, 6, "name", cut))
    yield csv("utf-8 read as windows-1252 with bytes lost", group, named, "must_refuse", "half of it can be put right")
    baltic = encoded(with_cell(clean, 6, "supplier", "Ørsted")).decode().encode("cp1257", "ignore")
    yield csv("a Baltic code page", group, baltic, "must_refuse", "its Ø is a diaeresis in Windows-1252")


def _binary(clean: pl.DataFrame) -> Iterator[Variant]:
    group, body = "binary", encoded(clean)
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
    yield csv("a picture", group, png, "must_refuse", "no table")
    yield csv("a jpeg", group, b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, "must_refuse", "no table")
    yield csv("a pdf", group, b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + body, "must_refuse", "no table")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("applications.csv", body)
    yield csv("a zip", group, archive.getvalue(), "must_refuse", "an archive")
    yield csv("a gzip", group, gzip.compress(body), "must_refuse", "an archive")
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in table(clean))
    yield csv("a web page", group, f"<html><body><table>{cells}</table></body></html>", "must_refuse", "a web page")
    yield Variant(
        "a web page named xls", group, "export.xls", f"<table>{cells}</table>".encode(), "must_refuse", "a web page"
    )
    yield csv("xml", group, f"<?xml version='1.0'?><rows>{cells}</rows>", "must_refuse", "XML")
    yield csv("json", group, clean.write_json(), "must_refuse", "JSON")
    yield csv("rich text", group, "{\\rtf1\\ansi " + body.decode() + "}", "must_refuse", "a document")
    yield csv("random bytes", group, random.Random(1).randbytes(5000), "must_refuse", "noise")
    yield csv("sqlite", group, b"SQLite format 3\x00" + b"\x00" * 500, "must_refuse", "a database")
    yield csv("empty", group, b"", "must_refuse", "nothing in it")
    yield csv("only a mark", group, b"\xef\xbb\xbf", "must_refuse", "nothing in it")
    yield csv("only white space", group, b" \r\n\t\r\n \r\n", "must_refuse", "nothing in it")
    yield csv("only delimiters", group, b",,,\r\n,,,\r\n", "must_refuse", "nothing in it")
    yield csv("a nul in a cell", group, body.replace(b"Payroll", b"Pay\x00roll"), "must_refuse", "damaged")
    yield csv("nuls at the end", group, body + b"\x00" * 512, "must_refuse", "a block that was never written")
    yield csv(
        "nuls in the middle", group, body[:900] + b"\x00" * 512 + body[1412:], "must_refuse", "a block that was lost"
    )
    yield csv("a control character", group, body.replace(b"Payroll", b"Pay\x07roll"), "must_refuse", "damaged")
    yield csv(
        "an escape sequence",
        group,
        body.replace(b"Payroll", b"\x1b[1mPayroll\x1b[0m"),
        "must_refuse",
        "from a terminal",
    )
    yield csv(
        "a vertical tab", group, encoded(with_cell(clean, 3, "name", "Parking\x0bpermits")), "must_refuse", "damaged"
    )
    yield csv("binary after the table", group, body + random.Random(2).randbytes(300), "must_refuse", "damaged")
    yield csv("one line of prose", group, b"Please find the inventory attached.", "must_refuse", "no table")
    yield csv(
        "an e-mail", group, b"From: ict@example.org\nTo: you\nSubject: inventory\n\n" + body, "either", "headers above"
    )
    yield csv("a python list", group, str(table(clean)), "must_refuse", "no CSV")
