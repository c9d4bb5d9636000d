-- How every migration stands as at the date, by its own row alone: for questions that have its application from elsewhere.
-- One row per application with a migration as at the date; the columns of migrations_dated, and these.
-- is_migrated: migrated_on (see migrations_dated) is on or before the as-at date.
-- is_late: not migrated, and its expected date (see migrations_dated) is before the as-at date; days_late counts from it.
-- is_blocked: a blocker is given and it has not migrated.
-- inlined: few want its texts, and made whole it holds all of them
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
-- uses: migrations_dated
select
    *,
    is_done(migrated_on, $as_at) as is_migrated,
    has_blocker and not is_migrated as is_blocked,
    coalesce(expected_date < $as_at, false) and not is_migrated as is_late,
    case when is_late then date_diff('day', expected_date, $as_at) end as days_late
from migrations_dated
where valid_to > $as_at
