-- Partners without criteria
-- One row per committed partner that no criterion of a gateway names, where other criteria name partners.
-- The columns are those of quality_findings. Low: the partner's part in the gateways can't be seen.
-- uses: partners_counted
with named as (
    select distinct partner_id from gateway_criteria_at($as_at, $ledger_version) where partner_id is not null
)
select
    'partner_without_criteria' as rule,
    'low' as severity,
    'partners' as dataset,
    partner_id as item_id,
    name as title,
    'Committed, but no criterion of any gateway names it.' as finding,
    reported_on as since,
    upload
from partners_counted
where
    valid_to > $as_at
    and is_committed
    and exists (from named)
    and partner_id not in (select named.partner_id from named)
order by partner_id
