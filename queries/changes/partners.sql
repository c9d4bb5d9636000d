-- What changed among the partners since an earlier date: stages entered, withdrawals, target dates, who came and went.
-- One row per partner and kind of change between the two dates of reports_compared, the most important first.
-- The columns are those that changes_all explains.
-- kind: withdrawn, returned (after it had withdrawn), back (to an earlier stage), stage, planned (a stage reported with a
-- date to come, or such a one given up), target (live date), added, removed, size (staff or applications in scope),
-- next_step (words or date), other (name or category).
-- uses: reports_compared, uploads_full, partners_counted
with versions as (
    select
        kept.row_key as item,
        kept.*,
        reports_compared.day as looked_from
    from partners_counted as kept
    inner join reports_compared
        on reports_compared.compared = 'before' and kept.valid_from <= $as_at and kept.valid_to > reports_compared.day
),
followed as (
    select
        *,
        coalesce(stage is distinct from lag(stage) over by_report, false) as stage_changed,
        coalesce(
            hash(planned_stage, planned_date) is distinct from lag(hash(planned_stage, planned_date)) over by_report, false
        ) as plan_changed,
        coalesce(target_live_date is distinct from lag(target_live_date) over by_report, false) as target_changed,
        coalesce(
            hash(staff_in_scope, applications_in_scope)
            is distinct from lag(hash(staff_in_scope, applications_in_scope)) over by_report,
            false
        ) as scale_changed,
        coalesce(
            hash(next_step, next_step_date)
            is distinct from lag(hash(next_step, next_step_date)) over by_report,
            false
        ) as next_changed,
        coalesce(
            hash(name, category)
            is distinct from lag(hash(name, category)) over by_report,
            false
        ) as other_changed
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
        max(reported_on) filter (where stage_changed) as stage_on,
        max_by(upload, valid_from) filter (where stage_changed) as stage_upload,
        max(reported_on) filter (where plan_changed) as plan_on,
        max_by(upload, valid_from) filter (where plan_changed) as plan_upload,
        max(reported_on) filter (where target_changed) as target_on,
        max_by(upload, valid_from) filter (where target_changed) as target_upload,
        max(reported_on) filter (where scale_changed) as scale_on,
        max_by(upload, valid_from) filter (where scale_changed) as scale_upload,
        max(reported_on) filter (where next_changed) as next_on,
        max_by(upload, valid_from) filter (where next_changed) as next_upload,
        max(reported_on) filter (where other_changed) as other_on,
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
        pairs.later.stage_order as stage_now,
        pairs.earlier.stage_order as stage_before,
        case
            when pairs.later.planned_stage = 'withdrawn'
                then 'is to withdraw on ' || strftime(pairs.later.planned_date, '%-d %B %Y')
            when pairs.later.planned_stage is not null
                then
                    'is to come to ‘'
                    || replace(replace(pairs.later.planned_stage, 'sla', 'SLA'), '_', ' ')
                    || '’ on '
                    || strftime(pairs.later.planned_date, '%-d %B %Y')
        end as plan_now,
        case
            when pairs.earlier.planned_stage = 'withdrawn'
                then 'to withdraw on ' || strftime(pairs.earlier.planned_date, '%-d %B %Y')
            when pairs.earlier.planned_stage is not null
                then
                    'to come to ‘'
                    || replace(replace(pairs.earlier.planned_stage, 'sla', 'SLA'), '_', ' ')
                    || '’ on '
                    || strftime(pairs.earlier.planned_date, '%-d %B %Y')
        end as plan_before
    from pairs
    left join brought on pairs.item = brought.item
    left join removals on pairs.item = removals.item
    left join uploads_full on uploads_full.dataset = 'partners' and removals.removed_on = uploads_full.reporting_date
),
changes as (
    select
        item,
        title,
        'withdrawn' as kind,
        94 as weight,
        0::double as size,
        title || ' withdrew on ' || strftime(later.stage_date, '%-d %B %Y') || '; it was ' || case earlier.stage
            when 'design_and_sla_agreed' then 'design and SLA agreed'
            else replace(earlier.stage, '_', ' ')
        end || ' before.' as sentence,
        null as alike,
        stage_on as reporting_date,
        stage_upload as upload
    from compared
    where
        was_there and is_there
        and later.stage = 'withdrawn'
        and earlier.stage <> 'withdrawn'
    union all
    select
        item,
        title,
        case when earlier.stage = 'withdrawn' then 'returned' when stage_now > stage_before then 'stage' else 'back' end,
        case when earlier.stage = 'withdrawn' then 93 when stage_now > stage_before then 77 else 84 end,
        (abs(stage_now - stage_before))::double,
        title
        || case
            when earlier.stage = 'withdrawn' then ' came back and is at ‘'
            when stage_now > stage_before then ' moved on to ‘'
            else ' went back to ‘'
        end
        || case later.stage
            when 'design_and_sla_agreed' then 'design and SLA agreed'
            else replace(later.stage, '_', ' ')
        end
        || '’'
        || coalesce(
            if(earlier.stage = 'withdrawn', ' since ', ' on ') || strftime(later.stage_date, '%-d %B %Y'), ''
        )
        || case earlier.stage
            when 'withdrawn' then ', having withdrawn before.'
            when 'design_and_sla_agreed' then ', from ‘design and SLA agreed’.'
            else ', from ‘' || replace(earlier.stage, '_', ' ') || '’.'
        end,
        null,
        stage_on,
        stage_upload
    from compared
    where
        was_there and is_there
        and later.stage <> earlier.stage
        and later.stage <> 'withdrawn'
    union all
    select
        item,
        title,
        'planned',
        if('withdrawn' in (coalesce(later.planned_stage, ''), coalesce(earlier.planned_stage, '')), 92, 76),
        0::double,
        title
        || case
            when plan_now is null then ' is no longer ' || plan_before
            when later.stage is distinct from earlier.planned_stage
                then ' ' || plan_now || coalesce(', no longer ' || plan_before, '')
            else ' ' || plan_now
        end
        || '.',
        null,
        coalesce(plan_on, stage_on, latest_on),
        coalesce(plan_upload, stage_upload, latest_upload)
    from compared
    where
        was_there and is_there
        and (
            later.planned_stage is distinct from earlier.planned_stage
            or later.planned_date is distinct from earlier.planned_date
        )
        -- what was planned and has come is told by itself
        and (later.planned_stage is not null or later.stage <> earlier.planned_stage)
    union all
    select
        item,
        title,
        'target',
        66,
        (coalesce(abs(date_diff('day', earlier.target_live_date, later.target_live_date)), 0))::double,
        case
            when later.target_live_date is null then title || ' has no target live date any more.'
            when earlier.target_live_date is null
                then
                    'The target live date of '
                    || title
                    || ' is '
                    || strftime(later.target_live_date, '%-d %B %Y')
                    || '.'
            else
                'The target live date of ' || title
                || if(later.target_live_date > earlier.target_live_date, ' slipped ', ' came forward ')
                || format('{:,}', abs(date_diff('day', earlier.target_live_date, later.target_live_date)))
                || if(abs(date_diff('day', earlier.target_live_date, later.target_live_date)) = 1, ' day', ' days')
                || ', from '
                || strftime(earlier.target_live_date, '%-d %B %Y')
                || ' to '
                || strftime(later.target_live_date, '%-d %B %Y')
                || '.'
        end,
        null,
        target_on,
        target_upload
    from compared
    where
        was_there and is_there
        and later.target_live_date is distinct from earlier.target_live_date
    union all
    select
        item,
        title,
        'added',
        67,
        0::double,
        title || ' was added, as ' || case later.stage
            when 'design_and_sla_agreed' then 'design and SLA agreed'
            else replace(later.stage, '_', ' ')
        end || coalesce(', and ' || plan_now, '') || '.',
        '{n} partners were added.',
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
        80,
        0::double,
        title || ' was removed from the list of partners.',
        '{n} partners were removed from the list.',
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
        'size',
        37,
        (abs(coalesce(later.staff_in_scope, 0) - coalesce(earlier.staff_in_scope, 0))
        + abs(coalesce(later.applications_in_scope, 0) - coalesce(earlier.applications_in_scope, 0))
        )::double,
        title
        || concat_ws(
            ', and',
            case
                when later.staff_in_scope is not distinct from earlier.staff_in_scope then null
                when later.staff_in_scope is null then ' no longer gives its staff in scope'
                else
                    ' now has '
                    || format('{:,}', later.staff_in_scope)
                    || ' staff in scope, '
                    || coalesce('after ' || format('{:,}', earlier.staff_in_scope), 'not given before')
            end,
            case
                when later.applications_in_scope is not distinct from earlier.applications_in_scope then null
                when later.applications_in_scope is null then ' no longer gives its applications in scope'
                else
                    ' now has '
                    || format('{:,}', later.applications_in_scope)
                    || if(later.applications_in_scope = 1, ' application', ' applications')
                    || ' in scope, '
                    || coalesce('after ' || format('{:,}', earlier.applications_in_scope), 'not given before')
            end
        )
        || '.',
        null,
        scale_on,
        scale_upload
    from compared
    where
        was_there and is_there
        and (
            later.staff_in_scope is distinct from earlier.staff_in_scope
            or later.applications_in_scope is distinct from earlier.applications_in_scope
        )
    union all
    select
        item,
        title,
        'next_step',
        29,
        0::double,
        case
            when later.next_step is null then title || ' has no next step any more'
            else
                'The next step with '
                || title
                || ' is now: '
                || rtrim(trim(later.next_step), '.')
                || coalesce(', on ' || strftime(later.next_step_date, '%-d %B %Y'), '')
        end
        || '.',
        'The next steps with {n} partners were changed.',
        next_on,
        next_upload
    from compared
    where
        was_there and is_there
        and (
            later.next_step is distinct from earlier.next_step
            or later.next_step_date is distinct from earlier.next_step_date
        )
    union all
    select
        item,
        title,
        'other',
        19,
        0::double,
        earlier.name || ' is now called ' || title || ', category ' || replace(later.category, '_', ' ') || '.',
        null,
        other_on,
        other_upload
    from compared
    where
        was_there and is_there
        and (later.name <> earlier.name or later.category <> earlier.category)
)
select
    'partners' as subject,
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
