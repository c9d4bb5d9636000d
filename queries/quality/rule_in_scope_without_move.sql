-- Applications in scope without a migration
-- One row per application in scope that no row of the migrations names, where there are migrations.
-- The columns are those of quality_findings. Medium: it is in no plan.
-- In no order: quality_findings puts all findings in order, and these may be many.
-- uses: quality_moves_matched
select
    'in_scope_without_move' as rule,
    'medium' as severity,
    'applications' as dataset,
    held_id as item_id,
    name as title,
    'In scope, but not among the migrations.' as finding,
    held_from as since,
    held_upload as upload
from quality_moves_matched
where
    in_scope
    and move_id is null
    and exists (from quality_moves_matched where move_id is not null)
