"""The ledger against a model that anyone can check: replay the uploads that count into dicts, renaming keys as they say."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import ledger
from data.datasets import DATASETS
from data.ledger import derived, programmes
from data.ledger import writer as ledger_writer
from data.ledger.audit import check
from data.ledger.backups import backup, restore
from data.ledger.store import catch_up
from data.ledger.writer import NewUpload, Writer, held_at, keys_at, keys_called, names_known, state_at
from data.problems import LedgerRefused
from queries import ask
from tests.deep import examples

DAYS = [date(2013, month, 28) for month in (1, 2, 3, 4)]
KEYS = ["A1", "A2", "A3"]
NEW_KEYS = ["HRX", "HRY", "A1", "A2"]

# Each dataset as the test fills it: the key, the columns that hold applications' keys, and one that a file may lack.
SHAPES = {
    "applications": ("application_id", ("application_id",), "users"),
    "migrations": ("application_id", ("application_id",), "blocker"),
    "interfaces": ("interface_id", ("source_application_id", "target_application_id"), "description"),
}
ALWAYS = {
    "applications": {"department": "Housing", "business_function": "Lettings"},
    "migrations": {},
    "interfaces": {},
}

FORECAST = DAYS[-1] + timedelta(days=30)

# What a letter says of a row: of an application, whether it is to move; of a migration, whether it has moved.
SAYS: dict[str, dict[str, dict[str, object]]] = {
    "applications": {
        letter: {"name": letter, "disposition": what} for letter, what in (("a", "migrate"), ("b", "retain"))
    },
    "migrations": {
        "a": {
            "stage": "migrated",
            "actual_date": DAYS[1],
            "wave_id": "W1",
            "baseline_date": DAYS[0],
            "forecast_date": None,
        },
        "b": {"stage": "build", "actual_date": None, "wave_id": "W1", "baseline_date": None, "forecast_date": FORECAST},
    },
    "interfaces": {"a": {}, "b": {}},
}


@pytest.fixture(autouse=True, scope="module")
def lists_are_long():
    """What a large file is compared with is looked up another way: here every file's is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_writer, "LISTED_FROM", 0)
        yield


Row = dict[str, object]
State = dict[str, dict[str, Row]]

number = st.sampled_from([1, 2, None])
applications = st.dictionaries(st.sampled_from([*KEYS, "HRX"]), st.tuples(st.sampled_from("ab"), number), min_size=1)
references = st.sampled_from([*KEYS, "HRX"])
upload = st.tuples(
    st.just("upload"), st.sampled_from(DAYS), st.sampled_from(["full", "update"]), st.sampled_from(list(SHAPES)),
    applications, st.tuples(references, references), st.booleans(),
)  # fmt: skip
rename = st.tuples(
    st.just("rename"), st.sampled_from(DAYS), st.sampled_from(["full", "update"]), st.integers(0, 2),
    st.sampled_from(NEW_KEYS), st.booleans(),
)  # fmt: skip
turn = st.tuples(st.sampled_from(["withdraw", "reinstate"]), st.lists(st.integers(0, 7), min_size=1, max_size=3))
later = st.lists(st.one_of(upload, upload, rename, rename, turn), min_size=3, max_size=7)
inventory = st.tuples(
    st.just("upload"), st.sampled_from(DAYS[:2]), st.just("full"), st.just("applications"), applications,
    st.tuples(references, references), st.just(True),
)  # fmt: skip
# There is an inventory first, or there is seldom anything to rename.
actions = st.tuples(inventory, later).map(lambda both: [both[0], *both[1]])


@dataclass
class Made:
    """An upload as the model keeps it: its rows by key, whether they have the column that may be missing, its renames."""

    number: int
    dataset: str
    day: date
    mode: str
    rows: dict[str, Row]
    renames: dict[str, str] = field(default_factory=dict)
    counts: bool = True


Listed = dict[str, dict[date, bool]]
"""By its key, whether an application was in scope at the end of each reporting date on which the inventory had it."""


def replayed(made: list[Made], day: date, listed: Listed | None = None) -> State:
    """What should be shown at the end of a day: every upload that counts, by date and number, applied to dicts. Fills `listed`.

    A rename gives the row another key there and then, and whatever refers to it; a file that still has the old key, or says
    that it is renamed, means the row by its new one."""
    state: State = {name: {} for name in SHAPES}
    given_up: dict[str, str] = {}
    for one in sorted((m for m in made if m.counts and m.day <= day), key=lambda m: (m.day, m.number)):
        if one.renames:
            names = {given_up.get(old, old): new for old, new in one.renames.items()}
            state = {name: renamed(name, rows, names) for name, rows in state.items()}
            if listed is not None:
                kept = {key: listed.pop(key) for key in [*listed] if key in names}
                listed |= {names[key]: days for key, days in kept.items()}
            given_up = {old: names.get(now, now) for old, now in given_up.items()} | names
            given_up = {old: now for old, now in given_up.items() if old not in names.values()}
        rows = renamed(one.dataset, one.rows, given_up)
        before = state[one.dataset]
        filled = {key: {**before.get(key, blank(one.dataset)), **row} for key, row in rows.items()}
        state[one.dataset] = filled if one.mode == "full" else {**before, **filled}
        if listed is not None:
            for key in {*listed, *state["applications"]}:
                row = state["applications"].get(key)
                of_key = listed.setdefault(key, {})
                if row is None:
                    of_key.pop(one.day, None)
                else:
                    of_key[one.day] = row["disposition"] == "migrate"
    return state


def renamed(dataset: str, rows: dict[str, Row], names: dict[str, str]) -> dict[str, Row]:
    """The rows with every application's key replaced that has another name."""
    key, columns, _ = SHAPES[dataset]
    again = [{**row, **{c: names.get(str(row[c]), row[c]) for c in columns}} for row in rows.values()]
    return {str(row[key]): row for row in again}


def blank(dataset: str) -> Row:
    return {SHAPES[dataset][2]: None}


def frame(dataset: str, rows: dict[str, Row]) -> pl.DataFrame:
    declared = DATASETS[dataset].frame_schema
    full = [{**ALWAYS[dataset], **row} for row in rows.values()]
    return pl.DataFrame(full, schema={name: declared[name] for name in declared if name in full[0]})


def upload_of(action: tuple) -> tuple[str, dict[str, Row]]:
    """The dataset of an upload and its rows by key."""
    _, _, _, dataset, cells, (source, target), is_whole = action
    key, columns, may_lack = SHAPES[dataset]
    rows: dict[str, Row] = {}
    for name, (letter, count) in cells.items():
        row: Row = {key: name} | SAYS[dataset][letter]
        if dataset == "interfaces":
            row = {key: f"I{letter}", columns[0]: source, columns[1]: target}
        if is_whole:
            row[may_lack] = count if dataset == "applications" else count and str(count)
        rows[str(row[key])] = row
    return dataset, rows


def shown(version: int) -> dict[date, State]:
    """What is shown at the end of each of the days, asked at once, for every question has to be planned."""
    states: dict[date, State] = {day: {} for day in DAYS}
    with ledger.reading() as cursor:
        for name, (key, columns, may_lack) in SHAPES.items():
            wanted = dict.fromkeys([key, *columns, may_lack, *SAYS[name]["a"]])
            on_a_day = [f"SELECT {nth} AS nth, {', '.join(wanted)} FROM {name}_at(?, ?)" for nth in range(len(DAYS))]
            given_each = [value for day in DAYS for value in (day, version)]
            found = ledger.frame(cursor.execute(" UNION ALL ".join(on_a_day), given_each))
            for nth, day in enumerate(DAYS):
                rows = list(found.filter(nth=nth).drop("nth").iter_rows(named=True))
                states[day][name] = {row[key]: row for row in rows}
                assert len(states[day][name]) == len(rows)
    return states


def counted(version: int) -> dict[date, list[object]]:
    """What is kept of each reporting date: how many are in scope or have moved, how many have moved, how many are in scope, which
    waves had finished when, the plan, the team's last date and how many have one, the moves of others, and such as count, the
    first move, and of the first report on migrations all by day.
    """
    with ledger.reading() as cursor:
        found = cursor.execute(
            f"SELECT day, {', '.join(derived.KEPT)} FROM migration_days WHERE known_from <= $v AND known_to > $v",
            {"v": version},
        ).fetchall()
    assert len({day for day, *_ in found}) == len(found)
    return {day: counts for day, *counts in map(tuple, found)}


def recounted(made: list[Made]) -> dict[date, list[object]]:
    """The same from the model."""
    days = {one.day for one in made if one.counts and one.dataset in ("applications", "migrations")}
    first_report = min((one.day for one in made if one.counts and one.dataset == "migrations"), default=None)
    found = {}
    for day in days:
        listed: Listed = {}
        state = replayed(made, day, listed)
        in_scope = {key for key, row in state["applications"].items() if row["disposition"] == "migrate"}
        moved = {
            key
            for key, row in state["migrations"].items()
            if row["actual_date"] and str(row["actual_date"]) <= str(day)
        }
        of_the_wave = in_scope & set(state["migrations"])
        finished = [{"wave": "W1", "finished_on": DAYS[1]}] if of_the_wave and of_the_wave <= moved else []
        all_days = sorted({one.day for one in made if one.counts and one.day <= day})
        counting = set(in_scope)
        for key in state["migrations"]:
            of_key = listed.get(key, {})
            left_as_one = key not in state["applications"] and (not of_key or of_key[max(of_key)])
            since = [then for then in all_days if then >= max((d for d in all_days if d <= DAYS[1]), default=DAYS[1])]
            if left_as_one or (key in moved and any(of_key.get(then) for then in since)):
                counting.add(key)
        moved_outside = moved - in_scope
        moved &= counting
        plan = Counter(
            row["baseline_date"] or row["forecast_date"] for key, row in state["migrations"].items() if key in counting
        )
        to_come = [
            row["actual_date"] or row["forecast_date"]
            for key, row in state["migrations"].items()
            if key in counting - moved
        ]
        found[day] = [
            len(counting), len(moved), len(in_scope), finished,
            [{"day": planned, "wave": None, "applications": many} for planned, many in sorted(plan.items())],
            max(to_come, default=None, key=str), len(to_come), len(moved_outside) if state["applications"] else 0,
            len(moved - in_scope) if state["applications"] else 0, DAYS[1] if moved else None,
            [{"day": DAYS[1], "moves": len(moved)}] if moved and day == first_report else [],
        ]  # fmt: skip
    return found


def withdrawn(version: int) -> set[int]:
    history = ask("updates_history", DAYS[-1], version)
    return set(history.filter(pl.col("withdrawn"))["number"].to_list())


Place = Callable[[Path], str]
"""Where a new store may be made, each time another place: a file in a folder, or a database."""


def a_file(folder: Path) -> str:
    return str(folder / "programme.duckdb")


@pytest.fixture(scope="module")
def a_database(postgresql) -> Place:
    return lambda _: postgresql.address(postgresql.database())


@contextmanager
def in_a_store_of_its_own(another_store: Place) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", another_store(Path(folder)))
        patch.setenv("PROGRAMME_COPIES", folder)
        yield Path(folder)


def act(writer: Writer, action: tuple, made: list[Made]) -> None:
    """Does one action in the ledger and writes it down in `made`. Raises LedgerRefused as the ledger does."""
    if action[0] == "upload":
        _, day, mode, *_ = action
        dataset, rows = upload_of(action)
        enter(writer, Made(0, dataset, day, mode, rows), made)
    elif action[0] == "rename":
        _, day, mode, which, new, is_alone = action
        held = replayed(made, day)["applications"]
        if not held or new in held:
            return
        old = sorted(held)[which % len(held)]
        others = {} if is_alone else {key: row for key, row in held.items() if key != old}
        rows = {**others, new: {**held[old], "application_id": new}}
        enter(writer, Made(0, "applications", day, mode, rows, {old: new}), made)
    elif made:
        chosen = {made[place % len(made)].number for place in action[1]}
        getattr(writer, action[0])(sorted(chosen), "test")
        for one in made:
            if one.number in chosen:
                one.counts = action[0] == "reinstate"


def enter(writer: Writer, one: Made, made: list[Made]) -> None:
    new = NewUpload(
        DATASETS[one.dataset], one.day, one.mode, frame(one.dataset, one.rows), b"x", "f.csv", "test", renames=one.renames  # type: ignore[arg-type]
    )  # fmt: skip
    try:
        entered = writer.enter(new)
    except LedgerRefused:
        # Only what renames can confuse is ever refused, and never a key that nothing has had.
        assert one.renames or any(m.renames for m in made)
        used = {key for m in made for key in (*m.rows, *m.renames, *m.renames.values())}
        assert not one.renames or set(one.renames.values()) & used
        raise
    if entered.number is not None:
        one.number = entered.number
        made.append(one)


def copied(made: list[Made]) -> list[Made]:
    return [Made(m.number, m.dataset, m.day, m.mode, m.rows, m.renames, m.counts) for m in made]


@settings(max_examples=examples(5, 200), suppress_health_check=[HealthCheck.too_slow])
@given(actions)
def test_every_date_at_every_version_is_what_a_replay_gives(done):
    with in_a_store_of_its_own(a_file) as folder:
        _compare(done, folder, a_file)


@settings(max_examples=examples(2, 200), suppress_health_check=[HealthCheck.too_slow])
@given(actions)
def test_every_date_at_every_version_in_postgresql(a_database, done):
    with in_a_store_of_its_own(a_database) as folder:
        _compare(done, folder, a_database)


def _compare(done, folder, another_store):
    made: list[Made] = []
    remembered: dict[int, list[Made]] = {}
    for action in done:
        tried = copied(made)
        try:
            with ledger.writing() as writer:
                act(writer, action, tried)
        except LedgerRefused:
            assert ledger.ledger_version() == max(remembered, default=0)
            continue
        made = tried
        version = ledger.ledger_version()
        assert version - max(remembered, default=0) <= 1
        remembered[version] = copied(made)
        _follows(folder)
    for version, then in remembered.items():  # nothing that came later changes what an earlier version says
        _same(then, version)
    assert check().damage == ()
    if remembered:
        held, copy = held_by(programmes.home()), folder / "backup.duckdb"
        backup(copy)
        (folder / "other").mkdir()
        with programmes.in_store(another_store(folder / "other")):
            restore(copy)
            assert held_by(programmes.home()) == held
            _same(remembered[version], version)


def _follows(folder: Path) -> None:
    """Another server of the same store in PostgreSQL, which takes in each version on top of those before, holds the same."""
    if programmes.authority() is not None:
        held = held_by(programmes.home())
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PROGRAMME_COPIES", str(folder / "another-server"))
            catch_up()
            assert held_by(programmes.home()) == held


def held_by(store: Path) -> ledger.Content:
    """What a store's file holds, all but what it says of itself: its generation."""
    content = ledger.content_of_file(store)
    assert content is not None
    return {table: rows for table, rows in content.items() if table != "about"}


def _same(made: list[Made], version: int) -> None:
    assert shown(version) == {day: replayed(made, day) for day in DAYS}
    assert counted(version) == recounted(made)
    assert withdrawn(version) == {one.number for one in made if not one.counts}
    _same_by_both_ways(version)


def _same_by_both_ways(version: int) -> None:
    """The rows that a file is compared with, read from what the latest report had or not, are those that are held, and their keys
    those that a question gives."""
    day = max(DAYS) + timedelta(days=1)
    with ledger.reading() as cursor:
        asked, names = keys_at(cursor, day, version), names_known(cursor, version)
        for name in ("applications", "migrations"):
            held = held_at(cursor, DATASETS[name], day, version)
            assert held is not None
            kept = state_at(cursor, DATASETS[name], day, version).select(held.rows.columns)
            assert held.rows.sort("row_key").equals(kept.sort("row_key"))
            keys = keys_called(DATASETS[name], held.rows, names, day)
            assert (None if keys is None else sorted(keys)) == (sorted(asked[name]) if name in asked else None)


@settings(max_examples=examples(5, 200), suppress_health_check=[HealthCheck.too_slow])
@given(actions)
def test_several_actions_in_one_transaction_are_what_they_are_one_by_one(done):
    with in_a_store_of_its_own(a_file):
        _compare_one_transaction(done)


@settings(max_examples=examples(2, 200), suppress_health_check=[HealthCheck.too_slow])
@given(actions)
def test_several_actions_in_one_transaction_in_postgresql(a_database, done):
    with in_a_store_of_its_own(a_database):
        _compare_one_transaction(done)


def _compare_one_transaction(done):
    made: list[Made] = []
    remembered: dict[int, list[Made]] = {}
    try:
        with ledger.writing() as writer:
            for action in done:
                act(writer, action, made)
                remembered[writer.version] = copied(made)
                for day in DAYS:
                    keys = set(writer.keys_at(day).get("applications", []))
                    assert keys == set(replayed(made, day)["applications"])
    except LedgerRefused:
        assert ledger.ledger_version() == 0
        return
    for version, then in remembered.items():
        _same(then, version)
    assert check().damage == ()
