-- Weights that do not sum to 100
-- One row per option of the vehicle of which the criteria's weights sum to anything but 100.
-- The columns are those of quality_findings. High: its weighted score can't be compared.
select
    'weights_not_100' as rule,
    'high' as severity,
    'vehicle_options' as dataset,
    option as item_id,
    option as title,
    'The weights of its '
    || format('{:,}', count(*))
    || if(count(*) = 1, ' criterion', ' criteria')
    || ' sum to '
    || rtrim(rtrim(sum(weight)::decimal(18, 4)::varchar, '0'), '.')
    || ', not to 100.' as finding,
    max(since) as since,
    max(upload) as upload
from vehicle_options_at($as_at, $ledger_version)
group by option
having sum(weight) <> 100
order by option
