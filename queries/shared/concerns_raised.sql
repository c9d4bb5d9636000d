-- Every version of every partner's concern up to the as-at date, from the day on which it was raised.
-- One row per concern and spell in which its row stayed the same; filter valid_from <= day < valid_to for one day.
-- A concern whose date lies after the report that brought it has not been raised before that date. The rule stands here and
-- nowhere else. valid_from: the reporting date, or the date raised where that is later. reported_on: the reporting date.
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
select * replace (greatest(valid_from, raised_date) as valid_from), valid_from as reported_on
from partner_concerns_versions($as_at, $ledger_version)
where greatest(valid_from, raised_date) <= $as_at and greatest(valid_from, raised_date) < valid_to
