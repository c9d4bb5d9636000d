-- The forecast finish of every wave at each report: the milestone trend of the waves.
-- One row per wave and reporting date of waves or migrations up to the as-at date at which the wave was there.
-- The columns are those that dates_followed explains.
-- uses: dates_followed
select item_id as wave_id, * exclude (lane, item_id, kind, declared_rating)
from dates_followed
where lane = 'waves'
order by sequence, wave_id, reporting_date
