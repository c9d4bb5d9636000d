-- Capital by component and month: a page of the rows behind what was budgeted and spent.
-- One row per component and month as at the date, the latest month first.
-- matches: how many rows match in all; total_budget_gbp, total_actual_gbp: the sums over all rows that match.
-- The three are counted beside the rows and not by a window over them: DuckDB 1.5.5 at times fails in windows over
-- filtered rows (duckdb/duckdb#25713).
-- uses: spend_counted
-- $strand text: only this part of the capital business case
-- $component text: only this component
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
with matching_spend as (
    select *, valid_from as since
    from spend_counted
    where
        valid_to > $as_at
        and ($strand is null or strand = $strand)
        and ($component is null or component = $component)
)
select
    component,
    month,
    strand,
    budget_gbp,
    committed_gbp,
    actual_gbp,
    forecast_gbp,
    variance_reason,
    since,
    upload,
    (select sum(budget_gbp) from matching_spend) as total_budget_gbp,
    (select sum(actual_gbp) from matching_spend) as total_actual_gbp,
    (select count(*) from matching_spend) as matches
from matching_spend
order by month desc, component
limit $limit::bigint offset coalesce($offset::bigint, 0)
