-- What each benefit brings and costs in each financial year: the rows behind the cash flow.
-- One row per benefit and year as at the date, in the order of years.
-- name: of the benefit, or its reference where benefits doesn't hold it; kind, owner and partner are null then.
-- first_year: the calendar year in which the financial year begins.
-- is_withdrawn: its partner has withdrawn, so that nothing more is planned of it.
-- uses: partners_counted
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
    coalesce(partners.stage = 'withdrawn', false) as is_withdrawn,
    by_year.since,
    by_year.upload
from benefit_values_at($as_at, $ledger_version) as by_year
left join benefits_at($as_at, $ledger_version) as benefits on by_year.benefit_id = benefits.benefit_id
left join partners_counted as partners on benefits.partner_id = partners.partner_id and partners.valid_to > $as_at
order by first_year, by_year.benefit_id
