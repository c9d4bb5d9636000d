-- What the first report on migrations says had moved already, month by month, by the dates of the moves.
-- One row per month up to that report, from the one in which its first move lies, the earliest first; none where it shows no
-- move. Months are counted back from the day of the report: of one of 31 March, from the end of a month to the next.
-- month_from, month_to: the days before which, and by which, it ended. moved: moves dated after month_from, up to month_to,
-- that the forecast counts (see migration_counts).
with first_reports as (
    select min(reporting_date) as first_report
    from uploads_at($ledger_version)
    where not withdrawn and dataset = 'migrations' and reporting_date <= $as_at
),
moves as (
    select moves.migrated_on, first_reports.first_report
    from first_reports, moves_counted((select first_report from first_reports), $ledger_version) as moves
    where moves.is_counted and moves.has_moved
),
months_before as (
    select
        ((first_report + 1) - to_months(back::integer + 1))::date - 1 as month_from,
        ((first_report + 1) - to_months(back::integer))::date - 1 as month_to
    from first_reports, range(120) as months(back)
)
select
    months_before.month_from,
    months_before.month_to,
    count(moves.migrated_on) as moved
from months_before
left join moves
    on moves.migrated_on between months_before.month_from + 1 and months_before.month_to
where months_before.month_to >= (select min(migrated_on) from moves)
group by all
order by months_before.month_from
