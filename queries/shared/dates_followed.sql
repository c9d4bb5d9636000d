-- The dates of every gateway and wave at each report: the milestone trend, and what dates_slipped adds up.
-- One row per gateway or wave and reporting date of its lane up to the as-at date at which it was there.
-- lane: gateways; or waves, whose dates are those of their finish and whose reports are those of waves and of migrations.
-- item_id: its key. name, sequence: as at the last of these reports; kind: of gateways, sequence: of waves, else null.
-- actual_date: only when it had come by that report, in the row of the latest one by the as-at date: a day that was to come when
-- it was reported counts once it has; of a wave, once all of its applications in scope had migrated by then, the date
-- of the last one. forecast_date: an actual date that was to come, else the forecast, else the baseline. expected_date: see DATE_MACROS in
-- data/ledger/schema.py; drawn against the reporting date a flat line is on time.
-- slip_days: expected date minus first_baseline, the baseline of the first report. moved_days: expected date minus that of
-- the report before; null at the first.
-- declared_rating: as declared at that report. upload: the upload that brought the row as it was then.
-- In no order: it is made to be used by other queries.
-- uses: migrations_dated, applications_scoped
with reports as (
    select distinct
        reporting_date,
        case dataset when 'gateways' then 'gateways' else 'waves' end as lane,
        if(reporting_date = max(reporting_date) over by_lane, $as_at, reporting_date) as day
    from uploads_at($ledger_version)
    where not withdrawn and dataset in ('gateways', 'waves', 'migrations') and reporting_date <= $as_at
    window by_lane as (partition by case dataset when 'gateways' then 'gateways' else 'waves' end)
),
finished as (
    select migrations.wave_id, reports.reporting_date, max(migrations.migrated_on) as finished_on
    from migrations_dated as migrations
    inner join reports
        on migrations.valid_from <= reports.reporting_date and migrations.valid_to > reports.reporting_date
    inner join applications_scoped as applications
        on
            applications.in_scope
            and migrations.application_id = applications.application_id
            and applications.valid_from <= reports.day
            and applications.valid_to > reports.day
    where reports.lane = 'waves' and migrations.wave_id is not null
    group by all
    having bool_and(is_done(migrations.migrated_on, reports.day))
),
reported as (
    select
        reports.lane,
        reports.reporting_date,
        reports.day,
        gateways.gateway_id as item_id,
        gateways.name,
        gateways.kind,
        null::bigint as sequence,
        gateways.baseline_date,
        gateways.forecast_date,
        gateways.actual_date,
        gateways.declared_rating,
        gateways.upload
    from gateways_versions($as_at, $ledger_version) as gateways
    inner join reports
        on
            reports.lane = 'gateways'
            and gateways.valid_from <= reports.reporting_date
            and gateways.valid_to > reports.reporting_date
    union all
    select
        reports.lane,
        reports.reporting_date,
        reports.day,
        waves.wave_id,
        waves.name,
        null,
        waves.sequence,
        waves.baseline_finish,
        waves.forecast_finish,
        finished.finished_on,
        null,
        waves.upload
    from waves_versions($as_at, $ledger_version) as waves
    inner join reports
        on
            reports.lane = 'waves'
            and waves.valid_from <= reports.reporting_date
            and waves.valid_to > reports.reporting_date
    left join finished
        on waves.wave_id = finished.wave_id and reports.reporting_date = finished.reporting_date
),
expected as (
    select
        *,
        is_done(actual_date, day) as is_done,
        expected_date(actual_date, forecast_date, baseline_date) as expected_date
    from reported
)
select
    lane,
    item_id,
    last_value(name) over every_report as name,
    kind,
    last_value(sequence) over every_report as sequence,
    reporting_date,
    first_value(baseline_date) over every_report as first_baseline,
    baseline_date,
    planned_date(actual_date, forecast_date, baseline_date, day) as forecast_date,
    case when is_done then actual_date end as actual_date,
    expected_date,
    is_done,
    date_diff('day', first_value(baseline_date) over every_report, expected_date) as slip_days,
    date_diff('day', lag(expected_date) over by_report, expected_date) as moved_days,
    declared_rating,
    upload
from expected
window
    by_report as (partition by lane, item_id order by reporting_date),
    every_report as (
        partition by lane, item_id order by reporting_date rows between unbounded preceding and unbounded following
    )
