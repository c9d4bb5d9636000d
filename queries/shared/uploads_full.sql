-- The upload that a removal of a row is put down to: the latest full one of that dataset and date.
-- One row per dataset and reporting date up to the as-at date with a full upload that is not withdrawn.
-- In no order: it is made to be used by other queries.
select dataset, reporting_date, max(number) as number
from uploads_at($ledger_version)
where not withdrawn and mode = 'full' and reporting_date <= $as_at
group by dataset, reporting_date
