-- Each partner's stage, how long it has been there, and what comes next.
-- One row per partner as at the date, the furthest first and the withdrawn last.
-- stage, stage_date, planned_stage, planned_date: what has come by the as-at date, and what is reported but has not come
-- yet; the rule stands in partners_counted. days_in_stage: from the stage date to the as-at date; null without one.
-- is_counted, is_committed, stage_order: see partners_counted.
-- open_concerns: how many of its concerns are open.
-- uses: partners_counted, concerns_raised
with open_concerns as (
    select partner_id, count(*) as open_concerns
    from concerns_raised
    where valid_to > $as_at and status = 'open'
    group by partner_id
)
select
    partners.partner_id,
    partners.name,
    partners.category,
    partners.stage,
    partners.stage_date,
    date_diff('day', partners.stage_date, $as_at) as days_in_stage,
    partners.planned_stage,
    partners.planned_date,
    partners.stage_order,
    partners.is_counted,
    partners.is_committed,
    partners.target_live_date,
    partners.staff_in_scope,
    partners.applications_in_scope,
    partners.next_step,
    partners.next_step_date,
    coalesce(partners.next_step_date < $as_at, false) and partners.stage <> 'withdrawn' as next_step_passed,
    coalesce(open_concerns.open_concerns, 0) as open_concerns,
    partners.reported_on as since,
    partners.upload
from partners_counted as partners
left join open_concerns on partners.partner_id = open_concerns.partner_id
where partners.valid_to > $as_at
order by partners.stage = 'withdrawn', partners.stage_order desc, partners.name, partners.partner_id
