"""The project's own source as the tests of the house look at it.

Python is read as a syntax tree, so that a word in a comment or a docstring never counts. A rule over a set of files
fails where that set is empty: an empty set obeys every rule.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
THEME = "pages/charts/theme.py"

# What there is to look at -------------------------------------------------------------------------


@cache
def files(*patterns: str) -> tuple[str, ...]:
    """Paths, from the root, of the project's own files that match one of these patterns. Never none."""
    found = sorted({path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern)})
    assert found, f"no file matches {patterns}: the rule would hold of nothing"
    return tuple(found)


def python_of(*folders: str) -> tuple[str, ...]:
    return files(*(f"{folder}/**/*.py" for folder in folders))


def page_files() -> tuple[str, ...]:
    """The screens: scripts directly under pages/."""
    return tuple(path for path in files("pages/*.py") if not path.endswith("__init__.py"))


def chart_files() -> tuple[str, ...]:
    return tuple(path for path in files("pages/charts/*.py") if not path.endswith("__init__.py") and path != THEME)


def runtime_files() -> tuple[str, ...]:
    return files("dashboard.py", "data/**/*.py", "queries/**/*.py", "pages/**/*.py")


def our_files() -> tuple[str, ...]:
    return (*runtime_files(), *python_of("tests"))


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: str) -> ast.Module:
    return ast.parse(text(path), path)


@cache
def nodes(path: str) -> tuple[ast.AST, ...]:
    """Every node of a file, walked once for all rules that look at them."""
    return tuple(ast.walk(tree(path)))


@cache
def imports(path: str) -> tuple[tuple[str, int], ...]:
    """Every module that a file imports when it runs, with the line: (‘duckdb’, 12). Not what only the type checker sees."""
    for_types = {
        id(part)
        for node in nodes(path)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for part in node.body
    }
    found: list[tuple[str, int]] = []
    for node in nodes(path):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module, node.lineno))
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return tuple(found)


def importing(paths: tuple[str, ...], *modules: str) -> list[str]:
    """‘file:line imports module’, for each import of one of these modules or of what lies in them."""
    return [
        f"{path}:{line} imports {name}"
        for path in paths
        for name, line in imports(path)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    ]


def calls(path: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with the last part of what is called: (‘dataframe’, st.dataframe(…))."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, node


def strings(path: str) -> Iterator[tuple[str, int]]:
    """Every string in a file that is not a docstring, with its line; of an f-string the fixed parts joined."""
    documents = {
        id(node.value) for node in nodes(path) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    within = {id(part) for node in nodes(path) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr):
            yield "0".join(str(part.value) for part in node.values if isinstance(part, ast.Constant)), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents | within:
            yield node.value, node.lineno


def keywords(path: str) -> Iterator[tuple[str, int]]:
    for node in nodes(path):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value.lineno


def pins(path: str) -> dict[str, str]:
    """Name of each package pinned in a requirements file → its comment. Every line is an exact pin with a comment."""
    pinned = {}
    for line in text(path).splitlines():
        if line and not line.startswith(("#", "-r")):
            found = re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==[0-9][0-9A-Za-z.]*  # (.+)", line)
            assert found, f"{path}: ‘{line}’ is not an exact pin with a comment"
            pinned[found[1].lower()] = found[2]
    return pinned


@cache
def tracked() -> tuple[str, ...]:
    """What git keeps of the project; without git (an unpacked archive), what lies there."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return our_files()
    return tuple(path for path in listed.split("\0") if path and (ROOT / path).exists())
