-- How every field of one row changed, when, and by which upload.
-- One row per change of one cell up to the as-at date, newest first.
-- event: added (the row came in: before is null), changed, or removed (the row was left out: after is null).
-- A blank cell of an added or a removed row is no change. Uploads since withdrawn leave no trace.
-- upload, uploaded_by, uploaded_at, file_name: the upload that brought the change; of a removal, the full upload of
-- that reporting date which lacked the row.
-- A row that was renamed is the same row: its history follows it, and the new key is a change of its key. So is, in a row of any
-- dataset, the new key of a row that it refers to; what a cell held is called as it was on that day.
-- $dataset text: the dataset's name
-- $row_key text: the row's key; the parts of a composite key joined by ' · '; a key that the row had before leads to it as well
-- uses: keys_renamed
with asked as (
    select coalesce(
        (select latest_key from keys_renamed where old_key = $row_key::varchar), $row_key::varchar
    ) as row_key
),
spaces as (
    -- the dataset whose names a column holds
    select column_name, space
    from (
        values
            ('applications', 'successor_application_id', 'applications'),
            ('applications', 'application_id', 'applications'),
            ('interfaces', 'source_application_id', 'applications'),
            ('interfaces', 'target_application_id', 'applications'), ('interfaces', 'interface_id', 'interfaces'),
            ('waves', 'wave_id', 'waves'), ('migrations', 'application_id', 'applications'),
            ('migrations', 'wave_id', 'waves'), ('gateways', 'gateway_id', 'gateways'),
            ('gateway_criteria', 'gateway_id', 'gateways'), ('gateway_criteria', 'partner_id', 'partners'),
            ('gateway_criteria', 'criterion_id', 'gateway_criteria'), ('partners', 'partner_id', 'partners'),
            ('partner_concerns', 'partner_id', 'partners'), ('partner_concerns', 'concern_id', 'partner_concerns'),
            ('services', 'service_id', 'services'), ('spend', 'component', 'spend'),
            ('benefits', 'partner_id', 'partners'), ('benefits', 'benefit_id', 'benefits'),
            ('benefit_values', 'benefit_id', 'benefits'), ('risks', 'partner_id', 'partners'),
            ('risks', 'gateway_id', 'gateways'), ('risks', 'risk_id', 'risks'),
            ('decisions', 'scrutinises', 'decisions'), ('decisions', 'decision_id', 'decisions'),
            ('alerts', 'alert_id', 'alerts')
    ) as names_held (dataset, column_name, space)
    where dataset = $dataset
),
row_names as (
    -- what was renamed, and what it had been called before
    select
        *,
        coalesce(lag(label) over (partition by dataset, identity order by valid_from), identity) as label_before
    from name_versions($ledger_version)
    where valid_from <= $as_at and dataset in (select space from spaces)
),
row_cells as (
    -- what has a name is compared by what it was called first, which no renaming changes
    select
        cells.column_name,
        coalesce(row_names.identity, cells.value) as value,
        cells.valid_from,
        cells.valid_to,
        cells.upload
    from cells($as_at, $ledger_version) as cells
    left join spaces on cells.column_name = spaces.column_name
    left join row_names
        on spaces.space = row_names.dataset and cells.value = row_names.label and row_names.valid_to > $as_at
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
    -- a renaming, where the cell held what was renamed before and after it
    select row_names.valid_from, ended.column_name, row_names.label_before, row_names.label, row_names.upload, 'renamed'
    from row_names
    inner join spaces on row_names.dataset = spaces.space
    inner join row_cells as ended
        on
            spaces.column_name = ended.column_name
            and row_names.identity = ended.value
            and ended.valid_from < row_names.valid_from
            and ended.valid_to >= row_names.valid_from
    inner join row_cells as begun
        on
            spaces.column_name = begun.column_name
            and row_names.identity = begun.value
            and begun.valid_from <= row_names.valid_from
            and begun.valid_to > row_names.valid_from
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
),
called as (
    select
        cell_changes.* replace (
            coalesce(names_then.label, cell_changes.before) as before,
            coalesce(names_now.label, cell_changes.after) as after
        )
    from cell_changes
    left join spaces on cell_changes.column_name = spaces.column_name and cell_changes.event <> 'renamed'
    left join row_names as names_then
        on
            spaces.space = names_then.dataset
            and cell_changes.before = names_then.identity
            and names_then.valid_from < cell_changes.reporting_date
            and names_then.valid_to >= cell_changes.reporting_date
    left join row_names as names_now
        on
            spaces.space = names_now.dataset
            and cell_changes.after = names_now.identity
            and names_now.valid_from <= cell_changes.reporting_date
            and names_now.valid_to > cell_changes.reporting_date
)
select
    called.reporting_date,
    called.column_name,
    called.before,
    called.after,
    called.upload,
    uploads.uploaded_by,
    uploads.uploaded_at,
    uploads.file_name,
    if(called.event = 'renamed', 'changed', called.event) as event
from called
left join uploads_at($ledger_version) as uploads on called.upload = uploads.number
order by called.reporting_date desc, called.event = 'removed', called.column_name
