-- Applications in scope without a migration
-- One row per application in scope that no row of the migrations names, where there are migrations.
-- The columns are those of quality_findings. Medium: it is in no plan.
-- In no order: quality_findings puts all findings in order, and these may be many.
-- uses: applications_scoped
select
    'in_scope_without_move' as rule,
    'medium' as severity,
    'applications' as dataset,
    application_id as item_id,
    name as title,
    'In scope, but not among the migrations.' as finding,
    valid_from as since,
    upload
from applications_scoped
where
    valid_to > $as_at
    and in_scope
    and exists (from migrations_at($as_at, $ledger_version))
    and application_id not in (
        select migrations.application_id from migrations_at($as_at, $ledger_version) as migrations
    )
