-- The applications as at the date, as a consolidation plan would have them: as reported, but for what the plan changes.
-- One row per application as at the date.
-- is_marked: it is reported as to be consolidated; is_planned: it is in the plan. change: added, dropped, component (it stays in
-- the plan, in another core component), other (its disposition changes, and it is in neither) or null.
-- planned_disposition, planned_component: as the plan would have them.
-- In no order: it is made to be used by other queries.
-- $plan text: what the plan changes, a line for each application: its reference, disposition and core component, with tabs between
-- uses: applications_scoped
with steps as (
    select
        split_part(line, chr(9), 1) as application_id,
        split_part(line, chr(9), 2) as disposition,
        nullif(split_part(line, chr(9), 3), '') as core_component
    from (select unnest(string_split(coalesce($plan::varchar, ''), chr(10))) as line)
    where line <> ''
),
planned as (
    select
        applications.* exclude (valid_to),
        coalesce(steps.disposition, applications.disposition) as planned_disposition,
        if(steps.disposition is null, applications.core_component, steps.core_component) as planned_component
    from applications_scoped as applications
    left join steps on applications.application_id = steps.application_id
    where applications.valid_to > $as_at
)
select
    *,
    to_consolidate as is_marked,
    planned_disposition = 'consolidate' as is_planned,
    case
        when is_planned and not is_marked then 'added'
        when is_marked and not is_planned then 'dropped'
        when is_planned and planned_component is distinct from core_component then 'component'
        when planned_disposition <> disposition then 'other'
    end as change
from planned
