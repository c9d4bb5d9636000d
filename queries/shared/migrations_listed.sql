-- Every migration as at the date, with what its application and its wave are called, and how it stands.
-- One row per application with a migration as at the date.
-- name, department: the application's; ‘Not in the inventory’ where the inventory has no such row at the date.
-- in_scope: the inventory has the application at the date, in scope (see applications_scoped).
-- wave: the wave's name; null when the migration is in no wave.
-- is_migrated, is_late, days_late, is_blocked: see migrations_judged.
-- slip_days: the date migrated, also when it is still to come, else the forecast; minus the baseline; null when either is missing.
-- stage_order: the place of the stage on the way from not started (1) to decommissioned (7).
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
-- uses: migrations_judged, applications_scoped
select
    migrations.application_id,
    coalesce(applications.name, 'Not in the inventory') as name,
    coalesce(applications.department, 'Not in the inventory') as department,
    applications.disposition,
    applications.application_id is not null as in_inventory,
    coalesce(applications.in_scope, false) as in_scope,
    migrations.wave_id,
    coalesce(waves.name, migrations.wave_id || ' (not among the waves)') as wave,
    migrations.stage,
    list_position(
        ['not_started', 'discovery', 'build', 'test', 'ready', 'migrated', 'decommissioned'], migrations.stage
    ) as stage_order,
    migrations.baseline_date,
    migrations.forecast_date,
    migrations.actual_date,
    migrations.expected_date,
    migrations.migrated_on,
    migrations.blocker,
    migrations.is_migrated,
    migrations.is_blocked,
    migrations.is_late,
    migrations.days_late,
    date_diff(
        'day', migrations.baseline_date, coalesce(migrations.migrated_on, migrations.forecast_date)
    ) as slip_days,
    migrations.valid_from as since,
    migrations.upload
from migrations_judged as migrations
left join applications_scoped as applications
    on migrations.application_id = applications.application_id and applications.valid_to > $as_at
left join waves_at($as_at, $ledger_version) as waves on migrations.wave_id = waves.wave_id
