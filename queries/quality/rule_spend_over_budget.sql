-- Spend above its budget
-- One row per component of the capital of which more is spent, or expected, in all months than is budgeted.
-- The columns are those of quality_findings. High: spent already, and the amounts are those spent; medium: spent and forecast. The
-- row that it is about is the month in which that, added up month by month, passes the budget of all months and stays above it; the
-- last month where it never was within: a sum that begins at nought is above a budget of credits from the start, and passes nothing.
-- uses: spend_counted
with months as (
    select component, month, row_key, budget_gbp, actual_gbp, expected_gbp, valid_from, upload
    from spend_counted
    where valid_to > $as_at
),
over_budget as (
    select
        component,
        sum(budget_gbp) as budget_gbp,
        coalesce(sum(actual_gbp), 0) > sum(budget_gbp) as is_spent,
        coalesce(if(is_spent, sum(actual_gbp), sum(expected_gbp)), 0) as comes_to_gbp,
        arg_max(row_key, month) as last_key,
        max(valid_from) as since,
        max(upload) as upload
    from months
    group by component
    having comes_to_gbp > budget_gbp
),
added_up as (
    select
        months.component,
        months.month,
        months.row_key,
        over_budget.budget_gbp,
        coalesce(sum(if(is_spent, months.actual_gbp, months.expected_gbp)) over so_far, 0) as so_far_gbp
    from months
    inner join over_budget on months.component = over_budget.component
    window so_far as (partition by months.component order by months.month rows between unbounded preceding and current row)
),
within as (
    select component, max(month) filter (where so_far_gbp <= budget_gbp) as last_within from added_up group by component
),
passing as (
    select added_up.component, min(added_up.month) as passed_in, arg_min(added_up.row_key, added_up.month) as passing_key
    from added_up
    inner join within on added_up.component = within.component
    where if(within.last_within is null, added_up.budget_gbp >= 0, added_up.month > within.last_within)
    group by added_up.component
)
select
    'spend_over_budget' as rule,
    if(is_spent, 'high', 'medium') as severity,
    'spend' as dataset,
    coalesce(passing_key, last_key) as item_id,
    over_budget.component as title,
    if(is_spent, 'Spent ', 'Spent and forecast ')
    || whole_pounds(comes_to_gbp)
    || ', which is '
    || whole_pounds(comes_to_gbp - budget_gbp)
    || ' more than its budget of '
    || whole_pounds(budget_gbp)
    || coalesce(if(passed_in > $as_at, ', to be passed in ', ', passed in ') || strftime(passed_in, '%B %Y'), '')
    || '.' as finding,
    since,
    upload
from over_budget
left join passing on over_budget.component = passing.component
order by over_budget.component
