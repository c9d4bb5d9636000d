-- Capital by component and month: a page of the rows behind what was budgeted and spent.
-- One row per component and month as at the date, the latest month first.
-- matches: how many rows match in all; total_budget_gbp, total_actual_gbp: the sums over all rows that match.
-- $strand: only this part of the capital business case
-- $limit: how many rows at most
-- $offset: how many rows to pass over first (default: 0)
select
    component,
    month,
    strand,
    budget_gbp,
    committed_gbp,
    actual_gbp,
    forecast_gbp,
    since,
    upload,
    sum(budget_gbp) over () as total_budget_gbp,
    sum(actual_gbp) over () as total_actual_gbp,
    count(*) over () as matches
from spend_at($as_at, $ledger_version)
where $strand is null or strand = $strand
order by month desc, component
limit $limit::bigint offset coalesce($offset::bigint, 0)
