-- Every version of the capital of every component and month up to the as-at date, with what counts as spent.
-- One row per component, month and spell in which its row stayed the same; filter valid_from <= day < valid_to for one day.
-- actual_gbp: as reported, once the month has begun by the as-at date; an actual of a month to come counts from its first day.
-- The rule stands here and nowhere else.
-- expected_gbp: what counts as spent, else the forecast.
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
select
    * replace (if(month <= $as_at, actual_gbp, null) as actual_gbp),
    coalesce(if(month <= $as_at, actual_gbp, null), forecast_gbp) as expected_gbp
from spend_versions($as_at, $ledger_version)
where valid_from <= $as_at
