-- The two dates that ‘now’ and ‘before’ mean: the as-at date, and an earlier one that the reader picked or, without a
-- pick, the report before the latest one.
-- One row per date compared: now always; before when a date before the as-at date was picked, or, without a pick, when
-- there were two reports by the as-at date.
-- compared: now or before.
-- day: the date looked at; now is the as-at date itself, before is a reporting date unless it was picked.
-- latest_report: the latest reporting date on or before the as-at date; previous_report: the one before it; first_report: the
-- earliest.
-- A reporting date counts when at least one upload that describes it is not withdrawn.
-- $since date: the earlier date (without it: the previous report is taken)
with counted_reports as (
    select distinct reporting_date
    from uploads_at($ledger_version)
    where not withdrawn and reporting_date <= $as_at
),
latest as (
    select max(reporting_date) as latest_report, min(reporting_date) as first_report from counted_reports
),
previous as (
    select max(reporting_date) as previous_report
    from counted_reports
    where reporting_date < (select latest_report from latest)
)
select 'now' as compared, $as_at as day, latest_report, previous_report, first_report
from latest, previous
union all
select 'before' as compared, coalesce($since::date, previous_report) as day, latest_report, previous_report, first_report
from latest, previous
where coalesce($since::date, previous_report) < $as_at
order by day desc, compared desc
