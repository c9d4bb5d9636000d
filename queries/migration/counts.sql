-- How many applications were to move and how many had, at every report that could change either, and at the as-at date.
-- One row per reporting date of migrations or applications up to the as-at date, and for the as-at date itself.
-- scope: applications in scope, and those that have moved or have a migration without being in the inventory, so that
-- what has moved stays counted when its row leaves the inventory and a team without an inventory has a scope at all.
-- migrated: see migrations_dated. remaining: scope minus migrated.
-- in_scope: the applications in scope alone (see applications_scoped), of which headline and burn-up count the moves.
-- is_report: migrations were reported on that date.
-- In no order: it is made to be used by other queries.
-- uses: applications_scoped, migrations_dated
with days as (
    select reporting_date as day, bool_or(dataset = 'migrations') as is_report
    from uploads_at($ledger_version)
    where not withdrawn and dataset in ('migrations', 'applications') and reporting_date <= $as_at
    group by reporting_date
),
looked_at as (
    select day, is_report from days
    union all
    select $as_at, false from days having count(*) > 0 and max(day) < $as_at
),
moves as (
    select
        looked_at.day,
        migrations.application_id,
        is_done(migrations.migrated_on, looked_at.day) as has_moved
    from migrations_dated as migrations
    inner join looked_at on migrations.valid_from <= looked_at.day and migrations.valid_to > looked_at.day
),
listed as (
    select looked_at.day, applications.application_id, applications.in_scope
    from applications_scoped as applications
    inner join looked_at on applications.valid_from <= looked_at.day and applications.valid_to > looked_at.day
),
counted as (
    select
        coalesce(moves.day, listed.day) as day,
        count(*) filter (
            where listed.in_scope or moves.has_moved or listed.application_id is null
        ) as scope,
        count(*) filter (where moves.has_moved) as migrated,
        count(*) filter (where listed.in_scope) as in_scope
    from moves
    full join listed on moves.day = listed.day and moves.application_id = listed.application_id
    group by 1
)
select
    looked_at.day,
    looked_at.is_report,
    coalesce(counted.scope, 0) as scope,
    coalesce(counted.migrated, 0) as migrated,
    coalesce(counted.scope - counted.migrated, 0) as remaining,
    coalesce(counted.in_scope, 0) as in_scope
from looked_at
left join counted on looked_at.day = counted.day
