"""The programme in one sentence, and what needs attention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from data.number_text import as_decimal
from pages.charts.theme import rating
from pages.narrative.changes import brief
from pages.narrative.decisions import deferred, not_reported, overdue
from pages.narrative.outlook import odds, odds_beside
from pages.narrative.spend import up_to
from pages.ui.formatting import as_written, brief_money, capital, count, day, lapse, money, number, short_day, was_due


def overview(
    headline: Mapping[str, Any], outlook: Mapping[str, Any] | None = None, reports: pl.DataFrame | None = None
) -> str:
    """The programme in one sentence, with its computed rating, for a slide. See `glance`."""
    return f"{_sentence(headline, outlook)}{_verdict(headline)}{_no_news(reports)}"


def glance(
    headline: Mapping[str, Any], outlook: Mapping[str, Any] | None = None, reports: pl.DataFrame | None = None
) -> str:
    """The Overview's one sentence: the odds if there are any, and the go-live date; the age of the last report if it is
    old.

    `outlook`: the row of migration_forecast; `reports`: updates_due. The odds come first, because the expected date is
    only what the go-live's owners say.
    """
    return f"{_sentence(headline, outlook)}{_no_news(reports)}"


def _sentence(headline: Mapping[str, Any], outlook: Mapping[str, Any] | None) -> str:
    expected, baseline = headline["go_live_forecast"], headline["go_live_baseline"]
    if expected is None and baseline is None:
        return capital("; ".join([*_known_without(headline, outlook), "no go-live date is reported"]))
    if headline["go_live_actual"]:
        return f"{live(headline)}{_left(headline)}"
    forecast = expected or baseline
    late = (forecast - baseline).days if baseline else 0
    how_late = {True: "as planned", False: f"{lapse(late)} {'later' if late > 0 else 'earlier'} than planned"}[
        late == 0
    ]
    drift = f"{how_late}{_at_first(headline)}"
    to_go = headline["days_to_go_live"]
    if to_go is not None and to_go < 0:
        return f"Go-live {was_due(forecast, headline['as_at'], 'reached')}{_at_first(headline)}"
    if to_go == 0:
        return f"Go-live is due today, {day(forecast)}, {drift}"
    away = f"{count(to_go, 'day')} away" if to_go is not None else "with no number of days to go"
    if (by := _odds_by(outlook)) and outlook is not None:
        year = f" {forecast.year}" if forecast.year != by.year else ""
        how = "as planned" if not late else f"{lapse(late)} {'late' if late > 0 else 'early'}"
        # Whose the second date is must be said: beside the odds it would pass for theirs.
        owner = f"its owner expects {forecast.day} {forecast:%B}{year}, {how}"
        on = owner if forecast != by else "its owner gives no other day"
        return f"{chance(outlook['probability_by_go_live'])} of being ready by {day(by)}{_at_first(headline)}; {on}"
    return f"Go-live is expected on {day(forecast)}, {away} and {drift}"


def _at_first(headline: Mapping[str, Any]) -> str:
    """‘ (baseline 1 April 2014 at first)’ if the plan that lateness counts from isn't the one that was agreed first."""
    first: date = headline["go_live_first_baseline"]
    return "" if first == headline["go_live_baseline"] else f" (baseline {day(first)} at first)"


def _known_without(headline: Mapping[str, Any], outlook: Mapping[str, Any] | None) -> list[str]:
    """What leads the sentence where there is no go-live date: the day of even odds, or else the moves, or the money."""
    if outlook is not None and outlook["p50_date"]:
        return [f"even odds of having moved everything by {day(outlook['p50_date'])}"]
    if whole := headline["in_scope"]:
        return [f"{number(headline['migrated'])} of {number(whole)} applications in scope moved"]
    if headline["actual_gbp"] is not None and headline["capital_gbp"] is not None:
        return ["{} of {} spent".format(*as_written(headline["actual_gbp"], headline["capital_gbp"], brief_money))]
    return []


def chance(percent: float) -> str:
    """‘About a 1 in 4 chance’, ‘About an 8 in 100 chance’, ‘Less than a 1 in 100 chance’."""
    how, part = odds(percent).rsplit(" ", 3)[0], " ".join(odds(percent).rsplit(" ", 3)[1:])
    return f"{capital(how)} {'an' if part.startswith('8') else 'a'} {part} chance"


def live(headline: Mapping[str, Any]) -> str:
    """‘Live since 10 April 2014, 9 days later than planned’, once the go-live has been reached, whatever was forecast."""
    late = headline["go_live_slip_days"]
    how = "as planned" if not late else f"{lapse(late)} {'later' if late > 0 else 'earlier'} than planned"
    since = "today, " if headline["days_to_go_live"] == 0 else ""
    return f"Live since {since}{day(headline['go_live_actual'])}, {how}{_at_first(headline)}"


def _left(headline: Mapping[str, Any]) -> str:
    """‘; 12 of 113 applications in scope are still to move’: what remains after going live."""
    whole = headline["in_scope"]
    left = whole - headline["migrated"]
    if not left:
        return ""
    which = "the one application in scope" if whole == 1 else f"{number(left)} of {number(whole)} applications in scope"
    return f"; {which} {'is' if left == 1 else 'are'} still to move"


def _no_news(reports: pl.DataFrame | None) -> str:
    """‘; the last report, of 30 September 2013, is about 9 weeks old’, from updates_due, once the next report is due."""
    if reports is None or reports.is_empty() or not reports["is_old"][0]:
        return ""
    return f"; the last report, of {day(reports['last_report'][0])}, is {lapse(reports['age_days'][0])} old"


def _odds_by(outlook: Mapping[str, Any] | None) -> date | None:
    """The day that the forecast gives odds for; None if it gives none, or the day has passed."""
    if outlook is None or outlook["reason"] or outlook["probability_by_go_live"] is None:
        return None
    by: date = outlook["go_live_date"]
    return by if by > outlook["as_at"] else None


def _verdict(headline: Mapping[str, Any]) -> str:
    if not headline["computed_rating"]:
        return ""
    return f"; rated {rating(headline['computed_rating']).word.lower()} by the rule"


def attention(items: pl.DataFrame) -> str:
    """‘3 things need attention now, and 5 to watch’."""
    red = items["severity"].to_list().count("red")
    amber = items.height - red
    if items.is_empty():
        return "Nothing needs attention"
    if not red:
        return f"{capital(count(amber, 'thing'))} to watch"
    now = f"{capital(count(red, 'thing'))} {'needs' if red == 1 else 'need'} attention now"
    return f"{now}, and {number(amber)} to watch" if amber else now


def odds_by_report(rows: pl.DataFrame, as_at: date) -> str:
    """‘Chance of being ready by 1 April 2014: about 1 in 4; it was about 1 in 5 on 31 August’ from the rows of
    migration_odds_by_report. If there are no odds now, because the day has passed, the odds at the last report that had
    any."""
    now = rows.row(-1, named=True)
    if not now["is_now"]:
        was = f"was {odds(now['probability_by_go_live'])} on {day(now['reporting_date'])}"
        return f"The chance of being ready by {day(now['go_live_date'])} {was}"
    chance_by = f"Chance of being ready by {day(now['go_live_date'])}"
    if rows.height < 2:
        return f"{chance_by}: {odds(now['probability_by_go_live'])}"
    before = rows.row(-2, named=True)
    later, earlier = odds_beside(now["probability_by_go_live"], before["probability_by_go_live"])
    then = brief(before["reporting_date"], as_at)
    return (
        f"{chance_by}: {later}, unchanged since {then}"
        if earlier == later
        else f"{chance_by}: {later}; it was {earlier} on {then}"
    )


def moved(row: Mapping[str, Any]) -> str:
    """‘7 days earlier’, ‘5 weeks later’: how far a date moved, from a row of overview_dates_moved."""
    return f"{lapse(row['days']).removeprefix('about ')} {'later' if row['days'] > 0 else 'earlier'}"


def scrutiny(row: Mapping[str, Any], as_at: date, *, say_who: Callable[[str], str] = str) -> str:
    """‘scrutiny 8 days after Cabinet, 10 Dec’, and what is not reported, from a row of decisions_scrutinised; with the year where
    a reader may take it for another. `say_who`: how who decides, and when, is written in."""
    decides = f"{row['body']}, {brief(row['date'], as_at, short=True)}"
    days = row["days_of_notice"]
    if row["status"] == "deferred" and row["scrutiny"] in ("open", "none"):
        how = f"{deferred(row)} {decides}{'; no scrutiny dated' if row['scrutiny'] == 'none' else ''}"
    elif days is None:
        how = f"no scrutiny before {decides}"
    elif days == 0:
        how = f"scrutiny on the day of {decides}"
    else:
        how = f"scrutiny {count(abs(days), 'day')} {'before' if days > 0 else 'after'}{say_who(f' {decides}')}"
    return f"{how}{not_reported(row)}"


def decisions(rows: pl.DataFrame) -> str:
    """‘2 decisions ahead; scrutiny of 1 comes too late; 1 is past its date with no outcome reported’, from the rows of
    decisions_scrutinised."""
    ahead = rows.filter("is_ahead")
    late, unreported = (ahead.filter(scrutiny=how).height for how in ("late", "unreported"))
    headline = f"{count(ahead.height, 'decision')} ahead" if ahead.height else "No decision is ahead"
    headline += f"; scrutiny of {number(late)} comes too late" if late else ""
    headline += f"; scrutiny of {number(unreported)} is not reported" if unreported else ""
    return f"{headline}{overdue(rows.filter('is_overdue').height)}"


def measure(row: Mapping[str, Any]) -> tuple[str, str]:
    """(what has been done, what was due) for one row of overview_measures: (‘Moved 105 of 167’, ‘120 due by now’)."""
    if row["measure"] == "spent":
        due = "" if row["due"] is None else f"{brief_money(row['due'])} due {_up_to(row, brief=True)}"
        return "Spent {} of {}".format(*as_written(row["done"], row["whole"], brief_money)), due
    tally = f"{number(row['done'])} of {number(row['whole'])}"
    due = "" if row["due"] is None else f"{number(row['due'])} due {_up_to(row, brief=True)}"
    if due and row["done_of_planned"] < row["done"]:
        due += f", {number(row['done'] - row['done_of_planned'])} moved unplanned"
    return {
        "moved": (f"Moved {tally}", due),
        "committed": (f"Partners committed {tally}", ""),
        "met": (f"Criteria met {tally}", f"{row['name']}"),
    }[row["measure"]]


def _up_to(row: Mapping[str, Any], *, brief: bool = False) -> str:
    """The date at which done and due are compared: ‘by now’, or if no report covers the time since, ‘to June 2013’ for
    money and ‘by 30 September 2013’ for moves."""
    last = row["known_to"]
    if last is None or row["measure"] == "spent":
        return up_to(last, brief=brief)
    return f"by {short_day(last) if brief else day(last)}"


def measures(rows: pl.DataFrame) -> str:
    """‘15 fewer moved than due; £36,600 more spent than due to June 2013’, from the rows of overview_measures; the number
    of measures if none of them is known."""
    parts = []
    for row in rows.filter(pl.col("due").is_not_null()).iter_rows(named=True):
        gap = as_decimal(row["done_of_planned"]) - as_decimal(row["due"])
        size = money(abs(gap)) if row["measure"] == "spent" else number(abs(gap))
        verb = "moved" if row["measure"] == "moved" else "spent"
        way = "as much" if not gap else f"{size} {'more' if gap > 0 else 'less' if verb == 'spent' else 'fewer'}"
        to = "" if row["known_to"] is None else f" {_up_to(row)}"
        parts.append(f"{way} {verb} {'than' if gap else 'as'} due{to}")
    return capital("; ".join(parts)) if parts else "How far each part has come"
