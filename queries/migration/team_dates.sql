-- Until when the team's own dates say that the moves will take, read from the rows of the migrations.
-- One row, always. Of reporting dates it is kept in the store (data/ledger/derived.py), where migration_remaining finds it.
-- team_date, moved_outside, moved_since_left: see migration_remaining. team_dated: how many of those still to move have a date that is
-- not past, the as-at date included.
with moves as (
    select
        *,
        case when not has_moved then planned_date(migrated_on, forecast_date, baseline_date, $as_at) end as expected_date,
        exists (from applications_at($as_at, $ledger_version)) and in_scope is distinct from true as is_outside
    from moves_counted($as_at, $ledger_version)
)
select
    max(expected_date) filter (where is_counted and expected_date >= $as_at) as team_date,
    count(*) filter (where is_counted and expected_date >= $as_at) as team_dated,
    count(*) filter (where has_moved and is_outside) as moved_outside,
    count(*) filter (where has_moved and is_outside and is_counted) as moved_since_left
from moves
order by team_date
