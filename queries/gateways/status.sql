-- Gateways, milestones and go-live: dates, slip, criteria met, and the declared beside the computed rating.
-- One row per gateway, milestone or go-live as at the date.
-- actual_date: as uploaded; it counts only when is_done, that is, when it is on or before the as-at date.
-- slip_days: expected_date minus the baseline.
-- expected_date: the actual date, also one to come, else the forecast, else the baseline.
-- criteria: all but the waived ones; criteria_met: those with the status met; overdue: those past due and not met.
-- computed_rating, reason, declared_is_better, stale, criteria_since, criteria_upload: the rules stand in gateways_rated.
-- since: the reporting date from which the row stands as it is; upload: the upload that brought it.
-- uses: gateways_rated
select * exclude (compared, day, rating_order)
from gateways_rated
where compared = 'now'
order by baseline_date, gateway_id
