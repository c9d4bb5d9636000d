-- The forecast of every gateway as it stood at each report: the milestone trend.
-- One row per gateway and reporting date of gateways up to the as-at date at which the gateway was there.
-- forecast_date: the baseline when no forecast was given. actual_date: only when it had come by that report.
-- expected_date: the actual date then, else the forecast; drawn against the reporting date a flat line is on time.
-- slip_days: expected date minus first_baseline, the baseline of the first report. moved_days: expected date minus that of
-- the report before; null at the first.
-- declared_rating: as it stood at that report. upload: the upload that brought the row as it stood then.
with reports as (
    select distinct reporting_date
    from uploads_at($ledger_version)
    where not withdrawn and dataset = 'gateways' and reporting_date <= $as_at
),
standing as (
    select
        gateways.*,
        reports.reporting_date,
        coalesce(gateways.actual_date <= reports.reporting_date, false) as is_done,
        coalesce(gateways.forecast_date, gateways.baseline_date) as planned_date
    from gateways_versions($as_at, $ledger_version) as gateways
    inner join reports
        on gateways.valid_from <= reports.reporting_date and gateways.valid_to > reports.reporting_date
),
expected as (
    select *, case when is_done then actual_date else planned_date end as expected_date
    from standing
)
select
    gateway_id,
    last_value(name) over every_report as name,
    kind,
    reporting_date,
    first_value(baseline_date) over every_report as first_baseline,
    baseline_date,
    planned_date as forecast_date,
    case when is_done then actual_date end as actual_date,
    expected_date,
    is_done,
    date_diff('day', first_value(baseline_date) over every_report, expected_date) as slip_days,
    date_diff('day', lag(expected_date) over by_report, expected_date) as moved_days,
    declared_rating,
    upload
from expected
window
    by_report as (partition by gateway_id order by reporting_date),
    every_report as (
        partition by gateway_id order by reporting_date rows between unbounded preceding and unbounded following
    )
order by first_baseline, gateway_id, reporting_date
