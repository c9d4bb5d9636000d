-- What the panel's minutes state of the inventory in numbers, where it is this programme that they are about.
-- One row while an upload of the illustrative sample counts, which is the programme of the minutes; none otherwise, since nothing
-- that is uploaded says whose minutes there are. It is the rule by which every screen shows its mark and the facts behind it.
-- applications: how many there are. to_core_pct: how many of 100 could nearly be consolidated into the core infrastructure.
select 277::bigint as applications, 30::bigint as to_core_pct
from (select 1)
where exists (
    select * from uploads_at($ledger_version) where illustrative and not withdrawn and reporting_date <= $as_at
)
order by applications
