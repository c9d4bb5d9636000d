-- Each partner's stage, how long it has been there, and what comes next.
-- One row per partner as at the date, the furthest first and the withdrawn last.
-- days_in_stage: from the stage date to the as-at date; null when the stage date has not come yet.
-- is_counted, is_committed, stage_order: see partners_counted.
-- open_concerns: how many of its concerns are open.
-- uses: partners_counted
with open_concerns as (
    select partner_id, count(*) as open_concerns
    from partner_concerns_at($as_at, $ledger_version)
    where status = 'open'
    group by partner_id
)
select
    partners.partner_id,
    partners.name,
    partners.category,
    partners.stage,
    partners.stage_date,
    case
        when partners.stage_date <= $as_at then date_diff('day', partners.stage_date, $as_at)
    end as days_in_stage,
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
    partners.valid_from as since,
    partners.upload
from partners_counted as partners
left join open_concerns on partners.partner_id = open_concerns.partner_id
where partners.valid_to > $as_at
order by partners.stage = 'withdrawn', partners.stage_order desc, partners.name, partners.partner_id
