-- Migrations planned, done and forecast, added up month by month.
-- One row per month, from the first month with a baseline, a move or the as-at date to the last of these or a forecast.
-- month_end: the last day of the month.
-- planned: how many have a baseline on or before it. actual: how many had migrated by it; in the month of the as-at
-- date, by the as-at date; null in later months.
-- forecast: null before the as-at month; then how many will have migrated by it if each moves on its forecast, or its
-- baseline where it has no forecast. Those whose date has passed without a move have no date to go by and are left out.
-- scope: how many were to move at the end of the month, as the reports of the time say; in the month of the as-at date, at
-- that date; null in later months and before the first report. The rule stands in migration_counts.
-- uses: migrations_dated, migration_counts
with current_migrations as (
    select
        baseline_date,
        case when migrated_on <= $as_at then migrated_on end as moved_on,
        case when migrated_on <= $as_at then null when expected_date > $as_at then expected_date end as to_move_on
    from migrations_dated
    where valid_to > $as_at
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
    from current_migrations having count(*) > 0
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
)
select
    month_end,
    planned::bigint as planned,
    case when month_end <= last_day($as_at) then moved::bigint end as actual,
    case when month_end >= last_day($as_at) then (moved + to_move)::bigint end as forecast,
    case when month_end <= last_day($as_at) then migration_counts.scope end as scope,
    month_end = last_day($as_at) as is_as_at_month
from added_up
asof left join migration_counts on added_up.month_end >= migration_counts.day
order by month_end
