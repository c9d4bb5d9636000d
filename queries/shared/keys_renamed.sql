-- The key that a renamed row has at the as-at date, by each key that it had before.
-- One row per dataset and key that was given up by an upload up to the as-at date, and that no other row has taken since.
-- latest_key: the key that the row has now; a key renamed twice leads to the last one.
-- Rows are called by their latest keys in every query already; this one leads from a key that somebody wrote down.
-- $dataset text: only keys of this dataset
with spells as (
    select dataset, identity, label, valid_from, valid_to
    from name_versions($ledger_version)
    where valid_from <= $as_at
),
latest as (
    select dataset, identity, label as latest_key from spells where valid_to > $as_at
),
given_up as (
    select dataset, identity, identity as old_key, date '0001-01-01' as valid_from from spells
    union all
    select dataset, identity, label as old_key, valid_from from spells
)
select given_up.dataset, given_up.old_key, arg_max(latest.latest_key, given_up.valid_from) as latest_key
from given_up
inner join latest on given_up.dataset = latest.dataset and given_up.identity = latest.identity
anti join latest as taken on given_up.dataset = taken.dataset and given_up.old_key = taken.latest_key
where $dataset is null or given_up.dataset = $dataset
group by given_up.dataset, given_up.old_key
order by given_up.dataset, given_up.old_key
