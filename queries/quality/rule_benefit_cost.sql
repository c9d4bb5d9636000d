-- Costs of benefits below the budget
-- One row per financial year in which the benefits' costs are less than the capital that is budgeted for it.
-- The columns are those of quality_findings. Medium: the net present value leaves out part of the investment. More is no
-- fault, for the costs of a year include its running costs.
with costs as (
    select year, coalesce(sum(cost_gbp), 0) as cost_gbp, max(upload) as upload, max(since) as since
    from benefit_values_at($as_at, $ledger_version)
    group by year
),
budgets as (
    select year(month - interval 3 month)::bigint as begins, sum(budget_gbp) as budget_gbp
    from spend_at($as_at, $ledger_version)
    group by begins
)
select
    'benefit_cost' as rule,
    'medium' as severity,
    'benefit_values' as dataset,
    null::varchar as item_id,
    'Costs in ' || costs.year as title,
    'The benefits'' costs come to '
    || whole_pounds(costs.cost_gbp)
    || '; the capital budgeted for the year is '
    || whole_pounds(budgets.budget_gbp)
    || '.' as finding,
    costs.since,
    costs.upload
from costs
inner join budgets on left(costs.year, 4)::bigint = budgets.begins
where costs.cost_gbp < budgets.budget_gbp
order by costs.year
