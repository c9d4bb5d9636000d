-- Partners to be live before go-live
-- One row per partner that counts, is not live yet, and is to be live before the day on which go-live is expected.
-- The columns are those of quality_findings. Medium: one of the two dates is out of date.
-- uses: partners_counted
with go_live as (
    select
        expected_date(actual_date, forecast_date, baseline_date) as day,
        is_done(actual_date, $as_at) as is_reached
    from gateways_at($as_at, $ledger_version)
    where kind = 'go_live'
    order by day, gateway_id
    limit 1
)
select
    'partner_before_go_live' as rule,
    'medium' as severity,
    'partners' as dataset,
    partners.partner_id as item_id,
    partners.name as title,
    'To be live on '
    || strftime(partners.target_live_date, '%-d %B %Y')
    || case
        when go_live.is_reached then ', but go-live was on '
        when go_live.day < $as_at then ', but go-live was due on '
        else ', but go-live is expected on '
    end
    || strftime(go_live.day, '%-d %B %Y')
    || '.' as finding,
    partners.reported_on as since,
    partners.upload
from partners_counted as partners, go_live
where
    partners.valid_to > $as_at
    and partners.is_counted
    and partners.stage <> 'live'
    and partners.target_live_date < go_live.day
order by partners.partner_id
