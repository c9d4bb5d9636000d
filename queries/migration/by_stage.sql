-- How far each department's applications have come.
-- One row per department and stage that occurs among the applications in scope as at the date (see applications_scoped);
-- migration_list has the migrations of others. No rows while no migration is known.
-- stage: as reported; a stage of migrated counts in the headline only when its actual date has come. unplanned where no
-- migration of an application is reported, so that the rows add up to all in scope.
-- stage_order: see migrations_listed; 0 of those without a migration.
-- unplanned: applications in scope of the department of which no migration is reported; the same in each of its rows.
-- uses: migrations_listed, applications_scoped
with unplanned_applications as (
    select department, count(*) as unplanned
    from applications_scoped
    where
        valid_to > $as_at
        and in_scope
        and exists (from migrations_listed)
        and application_id not in (select migrations_listed.application_id from migrations_listed)
    group by department
),
every_stage as (
    select department, stage, stage_order, count(*) as applications, count(*) filter (where is_migrated) as migrated
    from migrations_listed
    where in_scope
    group by department, stage, stage_order
    union all
    select department, 'unplanned', 0, unplanned, 0 from unplanned_applications
)
select every_stage.*, coalesce(unplanned_applications.unplanned, 0) as unplanned
from every_stage
left join unplanned_applications on every_stage.department = unplanned_applications.department
order by every_stage.department, every_stage.stage_order
