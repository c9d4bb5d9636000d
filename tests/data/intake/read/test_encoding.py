"""Bytes become the text that was meant, or are refused with the line."""

from __future__ import annotations

import pytest

from data.problems import Refused
from tests.data.intake.read.support import read, table

TEXT = "ref,name,cost\r\n1,Café,£20\r\n2,Crèche,£30\r\n"
ROWS = [["1", "Café", "£20"], ["2", "Crèche", "£30"]]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_ordinary_encodings_are_told_apart(content: bytes, encoding: str) -> None:
    sheet = read(content)
    assert (table(sheet), sheet.encoding) == (ROWS, encoding)


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850", "utf-7", "utf-16", "windows-1252", "UTF-8"])
def test_a_stated_encoding_is_used(encoding: str) -> None:
    assert table(read(TEXT.encode(encoding), encoding=encoding)) == ROWS


def test_an_unknown_encoding_and_one_that_does_not_fit_are_refused() -> None:
    with pytest.raises(Refused, match="No encoding is called ‘martian’"):
        read(TEXT, encoding="martian")
    with pytest.raises(Refused, match="Line 2: the byte E9 can't be read as UTF-8"):
        read(TEXT.encode("cp1252"), encoding="utf-8")
    with pytest.raises(Refused, match="byte order mark says UTF-16"):
        read(b"\xff\xfe" + TEXT.encode("utf-16-le"), encoding="utf-8")


def test_letters_that_cannot_be_western_european_are_not_guessed_at() -> None:
    with pytest.raises(Refused, match="Line 2: ‘CafŽ’.* ‘Café’ in Mac Roman"):
        read(TEXT.replace("£", "").encode("mac-roman"))
    with pytest.raises(Refused, match="Line 2: ‘Caf‚’.* ‘Café’ in cp850"):
        read(TEXT.replace("£", "").encode("cp850"))


@pytest.mark.parametrize(
    ("encoding", "names", "hint"),
    [
        ("utf-7", ("Tŷ", "Gŵyr"), "looks like UTF-7"),  # beyond Latin-1, and without the closing dash
        ("utf-7", ("Siân", "€ desk"), "looks like UTF-7"),
        ("iso8859-14", ("Tŷ Mawr", "Gŵyr"), "in ISO 8859-14"),  # Welsh
        ("iso8859-15", ("a € b", "in €"), "in ISO 8859-15"),
        ("cp850", ("Bryn-y-Môr", "£ desk"), "in cp850"),
        ("mac-roman", ("Bryn-y-Môr", "Môrfa"), "in Mac Roman"),
    ],
)
def test_rarer_encodings_are_told_by_what_they_leave(encoding: str, names: tuple[str, str], hint: str) -> None:
    with pytest.raises(Refused, match=hint):
        read("ref,name,cost\r\n1,{},2\r\n2,{},3\r\n".format(*names).encode(encoding))


def test_a_plus_sign_is_no_sign_of_utf_7() -> None:
    names = ["C++/CLI", "Word+AddIns", "+441752668000", "jo+council@example.org", "a+b+c", "+AddOnsFor"]
    assert [
        row[1] for row in table(read("ref,name\n" + "".join(f"{n},{name}\n" for n, name in enumerate(names))))
    ] == names


def test_characters_that_a_database_wrote_in_halves_are_joined() -> None:
    halves = "ref,name\n1,Café \ud83d\ude00\n".encode("utf-8", "surrogatepass")
    assert table(read(halves)) == [["1", "Café 😀"]]


def test_two_encodings_in_one_file_are_refused_until_one_is_stated() -> None:
    mixed = TEXT.encode().replace("Café".encode(), b"Caf\xe9")
    with pytest.raises(Refused, match=r"mixes two encodings: line 2|mixes two encodings: line 3"):
        read(mixed)
    sheet = read(mixed, encoding="windows-1252")
    assert [row[1] for row in table(sheet)] == ["Café", "Crèche"]
    assert [notice.kind for notice in sheet.notices] == ["wrong encoding"]


def test_nul_bytes_are_damage() -> None:
    with pytest.raises(Refused, match="Line 2 holds a NUL byte"):
        read(b"ref,name\n1,a\x00b\n")


def test_a_file_cut_within_a_letter_says_so() -> None:
    with pytest.raises(Refused, match="cut short"):
        read("ref,name\n1,Crèche\n2,Café".encode()[:-1])


def test_a_lost_letter_in_a_name_is_refused_and_in_running_text_is_said() -> None:
    with pytest.raises(Refused, match="Row 3, column B: ‘Cr.che’ holds the sign for a lost character"):
        read("ref,name\n1,Café\n2,Cr\ufffdche\n")
    with pytest.raises(Refused, match="Row 3, column B"):
        read("ref,name\n1,Café\n2,Cr?che\n")
    assert table(read("ref,name\n1,Café\n2,Cr\ufffdche\n", damaged_text=True))[1][1] == "Cr\ufffdche"
    long = "A description that goes on for quite a while, " * 4 + "as the council\ufffds officers write them"
    sheet = read(f'ref,name\n1,"{long}"\n')
    assert [(notice.kind, notice.count) for notice in sheet.notices] == [("damaged text", 1)]


def test_addresses_may_hold_question_marks() -> None:
    assert table(read("ref,name\n1,www.example.org/find?q=x\n"))[0][1] == "www.example.org/find?q=x"
