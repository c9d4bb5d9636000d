"""Keys that look like another key, have lost their zeros, or have an odd shape among the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import polars as pl

from data.datasets import Column
from data.intake.checks.existing_keys import check_existing
from data.intake.checks.key_normalisation import canonical, padded, parted
from data.intake.checks.table import Table
from data.intake.values.common import aggregate, first_filled, plain
from data.problems import Notice, NoticeKind, ProblemKind, no_problems


def check_keys(
    table: Table, known: Mapping[str, pl.Series], notices: list[Notice], only_existing: bool = False
) -> pl.DataFrame:
    """Keys that look like another key, have lost their leading zeros, or have an odd shape among the others.
    `only_existing`: compare them with the keys already held, not with each other."""
    column = table.dataset.reference
    if column is None or column.name not in table.rows.columns:
        return no_problems()
    keys = table.rows[column.name]
    if keys.null_count() == len(keys):
        return no_problems()
    there = known.get(table.dataset.name, keys.clear())
    of_existing = [] if column.refers_to else [check_existing(table, column, keys, there, notices)]
    if only_existing:
        return pl.concat([no_problems(), *of_existing])
    if len(table.dataset.keys) > 1:  # part of a key: a name that recurs, month after month
        return pl.concat([*of_existing, _look_alikes(table, column, keys, canonical(keys))]).unique(
            "row", keep="first", maintain_order=True
        )
    first = first_filled(keys, 1)[0]
    is_regular, forms = _looked_over(keys, _shape(first))
    # What the first isn't, none is where all have its shape.
    is_odd = (
        bool(re.search(_ODD, first)) if is_regular else aggregate(keys, pl.col(keys.name).str.contains(_ODD).any())[0]
    )
    found = [_made_by_programs(table, column, keys)] if is_odd else [no_problems()]
    if re.search(_NUMBERED, first):
        found.append(_numbered(table, column, keys))
    found += of_existing
    if forms is not None:
        found.append(_look_alikes(table, column, keys, forms))
        found.append(_lost_zeros(table, column, keys, notices))
    if not is_regular:
        found.append(_odd_shapes(table, column, keys, notices))
    problems = pl.concat(found)
    return problems.unique("row", keep="first", maintain_order=True)


_GROUPED = r"^[0-9]{1,3}(?:,[0-9]{3})+(?:\.0+)?$"
_WHOLE_AS_DECIMAL = r"[0-9]\.0+$"
_REAL_DECIMAL = r"[0-9]\.[0-9]*[1-9][0-9]*$"
_MARKED = r"^[+<>|~*]"


def _made_by_programs(table: Table, column: Column, keys: pl.Series) -> pl.DataFrame:
    """Keys that programs have rewritten, even if all of them: 1,037 and 1037.0 for 1037, 02-Sep for SEP-2, +A1 for A1."""
    found = [no_problems()]

    def meant(pattern: str, by: str) -> pl.Series:
        return "Did you mean ‘" + keys.str.replace(pattern, by, literal=pattern == ",", n=-1) + "’?"

    as_text = " Format the column as text before saving; or say ‘keys as they are’."
    found.append(
        table.at(
            keys.str.contains(_GROUPED), column, ProblemKind.CHANGED_KEY,
            "is written as a number is, with commas between thousands: a reference has none.", meant(",", "") + as_text,
        )
    )  # fmt: skip
    if not keys.str.contains(_REAL_DECIMAL).any():  # 1.0, 1.1, 2.0 count chapters
        found.append(
            table.at(
                keys.str.contains(_WHOLE_AS_DECIMAL), column, ProblemKind.CHANGED_KEY,
                "ends in .0, as programs write a number that they take for a decimal.", meant(r"\.0+$", "") + as_text,
            )
        )  # fmt: skip
    found.append(
        table.at(
            keys.str.contains(_MARKED), column, ProblemKind.CHANGED_KEY,
            "begins with a sign that is no part of a reference, as e-mail and comparisons put before lines.",
            meant(r"^[+<>|~*]+ *", "") + " Take the sign out; or say ‘keys as they are’.",
        )
    )  # fmt: skip
    found.append(
        table.at(
            keys.str.contains(_DATE_LIKE), column, ProblemKind.UNLIKE_THE_OTHER_KEYS,
            "looks like a date: a spreadsheet may have changed it.", "Format the column as text and type it again.",
        )
    )  # fmt: skip
    return pl.concat(found)


_NUMBERED = r"^([0-9]+)(?:: ?|[.)] )[A-Za-z]"


def _numbered(table: Table, column: Column, keys: pl.Series) -> pl.DataFrame:
    """Keys that all begin with a number that rises from row to row, such as the line numbers of searches and lists:
    ‘10: APP-009’."""
    numbers = keys.str.extract(_NUMBERED).cast(pl.Int64, strict=False)
    if len(keys) < 2 or numbers.null_count() or not (numbers.diff().drop_nulls() > 0).all():
        return no_problems()
    bare = keys.str.replace(r"^[0-9]+[:.)] ?", "")
    return table.at(
        keys.is_not_null(), column, ProblemKind.CHANGED_KEY,
        "begins with the number of its line, which is no part of a reference.",
        "Did you mean ‘" + bare + "’? Take the numbers out; or say ‘keys as they are’.",
    )  # fmt: skip


def _looked_over(keys: pl.Series, shape: str) -> tuple[bool, pl.Series | None]:
    """(whether all keys are of the shape, their canonical forms: None if they can't be confused, because all are ASCII,
    of one length and one case)."""
    key = pl.col(keys.name)
    fits = aggregate(keys, key.str.contains(f"^{_pattern(shape)}$").all())[0]
    if fits and shape.isascii() and not re.search(r"\s|a.*A|A.*a", shape):
        return True, None
    size = key.str.len_bytes()
    kinds = (key.str.contains(kind).any() for kind in (r"\s", "[a-z]", "[A-Z]"))
    shortest, longest, is_ascii, spaced, small, great = aggregate(
        keys, size.min(), size.max(), (size == key.str.len_chars()).all(), *kinds
    )
    alike = shortest == longest and is_ascii and not spaced and not (small and great)
    return fits, None if alike else canonical(keys)


def _look_alikes(table: Table, column: Column, keys: pl.Series, forms: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame({"key": keys, "form": forms, "row": table.numbers}).drop_nulls("key")
    clashing = (
        frame.group_by("form", maintain_order=True)
        .agg(pl.col("key").n_unique().alias("n"), pl.col("key"), pl.col("row"))
        .filter(pl.col("n") > 1)
    )
    if not clashing.height:
        return no_problems()
    messages: dict[str, str] = {}
    for same, numbers in clashing.select("key", "row").iter_rows():
        for key in set(same):
            other, row = next((k, r) for k, r in zip(same, numbers, strict=True) if k != key)
            messages[key] = (
                f"looks like ‘{plain(other)}’ of row {row:,}: they differ only in case, zeros, spaces or look-alike signs."
            )
    return table.at(
        keys.is_in(list(messages)), column, ProblemKind.LOOK_ALIKE_KEY,
        keys.replace_strict(messages, default="", return_dtype=pl.String),
        "Write one thing one way, or say ‘keys as they are’ if both are meant.",
    )  # fmt: skip


def _lost_zeros(table: Table, column: Column, keys: pl.Series, notices: list[Notice]) -> pl.DataFrame:
    """Keys whose number is shorter than that of similar keys, which are padded with zeros."""
    frame, widths = parted(keys), padded(keys)
    if widths.height:
        short = frame.join(widths, on="start", how="left", maintain_order="left")
        is_short = (short["digits"].str.len_bytes() < short["wide"]).fill_null(False)
        if is_short.any():
            meant = short.select(pl.col("start") + pl.concat_str(pl.lit("0" * 40), "digits").str.tail(pl.col("wide")))
            mends = "Did you mean ‘" + meant.to_series() + "’? Format the column as text before saving."
            return table.at(
                is_short, column, ProblemKind.LOST_ZEROS,
                "has fewer digits than the others, which are padded with zeros: its own may be lost.", mends.fill_null(""),
            )  # fmt: skip
    elif (
        frame["digits"].is_not_null().all()
        and (frame["start"] == "").all()
        and frame["digits"].str.len_bytes().n_unique() > 1
    ):
        notices.append(
            Notice(
                NoticeKind.KEYS_ARE_NUMBERS,
                f"{table.label(column.name)} holds plain numbers of different lengths. If they had leading zeros, a "
                "spreadsheet has taken them away: look before you commit.",
                frame.height,
            )
        )
    return no_problems()


_DATE_LIKE = (
    r"^(?:[0-9]{1,2}-[A-Z][a-z]{2}(?:-[0-9]{2,4})?|[A-Z][a-z]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: 00:00:00)?)$"
)
_ODD = f"{_GROUPED}|{_WHOLE_AS_DECIMAL}|{_MARKED}|{_DATE_LIKE}"
USUAL_SHAPE = 0.85
"""A file's references have a usual shape (ABC-0001: letters, digits and signs in the same places) when at least this share
of them has it, or all but one, however few they are."""
STRICT_SHAPE = 0.95
STRICT_LEAST = 20
"""Where this share of at least so many references has the usual shape, one that is the only one of its own is refused. Two or
more of another shape are another series of references, and one among few may be: that is said at every size, not refused."""
_LETTER_FOR = str.maketrans("01582", "OISBZ")
_DIGIT_FOR = str.maketrans("OoIlSBZ", "0011582")
_DASHES = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}


def _shapes(keys: pl.Series) -> pl.Series:
    """ABC-0001 → AAA-9999: letters by case, digits, everything else as it is."""
    return keys.str.replace_all("[0-9]", "9").str.replace_all(r"\p{Lu}", "A").str.replace_all(r"\p{Ll}", "a")


def _odd_shapes(table: Table, column: Column, keys: pl.Series, notices: list[Notice]) -> pl.DataFrame:
    """Keys that misspell the shape that nearly all the others have, or that a spreadsheet has changed."""
    shapes = _shapes(keys)
    counts: dict[str, int] = dict(shapes.drop_nulls().value_counts(sort=True).iter_rows())
    usual, many = next(iter(counts.items()))
    if many < 2 or many < min(USUAL_SHAPE * len(keys), len(keys) - 1) or "9" not in usual:
        return no_problems()
    typical = keys.filter(shapes == usual)[0]
    is_strict = many >= STRICT_LEAST and many >= STRICT_SHAPE * len(keys)
    messages: dict[str, tuple[str, str]] = {}
    unlike: list[str] = []
    for key in keys.filter((shapes != usual).fill_null(False)).unique(maintain_order=True):
        found = _unlike(key, usual, typical)
        is_longer = re.sub("9+", "9", _shape(key)) == re.sub("9+", "9", usual)
        if found:
            messages[key] = found
        elif is_strict and counts.get(_shape(key), 0) <= 1 and not is_longer:
            messages[key] = (
                f"is the only one of its shape, while the others look like ‘{plain(typical)}’.",
                "Mend it, or say ‘keys as they are’ if it is meant.",
            )
        elif not is_longer and many >= USUAL_SHAPE * len(keys):
            unlike.append(key)
    if unlike:
        notices.append(
            Notice(
                NoticeKind.UNLIKE_THE_OTHER_KEYS,
                f"{table.label(column.name)}: {len(unlike):,} references have another shape than the rest, such as ‘{typical}’.",
                len(unlike),
                tuple(f"‘{plain(key)[:60]}’" for key in unlike[:5]),
            )
        )
    return table.at(
        keys.is_in(list(messages)), column, ProblemKind.UNLIKE_THE_OTHER_KEYS,
        keys.replace_strict({key: problem for key, (problem, _) in messages.items()}, default="", return_dtype=pl.String),
        keys.replace_strict({key: mend for key, (_, mend) in messages.items()}, default="", return_dtype=pl.String),
    )  # fmt: skip


def _shape(key: str) -> str:
    return "".join("9" if c in "0123456789" else "A" if c.isupper() else "a" if c.islower() else c for c in key)


def _pattern(shape: str) -> str:
    """A pattern that the keys of a shape fit."""
    classes = {"9": "[0-9]", "A": "[A-Z]", "a": "[a-z]"}
    return "".join(classes.get(c, re.escape(c)) for c in shape)


def _unlike(key: str, usual: str, typical: str) -> tuple[str, str] | None:
    """(problem, fix) for a key that must be a misspelling or a spreadsheet's doing, None for one that merely differs."""
    others = f"the others look like ‘{plain(typical)}’"
    if re.fullmatch(_DATE_LIKE, key):
        return (
            f"looks like a date, while {others}: a spreadsheet may have changed it.",
            "Format the column as text and type it again.",
        )
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", key) and re.search("[Aa]", usual):
        return f"is a bare number, while {others}.", "Write the whole reference, or say ‘keys as they are’."
    mended = unicodedata.normalize("NFKC", key).translate(_DASHES)
    mended = "".join(c for c in mended if c.isalnum() or c in usual)
    if "a" not in usual:
        mended = mended.upper()
    elif "A" not in usual:
        mended = mended.lower()
    if len(mended) == len(usual):
        mended = "".join(
            c.translate(_LETTER_FOR) if kind in "Aa" and c.isdigit() else c.translate(_DIGIT_FOR) if kind == "9" else c
            for c, kind in zip(mended, usual, strict=True)
        )
    bare = "".join(c for c in mended if c.isalnum())
    if _shape(bare) == "".join(c for c in usual if c.isalnum()):  # other marks, or none, between the same parts
        parts = iter(bare)
        mended = "".join(next(parts) if c.isalnum() else c for c in usual)
    if _shape(mended) == usual:
        return f"is written otherwise than the rest: {others}.", f"Did you mean ‘{mended}’?"
    pattern = _pattern(usual)
    if len(re.findall(pattern, key)) > 1 or re.search(rf"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])", key):
        return f"holds more than one reference: {others}.", "Write one reference in a cell."
    number = re.search("(9+)$", usual)
    padded = re.fullmatch(r"(.*?)(0[0-9]+)", key)
    if number and padded and _shape(padded[1]) == usual[: number.start()] and len(padded[2]) > len(number[1]):
        return (
            f"has more digits than the others: {others}.",
            f"Did you mean ‘{padded[1]}{padded[2][-len(number[1]) :]}’?",
        )
    return None
