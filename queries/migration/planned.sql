-- When the applications in scope are planned to move, read from their rows.
-- One row per first and last day that applications are planned for, in the order of these: the same day where each has one.
-- applications: how many, of those whose migration is reported as at the date and counts for the forecast (see migration_counts).
-- Of reporting dates it is kept in the store (data/ledger/derived.py), where migration_plan finds it.
-- Each counts by its baseline; without one by the first forecast that was reported of it, for later ones know how it went;
-- without any by its wave, evenly from the baseline start to the baseline finish; and without that not at all.
-- $moved_wave text: a wave whose applications that have yet to move are taken to be planned for other days than they are
-- $moved_days integer = 0: how many days later, below zero earlier
with current_migrations as (
    select
        moves.application_id,
        moves.baseline_date,
        waves.baseline_start,
        waves.baseline_finish,
        case
            when coalesce(waves.wave_id, moves.wave_id) = $moved_wave::varchar and not moves.has_moved
                then coalesce($moved_days::integer, 0)
            else 0
        end as days_later
    from moves_counted($as_at, $ledger_version) as moves
    left join waves_kept($as_at, $ledger_version) as waves
        on moves.wave_id = waves.identity and waves.valid_from <= $as_at and waves.valid_to > $as_at
    where moves.is_counted
),
first_forecasts as (
    select identity as application_id, arg_min(forecast_date, valid_from) as forecast_date
    from migrations_kept($as_at, $ledger_version)
    where
        valid_from <= $as_at
        and forecast_date is not null
        and identity in (select application_id from current_migrations where baseline_date is null)
    group by identity
),
planned as (
    select
        coalesce(current_migrations.baseline_date, first_forecasts.forecast_date) as planned_day,
        coalesce(planned_day, current_migrations.baseline_start) + current_migrations.days_later as first_day,
        coalesce(planned_day, current_migrations.baseline_finish) + current_migrations.days_later as last_day
    from current_migrations
    left join first_forecasts on current_migrations.application_id = first_forecasts.application_id
)
select first_day, last_day, count(*) as applications
from planned
where first_day <= last_day
group by first_day, last_day
order by first_day, last_day
