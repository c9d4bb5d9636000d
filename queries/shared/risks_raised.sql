-- Every version of every risk up to the as-at date, from the day on which it was raised, with its scores.
-- One row per risk and spell in which its row stayed the same; filter valid_from <= day < valid_to for one day.
-- A risk whose date lies after the report that brought it has not been raised before that date. The rule stands here and
-- nowhere else. valid_from: the reporting date, or the date raised where that is later. reported_on: the reporting date.
-- kind: threat where nothing is said. is_open: not closed; a closed risk is in no matrix and in no count.
-- score: likelihood times impact, as it stands; residual_score: the same once the response has worked, null where one of the two
-- is not given.
-- overdue_from: the first day on which the mitigation is overdue, the day after it was due; null when it is closed or has no due
-- date. Overdue at a day: overdue_from is on or before it. The rule stands here and nowhere else.
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
select
    * replace (greatest(valid_from, raised_date) as valid_from, coalesce(kind, 'threat') as kind),
    valid_from as reported_on,
    status <> 'closed' as is_open,
    likelihood * impact as score,
    residual_likelihood * residual_impact as residual_score,
    case when status <> 'closed' then due_date + 1 end as overdue_from
from risks_versions($as_at, $ledger_version)
where greatest(valid_from, raised_date) <= $as_at and greatest(valid_from, raised_date) < valid_to
