-- The data flows between applications that match the filters, a page of them.
-- One row per interface as at the date.
-- source, target: what the applications are called; ‘Not in the inventory’ when the inventory has no such row at the date,
-- and so for their departments. matches: how many interfaces match in all.
-- $source_department text: only from this department
-- $target_department text: only to this department
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
with matching as (
    select
        interfaces.interface_id,
        interfaces.source_application_id,
        coalesce(sources.name, 'Not in the inventory') as source,
        coalesce(sources.department, 'Not in the inventory') as source_department,
        interfaces.target_application_id,
        coalesce(targets.name, 'Not in the inventory') as target,
        coalesce(targets.department, 'Not in the inventory') as target_department,
        interfaces.method,
        interfaces.frequency,
        interfaces.description,
        interfaces.since,
        interfaces.upload
    from interfaces_at($as_at, $ledger_version) as interfaces
    left join applications_at($as_at, $ledger_version) as sources
        on interfaces.source_application_id = sources.application_id
    left join applications_at($as_at, $ledger_version) as targets
        on interfaces.target_application_id = targets.application_id
    where
        ($source_department is null or coalesce(sources.department, 'Not in the inventory') = $source_department)
        and ($target_department is null or coalesce(targets.department, 'Not in the inventory') = $target_department)
)
select *, (select count(*) from matching) as matches
from matching
order by source_department, target_department, source, target, interface_id
limit $limit::bigint offset coalesce($offset::bigint, 0)
