-- The interfaces of one application, and what is at the other end.
-- One row per interface that it sends to or receives from as at the date.
-- direction: sends, receives, or itself (both ends are this application).
-- other_name: the other application's name; ‘Not in the inventory’ when the inventory has no such row at the date.
-- $application_id text: the application's reference
with own_interfaces as (
    select
        *,
        case
            when source_application_id = target_application_id then 'itself'
            when source_application_id = $application_id then 'sends'
            else 'receives'
        end as direction,
        if(
            source_application_id = $application_id, target_application_id, source_application_id
        ) as other_application_id
    from interfaces_at($as_at, $ledger_version)
    where source_application_id = $application_id or target_application_id = $application_id
)
select
    own_interfaces.interface_id,
    own_interfaces.direction,
    own_interfaces.other_application_id,
    coalesce(applications.name, 'Not in the inventory') as other_name,
    applications.department as other_department,
    own_interfaces.method,
    own_interfaces.frequency,
    own_interfaces.description,
    own_interfaces.since,
    own_interfaces.upload
from own_interfaces
left join applications_at($as_at, $ledger_version) as applications
    on own_interfaces.other_application_id = applications.application_id
order by list_position(['sends', 'receives', 'itself'], own_interfaces.direction), other_name, own_interfaces.interface_id
