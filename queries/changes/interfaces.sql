-- What changed among the interfaces since an earlier date.
-- One row per interface and kind of change between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains.
-- kind: added, removed, other (between which applications, how or how often), description (words only).
-- uses: reports_compared, uploads_full
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from
    from interfaces_versions($as_at, $ledger_version) as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(
            hash(source_application_id, target_application_id, method, frequency)
            is distinct from lag(hash(source_application_id, target_application_id, method, frequency)) over by_report,
            false
        ) as flow_changed,
        coalesce(description is distinct from lag(description) over by_report, false) as description_changed
    from versions
    window by_report as (partition by item order by valid_from)
),
brought as (
    select
        item,
        max(valid_from) as latest_on,
        max_by(upload, valid_from) as latest_upload,
        min(valid_from) as first_on,
        min_by(upload, valid_from) as first_upload,
        max(valid_from) filter (where flow_changed) as flow_on,
        max_by(upload, valid_from) filter (where flow_changed) as flow_upload,
        max(valid_from) filter (where description_changed) as description_on,
        max_by(upload, valid_from) filter (where description_changed) as description_upload
    from followed
    where valid_from > looked_from
    group by item
),
pairs as (
    select
        coalesce(later.item, earlier.item) as item,
        earlier,
        later,
        earlier.row_key is not null as was_there,
        later.row_key is not null as is_there
    from (select * from versions where valid_to > $as_at) as later
    full join (select * from versions where valid_from <= looked_from) as earlier on later.item = earlier.item
),
removals as (
    select pairs.item, max(versions.valid_to) as removed_on
    from pairs
    inner join versions on pairs.item = versions.item
    where not pairs.is_there
    group by pairs.item
),
compared as (
    select
        pairs.*,
        brought.* exclude (item),
        removals.removed_on,
        uploads_full.number as removed_by,
        coalesce(pairs.later.interface_id, pairs.earlier.interface_id) as title
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'interfaces' and removals.removed_on = uploads_full.reporting_date
),
changes as (
    select
        item,
        title,
        'added' as kind,
        23 as weight,
        0::double as size,
        'The interface '
        || title
        || ', from '
        || later.source_application_id
        || ' to '
        || later.target_application_id
        || ', was added.' as sentence,
        '{n} interfaces were added.' as alike,
        first_on as reporting_date,
        first_upload as upload
    from compared
    where
        not was_there
        and is_there
    union all
    select
        item,
        title,
        'removed',
        22,
        0::double,
        'The interface '
        || title
        || ', from '
        || earlier.source_application_id
        || ' to '
        || earlier.target_application_id
        || ', was removed.',
        '{n} interfaces were removed.',
        removed_on,
        removed_by
    from compared
    where
        was_there
        and not is_there
    union all
    select
        item,
        title,
        'other',
        11,
        0::double,
        'The interface '
        || title
        || ' now runs from '
        || later.source_application_id
        || ' to '
        || later.target_application_id
        || coalesce(' by ' || later.method, '')
        || coalesce(', ' || replace(later.frequency, '_', ' '), '')
        || '.',
        '{n} interfaces were changed.',
        flow_on,
        flow_upload
    from compared
    where
        was_there and is_there
        and (
            later.source_application_id <> earlier.source_application_id
            or later.target_application_id <> earlier.target_application_id
            or later.method is distinct from earlier.method
            or later.frequency is distinct from earlier.frequency
        )
    union all
    select
        item,
        title,
        'description',
        3,
        0::double,
        'The description of the interface ' || title || ' was changed.',
        'The descriptions of {n} interfaces were changed.',
        description_on,
        description_upload
    from compared
    where
        was_there and is_there
        and later.description is distinct from earlier.description
)
select
    'interfaces' as subject,
    kind,
    weight,
    size,
    item as item_id,
    title,
    sentence,
    alike,
    reporting_date,
    upload,
    'inventory' as page
from changes
order by weight desc, size desc, item, kind, sentence
