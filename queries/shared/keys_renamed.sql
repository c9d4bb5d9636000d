-- The key that a row has at the as-at date, by each other key that it has had or will have.
-- One row per dataset and key, of a row that some upload renamed, that is not its key at the as-at date, and that no other row has
-- then.
-- latest_key: the key that the row has at the as-at date; a key renamed twice leads to the last one.
-- is_later: the key was first given after the as-at date, so that latest_key is an earlier one.
-- Rows are called by their keys of the day in every query already; this one leads from a key that somebody wrote down.
-- $dataset text: only keys of this dataset
with spells as (
    select dataset, identity, label, valid_from, valid_to
    from name_versions($ledger_version)
    where $dataset is null or dataset = $dataset
),
latest as (
    -- without a name of its own a row is called as it was at first
    select
        dataset,
        identity,
        coalesce(any_value(label) filter (where valid_from <= $as_at and valid_to > $as_at), identity) as latest_key
    from spells
    group by dataset, identity
),
every_key as (
    select distinct dataset, identity, identity as old_key, date '0001-01-01' as valid_from from spells
    union all
    select dataset, identity, label as old_key, valid_from from spells
),
led as (
    select every_key.dataset, every_key.old_key, latest.latest_key, every_key.valid_from
    from every_key
    inner join latest on every_key.dataset = latest.dataset and every_key.identity = latest.identity
    anti join latest as taken on every_key.dataset = taken.dataset and every_key.old_key = taken.latest_key
)
-- of two rows that had a key, the one that had it last by the date; else the one that gets it first
select
    dataset,
    old_key,
    coalesce(
        arg_max(latest_key, valid_from) filter (where valid_from <= $as_at), arg_min(latest_key, valid_from)
    ) as latest_key,
    min(valid_from) > $as_at as is_later
from led
group by dataset, old_key
order by dataset, old_key
