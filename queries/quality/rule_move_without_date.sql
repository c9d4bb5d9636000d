-- Moves without a date
-- One row per application in scope that has not moved and has neither a forecast nor a baseline.
-- The columns are those of quality_findings. Medium: it is in no plan.
-- In no order: quality_findings puts all findings in order, and these may be many.
-- uses: migrations_judged, applications_scoped
select
    'move_without_date' as rule,
    'medium' as severity,
    'migrations' as dataset,
    migrations.application_id as item_id,
    applications.name as title,
    'Still to move, without a forecast or a baseline.' as finding,
    migrations.valid_from as since,
    migrations.upload
from migrations_judged as migrations
inner join applications_scoped as applications
    on migrations.application_id = applications.application_id and applications.valid_to > $as_at
where applications.in_scope and not migrations.is_migrated and migrations.expected_date is null
