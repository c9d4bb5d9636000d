-- How far every wave has slipped, and how often its date was forecast again: the slip table beside the milestone trend.
-- One row per wave that was there at the latest of the reports that waves_trend looks at.
-- The columns are those that dates_slipped explains.
-- uses: dates_slipped
select item_id as wave_id, * exclude (lane, item_id, kind)
from dates_slipped
where lane = 'waves'
order by sequence, wave_id
