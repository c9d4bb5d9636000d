"""A dataset is one declaration (house rule 10): declare one here, upload two reports of it, and find it everywhere."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data import __main__ as command_line
from data import exports, ledger, uploads
from data.datasets import DATASETS
from data.declarations import Column, Dataset, Kind, NotBefore
from data.ledger import connections
from data.ledger.audit import check
from queries import __main__ as query_line
from queries import ask
from tests.pages.drawn import everything_said
from tests.pages.opening import opened

HAZARDS = Dataset(
    "hazards",
    "Hazards",
    "one hazard",
    "What may go wrong, and how likely it is.",
    (
        Column("hazard_id", Kind.TEXT, "The hazard's own reference.", required=True, key=True, example="H1"),
        Column("title", Kind.TEXT, "What may happen.", required=True, example="Fire"),
        Column("partner_id", Kind.TEXT, "Whose hazard it is.", refers_to="partners", example="P1"),
        Column("likelihood", Kind.WHOLE, "1 hardly, 5 surely.", required=True, minimum=1, maximum=5, example="3"),
        Column("state", Kind.CHOICE, "How it stands.", choices=("open", "being_treated"), example="open"),
        Column("cost_gbp", Kind.MONEY, "What it would cost.", example="1000.00"),
        Column("raised_date", Kind.DATE, "When it was raised.", example="2013-03-31"),
        Column("due_date", Kind.DATE, "When it is to be dealt with.", example="2013-03-31"),
        Column("plan", Kind.TEXT, "What is done about it."),
    ),
    (NotBefore("due_date", "raised_date"),),
)
BEFORE, AS_AT = date(2013, 2, 28), date(2013, 3, 31)
HEADINGS = ",".join(HAZARDS.names)
FEBRUARY = f"{HEADINGS}\nH1,Fire,,3,open,,2013-02-01,,\n"
MARCH = f"{HEADINGS}\nH1,Fire,,4,open,,2013-02-01,,\nH2,Flood,,2,open,,,,\nH3,Theft,,1,open,1.00,,,\n"


def report(content: str, day: date) -> None:
    uploads.commit(uploads.Request(DATASETS["hazards"], content.encode(), "hazards.csv", day, by="Ann"))


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of two reports of hazards, made once."""
    folder = tmp_path_factory.mktemp("hazards")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(folder / "programme.duckdb"))
        declare(patch)
        report(FEBRUARY, BEFORE)
        report(MARCH, AS_AT)
    return folder


def declare(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(DATASETS, "hazards", HAZARDS)
    patch.setattr(ledger, "readers", connections.Readers())  # what was opened before doesn't know of it


@pytest.fixture
def declared(reported: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch)
    shutil.copytree(reported, store.parent, dirs_exist_ok=True)


Command = Callable[..., str]


def refused(content: str) -> str:
    with pytest.raises(uploads.Rejected) as refusal:
        report(content, date(2013, 4, 30))
    return str(refusal.value)


def printed(capsysbinary: pytest.CaptureFixture[bytes], *command: str) -> str:
    line = query_line if command[0] == "queries" else command_line
    assert line.main([*command[line is query_line :]]) == 0
    return capsysbinary.readouterr().out.decode()


def workbook_headings() -> list[object]:
    book = openpyxl.load_workbook(io.BytesIO(exports.template_xlsx(HAZARDS)))
    return [cell.value for cell in book.worksheets[0][1]]


def monthly_return(run: Command) -> str:
    """The file tells by its headings alone which dataset it is."""
    path = Path(os.environ["PROGRAMME_STORE"]).with_name("april.csv")
    path.write_text(MARCH.replace("Fire,,4", "Fire,,5"))
    return run("import", "--return", str(path), "--as-at", "2013-04-30")


EVERYWHERE: dict[str, tuple[Callable[[Command], object], object]] = {
    # place: what is asked there, and what must be found in the answer
    "template": (lambda run: run("template", "hazards"), HEADINGS),
    "template workbook": (lambda run: workbook_headings(), "likelihood"),
    "checks of values": (lambda run: refused(MARCH.replace("Fire,,4", "Fire,,6")), "from 1 to 5"),
    "checks of rules": (lambda run: refused(MARCH.replace("2013-02-01,,", "2013-02-01,2013-01-01,")), "due_date"),
    "checks of references": (lambda run: refused(MARCH.replace("Fire,,4", "Fire,P9,4")), "no partners are held"),
    "table": (lambda run: ledger.rows_now(HAZARDS, AS_AT)["hazard_id"].to_list(), "H3"),
    "audit": (lambda run: [check().damage], ()),
    "dictionary": (lambda run: run("describe", "hazards", "--json"), "1 hardly, 5 surely."),
    "dictionary screen": (lambda run: everything_said(opened("dictionary", dataset="hazards")), HAZARDS.description),
    "export": (lambda run: run("export", "hazards", "--as-at", "2013-02-28"), "H1,Fire,,3,open"),
    "history": (lambda run: [row["added"] for row in json.loads(run("history", "hazards", "--json"))["uploads"]], 2),
    "history of a row": (
        lambda run: (
            ask("row_history", AS_AT, dataset="hazards", row_key="H1").select("column_name", "before", "after").rows()
        ),
        ("likelihood", "3", "4"),
    ),
    "monthly return": (monthly_return, "april.csv: hazards"),
    "monthly grid": (
        lambda run: ask("updates_returns", AS_AT).filter(dataset="hazards")["state"].to_list(),
        "received",
    ),
    "data quality, score": (
        lambda run: ask("quality_scores", AS_AT).filter(dataset="hazards")["score"].to_list(),
        66,  # of the three hazards one has a stand-in
    ),
    "data quality, findings": (
        lambda run: ask("quality_findings", AS_AT)["finding"].to_list(),
        "Cost holds £1, which looks like a stand-in.",
    ),
    "data quality, on screen": (
        lambda run: everything_said(opened("quality")),
        "Cost holds £1, which looks like a stand-in.",
    ),
    "found by a word of it": (lambda run: ask("search_found", AS_AT, words="flod")["item_id"].to_list(), "H2"),
    "what changed, by command": (lambda run: run("queries", "changes_hazards"), "Fire (H1) changed: likelihood 3 → 4."),
    "what changed, listed": (lambda run: run("queries"), "in plain words: Hazards."),
    "what changed, all": (
        lambda run: ask("changes_all", AS_AT)["sentence"].to_list(),
        "Flood (H2) was added to the hazards.",
    ),
    "what changed, together": (
        lambda run: ask("changes_all", AS_AT, together=2)["sentence"].to_list(),
        "2 hazards added, 1 changed: likelihood 3 → 4.",
    ),
    "what changed, on screen": (lambda run: everything_said(opened("changes")), "Fire (H1) changed: likelihood 3 → 4."),
}


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_declared_dataset_is_found(place: str, capsysbinary: pytest.CaptureFixture[bytes]):
    asked, expected = EVERYWHERE[place]
    assert expected in asked(lambda *command: printed(capsysbinary, *command))  # type: ignore[operator]
