"""The questions. Each is one `.sql` file beside this one; `ask` answers it as a Polars frame.

A file's header says what one row is and what each parameter means:

    -- Applications by department and disposition.
    -- One row per department and disposition that occurs.
    -- $department: only this department (default: every department)
    -- uses: applications_in_scope

`uses` makes another query's answer available under its name. `$as_at` and `$ledger_version` are always given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from data import ledger
from data.problems import UserError

FOLDER = Path(__file__).parent
_PARAMETER = re.compile(r"^\$(\w+): (.*?)(?: \(default: (.*)\))?$")
GIVEN = ("as_at", "ledger_version")
LAST_DAY = date(9999, 12, 30)


class NoSuchQuery(UserError):
    """There is no query of that name."""


class BadParameter(UserError):
    """A parameter that the query does not have."""


@dataclass(frozen=True)
class Parameter:
    name: str
    meaning: str
    default: str | None


@dataclass(frozen=True)
class Query:
    """A question: its name, what its header says, and its SQL."""

    name: str
    title: str
    notes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    uses: tuple[str, ...]
    sql: str


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Query]:
    """Every query by name, in the order of their names."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.sql"))}


def _read(path: Path) -> Query:
    lines = path.read_text(encoding="utf-8").splitlines()
    header: list[str] = []
    for line in lines:
        if not line.startswith("--"):
            break
        header.append(line.removeprefix("--").strip())
    parameters, uses, notes = [], [], []
    for line in header[1:]:
        found = _PARAMETER.match(line)
        if found:
            parameters.append(Parameter(found[1], found[2], _default(found[3])))
        elif line.startswith("uses:"):
            uses += [name.strip() for name in line.removeprefix("uses:").split(",") if name.strip()]
        elif line:
            notes.append(line)
    sql = "\n".join(lines[len(header) :]).strip().rstrip(";")
    return Query(path.stem, header[0] if header else "", tuple(notes), tuple(parameters), tuple(uses), sql)


def _default(text: str | None) -> str | None:
    """A default that says «every …», «any» or «none» is null; anything else is the value itself."""
    return None if text is None or text.split(" ")[0] in ("every", "any", "all", "none", "no") else text


def find(name: str) -> Query:
    """The query of that name; raises NoSuchQuery with the nearest names."""
    queries = catalogue()
    if name not in queries:
        from rapidfuzz import process

        near = [match[0] for match in process.extract(name, list(queries), limit=3, score_cutoff=55)]
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise NoSuchQuery(f"There is no query «{name}».{hint} «python -m queries» lists them all.")
    return queries[name]


def whole_sql(name: str) -> str:
    """The SQL of a query with those that it uses before it, each once, as named parts."""
    parts: dict[str, str] = {}

    def collect(query: Query) -> None:
        for used in query.uses:
            if used not in parts:
                collect(find(used))
                parts[used] = find(used).sql

    query = find(name)
    collect(query)
    if not parts:
        return query.sql
    named = ",\n".join(f"{part} AS (\n{sql}\n)" for part, sql in parts.items())
    return (
        f"WITH {named}\nSELECT * FROM (\n{query.sql}\n)"
        if _starts_with_with(query.sql)
        else f"WITH {named}\n{query.sql}"
    )


def _starts_with_with(sql: str) -> bool:
    return sql.lower().startswith("with")


def parameters_of(name: str) -> dict[str, Parameter]:
    """The parameters of a query and of those that it uses, by name."""
    query = find(name)
    found: dict[str, Parameter] = {}
    for used in query.uses:
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
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT max(reporting_date) FROM uploads_at(?) WHERE NOT withdrawn", [ledger_version]
        ).fetchone()
    return found[0] if found else None


def ask(
    query_name: str, as_at: date | None = None, ledger_version: int | None = None, **parameters: object
) -> pl.DataFrame:
    """The answer to a query at a date, as known at a ledger version (without them: the latest of each).

    The shape is in the query's header. An answer can't change for the same arguments, so it is kept.
    Raises NoSuchQuery, BadParameter, and StoreError from the ledger.
    """
    known = parameters_of(query_name)
    surplus = [name for name in parameters if name not in known]
    if surplus:
        has = ", ".join(known) or "none"
        raise BadParameter(f"The query {query_name} has no parameter «{surplus[0]}». It has: {has}.")
    values = {name: known[name].default for name in known} | parameters
    now = ledger.current()
    version = now.ledger_version if ledger_version is None else ledger_version
    if version > now.ledger_version:
        raise BadParameter(f"There is no ledger version {version} yet: the latest is {now.ledger_version}.")
    day = default_as_at(version) if as_at is None else as_at
    return _answer(query_name, min(day, LAST_DAY), version, now.generation, tuple(sorted(values.items())))


@lru_cache(maxsize=256)
def _answer(
    name: str, as_at: date, ledger_version: int, generation: str, values: tuple[tuple[str, object], ...]
) -> pl.DataFrame:
    sql = whole_sql(name)
    named = {"as_at": as_at, "ledger_version": ledger_version, **dict(values)}
    used = {key: value for key, value in named.items() if re.search(rf"\${key}\b", sql)}
    with ledger.reading() as cursor:
        try:
            return cursor.execute(sql, used).pl()
        except ledger.BadValue as problem:
            raise BadParameter(f"A parameter's value does not fit: {str(problem).splitlines()[0]}") from problem
