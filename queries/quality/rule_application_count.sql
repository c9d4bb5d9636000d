-- A count of applications other than the one stated
-- One row where the inventory holds applications, but not as many as were stated; else none.
-- The columns are those of quality_findings. Medium: one of the two numbers is out of date.
-- $stated integer: how many applications were stated (without it: what minutes_stated says); 0 asks for no comparison
-- uses: minutes_stated
with counted as (
    select count(*) as applications, max(upload) as upload from applications_at($as_at, $ledger_version)
),
compared as (
    select coalesce($stated::bigint, (select minutes_stated.applications from minutes_stated), 0) as stated
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
    || format('{:,}', compared.stated)
    || ' were stated.' as finding,
    null::date as since,
    upload
from counted
cross join compared
where applications > 0 and compared.stated > 0 and applications <> compared.stated
order by rule
