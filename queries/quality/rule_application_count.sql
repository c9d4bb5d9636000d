-- A count of applications other than the one stated
-- One row where the inventory holds applications, but not as many as were stated; else none.
-- The columns are those of quality_findings. Medium: one of the two numbers is out of date.
-- $stated integer = 277: how many applications were stated, as in the panel's minutes; 0 asks for no comparison
with counted as (
    select count(*) as applications, max(upload) as upload from applications_at($as_at, $ledger_version)
)
select
    'application_count' as rule,
    'medium' as severity,
    'applications' as dataset,
    null::varchar as item_id,
    'The inventory as a whole' as title,
    'The inventory holds '
    || format('{:,}', applications)
    || if(applications = 1, ' application; ', ' applications; ')
    || format('{:,}', $stated::bigint)
    || ' were stated.' as finding,
    null::date as since,
    upload
from counted
where applications > 0 and $stated::bigint > 0 and applications <> $stated::bigint
order by rule
