-- Migrations planned, done and forecast, added up month by month.
-- One row per month, from the first month with a baseline, a move or the as-at date to the last of these or a forecast; no
-- rows while no migration is known.
-- All of it counts one set: the applications that are in scope at the as-at date (see applications_scoped).
-- month_end: the last day of the month.
-- planned: how many have a baseline on or before it. actual: how many had migrated by it; in the month of known_to, by that
-- day; null in later months, of which no report says anything.
-- forecast: null before the as-at month; then how many will have migrated by it if each moves on its expected date (see
-- migrations_dated). Those whose date is past, before the as-at date, without a move have no date to go by and are left out.
-- scope: how many were in scope at the end of the month, as the reports of the time say; in the month of the as-at date, at
-- that date; null in later months and before the first report. See migration_counts.
-- The rest is of the as-at date, in the row of its month and null elsewhere:
-- known_to: the last day that the reports speak of: the date of the latest report on migrations or, where one is later, of a move
-- that counts. moved_by_now: how many had migrated by it, of which moved_unplanned have no baseline; planned_by_now: how many have a
-- baseline on or before it. moved_outside: moves of applications that are out of scope
-- or not in the inventory, which are in none of the other figures.
-- scope_at_first: how many were in scope in the first report that had any.
-- days_behind: of those that have a baseline: with fewer moves than planned by then, how many days before known_to the first of those
-- missing was planned; with more, how many days after it the last that has moved was planned, below zero; 0 when as many have moved.
-- uses: migrations_judged, applications_scoped, migration_counts
with current_migrations as (
    -- few dates are of many moves
    select
        coalesce(applications.in_scope, false) as in_scope,
        migrations.baseline_date,
        case when migrations.is_migrated then migrations.migrated_on end as moved_on,
        case when not migrations.is_migrated and migrations.expected_date >= $as_at then migrations.expected_date end as to_move_on,
        count(*) as moves
    from migrations_judged as migrations
    left join applications_scoped as applications
        on migrations.application_id = applications.application_id and applications.valid_to > $as_at
    group by all
),
in_scope_migrations as (
    select * from current_migrations where in_scope
),
dated_counts as (
    select last_day(baseline_date) as month_end, sum(moves) as planned, 0 as moved, 0 as to_move
    from in_scope_migrations where baseline_date is not null group by 1
    union all
    select last_day(moved_on), 0, sum(moves), 0
    from in_scope_migrations where moved_on is not null group by 1
    union all
    select last_day(to_move_on), 0, 0, sum(moves)
    from in_scope_migrations where to_move_on is not null group by 1
    union all
    select last_day($as_at), 0, 0, 0
    from current_migrations having count(*) > 0
),
all_months as (
    select last_day(unnest(generate_series(
        date_trunc('month', min(month_end))::timestamp,
        date_trunc('month', max(month_end))::timestamp,
        interval 1 month
    ))::date) as month_end
    from dated_counts
),
added_up as (
    select
        all_months.month_end,
        sum(coalesce(sum(dated_counts.planned), 0)) over months as planned,
        sum(coalesce(sum(dated_counts.moved), 0)) over months as moved,
        sum(coalesce(sum(dated_counts.to_move), 0)) over months as to_move
    from all_months
    left join dated_counts on all_months.month_end = dated_counts.month_end
    group by all_months.month_end
    window months as (order by all_months.month_end)
),
known as (
    select greatest(
        (
            select max(reporting_date)
            from uploads_at($ledger_version)
            where dataset = 'migrations' and not withdrawn and reporting_date <= $as_at
        ),
        (select max(moved_on) from current_migrations)
    ) as known_to
),
planned_days as (
    select baseline_date, sum(sum(moves)) over (order by baseline_date) as planned_by_then
    from in_scope_migrations
    where baseline_date is not null
    group by baseline_date
),
today as (
    select
        coalesce(sum(moves) filter (where in_scope and moved_on is not null), 0)::bigint as moved,
        coalesce(sum(moves) filter (where in_scope and moved_on is not null and baseline_date is null), 0)::bigint as moved_unplanned,
        coalesce(sum(moves) filter (where in_scope and baseline_date <= known.known_to), 0)::bigint as planned_by_now,
        coalesce(sum(moves) filter (where not in_scope and moved_on is not null), 0)::bigint as moved_outside,
        (select arg_min(in_scope, day) from migration_counts where in_scope > 0) as scope_at_first,
        any_value(known.known_to) as known_to
    from current_migrations, known
),
missed as (
    -- the day of the first that is missing, or of the last of those ahead
    select min(planned_days.baseline_date) as day
    from planned_days, today
    where
        planned_days.planned_by_then
        >= today.moved - today.moved_unplanned + if(today.moved - today.moved_unplanned < today.planned_by_now, 1, 0)
)
select
    added_up.month_end,
    added_up.planned::bigint as planned,
    case when added_up.month_end <= last_day(known.known_to) then added_up.moved::bigint end as actual,
    case when added_up.month_end >= last_day($as_at) then (added_up.moved + added_up.to_move)::bigint end as forecast,
    case when added_up.month_end <= last_day($as_at) then migration_counts.in_scope end as scope,
    added_up.month_end = last_day($as_at) as is_as_at_month,
    today.known_to,
    today.moved as moved_by_now,
    today.moved_unplanned,
    today.planned_by_now,
    today.moved_outside,
    today.scope_at_first,
    case
        when today.moved - today.moved_unplanned <> today.planned_by_now then date_diff('day', missed.day, today.known_to)
        when today.moved is not null then 0
    end as days_behind
from added_up
left join today on added_up.month_end = last_day($as_at)
cross join missed
cross join known
asof left join migration_counts on added_up.month_end >= migration_counts.day
order by added_up.month_end
