-- Whom alerts may be addressed to.
-- One row per role that owns an alert, a risk or a benefit as at the date, in alphabetical order.
with owners as (
    select owner from alerts_at($as_at, $ledger_version)
    union
    select owner from risks_at($as_at, $ledger_version)
    union
    select owner from benefits_at($as_at, $ledger_version)
)
select owner
from owners
where owner is not null
order by owner
