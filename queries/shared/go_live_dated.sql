-- The go-live that the programme works towards: of several the one expected latest among those not reached yet, and once all
-- are, the last one. The rule stands here and in overview_figures, which looks from two dates.
-- One row, or none without a go-live as at the date.
-- uses: gateways_rated
select
    gateway_id,
    name,
    baseline_date,
    planned_date as forecast_date,
    expected_date,
    case when is_done then actual_date end as actual_date
from gateways_rated
where compared = 'now' and kind = 'go_live'
order by is_done, expected_date desc, gateway_id
limit 1
