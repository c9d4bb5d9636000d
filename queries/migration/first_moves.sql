-- What the first report on migrations says had moved already, month by month, by the dates of the moves.
-- One row per month up to that report, from the one in which its first move lies, the earliest first; none where it shows no
-- move. Months are counted back from the day of the report: of one of 31 March, from the end of a month to the next.
-- month_from, month_to: the days before which, and by which, it ended. moved: moves dated after month_from, up to month_to,
-- that the forecast counts (see migration_counts).
-- When each was is kept in the store (data/ledger/derived.py).
with first_reports as (
    select min(reporting_date) as first_report
    from uploads_at($ledger_version)
    where not withdrawn and dataset = 'migrations' and reporting_date <= $as_at
),
kept as (
    select first_reports.first_report, migration_days.first_move, migration_days.moves_by_day
    from first_reports
    inner join migration_days
        on
            first_reports.first_report = migration_days.day
            and migration_days.known_from <= $ledger_version
            and migration_days.known_to > $ledger_version
),
moves as (
    select moved_on.day, moved_on.moves
    from (select unnest(moves_by_day) as moved_on from kept)
),
months_before as (
    select
        ((first_report + 1) - to_months(back::integer + 1))::date - 1 as month_from,
        ((first_report + 1) - to_months(back::integer))::date - 1 as month_to,
        first_move
    from kept, range(120) as months(back)
)
select
    months_before.month_from,
    months_before.month_to,
    coalesce(sum(moves.moves), 0)::bigint as moved
from months_before
left join moves
    on moves.day between months_before.month_from + 1 and months_before.month_to
where months_before.month_to >= months_before.first_move
group by all
order by months_before.month_from
