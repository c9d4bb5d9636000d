-- The reporting dates to choose from, whatever the as-at date is now.
-- One row per reporting date with an upload that is not withdrawn, latest first.
-- uploads: how many describe that date. is_shown: on or before the as-at date.
-- is_latest: the latest of those, which is what the as-at date shows.
select
    reporting_date,
    count(*) as uploads,
    reporting_date <= $as_at as is_shown,
    coalesce(
        reporting_date = max(reporting_date) filter (where reporting_date <= $as_at) over (), false
    ) as is_latest
from uploads_at($ledger_version)
where not withdrawn
group by reporting_date
order by reporting_date desc
