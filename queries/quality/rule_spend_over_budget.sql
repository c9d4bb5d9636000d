-- Spend above its budget
-- One row per component of the capital of which more is spent, or expected, in all months than is budgeted.
-- The columns are those of quality_findings. High: spent already; medium: spent and forecast.
-- uses: spend_counted
with components as (
    select
        component,
        sum(budget_gbp) as budget_gbp,
        coalesce(sum(actual_gbp), 0) as spent_gbp,
        coalesce(sum(expected_gbp), 0) as expected_gbp,
        max(valid_from) as since,
        max(upload) as upload
    from spend_counted
    where valid_to > $as_at
    group by component
)
select
    'spend_over_budget' as rule,
    if(spent_gbp > budget_gbp, 'high', 'medium') as severity,
    'spend' as dataset,
    component as item_id,
    component as title,
    if(spent_gbp > budget_gbp, 'Spent £', 'Spent and forecast £')
    || format('{:,}', round(greatest(spent_gbp, expected_gbp))::bigint)
    || ', which is £'
    || format('{:,}', round(greatest(spent_gbp, expected_gbp) - budget_gbp)::bigint)
    || ' more than its budget of £'
    || format('{:,}', round(budget_gbp)::bigint)
    || '.' as finding,
    since,
    upload
from components
where greatest(spent_gbp, expected_gbp) > budget_gbp
order by component
