"""Dates as people type them: exact, or refused; every reinterpretation noted."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.datasets import APPLICATIONS, SPEND, WAVES, Column
from data.intake.pipeline import Options, ingest
from data.intake.suggested_fixes import remedies
from data.intake.values import Evidence, Parsed, Settings, read_column
from data.intake.values.dates import Style, find_date
from data.problems import Remedy

CONTRACT_END = APPLICATIONS.column("contract_end")
BASELINE_START = WAVES.column("baseline_start")
MONTH = SPEND.column("month")
SEPTEMBER = date(2013, 9, 30)


def read(
    cells: list[str | None], column: Column = CONTRACT_END, others: list[Evidence] | None = None, **said
) -> Parsed:
    return read_column(
        pl.Series(cells, dtype=pl.String), column, Settings(SEPTEMBER, **said), lambda: others or [], False
    )


def whole(parsed: Parsed) -> list[str]:
    """The problems with the column as a whole."""
    return parsed.found.filter(pl.col("position").is_null())["kind"].to_list()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("2013-03-31", ""),
        ("2013-03-31T00:00:00", ""),
        ("2013-03-31 00:00:00.000", ""),
        ("2013-03-31T00:00:00Z", ""),
        ("31/03/2013 12:00:00 AM", ""),  # midnight, as American programs write it
        ("31-MAR-13 12.00.00.000000000 AM", "date in words"),  # a TIMESTAMP as Oracle's tools write it
        ("31-MAR-13 12.00.00.000000 AM +00:00", "date in words"),
        ("31-MAR-13 02.30.00.000000 PM", "time left out"),
        ("Mar 31 2013 12:00:00:000AM", "date in words"),  # and SQL Server's
        ("2013/3/31", ""),
        ("31/3/2013", ""),
        ("31-03-2013", ""),
        ("31 03 2013", ""),
        ("31.03.13", "two-digit year"),
        ("31/03/2013 14:30", "time left out"),
        ("31-Mar-2013", "date in words"),
        ("31-Mar-13", "date in words"),
        ("31Mar2013", "date in words"),
        ("31 March 2013", "date in words"),
        ("31st of March, 2013", "date in words"),
        ("Sunday 31 March 2013", "date in words"),
        ("Sun, 31 Mar 2013", "date in words"),
        ("Sun 31/03/13", "weekday left out"),  # how MS Project writes a date unless it is told otherwise
        ("Sun 31/03/2013", "weekday left out"),
        ("Sunday, 31.03.2013", "weekday left out"),
        ("31/03/2013 (Sun)", "weekday left out"),
        ("2013-03-31 Sunday", "weekday left out"),
        ("Sun 2013-03-31", "weekday left out"),
        ("31-Mar-13 Sun", "date in words"),
        ("Sun 31-Mar-13", "date in words"),
        ("Sun March 31, 2013", "date in words"),
        ("Sunday 31st March 2013", "date in words"),
        ("2013 March 31st", "date in words"),  # ‘st’ is no weekday
        ("Sun 31/03/13 08:00", "time left out"),  # MS Project with the time of day
        ("31/03/2013 Sun 08:00", "time left out"),
        ("31/03/2013 08.30", "time left out"),
        ("31/03/2013 8am", "time left out"),
        ("31/03/2013 at 5 p.m.", "time left out"),
        ("31/03/2013 10:00-12:00", "time left out"),  # from ten to twelve, and no zone
        ("31/03/2013 14:00 – 16:00", "time left out"),
        ("2013-03-31 00:00:00+00", ""),  # as PostgreSQL writes a time
        ("2013-03-31T14:05:09Z", "time left out"),
        ("March 31, 2013", "date in words"),  # a month in words first can only be a month
        ("2013 March 31", "date in words"),
        ("\u00a031 March\u00a02013", "date in words"),  # no-break spaces
        ("20130331", "date without marks"),
        ("41364", "spreadsheet day number"),
        ("41364.0", "spreadsheet day number"),
        ("Mar-13", "month as a date"),
        ("March 2013", "month as a date"),
        ("03/2013", "month as a date"),
        ("2013-03", "month as a date"),
        ("Q4 2012/13", "quarter as a date"),
        ("2012-13 Q4", "quarter as a date"),
        ("2012/13", "financial year as a date"),
        ("2012-13", "financial year as a date"),
        ("FY2012/13", "financial year as a date"),
    ],
)
def test_one_day_in_many_forms(text: str, note: str) -> None:
    parsed = read([text])
    assert parsed.values.to_list() == [date(2013, 3, 31)]
    assert parsed.found.is_empty()
    assert parsed.notes["note"].to_list() == ([note] if note else [])


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("29/02/2013", "February 2013 has 28 days"),
        ("31/04/2013", "April 2013 has 30 days"),
        ("45/45/2013", "neither 45 nor 45 is a month"),
        ("2013-25-03", "month that doesn't exist"),
        ("0207-01-01", "year 0207"),
        ("31/03/1213", "year 1213"),
        ("31/03/2913", "year 2913"),
        ("12-Dec", "no year"),
        ("2013", "is a year"),
        ("Q4 2013", "calendar or the financial year"),
        ("2012/14", "neither a financial year nor a month"),
        ("2011-12", "financial year 2011/12 or month 12"),  # nothing else in the column tells which
        ("Mar-31", "day of March without its year"),
        ("Monday 31 March 2013", "was a Sunday"),
        ("Mon 31/03/13", "was a Sunday"),
        ("2013-03-31 (Mon)", "was a Sunday"),
        ("Mon 32/03/13", "March 2013 has 31 days"),
        ("Foo 31/03/13", "is not a date"),
        ("Sun March 2013", "is not a date"),  # a month is no Sunday
        ("2013-03-30T23:00:00Z", "time zone"),  # midnight of the 31st in British summer
        ("2013-06-30 23:00:00", "1 July 2013"),  # the same, and the zone left away
        ("30/06/2013 11:00 PM", "midnight of the day after"),
        ("1970-01-01", "the day from which computers count"),
        ("00/01/1900", "is 0, which a formula gives for an empty cell"),
        ("0-Jan-00", "is 0"),
        ("1900-01-00", "is 0"),
        ("01/01/1970", "the day from which computers count"),
        ("31/03/2013 25:00", "time that doesn't exist"),
        ("2013-06-30T22:00:00Z", "time zone"),  # midnight in Berlin
        ("2013-07-01T00:00:00+02:00", "time zone"),
        ("2013-07-01T00:00:00-05:00", "time zone"),
        ("2013-07-01 00:00 +19:00", "is not a date"),
        ("24500", "is a number"),  # a cost, not the day 29 January 1967
        ("########", "too narrow"),
        ("31/3/2013?", "is not a date"),
        ("next week", "is not a date"),
    ],
)
def test_what_is_no_certain_date_is_refused(text: str, because: str) -> None:
    parsed = read([text])
    assert parsed.values.to_list() == [None]
    assert because in parsed.found["problem"][0]
    assert parsed.found["position"][0] == 0


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("2013-07-01T00:00:00+01:00", ""), ("2013-07-01 00:00:00+01", ""),  # midnight as Britain has it in summer
        ("2013-06-30T23:00:00.000Z", "time zone"),  # the same as SharePoint and every browser's JSON write it
        ("30-JUN-13 11.00.00.000000 PM +00:00", "time zone"), ("2013-06-30T23:12:09Z", "time zone"),
        ("2013-07-01T00:00:00.000Z", ""), ("2013-07-01T09:30:00-0400", "time left out"),
        ("1 July 2013 10:15 BST", "time left out"),
    ],
)  # fmt: skip
def test_a_time_with_its_zone_is_of_the_day_that_it_is_in_britain(text: str, note: str) -> None:
    parsed = read([text])
    assert (parsed.values.to_list(), parsed.notes["note"].to_list()) == ([date(2013, 7, 1)], [note] if note else [])


def test_a_period_stands_for_its_first_day_where_something_starts() -> None:
    parsed = read(["March 2013", "2012/13", "Q4 2012/13"], BASELINE_START)
    assert parsed.values.to_list() == [date(2013, 3, 1), date(2012, 4, 1), date(2013, 1, 1)]


def test_other_cells_tell_whether_2011_12_is_a_year_or_a_month() -> None:
    years = read(["2011-12", "2012-13"])  # 13 is no month
    months = read(["2011-12", "2012-06"])  # 06 doesn't follow 2012
    assert years.values.to_list() == [date(2012, 3, 31), date(2013, 3, 31)]
    assert months.values.to_list() == [date(2011, 12, 31), date(2012, 6, 30)]


def test_a_file_that_never_tells_is_read_day_first_and_says_so() -> None:
    parsed = read(["03/04/2013", "2013-05-01"])
    assert parsed.values.to_list() == [date(2013, 4, 3), date(2013, 5, 1)]
    assert parsed.notes.select("position", "note", "became").rows() == [(0, "day first", "3 April 2013")]


def test_day_first_dates_in_the_same_column_leave_nothing_to_say() -> None:
    parsed = read(["03/04/2013", "25/03/2013"])
    assert parsed.values.to_list() == [date(2013, 4, 3), date(2013, 3, 25)]
    assert parsed.notes.is_empty()


def test_a_column_that_contradicts_itself_is_refused_with_the_evidence() -> None:
    parsed = read(["03/04/2013", "25/03/2013", "03/25/2013"])
    assert whole(parsed) == ["dates contradict"]
    assert "‘03/25/2013’" in parsed.found["problem"][0]
    assert "‘25/03/2013’" in parsed.found["problem"][0]
    assert parsed.found["position"].to_list() == [None, 2]


def test_an_american_column_is_refused_until_a_person_says_month_first() -> None:
    cells: list[str | None] = ["03/04/2013", "03/25/2013"]
    assert whole(read(cells)) == ["dates in another order"]
    said = read(cells, month_first=True)
    assert said.found.is_empty()
    assert said.values.to_list() == [date(2013, 3, 4), date(2013, 3, 25)]


def test_month_first_said_of_a_day_first_column_is_refused() -> None:
    assert whole(read(["25/03/2013"], month_first=True)) == ["dates in another order"]


def test_an_ambiguous_column_in_a_file_that_is_month_first_elsewhere_is_refused() -> None:
    american = Evidence("Payment date", month=[(4, "12/31/2012")])
    british = Evidence("Payment date", day=[(4, "31/12/2012")])
    assert whole(read(["03/04/2013"], others=[american])) == ["dates ambiguous"]
    told = read(["03/04/2013"], others=[british])
    assert told.found.is_empty()
    assert told.notes.is_empty()


@pytest.mark.parametrize(
    "real", [["2013-01-05", "2013-03-04", "2013-07-11", "2013-12-02"], ["41278", "41337", "41466", "41610"]]
)
def test_the_trace_of_days_and_months_exchanged_by_a_spreadsheet_is_refused(real: list[str]) -> None:
    # Real dates all with days up to 12, those left as text all over 12: an American spreadsheet has been here.
    assert whole(read([*real, "25/03/2013", "14/06/2013", "30/09/2013"])) == ["dates half swapped"]
    assert read([*real, "25/03/2013", "05/06/2013"]).found.is_empty()  # a text date up to 12: no trace
    assert read([*real, "2013-03-30", "25/03/2013", "14/06/2013"]).found.is_empty()  # a real one over 12: none either


@pytest.mark.parametrize(("real", "text"), [(1, 1), (1, 3), (2, 2), (3, 1), (4, 2), (40, 1), (1, 40)])
def test_exchanged_dates_are_refused_in_a_column_of_any_size(real: int, text: int) -> None:
    # Typed 05/03/2013 and 25/06/2013: the first became the real date 3 May, the second stayed text.
    days = [date(2013, 1 + n % 12, 2 + n % 11).isoformat() for n in range(real)]
    texts = [f"{13 + n % 12}/{1 + n % 12:02}/2013" for n in range(text)]
    assert whole(read([*days, *texts])) == ["dates half swapped"]
    assert whole(read([*texts, *days])) == ["dates half swapped"]


def test_what_is_no_trace_of_an_exchange_is_read() -> None:
    assert read(
        ["2013-04-01", "2013-05-01", "2013-06-01", "31/03/2013"]
    ).found.is_empty()  # firsts of months, and a last
    assert whole(read(["2013-03-01", "2013-03-05", "2013-03-09", "25/03/2013"])) == ["dates half swapped"]
    # All of one January: just what an exchange makes of the fourth, fifth and sixth of it.
    assert whole(read(["2013-04-01", "2013-05-01", "2013-06-01", "25/01/2013"])) == ["dates half swapped"]
    assert read(["2013-03-01", "31/03/2013"], MONTH).values.to_list() == [date(2013, 3, 1)] * 2
    assert read(["2013-03-05", "Tue 25/06/13"]).found.is_empty()  # its weekday shows that it was never exchanged


def test_a_weekday_tells_day_and_month_apart() -> None:
    read_so = read(["Mon 03/06/13", "Thu 06/06/13", "Mon 10/06/13"])
    assert read_so.values.to_list() == [date(2013, 6, 3), date(2013, 6, 6), date(2013, 6, 10)]
    assert set(read_so.notes["note"]) == {"weekday left out"}  # nothing about day first: each tells it
    american: list[str | None] = ["Wed 03/06/13", "Mon 06/10/13"]
    assert whole(read(american)) == ["dates in another order"]
    assert read(american, month_first=True).values.to_list() == [date(2013, 3, 6), date(2013, 6, 10)]
    assert whole(read(["Mon 03/06/13", "Wed 03/06/13"])) == ["dates contradict"]
    # It tells for the cells that have none, too.
    assert read(["Mon 03/06/13", "03/04/2013"]).notes["note"].to_list() == ["weekday left out"]


def test_years_written_first_with_two_digits_are_not_taken_for_days() -> None:
    assert whole(read(["13-03-31", "13-04-30", "12-09-30"])) == ["years first"]  # which ‘month first’ doesn't settle
    assert read(["31-03-13", "30-04-13", "30-09-12"]).found.is_empty()


def test_no_answers_are_blank_where_the_column_may_be_blank() -> None:
    cells: list[str | None] = [
        "TBC",
        "n/a",
        "-",
        "Exempt under Section 43 of the Freedom of Information Act 2000",
        "#N/A",
        None,
    ]
    optional, required = read(cells), read(cells, BASELINE_START)
    assert optional.found.is_empty()
    assert optional.notes["note"].to_list() == ["taken as blank"] * 5
    assert required.found["kind"].to_list() == ["no answer"] * 5


def test_months_are_their_first_day_and_a_day_left_out_is_said() -> None:
    parsed = read(["2013-03-01", "Mar-13", "2013-04", "201305", "19-Apr-10", "31/03/2013"], MONTH)
    assert parsed.values.to_list() == [
        date(2013, 3, 1), date(2013, 3, 1), date(2013, 4, 1), date(2013, 5, 1), date(2010, 4, 1), date(2013, 3, 1),
    ]  # fmt: skip
    assert parsed.notes["note"].to_list() == ["month in words", "calendar month", "day left out", "day left out"]


def test_a_period_by_its_number_may_be_counted_from_april() -> None:
    cells: list[str | None] = ["2013/01", "2013-01", "201310", "12/2013", "March 2013", "2013-02-01"]
    asked = read(cells, MONTH, periods_from="?")
    assert whole(asked) == asked.found["kind"].to_list() == ["calendar or financial"]  # once, not for each cell
    assert asked.found["problem"][0] == "may be January 2013, or period 1 of a financial year: April 2013."
    assert asked.values.drop_nulls().to_list() == [date(2013, 3, 1), date(2013, 2, 1)]
    assert read(cells, MONTH, periods_from="april").values.to_list()[:5] == [
        date(2013, 4, 1), date(2013, 4, 1), date(2014, 1, 1), date(2014, 3, 1), date(2013, 3, 1),
    ]  # fmt: skip
    assert read(cells, MONTH, periods_from="january").values[0] == date(2013, 1, 1)


@pytest.mark.parametrize(
    ("heading", "is_asked"),
    [
        ("Period", True),
        ("Fiscal period", True),
        ("Accounting Period", True),
        ("Period ending", False),
        ("Month", False),
    ],
)
def test_a_heading_that_speaks_of_periods_has_them_asked_about(heading: str, is_asked: bool) -> None:
    file = f"Component,{heading},Strand,Budget\nServers,2013/01,Consolidation,300\n".encode()
    taken = ingest(file, "file.csv", SPEND, SEPTEMBER, Options(mapping={heading: "month"}))
    assert taken.problems["kind"].to_list() == ["calendar or financial"] * is_asked
    ways = [(Remedy("periods_from", "january"), Remedy("periods_from", "april"))] * is_asked
    assert list(remedies(taken)) == ways
    said = Options(mapping={heading: "month"}, periods_from="april")
    assert ingest(file, "file.csv", SPEND, SEPTEMBER, said).rows["month"].to_list() == [date(2013, 4, 1)]


def test_months_that_are_firsts_only_month_first_are_refused() -> None:
    assert whole(read(["03/01/2013", "04/01/2013"], MONTH)) == ["dates ambiguous"]
    assert read(["01/03/2013", "01/04/2013"], MONTH).found.is_empty()


def ordinal(n: int) -> str:
    return f"{n}{'th' if 10 < n % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


FORMS = [
    lambda d: d.isoformat(),
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d:%d.%m.%y}",
    lambda d: f"{d:%d-%m-%Y} 00:00",
    lambda d: f"{d.day} {calendar.month_name[d.month]} {d.year}",
    lambda d: f"{ordinal(d.day)} {calendar.month_name[d.month]} {d.year}",
    lambda d: f"{calendar.month_name[d.month]} {d.day}, {d.year}",
    lambda d: f"{d:%d-%b-%y}",
    lambda d: f"{d:%A} {d.day} {d:%B %Y}",
    lambda d: f"{d:%a %d/%m/%y}",
    lambda d: f"{d:%d/%m/%Y (%A)} 17:30",
    lambda d: f"{d:%Y%m%d}",
    lambda d: str((d - date(1899, 12, 30)).days),
]


@given(
    st.lists(
        st.tuples(st.dates(date(1990, 1, 1), date(2037, 12, 31)), st.sampled_from(FORMS)), min_size=1, max_size=12
    ),
    st.sampled_from([CONTRACT_END, BASELINE_START]),
)
def test_a_date_written_in_any_form_is_read_as_itself_or_refused(written, column) -> None:
    parsed = read([form(day) for day, form in written], column)
    wrong = set(parsed.found["position"].to_list())
    for at, (day, _) in enumerate(written):
        assert parsed.values[at] == day or None in wrong or at in wrong


@given(st.lists(st.dates(date(1990, 1, 1), date(2037, 12, 31)), min_size=1, max_size=30))
def test_an_american_column_is_never_taken_without_a_word(days: list[date]) -> None:
    parsed = read([f"{d:%m/%d/%Y}" for d in days])
    wrong = parsed.values.to_list() != days
    assert not wrong or parsed.found.height or "day first" in parsed.notes["note"].to_list()


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_blank_or_a_problem(text: str) -> None:
    parsed = read([text or None])
    assert parsed.values.null_count() == 0 or not text or parsed.found.height or parsed.notes.height


def test_a_hundred_thousand_days_cost_little() -> None:
    cells = [(date(2000, 1, 1) + timedelta(days=n % 5000)).isoformat() for n in range(100_000)]
    assert read(cells).values[4999] == date(2013, 9, 8)  # type: ignore[arg-type]


def test_a_financial_year_may_be_called_one_after_its_years() -> None:
    day = date(2012, 4, 1)
    for text in ("2023-24 fiscal year", "FY 2023-24", "2023/24 (FY)", "fiscal year: 2023-24"):
        assert find_date(text, Style(day)).day == date(2024, 3, 31), text
    # Said to be a financial year, 2011-12 is no month.
    assert find_date("2011-12 financial year", Style(day)).day == date(2012, 3, 31)
