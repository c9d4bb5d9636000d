-- What changed among the migrations since an earlier date: moves, stages, slips, blockers, things added and removed.
-- One row per migration and kind of change between the two dates of reports_compared, the most important first; and one
-- for them all, progress.
-- The columns are those that changes_all explains.
-- kind: progress (how many moved in all, when there are several), moved, unmoved (no longer reported as migrated), blocked,
-- unblocked, slipped, forward, rebaselined, stage, back (to an earlier stage), wave, added, removed.
-- A migration that has moved is not said to have slipped or changed stage as well.
-- uses: reports_compared, uploads_full, migrations_dated, migrations_listed
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from
    from migrations_dated as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(stage is distinct from lag(stage) over by_report, false) as stage_changed,
        coalesce(actual_date is distinct from lag(actual_date) over by_report, false) as actual_changed,
        coalesce(blocker is distinct from lag(blocker) over by_report, false) as blocker_changed,
        coalesce(
            coalesce(forecast_date, baseline_date)
            is distinct from lag(coalesce(forecast_date, baseline_date)) over by_report,
            false
        ) as expected_changed,
        coalesce(baseline_date is distinct from lag(baseline_date) over by_report, false) as baseline_changed,
        coalesce(wave_id is distinct from lag(wave_id) over by_report, false) as wave_changed
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
        max(valid_from) filter (where stage_changed) as stage_on,
        max_by(upload, valid_from) filter (where stage_changed) as stage_upload,
        max(valid_from) filter (where actual_changed) as actual_on,
        max_by(upload, valid_from) filter (where actual_changed) as actual_upload,
        max(valid_from) filter (where blocker_changed) as blocker_on,
        max_by(upload, valid_from) filter (where blocker_changed) as blocker_upload,
        max(valid_from) filter (where expected_changed) as expected_on,
        max_by(upload, valid_from) filter (where expected_changed) as expected_upload,
        max(valid_from) filter (where baseline_changed) as baseline_on,
        max_by(upload, valid_from) filter (where baseline_changed) as baseline_upload,
        max(valid_from) filter (where wave_changed) as wave_on,
        max_by(upload, valid_from) filter (where wave_changed) as wave_upload
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
listed as (
    select application_id, max_by(name, valid_from) as name, max_by(department, valid_from) as department
    from applications_versions($as_at, $ledger_version)
    where valid_from <= $as_at
    group by application_id
),
compared as (
    select
        pairs.*,
        brought.* exclude (item),
        removals.removed_on,
        uploads_full.number as removed_by,
        coalesce(applications.name, pairs.item) as title,
        coalesce(applications.department, 'departments that are not in the inventory') as department,
        coalesce(pairs.later.migrated_on <= $as_at, false) as has_moved,
        coalesce(pairs.earlier.migrated_on <= pairs.earlier.looked_from, false) as had_moved,
        coalesce(pairs.later.forecast_date, pairs.later.baseline_date) as expected_now,
        coalesce(pairs.earlier.forecast_date, pairs.earlier.baseline_date) as expected_before,
        list_position(
            ['not_started', 'discovery', 'build', 'test', 'ready', 'migrated', 'decommissioned'],
            pairs.later.stage
        ) as stage_now,
        list_position(
            ['not_started', 'discovery', 'build', 'test', 'ready', 'migrated', 'decommissioned'],
            pairs.earlier.stage
        ) as stage_before
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'migrations' and removals.removed_on = uploads_full.reporting_date
    left join listed as applications on pairs.item = applications.application_id
),
outside as (
    select count(*) as migrated_outside from migrations_listed where is_migrated and not in_scope
),
changes as (
    select
        'all' as item,
        'Migration' as title,
        'progress' as kind,
        85 as weight,
        count(*)::double as size,
        format('{:,}', count(*))
        || ' applications moved'
        || case
            when count(*) = (select count(*) from compared where has_moved) then ', the first to do so.'
            else '; ' || format('{:,}', (select count(*) from compared where has_moved)) || ' have moved in all'
                || case
                    when (select migrated_outside from outside) > 0
                        then ', ' || format('{:,}', (select migrated_outside from outside)) || ' of them out of scope'
                    else ''
                end
                || '.'
        end as sentence,
        null as alike,
        max(coalesce(actual_on, latest_on, later.valid_from)) as reporting_date,
        max(coalesce(actual_upload, latest_upload, later.upload)) as upload
    from compared
    where is_there and has_moved and not had_moved
    having count(*) > 1
    union all
    select
        item,
        title,
        'moved' as kind,
        70 as weight,
        0::double as size,
        title || ' moved on ' || strftime(later.actual_date, '%-d %B %Y') || '.' as sentence,
        '{n} applications moved in ' || department || '.' as alike,
        coalesce(actual_on, latest_on, later.valid_from) as reporting_date,
        coalesce(actual_upload, latest_upload, later.upload) as upload
    from compared
    where
        is_there
        and has_moved
        and not had_moved
    union all
    select
        item,
        title,
        'unmoved',
        72,
        0::double,
        title || ' is no longer reported as migrated.',
        null,
        stage_on,
        stage_upload
    from compared
    where
        was_there
        and is_there
        and had_moved
        and not has_moved
    union all
    select
        item,
        title,
        'blocked',
        66,
        0::double,
        title || ' is blocked: ' || rtrim(trim(later.blocker), '.') || '.',
        '{n} applications became blocked in ' || department || '.',
        blocker_on,
        blocker_upload
    from compared
    where
        was_there and is_there
        and not has_moved
        and later.blocker is not null
        and earlier.blocker is null
    union all
    select
        item,
        title,
        'unblocked',
        49,
        0::double,
        title || ' is no longer blocked.',
        '{n} applications are no longer blocked in ' || department || '.',
        blocker_on,
        blocker_upload
    from compared
    where
        was_there and is_there
        and not has_moved
        and later.blocker is null
        and earlier.blocker is not null
    union all
    select
        item,
        title,
        if(expected_now > expected_before, 'slipped', 'forward'),
        if(expected_now > expected_before, 48, 38),
        (abs(date_diff('day', expected_before, expected_now)))::double,
        'The move of ' || title
        || if(expected_now > expected_before, ' slipped ', ' came forward ')
        || format('{:,}', abs(date_diff('day', expected_before, expected_now)))
        || if(abs(date_diff('day', expected_before, expected_now)) = 1, ' day', ' days')
        || ', from '
        || strftime(expected_before, '%-d %B %Y')
        || ' to '
        || strftime(expected_now, '%-d %B %Y')
        || '.',
        'The moves of {n} applications' || if(expected_now > expected_before, ' slipped.', ' came forward.'),
        expected_on,
        expected_upload
    from compared
    where
        was_there and is_there
        and not has_moved
        and expected_now <> expected_before
    union all
    select
        item,
        title,
        'rebaselined',
        46,
        (abs(date_diff('day', earlier.baseline_date, later.baseline_date)))::double,
        'The baseline of '
        || title
        || ' was changed from '
        || strftime(earlier.baseline_date, '%-d %B %Y')
        || ' to '
        || strftime(later.baseline_date, '%-d %B %Y')
        || '.',
        'The baselines of {n} applications in ' || department || ' were changed.',
        baseline_on,
        baseline_upload
    from compared
    where
        was_there and is_there
        and later.baseline_date <> earlier.baseline_date
    union all
    select
        item,
        title,
        if(stage_now > stage_before, 'stage', 'back'),
        if(stage_now > stage_before, 35, 45),
        (abs(stage_now - stage_before))::double,
        case
            when later.migrated_on > $as_at
                then title || ' is to move on ' || strftime(later.migrated_on, '%-d %B %Y') || '.'
            when later.stage = 'decommissioned' then title || ' was decommissioned.'
            else
                title
                || if(stage_now > stage_before, ' entered ‘', ' went back to ‘')
                || replace(later.stage, '_', ' ')
                || '’, from ‘'
                || replace(earlier.stage, '_', ' ')
                || '’.'
        end,
        '{n} applications'
        || case
            when later.migrated_on > $as_at then ' have a date for their move'
            when later.stage = 'decommissioned' then ' were decommissioned'
            when stage_now > stage_before then ' entered ‘' || replace(later.stage, '_', ' ') || '’'
            else ' went back to ‘' || replace(later.stage, '_', ' ') || '’'
        end
        || '.',
        stage_on,
        stage_upload
    from compared
    where
        was_there and is_there
        and stage_now <> stage_before
        and (not has_moved or had_moved)
        and not (had_moved and not has_moved)
    union all
    select
        item,
        title,
        'wave',
        33,
        0::double,
        title
        || case
            when later.wave_id is null then ' left wave ' || earlier.wave_id
            when earlier.wave_id is null then ' joined wave ' || later.wave_id
            else ' went from wave ' || earlier.wave_id || ' to wave ' || later.wave_id
        end
        || '.',
        '{n} applications in ' || department || ' changed wave.',
        wave_on,
        wave_upload
    from compared
    where
        was_there and is_there
        and later.wave_id is distinct from earlier.wave_id
    union all
    select
        item,
        title,
        'added',
        34,
        0::double,
        title || ' was added to the plan of migrations.',
        '{n} applications in ' || department || ' were added to the plan of migrations.',
        first_on,
        first_upload
    from compared
    where
        not was_there
        and is_there
        and not has_moved
    union all
    select
        item,
        title,
        'removed',
        47,
        0::double,
        title || ' was removed from the plan of migrations.',
        '{n} applications in ' || department || ' were removed from the plan of migrations.',
        removed_on,
        removed_by
    from compared
    where
        was_there
        and not is_there
)
select
    'migrations' as subject,
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
