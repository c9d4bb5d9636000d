"""Programmes that are hard on a layout: long names, markup in every text, 3,000 applications, one row of each."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache, wraps
from io import StringIO
from typing import ParamSpec

from data import ledger, uploads
from data.datasets import DATASETS
from pages import pack
from pages.pack.content import Pack

P = ParamSpec("P")

ALIVE = '<script>alert(1)</script> <b>bold</b> & "quoted" [link](http://example.com) {x} ${y} =1+1'
LONG = (
    "Integrated revenues, benefits, council tax support and customer relationship management platform for the"
    " combined authorities of the far south west, including its interfaces and its archive of records since 1974"
)
UNBROKEN = "Infrastrukturmodernisierungsvorhabensgenehmigungsverfahrensbeschleunigungsprogramm"
AS_AT = date(2013, 3, 31)

DEPARTMENTS = tuple(f"Department {n}: {LONG[:60]}" for n in range(40))


def of_the_sample(as_at: date = AS_AT) -> Pack:
    """The briefing of the sample, made once for every test of this worker that takes the fixture `sample`."""
    return _made_once(as_at, ledger.current())


@lru_cache(maxsize=8)
def _made_once(as_at: date, _: object) -> Pack:
    return pack.make(as_at)


@cache
def file_of(made: Pack, form: str) -> bytes:
    """The pack as a file, written once for every test of this worker: to be read only."""
    return pack.render(made, form)


def enter(dataset: str, rows: Sequence[Mapping[str, object]], day: date = AS_AT, mode: str = "full") -> int:
    """Upload rows as a person's CSV file, through ingest; the number of the upload."""
    entered = uploads.commit(_request(dataset, rows, day, mode))
    assert entered.number is not None
    return entered.number


def _request(dataset: str, rows: Sequence[Mapping[str, object]], day: date, mode: str) -> uploads.Request:
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return uploads.Request(DATASETS[dataset], text.getvalue().encode(), f"{dataset}.csv", day, mode, by="test")  # type: ignore[arg-type]


_together: list[uploads.Request] = []
"""What `add` was given and is still to be entered."""


def add(dataset: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Upload rows, with all others of a programme."""
    _together.append(_request(dataset, rows, AS_AT, "full"))


def programme(makes: Callable[P, None]) -> Callable[P, None]:
    """Enters all that is added as one return: a dozen uploads one by one take a second, together a fifth of that."""

    @wraps(makes)
    def entered(*args: P.args, **kwargs: P.kwargs) -> None:
        _together.clear()
        makes(*args, **kwargs)
        uploads.commit_together(_together)

    return entered


@programme
def awkward(applications: int = 3000) -> None:
    """Enter a programme of so many applications, in which every name is long and some texts hold markup."""
    add("applications", [
        {"application_id": f"APP-{n:05}", "name": f"{n} {LONG}" if n % 2 else f"{n} {ALIVE}",
         "department": DEPARTMENTS[n % 40], "business_function": LONG, "disposition": ("consolidate", "migrate")[n % 2],
         "core_component": "Core" if n % 2 == 0 else ""}
        for n in range(applications)
    ])  # fmt: skip
    add("waves", [
        {"wave_id": f"W{n:02}", "name": f"Wave {n}: {LONG}", "sequence": n + 1, "departments": LONG,
         "baseline_start": date(2012, 9, 1) + timedelta(days=20 * n),
         "baseline_finish": date(2013, 1, 1) + timedelta(days=20 * n),
         "forecast_finish": date(2013, 2, 1) + timedelta(days=22 * n)}
        for n in range(20)
    ])  # fmt: skip
    add("migrations", [
        {"application_id": f"APP-{n:05}", "wave_id": f"W{n % 20:02}", "stage": "migrated" if n % 7 == 0 else "build",
         "baseline_date": date(2012, 9, 1) + timedelta(days=n % 500),
         "forecast_date": date(2012, 10, 1) + timedelta(days=n % 560),
         "actual_date": date(2012, 9, 3) + timedelta(days=n % 200) if n % 7 == 0 else "",
         "blocker": f"{ALIVE} {LONG}" if n % 11 == 1 else ""}
        for n in range(applications)
    ])  # fmt: skip
    add("gateways", [
        {"gateway_id": f"GW{n:02}", "name": f"{LONG} {n}" if n % 2 else f"Gateway {n} {UNBROKEN} {ALIVE}",
         "kind": "go_live" if n == 11 else "gateway" if n < 8 else "milestone",
         "baseline_date": date(2012, 12, 1) + timedelta(days=40 * n),
         "forecast_date": date(2012, 12, 1) + timedelta(days=55 * n), "declared_rating": "green",
         "commentary": ALIVE}
        for n in range(12)
    ])  # fmt: skip
    add("partners", [
        {"partner_id": f"P{n:02}", "name": f"{LONG} {n}", "category": "council", "stage": "in_discussion",
         "stage_date": "2012-07-01", "next_step": LONG, "next_step_date": "2013-02-01"}
        for n in range(15)
    ])  # fmt: skip
    add("gateway_criteria", [
        {"criterion_id": f"C{n:03}", "gateway_id": f"GW{n % 12:02}", "criterion": f"{n} {LONG}", "partner_id": f"P{n % 15:02}",
         "status": ("met", "in_progress", "not_started")[n % 3], "due_date": "2013-01-31",
         "met_date": "2013-01-30" if n % 3 == 0 else ""}
        for n in range(100)
    ])  # fmt: skip
    add("partner_concerns", [
        {"concern_id": f"K{n:02}", "partner_id": f"P{n % 15:02}", "theme": "control", "concern": f"{n} {ALIVE} {LONG}",
         "response": LONG if n % 2 else "", "status": "open", "raised_date": "2012-12-01"}
        for n in range(20)
    ])  # fmt: skip
    add("spend", [
        {"component": f"{LONG} {n}", "month": "2012-10-01", "strand": strand, "budget_gbp": "123456.78",
         "actual_gbp": str(1000 * n) + ".00"}
        for n in range(200)
        for strand in [("core_infrastructure", "consolidation", "self_service", "transformation")[n % 4]]
    ])  # fmt: skip
    add("benefits", [
        {"benefit_id": f"B{n:02}", "name": f"{n} {LONG}", "kind": "cashable", "partner_id": f"P{n:02}", "unit": f"£ {LONG}",
         "target_value": "1000"}
        for n in range(12)
    ])  # fmt: skip
    add("benefit_values", [
        {"benefit_id": f"B{n:02}", "year": year, "planned_gbp": "123456.78", "cost_gbp": str(100_000 * n)}
        for n in range(12)
        for year in ("2012/13", "2013/14", "2014/15")
    ])  # fmt: skip
    add("vehicle_options", [
        {"option": f"{n} {LONG}", "criterion": f"{at} {LONG}", "weight": "25", "score": str((n + at) % 6), "cost_gbp": "520000"}
        for n in range(12)
        for at in range(4)
    ])  # fmt: skip
    add("decisions", [
        {"decision_id": f"D-{n:02}", "title": f"{n} {LONG}", "body": LONG[:60], "purpose": "decision",
         "date": date(2013, 5, 1) + timedelta(days=n), "status": "planned"}
        for n in range(12)
    ])  # fmt: skip
    remarks()


@programme
def commentary() -> None:
    """Enter the remarks."""
    remarks()


def remarks() -> None:
    """Add remarks and questions on several sections, some with markup and one on a section that there is not."""
    add("commentary", [
        {"section": "Gateways", "text": f"The design is with the partners. {ALIVE} {LONG}", "author_role": "Programme Director",
         "date": "2013-03-20", "question": "", "asked_by": ""},
        {"section": "money", "text": "Two orders were placed early.", "author_role": "Head of Finance", "date": "",
         "question": "", "asked_by": ""},
        *[
            {"section": "Migration and forecast", "text": f"Answer {n}. {LONG} {LONG}", "author_role": "Programme Director",
             "date": "2013-03-21", "question": f"Question {n}: why did so little move in January? {LONG} {ALIVE}",
             "asked_by": "Panel member"}
            for n in range(4)
        ],
        {"section": "Parking", "text": "A remark on what no slide is about.", "author_role": "Clerk", "date": "",
         "question": "", "asked_by": ""},
    ])  # fmt: skip


@programme
def one_row_each() -> None:
    """Enter a programme with one row of everything."""
    add("applications", [{"application_id": "A1", "name": "Payroll", "department": "HR", "business_function": "Pay",
                            "disposition": "migrate"}])  # fmt: skip
    add("waves", [{"wave_id": "W1", "name": "HR", "sequence": 1, "departments": "HR", "baseline_start": "2013-03-01",
                     "baseline_finish": "2013-03-01"}])  # fmt: skip
    add("migrations", [{"application_id": "A1", "stage": "not_started"}])
    add("gateways", [{"gateway_id": "GO", "name": "Go-live", "kind": "go_live", "baseline_date": "2014-04-01"}])
    add("partners", [{"partner_id": "P1", "name": "Council", "category": "council", "stage": "identified",
                        "stage_date": "2013-03-31"}])  # fmt: skip
    add("spend", [{"component": "Servers", "month": "2013-03-01", "strand": "core_infrastructure", "budget_gbp": "10"}])
    add(
        "benefits",
        [{"benefit_id": "B1", "name": "Licences", "kind": "cashable", "unit": "£ a year", "target_value": "10"}],
    )
    add("benefit_values", [{"benefit_id": "B1", "year": "2013/14", "planned_gbp": "10"}])
    add("services", [{"service_id": "S1", "name": "Desk", "sla_status": "draft", "unit": "a user"}])
    add("vehicle_options", [{"option": "Company", "criterion": "Control", "weight": "100", "score": "3"}])
    add("decisions", [{"decision_id": "D1", "title": "Business case", "body": "Cabinet", "purpose": "decision",
                         "date": "2013-06-01", "status": "planned"}])  # fmt: skip
    add("risks", [{"risk_id": "R1", "title": "Fire", "likelihood": 2, "impact": 5, "status": "open",
                     "raised_date": "2013-03-01"}])  # fmt: skip


@programme
def endless(letters: int = 3000) -> None:
    """Enter a small programme in which every free text is one word of so many letters."""
    word = "W" * letters
    add("applications", [
        {"application_id": f"A{n}", "name": f"{n}{word}", "department": f"D{n}{word}", "business_function": word,
         "disposition": "consolidate", "core_component": word, "supplier": word}
        for n in (1, 2, 3)
    ])  # fmt: skip
    add("waves", [
        {"wave_id": f"W{n}", "name": f"{n}{word}", "sequence": n, "departments": f"D{n}{word}",
         "baseline_start": date(2012, 9, 1), "baseline_finish": date(2013, 1, 1), "forecast_finish": date(2013, 6, 1)}
        for n in (1, 2)
    ])  # fmt: skip
    add("migrations", [
        {"application_id": "A1", "wave_id": "W1", "stage": "migrated", "baseline_date": date(2012, 12, 1),
         "forecast_date": date(2012, 12, 1), "actual_date": date(2012, 12, 3), "blocker": ""},
        {"application_id": "A2", "wave_id": "W2", "stage": "build", "baseline_date": date(2013, 1, 1),
         "forecast_date": date(2013, 6, 1), "actual_date": "", "blocker": word},
    ])  # fmt: skip
    add("gateways", [
        {"gateway_id": f"G{n}", "name": f"{n}{word}", "kind": kind, "baseline_date": date(2013, 2 * n, 1),
         "forecast_date": date(2013, 2 * n + 1, 1), "declared_rating": "amber", "commentary": word, "path_to_green": word}
        for n, kind in ((1, "gateway"), (2, "go_live"))
    ])  # fmt: skip
    add("risks", [
        {"risk_id": f"R{n}", "title": f"{n}{word}", "likelihood": 4, "impact": 4, "residual_likelihood": n, "residual_impact": 2,
         "status": "open", "raised_date": date(2013, 1, 1), "mitigation": word, "owner": word, "due_date": date(2013, 2, 1)}
        for n in (1, 2)
    ])  # fmt: skip
    add("partners", [
        {"partner_id": f"P{n}", "name": f"{n}{word}", "category": "council", "stage": "in_discussion",
         "stage_date": date(2012, 9, 1), "next_step": word, "next_step_date": date(2013, 5, 1)}
        for n in (1, 2)
    ])  # fmt: skip
    add("services", [{"service_id": "S1", "name": word, "sla_status": "draft", "unit": word, "rate_gbp": "1",
                        "comparator_rate_gbp": "2"}])  # fmt: skip
    add("commentary", [{"section": "gateways", "text": word, "author_role": word, "said_on": date(2013, 3, 1)}])
