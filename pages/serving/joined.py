"""Streamlit's scripts joined: a screen asks for a few of them where it asked for a hundred.

Streamlit's build leaves hundreds of small files, and a browser asks for each, hears of it and takes note of it on every visit,
whether it has it already or not. Here what WANTED names is a few files: their parts in order, each in a function of its own,
which gets what it imports and gives out what it exports. All other files of Streamlit's lie beside them and take what they
import from there, so each part runs once and is the same for all.

They lie in a folder of their own, named by what they are made of: a browser has Streamlit's own files for good, and they import
each other. Another version of Streamlit than the one that this was tried with is served as it is, file by file.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import streamlit

STATIC = Path(streamlit.__file__).parent / "static"
JS = STATIC / "static" / "js"
VERSION = "1.67.0"
"""Of Streamlit, as in requirements.txt. A part gets what another exports as it is when that one has run, and of this version it
is known which part sets it later (tests/e2e/test_serving.py)."""

WANTED = {"start": ("index", "BidiComponent"), "widgets": ("Button", "DateInput", "PageLink", "Selectbox")}
"""Group → Streamlit's parts in it, with all that they import and that is in no group before it: what every screen begins with
and what our components are in, and what nearly every screen has."""
ALONE = ("space-separated-tokens", "StreamlitMarkdown")
"""Parts that stay files: the first sets what it exports when it is needed first, and the second imports it."""
LONGEST = 1_200_000
"""Bytes of a file. A page that is opened again has its scripts at once from the browser's memory, but not one that is twice as
long: that came from its disk, 80 ms later (Chromium 156)."""

DEPENDENCIES = re.compile(r"const __vite__mapDeps=.*?;\n?(?=import)", re.DOTALL)
IMPORT = re.compile(r'import(?:\{(?P<names>[^}]*)\}from)?"\./(?P<file>[^"]+)";')
EXPORTS = re.compile(r"export\{(?P<names>[^}]*)\};\s*$")
LATER = re.compile(r"import\(`\./(?P<file>[^`]+)`\)")
AHEAD = re.compile(r'"\./(?P<file>[^"]+\.js)"')
"""As Streamlit's build words them: the list of files that go with those that a file imports later, what it imports, what it
exports, what it imports later, and a file in that list."""
IN_PAGE = re.compile(
    rb'(?:<link rel="modulepreload" crossorigin href|(?P<begins><script type="module" crossorigin src))'
    rb'="\./static/js/[^"]+">\s*'
)
"""Where Streamlit's page names the script that it begins with, and what that imports."""


@cache
def folder() -> str:
    """Where they lie: another address whenever they would be others."""
    made_of = (STATIC / "manifest.json").read_bytes() + Path(__file__).read_bytes()
    return f"static/joined-{hashlib.sha256(made_of).hexdigest()[:12]}"


@cache
def _order() -> dict[str, str]:
    """Streamlit's file → the file that it is in, ‘start-1’, each behind all that it imports; one that is alone is in itself."""
    manifest = json.loads((STATIC / "manifest.json").read_bytes())
    found: dict[str, str] = {}
    nth, length = 1, 0

    def add(key: str, group: str) -> None:
        nonlocal nth, length
        file, is_alone = Path(manifest[key]["file"]).name, manifest[key].get("name") in ALONE
        if file in found:
            return
        for imported in manifest[key].get("imports", []):
            add(imported, group)
        if is_alone:
            found[file] = file.removesuffix(".js")
            length = LONGEST  # what comes behind it may need it, so it is in another
            return
        size = (JS / file).stat().st_size
        if length + size > LONGEST:
            nth, length = nth + 1, 0
        found[file] = f"{group}-{nth}"
        length += size

    for group, names in WANTED.items():
        nth, length = 1, 0
        for key, part in manifest.items():
            if part.get("name") in names:
                add(key, group)
    return found


@cache
def parts() -> dict[str, tuple[str, int]]:
    """Streamlit's file → (the joined file that it is in, its number), each behind all that it imports."""
    joined = [(file, group) for file, group in _order().items() if f"{group}.js" != file]
    return {file: (group, number) for number, (file, group) in enumerate(joined)}


@cache
def groups() -> tuple[str, ...]:
    """The joined files, each behind those that it imports: ‘start-1’, ‘start-3’, …"""
    return tuple(dict.fromkeys(group for group, _ in parts().values()))


def _taken(names: str) -> str:
    """‘a as b,c’, as a file imports it, → ‘a:b,c:c’, as it is taken out of what a part gives."""
    return ",".join(f"{name}:{own}" for name, own in _pairs(names))


def _pairs(names: str) -> list[tuple[str, str]]:
    each = [name.split(" as ") for name in names.split(",") if name]
    return [(name[0], name[-1]) for name in each]


def _moved(text: str) -> str:
    """The text with what it imports later, and what it has the browser ask for ahead, from where that is now."""

    def later(found: re.Match[str]) -> str:
        group, number = parts().get(found["file"], ("", 0))
        return f"import(`./{group}.js`).then(all=>all.m{number})" if group else found[0]

    def ahead(found: re.Match[str]) -> str:
        return f'"./{parts()[found["file"]][0]}.js"' if found["file"] in parts() else found[0]

    return AHEAD.sub(ahead, LATER.sub(later, text))


def _beside(file: str) -> str:
    """A file that is in no group."""
    count = 0

    def imported(found: re.Match[str]) -> str:
        nonlocal count
        group, number = parts().get(found["file"], ("", 0))
        if not group or found["names"] is None:
            return f'import"./{group}.js";' if group else found[0]
        count += 1
        take = f"const{{{_taken(found['names'])}}}=joined{count};"
        return f'import{{m{number} as joined{count}}}from"./{group}.js";{take}'

    return _moved(IMPORT.sub(imported, (JS / file).read_text(encoding="utf-8")))


def _called(file: str) -> str:
    """What a part, or a file that is imported whole, is called in a joined file."""
    return f"m{parts()[file][1]}" if file in parts() else f"alone{list(_order()).index(file)}"


def _as_function(file: str) -> tuple[str, list[str]]:
    """A part, as ‘const m3=…;’, an object of what it exports; and the files that it imports. Raises ValueError for one that is
    worded otherwise than Streamlit's build words them."""
    text = (JS / file).read_text(encoding="utf-8")
    before = DEPENDENCIES.match(text)
    at = before.end() if before else 0
    needs: list[str] = []
    takes: list[tuple[str, str]] = []
    while found := IMPORT.match(text, at):
        needs.append(found["file"])
        if found["names"]:
            takes.append((_taken(found["names"]), _called(found["file"])))
        at = found.end()
    exports = EXPORTS.search(text, at)
    order = list(_order())
    if not exports or any(order.index(needed) > order.index(file) for needed in needs):
        raise ValueError(f"{file} can't be joined with others.")
    body = _moved((before[0] if before else "") + text[at : exports.start()])
    gives = ",".join(f"get {name}(){{return {inside}}}" for inside, name in _pairs(exports["names"]))
    named, given = ",".join(f"{{{names}}}" for names, _ in takes), ",".join(called for _, called in takes)
    return f"const {_called(file)}=(({named})=>{{{body};return{{{gives}}}}})({given});\n", needs


def _group(group: str) -> str:
    """A joined file: what its parts need of other files, and the parts."""
    functions = {file: _as_function(file) for file, (of, _) in parts().items() if of == group}
    imports = []
    for file in dict.fromkeys(needed for _, needs in functions.values() for needed in needs):
        if file not in parts():
            imports.append(f'import*as {_called(file)} from"./{file}";\n')
        elif file not in functions:
            imports.append(f'import{{{_called(file)}}}from"./{parts()[file][0]}.js";\n')
    exports = f"export{{{','.join(map(_called, functions))}}};\n"
    return "".join([*imports, *(function for function, _ in functions.values()), exports])


@cache
def files() -> frozenset[str]:
    """All files in the folder, as they are asked for; none where this is another version of Streamlit."""
    if streamlit.__version__ != VERSION:
        return frozenset()
    beside = {path.name for path in JS.glob("*.js")} - parts().keys()
    return frozenset(f"{folder()}/{name}" for name in [*beside, *(f"{group}.js" for group in groups())])


def content(file: str) -> bytes:
    """What is in one of them."""
    name = Path(file).name
    group = name.removesuffix(".js")
    return (_group(group) if group in groups() else _beside(name)).encode()


def ahead() -> list[str]:
    """Those that nearly every screen needs, in the order in which it does."""
    return [f"{folder()}/{name}.js" for name in dict.fromkeys(_order().values())] if files() else []


def named_in(page: bytes) -> bytes:
    """Streamlit's page as it begins with them; as it is where there are none."""
    last = next(group for group in reversed(groups()) if group.startswith("start-"))
    begins = f'="./{folder()}/{last}.js">'.encode()
    return IN_PAGE.sub(lambda found: found["begins"] + begins if found["begins"] else b"", page) if files() else page
