-- Successors that can't take over
-- One row per application whose successor is itself, is to be retired, or has a successor of its own.
-- The columns are those of quality_findings. High: itself, or to be retired; low: succeeded in turn.
-- In no order: quality_findings puts all findings in order, and these may be many.
with followed as (
    select
        held.application_id,
        held.name,
        held.since,
        held.upload,
        successors.name as successor,
        case
            when successors.application_id = held.application_id then 'itself'
            when successors.disposition = 'retire' then 'retired'
            when successors.successor_application_id is not null then 'succeeded'
        end as fault
    from applications_at($as_at, $ledger_version) as held
    inner join applications_at($as_at, $ledger_version) as successors
        on held.successor_application_id = successors.application_id
    -- the join says so too, but reads the others' keys first
    where held.successor_application_id is not null
)
select
    'successor' as rule,
    if(fault = 'succeeded', 'low', 'high') as severity,
    'applications' as dataset,
    application_id as item_id,
    name as title,
    case fault
        when 'itself' then 'It is named as its own successor.'
        when 'retired' then 'Its successor, ‘' || successor || '’, is to be retired itself.'
        else 'Its successor, ‘' || successor || '’, has a successor itself.'
    end as finding,
    since,
    upload
from followed
where fault is not null
