-- Every version of every gateway criterion up to the as-at date, with whether it counts, is met, and when it is overdue.
-- One row per criterion and spell in which its row stayed the same; filter valid_from <= day < valid_to for one day.
-- is_counted: not waived; a waived criterion counts neither for nor against.
-- is_met: the status is met.
-- overdue_from: the first day on which the criterion is overdue, the day after it was due; null when it is met,
-- waived or has no due date. Overdue at a day: overdue_from is on or before it. The rule stands here and nowhere else.
-- In no order: it is made to be used by other queries, and sorting every version would cost more than they do.
select
    *,
    status <> 'waived' as is_counted,
    status = 'met' as is_met,
    case when status not in ('met', 'waived') then due_date + 1 end as overdue_from
from gateway_criteria_versions($ledger_version)
where valid_from <= $as_at
