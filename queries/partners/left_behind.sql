-- What hangs on partners that have withdrawn: criteria neither met nor waived, open risks, and open concerns that name one.
-- One row per kind (criterion, risk, concern) and thing, by partner, in that order. item_id: its reference; title: what it says.
-- All of them stay as they are, and count as before, until a report closes or waives them.
-- uses: partners_stage, criteria_judged, concerns_raised
with withdrawn_partners as (
    select partner_id, name as partner from partners_stage where stage = 'withdrawn'
),
things as (
    select 'criterion' as kind, 1 as place, criterion_id as item_id, criterion as title, partner_id, gateway_id
    from criteria_judged
    where valid_to > $as_at and is_counted and not is_met
    union all
    select 'risk', 2, risk_id, title, partner_id, gateway_id
    from risks_at($as_at, $ledger_version)
    where status <> 'closed'
    union all
    select 'concern', 3, concern_id, concern, partner_id, null
    from concerns_raised
    where valid_to > $as_at and status = 'open'
)
select things.kind, things.item_id, things.title, things.partner_id, withdrawn_partners.partner, things.gateway_id
from things
inner join withdrawn_partners on things.partner_id = withdrawn_partners.partner_id
order by things.place, withdrawn_partners.partner, things.item_id
