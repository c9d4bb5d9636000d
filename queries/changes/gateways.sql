-- What changed among the gateways since an earlier date: dates, ratings, those passed, added and removed; words last.
-- One row per gateway and kind of change between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains.
-- kind: passed, unpassed (no longer reported as passed), slipped and forward (the forecast of what isn't done), rebaselined,
-- rating (computed), declared (rating), added, removed, commentary. The computed rating can change because a day has passed;
-- its upload is then the one that brought the row as it stands.
-- uses: reports_compared, uploads_full, gateways_rated
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from
    from gateways_versions($as_at, $ledger_version) as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(actual_date is distinct from lag(actual_date) over by_report, false) as actual_changed,
        coalesce(
            coalesce(forecast_date, baseline_date)
            is distinct from lag(coalesce(forecast_date, baseline_date)) over by_report,
            false
        ) as expected_changed,
        coalesce(baseline_date is distinct from lag(baseline_date) over by_report, false) as baseline_changed,
        coalesce(declared_rating is distinct from lag(declared_rating) over by_report, false) as declared_changed,
        coalesce(
            hash(commentary, path_to_green)
            is distinct from lag(hash(commentary, path_to_green)) over by_report,
            false
        ) as words_changed
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
        max(valid_from) filter (where actual_changed) as actual_on,
        max_by(upload, valid_from) filter (where actual_changed) as actual_upload,
        max(valid_from) filter (where expected_changed) as expected_on,
        max_by(upload, valid_from) filter (where expected_changed) as expected_upload,
        max(valid_from) filter (where baseline_changed) as baseline_on,
        max_by(upload, valid_from) filter (where baseline_changed) as baseline_upload,
        max(valid_from) filter (where declared_changed) as declared_on,
        max_by(upload, valid_from) filter (where declared_changed) as declared_upload,
        max(valid_from) filter (where words_changed) as words_on,
        max_by(upload, valid_from) filter (where words_changed) as words_upload
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
        coalesce(rated.is_done, false) as is_done,
        coalesce(rated_before.is_done, false) as was_done,
        rated.computed_rating as computed_now,
        rated_before.computed_rating as computed_before,
        rated.rating_order as rating_now,
        rated_before.rating_order as rating_before,
        rated.reason,
        coalesce(pairs.later.forecast_date, pairs.later.baseline_date) as expected_now,
        coalesce(pairs.earlier.forecast_date, pairs.earlier.baseline_date) as expected_before,
        list_position(
            ['green', 'amber_green', 'amber', 'amber_red', 'red'], pairs.later.declared_rating
        ) as declared_now,
        list_position(
            ['green', 'amber_green', 'amber', 'amber_red', 'red'], pairs.earlier.declared_rating
        ) as declared_before,
        list_position(
            ['milestone', 'gateway', 'go_live'], coalesce(pairs.later.kind, pairs.earlier.kind)
        ) as place
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'gateways' and removals.removed_on = uploads_full.reporting_date
    left join gateways_rated as rated on rated.compared = 'now' and pairs.later.gateway_id = rated.gateway_id
    left join gateways_rated as rated_before
        on rated_before.compared = 'before' and pairs.earlier.gateway_id = rated_before.gateway_id
),
changes as (
    select
        item,
        title,
        'passed' as kind,
        [70, 89, 95][place] as weight,
        0::double as size,
        title
        || if(later.kind = 'go_live', ' was reached on ', ' was passed on ')
        || strftime(later.actual_date, '%-d %B %Y')
        || case
            when later.actual_date = later.baseline_date then ', on the baseline date'
            else
                ', '
                || format('{:,}', abs(date_diff('day', later.baseline_date, later.actual_date)))
                || if(abs(date_diff('day', later.baseline_date, later.actual_date)) = 1, ' day', ' days')
                || if(later.actual_date > later.baseline_date, ' after', ' before')
                || ' the baseline'
        end
        || '.' as sentence,
        null as alike,
        coalesce(actual_on, later.valid_from) as reporting_date,
        coalesce(actual_upload, later.upload) as upload
    from compared
    where
        is_there
        and is_done
        and not was_done
    union all
    select
        item,
        title,
        'unpassed',
        [71, 90, 96][place],
        0::double,
        title || ' is no longer reported as passed.',
        null,
        actual_on,
        actual_upload
    from compared
    where
        was_there and is_there
        and was_done
        and not is_done
    union all
    select
        item,
        title,
        if(expected_now > expected_before, 'slipped', 'forward'),
        if(expected_now > expected_before, [76, 92, 100][place], [56, 78, 94][place]),
        (abs(date_diff('day', expected_before, expected_now)))::double,
        title
        || if(expected_now > expected_before, ' slipped ', ' came forward ')
        || format('{:,}', abs(date_diff('day', expected_before, expected_now)))
        || if(abs(date_diff('day', expected_before, expected_now)) = 1, ' day', ' days')
        || ', from '
        || strftime(expected_before, '%-d %B %Y')
        || ' to '
        || strftime(expected_now, '%-d %B %Y')
        || '.',
        null,
        expected_on,
        expected_upload
    from compared
    where
        was_there and is_there
        and not is_done
        and expected_now <> expected_before
    union all
    select
        item,
        title,
        'rebaselined',
        [75, 91, 99][place],
        (abs(date_diff('day', earlier.baseline_date, later.baseline_date)))::double,
        'The baseline of '
        || title
        || ' was changed from '
        || strftime(earlier.baseline_date, '%-d %B %Y')
        || ' to '
        || strftime(later.baseline_date, '%-d %B %Y')
        || '.',
        null,
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
        'rating',
        case
            when expected_now <> expected_before then [50, 67, 69][place]
            when rating_now > rating_before then [73, 88, 98][place]
            else [55, 74, 83][place]
        end,
        (abs(rating_now - rating_before))::double,
        title || ' went from ' || computed_before || ' to ' || computed_now || ' by the rule. ' || reason,
        null,
        coalesce(latest_on, later.valid_from),
        coalesce(latest_upload, later.upload)
    from compared
    where
        was_there and is_there
        and not is_done
        and computed_now <> computed_before
    union all
    select
        item,
        title,
        'declared',
        if(expected_now <> expected_before, [39, 56, 62][place], [57, 72, 79][place]),
        (coalesce(abs(declared_now - declared_before), 1))::double,
        'The owner of '
        || title
        || case
            when later.declared_rating is null
                then ' no longer declares a rating; it was ' || replace(earlier.declared_rating, '_', '/') || ' before'
            when earlier.declared_rating is null
                then ' now declares it ' || replace(later.declared_rating, '_', '/') || ', the first rating given'
            else
                ' now declares it '
                || replace(later.declared_rating, '_', '/')
                || ', after '
                || replace(earlier.declared_rating, '_', '/')
        end
        || '.',
        null,
        declared_on,
        declared_upload
    from compared
    where
        was_there and is_there
        and later.declared_rating is distinct from earlier.declared_rating
    union all
    select
        item,
        title,
        'added',
        [61, 81, 87][place],
        0::double,
        title || ' was added, for ' || strftime(expected_now, '%-d %B %Y') || '.',
        '{n} gateways and milestones were added.',
        first_on,
        first_upload
    from compared
    where
        not was_there
        and is_there
        and not is_done
    union all
    select
        item,
        title,
        'removed',
        [62, 86, 97][place],
        0::double,
        title || ' was removed.',
        '{n} gateways and milestones were removed.',
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
        'commentary',
        6,
        0::double,
        'The commentary on ' || title || ' was changed.',
        'The commentary on {n} gateways and milestones was changed.',
        words_on,
        words_upload
    from compared
    where
        was_there and is_there
        and (
            later.commentary is distinct from earlier.commentary
            or later.path_to_green is distinct from earlier.path_to_green
        )
)
select
    'gateways' as subject,
    kind,
    weight,
    size,
    item as item_id,
    title,
    sentence,
    alike,
    reporting_date,
    upload,
    'gateways' as page
from changes
order by weight desc, size desc, item, kind, sentence
