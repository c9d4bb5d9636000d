-- The capital by component: budget, what is committed, spent and expected, and by how much and why it differs from the budget.
-- One row per component as at the date, the one that differs most first; those of which nothing is known to differ last, by name.
-- strand: of its rows, the first in the order of the alphabet where they name several. budget_gbp: of all months; due_gbp: of the
-- months up to the latest with an actual, over all components; spent_to: as in spend_by_strand. committed_gbp, actual_gbp: the sums of what is known; null when nothing is.
-- forecast_gbp: what is now expected in all: spent, and what is forecast for months without an actual; null when no forecast is given.
-- variance_gbp: expected in all less the budget; where no forecast is given, spent less due; null where nothing is spent either.
-- against: which of the two, budget or due.
-- variance_reason: what the rows say of it, the latest month's first; null where none does.
-- $strand text: only this part of the capital business case
-- $component text: only this component
-- uses: spend_counted
with counted as (
    select *
    from spend_counted
    where
        valid_to > $as_at
        and ($strand is null or strand = $strand)
        and ($component is null or component = $component)
),
reported as (
    select max(month) as month
    from spend_counted
    where valid_to > $as_at and actual_gbp is not null
),
reasons as (
    select component, string_agg(reason, ' ' order by said_in desc, reason) as variance_reason
    from (
        select component, trim(variance_reason) as reason, max(month) as said_in
        from counted
        where trim(variance_reason) <> ''
        group by component, trim(variance_reason)
    )
    group by component
),
components as (
    select
        component,
        min(strand) as strand,
        sum(budget_gbp) as budget_gbp,
        coalesce(sum(budget_gbp) filter (where counted.month <= coalesce(reported.month, $as_at)), 0) as due_gbp,
        sum(committed_gbp) as committed_gbp,
        sum(actual_gbp) as actual_gbp,
        if(count(forecast_gbp) > 0, coalesce(sum(expected_gbp), 0), null) as forecast_gbp,
        max(valid_from) as since,
        any_value(if(last_day(reported.month) < $as_at, last_day(reported.month), null)) as spent_to,
        max(upload) as upload
    from counted, reported
    group by component
),
judged as (
    select
        *,
        if(forecast_gbp is null, actual_gbp - due_gbp, forecast_gbp - budget_gbp) as variance_gbp,
        if(forecast_gbp is null, 'due', 'budget') as against
    from components
)
select
    judged.component,
    judged.strand,
    judged.budget_gbp,
    judged.due_gbp,
    judged.committed_gbp,
    judged.actual_gbp,
    judged.forecast_gbp,
    judged.variance_gbp,
    judged.against,
    judged.spent_to,
    reasons.variance_reason,
    judged.since,
    judged.upload
from judged
left join reasons on judged.component = reasons.component
order by abs(coalesce(judged.variance_gbp, 0)) desc, judged.component
