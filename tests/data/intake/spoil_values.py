"""Files spoiled in their values: keys, numbers, dates and text as people and programs spoil them, in CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl

from tests.data.intake.spoil import Expected, Variant, csv, encoded, with_cell, with_column, with_every_cell


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Keys, numbers, dates, text."""
    for spoil in (
        _keys, _rewritten_keys, _numbers, _dates, _half_swapped, _text, _escaped_and_cut, _words_for_nothing
    ):  # fmt: skip
        yield from spoil(clean)


def _made(name: str, group: str, frame: pl.DataFrame, expected: Expected, reason: str, delimiter: str = ",") -> Variant:
    return Variant(name, group, name.replace(" ", "_") + ".csv", encoded(frame, delimiter=delimiter), expected, reason)


def _one(clean: pl.DataFrame, group: str, column: str) -> Callable[..., Variant]:
    """A maker of variants in which one cell of a column, of the seventh record, is changed."""

    def made(name: str, value: str, expected: Expected, reason: str, row: int = 6) -> Variant:
        return _made(name, group, with_cell(clean, row, column, value), expected, reason)

    return made


def _answerless(clean: pl.DataFrame, group: str, column: str, name: str, word: str) -> Variant:
    """A word that says that there is no answer, in a column that may be blank: blank, and said."""
    made = _made(name, group, with_cell(clean, 6, column, word), "must_load", "an answer that isn't one")
    return replace(made, clean=with_cell(clean, 6, column, ""))


def _keys(clean: pl.DataFrame) -> Iterator[Variant]:
    group, key = "keys", "application_id"
    one = _one(clean, group, key)
    yield one("key twice", "APP-0001", "must_refuse", "two records of one key")
    yield one("key twice but for case", "app-0001", "must_refuse", "one key, typed twice")
    yield one("key twice but for a space", "APP-0001 ", "must_refuse", "one key, typed twice")
    yield one("key blank", "", "must_refuse", "a key is required")
    yield one("key of spaces", "   ", "must_refuse", "a key is required")
    yield one("key padded", "  APP-0007\t", "must_load", "the same key")
    yield one("key with a no-break space", "APP-0007\u00a0", "must_load", "the same key")
    yield one("key with a zero-width space", "APP\u200b-0007", "must_load", "the same key")
    yield one("key with a soft hyphen", "APP\u00ad-0007", "must_load", "the same key")
    yield one("key with a Cyrillic letter", "АPP-0007", "must_refuse", "looks like another key")
    yield one("key with a Greek letter", "ΑPP-0007", "must_refuse", "looks like another key")
    yield one("key with an en dash", "APP–0007", "must_refuse", "Word's autocorrection")
    yield one("key with a no-break hyphen", "APP\u20110007", "must_refuse", "from Word")
    yield one("key with a minus sign", "APP\u22120007", "must_refuse", "from a web page")
    yield one("key with full-width digits", "APP-０００７", "must_refuse", "from an East Asian keyboard")
    yield one("key with letter O", "APP-OOO7", "must_refuse", "letters for zeros")
    yield one("key without its zeros", "APP-7", "must_refuse", "Excel takes zeros away")
    yield one("key as a bare number", "7", "must_refuse", "Excel takes zeros away")
    yield one("key in lower case", "app-0007", "must_refuse", "not the key of last month")
    yield one("key with a space within", "APP -0007", "must_refuse", "not the key of last month")
    yield one("key with a full stop", "APP-0007.", "must_refuse", "not the key of last month")
    yield one("key in scientific notation", "1.23E+05", "must_refuse", "Excel's way with long numbers")
    yield one("key turned into a date", "07-Apr", "must_refuse", "Excel's way with APR-07")
    yield one("key as a reference error", "#REF!", "must_refuse", "a broken formula")
    yield one("key as not available", "#N/A", "must_refuse", "a failed look-up")
    yield one("key as hashes", "########", "must_refuse", "a column too narrow when copied")
    yield one("key unknown", "TBC", "must_refuse", "no key")
    yield one("key with two values", "APP-0007 / APP-0099", "must_refuse", "two keys")
    yield one("key with a line break", "APP-\n0007", "must_refuse", "a wrapped cell")
    yield one("key as Excel text", '="APP-0007"', "must_load", "how Excel keeps text")
    yield _made(
        "every key as Excel text",
        group,
        with_column(clean, key, lambda k: f'="{k}"'),
        "must_load",
        "how Excel keeps text",
    )
    yield _made(
        "every key with an apostrophe",
        group,
        with_column(clean, key, lambda k: f"'{k}"),
        "must_load",
        "Excel's mark for text",
    )
    yield one("one key with an apostrophe", "'APP-0007", "either", "Excel's mark for text")
    yield _made("every key padded", group, with_column(clean, key, lambda k: f" {k} "), "must_load", "the same keys")
    cut = clean.with_columns(pl.col(key).str.slice(0, 6))
    yield _made("keys cut short", group, cut, "must_refuse", "they are no longer different")


def _numbers(clean: pl.DataFrame) -> Iterator[Variant]:
    group, cost = "numbers", "annual_cost_gbp"
    one = _one(clean, group, cost)
    users = _one(clean, group, "users")
    value = clean[cost][6]

    def every(name: str, change: Callable[[str], str], expected: Expected, reason: str, column: str = cost) -> Variant:
        return _made(name, group, with_column(clean, column, change), expected, reason)

    yield every("pound signs", lambda v: f"£{v}", "must_load", "money")
    yield every("pounds and thousands", lambda v: f"£{float(v):,.2f}", "must_load", "money")
    yield every("pounds and a no-break space", lambda v: f"£\u00a0{float(v):,.2f}", "must_load", "money")
    yield every("thousands by space", lambda v: f"{float(v):,.2f}".replace(",", " "), "must_load", "money")
    yield every("GBP in front", lambda v: f"GBP {v}", "either", "money")
    yield every("spaces around", lambda v: f"  {v} ", "must_load", "accounting format")
    yield every("four decimals", lambda v: f"{v}00", "must_load", "a database's money type")
    yield every("a plus sign", lambda v: f"+{v}", "either", "odd")
    yield every("decimal commas", lambda v: v.replace(".", ","), "either", "the continent")
    yield every(
        "stops and decimal commas",
        lambda v: f"{float(v):_.2f}".replace(".", ",").replace("_", "."),
        "either",
        "the continent",
    )
    yield every("thousands of pounds", lambda v: f"{float(v) / 1000:.5f}k", "either", "a shorthand")
    yield every("pence", lambda v: f"{float(v) * 100:.0f}p", "either", "another unit")
    yield every("euros", lambda v: f"€{v}", "must_refuse", "another currency")
    yield every("dollars", lambda v: f"US${v}", "must_refuse", "another currency")
    yield every("scientific notation", lambda v: f"{float(v):.1E}", "must_refuse", "digits are lost")
    yield every("float noise", lambda v: f"{v}0000000001", "either", "a program's arithmetic")
    yield one("one in scientific notation", "1.23E+05", "must_refuse", "digits are lost")
    yield one("one negative", f"-{value}", "must_refuse", "a cost is 0 or more")
    yield one("one in brackets", f"({value})", "must_refuse", "negative in accounts")
    yield one("one with a minus behind", f"{value}-", "must_refuse", "negative in SAP")
    yield one("one with O for 0", "12OO.00", "must_refuse", "a letter")
    yield one("one with l for 1", "l200.00", "must_refuse", "a letter")
    yield one("one as hashes", "########", "must_refuse", "a column too narrow when copied")
    yield one("one as a division error", "#DIV/0!", "must_refuse", "a broken formula")
    yield one("one as a value error", "#VALUE!", "must_refuse", "a broken formula")
    yield replace(_answerless(clean, group, cost, "one as not a number", "NaN"), expected="either")
    yield one("one infinite", "inf", "must_refuse", "a program's overflow")
    yield _answerless(clean, group, cost, "one unknown", "TBC")
    yield one("one approximate", "c. 1,200", "must_refuse", "no exact number")
    yield one("one a range", "1,000 - 2,000", "must_refuse", "two numbers")
    yield one("one with words", "1200 per month", "must_refuse", "another unit")
    yield one("one with two points", "1.200.00", "must_refuse", "no number")
    yield one("one with odd thousands", "12,34.00", "must_refuse", "no number")
    yield one("one with a formula", "=SUM(H2:H7)", "must_refuse", "not a value")
    yield one("one in Arabic digits", "١٢٠٠", "either", "another script")
    yield one("one as a date", "2013-04-05", "must_refuse", "a date among amounts")
    yield one("one percentage", "1200%", "must_refuse", "no amount")
    yield one("one true", "TRUE", "must_refuse", "no amount")
    yield users("users a fraction", "12.5", "must_refuse", "people are whole", 7)
    yield users("users negative", "-3", "must_refuse", "people are 0 or more", 7)
    yield users("users in words", "about 200", "must_refuse", "no exact number", 7)
    yield users("users a percentage", "77%", "must_refuse", "no count", 7)
    yield users("users huge", "99999999999999999999", "must_refuse", "beyond any count", 7)
    yield users("users a formula in hex", "0x1F", "must_refuse", "no count", 7)
    yield every("users with decimals", lambda v: f"{v}.0", "must_load", "pandas turns whole numbers so", "users")
    yield every(
        "scores with decimals", lambda v: f"{v}.0", "must_load", "pandas turns whole numbers so", "business_value"
    )
    score = _one(clean, group, "business_value")
    yield score("score out of range", "6", "must_refuse", "1 to 5")
    yield score("score nought", "0", "must_refuse", "1 to 5")
    yield score("score a half", "3.5", "must_refuse", "1 to 5, whole")
    yield score("score in words", "high", "must_refuse", "1 to 5")


def _dates(clean: pl.DataFrame) -> Iterator[Variant]:
    group, end = "dates", "contract_end"

    def every(name: str, shape: str, expected: Expected, reason: str) -> Variant:
        return _made(
            name, group, with_column(clean, end, lambda v: date.fromisoformat(v).strftime(shape)), expected, reason
        )

    yield every("day first", "%d/%m/%Y", "must_load", "as the United Kingdom writes them")
    yield every("day first with stops", "%d.%m.%Y", "must_load", "common")
    yield every("day first with dashes", "%d-%m-%Y", "must_load", "common")
    yield every("two-digit years", "%d/%m/%y", "must_load", "common")
    yield every("in words", "%d %B %Y", "must_load", "common")
    yield every("short months", "%d-%b-%y", "must_load", "Excel's d-mmm-yy")
    yield every("with weekday", "%A %d %B %Y", "either", "from Word")
    yield every("with midnight", "%Y-%m-%d 00:00:00", "must_load", "a database's timestamp")
    yield every("with midnight in ISO form", "%Y-%m-%dT00:00:00", "must_load", "a program's timestamp")
    yield every("with midnight in Greenwich", "%Y-%m-%dT00:00:00Z", "either", "a program's timestamp")
    yield every("compact", "%Y%m%d", "either", "a mainframe")
    yield every("year first with slashes", "%Y/%m/%d", "must_load", "only one reading")
    yield every("month first", "%m/%d/%Y", "must_refuse", "contradicts day first")
    yield every("American in words", "%B %d, %Y", "either", "only one reading")
    yield every("without year", "%d/%m", "must_refuse", "no year")
    yield every("only year", "%Y", "must_refuse", "no day")
    serial = with_column(clean, end, lambda v: str((date.fromisoformat(v) - date(1899, 12, 30)).days))
    yield _made("Excel serials", group, serial, "either", "what is left when the format is lost")

    def half_swapped(v: str) -> str:
        day = date.fromisoformat(v)
        return f"{day.year}-{day.day:02d}-{day.month:02d}" if day.day <= 12 else day.strftime("%d/%m/%Y")

    yield _made(
        "half swapped",
        group,
        with_column(clean, end, half_swapped),
        "must_refuse",
        "Excel in American took those it could",
    )

    mixed = clean.with_columns(
        pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.col(end)).otherwise(
            pl.Series([date.fromisoformat(v).strftime("%d/%m/%Y") if v else "" for v in clean[end]])
        ).alias(end)
    )  # fmt: skip
    yield _made("two forms mixed", group, mixed, "either", "two people typed them")
    one = _one(clean, group, end)
    yield one("one impossible", "31/02/2014", "must_refuse", "February has no 31st")
    yield one("one in month 13", "2014-13-01", "must_refuse", "no such month")
    yield one("one month first", "12/25/2013", "must_refuse", "contradicts day first")
    yield one("one in year 207", "0207-11-12", "must_refuse", "a slip of the finger")
    yield one("one in year 20113", "12/11/20113", "must_refuse", "a slip of the finger")
    yield one("one in year 1900", "00/01/1900", "must_refuse", "Excel's zero")
    yield one("one in year 1899", "1899-12-30", "must_refuse", "a spreadsheet's zero")
    yield one("one in 2913", "2913-11-12", "must_refuse", "a slip of the finger")
    yield one("one all zeros", "0000-00-00", "must_refuse", "MySQL's blank; this cell was filled")
    yield one("one as hashes", "########", "must_refuse", "a column too narrow when copied")
    yield _answerless(clean, group, end, "one unknown", "TBC")
    yield one("one relative", "next March", "must_refuse", "no date")
    yield one("one with two dates", "12/11/2013 or 12/12/2013", "must_refuse", "two dates")
    yield one("one a department", "Housing", "must_refuse", "a value of another column")
    yield one("one a number", "12.5", "must_refuse", "a value of another column")


def _text(clean: pl.DataFrame) -> Iterator[Variant]:
    group = "text"
    yield _made("every cell padded", group, with_every_cell(clean, lambda v: f"  {v} "), "must_load", "the same text")
    yield _made(
        "every cell with a tab", group, with_every_cell(clean, lambda v: f"{v}\t"), "must_load", "the same text"
    )
    yield _made(
        "no-break spaces for spaces",
        group,
        with_every_cell(clean, lambda v: v.replace(" ", "\u00a0")),
        "must_load",
        "same",
    )
    yield _made("blanks as spaces", group, clean.with_columns(pl.all().replace("", "  ")), "must_load", "the same text")
    for word in ("N/A", "n/a", "-", "NULL", "None", "nan", "TBC", "#N/A", "unknown", "\\N", "(blank)", "--", "?"):
        blanks = with_blanks(clean, ("users", "contract_end", "technical_fit"), word)
        label: Expected = "must_load" if word in ("N/A", "n/a", "-", "TBC", "#N/A") else "either"
        yield _made(
            f"blanks written {word.replace('/', ' ')}",
            group,
            blanks,
            label,
            "an answer that isn't one, in optional columns",
        )
    name = _one(clean, group, "name")
    yield name("a required cell blank", "", "must_refuse", "a name is required")
    yield name("a required cell not available", "#N/A", "must_refuse", "a failed look-up")
    yield name("a name as a reference error", "#REF!", "must_refuse", "a broken formula")
    yield name("a name as a name error", "#NAME?", "must_refuse", "a broken formula")
    yield name("a name as hashes", "############", "must_refuse", "a column too narrow when copied")
    yield name("a name with a delete character", "Elections\x7f register", "must_refuse", "damaged")
    yield name("a name with a C1 character", "Elections\x9f register", "must_refuse", "damaged")
    yield name("a name with a zero-width joiner", "Elections\u200d register", "must_load", "nothing to see")
    yield name("a name with a direction mark", "\u202aElections register\u202c", "must_load", "nothing to see")
    choice = _one(clean, group, "disposition")
    yield choice("a choice misspelt", "undecidid", "must_refuse", "no such choice")
    yield choice("a choice of another column", "cloud", "must_refuse", "no such choice")
    yield choice("two choices", "migrate, retire", "must_refuse", "no such choice")
    yield choice("a choice with a note", "undecided (ask Jo)", "must_refuse", "no such choice")
    yield choice("a choice padded", " undecided ", "must_load", "the same choice")
    yield choice("a choice in a formula", "=B2", "must_refuse", "not a value")
    yield choice("a choice blank", "", "must_refuse", "required")
    loud = with_column(clean, "disposition", str.upper)
    yield _made("choices in upper case", group, loud, "must_load", "the same choices")
    spoken = with_column(clean, "disposition", lambda v: v.replace("_", " ").capitalize())
    yield _made("choices as people say them", group, spoken, "must_load", "the same choices")
    core = _one(clean, group, "core_component")
    yield core("core component missing", "", "must_refuse", "required when consolidate", 7)
    swapped = clean.rename({"hosting": "criticality", "criticality": "hosting"})
    yield _made("two columns swapped", group, swapped, "must_refuse", "values don't fit their headings")
    moved = clean.with_columns(
        pl.when(pl.int_range(pl.len()) == 6)
        .then(pl.lit(""))
        .otherwise(pl.col("business_function"))
        .alias("business_function"),
        pl.when(pl.int_range(pl.len()) == 6)
        .then(pl.col("business_function"))
        .otherwise(pl.col("supplier"))
        .alias("supplier"),
    )
    yield _made("a value one cell too far right", group, moved, "must_refuse", "a required cell is blank")


def with_blanks(clean: pl.DataFrame, columns: tuple[str, ...], word: str) -> pl.DataFrame:
    """The frame with `word` in every blank cell of these columns."""
    return clean.with_columns([pl.col(column).replace("", word) for column in columns])


def _rewritten_keys(clean: pl.DataFrame) -> Iterator[Variant]:
    group, key = "keys", "application_id"

    def made(name: str, keys: list[str], expected: Expected = "must_refuse") -> Variant:
        frame = clean.with_columns(pl.Series(key, keys))
        return replace(csv(name, group, encoded(frame), expected, "a program rewrote them"), clean=frame)

    numbers = range(1000, 1000 + clean.height)
    yield made("every key a decimal", [f"{n}.0" for n in numbers])
    yield made("every key with a thousands comma", [f"{n:,}" for n in numbers])
    yield made("every key ends in .0", [f"{k}.0" for k in clean[key]])
    yield made("every key became a date", [f"{n % 28 + 1:02d}-{('Sep', 'Oct')[n % 2]}" for n in range(clean.height)])
    yield made("every key behind a plus", [f"+{k}" for k in clean[key]])
    yield made("every key behind a quotation mark of e-mail", [f"> {k}" for k in clean[key]])
    months = ("JAN", "FEB", "SEP", "OCT")
    yield made(
        "keys that begin like months", [f"{months[n % 4]}-{n // 4 + 1}" for n in range(clean.height)], "must_load"
    )
    yield made("keys that count chapters", [f"{n // 10 + 1}.{n % 10}" for n in range(clean.height)], "either")


def _half_swapped(clean: pl.DataFrame) -> Iterator[Variant]:
    def half(day: str) -> str:
        was = date.fromisoformat(day)
        return f"{was:%d/%m/%Y}" if was.day > 12 else f"{date(was.year, was.day, was.month):%d-%b-%y}"

    days = [f"201{3 + i % 4}-{i % 12 + 1:02d}-{i * 11 % 28 + 1:02d}" for i in range(clean.height)]
    many = clean.with_columns(pl.Series("contract_end", days))
    content = encoded(with_column(many, "contract_end", half))
    variant = csv("half swapped and shown as 05-Mar-13", "dates", content, "must_refuse", "a spreadsheet's own display")
    yield replace(variant, clean=many)


def _escaped_and_cut(clean: pl.DataFrame) -> Iterator[Variant]:
    def one(
        name: str, group: str, column: str, value: str, meant: str | None, expected: Expected = "either"
    ) -> Variant:
        made = csv(name, group, encoded(with_cell(clean, 6, column, value)), expected, "escaped, cut or shifted")
        return replace(made, clean=clean if meant is None else with_cell(clean, 6, column, meant))

    for spoiled in (
        "Caf\\u00e9 desk",
        "Caf\\xe9 desk",
        "Caf%C3%A9 desk",
        "Caf=C3=A9 desk",
        "Caf=E9 desk",
        "Caf&eacute; desk",
    ):
        yield one(f"an escaped letter, {spoiled}", "text", "name", spoiled, "Café desk")
    yield one("a Welsh letter escaped", "text", "name", "T&ycirc; Si&acirc;n", "Tŷ Siân")
    yield one(
        "a line break escaped", "text", "description", "First floor.\\nSecond floor", "First floor.\nSecond floor"
    )
    yield one(
        "a line break kept by Excel", "text", "description", "First floor._x000D_\nSecond", "First floor.\nSecond"
    )
    yield one("a path with a backslash n", "text", "description", "C:\\new\\table", "C:\\new\\table", "must_load")
    yield one(
        "pictures joined to one",
        "text",
        "name",
        "Family 👨\u200d👩\u200d👧 desk",
        "Family 👨\u200d👩\u200d👧 desk",
        "must_load",
    )
    for spoiled, meant in (("Desk ? front", "Desk – front"), ("Cost ?5 a seat", "Cost £5 a seat"), ("œ desk", "£ desk"),
                           ("Bryn-y-M“r", "Bryn-y-Môr"), ("Mapping \ue000 desk", "Mapping • desk")):  # fmt: skip
        yield one(f"a sign lost, {spoiled}", "text", "name", spoiled, meant)
    for error in ("Err:502", "#WERT!", "#N/D", "#UNKNOWN!", "undefined", "2013-09-02"):
        yield one(f"a name {error}", "text", "name", error, None, "must_refuse")
    words = [
        "the",
        "officers",
        "record",
        "visits",
        "payments",
        "and",
        "ledger",
        "entries",
        "which",
        "two",
        "users",
        "of",
        "housing",
        "sign",
        "each",
        "month",
        "for",
        "finance",
    ]
    whole = [
        " ".join(words[(i * 7 + j * (3 + i % 5)) % len(words)] for j in range(20 + i)) for i in range(clean.height)
    ]
    long = clean.with_columns(pl.Series("description", whole))
    yield replace(csv("long descriptions", "text", encoded(long), "must_load", "as they are"), clean=long)
    for limit in (80, 100):
        cut = long.with_columns(pl.col("description").str.slice(0, limit).str.strip_chars())
        yield replace(csv(f"descriptions cut at {limit}", "text", encoded(cut), "must_refuse", "cut off"), clean=long)
    once = with_cell(clean, 6, "description", ("Whole sentences " * 30)[:254] + "x")
    yield replace(
        csv("one description cut at 255", "text", encoded(once), "must_refuse", "where Excel stops"), clean=clean
    )

    def in_universal_time(cell: str) -> str:
        return f"{datetime.fromisoformat(cell) - timedelta(hours='04' <= cell[5:7] < '10'):%Y-%m-%d %H:%M:%S}"

    night = encoded(with_column(clean, "contract_end", in_universal_time))
    yield csv("midnights of summer in universal time", "dates", night, "either", "a program in another time zone")
    yield one("the first day of computers", "dates", "contract_end", "1970-01-01", None, "must_refuse")


def _words_for_nothing(clean: pl.DataFrame) -> Iterator[Variant]:
    words = (
        *('""', "''", "~", "*", "???", "_", ".", "nil", "blank", "Missing", "Loading..."),
        *("Please select", "Choose an item.", "Click or tap here to enter text.", "Enter text here"),
    )
    for word in words:
        content = encoded(with_cell(clean, 6, "name", word))
        yield csv(f"a name that is {word}", "text", content, "must_refuse", "it names nothing")
    for mark in ('"', ",,", "''", "”"):
        content = encoded(with_cell(clean, 6, "supplier", mark))
        yield csv(f"a supplier that is {mark}", "text", content, "must_refuse", "a ditto mark")
    for mark in (".", '""'):
        marked = clean.with_columns(pl.col("supplier").replace("", mark))
        why = "what SAS and others write for a blank"
        yield csv(f"blank suppliers as {mark}", "text", encoded(marked), "must_load", why)
