-- The last time a scrutiny panel met before the as-at date: what ‘since the last panel’ means.
-- One row at most: the latest item whose purpose is scrutiny and whose status is done, dated before the as-at date.
-- A meeting on the as-at date itself is the one that is being prepared for. date: to be given as $since to what changed.
select decision_id, title, body, date, outcome, since, upload
from decisions_at($as_at, $ledger_version)
where purpose = 'scrutiny' and status = 'done' and date < $as_at
order by date desc, decision_id
limit 1
