-- What a consolidation plan changes, as rows of the inventory: the file that carries it out when it is uploaded.
-- One row per application that the plan changes as at the date: every declared column, disposition and core component as the plan
-- has them. A component is given up with the consolidation.
-- uses: applications_planned
select
    * exclude (
        disposition, core_component, planned_disposition, planned_component, is_marked, is_planned, change, valid_from, upload,
        row_key, in_scope, to_consolidate, time_quadrant
    ),
    planned_disposition as disposition,
    planned_component as core_component
from applications_planned
where change is not null
order by application_id
