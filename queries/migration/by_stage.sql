-- How far each department's applications have come.
-- One row per department and stage that occurs among the migrations of applications in scope as at the date (see
-- applications_scoped); migration_list has the others.
-- stage: as reported; a stage of migrated counts in the headline only when its actual date has come.
-- unplanned: applications in scope of the department of which no migration is reported; the same in each of its rows.
-- uses: migrations_listed, applications_scoped
with unplanned_applications as (
    select department, count(*) as unplanned
    from applications_scoped
    where
        valid_to > $as_at
        and in_scope
        and application_id not in (select migrations_listed.application_id from migrations_listed)
    group by department
)
select
    migrations.department,
    migrations.stage,
    migrations.stage_order,
    count(*) as applications,
    count(*) filter (where migrations.is_migrated) as migrated,
    coalesce(any_value(unplanned_applications.unplanned), 0) as unplanned
from migrations_listed as migrations
left join unplanned_applications on migrations.department = unplanned_applications.department
where migrations.in_scope
group by migrations.department, migrations.stage, migrations.stage_order
order by migrations.department, migrations.stage_order
