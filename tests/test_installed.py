"""What is installed is what is used, and the server has the settings that it must have."""

from __future__ import annotations

import importlib.metadata
import sys
import tomllib

from tests.source import imports, pins, python_of, runtime_files, text

# What is installed is what is used ----------------------------------------------------------------


def packages_used(paths: tuple[str, ...]) -> set[str]:
    """The packages from the registry that these files import, by the name that a requirements file has."""
    ours = {"data", "queries", "pages", "tests", "dashboard"}
    provided_by = importlib.metadata.packages_distributions()
    tops = {name.split(".")[0] for path in paths for name, _ in imports(path)} - ours - sys.stdlib_module_names
    return {provided_by[top][0].lower() for top in tops if top in provided_by} | (tops - set(provided_by))


def test_what_the_dashboard_imports_is_pinned_and_nothing_else():
    pinned = pins("requirements.txt") | pins("requirements-postgresql.txt")
    used = packages_used(runtime_files())
    assert used - set(pinned) == set(), "imported, but not in requirements.txt"
    indirect = {name for name, comment in pinned.items() if comment.startswith("needed indirectly")}
    assert set(pinned) - indirect - used == set(), "pinned, but not imported"


def test_what_the_tests_import_is_pinned():
    runtime = pins("requirements.txt") | pins("requirements-postgresql.txt")
    extra = pins("requirements-dev.txt")
    assert packages_used(python_of("tests")) - set(runtime) - set(extra) == set()
    assert not set(runtime) & set(extra)


# The settings that the server must have -----------------------------------------------------------


def test_the_server_keeps_to_itself():
    settings = tomllib.loads(text(".streamlit/config.toml"))
    assert settings["browser"]["gatherUsageStats"] is False, "it calls out"
    assert settings["server"]["address"] == "127.0.0.1", "it looks up an external address"
    assert settings["server"]["showEmailPrompt"] is False, "a first make run would wait for an answer"
    assert settings["server"]["maxUploadSize"] <= 50, "uploads reach the server even where no page asks for one"
    assert settings["client"]["showErrorDetails"] in ("none", False), "a traceback shows paths and values"
    assert not settings["server"].get("enableAgentApi", False)
