-- Spend above its budget
-- One row per component of the capital of which more is spent, or expected, in all months than is budgeted.
-- The columns are those of quality_findings. High: spent already, and the amounts are those spent; medium: spent and forecast. The
-- row that it is about is the month in which that, added up month by month, passes the budget of all months and stays above it; the
-- last month where it never was within: a sum that begins at nought is above a budget of credits from the start, and passes nothing.
-- uses: spend_counted
with months as (
    select
        component,
        month,
        row_key,
        valid_from,
        upload,
        sum(budget_gbp) over whole as budget_gbp,
        coalesce(sum(actual_gbp) over whole, 0) > sum(budget_gbp) over whole as is_spent,
        coalesce(if(is_spent, sum(actual_gbp) over whole, sum(expected_gbp) over whole), 0) as comes_to_gbp,
        coalesce(if(is_spent, sum(actual_gbp) over so_far, sum(expected_gbp) over so_far), 0) as so_far_gbp
    from spend_counted
    where valid_to > $as_at
    window
        whole as (partition by component),
        so_far as (partition by component order by month rows between unbounded preceding and current row)
),
within as (
    select component, max(month) filter (where so_far_gbp <= budget_gbp) as last_within from months group by component
),
components as (
    select
        months.component,
        any_value(months.budget_gbp) as budget_gbp,
        any_value(months.comes_to_gbp) as comes_to_gbp,
        any_value(months.is_spent) as is_spent,
        min(months.month) filter (
            where if(within.last_within is null, months.budget_gbp >= 0, months.month > within.last_within)
        ) as passed_in,
        arg_max(months.row_key, months.month) as last_key,
        arg_min(months.row_key, months.month) filter (
            where if(within.last_within is null, months.budget_gbp >= 0, months.month > within.last_within)
        ) as passing_key,
        max(months.valid_from) as since,
        max(months.upload) as upload
    from months
    inner join within on months.component = within.component
    group by months.component
)
select
    'spend_over_budget' as rule,
    if(is_spent, 'high', 'medium') as severity,
    'spend' as dataset,
    coalesce(passing_key, last_key) as item_id,
    component as title,
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
from components
where comes_to_gbp > budget_gbp
order by component
