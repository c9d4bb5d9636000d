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
-- Which waves had finished is kept in the store of the reporting dates (data/ledger/derived.py); of a day without a report, or with
-- one on waves alone, it is worked out here.
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
kept as (
    select reports.reporting_date, migration_days.finished
    from reports
    inner join migration_days
        on
            reports.reporting_date = migration_days.day
            and migration_days.known_from <= $ledger_version
            and migration_days.known_to > $ledger_version
    where reports.lane = 'waves' and reports.day = reports.reporting_date
),
to_count as (
    select reporting_date, day
    from reports
    where lane = 'waves' and reporting_date not in (select kept.reporting_date from kept)
),
wave_names as (
    select identity, label
    from name_versions($ledger_version)
    where dataset = 'waves' and valid_from <= $as_at and valid_to > $as_at
),
finished as (
    select coalesce(wave_names.label, waves.wave.wave) as wave_id, waves.reporting_date, waves.wave.finished_on
    from (select reporting_date, unnest(finished) as wave from kept) as waves
    left join wave_names on waves.wave.wave = wave_names.identity
    union all
    select migrations.wave_id, to_count.reporting_date, max(migrations.migrated_on) as finished_on
    from migrations_dated as migrations
    inner join to_count
        on migrations.valid_from <= to_count.reporting_date and migrations.valid_to > to_count.reporting_date
    inner join applications_scoped as applications
        on
            applications.in_scope
            and migrations.application_id = applications.application_id
            and applications.valid_from <= to_count.day
            and applications.valid_to > to_count.day
    where
        migrations.wave_id is not null
        -- mostly no day is to be counted, and then no row need be looked at
        and migrations.valid_to > (select min(to_count.reporting_date) from to_count)
        and applications.valid_to > (select min(to_count.day) from to_count)
    group by all
    having bool_and(is_done(migrations.migrated_on, to_count.day))
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
