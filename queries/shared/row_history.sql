-- How every field of one row changed, when, and by which upload.
-- One row per change of one cell up to the as-at date, newest first.
-- event: added (the row came in: before is null), changed, or removed (the row was left out: after is null).
-- A blank cell of an added or a removed row is no change. Uploads since withdrawn leave no trace.
-- upload, uploaded_by, uploaded_at, file_name: the upload that brought the change; of a removal, the full upload of
-- that reporting date which lacked the row.
-- A row that was renamed is the same row: its history follows it, and the new key is a change of its key.
-- $dataset text: the dataset's name
-- $row_key text: the row's key; the parts of a composite key joined by ' · '; a key that the row had before leads to it as well
-- uses: keys_renamed
with asked as (
    select coalesce(
        (select latest_key from keys_renamed where old_key = $row_key::varchar), $row_key::varchar
    ) as row_key
),
row_names as (
    -- what the row was called, and the name that it had before
    select
        *,
        coalesce(lag(label) over (partition by identity order by valid_from), identity) as label_before,
        last_value(label) over (
            partition by identity order by valid_from rows between unbounded preceding and unbounded following
        ) as latest_label
    from name_versions($ledger_version)
    where dataset = $dataset and valid_from <= $as_at
),
own_names as (
    select row_names.*
    from row_names, asked
    where asked.row_key = latest_label or starts_with(asked.row_key, latest_label || ' · ')
),
row_cells as (
    -- the key is shown as it was called first: what it was called later are changes of their own, below
    select
        cells.column_name,
        coalesce(first_names.identity, cells.value) as value,
        cells.valid_from,
        cells.valid_to,
        cells.upload
    from cells($as_at, $ledger_version) as cells
    left join (select distinct key_column, identity from own_names) as first_names
        on cells.column_name = first_names.key_column
    where cells.dataset = $dataset and cells.row_key = (select row_key from asked) and cells.valid_from <= $as_at
),
row_versions as (
    select
        *,
        lag(valid_to) over spell = valid_from as follows_on,
        lead(valid_from) over spell = valid_to as is_followed
    from (select distinct valid_from, valid_to, upload from row_cells)
    window spell as (order by valid_from)
),
every_cell as (
    -- a blank cell has to be there as well, so that filling it and emptying it are seen as changes
    select row_versions.*, row_columns.column_name, row_cells.value
    from row_versions
    cross join (select distinct column_name from row_cells) as row_columns
    left join row_cells
        on
            row_versions.valid_from = row_cells.valid_from
            and row_columns.column_name = row_cells.column_name
),
compared_cells as (
    select *, lag(value) over (partition by column_name order by valid_from) as value_before
    from every_cell
),
cell_changes as (
    select
        valid_from as reporting_date,
        column_name,
        case when follows_on then value_before end as before,
        value as after,
        upload,
        if(coalesce(follows_on, false), 'changed', 'added') as event
    from compared_cells
    where if(coalesce(follows_on, false), value is distinct from value_before, value is not null)
    union all
    select valid_from, key_column, label_before, label, upload, 'changed' from own_names
    union all
    select
        compared_cells.valid_to,
        compared_cells.column_name,
        compared_cells.value,
        null,
        (
            select max(removals.number)
            from uploads_at($ledger_version) as removals
            where
                removals.dataset = $dataset
                and removals.reporting_date = compared_cells.valid_to
                and removals.mode = 'full'
                and not removals.withdrawn
        ),
        'removed'
    from compared_cells
    where
        compared_cells.valid_to <= $as_at
        and not coalesce(compared_cells.is_followed, false)
        and compared_cells.value is not null
)
select
    cell_changes.reporting_date,
    cell_changes.column_name,
    cell_changes.before,
    cell_changes.after,
    cell_changes.upload,
    uploads.uploaded_by,
    uploads.uploaded_at,
    uploads.file_name,
    cell_changes.event
from cell_changes
left join uploads_at($ledger_version) as uploads on cell_changes.upload = uploads.number
order by cell_changes.reporting_date desc, cell_changes.event = 'removed', cell_changes.column_name
