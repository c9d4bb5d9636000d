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
-- uses: migration_standing, migrations_listed, applications_scoped
with dates_to_come as (
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
)
select
    standing.as_at,
    standing.scope,
    standing.migrated,
    standing.remaining,
    outside.moved_outside,
    dates_to_come.team_date,
    greatest(standing.remaining - dates_to_come.dated, 0) as team_undated,
    standing.* exclude (as_at, scope, migrated, remaining)
from migration_standing as standing, dates_to_come, outside
order by standing.as_at
