"""Names that nothing uses, for `make lint`: in the dashboard, where what only a test uses counts as unused, and in the tests.

Vulture knows names, not whose they are: a function is used for it where any other of that name is. For what a module
defines at its top level, its imports are followed too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from vulture import Vulture

from tests.source import ROOT, our_files, runtime_files, tree

ASKED_FOR_BY_NAME = {
    "answer": "queries/ asks each query in Python for it",
    "SECTION": "pages/pack/sections/ asks each section for it",
    "write": "pages/pack/__main__.py asks the writer of a format for it",
    "for_a_file": "tests/test_documents.py holds the README's table of options against it",
    "memo": "copy.deepcopy gives it",
    "pytest_*": "hooks of pytest",
    "pytestmark": "marks of pytest",
    "_split_scope": "pytest-xdist asks which tests stay together",
    "_open_worksheet": "python-pptx calls it to write a chart's workbook",
    "_workbook_writer": "python-pptx asks a chart's data for it",
    "do_GET": "http.server calls it for each request",
    "log_message": "http.server calls it for each answer",
    "request_queue_size": "socketserver listens with it",
    "_": "tests kept by their decorator",
    "nearly_full": "a fixture that a test takes for what it does",
}
"""Name → who uses it."""


def unnamed(paths: tuple[str, ...]) -> Iterator[str]:
    """What is defined in these files and named nowhere in them. An attribute counts where it is set on self: the others are
    python-pptx's and python-docx's, which those libraries read."""
    look = Vulture(ignore_names=list(ASKED_FOR_BY_NAME), ignore_decorators=["@pytest.fixture"])
    look.scavenge([str(ROOT / path) for path in paths])
    for item in look.get_unused_code():
        path = item.filename.relative_to(ROOT).as_posix()
        line = item.filename.read_text(encoding="utf-8").splitlines()[item.first_lineno - 1]
        if item.typ != "attribute" or f"self.{item.name}" in line:
            yield f"{path}:{item.first_lineno} {item.name}: nothing names it"


def not_imported(paths: tuple[str, ...]) -> Iterator[str]:
    """Functions and classes that neither their own module nor any that imports it names."""
    named = {name for path in paths for name in _named(path)}
    for path in paths:
        for node in tree(path).body:
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name in ASKED_FOR_BY_NAME:
                continue
            if f"{_module(path)}.{node.name}" not in named and not _names_itself(path, node):
                yield f"{path}:{node.lineno} {node.name}: no module uses it"


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _named(path: str) -> Iterator[str]:
    """Every name of another module that a file uses, in full: ‘pages.charts.theme.clean’."""
    known: dict[str, str] = {}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            known |= {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names if alias.asname}
    yield from known.values()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if first in known:
                yield f"{known[first]}.{rest}"


def _names_itself(path: str, definition: ast.FunctionDef | ast.ClassDef) -> bool:
    inside = {id(node) for node in ast.walk(definition)}
    return any(
        isinstance(node, ast.Name) and node.id == definition.name and id(node) not in inside
        for node in ast.walk(tree(path))
    )


def main() -> int:
    found = {
        *unnamed(runtime_files()),
        *not_imported(runtime_files()),
        *(line for line in unnamed(our_files()) if line.startswith("tests/")),
    }
    print("\n".join(sorted(found)) or "Nothing is unused.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
