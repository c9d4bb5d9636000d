-- Moves without a date
-- One row per application in scope that has not moved and has neither a forecast nor a baseline.
-- The columns are those of quality_findings. Medium: it is in no plan.
-- In no order: quality_findings puts all findings in order, and these may be many.
-- uses: quality_moves_matched
select
    'move_without_date' as rule,
    'medium' as severity,
    'migrations' as dataset,
    move_id as item_id,
    name as title,
    'Still to move, without a forecast or a baseline.' as finding,
    moved_from as since,
    moved_upload as upload
from quality_moves_matched
where in_scope and not is_migrated and expected_date is null
