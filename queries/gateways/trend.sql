-- The forecast of every gateway at each report: the milestone trend.
-- One row per gateway and reporting date of gateways up to the as-at date at which the gateway was there.
-- The columns are those that dates_followed explains.
-- uses: dates_followed
select item_id as gateway_id, * exclude (lane, item_id, sequence)
from dates_followed
where lane = 'gateways'
order by first_baseline, gateway_id, reporting_date
