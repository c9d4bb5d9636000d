"""What sort of file these bytes are, by their first bytes and never by the name alone."""

from __future__ import annotations

import io
import re
import struct
import zipfile

from data.intake.read.model import MAX_BYTES
from data.problems import Refused

_PICTURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"BM": "a bitmap picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
}
_OTHERS = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "a rich-text document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"SQLite format 3": "an SQLite database",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\x00\x01\x00\x00Standard": "an Access database",
}


def unpacked(content: bytes) -> int:
    """The unpacked size in bytes that a zip archive states; 0 if it is damaged."""
    try:
        return sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return 0


_MARKUP = re.compile(rb"^(?:<!doctype\b|<html\b|<head\b|<body\b|<table\b|<\?xml\b|<\?mso-|<!--|<meta\b|<style\b)", re.I)
TEXT, ZIP, OLE = "text", "zip", "ole"


def kind_of(content: bytes, file_name: str) -> str:
    """TEXT, ZIP (an .xlsx, .xlsm or .ods workbook, or another archive) or OLE (an .xls workbook, or a locked one).

    Raises Refused for an empty file, one over MAX_BYTES, and every kind of file that holds no table of text.
    """
    if not content:
        raise Refused("The file is empty: it has no bytes at all. Save it again from the program that made it.")
    if len(content) > MAX_BYTES:
        raise Refused(
            f"The file is {len(content) / 1e6:,.0f} MB; the limit is {MAX_BYTES / 1e6:,.0f} MB. "
            "Split it into several files and upload them one after the other as only changes."
        )
    head = content[:512]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return ZIP
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return OLE
    for start, what in (*_PICTURES.items(), *_OTHERS.items()):
        if head.startswith(start) and (start != b"BM" or b"\x00" in head):
            raise Refused(
                f"The file is {what}, not a table, whatever its name ({file_name}) says. Save the table as CSV or .xlsx."
            )
    if head[4:12] in (b"ftypheic", b"ftypmif1", b"ftypmp42") or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise Refused(f"The file is a picture or film, not a table, whatever its name ({file_name}) says.")
    start_text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").lstrip()
    if _MARKUP.match(start_text):
        raise Refused(
            "The file is a web page or XML, not CSV: some systems name such a file .csv or .xls. "
            "Open it in a spreadsheet program and save it as CSV or .xlsx."
        )
    if re.match(rb'^[\[{]\s*["{\[]', start_text):
        raise Refused("The file is JSON, not a table. Save it as CSV or .xlsx.")
    return TEXT
