-- Every version of every migration up to the as-at date, with the date on which it counts as migrated.
-- One row per migration and spell in which its row stayed the same; filter valid_from <= day < valid_to for one day.
-- migrated_on: the actual date when the stage is migrated or decommissioned, else null. A migration counts as
-- migrated at a day when migrated_on is on or before that day. The rule stands in the macro
-- migrated_on (data/ledger/schema.py) and nowhere else.
-- expected_date: the actual date where that is still to come, else the forecast, or the baseline where no forecast is given.
-- has_blocker: a blocker is given in words.
-- inlined: made whole, 20 reports of 120,000 rows cost more than any question that wants one day of them
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
select
    *,
    migrated_on(stage, actual_date) as migrated_on,
    planned_date(migrated_on, forecast_date, baseline_date, $as_at) as expected_date,
    blocker is not null as has_blocker
from migrations_versions($as_at, $ledger_version)
where valid_from <= $as_at
