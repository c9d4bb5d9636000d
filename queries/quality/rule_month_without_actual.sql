-- Past months without an actual
-- One row per component and month of the capital that had ended by the latest report on spend, without what was spent.
-- The columns are those of quality_findings. Medium: what was spent is more than what is counted. A month without a budget and
-- without a forecast is left out.
with reported as (
    select max(reporting_date) as day
    from uploads_at($ledger_version)
    where not withdrawn and dataset = 'spend' and reporting_date <= $as_at
)
select
    'month_without_actual' as rule,
    'medium' as severity,
    'spend' as dataset,
    spend.row_key as item_id,
    spend.component as title,
    'Nothing is said to be spent in ' || strftime(spend.month, '%B %Y') || '.' as finding,
    spend.since,
    spend.upload
from spend_at($as_at, $ledger_version) as spend, reported
where
    spend.actual_gbp is null
    and (spend.month + interval 1 month)::date <= reported.day
    and (spend.budget_gbp <> 0 or coalesce(spend.forecast_gbp, 0) <> 0)
order by spend.component, spend.month
