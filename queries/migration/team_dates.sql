-- Until when the team's own dates say that the moves will take, read from the rows of the migrations.
-- One row, always. Of reporting dates it is kept in the store (data/ledger/derived.py), where migration_remaining finds it.
-- team_date, moved_outside: see migration_remaining. team_dated: how many of those still to move have a date that is not past, the as-at
-- date included.
-- uses: migrations_dated, applications_scoped
select
    max(migrations.expected_date) filter (
        where not is_done(migrations.migrated_on, $as_at)
        and coalesce(applications.in_scope, true)
        and migrations.expected_date >= $as_at
    ) as team_date,
    count(*) filter (
        where not is_done(migrations.migrated_on, $as_at)
        and coalesce(applications.in_scope, true)
        and migrations.expected_date >= $as_at
    ) as team_dated,
    count(*) filter (
        where is_done(migrations.migrated_on, $as_at)
        and not coalesce(applications.in_scope, false)
        and exists (from applications_scoped where valid_to > $as_at)
    ) as moved_outside
from migrations_dated as migrations
left join applications_scoped as applications
    on migrations.application_id = applications.application_id and applications.valid_to > $as_at
where migrations.valid_to > $as_at
order by team_date
