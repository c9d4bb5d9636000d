-- Data flows between departments: from whose applications to whose.
-- One row per sending and receiving department with an interface as at the date, the most interfaces first.
-- An application that the inventory does not have at the date stands under ‘Not in the inventory’.
-- applications: how many applications are at either end. within: both departments are the same.
-- total: interfaces in all; total_across: those between two departments.
with ends as (
    select
        interfaces.source_application_id,
        interfaces.target_application_id,
        coalesce(sources.department, 'Not in the inventory') as source_department,
        coalesce(targets.department, 'Not in the inventory') as target_department
    from interfaces_at($as_at, $ledger_version) as interfaces
    left join applications_at($as_at, $ledger_version) as sources
        on interfaces.source_application_id = sources.application_id
    left join applications_at($as_at, $ledger_version) as targets
        on interfaces.target_application_id = targets.application_id
),
counted as (
    select
        source_department,
        target_department,
        count(*) as interfaces,
        len(list_distinct(list_concat(list(source_application_id), list(target_application_id)))) as applications
    from ends
    group by source_department, target_department
)
select
    *,
    source_department = target_department as within,
    sum(interfaces) over ()::bigint as total,
    coalesce(sum(interfaces) filter (where source_department <> target_department) over (), 0)::bigint as total_across
from counted
order by interfaces desc, source_department, target_department
