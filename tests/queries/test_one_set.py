"""Counts that are set against each other count one set: what lies outside of it is said beside it; and days are exact."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest

from pages import narrative
from tests.queries.conftest import Programme, day

APPS = "application_id,name,department,disposition\n"
MOVES = "application_id,stage,baseline_date,forecast_date,actual_date\n"


def test_moves_out_of_scope_and_of_removed_applications_are_counted_beside_those_in_scope(programme: Programme):
    programme.report(
        "2013-01-31",
        applications=f"""{APPS}
            A1,Payroll,HR,consolidate
            A2,Rotas,HR,migrate
            A3,Leave,HR,replace
            A4,Forms,HR,self_service
            A5,Archive,HR,retain # out of scope
            A6,Old,HR,migrate # leaves the inventory after it moved""",
        migrations=f"""{MOVES}
            A1,migrated,2013-01-10,,2013-01-12
            A2,test,,2013-03-31,
            A5,migrated,2013-01-20,,2013-01-21
            A6,decommissioned,2013-01-05,,2013-01-06""",
    )
    programme.report(
        "2013-02-28",
        applications=f"{APPS}A1,Payroll,HR,consolidate\nA2,Rotas,HR,migrate\nA3,Leave,HR,replace\nA4,Forms,HR,self_service"
        "\nA5,Archive,HR,retain",
    )
    before = programme.row("overview_headline", "2013-01-31")
    assert (before["in_scope"], before["migrated"], before["migrated_outside"]) == (5, 2, 1)
    now = programme.row("overview_headline", "2013-02-28")
    assert (now["in_scope"], now["migrated"], now["migrated_outside"]) == (4, 1, 2)
    months = programme.ask("migration_burn_up", "2013-02-28")
    assert months.select("planned", "actual", "scope", "moved_outside").rows() == [
        (1, 1, 5, None), (1, None, 4, 2), (1, None, None, None),
    ]  # fmt: skip
    # of the two with a baseline that were reported, ‘all 2’ would have moved
    assert narrative.migration.burn_up(months, day("2013-02-28")) == (
        "Migration was on plan on 31 January 2013, 4 weeks ago: 1 of 4 applications in scope moved, 1 planned by then;"
        " 2 more, out of scope, have moved too"
    )
    here = months.filter("is_as_at_month")
    by = "2013-02-28"
    assert programme.ask("migration_list", by, in_scope="yes", migrated_by=by).height == here["moved_by_now"][0]
    assert programme.ask("migration_list", by, in_scope="yes", planned_by=by).height == here["planned"][0]
    assert programme.ask("migration_list", "2013-02-28", migrated="yes", in_scope="no").height == 2


def test_waves_departments_and_blockers_count_the_applications_in_scope(programme: Programme):
    programme.report(
        "2013-01-31",
        applications=f"""{APPS}
            A1,Payroll,HR,consolidate
            A2,Archive,HR,retain # out of scope
            A3,Old,HR,migrate # leaves the scope in a report on applications alone
            A4,Rotas,HR,migrate # in scope, and nobody has planned its move""",
        waves="wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,First,1,HR,2013-01-01,2013-01-10",
        migrations=f"""{MOVES.replace("stage", "wave_id,stage").replace("actual_date", "actual_date,blocker")}
            A1,W1,migrated,2013-01-10,,2013-01-12,
            A2,W1,migrated,2013-01-09,,2013-01-10, # the first to move, and no move that counts
            A3,W1,test,2013-01-10,,,No server
            A9,W1,test,2013-01-10,,,Lost # not in the inventory""",
    )
    programme.report("2013-02-28", "update", applications=f"{APPS}A3,Old,HR,retire")
    wave = ("applications", "migrated", "blocked", "late", "is_done", "finished_on")
    for on, counted, done, blocked in (
        ("2013-01-31", (2, 1, 1, 1, False, None), False, ["A3"]),
        ("2013-02-28", (1, 1, 0, 0, True, "2013-01-12"), True, []),
    ):
        assert programme.rows("migration_waves", on, *wave) == [counted]
        assert programme.rows("waves_slips", on, "is_done", "slip_days") == [(done, 2 if done else 0)]
        assert programme.rows("timeline_waves", on, "start_actual") == [("2013-01-12",)]
        assert programme.ask("migration_blockers", on)["application_id"].to_list() == blocked
        assert programme.ask("migration_list", on, wave_id="W1", in_scope="yes").height == counted[0]
        assert programme.ask("migration_list", on, wave_id="W1").height == 4  # nothing is lost
        listed = programme.ask("migration_list", on, in_scope="yes")["application_id"]
        assert set(programme.ask("timeline_migrations", on)["item_id"]) == set(listed)
        stages = programme.ask("migration_by_stage", on)
        assert (stages["applications"].sum(), stages["migrated"].sum(), set(stages["unplanned"])) == (
            counted[0] + 1,
            counted[1],
            {1},
        )
        assert narrative.migration.by_stage(stages) == "HR is under way; 1 application has no move reported"
        assert programme.ask("inventory_list", on, step="unplanned")["application_id"].to_list() == ["A4"]
        assert set(programme.ask("migration_waves", on)["in_no_wave"]) == {1}


def test_complete_when_all_in_scope_have_moved_and_not_before(programme: Programme):
    apps = f"{APPS}A1,Payroll,HR,consolidate\nA2,Rotas,HR,migrate"
    programme.report("2013-01-31", applications=apps, migrations=f"{MOVES}A1,migrated,2013-01-10,,2013-01-10")
    months = programme.ask("migration_burn_up", "2013-01-31")
    assert "complete" not in narrative.migration.burn_up(months, day("2013-01-31"))
    programme.report("2013-02-28", "update", migrations=f"{MOVES}A2,migrated,,,2013-02-10")
    months = programme.ask("migration_burn_up", "2013-02-28")
    assert (
        narrative.migration.burn_up(months, day("2013-02-28"))
        == "Migration is complete: both applications in scope have moved"
    )


def test_what_moved_without_a_plan_makes_up_for_nothing_that_is_late(programme: Programme):
    """Two were planned for January and stay; two that nobody had planned moved: that is no plan kept."""
    programme.report(
        "2013-02-28",
        applications=APPS + "\n".join(f"A{n},A{n},HR,migrate" for n in range(5)),
        migrations=f"""{MOVES}A0,build,2013-01-15,,
            A1,build,2013-01-31,,
            A2,migrated,,,2013-02-10
            A3,migrated,,,2013-02-11
            A4,build,2013-05-31,,""",
    )
    on = day("2013-02-28")
    row = programme.ask("migration_burn_up", "2013-02-28").row(by_predicate=pl.col("is_as_at_month"), named=True)
    assert (row["moved_by_now"], row["moved_unplanned"], row["planned_by_now"], row["days_behind"]) == (2, 2, 2, 44)
    assert narrative.migration.burn_up(programme.ask("migration_burn_up", "2013-02-28"), on) == (
        "Migration is about 6 weeks behind plan: 2 of 5 applications in scope moved, 2 planned by now; no day was planned for"
        " 2 of those that moved"
    )
    measures = programme.ask("overview_measures", "2013-02-28")
    assert narrative.overview.measures(measures) == "2 fewer moved than due"
    assert narrative.overview.measure(measures.row(0, named=True)) == (
        "Moved 2 of 5",
        "2 due by now, 2 moved unplanned",
    )


def test_planned_is_counted_to_the_day(programme: Programme):
    """Ten are planned for the last week of November: on the 5th none is planned by now."""
    ids = [f"A{n}" for n in range(10)]
    programme.report(
        "2012-10-31",
        applications=APPS + "\n".join(f"{a},{a},HR,migrate" for a in ids),
        migrations=MOVES + "\n".join(f"{a},build,2012-11-{21 + n},," for n, a in enumerate(ids)),
    )
    for on, planned, behind in (
        ("2012-11-05", 0, 0),
        ("2012-11-21", 1, 0),
        ("2012-11-25", 5, 4),
        ("2012-12-31", 10, 40),
    ):
        programme.report(on, "update", migrations=f"{MOVES}A9,test,2012-11-30,,")
        row = programme.ask("migration_burn_up", on).row(by_predicate=pl.col("is_as_at_month"), named=True)
        assert (row["planned_by_now"], row["days_behind"]) == (planned, behind)
    said = {
        on: narrative.migration.burn_up(programme.ask("migration_burn_up", on), day(on))
        for on in ("2012-11-05", "2012-11-25")
    }
    assert said == {
        "2012-11-05": "No application was due to move yet; the first are planned for November 2012",
        "2012-11-25": "None of 10 applications in scope has moved yet, 5 were planned by now",
    }
    # Of what was planned after the last report nobody says whether it moved: it counts neither as moved nor as missed.
    months = programme.ask("migration_burn_up", "2013-02-15")
    assert narrative.migration.burn_up(months, day("2013-02-15")) == (
        "None of 10 applications in scope had moved by 31 December 2012, about 7 weeks ago; 10 were planned by then"
    )
    assert months.select("month_end", "actual", "known_to", "planned_by_now").rows() == [
        (day("2012-11-30"), 0, None, None), (day("2012-12-31"), 0, None, None), (day("2013-01-31"), None, None, None),
        (day("2013-02-28"), None, day("2012-12-31"), 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moved", "sentence"),
    [
        (["2013-01-10"], "Migration is 4 days behind plan: 1 of 4 applications in scope moved, 2 planned by now"),
        (["2013-01-10"] * 2, "Migration is on plan: 2 of 4 applications in scope moved, 2 planned by now"),
        (
            ["2013-01-10"] * 3,
            "Migration is about 5 weeks ahead of plan: 3 of 4 applications in scope moved, 2 planned by now",
        ),
        (["2013-01-10"] * 4, "Migration is complete: all 4 applications in scope have moved"),
    ],
)
def test_how_far_behind_goes_by_the_dates_of_the_plan(programme: Programme, moved: list[str], sentence: str):
    plan = ["2013-01-10", "2013-01-16", "2013-02-25", "2013-02-26"]
    programme.report(
        "2013-01-20",
        applications=APPS + "\n".join(f"A{n},A{n},HR,migrate" for n in range(4)),
        migrations=MOVES
        + "\n".join(
            f"A{n},migrated,{date},,{moved[n]}" if n < len(moved) else f"A{n},test,{date},,"
            for n, date in enumerate(plan)
        ),
    )
    assert narrative.migration.burn_up(programme.ask("migration_burn_up", "2013-01-20"), day("2013-01-20")) == sentence


SCOPE = ("consolidate", "migrate", "replace", "self_service")


@pytest.mark.parametrize("seed", range(3))
def test_a_plain_count_of_any_mix_agrees_and_no_count_exceeds_its_whole(programme: Programme, seed: int):
    """In and out of scope, in the inventory and not, with and without dates, moved and to move, at two reports."""
    draw = random.Random(seed)
    start = date(2013, 1, 1)
    reports = []
    for reported in (day("2013-02-28"), day("2013-04-30")):
        inventory: dict[str, str] = {}
        moves: dict[str, tuple[date | None, date | None]] = {}
        for n in range(40):
            if draw.random() < 0.8:
                inventory[f"A{n}"] = draw.choice([*SCOPE, "retain", "retire", "undecided"])
            plan = start + timedelta(draw.randrange(150)) if draw.random() < 0.8 else None
            actual = start + timedelta(draw.randrange(150)) if draw.random() < 0.5 else None
            if draw.random() < 0.9:
                moves[f"A{n}"] = (plan, actual)
        programme.report(
            str(reported),
            applications=APPS + "\n".join(f"{a},{a},HR,{d}" for a, d in inventory.items()),
            migrations=MOVES
            + "\n".join(
                f"{a},{'migrated' if actual else 'test'},{plan or ''},,{actual or ''}"
                for a, (plan, actual) in moves.items()
            ),
        )
        reports.append((reported, inventory, moves))
    for as_at in (day("2013-02-28"), day("2013-03-15"), day("2013-04-30"), day("2013-05-20")):
        reported, inventory, moves = [each for each in reports if each[0] <= as_at][-1]
        scope = {a for a, disposition in inventory.items() if disposition in SCOPE}
        moved = {a for a, (_, on) in moves.items() if on and on <= as_at}
        known_to = max(reported, *(on for _, on in moves.values() if on and on <= as_at))
        planned = {a for a, (on, _) in moves.items() if on and on <= known_to}
        headline = programme.row("overview_headline", str(as_at))
        assert (headline["in_scope"], headline["migrated"], headline["migrated_outside"]) == (
            len(scope), len(moved & scope), len(moved - scope),
        )  # fmt: skip
        months = programme.ask("migration_burn_up", str(as_at))
        row = months.row(by_predicate=pl.col("is_as_at_month"), named=True)
        assert (row["moved_by_now"], row["scope"], row["planned_by_now"], row["moved_outside"]) == (
            len(moved & scope), len(scope), len(planned & scope), len(moved - scope),
        )  # fmt: skip
        assert max(*months["planned"], *months["forecast"].drop_nulls()) <= len(scope)
        steps = {
            step["code"]: step["applications"] for step in programme.ask("inventory_to_core", str(as_at)).to_dicts()
        }
        assert steps["in_scope"] == len(scope)
        said = narrative.migration.burn_up(months, as_at)
        assert ("complete" in said) == (moved >= scope)


def test_the_fan_goes_on_from_the_moves_that_the_burn_up_counts(programme: Programme):
    """Two of the moves are of an application out of scope and of one that the inventory no longer has."""
    inventory = "\n".join(f"A{n},A{n},HR,migrate" for n in range(20)) + "\nR1,R1,HR,retain"
    for at, reported in enumerate(("2013-01-31", "2013-02-28", "2013-03-31", "2013-04-30", "2013-05-31", "2013-06-30")):
        moved = [f"A{n},migrated,2013-01-31,,{reported[:7]}-{10 + n % 3}" for n in range(2 * at)]
        rest = [f"A{n},test,2013-12-31,," for n in range(2 * at, 20)]
        programme.report(
            reported,
            applications=APPS + inventory + ("" if at > 2 else "\nR2,R2,HR,migrate"),
            migrations=MOVES
            + "\n".join([*moved, *rest, "R1,migrated,2013-01-20,,2013-01-20", "R2,migrated,2013-01-21,,2013-01-21"]),
        )
    months = programme.ask("migration_burn_up", "2013-06-30").row(by_predicate=pl.col("is_as_at_month"), named=True)
    fan = programme.ask("migration_forecast_fan", "2013-06-30")
    assert (months["actual"], months["scope"], months["moved_outside"]) == (10, 20, 2)
    assert fan.select("migrated_p5", "migrated_p95", "scope_p50").row(0) == (10, 10, 20)
