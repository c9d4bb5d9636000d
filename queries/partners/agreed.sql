-- What each partner has come to and signed: the steps on the way from committed to live, with the day of each.
-- One row per partner as at the date and step, observers and those withdrawn too; the furthest partner first, steps in order.
-- step: committed, business_case_agreed, design_and_sla_agreed, onboarding or live. reached_on: the day on which the partner
-- first came to the step or, where it passed it over, to a later one; null while it has not come so far, or when it had been
-- there before it went back. is_reached: it has, and has not gone back below it since; of one that withdrew: it had.
-- criteria, met: of all gateways, those that concern the partner and are not waived; see criteria_judged.
-- uses: partners_stage, partners_stage_history, criteria_judged
with steps as (
    select unnest(
        ['committed', 'business_case_agreed', 'design_and_sla_agreed', 'onboarding', 'live']
    ) as step, unnest(range(3, 8)) as step_order
),
furthest as (
    select partner_id, max(stage_order) as stage_order
    from partners_stage_history
    where stage <> 'withdrawn'
    group by partner_id
),
criteria as (
    select
        partner_id,
        count(*) filter (where is_counted) as criteria,
        count(*) filter (where is_met) as met
    from criteria_judged
    where valid_to > $as_at and partner_id is not null
    group by partner_id
),
reached as (
    select
        spells.partner_id,
        steps.step,
        min(coalesce(spells.in_stage_since, spells.from_date)) as reached_on
    from partners_stage_history as spells
    inner join steps on spells.stage_order >= steps.step_order and spells.stage <> 'withdrawn'
    group by spells.partner_id, steps.step
)
select
    partners.partner_id,
    partners.name,
    partners.category,
    partners.stage,
    partners.is_counted,
    steps.step,
    steps.step_order,
    coalesce(
        case when partners.stage = 'withdrawn' then furthest.stage_order else partners.stage_order end >= steps.step_order,
        false
    ) as is_reached,
    case when is_reached then reached.reached_on end as reached_on,
    coalesce(criteria.criteria, 0) as criteria,
    coalesce(criteria.met, 0) as met,
    partners.since,
    partners.upload
from partners_stage as partners
cross join steps
left join reached on partners.partner_id = reached.partner_id and steps.step = reached.step
left join furthest on partners.partner_id = furthest.partner_id
left join criteria on partners.partner_id = criteria.partner_id
order by
    partners.stage = 'withdrawn',
    partners.category = 'observer',
    partners.stage_order desc,
    partners.name,
    partners.partner_id,
    steps.step_order
