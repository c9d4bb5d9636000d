-- Past months without an actual
-- One row per component of the capital with months that had ended by the latest report on spend, without what was spent.
-- The columns are those of quality_findings. Medium: what was spent is more than what is counted. A month without a budget and
-- without a forecast is left out.
with reported as (
    select max(reporting_date) as day
    from uploads_at($ledger_version)
    where not withdrawn and dataset = 'spend' and reporting_date <= $as_at
),
missing as (
    select spend.*
    from spend_at($as_at, $ledger_version) as spend, reported
    where
        spend.actual_gbp is null
        and (spend.month + interval 1 month)::date <= reported.day
        and (spend.budget_gbp <> 0 or coalesce(spend.forecast_gbp, 0) <> 0)
)
select
    'month_without_actual' as rule,
    'medium' as severity,
    'spend' as dataset,
    component as item_id,
    component as title,
    'Nothing is said to be spent in '
    || if(
        count(*) > 3,
        format('{:,}', count(*)) || ' past months, the first ' || strftime(min(month), '%B %Y'),
        string_agg(strftime(month, '%B %Y'), ', ' order by month)
    )
    || '.' as finding,
    max(since) as since,
    max(upload) as upload
from missing
group by component
order by component
