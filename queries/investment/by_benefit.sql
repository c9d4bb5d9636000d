-- What each benefit brings and costs in each financial year: the rows behind the cash flow.
-- One row per benefit and year as at the date, in the order of years.
-- name: of the benefit, or its reference where benefits doesn't hold it; kind, owner and partner are null then.
-- first_year: the calendar year in which the financial year begins.
-- withdrawn_on: since when its partner has withdrawn, so that nothing more is planned of it; null while it has not.
-- uses: partners_stage_history
select
    by_year.benefit_id,
    coalesce(benefits.name, by_year.benefit_id) as name,
    benefits.kind,
    benefits.owner,
    benefits.partner_id,
    coalesce(partners.name, benefits.partner_id) as partner,
    by_year.year,
    left(by_year.year, 4)::integer as first_year,
    by_year.planned_gbp,
    by_year.realised_gbp,
    by_year.cost_gbp,
    case when partners.stage = 'withdrawn' then partners.from_date end as withdrawn_on,
    by_year.since,
    by_year.upload
from benefit_values_at($as_at, $ledger_version) as by_year
left join benefits_at($as_at, $ledger_version) as benefits on by_year.benefit_id = benefits.benefit_id
left join partners_stage_history as partners on benefits.partner_id = partners.partner_id and partners.is_current
order by first_year, by_year.benefit_id
