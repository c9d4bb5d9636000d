-- Capital month by month, and added up from the first month on: budgeted, spent, and expected now.
-- One row per month for which capital is reported, in order.
-- budget_gbp, committed_gbp, actual_gbp, forecast_gbp: the sums of what is known for the month; null when nothing is.
-- budget_so_far_gbp: the budget up to and including the month. spent_so_far_gbp: what was spent up to it; null after the
-- latest month with an actual. expected_so_far_gbp: from that month on, spent and then forecast; null where no month to come
-- has a forecast. committed_so_far_gbp: what was committed up to it; null after the latest month with a commitment.
-- $strand text: only this part of the capital business case
-- $component text: only this component
-- uses: spend_counted
with months as (
    select
        month,
        sum(budget_gbp) as budget_gbp,
        sum(committed_gbp) as committed_gbp,
        sum(actual_gbp) as actual_gbp,
        sum(forecast_gbp) as forecast_gbp,
        sum(expected_gbp) as expected_gbp
    from spend_counted
    where
        valid_to > $as_at
        and ($strand is null or strand = $strand)
        and ($component is null or component = $component)
    group by month
),
ends as (
    select
        max(month) filter (where actual_gbp is not null) as latest_actual,
        max(month) filter (where committed_gbp is not null) as latest_committed
    from months
),
to_come as (
    select count(forecast_gbp) as forecasts
    from months, ends
    where latest_actual is null or month > latest_actual
)
select
    month,
    budget_gbp,
    committed_gbp,
    actual_gbp,
    forecast_gbp,
    sum(budget_gbp) over (order by month) as budget_so_far_gbp,
    if(month <= latest_actual, sum(actual_gbp) over (order by month), null) as spent_so_far_gbp,
    if(
        forecasts > 0 and month >= coalesce(latest_actual, month), sum(expected_gbp) over (order by month), null
    ) as expected_so_far_gbp,
    if(month <= latest_committed, sum(committed_gbp) over (order by month), null) as committed_so_far_gbp
from months, ends, to_come
order by month
