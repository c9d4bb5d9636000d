"""The rules of the house, as tests, so that they hold without anyone remembering them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb
import pytest

from data.datasets import DATASETS
from data.problems import NoticeKind, ProblemKind
from queries import GIVEN, catalogue, parameters_of, whole_sql
from tests import unused
from tests.source import (
    ROOT,
    THEME,
    calls,
    chart_files,
    files,
    importing,
    keywords,
    nodes,
    our_files,
    page_files,
    python_of,
    runtime_files,
    strings,
    text,
    tracked,
    tree,
)

TOP = {
    "README.md", "GLOSSARY.md", "DECISIONS.md", "CHANGELOG.md", "LICENCE", "Makefile", "dashboard.py", "requirements.txt",
    "requirements-dev.txt", "requirements-postgresql.txt", "pyproject.toml", ".gitignore", ".gitattributes", ".editorconfig",
    ".streamlit", ".ci", "docs", "data", "queries", "pages", "tests",
}  # fmt: skip

# The layout ---------------------------------------------------------------------------------------


def test_the_top_level_is_as_the_card_says():
    assert {path.split("/")[0] for path in tracked()} <= TOP
    missing = {name for name in TOP if not (ROOT / name).exists()}
    assert not missing


def test_the_rooms_are_furnished():
    screens = {Path(path).stem for path in page_files()}
    assert {"overview", "inventory", "migration", "gateways", "partners", "updates"} <= screens
    assert len(files("queries/*/*.sql")) >= 9
    assert chart_files()
    assert len(files("data/sample/**/*.csv")) >= 15


READS_GUILLEMETS = {"data/intake/placeholders.py", "data/intake/values/damage.py"}
"""What looks for them in other people's files."""


def test_quotation_marks_are_the_houses():
    """‘ ’ or " ", on screen, in messages, comments and documents alike."""
    others = {
        path for path in tracked() if path.endswith((".py", ".sql", ".md", ".toml", ".txt", ".js", ".typ", ".css"))
    }
    found = {path for path in others if re.search("[\u00ab\u00bb]", text(path))}
    assert found == READS_GUILLEMETS
    quoted = re.compile(r"""(?<![\w'])'\{(?:[^{}"]|"[^"]*")*\}'""")
    typed = [path for path in files("data/intake/**/*.py", "pages/**/*.py") if quoted.search(text(path))]
    assert not [*typed, *(["data/problems.py"] if quoted.search(text("data/problems.py")) else [])]


def test_every_module_says_what_it_is():
    silent = [path for path in our_files() if text(path).strip() and not ast.get_docstring(tree(path))]
    assert not silent


# Rule 1: a page holds no SQL, imports neither duckdb nor plotly, and computes no figure -----------


def is_sql(string: str) -> bool:
    """Whether DuckDB could run this. ‘Select a dataset from the list’ parses too, hence the look at the letters' case."""
    if not re.match(r"\s*(select|with|from|insert|update|delete|create|copy|attach|pragma)\b", string.lower()):
        return False
    if string.lstrip()[:2].istitle():
        return False
    try:
        return bool(duckdb.extract_statements(string))
    except duckdb.Error:
        return False


def test_sql_is_told_from_english():
    assert is_sql("select name from applications")
    assert is_sql("SELECT 1")
    assert not is_sql("Select a dataset from the list")
    assert not is_sql("with what changed since the last report")


def test_pages_hold_no_sql():
    paths = python_of("pages")
    assert not [f"{path}:{line} {string}" for path in paths for string, line in strings(path) if is_sql(string)]


def test_pages_import_neither_duckdb_nor_plotly():
    assert not importing(page_files(), "duckdb", "plotly")
    assert not importing(python_of("pages"), "duckdb")


AGGREGATES = {
    "sum", "mean", "median", "mode", "std", "var", "quantile", "count", "n_unique", "len", "group_by", "group_by_dynamic",
    "agg", "pivot", "cum_sum", "cum_count", "cumulative_eval", "rolling", "value_counts", "diff", "pct_change", "rank", "over",
}  # fmt: skip


def computed(path: str) -> Iterator[str]:
    for name, call in calls(path):
        if name in AGGREGATES:
            yield f"{path}:{call.lineno} {ast.unparse(call)[:80]}"
    whether = {id(node.test) for node in nodes(path) if isinstance(node, (ast.If, ast.IfExp))}
    for node in nodes(path):
        # ‘if rows.height:’ asks whether there is any; every other use is a count that a query should give.
        if isinstance(node, ast.Attribute) and node.attr in ("height", "shape") and id(node) not in whether:
            yield f"{path}:{node.lineno} {ast.unparse(node)}"
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow)):
            yield f"{path}:{node.lineno} {ast.unparse(node)[:80]}"


def test_pages_compute_no_figure():
    """Figures come from queries/: no aggregation, no arithmetic, no counting of rows in a page."""
    assert not [found for path in page_files() for found in computed(path)]


# Rule 2: only the ledger opens the store; nothing in data/ or queries/ imports Streamlit ----------


def test_only_the_ledger_opens_the_store():
    others = tuple(path for path in runtime_files() if not re.match(r"data/ledger/", path))
    assert "data/ledger/__init__.py" in runtime_files()
    assert not importing(others, "duckdb")
    assert not [f"{path}:{call.lineno}" for path in others for name, call in calls(path) if name == "connect"]


def test_data_and_queries_know_nothing_of_the_screen():
    assert not importing(python_of("data", "queries"), "streamlit", "plotly", "pages", "dashboard")


def test_facts_flow_one_way():
    assert not importing(python_of("data"), "queries"), "data/ is asked about in queries/, never the other way round"


def test_pages_reach_the_ledger_through_queries():
    """Only the Updates page, which puts files in, has business with the ledger itself."""
    readers = tuple(path for path in page_files() if path != "pages/updates.py")
    assert not importing(readers, "data.ledger", "data.intake.pipeline", "data.uploads", "data.earlier_uploads")


# Rule 3: a .sql file is one SELECT with its header ------------------------------------------------


def path_of(name: str) -> str:
    return catalogue()[name].path.relative_to(ROOT).as_posix()


def sql_queries() -> Iterator[str]:
    yield from (name for name, query in catalogue().items() if query.sql)


def test_a_query_is_one_select():
    for name in sql_queries():
        for sql in (text(path_of(name)), whole_sql(name)):
            kinds = [statement.type for statement in duckdb.extract_statements(sql)]
            assert kinds == [duckdb.StatementType.SELECT], name


def test_a_query_says_what_one_row_is_and_each_parameter():
    for name, query in catalogue().items():
        assert query.title, name
        assert any(note.startswith("One row") for note in query.notes), f"{name}: what is one row?"
        used = set(re.findall(r"\$([a-z_]+)", query.sql)) - set(GIVEN)
        assert used <= set(parameters_of(name)), name


SECOND_SPELLING = re.compile(
    r"coalesce\(\s*[\w.]*(actual|forecast)_(date|start|finish),\s*[\w.]*(forecast|baseline)_(date|start|finish)\b"
    r"|\b(actual_date|migrated_on|finished_on)\s*<=?(?!>)",
    re.IGNORECASE,
)


def test_done_and_expected_are_said_once():
    """By the macros of DATE_MACROS in data/ledger/schema.py, and nowhere else."""
    for spelling in (
        "coalesce(actual_date, forecast_date, baseline_date)",
        "coalesce(waves.forecast_finish,\n    waves.baseline_finish)",
        "migrations.actual_date <= $as_at",
        "WHERE migrated_on < day",
    ):
        assert SECOND_SPELLING.search(spelling)
    for other in ("coalesce(actual_gbp, forecast_gbp, 0)", "actual_date <> baseline_date", "actual_date > day"):
        assert not SECOND_SPELLING.search(other)
    paths = [path for path in tracked() if path.endswith((".sql", ".py")) and not path.startswith("tests/")]
    assert not [f"{path}: {found[0]}" for path in paths for found in SECOND_SPELLING.finditer(text(path))]


def test_a_query_looks_from_the_as_at_date():
    """The same question of the same ledger version has the same answer on every day."""
    for name in sql_queries():
        sql = whole_sql(name)
        # The ledger's own questions (which uploads there are) know no date but the version; they must say so.
        assert "$as_at" in sql or "any as-at date" in " ".join(catalogue()[name].notes), name
        volatile = re.findall(r"\b(?:current_date|current_timestamp|today\(|now\(|random\(|uuid\()", sql, re.IGNORECASE)
        assert not volatile, name


def test_what_python_answers_depends_on_its_arguments_only():
    """Nor do the modules that help such queries: no clock, no chance but from a seed, no way round ask()."""
    volatile = {"today", "now", "utcnow", "time", "random", "default_rng", "uuid4", "getrandbits"}
    assert not [
        f"{path}:{call.lineno} {name}"
        for path in files("queries/**/*.py")
        if path not in ("queries/__init__.py", "queries/__main__.py")
        for name, call in calls(path)
        if name in volatile
    ]
    in_python = tuple(path_of(name) for name, query in catalogue().items() if not query.sql)
    assert in_python
    assert not importing(in_python, "data.ledger", "duckdb")


def test_a_query_is_named_by_a_noun_and_a_question():
    assert not [name for name in catalogue() if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", name)]


# Rule 4: a chart is a pure function of one frame; one theme; one way to the screen ----------------


def test_charts_know_neither_streamlit_nor_queries():
    assert not importing(python_of("pages/charts"), "streamlit", "queries", "data.ledger", "data.uploads")


def test_charts_load_without_streamlit():
    """Nor by way of anything that they import."""
    modules = [path.removesuffix(".py").replace("/", ".") for path in (*chart_files(), THEME)]
    code = f"import sys, {', '.join(modules)}; sys.exit('streamlit' in sys.modules or 'duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_a_chart_is_one_frame_in_one_figure_out():
    wrong = []
    drawn = 0
    for path in chart_files():
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                returns = ast.unparse(node.returns) if node.returns else ""
                takes = [ast.unparse(each.annotation) for each in node.args.args if each.annotation]
                if returns.endswith("Figure"):
                    drawn += 1
                    if not takes or takes[0] != "pl.DataFrame" or takes.count("pl.DataFrame") != 1:
                        wrong.append(f"{path}:{node.lineno} {node.name} takes {takes}")
    assert drawn >= 5
    assert not wrong


COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b|\b(?:rgb|hsl)a?\(")


def test_colours_stand_in_the_theme_only():
    paths = [path for path in (*python_of("pages"), "dashboard.py") if path != THEME]
    assert not [f"{path}:{line} {string}" for path in paths for string, line in strings(path) if COLOUR.search(string)]
    assert COLOUR.search(text(THEME))


def test_figures_reach_the_screen_through_one_function():
    """Of Streamlit's charts none is used, and ours is mounted in one place; the texts beside figures in another."""
    assert [path for path in runtime_files() if "drawing()" in text(path) and "serving.drawing()" in ast.unparse(tree(path))] == [
        "pages/ui/figures.py", "pages/ui/texts.py",
    ]  # fmt: skip
    charts = re.compile(
        r"(plotly|altair|vega_lite|line|bar|area|scatter|pydeck|graphviz|echarts|bokeh)_chart$|^pyplot$"
    )
    assert not [
        f"{path}:{call.lineno} {name}" for path in runtime_files() for name, call in calls(path) if charts.match(name)
    ]


# Rule 5: cached results are keyed by what they depend on, so nothing is ever stale ----------------


def test_nothing_expires_by_the_clock():
    assert not [f"{path}:{line}" for path in runtime_files() for name, line in keywords(path) if name == "ttl"]


# Rule 6: session_state holds choices, never data; what a reader chose is in the URL ---------------

DATA = {
    "ask",
    "ingest",
    "preview",
    "read",
    "getvalue",
    "read_bytes",
    "read_csv",
    "read_excel",
    "read_parquet",
    "DataFrame",
}


def is_session_state(node: ast.expr) -> bool:
    return isinstance(node, (ast.Subscript, ast.Attribute)) and ast.unparse(node.value).endswith("session_state")


def test_session_state_holds_no_data():
    """What is assigned is not what one of these calls gives back (tests/pages/test_every_screen.py looks at it running)."""
    kept = []
    for path in (*python_of("pages"), "dashboard.py"):
        for node in nodes(path):
            if isinstance(node, ast.Assign) and any(map(is_session_state, node.targets)):
                given = node.value.func if isinstance(node.value, ast.Call) else None
                if getattr(given, "attr", getattr(given, "id", "")) in DATA:
                    kept.append(f"{path}:{node.lineno} {ast.unparse(node)[:100]}")
    assert not kept


CHOICES = {
    "selectbox", "multiselect", "radio", "segmented_control", "pills", "date_input", "slider", "select_slider", "text_input",
    "number_input", "toggle", "checkbox",
}  # fmt: skip
# What is said of one file or one row is not a view that can be sent to someone: such keys carry its number.
NOT_A_VIEW = {"slash_key"}
WHO_DOES_IT = "pages/ui/person.py"
"""Whose name a field asks for is not a view either."""


def key_of(call: ast.Call) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == "key"), None)


def is_of_a_view(call: ast.Call) -> bool:
    key = key_of(call)
    return not (isinstance(key, ast.JoinedStr) or (isinstance(key, ast.Constant) and key.value in NOT_A_VIEW))


def written(path: str) -> set[str]:
    """The keys that a file puts into the address itself, by address.write(key, …)."""
    return {ast.unparse(call.args[0]) for name, call in calls(path) if name == "write" and len(call.args) == 2}


def test_what_a_reader_chose_is_in_the_url():
    """Bound by Streamlit (bind="query-params"), or written there by pages/ui/address.py."""
    unbound, bound = [], 0
    for path in (*page_files(), *files("pages/parts/**/*.py", "pages/ui/*.py"), "dashboard.py"):
        if path == WHO_DOES_IT:
            continue
        for name, call in calls(path):
            if name in CHOICES and isinstance(call.func, ast.Attribute) and is_of_a_view(call):
                key = key_of(call)
                is_bound = "bind" in {keyword.arg for keyword in call.keywords}
                if key and (is_bound or ast.unparse(key) in written(path)):
                    bound += 1
                else:
                    unbound.append(f"{path}:{call.lineno} {ast.unparse(call)[:80]}")
    assert bound, "not one choice is in the URL"
    assert not unbound


# Rule 7: no test sleeps for a fixed time (and none touches the user's store: tests/test_conftest.py


def test_no_test_sleeps():
    sleeps = {"sleep", "wait_for_timeout"}
    # The measurements are no tests, and one of them is a slow line.
    tests = [path for path in python_of("tests") if not path.startswith("tests/bench/")]
    assert not [f"{path}:{call.lineno}" for path in tests for name, call in calls(path) if name in sleeps]


def test_the_engine_never_waits_for_python():
    """Its threads would wait for whoever holds Python and waits for them (data/each_value.py): the server stands still."""
    called = {"map_elements", "map_batches", "map_groups", "map_rows"}
    assert not [f"{path}:{call.lineno}" for path in runtime_files() for name, call in calls(path) if name in called]


# House style --------------------------------------------------------------------------------------


def test_frames_are_polars():
    measured_against = [path for path in our_files() if path.startswith("tests/bench/")]
    assert not importing(tuple(path for path in our_files() if path not in measured_against), "pandas")
    assert not [f"{path}:{call.lineno}" for path in our_files() for name, call in calls(path) if name == "to_pandas"]


def test_no_deprecated_or_unsafe_call():
    banned = {"use_container_width", "unsafe_allow_html", "unsafe_allow_javascript"}
    assert not [f"{path}:{line} {name}" for path in our_files() for name, line in keywords(path) if name in banned]
    assert not importing(our_files(), "pickle", "streamlit.components.v1", "plotly.express")


def test_no_except_takes_everything():
    bare = [
        f"{path}:{node.lineno}"
        for path in our_files()
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert not bare


def test_no_error_is_told_by_its_words():
    """What an error is depends on its type, its code or the state of things; its words are for people (house rule 9)."""
    cut = r"(str|repr)\({0}\)[.\w()]*\.(startswith|endswith|find|index|count)\("
    asked = r"\bin (str|repr)\({0}\)|" + cut + r"|{0}\.(args|message|reason)\b"
    found = [
        f"{path}:{node.lineno}"
        for path in runtime_files()
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler) and node.name and re.search(asked.format(node.name), ast.unparse(node))
    ]
    assert not found


def kinds_as_words(module: ast.AST) -> Iterator[str]:
    """Comparisons of a kind with a word that ProblemKind or NoticeKind holds. That they are made of members, mypy sees."""
    words = {*map(str, ProblemKind), *map(str, NoticeKind)}
    for node in ast.walk(module):
        is_asked = isinstance(node, ast.Compare) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "is_in"
        )
        literals = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)} if is_asked else set()
        if literals & words and re.search(r"\b(kind|note)\b", ast.unparse(node)):
            yield f"{node.lineno} {ast.unparse(node)}"  # type: ignore[attr-defined]


FOR_PEOPLE = {
    "description", "title", "message", "problem", "mend", "detail", "sentence", "headline", "help", "detection",
}  # fmt: skip
PROSE = rf"(?:str\()?[^(]*(?:\.|\[')(?:{'|'.join(sorted(FOR_PEOPLE))})(?:'\])?\)?"
"""What is written for people: an attribute or a field of a row, perhaps within str()."""


CUT = {"startswith", "endswith", "removeprefix", "removesuffix", "find", "index", "count", "split", "partition"}


def names_prose(part: ast.expr) -> bool:
    """A first look, which costs a fifth of writing the expression out."""
    return any(
        node.attr in FOR_PEOPLE
        if isinstance(node, ast.Attribute)
        else isinstance(node, ast.Constant) and node.value in FOR_PEOPLE
        for node in ast.walk(part)
    )


def hung_on_prose(module: ast.AST) -> Iterator[str]:
    """Where something is decided or cut by the words of a sentence: ‘x in y.description’, y.title == ‘x’, y.mend.split(…)."""
    for node in ast.walk(module):
        asked: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CUT:
            asked = [node.func.value]
        if any(names_prose(part) and re.fullmatch(PROSE, ast.unparse(part)) for part in asked):
            yield f"{node.lineno} {ast.unparse(node)}"  # type: ignore[attr-defined]


def test_nothing_hangs_on_prose():
    """A sentence may be put better without anything else changing (house rule 9)."""
    wrong = (
        """'empty when' in c.description, n.title == 'a', 'month' in str(p['mend']), p['problem'].removeprefix('is')"""
    )
    assert len(list(hung_on_prose(ast.parse(wrong)))) == 4
    assert not list(hung_on_prose(ast.parse("c.blank_is_an_answer, print(c.description), n.kind == NoticeKind.SHEET")))
    assert not [f"{path}:{found}" for path in runtime_files() for found in hung_on_prose(tree(path))]


def test_kinds_of_problem_and_notice_are_members_of_their_enum():
    """A word mistyped is an error then, and who looks for a kind finds every place (house rule 9)."""
    wrong = (
        """n.kind == "days from 1904", x["kind"] in ("blank", y), c("kind").is_in(["total"]), "blank" in p["kind"]"""
    )
    assert len(list(kinds_as_words(ast.parse(wrong)))) == 4
    assert not list(
        kinds_as_words(ast.parse("n.kind == NoticeKind.BLANK_ROWS, column.kind in ('text',), said == 'blank'"))
    )
    assert not [f"{path}:{found}" for path in runtime_files() for found in kinds_as_words(tree(path))]


def test_names_that_nothing_uses_are_found():
    """`make lint` looks for them in the whole tree: here a file alone, which nobody uses then."""
    assert any("row_label: nothing names it" in found for found in unused.unnamed((THEME,)))
    assert any("row_label: no module uses it" in found for found in unused.not_imported((THEME,)))
    assert not any("row_label" in found for found in unused.not_imported(runtime_files()))


VAGUE = {"said", "told", "aside", "nought", "look"}


def named_vaguely(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        name = ""
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        elif isinstance(node, ast.arg):
            name = node.arg
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            name = node.name
        if name.strip("_").lower() in VAGUE:
            yield f"{node.lineno} {name}"  # type: ignore[attr-defined]


def test_names_say_what_a_thing_is():
    """‘said’ fits a headline, a message, an option and a row: call it a headline, a message, an option, a row."""
    wrong = "def _told(said: str, *, other: int) -> None:\n    for aside in Look(): said_of = SAID = aside"
    assert len(list(named_vaguely(ast.parse(wrong)))) == 4
    assert not [f"{path}:{found}" for path in runtime_files() for found in named_vaguely(tree(path))]


def test_files_of_one_name_are_of_one_subject():
    """A dataset or a screen gives its name to a file in data/ and to one in pages/. No other name is in both."""
    names = [{Path(path).stem for path in python_of(room)} - {"__init__", "__main__"} for room in ("data", "pages")]
    subjects = {Path(path).stem for path in page_files()} | set(DATASETS)
    assert subjects & names[0] & names[1]
    assert names[0] & names[1] <= subjects


def test_nothing_is_left_for_later():
    unfinished = re.compile(
        "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "coming" + " soon", "raise Not" + "Implemented"))
    )
    written = [path for path in tracked() if path.endswith((".py", ".sql", ".md", ".toml", ".txt", "Makefile", "run"))]
    assert written
    assert not [path for path in written if unfinished.search(text(path))]


# Imports ------------------------------------------------------------------------------------------


def ours_imported(path: str, modules: Mapping[str, str]) -> set[str]:
    """The modules of ours that a file names in an import, wherever it is in the file."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & set(modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & set(modules)
            if names - set(modules) and node.module in modules:
                found.add(node.module)
    return found - {module for module, its_path in modules.items() if its_path == path}


def test_imports_make_no_circle():
    """Not even one that only the type checker sees: two modules that need each other are one."""
    modules = {path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): path for path in runtime_files()}
    order = TopologicalSorter({module: ours_imported(path, modules) for module, path in modules.items()})
    try:
        assert len(tuple(order.static_order())) == len(modules) > 100
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))
