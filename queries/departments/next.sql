-- What a department must do next, the most pressing first.
-- One row per application and thing to do.
-- kind: blocked, late (past its date, and not blocked; both of applications in scope), contract or support (it ends too early, or
-- did: see endings_dated), undated (in scope, and nobody says when it moves), undecided (its disposition), move (it is to move in the
-- coming 90 days), successor (it is to be replaced or retired, and no successor is named).
-- day: the date that it is about; null where it has none. detail: the blocker, or null.
-- upload: of the migration, where it is about the move, else of the application.
-- $department text: only this department
-- uses: applications_scoped, migrations_judged, endings_dated
with held as (
    select
        applications.application_id,
        applications.name,
        applications.department,
        applications.disposition,
        applications.in_scope,
        applications.successor_application_id,
        applications.upload,
        coalesce(migrations.upload, applications.upload) as moves_upload,
        migrations.expected_date,
        migrations.blocker,
        coalesce(migrations.is_migrated, false) as is_migrated,
        coalesce(migrations.is_blocked, false) and applications.in_scope as is_blocked,
        coalesce(migrations.is_late, false) and applications.in_scope as is_late
    from applications_scoped as applications
    left join migrations_judged as migrations on applications.application_id = migrations.application_id
    where applications.valid_to > $as_at and ($department is null or applications.department = $department)
),
things as (
    select 1 as place, 'blocked' as kind, application_id, name, department, expected_date as day, blocker as detail,
        moves_upload as upload
    from held
    where is_blocked
    union all
    select 2, 'late', application_id, name, department, expected_date, null, moves_upload
    from held
    where is_late and not is_blocked
    union all
    select 3, what, application_id, name, department, end_date, null, upload
    from endings_dated
    where is_gap and ($department is null or department = $department)
    union all
    select 4, 'undated', application_id, name, department, null, null, moves_upload
    from held
    where in_scope and not is_migrated and expected_date is null
    union all
    select 5, 'undecided', application_id, name, department, null, null, upload
    from held
    where disposition = 'undecided'
    union all
    select 6, 'move', application_id, name, department, expected_date, null, moves_upload
    from held
    where
        in_scope
        and not is_migrated
        and not is_blocked
        and expected_date between $as_at and $as_at + interval 90 day
    union all
    select 7, 'successor', application_id, name, department, null, null, upload
    from held
    where disposition in ('replace', 'retire') and successor_application_id is null and not is_migrated
)
select *
from things
order by place, day nulls last, lower(name), application_id
