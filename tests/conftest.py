"""What every test stands on: a store of its own, and no way to the user's."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import filelock
import hypothesis
import pytest
from streamlit.components.v2 import manifest_scanner
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

    from tests.postgresql import Cluster
    from tests.queries.conftest import Programme

ROOT = Path(__file__).parents[1]
USERS_STORE = str(ROOT / "data" / "programme.duckdb")  # and everything beside it whose name begins so

# A slow machine is no failure; and what CI tries is the same at every run, so that a red one can be repeated.
hypothesis.settings.register_profile("here", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


# Commands and servers that tests start are compiled once and not each: 0.1 s of the 0.6 s that a command takes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30
"""A commit waits for the disk some forty times, 12 ms each on a machine at work: the tests' stores are put where nothing
waits, if there is room for them."""


class UsersStoreTouched(BaseException):
    """A test reached for the user's store (house rule 7). Not an Exception: no handler under test may swallow it."""


def refuse_users_store(path: object) -> None:
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if isinstance(path, (str, os.PathLike)) and os.path.abspath(path).startswith(USERS_STORE):  # noqa: PTH100
        raise UsersStoreTouched(f"{path}: set PROGRAMME_STORE, or use the fixtures of tests/conftest.py")


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("open", "os.mkdir", "os.remove", "os.rename", "os.link", "os.symlink"):
        for argument in arguments[:2]:
            if "programme.duckdb" in str(argument):  # a cheap look first: this runs at every file that Python opens
                refuse_users_store(argument)


def pytest_configure(config: pytest.Config) -> None:
    """Close the user's store to this process: to Python's own file calls, and to DuckDB's, which Python can't see."""
    sys.addaudithook(_audit)
    connect = duckdb.connect

    def guarded(database: object = ":memory:", *args, **kwargs):
        refuse_users_store(database)
        return connect(database, *args, **kwargs)  # type: ignore[arg-type]

    duckdb.connect = guarded
    config.stash[_made_before] = os.path.exists(USERS_STORE)  # noqa: PTH110
    if not config.option.basetemp and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        config.option.basetemp = tempfile.mkdtemp(prefix="pytest-", dir=MEMORY)
        config.add_cleanup(functools.partial(shutil.rmtree, config.option.basetemp, ignore_errors=True))


BROWSER, POSTGRESQL = "a server and a browser", "a PostgreSQL"
WORKERS_KEEP = (BROWSER, POSTGRESQL, BROWSER)
"""What the first workers keep running, and what needs it goes to them while they have other work: to start it costs as much as
several of its tests."""

ONE_BY_ONE = ("test_sentences.py", "test_every_query.py")
"""Modules long enough for several workers, whose tests share nothing. All others go to one worker each: what its tests look at is
made, asked and read once there."""

TOGETHER = "tests/pages/pack/"
"""Where modules, too, go to one worker, for they look at the same files; but for the one that waits for the office."""

LONG = ("test_seen.py", "test_briefing.py", "pack", "test_postgresql.py", "test_model.py", "test_killed.py", "test_opened.py",
        "test_personal.py", "test_names.py", "test_spoiled.py", "test_one_version.py", "test_hostile_files.py", "test_renames.py",
        "test_updates.py", "test_screens.py", "test_offers.py", "test_faults.py", "test_ledger.py", "test_consent.py",
        "test_every_screen.py", "test_addresses.py", "test_life.py", "test_forecast.py", "test_trail.py", "test_upgrade.py",
        "test_two_servers.py")  # fmt: skip
"""What goes first, so that at the end, where one worker waits for another, there are only short ones."""


def unit_of(nodeid: str) -> str:
    """What goes to a worker as a whole with this test: itself, its module (on one of the stores), or its folder."""
    module = nodeid.partition("::")[0]
    if module.startswith("tests/data/ledger/") and "postgresql" in nodeid:
        return f"{module}[postgresql]"
    if module.startswith(TOGETHER) and not module.endswith("test_opened.py"):
        return TOGETHER.rstrip("/")
    return nodeid if module.endswith(ONE_BY_ONE) else module


def needs(unit: str) -> str:
    """What a test or a module of them needs that is kept running; nothing: ''."""
    if unit.startswith("tests/e2e/"):
        return BROWSER
    return POSTGRESQL if unit.startswith("tests/data/ledger/") and "postgresql" in unit else ""


def next_of(waiting: Iterable[str], kept: str) -> str:
    """Of the units that wait, those that need something before the others, the one for a worker that keeps `kept` running: the
    first that needs it, else the first that needs nothing, else the first."""
    first: dict[str, str] = {}
    for unit in waiting:
        first.setdefault(needs(unit), unit)
        if needs(unit) in (kept, ""):
            break
    return first.get(kept) or first.get("") or next(iter(first.values()))


class Scheduling(LoadScopeScheduling):
    """Each unit goes to whichever worker is free, but for those that need what a worker keeps running.

    That is what --dist loadgroup promises in part; xdist 3.8 under pytest 9 doesn't see the groups.
    """

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        self._kept: dict[object, str] = {}
        self._is_sorted = False

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if not self._is_sorted:
            in_order: list[str] = sorted(self.workqueue, key=_place)
            for unit in in_order:
                self.workqueue.move_to_end(unit)
            self._is_sorted = True
        if node not in self._kept:
            free = Counter(WORKERS_KEEP) - Counter(self._kept[each] for each in self.nodes if each in self._kept)
            self._kept[node] = next(free.elements(), "")
        self.workqueue.move_to_end(next_of(self.workqueue, self._kept[node]), last=False)
        super()._assign_work_unit(node)


def _place(unit: str) -> tuple[bool, int]:
    """Where a unit stands among those that wait: what needs something comes first, for next_of to find the others soon; single
    tests come last, for they fill the end evenly."""
    module = unit.partition("::")[0].partition("[")[0].rpartition("/")[2]
    if module in ONE_BY_ONE:
        return not needs(unit), len(LONG) + 1 + ONE_BY_ONE.index(module)
    return not needs(unit), LONG.index(module) if module in LONG else len(LONG)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return Scheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: those of the browser's tests wait for the browser half of their time. With two more
    nothing is gained: a core idle for 56 seconds of a run in place of 62."""
    return (os.cpu_count() or 1) + 1


_made_before = pytest.StashKey[bool]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that a test started is beyond the guard above; what it left behind is not."""
    if not session.config.stash[_made_before] and os.path.exists(USERS_STORE):  # noqa: PTH110
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\n{USERS_STORE} was made while the tests ran: a test touched the user's store (house rule 7).")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own store: an empty place, named by PROGRAMME_STORE for this process and every one that it starts."""
    path = tmp_path / "store" / "programme.duckdb"
    path.parent.mkdir()
    monkeypatch.setenv("PROGRAMME_STORE", str(path))
    return path


@pytest.fixture
def programme(store: Path, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """An empty programme in the test's own store."""
    from tests.queries.conftest import entered_when_looked_at

    return entered_when_looked_at(monkeypatch)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of this worker's own. Without one installed the test is skipped, and fails under CI."""
    from tests import debian, postgresql

    if postgresql.programs() is None and debian.missing_is_failure():
        pytest.fail(postgresql.HOW)
    if postgresql.programs() is None:
        pytest.skip(postgresql.HOW)
    with postgresql.cluster() as running:
        yield running


@pytest.fixture
def in_postgresql(postgresql: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database of the test's own, which PROGRAMME_STORE names; this server's copies are in tmp_path."""
    address = postgresql.address(postgresql.database())
    monkeypatch.setenv("PROGRAMME_STORE", address)
    monkeypatch.setenv("PROGRAMME_COPIES", str(tmp_path / "copies"))
    return address


@pytest.fixture(scope="session", autouse=True)
def _components_found_once() -> Iterator[None]:
    """Each AppTest looks through every installed package for components, which takes a second; nothing is installed
    while the tests run, so one look is enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def _stores_begin_as_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new store takes 70 ms, two thirds of them for its tables and macros: those are made once, and each new store begins as
    a copy of them, with a generation of its own. Where other datasets are declared, it begins with nothing."""
    from data.ledger import schema, store
    from data.ledger.writer import Writer

    begun_anew, bring_up_to_date = store._begun_anew, Writer.bring_up_to_date
    empty, declared = tmp_path_factory.mktemp("empty") / "empty.duckdb", schema.fingerprint()
    with duckdb.connect(str(empty)) as connection:
        connection.execute("BEGIN")
        bring_up_to_date(Writer(connection))
        of_all = connection.execute("SELECT value FROM about WHERE name = 'generation'").fetchone()
        connection.execute("COMMIT")

    def copied(path: Path) -> Path:
        place = begun_anew(path)
        if schema.fingerprint() == declared:
            shutil.copyfile(empty, place)
        return place

    def of_its_own(writer: Writer) -> None:
        bring_up_to_date(writer)
        found = writer.connection.execute("SELECT value FROM about WHERE name = 'generation'").fetchone()
        if found == of_all:
            writer.connection.execute("UPDATE about SET value = ? WHERE name = 'generation'", [uuid.uuid4().hex])
            writer.has_written = True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_begun_anew", copied)
        patch.setattr(Writer, "bring_up_to_date", of_its_own)
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the checkout; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("The real public-sector files are not here: they lie in ../shared/data, beside the checkout.")
    return folder


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make run` makes at a first start: a store with the sample. Made once for all workers, 2.4 s of work, by
    the first that asks: to be copied, not to be opened."""
    of_this = tmp_path_factory.getbasetemp()
    folder = (of_this.parent if "PYTEST_XDIST_WORKER" in os.environ else of_this) / "first-start"
    with filelock.FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            made = folder.with_suffix(".made")
            command = [sys.executable, "-m", "data", "sample", "start"]
            environment = {**os.environ, "PROGRAMME_STORE": str(made / "programme.duckdb")}
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def sample_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store in which the sample has been replayed, for all tests of this worker. Read only: take
    `sample`, or `sample_store` for a copy that can be written to.

    With `SAMPLE_FROM=postgresql` in the environment it is replayed into PostgreSQL, and the store is the copy that another server
    made of it: so every question, screen and pack can be tried on what comes from there.
    """
    folder = tmp_path_factory.mktemp("sample")
    if os.environ.get("SAMPLE_FROM") != "postgresql":
        return Path(shutil.copytree(request.getfixturevalue("first_start"), folder, dirs_exist_ok=True))
    from data.ledger import programmes, store
    from data.sample import loading

    with pytest.MonkeyPatch.context() as patch:
        cluster: Cluster = request.getfixturevalue("postgresql")
        patch.setenv("PROGRAMME_STORE", cluster.address(cluster.database()))
        patch.setenv("PROGRAMME_COPIES", str(folder / "first-server"))
        assert loading.load_sample() > 0
        patch.setenv("PROGRAMME_COPIES", str(folder / "second-server"))
        store.catch_up()
        shutil.copytree(programmes.home().parent, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def sample(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The sample programme in a store that tests share: to be looked at, not to be written to."""
    path = sample_folder / "programme.duckdb"
    monkeypatch.setenv("PROGRAMME_STORE", str(path))
    before = (path.stat().st_mtime_ns, path.stat().st_size)
    yield path
    assert (path.stat().st_mtime_ns, path.stat().st_size) == before, "written to: take sample_store for a copy"


@pytest.fixture
def sample_store(sample_folder: Path, store: Path) -> Path:
    """The test's own store with the sample programme in it. Copies share a generation, so no answer of another is kept."""
    import queries

    queries._answer.cache_clear()
    queries._latest_report.cache_clear()
    shutil.copytree(sample_folder, store.parent, dirs_exist_ok=True)
    return store
