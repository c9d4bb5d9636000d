-- How many applications were to move and how many had, at every report that could change either, and at the as-at date.
-- One row per reporting date of migrations or applications up to the as-at date, and for the as-at date itself.
-- scope: applications in scope, and those that have moved or have a migration without being in the inventory, so that
-- what has moved stays counted when its row leaves the inventory and a team without an inventory has a scope at all.
-- migrated: see migrations_dated. remaining: scope minus migrated.
-- in_scope: the applications in scope alone (see applications_scoped), of which headline and burn-up count the moves.
-- is_report: migrations were reported on that date.
-- Of the reporting dates it is kept in the store (data/ledger/derived.py); a day without a report is counted here.
-- In no order: it is made to be used by other queries.
-- uses: applications_scoped, migrations_dated
with days as (
    select reporting_date as day, bool_or(dataset = 'migrations') as is_report
    from uploads_at($ledger_version)
    where not withdrawn and dataset in ('migrations', 'applications') and reporting_date <= $as_at
    group by reporting_date
),
to_count as (
    select $as_at as day from days having count(*) > 0 and max(day) < $as_at
),
moves as (
    select migrations.application_id, is_done(migrations.migrated_on, $as_at) as has_moved
    from migrations_dated as migrations
    cross join to_count
    where migrations.valid_to > $as_at
),
listed as (
    select applications.application_id, applications.in_scope
    from applications_scoped as applications
    cross join to_count
    where applications.valid_to > $as_at
),
counted as (
    select
        count(*) filter (where listed.in_scope or moves.has_moved or listed.application_id is null) as scope,
        count(*) filter (where moves.has_moved) as migrated,
        count(*) filter (where listed.in_scope) as in_scope
    from moves
    full join listed on moves.application_id = listed.application_id
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
