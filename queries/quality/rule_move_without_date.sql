-- Moves without a date
-- One row per application in scope that has not moved and has neither a forecast nor a baseline.
-- The columns are those of quality_findings. Medium: it is in no plan.
-- uses: migrations_listed
select
    'move_without_date' as rule,
    'medium' as severity,
    'migrations' as dataset,
    application_id as item_id,
    name as title,
    'Still to move, without a forecast or a baseline.' as finding,
    since,
    upload
from migrations_listed
where in_scope and not is_migrated and expected_date is null
order by application_id
