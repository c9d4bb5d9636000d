-- When contracts and the suppliers' support end, beside when the application moves and when the programme goes live.
-- One row per application that has not moved or been retired away, and ending: what is contract or support.
-- moves_on: when the application is expected to move (see migrations_dated); null when nobody says, or when it stays.
-- is_to_move: in scope (see applications_scoped); go_live_date: when the go-live is expected, or was.
-- successor_application_id: the application that takes its work over; null where none is named. endings_list has its name.
-- is_gap: it is to move, and the ending comes before the go-live and before its own move, with no successor
-- named. is_late: it is to move, and the ending comes after the go-live, so that it is paid for, or supported, longer.
-- gap_days: from the ending to its own move, else to the go-live; negative where it ends later.
-- In no order: it is made to be used by other queries.
-- uses: applications_scoped, migrations_judged, go_live_dated
with held as (
    select
        applications.application_id,
        applications.name,
        applications.department,
        applications.disposition,
        applications.in_scope as is_to_move,
        applications.successor_application_id,
        applications.contract_end,
        applications.support_end,
        applications.annual_cost_gbp,
        applications.valid_from as since,
        applications.upload,
        migrations.expected_date as moves_on
    from applications_scoped as applications
    left join migrations_judged as migrations on applications.application_id = migrations.application_id
    where applications.valid_to > $as_at and not coalesce(migrations.is_migrated, false)
),
ended as (
    select *, 'contract' as what, contract_end as end_date from held where contract_end is not null
    union all
    select *, 'support' as what, support_end as end_date from held where support_end is not null
)
select
    ended.* exclude (contract_end, support_end),
    go_live_dated.expected_date as go_live_date,
    coalesce(
        ended.is_to_move
        and ended.end_date < go_live_dated.expected_date
        and ended.end_date < coalesce(ended.moves_on, go_live_dated.expected_date)
        and ended.successor_application_id is null,
        false
    ) as is_gap,
    coalesce(ended.is_to_move and ended.end_date > go_live_dated.expected_date, false) as is_late,
    date_diff('day', ended.end_date, coalesce(ended.moves_on, go_live_dated.expected_date)) as gap_days
from ended
left join go_live_dated on true
