-- The score of each option on each criterion, as uploaded: the rows behind the appraisal.
-- One row per option and criterion as at the date, by option and criterion.
-- matches: how many rows match in all, counted beside the rows as in spend_list.
-- $option text: only this option
-- $limit integer: how many rows at most
-- $offset integer = 0: how many rows to pass over first
with matching_scores as (
    select * from vehicle_options_at($as_at, $ledger_version) where $option is null or option = $option
)
select
    option,
    criterion,
    weight,
    score,
    cost_gbp,
    rationale,
    since,
    upload,
    (select count(*) from matching_scores) as matches
from matching_scores
order by option, criterion
limit $limit::bigint offset coalesce($offset::bigint, 0)
