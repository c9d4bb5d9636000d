-- Everything about one application: its row in the inventory, its migration and its wave.
-- One row, or none when the inventory has no such application as at the date.
-- The inventory's own columns, then time_quadrant and in_scope (see applications_scoped), then those of its migration,
-- null when it has none. migration_since, migration_upload: as since and upload, for the migration's row.
-- interfaces: how many interfaces it sends to or receives from.
-- $application_id text: the application's reference
-- uses: applications_scoped, migrations_listed
select
    applications.* exclude (row_key, valid_from, valid_to, upload),
    migrations.wave_id,
    migrations.wave,
    migrations.stage,
    migrations.baseline_date,
    migrations.forecast_date,
    migrations.actual_date,
    migrations.slip_days,
    migrations.blocker,
    migrations.is_migrated,
    migrations.is_blocked,
    migrations.is_late,
    migrations.since as migration_since,
    migrations.upload as migration_upload,
    (
        select count(*)
        from interfaces_at($as_at, $ledger_version) as interfaces
        where interfaces.source_application_id = $application_id or interfaces.target_application_id = $application_id
    ) as interfaces,
    applications.valid_from as since,
    applications.upload
from applications_scoped as applications
left join migrations_listed as migrations on applications.application_id = migrations.application_id
where applications.valid_to > $as_at and applications.application_id = $application_id
order by applications.application_id
