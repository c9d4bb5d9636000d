-- How far every gateway has slipped, and how often its date was forecast again: the slip table beside the milestone trend.
-- One row per gateway that was there at the latest of the reports that gateways_trend looks at.
-- The columns are those that dates_slipped explains.
-- uses: dates_slipped
select item_id as gateway_id, * exclude (lane, item_id, sequence)
from dates_slipped
where lane = 'gateways'
order by first_baseline, gateway_id
