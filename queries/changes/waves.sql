-- What changed among the waves since an earlier date: finishes and starts that moved, waves added and removed.
-- One row per wave and kind of change between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains.
-- kind: slipped and forward (the finish), start (moved either way), rebaselined, added, removed, other (name, place in the
-- order, departments).
-- uses: reports_compared, uploads_full
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from
    from waves_versions($as_at, $ledger_version) as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(
            coalesce(forecast_finish, baseline_finish)
            is distinct from lag(coalesce(forecast_finish, baseline_finish)) over by_report,
            false
        ) as finish_changed,
        coalesce(
            coalesce(forecast_start, baseline_start)
            is distinct from lag(coalesce(forecast_start, baseline_start)) over by_report,
            false
        ) as start_changed,
        coalesce(
            hash(baseline_start, baseline_finish)
            is distinct from lag(hash(baseline_start, baseline_finish)) over by_report,
            false
        ) as baseline_changed,
        coalesce(
            hash(name, sequence, departments)
            is distinct from lag(hash(name, sequence, departments)) over by_report,
            false
        ) as other_changed
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
        max(valid_from) filter (where finish_changed) as finish_on,
        max_by(upload, valid_from) filter (where finish_changed) as finish_upload,
        max(valid_from) filter (where start_changed) as start_on,
        max_by(upload, valid_from) filter (where start_changed) as start_upload,
        max(valid_from) filter (where baseline_changed) as baseline_on,
        max_by(upload, valid_from) filter (where baseline_changed) as baseline_upload,
        max(valid_from) filter (where other_changed) as other_on,
        max_by(upload, valid_from) filter (where other_changed) as other_upload
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
        coalesce(pairs.later.name, pairs.earlier.name) as title,
        coalesce(pairs.later.forecast_finish, pairs.later.baseline_finish) as finish_now,
        coalesce(pairs.earlier.forecast_finish, pairs.earlier.baseline_finish) as finish_before,
        coalesce(pairs.later.forecast_start, pairs.later.baseline_start) as start_now,
        coalesce(pairs.earlier.forecast_start, pairs.earlier.baseline_start) as start_before
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'waves' and removals.removed_on = uploads_full.reporting_date
),
changes as (
    select
        item,
        title,
        if(finish_now > finish_before, 'slipped', 'forward') as kind,
        if(finish_now > finish_before, 68, 58) as weight,
        (abs(date_diff('day', finish_before, finish_now)))::double as size,
        'The finish of wave ' || item || ', ' || title || ','
        || if(finish_now > finish_before, ' slipped ', ' came forward ')
        || format('{:,}', abs(date_diff('day', finish_before, finish_now)))
        || if(abs(date_diff('day', finish_before, finish_now)) = 1, ' day', ' days')
        || ', from '
        || strftime(finish_before, '%-d %B %Y')
        || ' to '
        || strftime(finish_now, '%-d %B %Y')
        || '.' as sentence,
        null as alike,
        finish_on as reporting_date,
        finish_upload as upload
    from compared
    where
        was_there and is_there
        and finish_now <> finish_before
    union all
    select
        item,
        title,
        'start',
        40,
        (abs(date_diff('day', start_before, start_now)))::double,
        'The start of wave ' || item || ', ' || title || ','
        || if(start_now > start_before, ' slipped ', ' came forward ')
        || format('{:,}', abs(date_diff('day', start_before, start_now)))
        || if(abs(date_diff('day', start_before, start_now)) = 1, ' day', ' days')
        || ', from '
        || strftime(start_before, '%-d %B %Y')
        || ' to '
        || strftime(start_now, '%-d %B %Y')
        || '.',
        null,
        start_on,
        start_upload
    from compared
    where
        was_there and is_there
        and start_now <> start_before
    union all
    select
        item,
        title,
        'rebaselined',
        60,
        (abs(date_diff('day', earlier.baseline_finish, later.baseline_finish)))::double,
        'The baseline of wave '
        || item
        || ', '
        || title
        || ', was changed: from '
        || strftime(earlier.baseline_start, '%-d %B %Y')
        || ' to '
        || strftime(earlier.baseline_finish, '%-d %B %Y')
        || ' it became '
        || strftime(later.baseline_start, '%-d %B %Y')
        || ' to '
        || strftime(later.baseline_finish, '%-d %B %Y')
        || '.',
        null,
        baseline_on,
        baseline_upload
    from compared
    where
        was_there and is_there
        and (later.baseline_start <> earlier.baseline_start or later.baseline_finish <> earlier.baseline_finish)
    union all
    select
        item,
        title,
        'added',
        51,
        0::double,
        'Wave '
        || item
        || ', '
        || title
        || ', was added, to finish by '
        || strftime(finish_now, '%-d %B %Y')
        || '.',
        '{n} waves were added.',
        first_on,
        first_upload
    from compared
    where
        not was_there
        and is_there
    union all
    select
        item,
        title,
        'removed',
        53,
        0::double,
        'Wave ' || item || ', ' || title || ', was removed.',
        '{n} waves were removed.',
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
        20,
        0::double,
        'Wave ' || item || ' is now: ' || later.sequence || ', ' || title || ', with ' || later.departments || '.',
        '{n} waves were described anew.',
        other_on,
        other_upload
    from compared
    where
        was_there and is_there
        and (
            later.name <> earlier.name or later.sequence <> earlier.sequence or later.departments <> earlier.departments
        )
)
select
    'waves' as subject,
    kind,
    weight,
    size,
    item as item_id,
    title,
    sentence,
    alike,
    reporting_date,
    upload,
    'migration' as page
from changes
order by weight desc, size desc, item, kind, sentence
