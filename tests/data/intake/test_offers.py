"""Every offer of a refusal leads on: taken as it is printed, the file loads or is refused for something else, until it is in or
the refusal says that it can't be. In whatever order options are said, they mean the same."""

from __future__ import annotations

import re
import shlex
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.datasets import DATASETS
from data.intake.pipeline import Ingested
from data.problems import sentences
from tests.data.intake.offers import Case, NotUnderstood, Walk, answer, options, walk
from tests.data.intake.spoil import Variant, clean_frame, every_variant
from tests.data.intake.test_spoiled import typed
from tests.deep import whose_turn

CLEAN = clean_frame()


@cache
def spoiled() -> dict[str, Variant]:
    """The spoiled files by group and name; not made before a test asks, for each worker collects all tests."""
    return {f"{variant.group}: {variant.name}": variant for variant in every_variant()}


OF_A_KIND = (
    "encodings: mac roman", "encodings: lost characters", "encodings: half utf-8, half windows-1252", "encodings: utf-7",
    "encodings: utf-8 opened as cp1251 and saved", "delimiters: one row with semicolons", "delimiters: no quotes at all",
    "structure: no heading", "structure: heading last", "structure: heading in the middle", "structure: section lines",
    "structure: a row of units", "structure: a record above its heading", "structure: the table twice",
    "structure: a note of more rows", "structure: ditto for a department", "broken rows: an extra blank cell at 4",
    "broken rows: one cell missing at 4", "broken rows: one cell missing at 14", "broken rows: cut at 50%",
    "broken rows: short last row", "headings: a heading twice", "headings: a blank heading",
    "headings: a missing required heading", "headings: a misspelt optional heading", "headings: a second heading as name.1",
    "headings: a heading Annual cost (EUR)", "headings: a heading Annual cost £000",
    "headings: heading row shifted by one", "keys: key blank", "keys: key twice",
    "keys: key twice but for case", "keys: key with letter O", "keys: keys cut short", "keys: every key a decimal",
    "keys: every key became a date", "numbers: euros", "numbers: pence", "numbers: one infinite", "numbers: score out of range",
    "numbers: one in scientific notation", "dates: month first", "dates: half swapped", "dates: one a department",
    "dates: midnights of summer in universal time", "text: a required cell blank", "text: core component missing",
    "text: a choice misspelt", "text: a choice of another column", "text: two choices", "text: two columns swapped",
    "text: one description cut at 255", "workbooks: names merged across", "workbooks: a remark beside the table",
    "workbooks: the table on two sheets", "workbooks: a locked workbook", "binary: a pdf", "binary: empty",
)  # fmt: skip
"""One spoiled file or two for each kind of refusal that the spoiled files meet, of which half have their turn; `python -m
tests.bench.every_offer` takes all there are."""


@cache
def walked_of(name: str) -> Walk:
    """What a walk from a file of this name finds, a spoiled or a small one: made once for all that is asked of it."""
    variant = spoiled().get(name)
    return walk(Case(name, variant.content, variant.file_name) if variant else FILES[name])


def faults_of(name: str, variant: Variant) -> list[str]:
    """What is wrong with the offers made for a spoiled file, and with what loads by them."""
    walked = walked_of(name)
    expected = typed(CLEAN if variant.clean is None else variant.clean)
    return [*walked.faults, *(
        f"{name} [{shlex.join(words)}] loads and differs in {wrong}"
        for words, taken in walked.loaded.items() if (wrong := differing(taken, expected, words, name))
    )]  # fmt: skip


ROWS_IN_PARTS = ("workbooks: the table on two sheets",)
"""Files of which a person says which part to read."""
OF_ONE_ROW = (
    "dates: one month first",
    "text: a value one cell too far right",
    "broken rows: one cell missing",
    "structure: ditto for",
)
"""Files of which one row itself says something else than the clean one, as its person must know."""


def differing(taken: Ingested, expected: pl.DataFrame, words: tuple[str, ...], name: str) -> list[str]:
    """What of a loaded file differs from the clean rows, save the very columns of which the person said what they hold."""
    if name in ROWS_IN_PARTS:
        return []
    if taken.rows.height != expected.height:
        return [f"{taken.rows.height} rows for {expected.height}"]
    stated = columns_stated(taken, words)
    shared = [c for c in expected.columns if c in taken.rows.columns and c not in stated]
    lacking = (
        set(expected.columns)
        - set(taken.rows.columns)
        - {c for c in stated if not DATASETS["applications"].column(c).required}
    )
    by_key = "application_id" not in stated
    got, wanted = taken.rows.sort("application_id") if by_key else taken.rows, expected
    most = 1 if name.startswith(OF_ONE_ROW) else 0
    return [c for c in shared if (got[c].ne_missing(wanted[c])).sum() > most] + sorted(lacking)


def columns_stated(taken: Ingested, words: tuple[str, ...]) -> set[str]:
    """Our columns of which the words say what they hold: a fixed value, cells that are blank, another unit, damaged text."""
    dataset = DATASETS["applications"]
    texts = {c.name for c in dataset.columns if c.kind == "text" and not c.key}
    numbers = {c.name for c in dataset.columns if c.kind in ("money", "whole number")}
    every = set(dataset.names)
    stated: set[str] = set()
    for flag, said in zip(words, [*words[1:], ""], strict=True):
        if flag == "--set":
            stated.add(said.partition("=")[0])
        elif flag in ("--blank", "--unit", "--map", "--read-as"):
            heading, _, column = said.partition("=")
            stated |= {c for c in every if c in (taken.mapping.get(heading, heading), column)}
            # What isn't used is lost with it, as was said.
            stated |= every - set(taken.rows.columns) if column == "-" else set()
        elif flag in ("--damaged-text", "--encoding"):
            stated |= texts
        elif flag in ("--currency", "--decimal-comma", "--fractions"):
            stated |= numbers
        elif flag == "--keys-as-they-are":
            stated.add("application_id")
        elif flag in ("--leave-out-column", "--no-heading", "--sheet"):
            stated |= every - set(taken.rows.columns) | {"department", "annual_cost_gbp", "name"}
    return stated


@pytest.mark.parametrize("name", whose_turn(OF_A_KIND, 2))
def test_every_offer_for_a_spoiled_file_leads_on(name: str) -> None:
    assert faults_of(name, spoiled()[name]) == []


APPLICATIONS = "application_id,name,department,business_function,disposition"
HELD = {"applications": ["ago", "hmrc"]}

FILES = {
    "a condition, and a rest that no condition fits": Case(
        "", b"Site,Redirection Date\nago,13/12/2012\nhmrc,28/06/2013\n", dataset="migrations", held=HELD,
        words=("--map", "Site=application_id", "--split-date", "Redirection Date=actual_date,forecast_date",
               "--set", "stage=migrated when actual_date"),
    ),
    "millions in the heading and in the cells": Case(
        "", "Component,Month,Strand,Budget (£million)\nServers,01/03/2013,core_infrastructure,£1.90m\n"
        "Licences,01/03/2013,core_infrastructure,£0.25m\n".encode(), dataset="spend",
    ),
    "thousands in the heading": Case(
        "", 'Component,Month,Strand,"Budget (k£)"\nServers,13/03/2013,core_infrastructure,12.5\n'.encode(), dataset="spend",
    ),
    "a total by another name": Case(
        "", b"Component,Budget,Actual\nServers,12,11\nLicences,2,1\nCapital total,14,12\n", dataset="spend",
        words=("--set", "month=01/03/2013", "--set", "strand=core_infrastructure"),
    ),
    "values out of range": Case(
        "", f"{APPLICATIONS},business_value\nA,N,HR,Pay,retain,9\nB,M,HR,Pay,retain,10\nC,O,HR,Pay,retain,7\n".encode(),
    ),
    "rows without a date": Case(
        "", b"gateway_id,name,kind,baseline_date\nG1,Design,milestone,\nG2,Build,milestone,\nG3,Go,go_live,2013-03-31\n",
        dataset="gateways",
    ),
    "a lookup of SharePoint": Case(
        "", b"ID,Title,Department,Business Function,Annual Cost,Disposition\n1,Rents,3;#Housing,Rents,100,Retain\n",
    ),
    "months across": Case(
        "", b"Component,Strand,Apr-12,May-12\nServers,core_infrastructure,1000,900\nLicences,consolidation,1,2\n",
        dataset="spend",
    ),
    "a word among months across": Case(
        "", b"Component,Strand,Apr-12,May-12\nServers,core_infrastructure,1000,n.k.\nLicences,consolidation,1,2\n",
        dataset="spend",
    ),
    "an amount beside months across": Case(
        "", b"Component,Strand,Budget,Apr-12,May-12\nServers,core_infrastructure,5,1,2\n",
        dataset="spend", words=("--months-across", "actual_gbp"),
    ),
    "a column that isn't used and is wanted": Case(
        "", f"{APPLICATIONS},core_component\nA,N,HR,Pay,consolidate,London\n".encode(),
        words=("--map", "core_component=-"),
    ),
    "a scale in the heading": Case(
        "", f"{APPLICATIONS},Business Value (1-10)\nA,N,HR,Pay,retain,5\nB,M,HR,Pay,retain,4\n".encode(),
        words=("--map", "Business Value (1-10)=business_value"),
    ),
    "a value for a column that the file has": Case(
        "", f"{APPLICATIONS}\nA,N,HR,,retain\n".encode(), words=("--set", "business_function=Pay"),
    ),
    "values that rest on one another": Case(
        "", b"application_id,actual_date\nago,\nhmrc,\n", dataset="migrations", held=HELD,
        words=("--set", "stage=ready when stage"),
    ),
    "values that rest on one another, and blank cells": Case(
        "", b"application_id,stage,wave_id,actual_date\nago,migrated,W1,2013-02-28\nhmrc,,W1,\n", dataset="migrations",
        words=("--set", "stage=test when wave_id is w1", "--set", "wave_id=W1 when stage is build"),
        held=HELD | {"waves": ["W1"]},
    ),
    "two values for all rows, and a condition": Case(
        "", b"application_id,actual_date\nago,2013-02-28\nhmrc,\n", dataset="migrations", held=HELD,
        words=("--set", "stage=build", "--set", "stage=not_started", "--set", "stage=test when wave_id is w1"),
    ),
    "a value that is none beside a condition": Case(
        "", b"application_id,wave_id\nago,W1\nhmrc,\n", dataset="migrations", held=HELD | {"waves": ["W1"]},
        words=("--set", "stage=purple", "--set", "stage=test when wave_id is w1"),
    ),
    "no headings and few columns": Case("", b"W1,One,1\nW2,Two,2\n", dataset="waves"),
    "one line a payment": Case(
        "", b"component,month,strand,budget_gbp\nA,2013-03-01,consolidation,1\nA,2013-03-01,consolidation,2\n", dataset="spend",
    ),
    "a stage that wants a date": Case(
        "", b"application_id,stage\nago,migrated\nhmrc,decommissioned\n", dataset="migrations", held=HELD,
    ),
    "section rows for a column that the file lacks": Case(
        "", f"{APPLICATIONS.replace('department,', '')}\nHousing,,,\nA1,N,Pay,retain\nA2,M,Pay,retain\nRoads,,,\n"
            "A3,O,Pay,retain\n".encode(),
    ),
    "section rows that each record says again": Case(
        "", f"{APPLICATIONS}\nHousing,,,,\nA1,N,Housing,Pay,retain\nA2,M,Housing,Pay,retain\nRoads,,,,\n"
            "A3,O,Roads,Pay,retain\n".encode(),
    ),
    "a second table beside the first": Case(
        "", f"{APPLICATIONS},,Wave,Starts\nA,N,HR,Pay,retain,,W1,01/06/2013\nB,M,HR,Pay,retain,,W2,01/07/2013\n"
            "C,O,HR,Pay,retain,,,\nD,P,HR,Pay,retain,,,\n".encode(),
    ),
    "choices that are mistyped": Case(
        "", f"{APPLICATIONS},hosting\nA,N,HR,Pay,retian,on premisses\nB,O,HR,Pay,retain,on-premisses\n".encode(),
    ),
    "values that would rest on one another": Case(
        "", b"application_id,stage,actual_date\nA,migrated,2013-02-28\nB,,\nC,,2013-03-01\n", dataset="migrations",
        words=("--fill-down", "stage", "--set", "stage=migrated when actual_date when blank"),
        held={"applications": ["A", "B", "C"]},
    ),
    "a heading that begins with a dash": Case(
        "", f"{APPLICATIONS.replace('department', '-Dept!')}\nA,N,HR,Pay,retain\n".encode(),
    ),
    "quotes of both kinds": Case("", f"{APPLICATIONS},Contract end\nA,N,HR,Pay,retain,\"it's \"\"on\"\" $x\"\n".encode()),
}  # fmt: skip
"""Small files of the kinds that people send, with what they say of them at first."""
NOT_ALL_RECORDS = (
    "a total by another name",
    "one line a payment",
    "months across",
    "a word among months across",
    "an amount beside months across",
    "section rows for a column that the file lacks",
    "section rows that each record says again",
)
"""Those of which a row may be no record, or not one record."""


@pytest.mark.parametrize("name", FILES)
def test_every_offer_for_a_small_file_leads_on(name: str) -> None:
    walked = walked_of(name)
    assert walked.faults == []
    assert walked.loaded or walked.ends
    rows = FILES[name].content.count(b"\n") - (name != "no headings and few columns")
    for words, taken in walked.loaded.items():
        dropped = rows - taken.rows.height
        assert dropped == 0 or name in NOT_ALL_RECORDS, shlex.join(words)


@pytest.mark.parametrize("name", FILES)
def test_a_problem_calls_columns_as_the_page_and_the_template_do(name: str) -> None:
    """A name with an underscore is ours: none is said but those that the file has, or that were typed."""
    case = FILES[name]
    there = walked_of(name).first.ingested  # None where the file isn't read at all
    ours = {column.name for column in DATASETS[case.dataset].columns if "_" in column.name}
    hidden = ours - set(re.findall(r"\w+", f"{case.content.decode()} {case.words}"))
    for text in sentences(there.problems) if there else []:
        assert not hidden & set(re.findall(r"\w+", text)), text


@pytest.mark.parametrize(
    "name", ["a condition, and a rest that no condition fits", "rows without a date", "a stage that wants a date"]
)
def test_the_offers_lead_into_the_ledger(name: str) -> None:
    assert walked_of(name).loaded


MIGRATIONS = b"Site,Moved,Notes,Stage\nago,13/12/2012,Reset,\nhmrc,28/06/2013,TBC,ready\nago,13/12/2012,Reset,\n"
SPEND = "Item,Period,Planned (000),Spent,Extra\nA,01/03/2013,1.5,€2,x\nA,01/03/2013,2,€3,x\nTotal,,3.5,€5,\n".encode()
ACROSS = b"Component,Strand,Apr-12,May-12,Note\nServers,core_infrastructure,1000,900,x\nLicences,consolidatn,1,n.k.,\nA,,2,\n"
SAID = {
    "migrations": (
        MIGRATIONS,
        ("--map=Site=application_id", "--map=site=wave_id", "--map=Notes=blocker", "--map=Notes=-", "--map=Moved=baseline_date",
         "--split-date=Moved=actual_date,forecast_date", "--split-date=moved=actual_date,forecast_date", "--blank=*=Reset",
         "--blank=Notes=TBC", "--blank=notes=Reset", "--set=stage=migrated when actual_date", "--set=stage=ready when blank",
         "--set=stage=build", "--leave-out-row=4", "--leave-out-row=3-4", "--leave-out-column=C", "--month-first",
         "--keys-as-they-are", "--heading-row=1", "--no-heading", "--not-transposed", "--transposed"),
    ),
    "spend": (
        SPEND,
        ("--map=Item=component", "--map=Period=month", "--map=Planned (000)=budget_gbp", "--map=Spent=actual_gbp",
         "--map=Spent=forecast_gbp", "--map=Extra=-", "--set=strand=consolidation", "--set=strand=transformation when actual_gbp",
         "--unit=Planned (000)=thousands", "--unit=planned (000)=pounds", "--unit=*=millions", "--currency=€", "--currency=$",
         "--add-up", "--leave-out-row=4", "--leave-out-column=E", "--decimal-comma", "--encoding=utf-8", "--delimiter=comma"),
    ),
    "spend under months": (
        ACROSS,
        ("--months-across=budget_gbp", "--months-across=actual_gbp", "--add-up", "--map=Component=-", "--map=Month=-",
         "--map=Month=month", "--map=Note=-", "--map=Note=component", "--set=component=Servers", "--set=month=01/04/2012",
         "--set=strand=consolidation when blank", "--blank=*=n.k.", "--blank=May-12=n.k.", "--fill-down=strand",
         "--section-rows=strand", "--leave-out-row=3", "--keep-row=3", "--leave-out-column=C", "--unit=May-12=thousands",
         "--unit=budget_gbp=thousands", "--read-as=Strand=consolidatn=Consolidation", "--keys-as-they-are", "--transposed",
         "--split-date=Apr-12=month,month", "--no-heading", "--short-rows-blank"),
    ),
}  # fmt: skip
"""Three files, and options that fit them, contradict one another, or say the same twice."""


def outcome_of(file: str, said: list[str]) -> object:
    """What becomes of a file when this is said of it: rows, problems and notices, or why what is said makes no sense."""
    try:
        options(tuple(said))
    except NotUnderstood:
        return "not understood"
    held = {"applications": ["ago", "hmrc"], "waves": ["ago", "hmrc"]}
    found = answer(Case("", SAID[file][0], dataset=file.split()[0], held=held), tuple(said))
    if found.ingested is None:
        return found.refusals, found.offers
    taken = found.ingested
    return taken.rows.rows(), taken.problems.rows(), taken.notices, taken.mapping, found.offers, found.closing


@pytest.mark.parametrize("file", SAID)
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_in_any_order_options_mean_the_same(file: str, data: st.DataObject) -> None:
    said = data.draw(st.lists(st.sampled_from(SAID[file][1]), min_size=2, max_size=9, unique=True))
    again = data.draw(st.permutations(said))
    assert outcome_of(file, said) == outcome_of(file, list(again))


def test_a_value_said_twice_is_said_once() -> None:
    for said in (("--currency", "€", "--currency", "$"), ("--no-heading", "--heading-row", "3"), ("--sheet", "A", "--sheet", "B"),
                 ("--months-across", "budget_gbp", "--months-across", "actual_gbp"),
                 ("--unit", "A=thousands", "--unit", "A=millions"), ("--map", "A=-", "--map", "A=name"),
                 ("--split-date", "A=actual_date,forecast_date", "--split-date", "A=baseline_date,forecast_date")):  # fmt: skip
        with pytest.raises(NotUnderstood):
            options(said)
    assert options(("--currency", "$", "--currency", "$")).currency == "$"


@pytest.mark.parametrize(
    "name", [name for name in OF_A_KIND if not name.startswith(("binary", "structure: no heading"))][::4]
)
def test_what_is_said_of_a_file_names_no_option_of_the_command_line(name: str) -> None:
    found = walked_of(name).first
    said = " ".join(str(part) for row in found.refusals for part in row)
    said += " ".join(found.ingested.problems["mend"].drop_nulls()) if found.ingested is not None else ""
    assert not re.search(r"(?<!-)--[a-z]", said), said
