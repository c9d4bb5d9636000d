-- The waves: their dates, and how many of their applications have migrated.
-- One row per wave as at the date, in the waves' own order.
-- applications: migrations of applications in scope (see applications_scoped) that name the wave; migrated: those migrated
-- by the as-at date; blocked, late: see migrations_listed. All else counts these too; migration_list has the others.
-- in_no_wave: applications in scope that are in none of the waves, with a migration or without; the same in each row.
-- first_moved_on: the date of the first that migrated. is_done: it has applications and all have migrated; finished_on: the date of
-- the last one, then.
-- last_move_on: the latest date expected of those still to move that is not past; null where there is none. It may lie after the
-- wave's own finish.
-- moves_since, moves_upload: of the migration that gives finished_on or last_move_on, else of the one that was reported last; null
-- where it has no application. since, upload: of the wave's own row.
-- slip_days: finished_on when done, else the forecast finish, else the baseline; minus the baseline finish.
-- status: done, in_progress (something is past not_started or the start has come), or not_started.
-- uses: migrations_listed, applications_scoped
with wave_counts as (
    select
        wave_id,
        count(*) as applications,
        count(*) filter (where is_migrated) as migrated,
        count(*) filter (where is_blocked) as blocked,
        count(*) filter (where is_late) as late,
        count(*) filter (where stage_order > 1) as started,
        min(migrated_on) filter (where is_migrated) as first_moved_on,
        max(migrated_on) filter (where is_migrated) as last_migrated_on,
        max(expected_date) filter (where not is_migrated and expected_date >= $as_at) as last_move_on,
        max({'day': migrated_on, 'upload': upload, 'since': since}) filter (where is_migrated) as last_moved,
        max({'day': expected_date, 'upload': upload, 'since': since}) filter (
            where not is_migrated and expected_date >= $as_at
        ) as last_to_move,
        max({'day': null::date, 'upload': upload, 'since': since}) as last_reported
    from migrations_listed
    where wave_id is not null and in_scope
    group by wave_id
),
counted_waves as (
    select
        waves.*,
        coalesce(wave_counts.applications, 0) as applications,
        coalesce(wave_counts.migrated, 0) as migrated,
        coalesce(wave_counts.blocked, 0) as blocked,
        coalesce(wave_counts.late, 0) as late,
        coalesce(wave_counts.started, 0) as started,
        wave_counts.first_moved_on,
        coalesce(wave_counts.applications = wave_counts.migrated, false) as is_done,
        case when wave_counts.applications = wave_counts.migrated then wave_counts.last_migrated_on end as finished_on,
        wave_counts.last_move_on,
        coalesce(
            case when wave_counts.applications = wave_counts.migrated then wave_counts.last_moved end,
            wave_counts.last_to_move,
            wave_counts.last_reported
        ) as told_by
    from waves_at($as_at, $ledger_version) as waves
    left join wave_counts on waves.wave_id = wave_counts.wave_id
)
select
    wave_id,
    name,
    sequence,
    departments,
    baseline_start,
    baseline_finish,
    forecast_start,
    forecast_finish,
    applications,
    migrated,
    blocked,
    late,
    (select count(*) from applications_scoped where valid_to > $as_at and in_scope)
    - sum(applications) over ()::bigint as in_no_wave,
    first_moved_on,
    is_done,
    finished_on,
    last_move_on,
    told_by.since as moves_since,
    told_by.upload as moves_upload,
    date_diff('day', baseline_finish, expected_date(finished_on, forecast_finish, baseline_finish)) as slip_days,
    case
        when is_done then 'done'
        when started > 0 or forecast_or_baseline(forecast_start, baseline_start) <= $as_at then 'in_progress'
        else 'not_started'
    end as status,
    since,
    upload
from counted_waves
order by sequence, wave_id
