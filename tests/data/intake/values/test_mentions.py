"""What titles and names of files say of time: the right day, month or quarter, and nothing where none is meant."""

from __future__ import annotations

from datetime import date

import pytest

from data.intake.values.mentions import mentions

MARCH = date(2013, 3, 31)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Position as at 28 February 2013", date(2013, 2, 28), date(2013, 2, 28)),
        ("as at 28th of February, 2013", date(2013, 2, 28), date(2013, 2, 28)),
        ("POSITION AT 28.02.13", date(2013, 2, 28), date(2013, 2, 28)),
        ("Week ending 28/02/2013", date(2013, 2, 28), date(2013, 2, 28)),
        ("Status: 2013-02-28 (final)", date(2013, 2, 28), date(2013, 2, 28)),
        ("February 28, 2013", date(2013, 2, 28), date(2013, 2, 28)),
        ("Report for Feb 2013", date(2013, 2, 1), date(2013, 2, 28)),
        ("Feb-13", date(2013, 2, 1), date(2013, 2, 28)),
        ("Monthly return 2013-02", date(2013, 2, 1), date(2013, 2, 28)),
        ("Return 02/2013", date(2013, 2, 1), date(2013, 2, 28)),
        ("P11 2012/13", date(2013, 2, 1), date(2013, 2, 28)),  # the eleventh month from April
        ("Period 11 - 2012-13", date(2013, 2, 1), date(2013, 2, 28)),
        ("2012/13 Month 1", date(2012, 4, 1), date(2012, 4, 30)),
        ("Q3 2012/13", date(2012, 10, 1), date(2012, 12, 31)),
        ("April 2012 to February 2013", date(2012, 4, 1), date(2013, 2, 28)),
        ("as at 28 February", date(2013, 2, 28), date(2013, 2, 28)),
        ("for the month of February", date(2013, 2, 1), date(2013, 2, 28)),
    ],
)
def test_a_title_speaks_of_a_day_or_a_month(text: str, first: date, last: date) -> None:
    assert [(one.first, one.last) for one in mentions(text, MARCH)] == [(first, last)]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("apps_20130228", date(2013, 2, 28)),
        ("apps 28022013", date(2013, 2, 28)),
        ("apps-280213", date(2013, 2, 28)),
        ("apps_201302", date(2013, 2, 1)),
        ("applications_2013-02-28", date(2013, 2, 28)),
        ("applications_28_02_2013", date(2013, 2, 28)),
        ("Applications Feb13", date(2013, 2, 1)),
        ("Feb", date(2013, 2, 1)),
        ("December return", date(2012, 12, 1)),  # the December nearest to the reporting date
    ],
)
def test_a_name_speaks_of_a_day_or_a_month(name: str, first: date) -> None:
    assert [one.first for one in mentions(name, MARCH, is_name=True)] == [first]


@pytest.mark.parametrize(
    "text",
    [
        "Application inventory",
        "Figures may change",
        "Version 1.2.13 of the template",
        "v1.2.13",
        "Moves due by 31 March 2014",
        "Until 31/03/2014",
        "Ring 020 7946 0000",
        "Budget 2013/14",  # a year of which the reporting date may be the eve
        "Section 43.1",
        "1234 applications in 12 departments",
        "Prepared by April Jones",
        "45/45/2013",
    ],
)
def test_what_is_no_date_of_the_file_is_not_taken_for_one(text: str) -> None:
    assert mentions(text, MARCH) == []


def test_when_a_file_was_made_is_told_apart() -> None:
    spoken = mentions("Position at 31 March 2013, printed on 03/04/2013", MARCH)
    assert [(one.first, one.made_then) for one in spoken] == [(date(2013, 3, 31), False), (date(2013, 4, 3), True)]
