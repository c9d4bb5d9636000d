-- The go-live that the programme works towards: of several the one expected latest among those not reached yet, and once all
-- are, the last one. The rule stands here and in overview_figures, which looks from two dates.
-- One row, or none without a go-live as at the date.
select
    gateway_id,
    name,
    baseline_date,
    planned_date(actual_date, forecast_date, baseline_date, $as_at) as forecast_date,
    expected_date(actual_date, gateways.forecast_date, baseline_date) as expected_date,
    case when is_done(actual_date, $as_at) then actual_date end as actual_date
from gateways_at($as_at, $ledger_version) as gateways
where kind = 'go_live'
order by is_done(gateways.actual_date, $as_at), expected_date desc, gateway_id
limit 1
