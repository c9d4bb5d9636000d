-- Migrations planned, done and forecast, added up month by month.
-- One row per month, from the first month with a baseline, a move or the as-at date to the last of these or a forecast; no
-- rows while no migration is known.
-- All of it counts one set: the applications that are in scope at the as-at date (see applications_scoped).
-- month_end: the last day of the month.
-- planned: how many have a baseline on or before it. actual: how many had migrated by it; in the month of the as-at
-- date, by the as-at date; null in later months.
-- forecast: null before the as-at month; then how many will have migrated by it if each moves on its expected date (see
-- migrations_dated). Those whose date has come without a move, the as-at date included, have no date to go
-- by and are left out.
-- scope: how many were in scope at the end of the month, as the reports of the time say; in the month of the as-at date, at
-- that date; null in later months and before the first report. See migration_counts.
-- The rest is of the as-at date, in the row of its month and null elsewhere:
-- planned_by_now: how many have a baseline on or before the date. moved_outside: moves of applications that are out of scope
-- or not in the inventory, which are in none of the other figures.
-- days_behind: with fewer moves than planned by now, how many days ago the first of those missing was planned; with more,
-- how many days ahead the last that has moved was planned, below zero; 0 when as many have moved; null when the plan has
-- fewer dates than have moved.
-- uses: migrations_listed, migration_counts
with current_migrations as (
    select
        baseline_date,
        case when is_migrated then migrated_on end as moved_on,
        case when not is_migrated and expected_date > $as_at then expected_date end as to_move_on
    from migrations_listed
    where in_scope
),
dated_counts as (
    select last_day(baseline_date) as month_end, count(*) as planned, 0 as moved, 0 as to_move
    from current_migrations where baseline_date is not null group by 1
    union all
    select last_day(moved_on), 0, count(*), 0
    from current_migrations where moved_on is not null group by 1
    union all
    select last_day(to_move_on), 0, 0, count(*)
    from current_migrations where to_move_on is not null group by 1
    union all
    select last_day($as_at), 0, 0, 0
    from migrations_listed having count(*) > 0
),
all_months as (
    select last_day(unnest(generate_series(
        date_trunc('month', min(month_end))::timestamp,
        date_trunc('month', max(month_end))::timestamp,
        interval 1 month
    ))::date) as month_end
    from dated_counts
),
added_up as (
    select
        all_months.month_end,
        sum(coalesce(sum(dated_counts.planned), 0)) over months as planned,
        sum(coalesce(sum(dated_counts.moved), 0)) over months as moved,
        sum(coalesce(sum(dated_counts.to_move), 0)) over months as to_move
    from all_months
    left join dated_counts on all_months.month_end = dated_counts.month_end
    group by all_months.month_end
    window months as (order by all_months.month_end)
),
today as (
    select
        count(moved_on) as moved,
        count(*) filter (where baseline_date <= $as_at) as planned_by_now,
        coalesce(list_sort(list(baseline_date) filter (where baseline_date is not null)), []) as planned_days,
        (select count(*) from migrations_listed where is_migrated and not in_scope) as moved_outside
    from current_migrations
)
select
    added_up.month_end,
    added_up.planned::bigint as planned,
    case when added_up.month_end <= last_day($as_at) then added_up.moved::bigint end as actual,
    case when added_up.month_end >= last_day($as_at) then (added_up.moved + added_up.to_move)::bigint end as forecast,
    case when added_up.month_end <= last_day($as_at) then migration_counts.in_scope end as scope,
    added_up.month_end = last_day($as_at) as is_as_at_month,
    today.planned_by_now,
    today.moved_outside,
    case
        when today.moved < today.planned_by_now
            then date_diff('day', list_extract(today.planned_days, today.moved + 1), $as_at)
        when today.moved > today.planned_by_now
            then date_diff('day', list_extract(today.planned_days, today.moved), $as_at)
        when today.moved is not null then 0
    end as days_behind
from added_up
left join today on added_up.month_end = last_day($as_at)
asof left join migration_counts on added_up.month_end >= migration_counts.day
order by added_up.month_end
