-- What one upload did: every cell that it filled, changed or took away, as it was known when it was made.
-- One row per cell; event is added, changed or removed. Cells that were and stayed blank are left out.
-- $number: the upload's number
with chosen as (
    select number, dataset, reporting_date
    from uploads_at($ledger_version)
    where number = $number::bigint and (reporting_date <= $as_at or $as_at is not null)
),

brought as (
    select c.row_key, c.column_name, c.value
    from cells($number::bigint) as c
    inner join chosen as u on c.dataset = u.dataset and c.upload = u.number and c.valid_from = u.reporting_date
),

replaced as (
    select c.row_key, c.column_name, c.value
    from cells($number::bigint - 1) as c
    inner join chosen as u
        on c.dataset = u.dataset and c.valid_from <= u.reporting_date and c.valid_to > u.reporting_date
),

standing as (
    select distinct c.row_key
    from cells($number::bigint) as c
    inner join chosen as u
        on c.dataset = u.dataset and c.valid_from <= u.reporting_date and c.valid_to > u.reporting_date
)

select
    coalesce(b.row_key, r.row_key) as row_key,
    coalesce(b.column_name, r.column_name) as column_name,
    r.value as before,
    b.value as after,
    case
        when b.row_key is null then 'removed'
        when k.row_key is null then 'added'
        else 'changed'
    end as event
from brought as b
full join replaced as r on b.row_key = r.row_key and b.column_name = r.column_name
left join (select distinct row_key from replaced) as k on b.row_key = k.row_key
where
    (b.row_key is not null or r.row_key not in (select row_key from standing))
    and b.value is distinct from r.value
order by case event when 'removed' then 1 when 'changed' then 2 else 3 end, row_key, column_name
