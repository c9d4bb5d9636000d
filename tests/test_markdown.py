"""What comes from data reaches Markdown as text: every label, title, help, caption or option that is built goes through
plain(), or is made of our own words, numbers and dates.

Streamlit shows Markdown wherever it shows words: a heading ‘![x](https://outside/y)’ in somebody's file would have the
browser ask that address. The rule reads the syntax: what it can't follow counts as data.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.source import files, page_files, text

FIRST = {
    "button", "download_button", "link_button", "menu_button", "page_link", "checkbox", "toggle", "radio", "selectbox",
    "multiselect", "pills", "segmented_control", "slider", "select_slider", "text_input", "text_area", "number_input",
    "date_input", "time_input", "file_uploader", "camera_input", "audio_input", "color_picker", "chat_input", "feedback",
    "expander", "popover", "tabs", "status", "spinner", "metric", "title", "header", "subheader", "caption", "markdown",
    "info", "warning", "error", "success", "toast", "exception", "badge", "dialog", "form_submit_button",
    "write", "table", "latex", "parts",
}  # fmt: skip
"""Commands of which the first argument is Markdown, or a list of it."""
NAMED = {"label", "body", "help", "text", "captions", "format_func", "delta_description"}
"""Arguments that are Markdown wherever they stand by name."""
INERT_OPTIONS = {"selectbox", "multiselect", "select_slider", "menu_button"}
"""Commands whose options (format_func) the browser shows as text."""
OF_COLUMNS = {
    name + "Column" for name in ("Text", "Number", "Date", "Datetime", "Checkbox", "Selectbox", "Link", "List")
}

SAYS = {
    "plain", "headed", "spoken", "count", "number", "day", "short_day", "moment", "money", "exact_money", "brief_money", "share",
    "slip",
    "lapse", "len", "int", "rule", "_size", "since_when", "day_of", "chip", "word", "compare", "_with_addresses",
}  # fmt: skip
"""Functions that give text made of words of ours, numbers and dates, or that make text of data inert."""
KEEPS = {
    "capital", "listing", "short", "join", "str", "lower", "removesuffix", "removeprefix", "strip", "replace", "upper",
    "capitalize", "chip", "flag", "append",
}  # fmt: skip
"""Functions that add nothing to what they are given."""
OURS = {"title", "control", "label", "description", "expected", "word", "shape", "badge", "height", "position", "ledger_version",
        "chosen_version", "fingerprint"}  # fmt: skip
"""Attributes that hold words of ours or numbers: a dataset's title, a column's label, a rating's word, a frame's height."""
OUR_OWN: dict[str, str] = {
    "pages/ui/page.py begin title": "words of ours, as its docstring says",
    "pages/ui/links.py chip colour": "Streamlit's name of a colour",
    "pages/ui/as_at_bar.py freshness": "each part of it is plain",
    "pages/ui/filters.py words label": "words of ours: what is filtered by",
    "pages/ui/filters.py one_of label": "words of ours: what is filtered by",
    "pages/ui/filters.py day label": "words of ours: what is filtered by",
    "pages/ui/filters.py several label": "words of ours: what is filtered by",
    "pages/ui/filters.py number label": "words of ours: what is set",
    "pages/ui/filters.py one_always label": "words of ours: what is set",
    "pages/ui/filters.py on_a_scale label": "words of ours: what is set",
    "pages/ui/filters.py clear label": "words of ours: what the button does",
    "pages/ui/filters.py parts labels": "words of ours: what each screen gives is looked at there",
    "pages/ui/filters.py whole label": "words of ours: what is set",
    "pages/parts/updates/preview.py _part title": "words of ours with a count",
    "pages/parts/updates/upload_history.py turn title": "a dataset's title",
    "pages/ui/working.py shown what": "words of ours: what is being done",
}
"""‘file function name’ of parameters and functions that hold words of ours, and why that is certain."""


OTHERS = {"changes", "address", "preview", "narrative.quality", "texts"}
"""Modules of ours with functions that are called like commands."""


class Reader:
    """Whether the expressions of one function are words of ours."""

    def __init__(self, path: str, function: ast.FunctionDef | None, module: ast.Module) -> None:
        self.path, self.function, self.module = path, function, module
        self.following: set[str] = set()

    def is_safe(self, node: ast.expr) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.JoinedStr():
                return all(self.is_safe(part) for part in node.values)
            case ast.FormattedValue():
                spec = ast.unparse(node.format_spec) if node.format_spec else ""
                return any(sign in spec for sign in (",", "d'", "g'", 'd"')) or self.is_safe(node.value)
            case ast.IfExp():
                return self.is_safe(node.body) and self.is_safe(node.orelse)
            case ast.BinOp():
                return self.is_safe(node.left) and self.is_safe(node.right)
            case ast.BoolOp():
                return all(self.is_safe(value) for value in node.values)
            case ast.List() | ast.Tuple():
                return all(self.is_safe(each) for each in node.elts)
            case ast.ListComp() | ast.GeneratorExp():
                return self.is_safe(node.elt)
            case ast.Dict():
                return all(self.is_safe(each) for each in (*(k for k in node.keys if k), *node.values))
            case ast.DictComp():
                return self.is_safe(node.key) and self.is_safe(node.value)
            case ast.Lambda():
                return self.is_safe(node.body)
            case ast.Starred():
                return self.is_safe(node.value)
            case ast.Call():
                return self.is_safe_call(node)
            case ast.Attribute():
                return node.attr in OURS or (node.attr.isupper() and isinstance(node.value, ast.Name))
            case ast.Subscript():
                return isinstance(node.value, ast.Name) and node.value.id.isupper()
            case ast.Name():
                return self.is_safe_name(node.id)
        return False

    def is_safe_call(self, node: ast.Call) -> bool:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SAYS or f"{self.path} {name}" in OUR_OWN:
            return True
        local = [each for each in self.module.body if isinstance(each, ast.FunctionDef) and each.name == name]
        if local and local[0] is not self.function and isinstance(node.func, ast.Name):
            given = [
                each.value for each in ast.walk(local[0]) if isinstance(each, ast.Return) and each.value is not None
            ]
            return bool(given) and all(Reader(self.path, local[0], self.module).is_safe(each) for each in given)
        if name == "get" and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value).isupper():
            return all(self.is_safe(each) for each in node.args[1:])
        if name not in KEEPS:
            return False
        of = node.func.value if isinstance(node.func, ast.Attribute) else None
        given = [*node.args, *([] if of is None or ast.unparse(of) == "ratings" else [of])]
        return all(self.is_safe(each) for each in given)

    def is_safe_name(self, name: str) -> bool:
        if name.isupper():
            return True
        where = self.function.name if self.function else ""
        if f"{self.path} {where} {name}" in OUR_OWN:
            return True
        if name in self.following or self.is_number(name):
            return True
        values = list(self.values_of(name))
        self.following.add(name)
        safe = bool(values) and all(self.is_safe(value) for value in values)
        self.following.discard(name)
        return safe

    def is_number(self, name: str) -> bool:
        """Whether the function takes it as a number or a date."""
        taken = self.function.args if self.function else ast.arguments([], [], None, [], [], None, [])
        kinds = {each.arg: ast.unparse(each.annotation) for each in (*taken.args, *taken.kwonlyargs) if each.annotation}
        return kinds.get(name) in ("int", "float", "date")

    def values_of(self, name: str) -> Iterator[ast.expr]:
        """What a variable is given in the function. For a loop over pairs, what the pairs of our constant hold."""
        for node in ast.walk(self.function or self.module):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name) and target.id == name:
                        yield node.value
                    if isinstance(target, ast.Tuple) and any(getattr(t, "id", "") == name for t in target.elts):
                        at = [getattr(t, "id", "") for t in target.elts].index(name)
                        yield node.value.elts[at] if isinstance(node.value, ast.Tuple) else node.value
            elif (isinstance(node, (ast.AugAssign, ast.AnnAssign)) and getattr(node.target, "id", "") == name) or (
                isinstance(node, ast.NamedExpr) and node.target.id == name
            ):
                yield node.value or ast.Constant(None)
            elif isinstance(node, (ast.For, ast.comprehension)):
                named = [each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)]
                if name in named:
                    yield node.iter


def functions(module: ast.Module) -> dict[int, ast.FunctionDef]:
    """The innermost function around each node, by the node's identity."""
    around: dict[int, ast.FunctionDef] = {}

    def walk(node: ast.AST, within: ast.FunctionDef | None) -> None:
        for child in ast.iter_child_nodes(node):
            if within is not None:
                around[id(child)] = within
            walk(child, child if isinstance(child, ast.FunctionDef) and within is None else within)

    walk(module, None)
    return around


def live(source: str, path: str) -> Iterator[str]:
    """Every place where something that may be data reaches Markdown."""
    module = ast.parse(source)
    around = functions(module)
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        if name not in FIRST | OF_COLUMNS:
            continue
        asked = ast.unparse(node.func.value)
        if asked in OTHERS or (name == "table" and asked != "st"):
            continue
        given = [] if name in OF_COLUMNS else node.args[:1]
        given += [
            keyword.value
            for keyword in node.keywords
            if keyword.arg in NAMED and not (keyword.arg == "format_func" and name in INERT_OPTIONS)
        ]
        if name == "parts":  # ours: each of its words is a tab's
            given += node.args[1:]
        if name == "radio":
            given += node.args[1:2] if "format_func" not in {keyword.arg for keyword in node.keywords} else []
        reader = Reader(path, around.get(id(node)), module)
        for value in given:
            if not reader.is_safe(value):
                yield f"{path}:{value.lineno} {name}({ast.unparse(value)[:90]})"


def test_what_comes_from_data_is_text_wherever_markdown_is_read():
    found = [
        place
        for path in (*page_files(), *files("pages/parts/**/*.py", "pages/ui/*.py"), "dashboard.py")
        for place in live(text(path), path)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("st.title('Ours')", False),
        ("st.title(row['name'])", True),
        ("st.title(plain(row['name']))", False),
        ("st.caption(f'{plain(name)}, {many:,} rows')", False),
        ("st.caption(f'{name}, {many:,} rows')", True),
        ("left.multiselect(f'Column for {match.heading}', options)", True),
        ("st.button('Go', help=row['help'])", True),
        ("def f(name):\n    said = f'About {name}'\n    st.expander(said)", True),
        ("def f(name):\n    said = f'About {plain(name)}'\n    st.expander(said)", False),
        ("st.tabs([row['a'], 'b'])", True),
        ("st.radio('Which', options, format_func=lambda one: names[one])", True),
        ("st.selectbox('Which', options, format_func=lambda one: names[one])", False),
        ("st.metric('Added', 1, help=why)", True),
        ("st.column_config.TextColumn('x', help=row['help'])", True),
    ],
)
def test_the_rule_tells_data_from_words_of_ours(source: str, is_found: bool):
    assert bool(list(live(source, "pages/example.py"))) is is_found
