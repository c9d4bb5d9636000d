-- The core components into which applications are to be consolidated.
-- One row per core component named as at the date, with how many applications name it.
select core_component, count(*) as applications
from applications_at($as_at, $ledger_version)
where core_component is not null and disposition = 'consolidate'
group by core_component
order by core_component
