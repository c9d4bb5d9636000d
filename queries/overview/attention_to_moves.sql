-- What needs attention among the applications and their moves: blocked and late moves, applications without one, and contracts and
-- support that end too early.
-- One row per thing; the columns are those of overview_attention, and place and size, by which it puts them in order.
-- In no order: overview_attention puts all in order.
-- uses: applications_scoped, migrations_judged, migrations_listed, migration_blockers, endings_dated
select
    'red' as severity,
    'migration_blocked' as kind,
    5 as place,
    days_blocked as size,
    application_id as item_id,
    application_id as about_id,
    name as title,
    'Blocked '
    || case days_blocked
        when 0 then 'since this report'
        when 1 then 'for 1 day'
        else 'for ' || format('{:,}', days_blocked) || ' days'
    end
    || ': '
    || regexp_replace(rtrim(trim(blocker), '.'), '([^?!…])$', '\1.')
    || if(
        is_late,
        if(forecast_date is null, ' Its baseline, ', ' Its forecast, ')
        || strftime(forecast_or_baseline(forecast_date, baseline_date), '%-d %B %Y')
        || ', has passed.',
        ''
    ) as detail,
    'migration' as page,
    since,
    upload
from migration_blockers
union all
select
    if(days_late > 30, 'red', 'amber'),
    'migration_late',
    6,
    days_late,
    application_id,
    application_id,
    name,
    if(forecast_date is null, 'Its baseline, ', 'Its forecast, ')
    || strftime(expected_date, '%-d %B %Y')
    || ', passed '
    || format('{:,}', days_late)
    || if(days_late = 1, ' day', ' days')
    || ' ago and it has not moved.',
    'migration',
    since,
    upload
from migrations_listed
where is_late and not is_blocked and in_scope
union all
select
    'amber',
    'application_without_migration',
    10,
    0,
    applications.application_id,
    applications.application_id,
    applications.name,
    'In scope (to '
    || case applications.disposition
        when 'self_service' then 'become self-service'
        else applications.disposition
    end
    || '), but it has no migration.',
    'inventory',
    applications.valid_from,
    applications.upload
from applications_scoped as applications
where
    applications.valid_to > $as_at
    and applications.in_scope
    and applications.application_id not in (select migrations_judged.application_id from migrations_judged)
union all
select
    'amber',
    'endings_early',
    9,
    gaps,
    'endings',
    'endings',
    'Contracts and support',
    if(gaps = 1, '1 of them ends', format('{:,}', gaps) || ' of them end')
    || ' before the go-live and before the move of what they are for, with no successor'
    || case ended when 0 then '' when 1 then '; 1 has ended already' else format('; {:,} have ended already', ended) end
    || '.',
    'duplication',
    since,
    upload
from (
    select count(*) as gaps, count(*) filter (where end_date < $as_at) as ended, max(since) as since, max(upload) as upload
    from endings_dated
    where is_gap
)
where gaps > 0
