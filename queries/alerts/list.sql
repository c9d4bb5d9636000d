-- The alerts: who is to be told of what.
-- One row per alert as at the date, in the order of their references.
-- since: the reporting date from which it stands as it is; upload: the upload that brought it.
select alert_id, kind, threshold, dataset, reference, owner, since, upload
from alerts_at($as_at, $ledger_version)
order by alert_id
