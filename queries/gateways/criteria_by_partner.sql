-- Criteria met, by gateway and by the partner that they concern.
-- One row per gateway and partner with a criterion as at the date, the programme as a whole counting as one.
-- criteria: all but the waived ones, of which met are met and overdue are past due and not met.
-- uses: criteria_judged
select
    criteria.gateway_id,
    coalesce(any_value(gateways.name), criteria.gateway_id || ' (not among the gateways)') as gateway,
    criteria.partner_id,
    case
        when criteria.partner_id is null then 'The programme'
        else coalesce(any_value(partners.name), criteria.partner_id || ' (not among the partners)')
    end as partner,
    count(*) filter (where criteria.is_met) as met,
    count(*) filter (where criteria.is_counted) as criteria,
    count(*) filter (where criteria.overdue_from <= $as_at) as overdue,
    count(*) filter (where not criteria.is_counted) as waived
from criteria_judged as criteria
left join gateways_at($as_at, $ledger_version) as gateways on criteria.gateway_id = gateways.gateway_id
left join partners_at($as_at, $ledger_version) as partners on criteria.partner_id = partners.partner_id
where criteria.valid_to > $as_at
group by criteria.gateway_id, criteria.partner_id
order by
    min(gateways.baseline_date) nulls last,
    criteria.gateway_id,
    criteria.partner_id is not null,
    partner,
    criteria.partner_id
