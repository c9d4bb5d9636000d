-- What moved and what came into scope between one report on migrations and the next: the history that a forecast draws on.
-- One row per reporting date of migrations up to the as-at date, the earliest first, as known at the ledger version.
-- previous_report: the report before it; days: between the two. Both are null for the first report.
-- scope, migrated, remaining: at that report; the rules stand in migration_counts.
-- moved, scope_change: since the previous report; below zero when a report took moves or applications back. Applications
-- found late and dispositions that come into scope are in scope_change, whichever upload brought them.
-- has_moved: more had migrated than at the previous report; in the first report, that some had.
-- counted_from: the start of the stretch that counts as history; null where it does not count. What came before the
-- first move says nothing about how fast applications move, so history begins with the report that brought the first
-- moves, and of the time before that report no more than the longest later wait between reports counts, unless the
-- first move was earlier. What the first report of all shows is in migration_first_moves. DECISIONS.md has the reasons.
-- counted_days, counted_scope_change: from counted_from to the reporting date.
-- uses: migration_counts, migrations_dated
with reports as (
    select
        day as reporting_date,
        lag(day) over by_day as previous_report,
        date_diff('day', lag(day) over by_day, day) as days,
        scope,
        migrated,
        remaining,
        migrated - lag(migrated) over by_day as moved,
        scope - lag(scope) over by_day as scope_change
    from migration_counts
    where is_report
    window by_day as (order by day)
),
firsts as (
    select min(reporting_date) as first_report
    from reports
    where moved > 0 or (previous_report is null and migrated > 0)
),
first_moves as (
    select min(migrations.migrated_on) as first_move
    from migrations_dated as migrations
    where migrations.valid_from <= (select first_report from firsts)
),
waits as (
    select max(days) as longest_wait
    from reports
    where reporting_date > (select first_report from firsts)
),
counted_reports as (
    select
        reports.reporting_date,
        reports.previous_report,
        reports.days,
        reports.scope,
        reports.migrated,
        reports.remaining,
        reports.moved,
        reports.scope_change,
        coalesce(reports.moved, reports.migrated) > 0 as has_moved,
        case
            when reports.previous_report is null or reports.reporting_date < firsts.first_report then null
            when reports.reporting_date > firsts.first_report then reports.previous_report
            else greatest(
                reports.previous_report,
                least(first_moves.first_move - 1, reports.reporting_date - coalesce(waits.longest_wait, reports.days)::integer)
            )
        end as counted_from
    from reports, firsts, first_moves, waits
)
select
    counted_reports.*,
    date_diff('day', counted_reports.counted_from, counted_reports.reporting_date) as counted_days,
    case when counted_reports.counted_from is not null then counted_reports.scope - earlier.scope end
        as counted_scope_change
from counted_reports
asof left join migration_counts as earlier on counted_reports.counted_from >= earlier.day
order by counted_reports.reporting_date
