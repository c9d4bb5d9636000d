"""What changed in a dataset between two days: each row as it was, as it is, and the report that brought what is new.

`compare` pairs the rows of any dataset, from its declaration alone, a renamed row with itself. A module beside this one
then says what there is to tell of a pair: its kinds of change, each with a weight and a sentence. A sentence is made here,
and not by the screens, because `python -m queries changes_all`, the briefing and the screens must all say the same one.

A list of any size may change in every row, so `compare_alike` counts the pairs of which the same is to be told in the store,
and fetches one of each such group; a group is told in one sentence, and only of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from data.datasets import DATASETS
from data.ledger.names import renamed_rows
from data.number_text import exact_pounds
from queries import Asking

Row = dict[str, Any]
Report = tuple[date | None, int | None]
"""A reporting date and the number of the upload."""

SCHEMA = {
    "subject": pl.String, "kind": pl.String, "weight": pl.Int32, "size": pl.Float64, "item_id": pl.String,
    "title": pl.String, "sentence": pl.String, "alike": pl.String, "things": pl.Int64, "reporting_date": pl.Date,
    "upload": pl.Int64, "page": pl.String,
}  # fmt: skip
"""The columns of every changes_<subject>; changes_all explains them. Where things is more than 1, the row stands for so many of
which the same is told: item_id and title are the key of one of them, the sentence is of them all, and size, date and upload are
the greatest of all."""


OF_A_ROW = ("row_key", "valid_from", "valid_to", "upload")
OF_A_VERSION = {*OF_A_ROW, "reported_on"}
"""The columns of a version that are not of the row."""


class Change(NamedTuple):
    """One thing to tell of a pair; `kind`, `weight`, `size` and `alike` as changes_all explains them.

    by: the columns that changed: the last report that changed one of them brought it. A row that came was brought by its
    first report without them, one that went by the report that lacked it. brought: the report that did, where rows of another
    dataset did it.
    """

    kind: str
    weight: int
    sentence: str
    alike: str | None = None
    size: float = 0
    by: tuple[str, ...] = ()
    brought: Report | None = None


AS_IT_IS = ("valid_from",)
"""For `by`: the report that brought the row as it stands, also of one that was added since."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs of which the same is told: how many `things`, and the greatest size of each kind, reporting date and upload."""

    things: int
    sizes: Mapping[str, float]
    reported: Report


class Pair(NamedTuple):
    """A row at two days, `day` and the later `as_at`: `before` and `now`, None where it was not there, the columns in which
    they `differ`, and the row's `versions` from the one day to the other, in order.

    removed_by: reporting date → the full upload that removed rows then. group: the pairs that it stands for, itself included;
    None where it stands for itself alone.
    """

    item: str
    before: Row | None
    now: Row | None
    differ: frozenset[str]
    versions: list[Row]
    day: date
    as_at: date
    removed_by: dict[date, int]
    group: Group | None = None

    @property
    def row(self) -> Row:
        """The row as it is, or as it was last."""
        row = self.now or self.before
        assert row
        return row

    def changed(self, *columns: str) -> bool:
        """Whether one of the columns holds something else now; False where the row was not there at both days."""
        return not self.differ.isdisjoint(columns)

    def days(self, column: str) -> int:
        """By how many days a date moved: less than 0 when it came forward, 0 where it was not given at both days."""
        if column not in self.differ or self.now is None or self.before is None:
            return 0
        now, before = self.now[column], self.before[column]
        return 0 if now is None or before is None else (now - before).days

    def way(self, column: str) -> str:
        """‘slipped’, ‘forward’ (it came forward), or ‘past’: it is due on an earlier day than before, which has passed."""
        assert self.now
        if self.days(column) > 0:
            return "slipped"
        return "past" if self.now[column] < self.as_at else "forward"

    def moved(self, column: str) -> str:
        """‘slipped 21 days, from 1 April 2014 to 22 April 2014’: of a date for which `days` is not 0."""
        assert self.now
        assert self.before
        days = self.days(column)
        if self.way(column) == "past":
            due, before = long_date(self.now[column]), long_date(self.before[column])
            return f"is due on {due} now, which has passed; before, it was {before}"
        way = "slipped" if days > 0 else "came forward"
        return (
            f"{way} {count(abs(days), 'day')}, from {long_date(self.before[column])} to {long_date(self.now[column])}"
        )

    @property
    def things(self) -> int:
        """How many pairs it stands for."""
        return 1 if self.group is None else self.group.things

    def size(self, change: Change) -> float:
        """The size of a change, or the greatest of all pairs that it stands for."""
        return change.size if self.group is None else self.group.sizes.get(change.kind, change.size)

    def report(self, change: Change) -> Report:
        """The report that brought a change."""
        if change.brought is not None:
            return change.brought
        if self.group is not None and self.now is not None:
            return self.group.reported
        if self.now is not None and self.before is not None and len(self.versions) == 2:  # nearly always
            return self.now.get("reported_on", self.now["valid_from"]), self.now["upload"]
        if self.now is None:
            ended = self.versions[-1]["valid_to"]
            return ended, self.removed_by.get(ended)
        brought, steps = self.now, list(zip(self.versions, [{}, *self.versions], strict=False))
        later = steps[self.before is not None :]  # each version that came since, and the one before it
        if self.before is None and not change.by:
            brought = self.versions[0]
        elif len(later) > 1:
            differing = (
                row for row, last in reversed(later) if any(row[name] != last.get(name, ...) for name in change.by)
            )
            brought = next(differing, self.now)
        return brought.get("reported_on", brought["valid_from"]), brought["upload"]


def compare(
    ask: Asking,
    since: date | None,
    rows: str = "",
    uses: Iterable[str] = (),
    also: str = "false",
    keys: Collection[str] | None = None,
) -> list[Pair]:
    """The rows of the asked dataset that changed, came or went between an earlier day and the as-at date, by their keys.

    since: the earlier day, see reports_compared; nothing changed where there is none. rows: a SELECT of every version, with
    columns of its own, from the queries that it `uses` (default: the dataset's versions). also: SQL for rows that are wanted
    although nothing in them changed, as a day that passes may change how they stand; it may name $since. keys: only these rows.
    """
    if ask.earlier is not None:
        return _between_states(ask, ask.earlier, rows, uses, also, keys)
    day = earlier_day(ask, since)
    if day is None:
        return []
    chosen = {} if keys is None else {"keys": list(keys)}
    found = ask.rows(
        f"{_spans(ask, rows, also)}{' AND row_key IN (SELECT unnest($keys::varchar[]))' if chosen else ''} "
        "ORDER BY row_key, valid_from",
        uses,
        since=day,
        **chosen,
    )
    compared = [name for name in (found[0] if found else ()) if name not in OF_A_VERSION]
    removed_by: dict[date, int] = {}
    pairs = []
    for item, group in groupby(found, key=lambda row: row["row_key"]):
        versions = list(group)
        before = versions[0] if versions[0]["valid_from"] <= day else None
        now = versions[-1] if versions[-1]["valid_to"] > ask.as_at else None
        differ = [name for name in compared if now[name] != before[name]] if now and before else ()
        is_wanted = now is not None and before is not None and also != "false"  # that day may change how it stands
        if differ or is_wanted or (now is None) is not (before is None):
            pairs.append(Pair(item, before, now, frozenset(differ), versions, day, ask.as_at, removed_by))
    if any(pair.now is None for pair in pairs):
        removed_by |= full_uploads(ask)
    return pairs


def _spans(ask: Asking, rows: str, also: str) -> str:
    """The versions that tell what changed between the two days, as a SELECT that can be led on with AND; as in compare."""
    return (
        f"SELECT * FROM ({rows or _versions(ask)}) "
        f"WHERE valid_from <= $as_at AND valid_to > $since AND (valid_from > $since OR valid_to <= $as_at OR {also})"
    )


def _versions(ask: Asking) -> str:
    return f"SELECT * FROM {ask.dataset}_versions($as_at, $ledger_version)"


def _is_as_it_was(ask: Asking, then: Asking, rows: str, uses: Iterable[str]) -> bool:
    """Whether two states can't differ in these rows: nothing was entered of what they are read from, and the day is the same."""
    return (
        then.as_at == ask.as_at
        and ask.entered.isdisjoint(ask.reads(rows or _versions(ask), uses))
        and not renamed(ask, then)
    )


def _between_states(
    ask: Asking, then: Asking, rows: str, uses: Iterable[str], also: str, keys: Collection[str] | None
) -> list[Pair]:
    """As compare, of two states that no one ledger version knows. A row that did not change is left out in the frames, for they
    hold all of both states."""
    if _is_as_it_was(ask, then, rows, uses):
        return []
    chosen = {} if keys is None else {"keys": list(keys)}
    sql = (
        f"SELECT *, {also} AS is_wanted FROM ({rows or _versions(ask)}) WHERE valid_from <= $as_at AND valid_to > $as_at"
        f"{' AND row_key IN (SELECT unnest($keys::varchar[]))' if chosen else ''}"
    )
    before, now = (state.frame(sql, uses, since=then.as_at, **chosen) for state in (then, ask))
    before = renamed_rows(DATASETS[ask.dataset], before, renamed(ask, then))
    compared = [name for name in now.columns if name not in {*OF_A_VERSION, "is_wanted"}]
    both = before.join(now, on="row_key", suffix=" now")
    differs = pl.any_horizontal(
        pl.col("is_wanted now"), *(pl.col(name).ne_missing(pl.col(f"{name} now")) for name in compared)
    )
    wanted = both.filter(differs)["row_key"].implode()
    was, became = (
        {row["row_key"]: row for row in found.drop("is_wanted").iter_rows(named=True)}
        for found in (
            pl.concat([before.filter(pl.col("row_key").is_in(wanted)), before.join(now, on="row_key", how="anti")]),
            pl.concat([now.filter(pl.col("row_key").is_in(wanted)), now.join(before, on="row_key", how="anti")]),
        )
    )
    pairs = []
    for item in sorted(was.keys() | became.keys()):
        old, new = was.get(item), became.get(item)
        differ = frozenset(name for name in compared if new[name] != old[name]) if new and old else frozenset()
        versions = [row for row in (old, new) if row is not None]
        pairs.append(Pair(item, old, new, differ, versions, then.as_at, ask.as_at, {}))
    return pairs


def renamed(ask: Asking, then: Asking) -> dict[str, dict[str, str]]:
    """Dataset → (key at the earlier state → key now) of each row that is called otherwise now."""
    before, now = (
        {(row["dataset"], row["identity"]): row["label"] for row in state.rows(CALLED)} for state in (then, ask)
    )
    found: dict[str, dict[str, str]] = {}
    for dataset, identity in sorted(before.keys() | now.keys()):
        old, new = (called.get((dataset, identity), identity) for called in (before, now))
        if old != new:
            found.setdefault(dataset, {})[old] = new
    return found


CALLED = """SELECT dataset, identity, label FROM name_versions($ledger_version)
WHERE valid_from <= $as_at AND valid_to > $as_at"""


@dataclass(frozen=True)
class Likeness:
    """Of which pairs of a dataset the same is told, but for the names of rows, their dates and their amounts.

    same: SQL over `earlier` and `later`, the row at each of the two days, null where it was not there: pairs that agree in all of
    these have the same kinds of change, with the same weight and `alike`, which is filled. sizes: of a kind whose sizes differ
    within such pairs, SQL for the size. read: the columns from which all that follows, and `digests`: names for those of which it
    only matters whether any of several differs, for one number stands for them. Without digests the whole rows are read.
    joins: SQL that joins to `pairs` what `beside` names, which pairs that are alike have in common too. otherwise: what to group
    by where a pair has nothing beside it.
    """

    same: tuple[str, ...]
    sizes: Mapping[str, str] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    digests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    joins: str = ""
    beside: tuple[str, ...] = ()
    otherwise: Likeness | None = None


def compare_alike(
    ask: Asking, since: date | None, together: int, like: Likeness, rows: str = "", uses: Iterable[str] = (),
    also: str = "false",
) -> list[Pair]:  # fmt: skip
    """As compare; but of pairs that are alike, and more than `together`, there is one, which stands for its group.

    A row that had other versions in between is always a pair of its own, for each of its changes may have come by another report.
    With `together` 0 each pair is.
    """
    day, then = earlier_day(ask, since), ask.earlier
    if then is not None:
        if _is_as_it_was(ask, then, rows, uses):
            return []
        day = then.as_at
    if day is None or not together or (then is not None and renamed(ask, then)):
        return compare(ask, since, rows, uses, also)
    by_itself: set[str] = set()
    previous = ask("reports_compared", since=since)["previous_report"][0]
    if then is None and previous is not None and previous > day:  # else no version begins and ends in between
        spans = _spans(ask, rows, also)
        several = f"SELECT DISTINCT row_key FROM ({spans}) WHERE valid_from > $since AND valid_to <= $as_at"
        by_itself = {row["row_key"] for row in ask.rows(several, uses, since=day)}
    groups = _groups(ask, day, together, like, rows, uses, also, by_itself)
    if like.otherwise and not all(row["is_known"] for row in groups):
        if then is not None:  # the earlier state may know what it was
            return compare(ask, since, rows, uses, also)
        groups = _groups(ask, day, together, like.otherwise, rows, uses, also, by_itself)
    stands_for = {row["keys"][0]: row for row in groups if row["things"] > together}
    singly = by_itself.union(*(row["keys"] for row in groups if row["things"] <= together))
    if like.digests:
        each = compare(ask, since, rows, uses, also, singly) if singly else []
        others = (f"NULL AS {name}" for name in DATASETS[ask.dataset].names if name not in like.read)
        narrow = f"SELECT {', '.join((*OF_A_ROW, *like.read, *others))} FROM ({rows})"
        some = compare(ask, since, narrow, uses, "true", stands_for) if stands_for else []
    else:
        wanted = {*singly, *stands_for}
        each, some = [], compare(ask, since, rows, uses, also, wanted) if wanted else []
    return each + [
        pair._replace(group=_stands_for(group, like), differ=pair.differ.union(*_differing(group, like)))
        if (group := stands_for.get(pair.item))
        else pair
        for pair in some
    ]


def _stands_for(group: Row, like: Likeness) -> Group:
    sizes = {kind: float(group[f"size_{kind}"] or 0) for kind in like.sizes}
    return Group(group["things"], sizes, (group["reported_on"], group["upload"]))


def _differing(group: Row, like: Likeness) -> Iterator[tuple[str, ...]]:
    """The columns of each digest that differs within the pairs of a group: which of them, is not known."""
    return (columns for name, columns in like.digests.items() if group[f"{name}_differs"])


MOST_KEYS = 999_999
"""So many at most the engine gives by min()."""


def _groups(
    ask: Asking,
    day: date,
    together: int,
    like: Likeness,
    rows: str,
    uses: Iterable[str],
    also: str,
    but: Collection[str],
) -> list[Row]:
    """What pairs that are alike have in common: one row per group. Pairs with the keys `but` are left out."""
    declared = DATASETS[ask.dataset]
    read = "*" if not like.digests else ", ".join(
        (*OF_A_ROW, *like.read, *(f"hash({', '.join(columns)}) AS {name}" for name, columns in like.digests.items()))
    )  # fmt: skip
    compared = (*like.read, *like.digests) or tuple(name for name in declared.names if name not in declared.keys)
    parameters: dict[str, object] = {"but": sorted(but)} if but else {}
    if ask.earlier is None:
        earlier, later = (f"{_spans(ask, rows, also)} AND {at}" for at in ("valid_from <= $since", "valid_to > $as_at"))
    else:
        later = f"SELECT * FROM ({rows or _versions(ask)}) WHERE valid_from <= $as_at AND valid_to > $as_at"
        earlier, parameters = ask.earlier.as_part(later, uses)
    in_common = {
        "came": "earlier.row_key IS NULL",
        "went": "later.row_key IS NULL",
        **{f"same_{place}": same for place, same in enumerate(like.same)},
        **{f"{name}_differs": f"earlier.{name} IS DISTINCT FROM later.{name}" for name in like.digests},
    }
    # what is told is worked out of what differs before anything is joined beside: so the engine carries less along
    return ask.rows(
        f"""WITH earlier AS NOT MATERIALIZED (SELECT {read} FROM ({earlier})),
        later AS NOT MATERIALIZED (SELECT {read}, {also} AS is_wanted FROM ({later})),
        pairs AS NOT MATERIALIZED (
            SELECT coalesce(later.row_key, earlier.row_key) AS row_key, later.valid_from AS reported_on, later.upload,
                {", ".join(f"{sql} AS {name}" for name, sql in in_common.items())}
                {"".join(f", {size} AS size_{kind}" for kind, size in like.sizes.items())}
            FROM earlier FULL JOIN later ON earlier.row_key = later.row_key
            WHERE earlier.row_key IS NULL OR later.row_key IS NULL OR later.is_wanted
                OR {" OR ".join(f'earlier."{name}" IS DISTINCT FROM later."{name}"' for name in compared)}
        )
        SELECT count(*) AS things, max(reported_on) AS reported_on, max(upload) AS upload,
            min(pairs.row_key, least($together, {MOST_KEYS})) AS keys,
            {f"{like.beside[0]} IS NOT NULL" if like.beside else "true"} AS is_known
            {"".join(f", {name}_differs" for name in like.digests)}
            {"".join(f", max(size_{kind}) AS size_{kind}" for kind in like.sizes)}
        FROM pairs {like.joins}
        {"WHERE pairs.row_key NOT IN (SELECT unnest($but::varchar[]))" if but else ""}
        GROUP BY {", ".join((*in_common, *like.beside))}""",
        uses,
        since=day,
        together=together,
        **parameters,
    )


def full_uploads(ask: Asking) -> dict[date, int]:
    """Reporting date → the upload that a removal of a row then is put down to (see uploads_full)."""
    return {day: number for name, day, number in ask("uploads_full").rows() if name == ask.dataset}


def earlier_day(ask: Asking, since: date | None) -> date | None:
    """The day looked from; None where there was no report before the latest one, and no day was picked."""
    return next((row[1] for row in ask("reports_compared", since=since).rows() if row[0] == "before"), None)


def latest(ask: Asking, dataset: str, *columns: str, keys: Iterable[str] | None = None) -> dict[str, tuple[Any, ...]]:
    """Key → these columns of the latest row of that key, also of one that is there no more. `keys`: only of these."""
    key = DATASETS[dataset].keys[0]
    wanted = ", ".join(f"max_by({name}, valid_from)" for name in columns)
    chosen = {} if keys is None else {"keys": list(keys)}
    found = ask.rows(
        f"SELECT {key}, {wanted} FROM {dataset}_versions($as_at, $ledger_version) WHERE valid_from <= $as_at "
        f"{f'AND {key} IN (SELECT unnest($keys::varchar[])) ' if chosen else ''}GROUP BY {key}",
        **chosen,
    )
    held = {value: tuple(others) for value, *others in map(dict.values, found)}
    return held if ask.earlier is None else latest(ask.earlier, dataset, *columns, keys=keys) | held


def changes_of(
    subject: str,
    page: str,
    pairs: Iterable[Pair],
    kinds: Callable[[Pair], Iterator[Change]],
    title: Callable[[Pair], str],
) -> list[tuple[Any, ...]]:
    """One row per change of each pair, with the columns of SCHEMA."""
    return [
        (subject, change.kind, change.weight, float(pair.size(change)), pair.item,
         pair.item if pair.group else title(pair), of_all(change, pair.group) if pair.group else change.sentence,
         change.alike, pair.things, *pair.report(change), page)
        for pair in pairs
        for change in kinds(pair)
    ]  # fmt: skip


def of_all(change: Change, group: Group) -> str:
    """The sentence for all of a group."""
    assert change.alike
    return change.alike.replace("{n}", f"{group.things:,}")


def answered(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """The frame of the changes, the most important first."""
    rows.sort(key=lambda row: (-row[2], -row[3], row[4], row[1], row[6]))  # weight, size, item, kind, sentence
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


# Words that sentences are made of ------------------------------------------------------------------------------------


def long_date(day: date) -> str:
    """‘1 April 2014’."""
    return f"{day.day} {day:%B %Y}"


def count(number: int, noun: str) -> str:
    """‘1 day’, ‘1,200 days’."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def plain(choice: str) -> str:
    """‘in_progress’ → ‘in progress’."""
    return choice.replace("_", " ")


def ended(text: str) -> str:
    """Somebody's words without the stops at their end, for the sentence has one of its own."""
    return text.strip(" ").rstrip(".")


def even_part(amounts: Iterable[Decimal | int]) -> Decimal:
    """How much of these differences evens out: what some have more and others have less."""
    known = [Decimal(amount) for amount in amounts]
    return min(sum((max(sign * amount, Decimal(0)) for amount in known), Decimal(0)) for sign in (1, -1))


def pounds(amount: Decimal) -> str:
    """‘£2,500.50’, ‘£1,200’: the size of an amount."""
    return exact_pounds(abs(amount))
