"""What every test stands on: a store of its own, and no way to the user's."""

from __future__ import annotations

import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import hypothesis
import pytest
from streamlit.components.v2 import manifest_scanner
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from tests.postgresql import Cluster

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


SHARED = ("tests/e2e/", "tests/pages/pack/test_parts.py")
"""What goes to one worker, since what its tests share takes long to make."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """All browser tests go to one worker, which has the server and the browser; the others go to whoever is free.

    That is what --dist loadgroup promises; xdist 3.8 under pytest 9 doesn't see the groups.
    """

    class OneBrowser(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((shared for shared in SHARED if nodeid.startswith(shared)), nodeid)

    return OneBrowser(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: the browser tests' worker waits for the browser half of its time."""
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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of this worker's own. Without one installed the test is skipped, and fails under CI."""
    from tests import postgresql
    from tests.e2e import browser

    if postgresql.programs() is None and browser.missing_is_failure():
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


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the checkout; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("The real public-sector files are not here: they lie in ../shared/data, beside the checkout.")
    return folder


@pytest.fixture(scope="session")
def sample_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store in which the sample has been replayed, once for all tests of this worker. Read only: take
    `sample`, or `sample_store` for a copy that can be written to.

    With `SAMPLE_FROM=postgresql` in the environment it is replayed into PostgreSQL, and the store is the copy that another server
    made of it: so every question, screen and pack can be tried on what comes from there.
    """
    from data import uploads
    from data.ledger import programmes, store

    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("SAMPLE_FROM") == "postgresql":
            cluster: Cluster = request.getfixturevalue("postgresql")
            patch.setenv("PROGRAMME_STORE", cluster.address(cluster.database()))
            patch.setenv("PROGRAMME_COPIES", str(folder / "first-server"))
            assert uploads.load_sample() > 0
            patch.setenv("PROGRAMME_COPIES", str(folder / "second-server"))
            store.catch_up()
            shutil.copytree(programmes.home().parent, folder, dirs_exist_ok=True)
            return folder
        patch.setenv("PROGRAMME_STORE", str(folder / "programme.duckdb"))
        assert uploads.load_sample() > 0
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
