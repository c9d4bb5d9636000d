-- What is left to move, when the team's own dates say that it will be done, and the go-live that it must be done by.
-- One row, always; without any report its counts are 0 and its dates empty.
-- scope, migrated, remaining: the rules stand in migration_counts.
-- moved_outside: those of migrated that migration_burn_up leaves out, being out of scope or not in the inventory; 0 where
-- there is no inventory.
-- team_date: the latest date among the applications still to move: the forecast, or the baseline where none is given.
-- team_undated: how many of those still to move have no such date after the as-at date, or no migration at all; the
-- team's own forecasts say nothing of them.
-- last_report, reports: of migrations up to the as-at date. reports_that_moved: how many of them brought moves, the first
-- one counting as as many as there are months in which, by their dates, its moves were.
-- still_reports: how many of the latest reports in a row brought none. longest_wait: days between two reports at most; a
-- month while there is only one, whose moves are known by month.
-- go_live_date: its baseline; go_live_forecast: see overview_headline; of several the one that
-- overview_headline takes. go_live_actual: once it has come.
-- uses: migration_counts, migration_throughput, migration_first_moves, migrations_listed, applications_scoped, go_live_dated
with counts as (
    select scope, migrated, remaining from migration_counts order by day desc limit 1
),
dates_to_come as (
    select max(expected_date) as team_date, count(*) as dated
    from migrations_listed
    where
        not is_migrated
        and (in_scope or not in_inventory)
        and expected_date > $as_at
),
outside as (
    select count(*) as moved_outside
    from migrations_listed
    where is_migrated and not in_scope and exists (from applications_scoped where valid_to > $as_at)
),
months_before as (
    select count(*) filter (where moved > 0) as months_that_moved from migration_first_moves
),
reports as (
    select
        max(reporting_date) as last_report,
        count(*) as reports,
        count(*) filter (where has_moved and previous_report is not null)
        + (select months_that_moved from months_before) as reports_that_moved,
        count(*) filter (where reporting_date > last_move) as still_reports,
        coalesce(
            max(coalesce(counted_days, days)), case when (select months_that_moved from months_before) > 0 then 31 end
        ) as longest_wait
    from (select *, max(reporting_date) filter (where has_moved) over () as last_move from migration_throughput)
)
select
    $as_at as as_at,
    coalesce(counts.scope, 0) as scope,
    coalesce(counts.migrated, 0) as migrated,
    coalesce(counts.remaining, 0) as remaining,
    outside.moved_outside,
    dates_to_come.team_date,
    greatest(coalesce(counts.remaining, 0) - dates_to_come.dated, 0) as team_undated,
    reports.last_report,
    reports.reports,
    reports.reports_that_moved,
    reports.still_reports,
    reports.longest_wait,
    go_live_dated.gateway_id as go_live_id,
    go_live_dated.name as go_live_name,
    go_live_dated.baseline_date as go_live_date,
    go_live_dated.forecast_date as go_live_forecast,
    go_live_dated.actual_date as go_live_actual
from reports, dates_to_come, outside
left join counts on true
left join go_live_dated on true
order by as_at
