-- How many partners were in each stage at each report on partners: how the funnel moved.
-- One row per reporting date of partners up to the as-at date and stage that a partner was in then, the earliest first, the
-- stages in order; withdrawn last. Observers are left out.
-- partners: how many were in it; names: who, in the order of their names. is_counted: the stage is not withdrawn.
-- uses: partners_counted
with reports as (
    select distinct reporting_date
    from uploads_at($ledger_version)
    where not withdrawn and dataset = 'partners' and reporting_date <= $as_at
)
select
    reports.reporting_date,
    partners.stage,
    partners.stage_order,
    partners.stage <> 'withdrawn' as is_counted,
    count(*) as partners,
    string_agg(partners.name, ', ' order by partners.name) as names
from reports
inner join partners_counted as partners
    on partners.valid_from <= reports.reporting_date and partners.valid_to > reports.reporting_date
where partners.category <> 'observer'
group by reports.reporting_date, partners.stage, partners.stage_order
order by reports.reporting_date, partners.stage_order
