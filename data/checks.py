"""Checks over typed rows: every problem of the whole file in one pass, each naming its cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from rapidfuzz import fuzz, process

from data.datasets import Column, Dataset, Kind, NotBefore, OnlyWhen, RequiredWhen
from data.problems import PROBLEM_SCHEMA, Notice, no_problems
from data.values.common import normal, plain, uk_date
from data.values.text import LOOK_ALIKES

LIKE_ENOUGH = 80
"""The likeness (0-100, rapidfuzz ratio) from which a known key is offered for one that isn't."""
MOST_LIKENESSES = 3_000_000
"""How many comparisons of keys are worth making for the sake of «did you mean» (about a second)."""


@dataclass
class Table:
    """What the checks look at: typed rows, the cells as the file has them, and where each stands."""

    dataset: Dataset
    rows: pl.DataFrame  # our columns, typed; null where blank or refused
    texts: Mapping[str, pl.Series]  # our column → the cells as the file has them
    headings: Mapping[str, str]  # our column → the file's heading
    numbers: pl.Series  # spreadsheet row numbers
    refused: Mapping[str, pl.Series] = field(default_factory=dict)  # our column → whether the cell was refused already

    def at(
        self, mask: pl.Series, column: Column, kind: str, problem: str | pl.Series, mend: str | pl.Series = ""
    ) -> pl.DataFrame:
        """A problem for every row for which `mask` is true; cells that were refused already are not named twice."""
        mask = mask.fill_null(False)
        if column.name in self.refused:
            mask = mask & ~self.refused[column.name]
        if not mask.any():
            return no_problems()
        text = self.texts.get(column.name)
        here = pl.DataFrame({"row": self.numbers.filter(mask)})
        value = text.filter(mask) if text is not None else self.rows[column.name].cast(pl.String).filter(mask)
        return here.with_columns(
            pl.lit(column.name).alias("column"),
            pl.lit(self.headings.get(column.name, column.label)).alias("heading"),
            value.alias("value"),
            pl.lit(kind).alias("kind"),
            (problem.filter(mask) if isinstance(problem, pl.Series) else pl.lit(problem)).alias("problem"),
            (mend.filter(mask) if isinstance(mend, pl.Series) else pl.lit(mend)).alias("mend"),
        ).select(list(PROBLEM_SCHEMA))

    def label(self, column: str) -> str:
        return self.headings.get(column, self.dataset.column(column).label)


def file_problem(
    kind: str, problem: str, mend: str = "", column: str | None = None, heading: str | None = None
) -> pl.DataFrame:
    """One problem with the file, or with one column of it, as a whole."""
    return pl.DataFrame([(None, column, heading, None, kind, problem, mend)], schema=PROBLEM_SCHEMA, orient="row")


def check(
    table: Table, known: Mapping[str, pl.Series], keys_as_they_are: bool = False
) -> tuple[pl.DataFrame, list[Notice]]:
    """All problems of the rows, and what is worth knowing about their keys. `known`: dataset → keys that exist."""
    problems = [_filled(table), _ranges(table), _rules(table), _unique(table), _references(table, known)]
    notices: list[Notice] = []
    if not keys_as_they_are:
        problems.append(_keys(table, known, notices))
    return pl.concat(problems), notices


def in_order(problems: pl.DataFrame) -> pl.DataFrame:
    """The problems sorted by row, those of the file as a whole first; a cell that feeds two columns is named once."""
    once = problems.unique(["row", "heading", "value", "kind", "problem"], keep="first", maintain_order=True)
    return once.sort("row", nulls_last=False, maintain_order=True)


def _filled(table: Table) -> pl.DataFrame:
    found = []
    for column in table.dataset.columns:
        if column.required and column.name in table.rows.columns and table.rows[column.name].null_count():
            found.append(
                table.at(
                    table.rows[column.name].is_null(), column, "blank",
                    f"is blank: it must hold {column.expected}.", "Fill the cell, or leave the row out.",
                )
            )  # fmt: skip
    return pl.concat([no_problems(), *found])


def _ranges(table: Table) -> pl.DataFrame:
    found = []
    for column in table.dataset.columns:
        if column.name not in table.rows.columns or (column.minimum is None and column.maximum is None):
            continue
        values = table.rows[column.name]
        outside = pl.Series([False] * len(values))
        low, high = values.min(), values.max()
        if column.minimum is not None and low is not None and low < column.minimum:  # type: ignore[operator]
            outside = values < column.minimum
        if column.maximum is not None and high is not None and high > column.maximum:  # type: ignore[operator]
            outside = outside | (values > column.maximum)
        found.append(table.at(outside, column, "out of range", f"is not {column.expected}.", "Mend the cell."))
    return pl.concat([no_problems(), *found])


def _or(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _rules(table: Table) -> pl.DataFrame:
    found = [no_problems()]
    rows = table.rows
    for rule in table.dataset.rules:
        if isinstance(rule, NotBefore):
            if rule.later in rows.columns and rule.earlier in rows.columns:
                wrong = (rows[rule.later] < rows[rule.earlier]).fill_null(False)
                if wrong.any():
                    said = pl.Series(
                        [
                            f"is before {table.label(rule.earlier)} ({uk_date(day)})." if is_wrong else ""
                            for is_wrong, day in zip(wrong, rows[rule.earlier], strict=True)
                        ],
                        dtype=pl.String,
                    )
                    found.append(
                        table.at(
                            wrong, table.dataset.column(rule.later), "dates out of order", said, "Mend one of them."
                        )
                    )
            continue
        if rule.when not in rows.columns:
            continue
        column = table.dataset.column(rule.column)
        is_so = rows[rule.when].is_in(rule.values).fill_null(False)
        when = f"{table.label(rule.when)} is {_or(rule.values)}"
        has_column = rule.column in rows.columns
        if isinstance(rule, RequiredWhen):
            if not has_column and is_so.any():
                found.append(
                    file_problem(
                        "missing column",
                        f"The file has no column for {column.label}, which must be filled when {when}: "
                        f"{int(is_so.sum()):,} row{'' if is_so.sum() == 1 else 's'}.",
                        "Add the column, map a heading to it, or give it a fixed value.",
                        column.name,
                    )
                )
            elif has_column:
                found.append(
                    table.at(
                        is_so & rows[rule.column].is_null(), column, "blank", f"is blank, and must be filled when {when}.",
                        "Fill the cell, or mend the other.",
                    )
                )  # fmt: skip
        if has_column and (isinstance(rule, OnlyWhen) or rule.only):
            unknown = table.refused.get(rule.when)
            surplus = rows[rule.column].is_not_null() & ~is_so
            if unknown is not None:
                surplus = surplus & ~unknown
            found.append(
                table.at(
                    surplus,
                    column,
                    "must be blank",
                    f"must be blank unless {when}.",
                    "Clear the cell, or mend the other.",
                )
            )
    return pl.concat(found)


def duplicates(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The rows whose key occurs more than once, all their columns, those of one key side by side in the file's order."""
    keys = [key for key in dataset.keys if key in rows.columns]
    if len(keys) != len(dataset.keys) or not rows.height:
        return rows.clear()
    return (
        rows.filter(pl.struct(keys).is_duplicated() if len(keys) > 1 else pl.col(keys[0]).is_duplicated())
        .filter(pl.all_horizontal(pl.col(keys).is_not_null()))
        .sort([*keys, "_row"], maintain_order=True)
    )


def _unique(table: Table) -> pl.DataFrame:
    keys = table.dataset.keys
    if not all(key in table.rows.columns for key in keys) or not table.rows.height:
        return no_problems()
    if len(keys) == 1:
        column = table.rows[keys[0]]
        if column.n_unique() + max(column.null_count() - 1, 0) == len(column):
            return no_problems()
    rows = table.rows.select(keys).with_columns(table.numbers.alias("_row"))
    twice = duplicates(rows, table.dataset)
    if not twice.height:
        return no_problems()
    together = twice.group_by(keys, maintain_order=True).agg(pl.col("_row").alias("rows"))
    others = twice.join(together, on=list(keys), how="left", maintain_order="left")
    last = table.dataset.column(keys[-1])
    first = table.dataset.column(keys[0])
    noun = " and ".join(table.label(key) for key in keys)
    by_row = pl.DataFrame(
        {
            "_row": others["_row"],
            "said": [_other_rows(row, rows, noun) for row, rows in others.select("_row", "rows").iter_rows()],
        }
    )
    said = rows.select("_row").join(by_row, on="_row", how="left", maintain_order="left")["said"]
    named = first if len(keys) == 1 else last
    return table.at(
        said.is_not_null(), named, "duplicate key", said.fill_null(""),
        "Each row needs its own: mend one, or leave all but one out.",
    )  # fmt: skip


def _other_rows(row: int, rows: list[int], noun: str) -> str:
    others = [f"{other:,}" for other in rows if other != row]
    listed = _and(others[:5]) + (f" and {len(others) - 5:,} more" if len(others) > 5 else "")
    return f"is the {noun} of row{'s' if len(others) > 1 else ''} {listed} too."


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def canonical(keys: pl.Series) -> pl.Series:
    """The keys in a form in which those that people take for one another are equal: case, leading zeros, spaces, kinds of
    dash and letters of other alphabets that only look alike don't count."""
    if keys.str.contains(r"[^\x00-\x7f]").any():
        keys = keys.str.normalize("NFKC").map_elements(lambda key: key.translate(LOOK_ALIKES), return_dtype=pl.String)
        keys = keys.str.replace_all("[\u2010-\u2015\u2212]", "-").str.replace_all("[\u2018\u2019]", "'")
    keys = keys.str.to_lowercase().str.replace_all(r"\s+", " ").str.replace_all(r" ?([-_/.:]) ?", "$1")
    return keys.str.replace_all(r"(^|[^0-9])0+([0-9])", "$1$2")


def _keys(table: Table, known: Mapping[str, pl.Series], notices: list[Notice]) -> pl.DataFrame:
    """Keys that look like another key, have lost their leading zeros, or have an odd shape among the others."""
    texts = [key for key in table.dataset.keys if table.dataset.column(key).kind is Kind.TEXT]
    if len(texts) != 1 or texts[0] not in table.rows.columns:
        return no_problems()
    column = table.dataset.column(texts[0])
    keys = table.rows[column.name]
    if not keys.drop_nulls().len():
        return no_problems()
    if len(table.dataset.keys) > 1:  # part of a key: a name that recurs, month after month
        return _look_alikes(table, column, keys, canonical(keys))
    found = [no_problems()]
    if column.refers_to is None and table.dataset.name in known:
        found.append(_like_known(table, column, keys, known[table.dataset.name]))
    forms = _varying(keys)
    if forms is not None:
        found.append(_look_alikes(table, column, keys, forms))
        found.append(_lost_zeros(table, column, keys, notices))
    found.append(_odd_shapes(table, column, keys, notices))
    problems = pl.concat(found)
    return problems.unique("row", keep="first", maintain_order=True)


def _varying(keys: pl.Series) -> pl.Series | None:
    """The canonical forms, or None when the keys can't be confused: all ASCII, of one length and one case."""
    lengths = keys.str.len_bytes()
    if (
        lengths.min() == lengths.max()
        and (lengths == keys.str.len_chars()).all()
        and not keys.str.contains(r"\s").any()
        and not (keys.str.contains("[a-z]").any() and keys.str.contains("[A-Z]").any())
    ):
        return None
    return canonical(keys)


def _look_alikes(table: Table, column: Column, keys: pl.Series, forms: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame({"key": keys, "form": forms, "row": table.numbers}).drop_nulls("key")
    clashing = (
        frame.group_by("form", maintain_order=True)
        .agg(pl.col("key").n_unique().alias("n"), pl.col("key"), pl.col("row"))
        .filter(pl.col("n") > 1)
    )
    if not clashing.height:
        return no_problems()
    said: dict[str, str] = {}
    for same, numbers in clashing.select("key", "row").iter_rows():
        for key in set(same):
            other, row = next((k, r) for k, r in zip(same, numbers, strict=True) if k != key)
            said[key] = (
                f"looks like '{plain(other)}' of row {row:,}: they differ only in case, zeros, spaces or look-alike signs."
            )
    return table.at(
        keys.is_in(list(said)), column, "look-alike key",
        keys.replace_strict(said, default="", return_dtype=pl.String),
        "Write one thing one way, or say «keys as they are» if both are meant.",
    )  # fmt: skip


def _like_known(table: Table, column: Column, keys: pl.Series, known: pl.Series) -> pl.DataFrame:
    """New keys that differ from a key already held only in case, zeros, spaces or look-alike signs."""
    new = ~keys.is_in(known.implode()) & keys.is_not_null()
    if not new.any() or not len(known):
        return no_problems()
    held = dict(zip(canonical(known), known, strict=True))
    present = set(keys.filter(~new).to_list())
    fresh = keys.filter(new).unique(maintain_order=True)
    said = {
        key: f"looks like '{held[form]}', which is already held: they differ only in case, zeros, spaces or look-alike signs."
        for key, form in zip(fresh, canonical(fresh), strict=True)
        if form in held and held[form] not in present
    }
    if not said:
        return no_problems()
    return table.at(
        keys.is_in(list(said)), column, "look-alike key",
        keys.replace_strict(said, default="", return_dtype=pl.String),
        "Write it as it is held, or say «keys as they are» if it is another.",
    )  # fmt: skip


def _lost_zeros(table: Table, column: Column, keys: pl.Series, notices: list[Notice]) -> pl.DataFrame:
    """Keys whose number is shorter than that of other keys of the same kind, which are padded with zeros."""
    frame = pl.DataFrame(
        {
            "key": keys,
            "row": table.numbers,
            "start": keys.str.extract(r"^(.*?)[0-9]+$", 1),
            "digits": keys.str.extract(r"([0-9]+)$", 1),
        }
    )
    width = pl.col("digits").str.len_bytes()
    padded = (
        frame.filter(pl.col("digits").str.starts_with("0") & (width > 1))
        .group_by("start")
        .agg(width.mode().max().alias("wide"))
    )
    if padded.height:
        short = frame.join(padded, on="start", how="left", maintain_order="left")
        is_short = (short["digits"].str.len_bytes() < short["wide"]).fill_null(False)
        if is_short.any():
            meant = short.select(pl.col("start") + pl.concat_str(pl.lit("0" * 40), "digits").str.tail(pl.col("wide")))
            mends = "Did you mean '" + meant.to_series() + "'? Format the column as text before saving."
            return table.at(
                is_short, column, "lost zeros",
                "has fewer digits than the others, which are padded with zeros: its own may be lost.", mends.fill_null(""),
            )  # fmt: skip
    elif (
        frame["digits"].is_not_null().all()
        and (frame["start"] == "").all()
        and frame["digits"].str.len_bytes().n_unique() > 1
    ):
        notices.append(
            Notice(
                "keys are numbers",
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


USUAL_SHAPE = 0.85
USUAL_LEAST = 8
"""A file's references have a usual shape (ABC-0001: letters, digits and signs in the same places) when at least this share
of them, and so many, have it."""
STRICT_SHAPE = 0.95
STRICT_LEAST = 20
"""Where this share of at least so many references has the usual shape, one that is the only one of its own is refused: two or
more of another shape are another series of references, and only said."""
_LETTER_FOR = str.maketrans("01582", "OISBZ")
_DIGIT_FOR = str.maketrans("OoIlSBZ", "0011582")


def _shapes(keys: pl.Series) -> pl.Series:
    """ABC-0001 → AAA-9999: letters by case, digits, everything else as it is."""
    return keys.str.replace_all("[0-9]", "9").str.replace_all(r"\p{Lu}", "A").str.replace_all(r"\p{Ll}", "a")


def _odd_shapes(table: Table, column: Column, keys: pl.Series, notices: list[Notice]) -> pl.DataFrame:
    """Keys that are a misspelling of the shape that nearly all the others have, or that a spreadsheet has changed."""
    if keys.str.contains(f"^{_pattern(_shape(keys.drop_nulls()[0]))}$").all():
        return no_problems()
    shapes = _shapes(keys)
    counts: dict[str, int] = dict(shapes.drop_nulls().value_counts(sort=True).iter_rows())
    usual, many = next(iter(counts.items()))
    if many < USUAL_LEAST or many < USUAL_SHAPE * len(keys) or "9" not in usual:
        return no_problems()
    typical = keys.filter(shapes == usual)[0]
    is_strict = many >= STRICT_LEAST and many >= STRICT_SHAPE * len(keys)
    said: dict[str, tuple[str, str]] = {}
    unlike: list[str] = []
    for key in keys.filter((shapes != usual).fill_null(False)).unique(maintain_order=True):
        found = _unlike(key, usual, typical)
        is_longer = re.sub("9+", "9", _shape(key)) == re.sub("9+", "9", usual)
        if found:
            said[key] = found
        elif is_strict and counts.get(_shape(key), 0) <= 1 and not is_longer:
            said[key] = (
                f"is the only one of its shape, while the others look like '{plain(typical)}'.",
                "Mend it, or say «keys as they are» if it is meant.",
            )
        elif not is_longer:
            unlike.append(key)
    if unlike:
        notices.append(
            Notice(
                "unlike the other keys",
                f"{table.label(column.name)}: {len(unlike):,} references have another shape than the rest, such as '{typical}'.",
                len(unlike),
                tuple(f"'{plain(key)[:60]}'" for key in unlike[:5]),
            )
        )
    return table.at(
        keys.is_in(list(said)), column, "unlike the other keys",
        keys.replace_strict({key: problem for key, (problem, _) in said.items()}, default="", return_dtype=pl.String),
        keys.replace_strict({key: mend for key, (_, mend) in said.items()}, default="", return_dtype=pl.String),
    )  # fmt: skip


def _shape(key: str) -> str:
    return "".join("9" if c in "0123456789" else "A" if c.isupper() else "a" if c.islower() else c for c in key)


def _pattern(shape: str) -> str:
    """A pattern that the keys of a shape fit."""
    classes = {"9": "[0-9]", "A": "[A-Z]", "a": "[a-z]"}
    return "".join(classes.get(c, re.escape(c)) for c in shape)


def _unlike(key: str, usual: str, typical: str) -> tuple[str, str] | None:
    """(problem, mend) for a key that must be a misspelling or a spreadsheet's doing, None for one that is merely other."""
    others = f"the others look like '{plain(typical)}'"
    if re.fullmatch(_DATE_LIKE, key):
        return (
            f"looks like a date, while {others}: a spreadsheet may have changed it.",
            "Format the column as text and type it again.",
        )
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", key) and re.search("[Aa]", usual):
        return f"is a bare number, while {others}.", "Write the whole reference, or say «keys as they are»."
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
        return f"is written otherwise than the rest: {others}.", f"Did you mean '{mended}'?"
    pattern = _pattern(usual)
    if len(re.findall(pattern, key)) > 1 or re.search(rf"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])", key):
        return f"holds more than one reference: {others}.", "Write one reference in a cell."
    number = re.search("(9+)$", usual)
    padded = re.fullmatch(r"(.*?)(0[0-9]+)", key)
    if number and padded and _shape(padded[1]) == usual[: number.start()] and len(padded[2]) > len(number[1]):
        return (
            f"has more digits than the others: {others}.",
            f"Did you mean '{padded[1]}{padded[2][-len(number[1]) :]}'?",
        )
    return None


_DASHES = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}


ROUND_LENGTHS = (30, 40, 50, 60, 64, 80, 100, 128, 200, 250, 254, 255, 256, 500, 512, 1000, 1024, 2000, 4000, 32767)
"""Lengths at which programs cut text off."""
FAR_YEARS = 30
"""Dates further than this from the reporting date are pointed out: 2103 is easily typed for 2013."""


def worth_knowing(table: Table, reporting_date: date) -> list[Notice]:
    """What is no problem and still worth a look: names alike save for case or spaces, text that may be cut off, far dates."""
    notices: list[Notice] = []
    for column in table.dataset.columns:
        if column.name not in table.rows.columns:
            continue
        values = table.rows[column.name].drop_nulls()
        label = table.label(column.name)
        if column.kind is Kind.TEXT and not column.key and not column.refers_to and len(values):
            notices += _alike_names(values, label) + _cut_off(values, label)
        elif column.kind is Kind.DATE and len(values):
            far = (values.dt.year() - reporting_date.year).abs() > FAR_YEARS
            if far.any():
                days = tuple(uk_date(day) for day in values.filter(far).unique(maintain_order=True).head(5))
                count = int(far.sum())
                dates = f"{count:,} dates are" if count > 1 else "1 date is"
                text = f"{label}: {dates} more than {FAR_YEARS} years from the reporting date."
                notices.append(Notice("far date", text, count, days))
    return notices


def _alike_names(values: pl.Series, label: str) -> list[Notice]:
    """Names that recur, and differ from one another only in case, spaces or punctuation."""
    different = values.unique(maintain_order=True)
    if len(different) > 0.5 * len(values) or len(different) > 2_000:
        return []
    forms: dict[str, list[str]] = {}
    for name in different:
        forms.setdefault(normal(name), []).append(name)
    alike = [names for names in forms.values() if len(names) > 1]
    if not alike:
        return []
    examples = tuple(" / ".join(f"'{name[:40]}'" for name in names) for names in alike[:5])
    text = f"{label}: {len(alike):,} names are written in several ways, and count as different."
    return [Notice("alike names", text, len(alike), examples)]


def _cut_off(values: pl.Series, label: str) -> list[Notice]:
    lengths = values.str.len_chars()
    longest = int(str(lengths.max()))
    if longest not in ROUND_LENGTHS:
        return []
    longest_ones = values.filter(lengths == longest).unique(maintain_order=True)
    if len(longest_ones) < 3:
        return []
    return [
        Notice(
            "may be cut off",
            f"{label}: {len(longest_ones):,} cells have exactly {longest:,} characters, as many as the longest: "
            "they may be cut off.",
            len(longest_ones),
            tuple(f"'…{plain(text)[-40:]}'" for text in longest_ones.head(3)),
        )
    ]


def _references(table: Table, known: Mapping[str, pl.Series]) -> pl.DataFrame:
    found = [no_problems()]
    for name, other in table.dataset.references:
        if name not in table.rows.columns or table.rows[name].null_count() == table.rows.height:
            continue
        column, values = table.dataset.column(name), table.rows[name]
        held = known.get(other, pl.Series([], dtype=pl.String)).cast(pl.String)
        if other == table.dataset.name and table.dataset.keys[0] in table.rows.columns:
            held = pl.concat([held.rename("key"), table.rows[table.dataset.keys[0]].drop_nulls().rename("key")])
        if not len(held):
            found.append(
                file_problem(
                    "nothing to refer to",
                    f"{table.label(name)} refers to {other}, and no {other} are held as at this date.",
                    f"Upload {other} first.", name, None,
                )
            )  # fmt: skip
            continue
        unknown = values.is_not_null() & ~values.is_in(held.implode())
        if not unknown.any():
            continue
        misses = values.filter(unknown).unique(maintain_order=True)
        mends = _near(misses, held, other)
        found.append(
            table.at(
                unknown, column, "unknown reference", f"is not held in {other} as at this date.",
                values.replace_strict(misses, mends, default="", return_dtype=pl.String),
            )
        )  # fmt: skip
    return pl.concat(found)


def _near(misses: pl.Series, held: pl.Series, other: str) -> pl.Series:
    """For each key that isn't held, what to do: the held one that it may be, or to add it first."""
    forms = dict(zip(canonical(held), held, strict=True))
    every = held.unique(maintain_order=True).to_list()
    budget = MOST_LIKENESSES // max(len(every), 1)
    said = []
    for miss, form in zip(misses, canonical(misses), strict=True):
        near = forms.get(form)
        if near is None and budget > 0:
            budget -= 1
            best = process.extractOne(miss, every, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
            near = best[0] if best else None
        said.append(f"Did you mean '{near}'?" if near is not None else f"Mend it, or upload it in {other} first.")
    return pl.Series(said, dtype=pl.String)


def reference_keys(known: Mapping[str, pl.Series | list[str]]) -> dict[str, pl.Series]:
    """The known keys as text series, whatever they were given as."""
    return {
        name: pl.Series(name, keys, dtype=pl.String) if isinstance(keys, list) else keys for name, keys in known.items()
    }


GROUP_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "column": pl.String(),
    "heading": pl.String(),
    "value": pl.String(),  # the cell; examples of it where the group holds many different ones
    "problem": pl.String(),
    "mend": pl.String(),
    "count": pl.Int64(),
    "rows": pl.String(),  # «row 3», «rows 3, 4, 5 and 4,997 more»
    "first_row": pl.Int64(),
}


def group_problems(problems: pl.DataFrame, most: int = 8) -> pl.DataFrame:
    """One row per group of equal problems, so that 5,000 equal ones read as one line, in the order of their first rows.

    Equal means the same column, kind, cell and message. Where one column has more than `most` different lines of one kind,
    they become one line too, with examples of the cells and the first one's message.
    """
    equal = ["kind", "column", "heading", "value", "problem", "mend"]
    groups = problems.group_by(equal, maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("count"), pl.col("row").alias("all_rows"), pl.col("row").min().alias("first_row")
    )
    alike = ["kind", "column", "heading"]
    groups = groups.with_columns(pl.len().over(alike).alias("lines"))
    few = groups.filter(pl.col("lines") <= most).drop("lines")
    many = (
        groups.filter(pl.col("lines") > most)
        .group_by(alike, maintain_order=True)
        .agg(
            pl.col("value").drop_nulls().unique(maintain_order=True).head(4).alias("examples"),
            pl.col("value").n_unique().alias("values"),
            pl.col("problem").first(),
            pl.col("problem").n_unique().alias("messages"),
            pl.col("mend").first(),
            pl.col("count").sum(),
            pl.col("all_rows").list.explode(keep_nulls=True, empty_as_null=False).sort(),
            pl.col("first_row").min(),
        )
    )
    joined = pl.DataFrame(
        [
            {
                **{name: row[name] for name in (*alike, "mend", "count", "all_rows", "first_row")},
                "value": _examples(row["examples"], row["values"]),
                "problem": row["problem"] if row["messages"] == 1 else f"(the first) {row['problem']}",
            }
            for row in many.iter_rows(named=True)
        ],
        schema={**{name: groups.schema[name] for name in few.columns}},
    ).select(few.columns)  # fmt: skip
    every = pl.concat([few, joined]).sort("first_row", nulls_last=False, maintain_order=True)
    return every.with_columns(
        pl.Series("rows", [rows_said(rows) for rows in every["all_rows"]], dtype=pl.String)
    ).select(list(GROUP_SCHEMA))


def _examples(examples: list[str], count: int) -> str:
    """A few cells between the quotation marks of a sentence: a', 'b', 'c' and 17 more such as 'd."""
    short = [plain(example)[:40] for example in examples]
    if count <= len(short):
        return "', '".join(short)
    return "', '".join(short[:-1]) + f"' and {count - len(short) + 1:,} more such as '{short[-1]}"


def rows_said(rows: Sequence[int | None], most: int = 3) -> str:
    """«row 3», «rows 3, 4 and 5», «rows 3, 4, 5 and 4,997 more»; "" for the file as a whole."""
    numbers = [f"{row:,}" for row in rows if row is not None]
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    if len(numbers) <= most:
        return f"rows {_and(numbers)}"
    return f"rows {', '.join(numbers[:most])} and {len(numbers) - most:,} more"
