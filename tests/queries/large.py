"""A store as large as the ledger is built for: 120,000 applications and a row version of each at every report.

`python -m tests.queries.large [REPORTS]` makes one in a temporary folder (20 reports: 4.8 million row versions) and prints
how many milliseconds each query takes at the latest report and at one in the middle.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

import queries
from data import ledger
from data.datasets import DATASETS
from data.ledger import derived, schema
from queries import ask, catalogue, parameters_of

APPLICATIONS = 120_000
PARAMETERS: dict[str, dict[str, Any]] = {
    "inventory_application": {"application_id": "APP-77"},
    "inventory_interfaces": {"application_id": "APP-77"},
    "endings_list": {"limit": 100},
    "interfaces_list": {"limit": 100},
    "inventory_list": {"limit": 100},
    "migration_list": {"limit": 100},
    "planner_list": {"limit": 100},
    "quality_findings": {"limit": 100},
    "quality_scores": {"days": 1},
    "row_history": {"dataset": "applications", "row_key": "APP-77"},
    "spend_list": {"limit": 100},
    "search_found": {"words": "application 77123 knwos"},
    "updates_changes": {"number": 2, "limit": 200},
}
"""What a page gives these queries, which answer for one row or one page of rows."""

# One line per dataset: how many rows it has, and row k at report i. Report 0 is the end of January 2012.
ROWS = {
    "applications": (
        APPLICATIONS,
        """SELECT 'APP-' || k, 'Application ' || k, 'Department ' || (k % 120), 'Function ' || (k % 300),
        'Supplier ' || (k % 500), 'Product ' || (k % 900), (k * 13 + i) % 500, (k * 17 + i) % 90000,
        ['on_premises', 'cloud', 'desktop'][1 + k % 3], ['high', 'medium', 'low'][1 + k % 3], 1 + k % 5, 1 + k // 5 % 5,
        date '2014-01-01' + (k % 700)::int, date '2014-01-01' + (k % 900)::int,
        ['consolidate', 'migrate', 'replace', 'self_service', 'retain', 'retire', 'undecided'][1 + k % 7],
        'Core ' || (k % 9), CASE WHEN k % 11 = 0 THEN 'APP-' || (k + 1) END,
        'What it is for and who knows about it: ' || k, 'APP-' || k""",
    ),
    "interfaces": (
        20_000,
        """SELECT 'I' || k, 'APP-' || k, 'APP-' || (k * 7), 'file', 'daily', 'Interface', 'I' || k""",
    ),
    "waves": (
        40,
        """SELECT 'W' || k, 'Wave ' || k, k + 1, 'All', date '2012-02-01' + 10 * k::int, date '2012-03-01' + 10 * k::int,
        date '2012-02-01' + 10 * k::int, date '2012-03-01' + 12 * k::int, 'W' || k""",
    ),
    "migrations": (
        APPLICATIONS,
        """SELECT 'APP-' || k, 'W' || (k % 40),
        CASE WHEN k % 24 < i THEN 'migrated' ELSE ['not_started', 'discovery', 'build', 'test', 'ready'][1 + (k + i) % 5] END,
        date '2012-02-01' + (30 * (k % 24))::int, date '2012-02-10' + (32 * (k % 24))::int,
        CASE WHEN k % 24 < i THEN date '2012-02-10' + (30 * (k % 24))::int END,
        CASE WHEN (k + i) % 97 = 0 THEN 'Waiting for supplier ' || k END, 'APP-' || k""",
    ),
    "gateways": (
        60,
        """SELECT 'G' || k, 'Gateway ' || k, ['gateway', 'milestone', 'go_live'][1 + k % 3], date '2012-12-14' + 5 * k::int,
        date '2012-12-14' + (6 * k + i)::int, CASE WHEN 2 * k < i THEN date '2012-10-01' END,
        ['green', 'amber', 'red'][1 + k % 3], 'Commentary', 'Path', 'G' || k""",
    ),
    "gateway_criteria": (
        600,
        """SELECT 'C' || k, 'G' || (k % 60), 'Criterion ' || k, 'P' || (k % 20),
        ['not_started', 'met', 'waived', 'in_progress'][1 + (k + i) % 4], date '2012-12-14' + (k % 300)::int,
        NULL, 'Evidence', ['strategic', 'economic', NULL][1 + k % 3], 'C' || k""",
    ),
    "partners": (
        200,
        """SELECT 'P' || k, 'Partner ' || k, ['nhs', 'cic', 'observer'][1 + k % 3],
        ['identified', 'in_discussion', 'committed', 'live'][1 + (k + i // 5) % 4], valid_from, NULL, 1, 1, 'Next', NULL,
        'P' || k""",
    ),
    "partner_concerns": (
        1000,
        """SELECT 'K' || k, 'P' || (k % 200), 'control', 'Concern', NULL, ['open', 'answered', 'closed'][1 + (k + i) % 3],
        date '2012-01-01', 'K' || k""",
    ),
    "spend": (
        2400,
        """SELECT 'S' || (k % 100), (date '2012-01-01' + to_months((k // 100)::int))::date, 'consolidation', 100, NULL, 90 + i,
        NULL, NULL, 'S' || (k % 100) || ' · ' || (date '2012-01-01' + to_months((k // 100)::int))::date""",
    ),
    "services": (
        60,
        """SELECT 'SV' || k, 'Service ' || k, NULL, 'Available 99.9%', ['draft', 'in_review', 'agreed'][1 + (k + i) % 3],
        'a user', 10 + k, 12 + i, date '2014-04-01', 'SV' || k""",
    ),
    "benefits": (
        200,
        """SELECT 'B' || k, 'Benefit ' || k, 'Owner', ['cashable', 'non_cashable', 'jobs', 'capital_avoided'][1 + k % 4],
        'P' || (k % 200), '£', 0, 1000 + k, 10 * i, date '2013-04-01', date '2015-04-01', 'B' || k""",
    ),
    "benefit_values": (
        2000,
        """SELECT 'B' || (k % 200), (2012 + k // 200) || '/' || (13 + k // 200), 1000 + k, 10 * i, 500,
        'B' || (k % 200) || ' · ' || (2012 + k // 200) || '/' || (13 + k // 200)""",
    ),
    "risks": (
        1000,
        """SELECT 'R' || k, 'Risk ' || k, ['threat', 'opportunity'][1 + k % 2], 'Cause', 'Consequence', 'P' || (k % 200),
        'G' || (k % 60), 1 + (k + i) % 5, 1 + k // 5 % 5, 1 + k % 3, 1 + k % 2, 'treat', 'Mitigation', 'Owner ' || (k % 30),
        date '2013-06-01' + (k % 400)::int, ['provisional', 'open', 'closed'][1 + (k + i) % 3], date '2012-01-15', 'R' || k""",
    ),
    "vehicle_options": (
        120,
        """SELECT 'Option ' || (k % 12), 'Criterion ' || (k // 12), 10, (k + i) % 6, 100000 + 1000 * (k % 12), NULL,
        'Option ' || (k % 12) || ' · ' || 'Criterion ' || (k // 12)""",
    ),
    "alerts": (
        20,
        """SELECT 'AL' || k, ['slip_beyond', 'red', 'overdue'][1 + k % 3], 10 + i, 'gateways', 'G' || k, 'Owner', 'AL' || k""",
    ),
    "decisions": (
        300,
        """SELECT 'D' || k, 'Decision ' || k, 'Cabinet', ['decision', 'scrutiny'][1 + k % 2], date '2012-05-01' + (k + i)::int,
        'planned', CASE WHEN k % 2 = 1 THEN 'D' || (k - 1) END, NULL, 'D' || k""",
    ),
}


def report_dates(reports: int) -> str:
    """SQL for one row per report: its number i, and from and to which day its rows hold."""
    return f"""(SELECT i, last_day(date '2012-01-01' + to_months(i::int)) AS valid_from,
        CASE WHEN i + 1 < {reports} THEN last_day(date '2012-02-01' + to_months(i::int))
        ELSE date '{schema.FOREVER}' END AS valid_to FROM range({reports}) AS t(i))"""


def fill(connection: duckdb.DuckDBPyConnection, reports: int, applications: int = APPLICATIONS) -> None:
    """Enters as many monthly reports, from 31 January 2012 on, of every dataset: each row changes in each report."""
    number = 0
    for name, (most, row) in ROWS.items():
        count = most if most < 5000 else most * applications // APPLICATIONS
        first = number + 1
        number += reports
        connection.execute(
            f"""INSERT INTO uploads BY NAME SELECT {first} + i AS number, '{name}' AS dataset, valid_from AS reporting_date,
            'full' AS mode, 'Large' AS uploaded_by, timestamp '2014-01-01' AS uploaded_at, '{name}.csv' AS file_name,
            {count} AS rows, 0 AS bytes, sha256('{name}' || i) AS sha256, false AS illustrative FROM {report_dates(reports)}"""
        )
        connection.execute(
            f"""INSERT INTO ledger_entries BY NAME SELECT {first} + i AS number, 'upload' AS action, {first} + i AS upload,
            'Large' AS made_by, timestamp '2014-01-01' AS made_at FROM range({reports}) AS t(i)"""
        )
        columns = ", ".join(f'"{column}"' for column in DATASETS[name].names)
        connection.execute(
            f"""INSERT INTO {schema.table(DATASETS[name])}
            ({columns}, row_key, valid_from, valid_to, known_from, known_to, upload)
            {row}, valid_from, valid_to, {first} + i, {schema.UNTIL_CHANGED}, {first} + i
            FROM {report_dates(reports)} CROSS JOIN range({count}) AS rows(k) ORDER BY i, k"""
        )
        count_changes(connection, name)


def count_changes(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Notes with each upload of a dataset how many rows it added and changed, as an import does; no report lacks a row."""
    table = schema.table(DATASETS[name])
    differ = " OR ".join(f'earlier."{column}" IS DISTINCT FROM later."{column}"' for column in DATASETS[name].names)
    connection.execute(
        f"""UPDATE uploads SET added = counted.added, changed = counted.changed, removed = 0,
        unchanged = rows - counted.added - counted.changed FROM (
            SELECT later.upload, count(*) FILTER (WHERE earlier.row_key IS NULL) AS added,
                count(*) FILTER (WHERE earlier.row_key IS NOT NULL AND ({differ})) AS changed
            FROM {table} AS later
            LEFT JOIN {table} AS earlier ON later.row_key = earlier.row_key AND later.valid_from = earlier.valid_to
            GROUP BY later.upload
        ) AS counted WHERE uploads.number = counted.upload"""
    )


def make(reports: int, applications: int = APPLICATIONS) -> None:
    """Makes the large store where PROGRAMME_STORE says."""
    with ledger.writing() as writer:
        fill(writer.connection, reports, applications)
        derived.rebuild(writer.connection)  # the writer didn't enter these uploads, so it derives nothing from them
        writer.has_written = True


def main() -> None:
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROGRAMME_STORE"] = str(Path(folder) / "programme.duckdb")
        make(reports)
        days = (queries.default_as_at(), date(2012, 1 + min(11, reports // 2), 15))
        print(f"{'milliseconds, median of 5':<32}{'latest':>8}{'earlier':>8}{'rows':>9}")
        for name in catalogue():
            if any(note.startswith("In no order") for note in catalogue()[name].notes):
                continue
            parameters = {key: value for key, value in PARAMETERS.get(name, {}).items() if key in parameters_of(name)}
            waits: list[list[float]] = [[], []]
            rows = 0
            for _ in range(5):
                for place, day in enumerate(days):
                    queries._answer.cache_clear()
                    begun = time.perf_counter()
                    rows = ask(name, day, **parameters).height
                    waits[place].append(1000 * (time.perf_counter() - begun))
            latest, earlier = (statistics.median(each) for each in waits)
            print(f"{name:<32}{latest:>8.0f}{earlier:>8.0f}{rows:>9,}")


if __name__ == "__main__":
    main()
