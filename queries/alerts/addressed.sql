-- To whom what is addressed: rows to their own owner, the others to the owners of the alerts that look at them.
-- One row per role and thing, in alphabetical order of the roles. item_id: the row; null for every row of the dataset.
-- is_own: the row names the role as its owner, so that no alert's owner is told of it.
-- An alert that names no list looks at those that its kind has something of (see alerts_things); one that waits for reports of
-- every list makes nobody the one who is told of their rows.
with kinds as (
    select
        unnest(
            [
                'odds_below', 'slip_beyond', 'slip_beyond', 'slip_beyond', 'red', 'red', 'overdue', 'overdue', 'overdue',
                'overdue', 'overdue'
            ]
        ) as kind,
        unnest(
            [
                'gateways', 'gateways', 'waves', 'migrations', 'gateways', 'risks', 'risks', 'gateway_criteria', 'decisions',
                'migrations', 'benefits'
            ]
        ) as dataset
),
benefits_now as (
    select * from benefits_at($as_at, $ledger_version)
),
things as (
    select owner as role, 'risks' as dataset, risk_id as item_id, true as is_own
    from risks_at($as_at, $ledger_version)
    union all
    select owner, 'benefits', benefit_id, true from benefits_now
    union all
    select benefits_now.owner, 'benefit_values', amounts.row_key, true
    from benefit_values_at($as_at, $ledger_version) as amounts
    inner join benefits_now on amounts.benefit_id = benefits_now.benefit_id
    union all
    select alerts.owner, coalesce(alerts.dataset, kinds.dataset), alerts.reference, false
    from alerts_at($as_at, $ledger_version) as alerts
    left join kinds on alerts.dataset is null and alerts.kind = kinds.kind
    where coalesce(alerts.dataset, kinds.dataset) is not null
)
select distinct role, dataset, item_id, is_own
from things
where role is not null
order by role, dataset, item_id nulls first, is_own
