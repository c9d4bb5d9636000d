-- Gateways after go-live
-- One row per gateway or milestone that was passed, or is expected, after the go-live that it leads to.
-- The columns are those of quality_findings. High: a gateway; medium: a milestone. With several go-lives the last one counts.
with items as (
    select *, expected_date(actual_date, forecast_date, baseline_date) as expected_date
    from gateways_at($as_at, $ledger_version)
),
go_live as (
    select max(expected_date) as day from items where kind = 'go_live'
)
select
    'gateway_after_go_live' as rule,
    if(items.kind = 'gateway', 'high', 'medium') as severity,
    'gateways' as dataset,
    items.gateway_id as item_id,
    items.name as title,
    case
        when is_done(items.actual_date, $as_at) then 'Passed on '
        when items.expected_date < $as_at then 'Was due on '
        else 'Expected on '
    end
    || strftime(items.expected_date, '%-d %B %Y')
    || ', after go-live on '
    || strftime(go_live.day, '%-d %B %Y')
    || '.' as finding,
    items.since,
    items.upload
from items, go_live
where items.kind <> 'go_live' and items.expected_date > go_live.day
order by items.gateway_id
