-- What one upload did: every cell that it filled, changed or took away, as it was known when it was made.
-- One row per cell; event is added, changed or removed. Cells that were and stayed blank are left out.
-- It is the same at any as-at date.
-- $number: the upload's number
with chosen as (
    select dataset, reporting_date
    from uploads_at($ledger_version)
    where number = $number::bigint
),
brought as (
    -- the number alone picks the dataset, and is known before the cells are read
    select row_key, column_name, value
    from cells($number::bigint)
    where upload = $number::bigint and valid_from = (select reporting_date from chosen)
),
replaced as (
    select row_key, column_name, value
    from cells($number::bigint - 1)
    where
        dataset = (select dataset from chosen)
        and valid_from <= (select reporting_date from chosen)
        and valid_to > (select reporting_date from chosen)
),
standing as (
    select distinct row_key
    from cells($number::bigint)
    where
        dataset = (select dataset from chosen)
        and valid_from <= (select reporting_date from chosen)
        and valid_to > (select reporting_date from chosen)
),
replaced_rows as (
    select distinct row_key from replaced
)
select
    coalesce(brought.row_key, replaced.row_key) as row_key,
    coalesce(brought.column_name, replaced.column_name) as column_name,
    replaced.value as before,
    brought.value as after,
    case
        when brought.row_key is null then 'removed'
        when replaced_rows.row_key is null then 'added'
        else 'changed'
    end as event
from brought
full join replaced on brought.row_key = replaced.row_key and brought.column_name = replaced.column_name
left join replaced_rows on brought.row_key = replaced_rows.row_key
where
    (brought.row_key is not null or replaced.row_key not in (select standing.row_key from standing))
    and brought.value is distinct from replaced.value
order by list_position(['removed', 'changed', 'added'], event), row_key, column_name
