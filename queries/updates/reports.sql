-- Which datasets were reported for which dates.
-- One row per dataset and reporting date up to the as-at date with an upload that is not withdrawn, by dataset and date.
select distinct dataset, reporting_date
from uploads_at($ledger_version)
where not withdrawn and reporting_date <= $as_at
order by dataset, reporting_date
