-- What one upload did: updates_changes, which says of which dataset and day it is. With both given, no other dataset is read.
-- One row per cell; event is added, changed or removed. Cells that were and stayed blank are left out.
-- It is the same at any as-at date.
-- $number integer: the upload's number
-- $dataset text: its dataset
-- $reported date: its reporting date
with after_cells as (
    select row_key, identity, column_name, value, valid_from, upload
    from cells($reported::date, $number::bigint)
    where
        dataset = $dataset::varchar
        and valid_from <= $reported::date
        and valid_to > $reported::date
),
renamed as (
    select key_column, label
    from name_versions($number::bigint)
    where upload = $number::bigint and dataset = $dataset::varchar
),
brought as (
    select row_key, identity, column_name, value
    from after_cells
    where upload = $number::bigint and valid_from = $reported::date
    union
    select after_cells.row_key, after_cells.identity, after_cells.column_name, after_cells.value
    from after_cells
    inner join renamed on after_cells.column_name = renamed.key_column and after_cells.value = renamed.label
),
replaced as (
    select row_key, identity, column_name, value
    from cells($reported::date, $number::bigint - 1)
    where
        dataset = $dataset::varchar
        and valid_from <= $reported::date
        and valid_to > $reported::date
),
standing as (
    select distinct identity from after_cells
),
replaced_rows as (
    select distinct identity from replaced
)
select
    coalesce(brought.row_key, replaced.row_key) as row_key,
    coalesce(brought.column_name, replaced.column_name) as column_name,
    replaced.value as before,
    brought.value as after,
    case
        when brought.identity is null then 'removed'
        when replaced_rows.identity is null then 'added'
        else 'changed'
    end as event
from brought
full join replaced on brought.identity = replaced.identity and brought.column_name = replaced.column_name
left join replaced_rows on brought.identity = replaced_rows.identity
where
    (brought.identity is not null or replaced.identity not in (select standing.identity from standing))
    and brought.value is distinct from replaced.value
order by list_position(['removed', 'changed', 'added'], event), row_key, column_name
