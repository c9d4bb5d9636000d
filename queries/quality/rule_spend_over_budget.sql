-- Spend above its budget
-- One row per component of the capital of which more is spent, or expected, in all months than is budgeted.
-- The columns are those of quality_findings. High: spent already; medium: spent and forecast. The row that it is about is the
-- month in which what is spent, added up month by month, passes the budget of all months.
-- uses: spend_counted
with months as (
    select
        component,
        month,
        row_key,
        valid_from,
        upload,
        sum(budget_gbp) over whole as budget_gbp,
        coalesce(sum(actual_gbp) over whole, 0) as spent_gbp,
        coalesce(sum(expected_gbp) over whole, 0) as expected_gbp,
        sum(actual_gbp) over so_far as spent_so_far_gbp,
        sum(expected_gbp) over so_far as expected_so_far_gbp
    from spend_counted
    where valid_to > $as_at
    window
        whole as (partition by component),
        so_far as (partition by component order by month rows between unbounded preceding and current row)
),
components as (
    select
        component,
        any_value(budget_gbp) as budget_gbp,
        any_value(spent_gbp) as spent_gbp,
        any_value(expected_gbp) as expected_gbp,
        arg_min(row_key, month) filter (
            where if(spent_gbp > budget_gbp, spent_so_far_gbp, expected_so_far_gbp) > budget_gbp
        ) as row_key,
        min(month) filter (
            where if(spent_gbp > budget_gbp, spent_so_far_gbp, expected_so_far_gbp) > budget_gbp
        ) as month,
        max(valid_from) as since,
        max(upload) as upload
    from months
    group by component
)
select
    'spend_over_budget' as rule,
    if(spent_gbp > budget_gbp, 'high', 'medium') as severity,
    'spend' as dataset,
    row_key as item_id,
    component as title,
    if(spent_gbp > budget_gbp, 'Spent £', 'Spent and forecast £')
    || format('{:,}', round(greatest(spent_gbp, expected_gbp))::bigint)
    || ', which is £'
    || format('{:,}', round(greatest(spent_gbp, expected_gbp) - budget_gbp)::bigint)
    || ' more than its budget of £'
    || format('{:,}', round(budget_gbp)::bigint)
    || ', passed in '
    || strftime(month, '%B %Y')
    || '.' as finding,
    since,
    upload
from components
where greatest(spent_gbp, expected_gbp) > budget_gbp
order by component
