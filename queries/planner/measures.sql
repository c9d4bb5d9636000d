-- What a consolidation plan comes to, in seven measures, beside what is reported as to be consolidated.
-- One row per measure, in this order; no rows while the inventory is empty.
-- planned, marked: of the plan, and as reported; whole: of all applications (or interfaces, …) held; planned_pct, marked_pct: the
-- same as percentages of the whole (see percent in data/ledger/schema.py); null where the whole is nothing. stated_pct: which percentage the panel's
-- minutes say nearly could be (see minutes_stated), of measure applications; null elsewhere.
-- measure: applications (consolidated), cost (their known annual costs, in pounds), interfaces (that end: both applications are in
-- the plan), repointed (one of the two is), departments (with an application in the plan), users (added up by application),
-- contracts (of those in the plan, that end after the go-live is expected; whole: all in the plan with a contract's end).
-- unknown: of those in the plan, how many have no annual cost (measure cost) or no number of users (measure users); else 0.
-- uses: applications_planned, go_live_dated, minutes_stated
with ends as (
    select
        coalesce(sources.is_planned, false) as source_planned,
        coalesce(targets.is_planned, false) as target_planned,
        coalesce(sources.is_marked, false) as source_marked,
        coalesce(targets.is_marked, false) as target_marked
    from interfaces_at($as_at, $ledger_version) as interfaces
    left join applications_planned as sources on interfaces.source_application_id = sources.application_id
    left join applications_planned as targets on interfaces.target_application_id = targets.application_id
),
flows as (
    select
        count(*) as whole,
        count(*) filter (where source_planned and target_planned) as planned,
        count(*) filter (where source_marked and target_marked) as marked,
        count(*) filter (where source_planned <> target_planned) as repointed,
        count(*) filter (where source_marked <> target_marked) as repointed_marked
    from ends
),
judged as (
    select *, coalesce(contract_end > (select go_live_dated.expected_date from go_live_dated), false) as is_late
    from applications_planned
),
totals as (
    select
        count(*) as whole,
        count(*) filter (where is_planned) as planned,
        count(*) filter (where is_marked) as marked,
        coalesce(sum(annual_cost_gbp), 0) as cost_whole,
        coalesce(sum(annual_cost_gbp) filter (where is_planned), 0) as cost_planned,
        coalesce(sum(annual_cost_gbp) filter (where is_marked), 0) as cost_marked,
        count(*) filter (where is_planned and annual_cost_gbp is null) as cost_unknown,
        count(distinct department) as departments_whole,
        count(distinct department) filter (where is_planned) as departments_planned,
        count(distinct department) filter (where is_marked) as departments_marked,
        coalesce(sum(users), 0) as users_whole,
        coalesce(sum(users) filter (where is_planned), 0) as users_planned,
        coalesce(sum(users) filter (where is_marked), 0) as users_marked,
        count(*) filter (where is_planned and users is null) as users_unknown,
        count(contract_end) filter (where is_planned) as contracts_whole,
        count(*) filter (where is_planned and is_late) as contracts_planned,
        count(*) filter (where is_marked and is_late) as contracts_marked
    from judged
),
measures as (
    select
        unnest([
            {'place': 1, 'measure': 'applications', 'planned': planned, 'marked': marked, 'whole': whole, 'unknown': 0},
            {'place': 2, 'measure': 'cost', 'planned': cost_planned, 'marked': cost_marked, 'whole': cost_whole,
             'unknown': cost_unknown},
            {'place': 3, 'measure': 'interfaces', 'planned': (select flows.planned from flows),
             'marked': (select flows.marked from flows), 'whole': (select flows.whole from flows), 'unknown': 0},
            {'place': 4, 'measure': 'repointed', 'planned': (select flows.repointed from flows),
             'marked': (select flows.repointed_marked from flows), 'whole': (select flows.whole from flows), 'unknown': 0},
            {'place': 5, 'measure': 'departments', 'planned': departments_planned, 'marked': departments_marked,
             'whole': departments_whole, 'unknown': 0},
            {'place': 6, 'measure': 'users', 'planned': users_planned, 'marked': users_marked, 'whole': users_whole,
             'unknown': users_unknown},
            {'place': 7, 'measure': 'contracts', 'planned': contracts_planned, 'marked': contracts_marked,
             'whole': contracts_whole, 'unknown': 0}
        ], recursive := true)
    from totals
    where totals.whole > 0
)
select
    measure,
    planned::double as planned,
    marked::double as marked,
    whole::double as whole,
    percent(planned, whole)::double as planned_pct,
    percent(marked, whole)::double as marked_pct,
    if(measure = 'applications', (select minutes_stated.to_core_pct from minutes_stated), null) as stated_pct,
    unknown
from measures
order by place
