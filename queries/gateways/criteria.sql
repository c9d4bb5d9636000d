-- The criteria of one gateway, or of all: who they concern, how they stand, which are overdue.
-- One row per criterion as at the date.
-- partner: the partner's name, ‘The programme’ when the criterion concerns no single partner.
-- is_overdue: neither met nor waived, and due before the as-at date; days_overdue counts from the due date.
-- $gateway_id text: only the criteria of this gateway
-- $partner_id text: only those that concern this partner
-- uses: criteria_judged
select
    criteria.criterion_id,
    criteria.gateway_id,
    coalesce(gateways.name, criteria.gateway_id || ' (not among the gateways)') as gateway,
    criteria.criterion,
    criteria.partner_id,
    case
        when criteria.partner_id is null then 'The programme'
        else coalesce(partners.name, criteria.partner_id || ' (not among the partners)')
    end as partner,
    criteria.status,
    criteria.due_date,
    criteria.met_date,
    criteria.evidence,
    criteria.five_case,
    coalesce(criteria.overdue_from <= $as_at, false) as is_overdue,
    case
        when criteria.overdue_from <= $as_at then date_diff('day', criteria.due_date, $as_at)
    end as days_overdue,
    criteria.reported_on as since,
    criteria.upload
from criteria_judged as criteria
left join gateways_at($as_at, $ledger_version) as gateways on criteria.gateway_id = gateways.gateway_id
left join partners_at($as_at, $ledger_version) as partners on criteria.partner_id = partners.partner_id
where
    criteria.valid_to > $as_at
    and ($gateway_id is null or criteria.gateway_id = $gateway_id)
    and ($partner_id is null or criteria.partner_id = $partner_id)
order by gateways.baseline_date nulls last, criteria.gateway_id, criteria.due_date nulls last, criteria.criterion_id
