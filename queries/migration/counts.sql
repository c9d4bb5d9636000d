-- How many applications were to move and how many had, at every report that could change either, and at the as-at date.
-- One row per reporting date of migrations or applications up to the as-at date, and for the as-at date itself.
-- scope: applications in scope, and of the others those whose migration the forecast counts: what moved while it was in scope stays
-- counted when its row leaves the scope or the inventory, and a team without an inventory has a scope at all. What never was in
-- scope is not in it, moved or not. The rule stands in the macro moves_counted (data/ledger/schema.py) and nowhere else.
-- migrated: those of scope that have moved, see migrations_dated. remaining: scope minus migrated.
-- in_scope: the applications in scope alone (see applications_scoped), of which headline and burn-up count the moves.
-- is_report: migrations were reported on that date.
-- Of the reporting dates it is kept in the store (data/ledger/derived.py), and of a later day, $day_kept says of which, where no move
-- is dated in between; else that day, $day_to_count, is counted here. Where that is null nothing is planned or read for it.
-- In no order: it is made to be used by other queries.
with days as (
    select reporting_date as day, bool_or(dataset = 'migrations') as is_report
    from uploads_at($ledger_version)
    where not withdrawn and dataset in ('migrations', 'applications') and reporting_date <= $as_at
    group by reporting_date
),
to_count as (
    select $day_to_count as day from days having count(*) > 0 and max(day) < $day_to_count
),
listed as (
    select count(*) as in_scope from applications_at($day_to_count, $ledger_version) where is_in_scope(disposition)
),
counted as (
    select
        any_value(listed.in_scope) as in_scope,
        any_value(listed.in_scope) + count(*) filter (where moves.is_counted and moves.in_scope is distinct from true) as scope,
        count(*) filter (where moves.is_counted and moves.has_moved) as migrated
    from listed
    left join moves_counted($day_to_count, $ledger_version) as moves on exists (from to_count)
)
select
    days.day,
    days.is_report,
    coalesce(kept.scope, 0) as scope,
    coalesce(kept.migrated, 0) as migrated,
    coalesce(kept.scope - kept.migrated, 0) as remaining,
    coalesce(kept.in_scope, 0) as in_scope
from days
left join migration_days as kept
    on days.day = kept.day and kept.known_from <= $ledger_version and kept.known_to > $ledger_version
union all
select
    to_count.day,
    false as is_report,
    counted.scope,
    counted.migrated,
    counted.scope - counted.migrated as remaining,
    counted.in_scope
from to_count, counted
union all
select
    $as_at as day,
    false as is_report,
    kept.scope,
    kept.migrated,
    kept.scope - kept.migrated as remaining,
    kept.in_scope
from migration_days as kept
where
    kept.day = $day_kept
    and $day_kept < $as_at
    and kept.known_from <= $ledger_version
    and kept.known_to > $ledger_version
