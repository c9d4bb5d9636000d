-- How many partners have come how far: a funnel from identified to live, now and at the report before.
-- One row per stage of the way, from identified to live; none while no partner is counted.
-- here: counted partners in this stage. reached: those in it or a later one; reached_before: those at the report before, or at
-- the date picked; null where there was none. names: those in the stage, by name, with commas between; null when there is none. latest: the latest date on which one of
-- them came to it.
-- stage_order: 1 identified to 7 live. Observers and partners that have withdrawn are not counted (see partners_counted).
-- uses: partners_counted, reports_compared
with stages as (
    select unnest(
        [
            'identified', 'in_discussion', 'committed', 'business_case_agreed', 'design_and_sla_agreed', 'onboarding', 'live'
        ]
    ) as stage, unnest(range(1, 8)) as stage_order
),
compared_partners as (
    select reports_compared.compared, partners.name, partners.stage_order, partners.stage_date
    from partners_counted as partners
    inner join reports_compared
        on partners.valid_from <= reports_compared.day and partners.valid_to > reports_compared.day
    where partners.is_counted
),
is_compared as (
    select count(*) > 0 as has_before from reports_compared where compared = 'before'
)
select
    stages.stage,
    stages.stage_order,
    count(partners.name) filter (where compared = 'now' and partners.stage_order = stages.stage_order) as here,
    count(partners.name) filter (where compared = 'now') as reached,
    if(has_before, count(partners.name) filter (where compared = 'before'), null) as reached_before,
    string_agg(partners.name, ', ' order by partners.name) filter (
        where compared = 'now' and partners.stage_order = stages.stage_order
    ) as names,
    max(partners.stage_date) filter (where compared = 'now' and partners.stage_order = stages.stage_order) as latest
from stages
cross join is_compared
left join compared_partners as partners on partners.stage_order >= stages.stage_order
where exists (from compared_partners where compared = 'now')
group by stages.stage, stages.stage_order, has_before
order by stages.stage_order
