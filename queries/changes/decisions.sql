-- What changed among the decisions since an earlier date: taken, deferred, cancelled, moved, newly planned.
-- One row per decision, scrutiny or engagement and kind of change between the two dates of reports_compared, the most
-- important first. The columns are those that changes_all explains.
-- kind: done, deferred, cancelled, planned (again), slipped and forward (the meeting's date, while it is not done), added,
-- removed, other (title, body, purpose or what it scrutinises), outcome (words only).
-- An item that is reported as done before its date is planned until then: see decisions_dated.
-- uses: reports_compared, uploads_full, decisions_dated
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from
    from decisions_dated as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(status is distinct from lag(status) over by_report, false) as status_changed,
        coalesce(date is distinct from lag(date) over by_report, false) as date_changed,
        coalesce(
            hash(title, body, purpose, scrutinises)
            is distinct from lag(hash(title, body, purpose, scrutinises)) over by_report,
            false
        ) as other_changed,
        coalesce(outcome is distinct from lag(outcome) over by_report, false) as outcome_changed
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
        max(reported_on) filter (where date_changed) as date_on,
        max_by(upload, valid_from) filter (where date_changed) as date_upload,
        max(reported_on) filter (where other_changed) as other_on,
        max_by(upload, valid_from) filter (where other_changed) as other_upload,
        max(reported_on) filter (where outcome_changed) as outcome_on,
        max_by(upload, valid_from) filter (where outcome_changed) as outcome_upload
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
        coalesce(pairs.later.title, pairs.earlier.title) as title,
        coalesce(pairs.later.body, pairs.earlier.body) as said_body,
        rtrim(trim(coalesce(pairs.later.title, pairs.earlier.title)), '.') as said
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'decisions' and removals.removed_on = uploads_full.reporting_date
),
changes as (
    select
        item,
        title,
        later.status as kind,
        case
            when later.status = 'planned' then 64
            when later.status <> 'done' then 81
            when later.purpose = 'decision' then 82
            when later.purpose = 'scrutiny' then 79
            else 62
        end as weight,
        0::double as size,
        said_body
        || case later.status
            when 'done'
                then
                    case later.purpose
                        when 'decision' then ' decided on '
                        when 'scrutiny' then ' scrutinised on '
                        else ' met on '
                    end
                    || strftime(later.date, '%-d %B %Y') 
                    || ': '
                    || said
                    || coalesce('. ' || rtrim(trim(later.outcome), '.'), '')
            when 'planned' then if(later.date < $as_at, ' was', ' is') || ' to take up again on ' || strftime(later.date, '%-d %B %Y') || ': ' || said
            else ' ' || later.status || ' its item of ' || strftime(later.date, '%-d %B %Y') || ': ' || said
        end
        || '.' as sentence,
        null as alike,
        coalesce(status_on, first_on) as reporting_date,
        coalesce(status_upload, first_upload) as upload
    from compared
    where
        is_there
        and later.status is distinct from coalesce(earlier.status, 'planned')
    union all
    select
        item,
        title,
        if(later.date > earlier.date, 'slipped', 'forward'),
        if(later.date > earlier.date, 74, 65),
        (abs(date_diff('day', earlier.date, later.date)))::double,
        '‘' || said || '’ (' || said_body || ')'
        || if(later.date > earlier.date, ' slipped ', ' came forward ')
        || format('{:,}', abs(date_diff('day', earlier.date, later.date)))
        || if(abs(date_diff('day', earlier.date, later.date)) = 1, ' day', ' days')
        || ', from '
        || strftime(earlier.date, '%-d %B %Y')
        || ' to '
        || strftime(later.date, '%-d %B %Y')
        || '.',
        null,
        date_on,
        date_upload
    from compared
    where
        was_there and is_there
        and later.date <> earlier.date
        and later.status <> 'done'
    union all
    select
        item,
        title,
        'added',
        63,
        0::double,
        said_body || if(later.date < $as_at, ' was', ' is') || ' to take up on ' || strftime(later.date, '%-d %B %Y') || ': ' || said || '.',
        '{n} items were planned for meetings.',
        first_on,
        first_upload
    from compared
    where
        not was_there
        and is_there
        and later.status = 'planned'
    union all
    select
        item,
        title,
        'removed',
        55,
        0::double,
        said_body || '''s item of ' || strftime(earlier.date, '%-d %B %Y') || ' was removed: ' || said || '.',
        '{n} items of meetings were removed.',
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
        28,
        0::double,
        'The item of '
        || strftime(later.date, '%-d %B %Y')
        || ' is now: '
        || said_body
        || ', '
        || later.purpose
        || ', '
        || said
        || '.',
        '{n} items of meetings were described anew.',
        other_on,
        other_upload
    from compared
    where
        was_there and is_there
        and (
            later.title <> earlier.title
            or later.body <> earlier.body
            or later.purpose <> earlier.purpose
            or later.scrutinises is distinct from earlier.scrutinises
        )
    union all
    select
        item,
        title,
        'outcome',
        32,
        0::double,
        'What came of ‘'
        || said
        || '’: '
        || coalesce(rtrim(trim(later.outcome), '.'), 'nothing is recorded any more')
        || '.',
        null,
        outcome_on,
        outcome_upload
    from compared
    where
        was_there and is_there
        and later.outcome is distinct from earlier.outcome
        and later.status = earlier.status
)
select
    'decisions' as subject,
    kind,
    weight,
    size,
    item as item_id,
    title,
    sentence,
    alike,
    reporting_date,
    upload,
    'overview' as page
from changes
order by weight desc, size desc, item, kind, sentence
