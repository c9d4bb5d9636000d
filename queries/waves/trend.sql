-- The forecast finish of every wave as it stood at each report: the milestone trend of the waves.
-- One row per wave and reporting date of waves or migrations up to the as-at date at which the wave was there.
-- forecast_date: the forecast finish; the baseline finish when no forecast was given.
-- actual_date: once all of the wave's applications had migrated by that report, the date of the last one.
-- expected_date, slip_days, moved_days, first_baseline: as in gateways_trend, of the finish.
-- upload: the upload that brought the wave's row as it stood then.
-- uses: migrations_dated
with reports as (
    select distinct reporting_date
    from uploads_at($ledger_version)
    where not withdrawn and dataset in ('waves', 'migrations') and reporting_date <= $as_at
),
finished as (
    select migrations.wave_id, reports.reporting_date, max(migrations.migrated_on) as finished_on
    from migrations_dated as migrations
    inner join reports
        on migrations.valid_from <= reports.reporting_date and migrations.valid_to > reports.reporting_date
    where migrations.wave_id is not null
    group by all
    having bool_and(coalesce(migrations.migrated_on <= reports.reporting_date, false))
),
standing as (
    select
        waves.*,
        reports.reporting_date,
        finished.finished_on,
        coalesce(waves.forecast_finish, waves.baseline_finish) as planned_date,
        coalesce(finished.finished_on, waves.forecast_finish, waves.baseline_finish) as expected_date
    from waves_versions($as_at, $ledger_version) as waves
    inner join reports
        on waves.valid_from <= reports.reporting_date and waves.valid_to > reports.reporting_date
    left join finished
        on waves.wave_id = finished.wave_id and reports.reporting_date = finished.reporting_date
)
select
    wave_id,
    last_value(name) over every_report as name,
    last_value(sequence) over every_report as sequence,
    reporting_date,
    first_value(baseline_finish) over every_report as first_baseline,
    baseline_finish as baseline_date,
    planned_date as forecast_date,
    finished_on as actual_date,
    expected_date,
    finished_on is not null as is_done,
    date_diff('day', first_value(baseline_finish) over every_report, expected_date) as slip_days,
    date_diff('day', lag(expected_date) over by_report, expected_date) as moved_days,
    upload
from standing
window
    by_report as (partition by wave_id order by reporting_date),
    every_report as (
        partition by wave_id order by reporting_date rows between unbounded preceding and unbounded following
    )
order by 3, wave_id, reporting_date
