"""How dates, numbers, money and lapses of time are said, and that text from data stays text."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from pages.ui import formatting


def test_dates_are_said_as_in_the_united_kingdom():
    assert formatting.day(date(2012, 12, 4)) == "4 December 2012"
    assert formatting.short_day(date(2012, 12, 14)) == "14 Dec 2012"
    assert formatting.day(None) == "–"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("Who controls it?", "Who controls it?"), ("Loss of control", "Loss of control."), ("Cost..  ", "Cost.")],
)
def test_a_sentence_ends_once(text, sentence):
    assert formatting.ended(text) == sentence


def test_moments_are_london_time():
    assert formatting.moment(datetime(2013, 1, 31, 9, 5)) == "31 January 2013 at 09:05"
    assert formatting.moment(datetime(2013, 7, 31, 23, 30)) == "1 August 2013 at 00:30"  # summer time: an hour on


@pytest.mark.parametrize(
    ("pounds", "said", "brief"),
    [
        (Decimal("3000000.00"), "£3 million", "£3m"),
        (Decimal("1237500"), "£1.24 million", "£1.24m"),
        (999_600, "£1 million", "£1m"),  # never ‘£1,000,000’
        (850_000, "£850,000", "£850k"),
        (Decimal("371883.59"), "£372,000", "£372k"),
        (24_500, "£24,500", "£24.5k"),
        (Decimal("-36645.50"), "−£36,600", "−£36.6k"),  # three figures, as beside it ‘£2.45m’
        (99_960, "£100,000", "£100k"),
        (9_450, "£9,450", "£9,450"),
        (-500, "−£500", "−£500"),
        (0, "£0", "£0"),
        (None, "–", "–"),
    ],
)
def test_money_is_said_as_people_say_it(pounds, said, brief):
    assert formatting.money(pounds) == said
    assert formatting.brief_money(pounds) == brief


def test_numbers_have_thousands_and_a_true_minus():
    assert formatting.number(12345) == "12,345"
    assert formatting.number(Decimal("-3")) == "−3"
    assert formatting.number(2.5) == "2.5"
    assert formatting.share(Decimal("29.6")) == "29.6%"
    assert formatting.share(30) == "30%"
    assert formatting.count(1, "application") == "1 application"
    assert formatting.count(0, "criterion", "criteria") == "no criteria"


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 day"), (13, "13 days"), (14, "2 weeks"), (24, "about 3 weeks"), (63, "9 weeks"), (80, "about 3 months"),
     (460, "about 15 months"), (800, "about 2 years"), (912, "about 2½ years"), (2100, "about 6 years"), (-14, "2 weeks")],
)  # fmt: skip
def test_lapses_of_time_are_rounded_as_people_round_them(days, said):
    assert formatting.lapse(days) == said


def test_slips_say_which_way():
    assert formatting.slip(0) == "on plan"
    assert formatting.slip(14) == "2 weeks late"
    assert formatting.slip(-5) == "5 days early"
    assert formatting.slip(None) == "–"


def test_listings():
    assert formatting.listing(["HR"]) == "HR"
    assert formatting.listing(["HR", "Payroll", "Finance"]) == "HR, Payroll and Finance"
    assert formatting.listing(["a", "b", "c", "d"], most=2) == "a, b and 2 more"


def test_text_from_data_is_never_markup():
    said = formatting.plain("**bold** [x](http://evil) :red[no] <b> $x$ www.evil.org a@b.org\nline")
    assert "**" not in said.replace("\\*\\*", "")
    assert "[" not in said.replace("\\[", "")
    assert "http:/" not in said.replace("\u2060", "|")  # the joiner keeps the address from becoming a link
    assert "www\u2060" in said
    assert "@\u2060" in said
    assert ":\u2060red" in said
    assert "\n" not in said
    assert formatting.plain(None) == "–"


@pytest.mark.parametrize("sign", ["--", "->", "<-", "<->", ">=", "<=", "~="])
def test_signs_that_streamlit_draws_as_one_stay_as_they_were_typed(sign: str):
    assert sign not in formatting.plain(f"a {sign} b").replace("\\", "")
    assert formatting.plain(f"a {sign} b").replace("\\", "").replace("\u2060", "") == f"a {sign} b"


def test_no_text_makes_a_page_endless_or_turns_what_stands_beside_it():
    assert formatting.plain("x" * 32_767) == "x" * 999 + "…"
    assert formatting.gist(f"{'x' * 3000} is late by 3 weeks").endswith("is late by 3 weeks")
    assert len(formatting.gist("x" * 32_767)) <= formatting.MOST_OF_A_HEADING
    names = ["Directorate", "of", "place-shaping", "and", "regeneration"]
    kept = formatting.gist(" ".join(names * 20)).split(" … ")
    assert len(kept) == 2
    assert set(" ".join(kept).split()) <= set(names), "a word was cut"
    assert formatting.plain("gnp\u202etxt\x1b") == "gnp\ufffdtxt\ufffd"


@pytest.mark.parametrize(
    ("pounds", "said"),
    [
        (None, "–"), (0, "£0"), (Decimal("1250000.00"), "£1,250,000"), (Decimal("371883.59"), "£371,883.59"),
        (Decimal("-0.5"), "−£0.50"), (999_999, "£999,999"),
    ],
)  # fmt: skip
def test_pounds_for_rows_that_are_checked_are_whole(pounds: Decimal | int | None, said: str):
    assert formatting.exact_money(pounds) == said


def test_a_label_that_is_only_heard_is_neither_markup_nor_full_of_backslashes():
    assert formatting.spoken("Cost (£m)") == "Cost (£m)"
    assert formatting.spoken("![x](https://outside.example/y) <b>*New*</b> :material/lock:") == (
        "x (https:\u2060//outside.example/y) b New /b :\u2060material/lock:\u2060"
    )


def test_what_is_written_from_right_to_left_is_kept_to_itself():
    """The figure after a name stays after it, and of two names each has its own."""
    school, park = "\u05d1\u05d9\u05ea \u05e1\u05e4\u05e8", "\u062d\u062f\u064a\u0642\u0629"
    kept = f"\u2068{school}\u2069 3, \u2068{park}\u2069 12 of 40"
    for say in (formatting.apart, lambda text: formatting.short(text, 200), formatting.gist):
        assert say(f"{school} 3, {park} 12 of 40") == kept
        assert say(kept) == kept
    assert formatting.plain(f"{school} 3") == f"\u2068{school}\u2069 3"
    assert formatting.short(f"{school} 3 and more", 9) == f"\u2068{school}\u2069…"
    assert formatting.short("a\u2068b", 9) == "a\ufffdb"  # what a person typed to turn letters round


def test_a_text_is_cut_between_words_unless_its_last_is_long() -> None:
    late = "Late: Membership of the partnership confirmed"
    assert formatting.short(late, 44) == formatting.short(late, 36) == "Late: Membership of the partnership…"
    assert formatting.short("Interoperability-of-everything agreed", 12) == "Interoperab…"
    assert formatting.apart("Café ‘x’ – 3") == "Café ‘x’ – 3"
