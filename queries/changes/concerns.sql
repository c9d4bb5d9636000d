-- What changed among the partners' concerns since an earlier date: raised, answered, closed, opened again.
-- One row per concern and kind of change between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains.
-- kind: raised, reopened, answered, closed, removed, reworded (the concern, its theme or whose it is), response (words).
-- uses: reports_compared, uploads_full, concerns_raised
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from
    from concerns_raised as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(status is distinct from lag(status) over by_report, false) as status_changed,
        coalesce(
            hash(concern, theme, partner_id)
            is distinct from lag(hash(concern, theme, partner_id)) over by_report,
            false
        ) as wording_changed,
        coalesce(response is distinct from lag(response) over by_report, false) as response_changed
    from versions
    window by_report as (partition by item order by valid_from)
),
brought as (
    select
        item,
        max(reported_on) as latest_on,
        max_by(upload, valid_from) as latest_upload,
        min(reported_on) as first_on,
        min_by(upload, valid_from) as first_upload,
        max(reported_on) filter (where status_changed) as status_on,
        max_by(upload, valid_from) filter (where status_changed) as status_upload,
        max(reported_on) filter (where wording_changed) as wording_on,
        max_by(upload, valid_from) filter (where wording_changed) as wording_upload,
        max(reported_on) filter (where response_changed) as response_on,
        max_by(upload, valid_from) filter (where response_changed) as response_upload
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
partners as (
    select partner_id, max_by(name, valid_from) as name
    from partners_versions($as_at, $ledger_version)
    where valid_from <= $as_at
    group by partner_id
),
compared as (
    select
        pairs.*,
        brought.* exclude (item),
        removals.removed_on,
        uploads_full.number as removed_by,
        coalesce(partners.name, pairs.later.partner_id, pairs.earlier.partner_id) as title,
        rtrim(trim(coalesce(pairs.later.concern, pairs.earlier.concern)), '.') as said
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'partner_concerns' and removals.removed_on = uploads_full.reporting_date
    left join partners on coalesce(pairs.later.partner_id, pairs.earlier.partner_id) = partners.partner_id
),
changes as (
    select
        item,
        title,
        'raised' as kind,
        71 as weight,
        0::double as size,
        title
        || ' raised a concern about '
        || later.theme
        || ' on '
        || strftime(later.raised_date, '%-d %B %Y')
        || ': '
        || said
        || case later.status
            when 'answered' then '. It has been answered.'
            when 'closed' then '. It has been closed.'
            else '.'
        end as sentence,
        title || ' raised {n} concerns.' as alike,
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
        'reopened',
        68,
        0::double,
        'A concern of ' || title || ' about ' || later.theme || ' is open again: ' || said || '.',
        '{n} concerns of ' || title || ' are open again.',
        status_on,
        status_upload
    from compared
    where
        was_there and is_there
        and later.status = 'open'
        and earlier.status <> 'open'
    union all
    select
        item,
        title,
        'answered',
        61,
        0::double,
        'A concern of ' || title || ' about ' || later.theme || ' was answered: ' || said || '.',
        '{n} concerns of ' || title || ' were answered.',
        status_on,
        status_upload
    from compared
    where
        was_there and is_there
        and later.status = 'answered'
        and earlier.status <> 'answered'
    union all
    select
        item,
        title,
        'closed',
        54,
        0::double,
        'A concern of ' || title || ' about ' || later.theme || ' was closed: ' || said || '.',
        '{n} concerns of ' || title || ' were closed.',
        status_on,
        status_upload
    from compared
    where
        was_there and is_there
        and later.status = 'closed'
        and earlier.status <> 'closed'
    union all
    select
        item,
        title,
        'removed',
        43,
        0::double,
        'A concern of ' || title || ' was removed: ' || said || '.',
        '{n} concerns of ' || title || ' were removed.',
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
        'reworded',
        18,
        0::double,
        'A concern of ' || title || ' was put in other words: ' || said || '.',
        '{n} concerns of ' || title || ' were put in other words.',
        wording_on,
        wording_upload
    from compared
    where
        was_there and is_there
        and (
            later.concern <> earlier.concern or later.theme <> earlier.theme or later.partner_id <> earlier.partner_id
        )
    union all
    select
        item,
        title,
        'response',
        8,
        0::double,
        'The answer to a concern of ' || title || ' was changed: ' || said || '.',
        'The answers to {n} concerns of ' || title || ' were changed.',
        response_on,
        response_upload
    from compared
    where
        was_there and is_there
        and later.response is distinct from earlier.response
        and later.status = earlier.status
)
select
    'concerns' as subject,
    kind,
    weight,
    size,
    item as item_id,
    title,
    sentence,
    alike,
    reporting_date,
    upload,
    'partners' as page
from changes
order by weight desc, size desc, item, kind, sentence
