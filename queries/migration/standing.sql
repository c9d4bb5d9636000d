-- Where the moves stand: what is left, the reports that say so, and the go-live that all must have moved by.
-- One row, always. The columns are those that migration_remaining explains, which adds the team's own dates; the odds at each
-- earlier report need none of those, and every application would be read for them.
-- uses: migration_counts, migration_throughput, migration_first_moves, go_live_dated
with counts as (
    select scope, migrated, remaining from migration_counts order by day desc limit 1
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
from reports
left join counts on true
left join go_live_dated on true
order by as_at
