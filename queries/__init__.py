"""The questions. Each is one file in a folder beside this one, and `ask` answers it as a Polars frame.

`queries/<subject>/<question>.sql` is asked as `<subject>_<question>`; what several subjects use is in `queries/shared/`, by
its whole name. A file's header says what one row is, and the type, default and meaning of each parameter:

    -- Applications by department and disposition.
    -- One row per department and disposition that occurs.
    -- $department text: only this department
    -- $limit integer = 100: how many rows at most
    -- uses: applications_scoped

A parameter without a default may be left out, and is null then. Types: text, integer, date, yes/no.

`uses` makes another query's answer available under its name; `gathers: timeline_* as every_lane` makes one table of all
the queries whose names begin so, columns matched by name, so that a new file joins without being named anywhere.
`inlined: …` in the header of a part says why each use of it reads for itself, filters and all, rather than all of them from one
answer that is made whole first, as DuckDB does with what is used twice: versions of which most uses want one day.

`$as_at` and `$ledger_version` are always given. What done and expected mean is said once, by the macros `is_done`,
`forecast_or_baseline`, `expected_date` and `planned_date` (DATE_MACROS in data/ledger/schema.py).

What SQL can't answer, such as a simulation, is a module whose docstring is the same header and whose
`answer(ask, as_at, ledger_version, **parameters)` returns the frame; its `ask` (see Asking) looks from the same date and
version. A module without `answer` only helps others. `compares: partner_concerns` says of which dataset a module tells what
changed; `compares: every other dataset` makes a query `changes_<dataset>` of each that no other header names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatch
from functools import lru_cache
from importlib import import_module
from inspect import signature
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import polars as pl

from data import ledger
from data.datasets import DATASETS
from data.ledger import programmes
from data.problems import StoreError, UserError

FOLDER = Path(__file__).parent
_PARAMETER = re.compile(r"^\$(\w+) (text|integer|date|yes/no)(?: = (\S+))?: .*$")
_READS = re.compile(r"\b(\w+)_(?:versions|at|kept)\(|\b(migration_days|uploads|ledger_entries|cells)\b")
_GATHERS = re.compile(r"^gathers: (\S+) as (\w+)$")
Taken = TypeVar("Taken")
GIVEN = ("as_at", "ledger_version", "generation", "day_to_count", "day_kept")
"""What is asked from, which is no parameter. day_kept: the reporting date of which migration_days (see data/ledger/derived.py)
keeps what had moved by the as-at date; null where none does. day_to_count: the as-at date then, else null: the engine plans
nothing for what is of no day."""
EVERY_OTHER = "every other dataset"
_reading = Lock()


class NoSuchQuery(UserError):
    """There is no query of that name."""


class BadParameter(UserError):
    """A parameter that the query does not have."""


class Restored(StoreError):
    """A backup has been restored since, so the same ledger version may say something else."""


@dataclass(frozen=True)
class LedgerState:
    """What the ledger holds at one moment: its latest entry, and the generation, which a restored backup changes."""

    ledger_version: int
    generation: str


@dataclass(frozen=True)
class Parameter:
    """What a query may be given: `kind` is text, integer, date or yes/no."""

    name: str
    kind: str
    default: object

    def typed(self, value: object) -> object:
        """The value as its kind; None stays None. Raises BadParameter where it is of another kind."""
        if not isinstance(value, str) or self.kind == "text":
            return value
        try:
            match self.kind:
                case "integer":
                    return int(value)
                case "date":
                    return date.fromisoformat(value)
                case _ if value in ("yes", "no"):
                    return value
        except ValueError:
            pass
        examples = {"integer": "a whole number such as 20", "date": "a date such as 2013-03-31", "yes/no": "yes or no"}
        raise BadParameter(f"The parameter ‘{self.name}’ is {examples[self.kind]}, not ‘{value}’.")


@dataclass(frozen=True)
class Query:
    """A question: its name, what its header says, and its SQL; without SQL it is answered by the module of its name."""

    name: str
    title: str
    notes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    uses: tuple[str, ...]
    gathers: tuple[tuple[str, str], ...]  # pattern of names, and what the table of them all is called
    compares: str  # the dataset of which it tells what changed
    is_inlined: bool  # as a part of others, each use reads for itself
    sql: str
    path: Path


def catalogue() -> Mapping[str, Query]:
    """Every query by name, in the order of their names."""
    with _reading:  # once, whoever asks first: Python 3.11 can't parse in several threads at once
        return _catalogue(tuple(DATASETS))


@lru_cache(maxsize=1)
def _catalogue(datasets: tuple[str, ...]) -> Mapping[str, Query]:
    found = [_read(path) for path in FOLDER.glob("*/*") if path.suffix == ".sql" or _answers(path)]
    compared = {query.compares for query in found}
    for each in [query for query in found if query.compares == EVERY_OTHER]:
        found.remove(each)
        found += [
            replace(each, name=f"changes_{name}", title=f"{each.title}: {DATASETS[name].title}.", compares=name)
            for name in datasets
            if name not in compared
        ]
    return {query.name: query for query in sorted(found, key=lambda query: query.name)}


def _answers(path: Path) -> bool:
    return path.suffix == ".py" and any(
        isinstance(node, ast.FunctionDef) and node.name == "answer"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
    )


def _read(path: Path) -> Query:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        header, sql = (ast.get_docstring(ast.parse(text)) or "").splitlines(), ""
    else:
        lines = text.splitlines()
        above = next((place for place, line in enumerate(lines) if not line.startswith("--")), len(lines))
        header = [line.removeprefix("--").strip() for line in lines[:above]]
        sql = "\n".join(lines[above:]).strip().rstrip(";")
    parameters, uses, gathers, notes, compares, is_inlined = [], [], [], [], "", False
    for line in header[1:]:
        if found := _PARAMETER.match(line):
            parameter = Parameter(found[1], found[2], None)
            parameters.append(replace(parameter, default=parameter.typed(found[3])))
        elif found := _GATHERS.match(line):
            gathers.append((found[1], found[2]))
        elif line.startswith("uses:"):
            uses += [name.strip() for name in line.removeprefix("uses:").split(",") if name.strip()]
        elif line.startswith("compares:"):
            compares = line.removeprefix("compares:").strip()
        elif line.startswith("inlined:"):
            is_inlined = True
        elif line:
            notes.append(line)
    title = header[0] if header else ""
    name = path.stem if path.parent.name == "shared" else f"{path.parent.name}_{path.stem}"
    return Query(
        name, title, tuple(notes), tuple(parameters), tuple(uses), tuple(gathers), compares, is_inlined, sql, path
    )


def find(name: str) -> Query:
    """The query of that name; raises NoSuchQuery with the nearest names."""
    queries = catalogue()
    if name not in queries:
        from rapidfuzz import process

        near = [match[0] for match in process.extract(name, list(queries), limit=3, score_cutoff=55)]
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise NoSuchQuery(f"There is no query ‘{name}’.{hint} ‘python -m queries’ lists them all.")
    return queries[name]


def gathered(pattern: str) -> tuple[str, ...]:
    """The SQL queries whose names fit the pattern, except for those that gather others themselves."""
    return tuple(
        name for name, query in catalogue().items() if fnmatch(name, pattern) and query.sql and not query.gathers
    )


def whole_sql(name: str) -> str:
    """The SQL of a query with those that it uses or gathers before it, each once, as named parts."""
    query = find(name)
    return _composed(query.sql, query.uses, query.gathers)


def _composed(sql: str, uses: Iterable[str], gathers: Iterable[tuple[str, str]] = ()) -> str:
    parts: dict[str, str] = {}

    def collect(uses: Iterable[str], gathers: Iterable[tuple[str, str]]) -> None:
        for used in (*uses, *(name for pattern, _ in gathers for name in gathered(pattern))):
            if used not in parts:
                collect(find(used).uses, find(used).gathers)
                parts[used] = find(used).sql
        for pattern, table in gathers:
            parts[table] = "\nUNION ALL BY NAME\n".join(f"SELECT * FROM {part}" for part in gathered(pattern))

    collect(uses, gathers)
    if not parts:
        return sql
    inlined = {part for part in parts if part in catalogue() and find(part).is_inlined}
    named = ",\n".join(
        f"{part} AS {'NOT MATERIALIZED ' if part in inlined else ''}(\n{text}\n)" for part, text in parts.items()
    )
    # The query's own parts join the list, rather than the query being wrapped: only so is its order kept for certain.
    own = re.match(r"with\s+(recursive\s+)?", sql, re.IGNORECASE)
    recursive = "RECURSIVE " if own and own[1] else ""
    return f"WITH {recursive}{named}" + (f",\n{sql[own.end() :]}" if own else f"\n{sql}")


def parameters_of(name: str) -> dict[str, Parameter]:
    """The parameters of a query and of those that it uses or gathers, by name."""
    query = find(name)
    found: dict[str, Parameter] = {}
    for used in (*query.uses, *(part for pattern, _ in query.gathers for part in gathered(pattern))):
        found |= parameters_of(used)
    return found | {parameter.name: parameter for parameter in query.parameters}


def default_as_at(ledger_version: int | None = None) -> date:
    """The latest reporting date among the uploads that count; today's date where there are none."""
    now = ledger.current()
    return (
        _latest_report(now.generation, now.ledger_version if ledger_version is None else ledger_version) or date.today()
    )


@lru_cache(maxsize=64)
def _latest_report(generation: str, ledger_version: int) -> date | None:
    found = ledger.with_retry(
        lambda cursor: cursor.execute(
            "SELECT max(reporting_date) FROM uploads_at(?) WHERE NOT withdrawn", [ledger_version]
        ).fetchone()
    )
    return found[0] if found else None


def ledger_state() -> LedgerState:
    """What the ledger holds now. Who asks several questions asks for this once, and gives it with each of them."""
    now = ledger.current()
    return LedgerState(now.ledger_version, now.generation)


def ask(
    query_name: str,
    as_at: date | None = None,
    ledger_version: int | None = None,
    *,
    generation: str | None = None,
    **parameters: object,
) -> pl.DataFrame:
    """The answer to a query at a date, as known at a ledger version (without them: the latest of each).

    The shape is in the query's header. An answer can't change for the same arguments, so it is kept.
    `generation`: that of the store which is meant (see ledger_state). Raises NoSuchQuery, BadParameter, Restored where
    the store is of another generation, and StoreError from the ledger.
    """
    values = _values(query_name, parameters)
    now = ledger_state()
    if generation not in (None, now.generation):
        raise Restored("A backup has been restored meanwhile. Nothing was changed. Ask again.")
    version = now.ledger_version if ledger_version is None else ledger_version
    if version > now.ledger_version:
        raise BadParameter(f"There is no ledger version {version} yet: the latest is {now.ledger_version}.")
    day = default_as_at(version) if as_at is None else as_at
    return _answer(query_name, min(day, ledger.LAST_DAY), version, now.generation, values)


@dataclass(frozen=True)
class View:
    """From where someone looks: a date, a ledger version, and the generation of the store that is meant, which a backup that
    is restored meanwhile changes."""

    as_at: date
    ledger_version: int
    generation: str

    def ask(self, query_name: str, **parameters: object) -> pl.DataFrame:
        """The answer to a query from here; raises as the function ask does."""
        return ask(query_name, self.as_at, self.ledger_version, generation=self.generation, **parameters)


def _values(query_name: str, parameters: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """Every parameter of the query with its value, in the order of their names."""
    known = parameters_of(query_name)
    surplus = [name for name in parameters if name not in known]
    if surplus:
        has = ", ".join(known) or "none"
        raise BadParameter(f"The query {query_name} has no parameter ‘{surplus[0]}’. It has: {has}.")
    return tuple(sorted((name, each.typed(parameters.get(name, each.default))) for name, each in known.items()))


@lru_cache(maxsize=256)
def _answer(
    name: str, as_at: date, ledger_version: int, generation: str, values: tuple[tuple[str, object], ...]
) -> pl.DataFrame:
    if catalogue()[name].sql:
        return _run(whole_sql(name), as_at, ledger_version, generation, dict(values), ledger.frame)
    return answered_by(name, Asking(as_at, ledger_version, generation, ""), dict(values))


def answered_by(name: str, asking: Asking, parameters: Mapping[str, object]) -> pl.DataFrame:
    """What the module of a query answers when it asks as `asking` does. Nothing of it is kept."""
    query = catalogue()[name]
    module = import_module(".".join((__name__, query.path.parent.name, query.path.stem)))
    # a module need not take what the queries that it uses may be asked with, such as a withdrawal that is supposed
    taken = signature(module.answer).parameters
    takes_all = any(each.kind is each.VAR_KEYWORD for each in taken.values())
    given = {key: value for key, value in _values(name, parameters) if takes_all or key in taken}
    asking = replace(asking, dataset=query.compares)
    answer: pl.DataFrame = module.answer(asking, asking.as_at, asking.ledger_version, **given)
    return answer


def _run(
    sql: str,
    as_at: date,
    ledger_version: int,
    generation: str,
    values: Mapping[str, object],
    take: Callable[[Any], Taken],
) -> Taken:
    named = {"as_at": as_at, "ledger_version": ledger_version, **values}
    statement = ledger.parsed(sql)
    wanted = statement.named_parameters
    if "day_to_count" in wanted:
        named["day_kept"] = _day_kept(generation, ledger_version, as_at)
        named["day_to_count"] = as_at if named["day_kept"] is None else None
    used = {key: value for key, value in named.items() if key in wanted}
    try:
        answer = ledger.with_retry(lambda cursor: take(cursor.execute(statement, used)))
    except ledger.BadValue as problem:
        raise BadParameter(f"A parameter's value does not fit: {str(problem).splitlines()[0]}") from problem
    if (
        ledger.current().generation != generation
    ):  # no generation comes twice, so it was the same all the while otherwise
        raise Restored("A backup was restored meanwhile. Nothing was changed. Ask again.")
    return answer


@lru_cache(maxsize=64)
def _day_kept(generation: str, ledger_version: int, day: date) -> date | None:
    """The last reporting date up to a day of which the store keeps how many had moved, if no move is dated after it and by that
    day: rows stay the same between reports."""
    given = {"day": day, "version": ledger_version}
    found = ledger.with_retry(
        lambda cursor: cursor.execute(
            "SELECT max(day) FROM migration_days WHERE day <= $day AND known_from <= $version AND known_to > $version",
            given,
        ).fetchone()
    )
    kept: date | None = found[0] if found else None
    if kept is None or kept == day:
        return kept
    moved_since = ledger.with_retry(
        lambda cursor: cursor.execute(
            "SELECT 1 FROM migrations_at($kept, $version) "
            "WHERE is_done(actual_date, $day) AND NOT is_done(actual_date, $kept) LIMIT 1",
            {**given, "kept": kept},
        ).fetchone()
    )
    return kept if moved_since is None else None


@lru_cache(maxsize=256)
def _last_about(generation: str, ledger_version: int, day: date) -> int:
    """The last ledger version up to one that is about a day or an earlier one; 0 where none is."""
    found = ledger.with_retry(
        lambda cursor: cursor.execute(
            "SELECT max(entries.number) FROM ledger_entries AS entries LEFT JOIN uploads ON entries.upload = uploads.number "
            "WHERE entries.number <= ? AND (entries.upload IS NULL OR uploads.reporting_date <= ?)",
            [ledger_version, day],
        ).fetchone()
    )
    return found[0] or 0 if found else 0


CORES = 2
Each = TypeVar("Each")


def side_by_side(work: Callable[[Each], Taken], each: Iterable[Each]) -> list[Taken]:
    """What the work gives for each, in their order, on both cores: the engine answers one question beside another, and beside
    Python's own work. Put what is dear first. Raises what the work raises, and WhichProgramme."""
    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(programmes.elsewhere(work), each))


@dataclass(frozen=True)
class Asking:
    """How a module asks: of the same store, from the same date and ledger version from which it was asked itself."""

    as_at: date
    ledger_version: int
    generation: str
    dataset: str  # of which the module is asked to tell what changed
    earlier: Asking | None = None  # what is compared with, where it is not a date as this ledger version knows it
    entered: frozenset[str] = frozenset()  # the datasets of which anything was entered or taken back since `earlier`

    def __call__(self, query_name: str, as_at: date | None = None, **parameters: object) -> pl.DataFrame:
        """The answer to another query; see ask."""
        values = _values(query_name, parameters)
        return _answer(query_name, as_at or self.as_at, self.ledger_version, self.generation, values)

    def on(self, day: date) -> Asking:
        """How to ask from an earlier day, as known at the last ledger version that is about that day or one before: rows as they
        were then are the same at every later version, so that what is kept of them outlives the reports that come after."""
        return replace(self, as_at=day, ledger_version=_last_about(self.generation, self.ledger_version, day))

    def rows(self, sql: str, uses: Iterable[str] = (), **parameters: object) -> list[dict[str, Any]]:
        """The rows that a SELECT gives which the module composes from declarations; `uses` as in a header."""
        return self._taken(sql, uses, parameters, _rows)

    def frame(self, sql: str, uses: Iterable[str] = (), **parameters: object) -> pl.DataFrame:
        """As rows, but as a frame: for more rows than a few hundred."""
        return self._taken(sql, uses, parameters, ledger.frame)

    def as_part(self, sql: str, uses: Iterable[str] = ()) -> tuple[str, dict[str, object]]:
        """The SELECT as it would be asked from here, to be part of one that is asked from elsewhere, and its parameters."""
        own = {"as_at": self.as_at, "ledger_version": self.ledger_version}
        return re.sub(rf"\$({'|'.join(own)})\b", r"$then_\1", _composed(sql, uses)), {
            f"then_{name}": value for name, value in own.items()
        }

    def reads(self, sql: str, uses: Iterable[str] = ()) -> frozenset[str]:
        """The datasets whose rows a SELECT reads; those of all where it reads what the ledger says of itself."""
        found = {dataset or other for dataset, other in _READS.findall(_composed(sql, uses))}
        return frozenset(found if found <= set(DATASETS) else DATASETS)

    def _taken(
        self, sql: str, uses: Iterable[str], parameters: Mapping[str, object], take: Callable[[Any], Taken]
    ) -> Taken:
        known = {each.name: each.default for used in uses for each in parameters_of(used).values()}
        return _run(
            _composed(sql, uses), self.as_at, self.ledger_version, self.generation, {**known, **parameters}, take
        )


def _rows(cursor: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
