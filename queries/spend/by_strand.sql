-- The capital by part of the business case: budget, what was due by now, and what was spent.
-- One row per strand with spend as at the date, in the order of the business case.
-- budget_gbp: of all months. due_gbp: the budget of the months up to the latest with an actual, over all strands: of later ones
-- nobody knows yet what is spent. Where no month has an actual, of those that have begun by the as-at date.
-- spent_to: the last day of that latest month, where it is before the as-at date; null where actuals go as far as that.
-- committed_gbp, actual_gbp: the sums of what is known; null when nothing is. remaining_gbp: budget minus actual.
-- forecast_gbp: what is now expected in all: spent, and what is forecast for months without an actual; null when no
-- forecast is given. spent_pct: actual as a percentage of the budget (see percent in data/ledger/schema.py);
-- null when nothing is known to be spent, or nothing is budgeted.
-- variance_gbp, against: as in spend_by_component.
-- total_*: the same sums over all strands; that of forecast_gbp counts what was spent in strands without a forecast.
-- latest_actual_month: the latest month with an actual, over all strands.
-- uses: spend_counted
with months as (
    select
        strand,
        list_position(
            ['core_infrastructure', 'consolidation', 'self_service', 'transformation'], strand
        ) as strand_order,
        month,
        budget_gbp,
        committed_gbp,
        actual_gbp,
        forecast_gbp,
        expected_gbp,
        upload,
        valid_from as since
    from spend_counted
    where valid_to > $as_at
),
reported as (
    select max(month) as month
    from months
    where actual_gbp is not null
),
strands as (
    select
        strand,
        any_value(strand_order) as strand_order,
        sum(budget_gbp) as budget_gbp,
        coalesce(sum(budget_gbp) filter (where months.month <= coalesce(reported.month, $as_at)), 0) as due_gbp,
        sum(committed_gbp) as committed_gbp,
        sum(actual_gbp) as actual_gbp,
        coalesce(sum(expected_gbp), 0) as spent_and_forecast_gbp,
        count(forecast_gbp) as forecasts,
        any_value(reported.month) as latest_actual_month,
        max(since) as since,
        max(upload) as upload
    from months, reported
    group by strand
)
select
    strand,
    budget_gbp,
    due_gbp,
    committed_gbp,
    actual_gbp,
    budget_gbp - coalesce(actual_gbp, 0) as remaining_gbp,
    if(forecasts > 0, spent_and_forecast_gbp, null) as forecast_gbp,
    if(forecasts > 0, spent_and_forecast_gbp - budget_gbp, actual_gbp - due_gbp) as variance_gbp,
    if(forecasts > 0, 'budget', 'due') as against,
    if(budget_gbp > 0, percent(actual_gbp, budget_gbp), null) as spent_pct,
    sum(budget_gbp) over () as total_budget_gbp,
    sum(due_gbp) over () as total_due_gbp,
    sum(committed_gbp) over () as total_committed_gbp,
    sum(actual_gbp) over () as total_actual_gbp,
    if(sum(forecasts) over () > 0, sum(spent_and_forecast_gbp) over (), null) as total_forecast_gbp,
    latest_actual_month,
    if(last_day(latest_actual_month) < $as_at, last_day(latest_actual_month), null) as spent_to,
    since,
    upload
from strands
order by strand_order, strand
